"""Verifies upload sessions in the page: how far it is, what was found, and what differs."""

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import UploadSession
from desktop_app.domain.verification import Verification, VerifyProgress, together
from desktop_app.engine.verify import Verifier
from desktop_app.gui.background import Background, QtExecutor
from desktop_app.gui.endings.verification_verdict import listed, verdict_of_verification
from desktop_app.gui.look.formatting import format_count, format_size
from desktop_app.gui.look.tokens import SPACE_M, SPACE_S
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.messages import Banner
from desktop_app.gui.widgets.progress import SlimProgressBar
from desktop_app.services.verification import WORKERS, VerificationService

_POLL_MS = 100
_LIST_HEIGHT = 132


class VerificationPanel(QWidget):
    """Hidden until `begin`. One verification at a time; leaving the page does not end it."""

    changed = Signal()
    """It began or ended."""
    send_again_requested = Signal(object)
    """UploadSession: send its folder again."""

    def __init__(
        self, name: str, verification: VerificationService, background: Background, parent: QWidget | None = None
    ) -> None:
        """`name` begins its parts' names; `background` waits for the verification, which has threads of its own."""
        super().__init__(parent)
        self.setObjectName(name)
        self._verification = verification
        self._background = background
        self._executor: QtExecutor | None = None
        self._waiting: deque[UploadSession] = deque()
        self._results: list[Verification] = []
        self._upload: UploadSession | None = None
        self._verifier: Verifier | None = None
        self._turn = 0
        self.found_wrong = False
        """Whether what it shows is that not everything is as it should be."""
        self._make_parts()
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self.hide()

    @property
    def active(self) -> bool:
        """Whether something is being verified."""
        return self._timer.isActive()

    def begin(self, uploads: Sequence[UploadSession]) -> None:
        """Verify upload sessions one after the other; what was found of others before is no longer shown."""
        if self.active or not uploads:
            return
        self._waiting = deque(uploads)
        self._results = []
        self.found_wrong = False
        self._banner.hide()
        self._list.hide()
        for part in (self._words, self._bar, self._stop):
            part.show()
        self._words.setText(tr("Verifying…"))
        self._bar.set_fraction(None)
        self._stop.setEnabled(True)
        self.show()
        self._timer.start()
        self._next()
        self.changed.emit()

    def clear(self) -> None:
        """Show nothing; what is being verified is stopped and not told."""
        self._turn += 1
        self.found_wrong = False
        self._waiting.clear()
        self._end_run()
        self.hide()
        self.changed.emit()

    def shut_down(self) -> None:
        """Stop, for the window closes."""
        self.clear()
        if self._executor is not None:
            self._executor.shutdown(wait=False)

    def _threads(self) -> QtExecutor:
        """Made when first needed: most panels never verify."""
        if self._executor is None:
            self._executor = QtExecutor(WORKERS)
        return self._executor

    def _next(self) -> None:
        if not self._waiting:
            self._show_result()
            return
        self._upload = upload = self._waiting.popleft()
        turn, executor = self._turn, self._threads()
        self._background.run(
            lambda: self._verification.prepare(upload, executor),
            lambda verifier: self._run(verifier, turn),
            lambda error: self._fail(error, turn),
            owner=self,
        )

    def _run(self, verifier: Verifier, turn: int) -> None:
        if turn != self._turn:
            return
        self._verifier = verifier
        if not self._stop.isEnabled():
            verifier.stop()
        self._background.run(
            verifier.run, lambda result: self._take(result, turn), lambda error: self._fail(error, turn), owner=self
        )

    def _take(self, result: Verification, turn: int) -> None:
        if turn != self._turn:
            return
        self._results.append(result)
        if result.stopped:
            self._waiting.clear()
        self._next()

    def _fail(self, error: Exception, turn: int) -> None:
        if turn != self._turn:
            return
        self._end_run()
        trouble = as_trouble(error)
        self._banner.show_message("warning", tr("Not verified. {title}", title=tr(trouble.title)), str(trouble))
        self.changed.emit()

    def _show_result(self) -> None:
        self._end_run()
        result = together(self._results)
        where = self._upload.address if self._upload is not None else tr("the bucket")
        verdict = verdict_of_verification(result, where)
        self.found_wrong = verdict.kind == "danger"
        can_send = verdict.kind == "danger" and not result.folder_gone and len(self._results) == 1
        action = tr("Send the folder again") if can_send else ""
        self._banner.show_message(verdict.kind, verdict.title, verdict.message, action=action)
        self._list.setPlainText(listed(result))
        self._list.setVisible(bool(result.differences))
        self.changed.emit()

    def _end_run(self) -> None:
        self._timer.stop()
        if self._verifier is not None:
            self._verifier.stop()
            self._verifier = None
        for part in (self._words, self._bar, self._stop):
            part.hide()

    def _ask_to_stop(self) -> None:
        self._stop.setEnabled(False)
        self._words.setText(tr("Stopping…"))
        if self._verifier is not None:
            self._verifier.stop()

    def _poll(self) -> None:
        if self._verifier is not None and self._stop.isEnabled():
            self._show_progress(self._verifier.progress())

    def _show_progress(self, progress: VerifyProgress) -> None:
        self._words.setText(
            tr(
                "Verifying: {files} of {total_files}  ·  {done_bytes} of {total_bytes} read and compared",
                files=format_count(progress.files),
                total_files=format_count(progress.total_files, "file"),
                done_bytes=format_size(progress.done_bytes),
                total_bytes=format_size(progress.total_bytes),
            )
        )
        self._bar.set_fraction(progress.fraction)

    def _send_again(self) -> None:
        if self._upload is not None:
            self.send_again_requested.emit(self._upload)

    def _dismiss(self) -> None:
        self.clear()

    def _make_parts(self) -> None:
        self._words = label("", "muted")
        self._words.setObjectName(f"{self.objectName()}_progress")
        self._bar = SlimProgressBar(tr("Verifying"))
        self._stop = button(tr("Stop"), "secondary", "cancel", self._ask_to_stop)
        self._stop.setObjectName(f"{self.objectName()}_stop")
        self._banner = Banner()
        self._banner.setObjectName(f"{self.objectName()}_verdict")
        self._banner.action_triggered.connect(self._send_again)
        self._banner.dismissed.connect(self._dismiss)
        self._list = QPlainTextEdit(readOnly=True)
        self._list.setObjectName(f"{self.objectName()}_differences")
        self._list.setAccessibleName(tr("What differs"))
        self._list.setFixedHeight(_LIST_HEIGHT)
        self._list.setTabChangesFocus(True)
        self._list.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        going = QVBoxLayout()
        going.setSpacing(SPACE_S)
        going.addWidget(self._words)
        going.addWidget(self._bar)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addLayout(going, 1)
        row.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(row)
        column.addWidget(self._banner)
        column.addWidget(self._list)
