"""The main window: opening, signing in, the pages; and leaving without losing anything."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.errors import CompanyError, KeychainUnusable, SignedOut, WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.account.sign_in_page import Prefill, SignInPage
from desktop_app.gui.around import Around
from desktop_app.gui.background import Background
from desktop_app.gui.leaving import Leaving
from desktop_app.gui.look.icons import app_icon
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.look.tokens import Kind
from desktop_app.gui.preferences import Memory
from desktop_app.gui.start_page import StartPage
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.dialogs import Veil
from desktop_app.gui.widgets.drop_area import accept_copy, local_paths

if TYPE_CHECKING:
    from desktop_app.bootstrap import Application, Workspace
    from desktop_app.gui.pages import Pages

_SIZE = QSize(1100, 720)
_MINIMUM_SIZE = QSize(820, 560)


class MainWindow(QMainWindow):
    """The window. Whoever makes it calls `shut_down` when it has closed."""

    retry_requested = Signal()
    """The person wants to try again what `show_trouble` told of."""

    def __init__(self, theme: Theme, memory: Memory | None = None) -> None:
        """Blank: `show_busy` until there is an application to use. Without a `memory` nothing is remembered."""
        super().__init__()
        self.setWindowTitle(tr("Waybill"))
        self.setWindowIcon(app_icon())
        self.resize(_SIZE)
        self.setMinimumSize(_MINIMUM_SIZE)
        self.setAcceptDrops(True)
        self._theme = theme
        self.memory = memory or Memory(None, self)
        self.memory.changed.connect(lambda preferences: theme.set_scheme(preferences.scheme))
        self.restoreGeometry(QByteArray.fromHex(self.memory.remembered.geometry.encode()))
        self.background = Background(self)
        self._application: Application | None = None
        self._workspace: Workspace | None = None
        self._prefill: Prefill | None = None
        self._pages: Pages | None = None
        self._paths: list[Path] = []
        self._start_page = StartPage()
        self._start_page.retry_requested.connect(self.retry_requested)
        self._sign_in_page = SignInPage(self.background)
        self._sign_in_page.signed_in.connect(self.show_workspace)
        self._stack = QStackedWidget()
        for page in (self._start_page, self._sign_in_page):
            self._stack.addWidget(page)
        middle = QWidget()
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._stack, 1)
        self.setCentralWidget(middle)
        self._veil = Veil(self._stack)
        self._around = Around(self, self.background, self.memory)
        self.leaving = Leaving(self, self._veil, self.memory, lambda: self._around.tray is not None)
        self._around.window_wanted.connect(lambda: self.take(()))
        self._around.pause_requested.connect(self._pause)
        self._around.go_on_requested.connect(self._go_on)
        self._around.quit_requested.connect(self.quit)
        self._around.told.connect(self._show_notice)
        self._around.bar_made.connect(lambda bar: self._column.insertWidget(0, bar))
        QShortcut(QKeySequence.StandardKey.HelpContents, self, self._show_help)

    # Opening

    def show_busy(self, words: str) -> None:
        """Say what is going on before there is anything to work with."""
        self._start_page.show_busy(words)
        self._stack.setCurrentWidget(self._start_page)

    def show_trouble(self, error: WaybillError) -> None:
        """Say why the application cannot be opened."""
        self._start_page.show_trouble(error)
        self._stack.setCurrentWidget(self._start_page)

    def use_application(self, application: "Application", *, prefill: Prefill | None = None) -> None:
        """Work with `application`: whoever was kept signed in goes straight to their pages; `prefill` is the demo's."""
        self._application = application
        self._around.use_application(application)
        self._prefill = prefill
        self.leaving.is_demo = prefill is not None
        self._sign_in_page.use_application(application, prefill)
        if prefill is not None:
            self._show_sign_in()
            return
        self.show_busy(tr("Signing in…"))
        self.background.run(
            lambda: (application.remembered(), _kept_sign_in(application)),
            self._greet,
            lambda error: self._show_sign_in(as_trouble(error)),
            owner=self,
        )

    def _greet(self, found: "tuple[tuple[str, str], Workspace | WaybillError | None]") -> None:
        remembered, kept = found
        self._sign_in_page.prefill(*remembered)
        if kept is None or isinstance(kept, WaybillError):
            self._show_sign_in(kept)
        else:
            self.show_workspace(kept)

    def _show_sign_in(self, error: WaybillError | None = None) -> None:
        self._stack.setCurrentWidget(self._sign_in_page)
        self._sign_in_page.begin(error)

    # Signed in

    def show_workspace(self, workspace: "Workspace") -> None:
        """Show the pages of somebody who signed in, and begin to deliver their records."""
        # What this imports takes longer than the window to show; by now another thread has imported it.
        from desktop_app.gui.pages import Pages

        self._workspace = workspace
        workspace.outbox.start()
        pages = self._pages = Pages(
            workspace, self.background, self.memory, self._prefill.sample_folder if self._prefill else None
        )
        self._around.furnish(pages.frame, pages.upload, pages.history)
        self.leaving.watch(pages.upload)
        pages.frame.sign_out_requested.connect(self._request_sign_out)
        pages.frame.password_changed.connect(self._forget_prefilled_password)
        self._stack.addWidget(pages.frame)
        self._stack.setCurrentWidget(pages.frame)
        pages.frame.setFocus()
        pages.upload.begin()
        self.queue_paths(())
        # What was imported stays: a look through it for garbage held up the window for a fifth of a second.
        gc.freeze()

    def take(self, paths: Sequence[Path]) -> None:
        """Come to the front, with paths for the drop area: another start of the program handed them over."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        QApplication.setQuitOnLastWindowClosed(True)
        self.show()
        self.raise_()
        self.activateWindow()
        self.queue_paths(paths)

    def queue_paths(self, paths: Sequence[Path]) -> None:
        """Put paths into the drop area, as soon as somebody is signed in."""
        self._paths += paths
        if self._paths and self._pages is not None:
            paths, self._paths = self._paths, []
            self._pages.add_paths(paths)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Whatever page is in sight, folders can be dropped for the upload page."""
        if self._pages is not None and local_paths(event.mimeData()):
            accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        accept_copy(event)
        self.queue_paths(local_paths(event.mimeData()))

    def _forget_prefilled_password(self) -> None:
        if self._prefill is not None:
            self._prefill = replace(self._prefill, password="")

    def show_preferences(self) -> None:
        """Let the person choose how the program behaves."""
        self._around.show_preferences()

    def _pause(self) -> None:
        if self._pages is not None:
            self._pages.upload.pause()

    def _go_on(self) -> None:
        if self._pages is not None:
            self._pages.upload.go_on()

    def _show_notice(self, kind: Kind, title: str, message: str) -> None:
        if self._pages is not None:
            self._pages.frame.show_notice(kind, title, message)

    def _show_help(self) -> None:
        self._around.show_help(self._pages.frame.page if self._pages is not None else "")

    def _request_sign_out(self) -> None:
        self.leaving.sign_out_then(self._sign_out)

    def _sign_out(self) -> None:
        application, workspace = self._application, self._workspace
        if application is None or workspace is None:
            return
        self._veil.show_words(tr("Signing out…"))
        self._workspace = None
        self.background.run(
            lambda: _end_sign_in(application, workspace),
            self._show_signed_out,
            lambda error: self._show_signed_out(as_trouble(error)),
            owner=self,
        )

    def _show_signed_out(self, error: WaybillError | None) -> None:
        self._veil.hide()
        self._drop_pages()
        self._sign_in_page.forget_password()
        if self._prefill is not None:
            self._sign_in_page.prefill(self._prefill.company, self._prefill.username, self._prefill.password)
        self._show_sign_in(error)

    def _drop_pages(self) -> None:
        if self._pages is not None:
            self._pages.shut_down()
            self._stack.removeWidget(self._pages.frame)
            self._pages.frame.deleteLater()
            self._pages = None
            self.leaving.watch(None)

    # Leaving

    def quit(self) -> None:
        """Pause what is being sent, then close; asks nothing."""
        self.leaving.quit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.memory.remember(geometry=self.saveGeometry().toHex().toStdString())
        if not self.leaving.may_close():
            event.ignore()
            return
        event.accept()
        if not self.isVisible():
            # Qt ends a program when its last window closes, but not for one that was hidden already.
            QTimer.singleShot(0, QApplication.quit)

    def shut_down(self) -> None:
        """Let go of the workspace; the application is its opener's. Call it after the event loop, as it may wait."""
        self._drop_pages()
        self._around.close()
        self.background.close()
        if self._workspace is not None:
            self._workspace.close()
            self._workspace = None


def _kept_sign_in(application: "Application") -> "Workspace | WaybillError | None":
    """The workspace of whoever was kept signed in, why that did not work, or None where nobody was."""
    try:
        was_kept = bool(application.keychain.tokens(*application.remembered()))
        return application.resume_sign_in()
    except KeychainUnusable:
        return None
    except SignedOut as error:
        return error if was_kept else None
    except WaybillError as error:
        return error


def _end_sign_in(application: "Application", workspace: "Workspace") -> WaybillError | None:
    """Sign out; the company being away does not keep anybody in here."""
    try:
        application.sign_out(workspace)
    except (CompanyError, KeychainUnusable):
        workspace.close()
    return None
