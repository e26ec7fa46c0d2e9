"""What becomes of an upload under way when the window is asked to close, or somebody signs out."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMainWindow
from shiboken6 import isValid

from desktop_app.domain.texts import tr
from desktop_app.gui.endings.verdict import Verdict
from desktop_app.gui.preferences import Memory, OnClose
from desktop_app.gui.widgets.dialogs import Question, Veil, ask

if TYPE_CHECKING:
    from desktop_app.gui.upload.page import UploadPage

_KEPT = tr("What was sent is kept. You can go on with the rest later.")
_DEMO_ENDS = tr("This is the demo: what was sent is deleted when the window closes.")


class Leaving:
    """Asks, pauses, or goes on in the tray, so that nothing is lost."""

    def __init__(self, window: QMainWindow, veil: Veil, memory: Memory, has_tray: Callable[[], bool]) -> None:
        """For a window without pages yet."""
        self._window = window
        self._veil = veil
        self._memory = memory
        self._has_tray = has_tray
        self._upload: UploadPage | None = None
        self._leaving = False
        self._asked: Question | None = None
        self.is_demo = False
        """Whether all that was sent goes with the window."""

    @property
    def sending(self) -> bool:
        """Whether something is under way."""
        return self._upload is not None and self._upload.sending

    def watch(self, upload: "UploadPage | None") -> None:
        """Ask about this page's uploads from now on."""
        self._upload = upload
        if upload is not None:
            upload.news.connect(self._heed)

    def may_close(self) -> bool:
        """Whether the window may close now; if not, what has to be asked or done first is under way."""
        if not self.sending:
            return True
        tray, on_close = self._has_tray(), self._memory.preferences.on_close
        if self._leaving:
            pass
        elif tray and on_close is OnClose.TRAY:
            self.hide_in_tray()
        elif on_close is OnClose.PAUSE:
            self.quit()
        else:
            self._asked = ask(
                self._window,
                tr("Stop the upload and delete the demo?") if self.is_demo else tr("Pause the upload and quit?"),
                _DEMO_ENDS if self.is_demo else _KEPT,
                stay=tr("Keep sending"),
                go=tr("Stop and delete") if self.is_demo else tr("Pause and quit"),
                kind="danger" if self.is_demo else "primary",
                then=self.quit,
                other=tr("Go on in the tray") if tray else "",
                then_other=self.hide_in_tray,
            )
        return False

    def quit(self) -> None:
        """Pause what is being sent, then close; asks nothing."""
        self._leaving = True
        QApplication.setQuitOnLastWindowClosed(True)
        self.pause_then(self._window.close)

    def sign_out_then(self, then: Callable[[], object]) -> None:
        """Call `then` to sign out: at once, or once what is being sent may be paused and is."""
        if not self.sending:
            then()
            return
        ask(
            self._window,
            tr("Pause the upload and sign out?"),
            _KEPT,
            stay=tr("Keep sending"),
            go=tr("Pause and sign out"),
            then=lambda: self.pause_then(then),
        )

    def pause_then(self, then: Callable[[], object]) -> None:
        """Call `then` once nothing is being sent any more."""
        if self._upload is None or not self.sending:
            then()
            return
        self._veil.show_words(tr("Pausing…"), tr("This takes a moment."))

        def paused() -> None:
            self._veil.hide()
            then()

        self._upload.pause_then(paused)

    def hide_in_tray(self) -> None:
        """Go on without a window; the tray's icon and every notification bring it back."""
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()

    def _heed(self, _verdict: Verdict, ended: bool) -> None:
        """An upload that ended by itself need not be asked about; the window stays, and shows how it went."""
        question = self._asked
        if ended and question is not None and isValid(question) and question.isVisible():
            question.reject()
