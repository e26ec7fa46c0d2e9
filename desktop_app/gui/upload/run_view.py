"""While an upload runs and after it has ended: how far it is, what is wrong, what can be done, and every file."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.events import GoingOn, Retrying, Waiting
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Counts, Progress, UploadSession
from desktop_app.gui.background import Background
from desktop_app.gui.endings.failure_causes import FailureCauses
from desktop_app.gui.endings.receipt_saver import ReceiptOf, ReceiptSaver
from desktop_app.gui.endings.verdict import Verdict, counts_line, total, total_notes, verdict_of
from desktop_app.gui.endings.verification_panel import VerificationPanel
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.look.formatting import (
    format_count,
    format_duration,
    format_percent,
    listed,
)
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.upload.job import Stage
from desktop_app.gui.upload.numbers import UploadNumbers
from desktop_app.gui.upload.orders import JobEnded, Order, Result
from desktop_app.gui.upload.queue import UploadQueue
from desktop_app.gui.upload.queue_list import QueueList
from desktop_app.gui.upload.run_actions import RunActions
from desktop_app.gui.upload.speedometer import Reading
from desktop_app.gui.widgets.controls import ElidedLabel
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.messages import Banner
from desktop_app.services.history import HistoryService
from desktop_app.services.upload import FailedFiles

_REFRESH_MS = 500
_NOTICE_MS = 8000
_WHICH_WIDTH = 240


class UploadRunView(QWidget):
    """One upload at a time, running or ended. It shows; what its `buttons` and `causes` ask for is the page's to do."""

    limit_requested = Signal(object)
    """int: send at most so many bytes per second from now on; 0 is no limit."""
    retry_requested = Signal(object, object)
    """UploadSession, FailedFiles: try these again."""
    send_again_requested = Signal(object)
    """UploadSession: send its folder again."""

    def __init__(
        self, workspace: Workspace, background: Background, queue: UploadQueue, parent: QWidget | None = None
    ) -> None:
        """Blank: the page tells what runs."""
        super().__init__(parent)
        self._history: HistoryService = workspace.history
        self._name = ""
        self._order: Order | None = None
        self._said = Verdict("info", "")
        self.queue_list = QueueList(queue)
        self._last = Progress()
        self._shown_session: int | None = None
        self._sent: tuple[UploadSession, ...] = ()
        self._panel = VerificationPanel("verification", workspace.verification, background)
        self._receipt = ReceiptSaver(workspace.history, background, self._receipt_of, self)
        self._username = workspace.signed_in.user.username
        self._make_parts(background)
        self._numbers.use_hours(workspace.uploads.hours)
        self._lay_out()
        self._refresh = QTimer(self, interval=_REFRESH_MS)
        self._refresh.timeout.connect(self._table.refresh)
        self._notice_timer = QTimer(self, interval=_NOTICE_MS, singleShot=True)
        self._notice_timer.timeout.connect(lambda: self.show_note(""))

    @property
    def verdict(self) -> Verdict:
        """What there is to say in one line: how far it is, or how it ended."""
        return self._said

    # While it runs

    def show_order(self, order: Order) -> None:
        """It is an order's turn."""
        self._order = order
        self._name = order.name
        self._from.setText(tr("From {folder}", folder=order.folder))
        self._to.setText(tr("To {address}", address=order.address))
        for part in (self._verdict, self._which):
            part.hide()
        self.causes.show_of(None)
        self._table.set_retry(False)
        self._panel.clear()
        self._numbers.clear()
        self._notice.show()
        self.show_note("")
        self._last = Progress()
        if order.upload is None or order.upload.id != self._shown_session:
            self._table.clear()
            self._shown_session = None

    def show_session(self, upload: UploadSession, bandwidth_limit: int) -> None:
        """Its files are being sent, at most so many bytes per second; 0 is no limit."""
        self._numbers.show_limit(bandwidth_limit)
        self._show_files(upload.id)
        self._refresh.start()

    def show_stage(self, stage: Stage) -> None:
        """What the job is doing, and the buttons for it."""
        words = {
            Stage.CHECKING: tr("Checking the folder and the storage…"),
            Stage.PAUSING: tr("Pausing…"),
            Stage.CANCELLING: tr("Cancelling…"),
        }
        running = stage is not Stage.IDLE
        if running:
            self._heading.setText(tr("Sending {name}", name=self._name))
            self._said = Verdict("info", self._heading.text())
            self.show_note(words.get(stage, ""))
        self._numbers.set_sending(stage is Stage.SENDING)
        self.buttons.show_stage(stage)
        self.queue_list.show_running(self._order if running else None, can_stop=stage is Stage.SENDING)

    def show_reading(self, reading: Reading) -> None:
        """How far it is."""
        progress = self._last = reading.progress
        self._numbers.show_reading(reading)
        self._table.set_in_flight(progress.in_flight, True)
        share = format_percent(progress.done_bytes, progress.total_bytes)
        self._said = Verdict("info", f"{self._heading.text()}: {share}")

    def show_retrying(self, retrying: Retrying) -> None:
        """The storage is in trouble for the moment; a quiet line, which goes by itself."""
        self.show_note(tr("{title}. Trying again by itself.", title=tr(retrying.error.title)))
        self._notice_timer.start()

    def show_waiting(self, event: Waiting | GoingOn) -> None:
        """The storage is away or does not know us any more: why, and what a person can do."""
        self._verdict.setVisible(isinstance(event, Waiting))
        if isinstance(event, Waiting):
            message = tr("{error} The upload goes on by itself once that has passed.", error=event.error)
            self._verdict.show_message("warning", tr(event.error.title), message, can_dismiss=False)

    def show_note(self, text: str) -> None:
        """Say something quietly, until something else is said."""
        self._notice.setText(text)

    # After it has ended

    def show_end(self, ended: JobEnded) -> None:
        """How it went, and what can be done now."""
        self._refresh.stop()
        self._notice_timer.stop()
        counts = total([result.ended.counts for result in ended.results])
        verdict = self._said = self._verdict_of(ended, counts)
        self._verdict.show_message(verdict.kind, verdict.title, verdict.message, can_dismiss=False)
        last = ended.last
        unfinished = last is not None and last.ended.status.unfinished
        several = len(ended.results) > 1
        self._heading.setText(format_count(len(ended.results), "folder") if several else self._name)
        self._notice.hide()
        # What has left of large files is in the storage, although their turn is not over.
        there = max(counts.uploaded_bytes, self._last.done_bytes)
        words = counts_line(counts, _duration(ended.results))
        sendable = counts.total_bytes - self._last.blocked_bytes
        self._numbers.show_end(words, counts, there, sendable, unfinished=unfinished, kind=verdict.kind)
        self._sent = tuple(result.upload for result in ended.results)
        self._table.set_in_flight(self._last.in_flight if unfinished else {}, False)
        self._table.refresh()
        self._offer_results(ended)
        self.buttons.show_end(
            can_go_on=unfinished or bool(ended.waiting),
            can_retry=counts.files_failed > 0 and not unfinished,
            has_receipt=bool(self._sent) and not unfinished,
            can_verify=counts.files_uploaded + counts.files_skipped > 0 and not unfinished,
        )

    def shut_down(self) -> None:
        """Stop what is being verified, for the window closes."""
        self._panel.shut_down()

    def _heed_verification(self) -> None:
        self.buttons.let_verify(not self._panel.active)
        if self._panel.found_wrong:
            self._verdict.hide()  # What the upload's end said is overtaken.

    def _verdict_of(self, ended: JobEnded, counts: Counts) -> Verdict:
        verdict = self._verdict_of_begun(ended, counts)
        if not ended.waiting:
            return verdict
        names = listed([order.name for order in ended.waiting])
        waits = tr("{names} wait.", names=names) if len(ended.waiting) > 1 else tr("{name} waits.", name=names)
        return replace(verdict, message=f"{verdict.message} {waits}".strip())

    def _verdict_of_begun(self, ended: JobEnded, counts: Counts) -> Verdict:
        last, error = ended.last, ended.error
        if last is None:
            return Verdict("danger", tr(error.title), str(error)) if error else Verdict("info", tr("Nothing was sent."))
        uploads = [result.upload for result in ended.results]
        status = last.ended.status
        if error is None or status.unfinished:
            notes = total_notes([result.ended.notes for result in ended.results])
            return verdict_of(uploads, counts, status, error or last.ended.error, notes)
        verdict = verdict_of(uploads, counts, status)
        names = listed([order.name for order in ended.refused])
        title = tr("{title}. Not sent: {names}", title=tr(error.title), names=names) if names else tr(error.title)
        return Verdict("warning", title, f"{error} {verdict.title}")

    def _offer_results(self, ended: JobEnded) -> None:
        """Several folders: which one's files the table shows can be chosen. The first in trouble comes first."""
        results, last = ended.results, ended.last
        if last is None:
            return
        troubled = [one for one in results if one.ended.counts.files_failed or one.ended.counts.files_blocked]
        shown = last if last.ended.status.unfinished or not troubled else troubled[0]
        self._which.setVisible(len(results) > 1)
        blocked = self._which.blockSignals(True)
        self._which.set_choices([(tr("Files of {name}", name=result.order.name), result) for result in results])
        self._which.choose(shown)
        self._which.blockSignals(blocked)
        self._show_result(shown)

    def _show_chosen_result(self) -> None:
        if isinstance(chosen := self._which.choice(), Result):
            self._show_result(chosen)

    def _show_result(self, result: Result) -> None:
        self._from.setText(tr("From {folder}", folder=result.order.folder))
        self._to.setText(tr("To {address}", address=result.order.address))
        if self._shown_session != result.upload.id:
            self._show_files(result.upload.id)
        can_retry = not result.ended.status.unfinished
        self._table.set_retry(can_retry)
        self.causes.show_of(result.upload.id, can_retry=can_retry)

    def _retry_files(self, ids: tuple[int, ...]) -> None:
        for upload in self._sent:
            if upload.id == self._shown_session:
                self.retry_requested.emit(upload, FailedFiles(ids=ids))

    def _receipt_of(self) -> ReceiptOf | None:
        """Of the upload whose files are shown."""
        shown = [upload for upload in self._sent if upload.id == self._shown_session]
        return ReceiptOf(shown[0], self._username) if shown else None

    def _tell_trouble(self, trouble: WaybillError) -> None:
        self._verdict.show_message("warning", tr(trouble.title), str(trouble), can_dismiss=True)

    def _show_files(self, session_id: int) -> None:
        self._shown_session = session_id
        self._table.show_files(self._history, session_id)

    def _make_parts(self, background: Background) -> None:
        self._heading = ElidedLabel("", "title")
        self._from = ElidedLabel("", "muted")
        self._to = ElidedLabel("", "muted")
        self.buttons = RunActions(self._receipt.button)
        self.buttons.verify_requested.connect(lambda: self._panel.begin(self._sent))
        self._receipt.failed.connect(self._tell_trouble)
        self._panel.changed.connect(self._heed_verification)
        self._panel.send_again_requested.connect(self.send_again_requested)
        self._notice = ElidedLabel("", "muted")
        self._notice.setObjectName("run_notice")
        self._verdict = Banner()
        self._verdict.setObjectName("verdict_banner")
        self._which = ChoiceBox()
        self._which.setAccessibleName(tr("Whose files are shown"))
        self._which.setFixedWidth(_WHICH_WIDTH)
        self._which.currentIndexChanged.connect(self._show_chosen_result)
        self._numbers = UploadNumbers(self._which)
        self._numbers.limit_requested.connect(self.limit_requested)
        self.causes = FailureCauses(self._history, background)
        self.causes.setObjectName("failure_causes")
        self.causes.failed.connect(lambda error: self._tell_trouble(as_trouble(error)))
        self._table = FileTable(background)
        self._table.setObjectName("file_table")
        self._table.retry_requested.connect(self._retry_files)
        self.causes.show_requested.connect(self._table.show_cause)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(self._heading, 1)
        head.addSpacing(SPACE_L)
        head.addWidget(self.buttons)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        for part in (self._from, self._to):
            words.addWidget(part)
        below = QVBoxLayout()
        below.setSpacing(SPACE_XS)
        below.addWidget(self._numbers)
        below.addWidget(self._notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        column.addLayout(words)
        column.addWidget(self._verdict)
        column.addWidget(self._panel)
        column.addSpacing(SPACE_XS)
        column.addLayout(below)
        column.addSpacing(SPACE_XS)
        column.addWidget(self.queue_list)
        column.addWidget(self.causes)
        column.addWidget(self._table, 1)


def _duration(results: Sequence[Result]) -> str:
    """How long it took, where all of it was sent in one go."""
    in_one_go = all(result.order.source is not None and not result.ended.status.unfinished for result in results)
    return format_duration(sum(result.seconds for result in results)) if in_one_go else ""
