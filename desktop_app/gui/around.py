"""What surrounds the pages: the tray, notifications, and the dialogs that belong to the program as a whole."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.desk.notifications import Notifications
from desktop_app.gui.desk.tray import Tray, has_tray
from desktop_app.gui.preferences import Memory

# What is opened by hand is imported when it is: the window shows sooner without it.

if TYPE_CHECKING:
    from desktop_app.bootstrap import Application
    from desktop_app.gui.desk.update_bar import UpdateBar
    from desktop_app.gui.endings.verdict import Verdict
    from desktop_app.gui.frame import Frame
    from desktop_app.gui.history.page import HistoryPage
    from desktop_app.gui.upload.page import UploadPage
    from desktop_app.gui.upload.speedometer import Reading
    from desktop_app.services.updates.updater import Updater
    from desktop_app.settings import Settings

log = logging.getLogger(__name__)


class Around(QObject):
    """Made with the window; knows the application once it is open."""

    window_wanted = Signal()
    """Somebody clicked the tray or a notification."""
    pause_requested = Signal()
    go_on_requested = Signal()
    quit_requested = Signal()
    told = Signal(str, str, str)
    """Kind, title and message, to be shown in the window."""
    bar_made = Signal(object)
    """QWidget, to stand above everything in the window."""

    def __init__(self, window: QMainWindow, background: Background, memory: Memory) -> None:
        """The tray's icon shows where there is a tray."""
        super().__init__(window)
        self._window = window
        self._background = background
        self._memory = memory
        self._application: Application | None = None
        self._updates: UpdateBar | None = None
        self.tray = Tray(window) if has_tray() else None
        self._notifications = Notifications(self, self.tray.icon if self.tray else None)
        self._notifications.clicked.connect(self.window_wanted)
        if self.tray is not None:
            self.tray.open_requested.connect(self.window_wanted)
            self.tray.pause_requested.connect(self.pause_requested)
            self.tray.go_on_requested.connect(self.go_on_requested)
            self.tray.quit_requested.connect(self.quit_requested)

    def use_application(self, application: "Application") -> None:
        """It is open."""
        self._application = application
        settings = application.settings
        self._background.run(lambda: _updater_of(settings), self._watch_for_updates, _miss, owner=self)

    def furnish(self, frame: "Frame", upload: "UploadPage", history: "HistoryPage") -> None:
        """Put what is here into a frame's menu, and tell of what the upload page does."""
        for icon_name, words, action in (
            ("settings", tr("Preferences…"), self.show_preferences),
            ("info", tr("Help"), lambda: self.show_help(frame.page)),
            ("file", tr("Log…"), self.show_log),
            ("download", tr("Save support bundle…"), self.save_bundle),
            ("waybill", tr("About Waybill"), self.show_about),
        ):
            frame.add_menu_item(icon_name, words, action)
        upload.progressed.connect(self._show_progress)
        upload.news.connect(lambda verdict, ended: self._tell(verdict, ended, can_go_on=upload.can_go_on))
        for page in (upload, history):
            page.support_requested.connect(self.save_bundle)

    def show_preferences(self) -> None:
        """Let the person choose."""
        from desktop_app.gui.desk.preferences_dialog import PreferencesDialog

        PreferencesDialog(
            self._window,
            self._background,
            self._memory,
            has_tray=self.tray is not None,
            settings=self._application.settings if self._application is not None else None,
            has_updates=self._updates is not None,
        ).open()

    def show_help(self, page: str = "") -> None:
        """Open the chapter that belongs to a page."""
        from desktop_app.gui.desk.help_dialog import BEGINNING, PLACES, HelpDialog

        HelpDialog(self._window, PLACES.get(page, BEGINNING)).show()

    def show_about(self) -> None:
        """Say what this is."""
        from desktop_app.gui.desk.about_dialog import AboutDialog

        AboutDialog(self._window).open()

    def show_log(self) -> None:
        """Show what was written down."""
        from desktop_app.gui.desk.log_dialog import LogDialog

        if self._application is not None:
            dialog = LogDialog(self._window, self._background, self._application.settings.log_path)
            dialog.support_requested.connect(self.save_bundle)
            dialog.show()

    def save_bundle(self) -> None:
        """Save what whoever makes Waybill needs."""
        from desktop_app.gui.desk.support import offer_bundle

        if self._application is not None:
            offer_bundle(
                self._window,
                self._background,
                self._application.save_support_bundle,
                self._tell_saved,
                self._tell_error,
            )

    def close(self) -> None:
        """Take the tray's icon away, and tell of nothing more."""
        if self.tray is not None:
            self.tray.close()
        if self._updates is not None:
            self._updates.close_down()
        self._notifications.close()

    def _watch_for_updates(self, updater: "Updater | None") -> None:
        if updater is None or self._application is None:
            return
        from desktop_app.gui.desk.update_bar import UpdateBar

        bar = self._updates = UpdateBar(updater)
        self.bar_made.emit(bar)
        if "updates" in self._application.settings.locked:
            bar.watch()
            return
        bar.watch(self._memory.preferences.updates)
        self._memory.changed.connect(lambda preferences: bar.watch(preferences.updates))

    def _show_progress(self, reading: "Reading") -> None:
        from desktop_app.gui.look.formatting import format_count, format_percent, format_remaining

        if self.tray is not None:
            progress = reading.progress
            files = tr(
                "{there} of {total}",
                there=format_count(progress.done_files),
                total=format_count(progress.total_files, "file"),
            )
            words = [files, format_percent(progress.done_bytes, progress.total_bytes)]
            if reading.remaining is not None:
                words.append(tr("{remaining} left", remaining=format_remaining(reading.remaining)))
            self.tray.show_progress(progress.fraction, ", ".join(words))

    def _tell(self, verdict: "Verdict", ended: bool, *, can_go_on: bool) -> None:
        if ended and self.tray is not None:
            self.tray.show_idle(verdict.title, can_go_on=can_go_on)
        in_front = self._window.isActiveWindow() and not self._window.isMinimized()
        if self._memory.preferences.notify and not in_front:
            self._notifications.tell(verdict.title, verdict.message, verdict.kind)

    def _tell_saved(self, path: Path) -> None:
        self.told.emit("success", tr("Support bundle saved"), tr("{path}. Send it to whoever helps you.", path=path))

    def _tell_error(self, error: WaybillError) -> None:
        self.told.emit("danger", tr(error.title), str(error))


def _updater_of(settings: "Settings") -> "Updater | None":
    """Imported on another thread: the window is not held up."""
    from desktop_app.bootstrap import updater_of

    return updater_of(settings)


def _miss(error: Exception) -> None:
    log.error("new versions cannot be looked for", exc_info=error)
