"""Where the self-test takes place: the real window on a throw-away demo, what it asks elsewhere, and its pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_page import Prefill, SignInPage
from desktop_app.gui.background import QtExecutor
from desktop_app.gui.demo import make_demo
from desktop_app.gui.look.theme import Scheme, Theme
from desktop_app.gui.program import Opened
from desktop_app.gui.self_test.hands import NotSeen, click_row, find, let_settle, wait_until
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.window import MainWindow

if TYPE_CHECKING:
    from desktop_app.bootstrap import Application, Workspace

T = TypeVar("T")

SOON = 15.0
"""Seconds that a page may take on a slow computer."""
_OPENS = 40.0
"""Seconds that the demo may."""
_SCHEMES: tuple[Scheme, ...] = ("dark", "light")


class SelfTestPlace:
    """The window with its demo. Whatever is not as it should be raises NotSeen."""

    def __init__(self, theme: Theme, screenshots: Path | None) -> None:
        """Show nothing yet; pictures are saved into `screenshots` if it is given."""
        self.window = MainWindow(theme)
        self._theme = theme
        self._screenshots = screenshots
        self._executor = QtExecutor(2)
        self._opened: Opened | None = None
        self._workspace: Workspace | None = None

    def open(self) -> None:
        """Make the demo and show its sign-in page."""
        self.window.show_busy(tr("Preparing the demo…"))
        self.window.show()
        opened = self._opened = self.elsewhere(make_demo, _OPENS)
        page = self.window.findChild(SignInPage)
        if page is None:
            raise NotSeen("the window has no page to sign in")
        page.signed_in.connect(self._note_workspace)
        self.window.use_application(opened.application, prefill=opened.prefill)
        wait_until(page.isVisible, SOON, "the sign-in page shows")

    def close(self) -> None:
        """Close the window and take the demo away, whatever happened."""
        self.window.quit()
        try:
            wait_until(lambda: not self.window.isVisible(), SOON, "the window closes")
        finally:
            self.window.shut_down()
            self._executor.shutdown()
            if self._opened is not None:
                self._opened.close()

    @property
    def application(self) -> "Application":
        """The demo's."""
        return there(self._opened, "the demo").application

    @property
    def prefill(self) -> Prefill:
        """What the demo fills into the sign-in page."""
        return there(there(self._opened, "the demo").prefill, "the demo's sign-in")

    @property
    def workspace(self) -> "Workspace":
        """Of whoever signed in last."""
        return there(self._workspace, "anybody signed in")

    def open_page(self, title: str, name: str) -> None:
        """Click a page's name in the side bar."""
        pages = find(find(self.window, SideBar, "side_bar"), QListWidget, "")
        click_row(pages, pages.model().match(pages.model().index(0, 0), Qt.ItemDataRole.DisplayRole, tr(title))[0])
        wait_until(lambda: self.shown(name), SOON, f"the page {title} shows")

    def shown(self, name: str) -> bool:
        """Whether the widget of this name is in sight."""
        found = self.window.findChild(QWidget, name)
        return found is not None and found.isVisible()

    def elsewhere(self, work: Callable[[], T], seconds: float = SOON) -> T:
        """Do something on another thread while the window goes on."""
        future = self._executor.submit(work)
        wait_until(future.done, seconds, "an answer")
        return future.result()

    @property
    def takes_pictures(self) -> bool:
        """Whether somebody wants to see it later."""
        return self._screenshots is not None

    def picture(self, name: str, shown: QWidget | None = None) -> None:
        """Save the page, or a dialog, in light and in dark."""
        if self._screenshots is None:
            return
        self._screenshots.mkdir(parents=True, exist_ok=True)
        for scheme in _SCHEMES:
            self._theme.set_scheme(scheme)
            let_settle()
            path = self._screenshots / f"{name}-{scheme}.png"
            if not (shown or self.window).grab().save(str(path)):
                raise NotSeen(f"the picture {path} cannot be written")

    def _note_workspace(self, workspace: "Workspace") -> None:
        self._workspace = workspace


def there(value: T | None, what: str) -> T:
    """What must be there by now."""
    if value is None:
        raise NotSeen(f"there is not {what}")
    return value
