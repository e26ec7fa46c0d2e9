"""The frame around the pages of a signed-in person: the side bar, its foot, and one page at a time."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.company import Company, User
from desktop_app.domain.errors import CompanyUnreachable, WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.account.dialogs import AccountDialog, CompanyPasswordDialog, PasswordDialog, SignInAgainDialog
from desktop_app.gui.account.standing import StandingBanner
from desktop_app.gui.background import Background
from desktop_app.gui.look.tokens import Kind
from desktop_app.gui.trouble import as_trouble, concerns_all_pages
from desktop_app.gui.widgets.messages import Banner
from desktop_app.gui.widgets.side_bar import SideBar

if TYPE_CHECKING:
    from desktop_app.bootstrap import Workspace

_LOOK_EVERY_MS = 2000
_LOOKS_UNTIL_ASKED = 5
"""After so many looks a company that was away is asked again, if no delivery does so."""


@runtime_checkable
class Refreshing(Protocol):
    """A page that reads the company anew when told to."""

    def refresh(self) -> None:
        """Read it."""


class Frame(QWidget):
    """The side bar and the pages. It asks how things stand with the company every two seconds, on another thread."""

    sign_out_requested = Signal()
    password_changed = Signal()
    refused = Signal(object)
    """WaybillError: the company lets the person in no more; `restored` says when it does again."""
    restored = Signal()

    def __init__(self, workspace: "Workspace", background: Background, parent: QWidget | None = None) -> None:
        """Without pages: see `add_page`."""
        super().__init__(parent)
        self._workspace = workspace
        self._background = background
        self._user = workspace.signed_in.user
        self._company = workspace.signed_in.company
        self._asking = False
        self._looks_since_away: int | None = None
        """None while the company was not found to be away."""
        self._had_trouble = False
        """Whether the latest delivery had failed when last looked at."""
        self._settled: WaybillError | None = None
        """What the outbox met before the person signed in again."""
        self._pages: dict[str, QWidget] = {}
        self._side_bar = SideBar()
        self._side_bar.setObjectName("side_bar")
        self._standing = StandingBanner()
        self._notice = Banner()
        self._notice.setObjectName("notice")
        self._stack = QStackedWidget()
        self.setFocusProxy(self._side_bar.navigation)
        self._lay_out()
        self._connect()
        self._show_user(self._user)
        self._side_bar.foot.set_reachability("reachable")
        if workspace.notice:
            self._notice.show_message("warning", tr("The journal was damaged"), workspace.notice)
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

    @property
    def page(self) -> str:
        """The key of the page that is shown."""
        return next((key for key, page in self._pages.items() if page is self._stack.currentWidget()), "")

    def add_menu_item(self, icon_name: str, words: str, action: Callable[[], object]) -> None:
        """Add something to the menu behind the person's name."""
        self._side_bar.foot.add_item(icon_name, words, action)

    def show_notice(self, kind: Kind, title: str, message: str) -> None:
        """Say something above all pages, until it is dismissed."""
        self._notice.show_message(kind, title, message)

    def add_group(self, title: str) -> None:
        """Add a small heading over the pages that follow."""
        self._side_bar.add_group(title)

    def show_page(self, key: str) -> None:
        """Go to a page."""
        self._side_bar.select(key)

    def hear_of_company(self, error: WaybillError | None) -> None:
        """A page asked the company something: it answered, or this is why not."""
        if error is None:
            self._restore()
        elif concerns_all_pages(error):
            self._refuse(error)
        elif isinstance(error, CompanyUnreachable):
            self._looks_since_away = 0
            self._side_bar.foot.set_reachability("away")

    def show_company(self, company: Company) -> None:
        """The company has another name."""
        self._company = company
        self._show_user(self._user)

    # One's account

    def _show_account(self) -> None:
        dialog = AccountDialog(self, self._background, self._workspace, self._user)
        dialog.saved.connect(self._show_user)
        dialog.open()

    def _show_password(self) -> None:
        dialog = PasswordDialog(self, self._background, self._workspace)
        dialog.saved.connect(self._welcome_back)
        dialog.saved.connect(lambda _: self.password_changed.emit())
        dialog.open()

    def _sign_in_again(self) -> None:
        dialog = SignInAgainDialog(self, self._background, self._workspace, self._user)
        dialog.saved.connect(self._welcome_back)
        dialog.open()

    def _ask_company_password(self) -> None:
        dialog = CompanyPasswordDialog(self, self._background, self._workspace)
        dialog.saved.connect(self._welcome_back)
        dialog.open()

    def _show_user(self, user: User) -> None:
        self._user = user
        self._side_bar.foot.set_signed_in(user.full_name or user.username, self._company.company_name)

    # Standing

    def _refuse(self, error: WaybillError) -> None:
        self._standing.tell(error)
        self._side_bar.foot.set_reachability("away", tr(error.title))
        self.refused.emit(error)

    def _restore(self) -> None:
        self._looks_since_away = None
        self._side_bar.foot.set_reachability("reachable")
        if self._standing.refused:
            self._standing.settle()
            self.restored.emit()
            page: object = self._stack.currentWidget()
            if isinstance(page, Refreshing):
                page.refresh()

    def _welcome_back(self, user: User) -> None:
        self._settled = self._workspace.outbox.trouble
        self._show_user(user)
        self._restore()

    def _ask_again(self) -> None:
        access = self._workspace.company.access
        self._background.run(
            access.resume,
            lambda signed_in: self._welcome_back(signed_in.user),
            lambda error: self.hear_of_company(as_trouble(error)),
            owner=self,
        )

    def _hear_raised(self, error: Exception) -> None:
        """Whatever was asked on another thread: that one is let in no more concerns all pages."""
        if isinstance(error, WaybillError) and concerns_all_pages(error):
            self._refuse(error)

    def _look(self) -> None:
        if self._asking:
            return
        self._asking = True
        asks = False
        if self._looks_since_away is not None:
            self._looks_since_away += 1
            asks = self._looks_since_away % _LOOKS_UNTIL_ASKED == 0
        self._background.run(
            partial(_how_it_stands, self._workspace, asks),
            self._say,
            lambda error: self._say(_Standing(None, error)),
            owner=self,
        )

    def _say(self, standing: "_Standing") -> None:
        self._asking = False
        if standing.waiting is not None:
            self._side_bar.foot.set_waiting(standing.waiting)
        had_trouble, self._had_trouble = self._had_trouble, standing.trouble is not None
        if (error := standing.trouble or standing.refusal) is not None:
            trouble = as_trouble(error)
            if trouble is not self._settled:
                self.hear_of_company(trouble)
        elif had_trouble or standing.answered:
            self.hear_of_company(None)

    def _show(self, key: str) -> None:
        before, page, focused = self._stack.currentWidget(), self._pages[key], self.window().focusWidget()
        had_focus = before is not None and before.isAncestorOf(focused)
        self._stack.setCurrentWidget(page)
        if had_focus:
            # Not the page's first button, which Qt would take: its ring would draw the eye.
            page.setFocus()

    def _connect(self) -> None:
        foot = self._side_bar.foot
        self._side_bar.page_selected.connect(self._show)
        self._side_bar.sign_out_requested.connect(self.sign_out_requested)
        foot.account_requested.connect(self._show_account)
        foot.password_requested.connect(self._show_password)
        self._standing.sign_in_requested.connect(self._sign_in_again)
        self._standing.company_password_requested.connect(self._ask_company_password)
        self._standing.check_requested.connect(self._ask_again)
        self._background.raised.connect(self._hear_raised)

    def _lay_out(self) -> None:
        pages = QVBoxLayout()
        pages.setSpacing(0)
        pages.addWidget(self._standing)
        pages.addWidget(self._notice)
        pages.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side_bar)
        row.addLayout(pages, 1)


class _Standing(NamedTuple):
    """How things stand with the company."""

    waiting: int | None
    """Records to deliver; None where the journal did not say."""
    trouble: Exception | None
    """Of the latest delivery."""
    refusal: Exception | None = None
    """Why it did not answer when it was asked."""
    answered: bool = False
    """Whether it was asked, and answered."""


def _how_it_stands(workspace: "Workspace", asks: bool) -> _Standing:
    """What the outbox says; where nothing waits in it, nobody asks the company but us."""
    outbox = workspace.outbox
    waiting, trouble = outbox.waiting(), outbox.trouble
    if not asks or waiting or trouble is not None:
        return _Standing(waiting, trouble)
    try:
        workspace.company.access.resume()
    except WaybillError as error:
        return _Standing(waiting, None, refusal=error)
    return _Standing(waiting, None, answered=True)
