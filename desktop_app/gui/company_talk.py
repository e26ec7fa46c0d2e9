"""How a page speaks with the company: on another thread, and with a banner for what did not work."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.look.tokens import Kind
from desktop_app.gui.trouble import as_trouble, concerns_all_pages
from desktop_app.gui.widgets.loading import Loading
from desktop_app.gui.widgets.messages import Banner

T = TypeVar("T")


class CompanyTalk(Banner):
    """Hidden while all goes well. What failed can be tried again; what the page shows stays as it is meanwhile."""

    heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(self, background: Background, loading: Loading | None = None, parent: QWidget | None = None) -> None:
        """Put it above what it is about; `loading` is what is shown until the first answer."""
        super().__init__(parent)
        self._background = background
        self._loading = loading
        self._questions = 0
        self._tells_of_reading = False
        self._again: Callable[[], object] | None = None
        self.action_triggered.connect(self._try_again)

    def read(self, work: Callable[[], T], show: Callable[[T], object]) -> None:
        """Ask for something; the answer to an earlier question is dropped if it comes after this."""
        self._questions += 1
        question = self._questions
        if self._loading is not None:
            self._loading.begin()

        def done(answer: T) -> None:
            if question == self._questions:
                self._succeed(of_reading=True)
                show(answer)

        def failed(error: Exception) -> None:
            if question == self._questions:
                self._fail(error, lambda: self.read(work, show), of_reading=True)

        self._background.run(work, done, failed, owner=self)

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], bool] = lambda _: False,
    ) -> None:
        """Have something done; `failed` says whether it has told the person of an error itself."""

        def done(answer: T) -> None:
            self._succeed(of_reading=False)
            then(answer)

        def fail(error: Exception) -> None:
            if not failed(error):
                self._fail(error, lambda: self.do(work, then, failed), of_reading=False)

        self._background.run(work, done, fail, owner=self)

    def _succeed(self, *, of_reading: bool) -> None:
        self.heard.emit(None)
        if self._tells_of_reading is of_reading:
            self.hide()

    def _fail(self, error: Exception, again: Callable[[], object], *, of_reading: bool) -> None:
        trouble = as_trouble(error)
        self._tells_of_reading, self._again = of_reading, again
        if of_reading and self._loading is not None:
            self._loading.rest()
        if concerns_all_pages(trouble):
            self.hide()
        else:
            action = tr("Try again") if of_reading or trouble.can_retry else ""
            kind: Kind = "warning" if of_reading else "danger"
            self.show_message(kind, tr(trouble.title), str(trouble), action=action, can_dismiss=not of_reading)
        self.heard.emit(trouble)

    def _try_again(self) -> None:
        if self._again is not None:
            self._again()
