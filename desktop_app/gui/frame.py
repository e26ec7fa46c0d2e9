"""The frame around the pages of a signed-in person: the side bar, its foot, and one page at a time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop_app.domain.errors import CompanyUnreachable, SignedOut, WaybillError
from desktop_app.gui.background import Background
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.side_bar import SideBar

if TYPE_CHECKING:
    from desktop_app.bootstrap import Workspace

_LOOK_EVERY_MS = 2000


class Frame(QWidget):
    """The side bar and the pages. It asks how things stand with the company every two seconds, on another thread."""

    sign_out_requested = Signal()

    def __init__(self, workspace: "Workspace", background: Background, parent: QWidget | None = None) -> None:
        """Without pages: see `add_page`."""
        super().__init__(parent)
        self._workspace = workspace
        self._background = background
        self._asking = False
        self._pages: dict[str, QWidget] = {}
        self._side_bar = SideBar()
        self._side_bar.setObjectName("side_bar")
        self._stack = QStackedWidget()
        self.setFocusProxy(self._side_bar.navigation)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side_bar)
        row.addWidget(self._stack, 1)
        self._side_bar.page_selected.connect(self._show)
        self._side_bar.sign_out_requested.connect(self.sign_out_requested)
        signed_in = workspace.signed_in
        person = signed_in.user.full_name or signed_in.user.username
        self._side_bar.foot.set_signed_in(person, signed_in.company.company_name)
        self._side_bar.foot.set_reachability("reachable")
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def add_page(self, key: str, title: str, icon_name: str, page: QWidget) -> None:
        """Add a page at the end of the side bar; the first one is shown."""
        self._pages[key] = page
        self._stack.addWidget(page)
        self._side_bar.add_page(key, title, icon_name)
        if len(self._pages) == 1:
            self.show_page(key)

    def show_page(self, key: str) -> None:
        """Go to a page."""
        self._side_bar.select(key)

    def hear_of_company(self, error: WaybillError | None) -> None:
        """A page asked the company something: it answered, or this is why not."""
        if error is None:
            self._side_bar.foot.set_reachability("reachable")
        elif isinstance(error, SignedOut):
            self._side_bar.foot.set_reachability("away", "Sign in again to deliver")
        elif isinstance(error, CompanyUnreachable):
            self._side_bar.foot.set_reachability("away")

    def _show(self, key: str) -> None:
        self._stack.setCurrentWidget(self._pages[key])

    def _look(self) -> None:
        if self._asking:
            return
        self._asking = True
        outbox = self._workspace.outbox
        self._background.run(
            lambda: (outbox.waiting(), outbox.trouble), self._say, lambda error: self._say((None, error)), owner=self
        )

    def _say(self, answer: tuple[int | None, Exception | None]) -> None:
        waiting, error = answer
        self._asking = False
        if waiting is not None:
            self._side_bar.foot.set_waiting(waiting)
        # Only a delivery tells: while nothing waits, nobody has asked the company.
        if error is not None:
            self.hear_of_company(as_trouble(error))
        elif waiting == 0:
            self.hear_of_company(None)
