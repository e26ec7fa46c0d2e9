"""One upload session of the history: where it went, how it went, what can be done, and every file of it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.endings.failure_causes import FailureCauses
from desktop_app.gui.endings.receipt_saver import ReceiptOf, ReceiptSaver
from desktop_app.gui.endings.verification_panel import VerificationPanel
from desktop_app.gui.files.rows import rows_of_company
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.history.entries import HistoryEntry, verdict_of_entry
from desktop_app.gui.look.formatting import format_count, format_size, format_time, format_when
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, button, icon_button
from desktop_app.gui.widgets.counts import StatTile
from desktop_app.gui.widgets.messages import Banner
from desktop_app.services.history import HistoryService
from desktop_app.services.upload import FailedFiles
from desktop_app.services.verification import VerificationService

_COPIED_MS = 1500


class HistoryDetail(QWidget):
    """Shows one entry; the page gives it newer ones of the same session as they come."""

    back_requested = Signal()
    go_on_requested = Signal(object)
    """UploadSession: go on with it."""
    retry_requested = Signal(object)
    """UploadSession: try its failed files again."""
    retry_some_requested = Signal(object, object)
    """UploadSession, FailedFiles: try these again."""
    take_over_requested = Signal(object)
    """HistoryEntry: go on with it here, instead of the workstation that began it."""
    send_again_requested = Signal(object)
    """UploadSession: send its folder again."""

    def __init__(
        self,
        history: HistoryService,
        verification: VerificationService,
        background: Background,
        username: str,
        parent: QWidget | None = None,
    ) -> None:
        """Blank: see `show_entry`. ``username`` is whose uploads those of this workstation are."""
        super().__init__(parent)
        self._history = history
        self._username = username
        self._entry: HistoryEntry | None = None
        self._panel = VerificationPanel("history_verification", verification, background)
        self._receipt = ReceiptSaver(history, background, self._receipt_of, self)
        self._make_parts(background)
        self._lay_out()

    @property
    def entry(self) -> HistoryEntry | None:
        """What is shown."""
        return self._entry

    def show_entry(self, entry: HistoryEntry) -> None:
        """Show an upload session and its files: from the journal if they are there, else from the company."""
        self._trouble.hide()
        if self._entry is None or self._entry.client_uuid != entry.client_uuid:
            self._panel.clear()
        self._describe(entry)
        if entry.upload is not None:
            self._files.show_files(self._history, entry.upload.id)
        else:
            self._files.show_rows(rows_of_company(self._history, entry.client_uuid))
        self._files.set_in_flight(None, entry.being_sent)
        # Not the table: its ring would draw the eye of those who came by mouse.
        self.setFocus()

    def update_entry(self, entry: HistoryEntry) -> None:
        """Take in what has become of it; its files are read anew while they may still change."""
        before = self._entry
        if before is None or before == entry:
            return
        self._describe(entry)
        self._files.set_in_flight(None, entry.being_sent)
        self._files.refresh()

    def _describe(self, entry: HistoryEntry) -> None:
        self._entry = entry
        counts = entry.counts
        self._name.setText(entry.name)
        self._folder.setText(entry.folder)
        self._address.setText(entry.address)
        who = (
            tr("{username} on {workstation}", username=entry.username, workstation=entry.workstation)
            if entry.username
            else entry.workstation
        )
        when = format_time(entry.when) if entry.when else ""
        heard = tr("last heard of {heard_of}", heard_of=format_when(entry.heard_of)) if entry.heard_of else ""
        self._about.setText("  ·  ".join(filter(None, (when, f"{entry.project} / {entry.cycle}", who, heard))))
        verdict = verdict_of_entry(entry)
        self._verdict.show_message(verdict.kind, verdict.title, verdict.message, can_dismiss=False)
        found = format_count(counts.total_files)
        self._sent.set_value(counts.files_uploaded, tr("of {found}", found=found))
        self._skipped.set_value(counts.files_skipped, tr("not sent again"))
        parts = ((counts.files_failed, tr("failed")), (counts.files_blocked, tr("blocked")))
        self._not_sent.set_value(
            entry.not_sent, ", ".join(f"{format_count(number)} {word}" for number, word in parts if number)
        )
        self._not_sent.setVisible(entry.not_sent > 0)
        self._size.set_value(
            format_size(counts.total_bytes),
            tr("{uploaded_bytes} sent", uploaded_bytes=format_size(counts.uploaded_bytes)),
        )
        self._go_on.setVisible(entry.can_go_on)
        self._take_over.setVisible(entry.can_take_over)
        self._retry.setVisible(
            entry.upload is not None and not entry.upload.status.unfinished and counts.files_failed > 0
        )
        has_ended = entry.upload is not None and not entry.upload.status.unfinished
        self.causes.show_of(
            entry.upload.id if entry.upload is not None and entry.not_sent else None, can_retry=has_ended
        )
        self._files.set_retry(has_ended)
        self._offer_to_verify()

    def shut_down(self) -> None:
        """Stop what is being verified, for the window closes."""
        self._panel.shut_down()

    def _offer_to_verify(self) -> None:
        entry = self._entry
        can = entry is not None and entry.upload is not None and entry.there > 0 and not entry.being_sent
        self._verify.setVisible(can)
        self._receipt.button.setVisible(entry is not None and entry.upload is not None and not entry.being_sent)
        self._verify.setEnabled(not self._panel.active)
        # What the upload's end said is overtaken.
        self._verdict.setHidden(self._panel.found_wrong)

    def _begin_to_verify(self) -> None:
        if (upload := self._upload()) is not None:
            self._panel.begin([upload])

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())
        self._copy.setIcon(icon("check", "success"))
        self._copied.start()

    def _tell_trouble(self, error: Exception) -> None:
        trouble = as_trouble(error)
        self._trouble.show_message("warning", tr(trouble.title), str(trouble), action=tr("Try again"))

    def _try_again(self) -> None:
        self._trouble.hide()
        self._files.refresh()

    def _retry_files(self, ids: tuple[int, ...]) -> None:
        if (upload := self._upload()) is not None:
            self.retry_some_requested.emit(upload, FailedFiles(ids=ids))

    def _receipt_of(self) -> ReceiptOf | None:
        upload = self._upload()
        return None if upload is None else ReceiptOf(upload, self._username)

    def _upload(self) -> UploadSession | None:
        return self._entry.upload if self._entry is not None else None

    def _make_parts(self, background: Background) -> None:
        self._back = icon_button("arrow-left", tr("Back to the list"), "text", self.back_requested.emit)
        self._back.setObjectName("history_back")
        self._name = ElidedLabel("", "title")
        self._about = ElidedLabel("", "muted")
        self._folder = ElidedLabel("", "muted")
        self._address = ElidedLabel()
        self._address.setObjectName("history_address")
        for part in (self._folder, self._address):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._copy = icon_button("copy", tr("Copy the S3 address"), clicked=self._copy_address)
        self._copied = QTimer(self, interval=_COPIED_MS, singleShot=True)
        self._copied.timeout.connect(lambda: self._copy.setIcon(icon("copy", "muted")))
        self._go_on = button(tr("Go on"), "primary", "play", lambda: self.go_on_requested.emit(self._upload()))
        self._go_on.setObjectName("history_go_on")
        self._take_over = button(
            tr("Take over…"), "primary", "play", lambda: self.take_over_requested.emit(self._entry)
        )
        self._take_over.setObjectName("history_take_over")
        self._take_over.setToolTip(tr("Go on with it here, from a folder with the same files"))
        self._retry = button(
            tr("Try failed files again"), "secondary", "retry", lambda: self.retry_requested.emit(self._upload())
        )
        self._retry.setObjectName("history_retry")
        self._verify = button(tr("Verify"), "secondary", "check", self._begin_to_verify)
        self._verify.setObjectName("history_verify")
        self._verify.setToolTip(tr("Read every file again and compare it with what is in the bucket"))
        self._receipt.button.setObjectName("history_receipt")
        self._receipt.failed.connect(self._tell_trouble)
        self._panel.changed.connect(self._offer_to_verify)
        self._panel.send_again_requested.connect(self.send_again_requested)
        self._verdict = Banner()
        self._verdict.setObjectName("history_verdict")
        self._trouble = Banner()
        self._trouble.action_triggered.connect(self._try_again)
        self._sent = StatTile(tr("Sent"), "done", "success")
        self._skipped = StatTile(tr("Already there"), "skipped")
        self._not_sent = StatTile(tr("Not sent"), "error", "danger")
        self._size = StatTile(tr("Size"), "files")
        self._files = FileTable(background)
        self._files.setObjectName("history_files")
        self._files.failed.connect(self._tell_trouble)
        self.causes = FailureCauses(self._history, background)
        self.causes.setObjectName("history_causes")
        self.causes.failed.connect(self._tell_trouble)
        self.causes.show_requested.connect(self._files.show_cause)
        self.causes.retry_requested.connect(self.retry_some_requested)
        self._files.retry_requested.connect(self._retry_files)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(self._back)
        head.addWidget(self._name, 1)
        head.addWidget(self._receipt.button)
        head.addWidget(self._verify)
        head.addWidget(self._retry)
        head.addWidget(self._go_on)
        head.addWidget(self._take_over)
        where = QHBoxLayout()
        where.setSpacing(SPACE_S)
        for part in (self._folder, IconLabel("chevron-right", "muted", 16), self._address, self._copy):
            where.addWidget(part)
        where.addStretch()
        tiles = QHBoxLayout()
        tiles.setSpacing(SPACE_S)
        for tile in (self._sent, self._skipped, self._not_sent, self._size):
            tiles.addWidget(tile, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self._about)
        words.addLayout(where)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        column.addLayout(words)
        column.addWidget(self._verdict)
        column.addWidget(self._panel)
        column.addWidget(self._trouble)
        column.addLayout(tiles)
        column.addWidget(self.causes)
        column.addSpacing(SPACE_XS)
        column.addWidget(self._files, 1)
