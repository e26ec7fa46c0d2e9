"""A new version is ready: one calm line above the window, which fetches it when asked and opens what was verified."""

import logging
import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.look.formatting import format_percent, format_size
from desktop_app.gui.look.tokens import SPACE_M
from desktop_app.gui.opening import open_file
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.widgets.messages import Banner
from desktop_app.services.updates.updater import Update, Updater

log = logging.getLogger(__name__)

FIRST_LOOK_MS = 15_000
"""Whoever opens the window wants to send; this can wait."""
LOOK_EVERY_MS = 6 * 3600 * 1000
_SHOW_EVERY_MS = 250


class UpdateBar(QWidget):
    """Hidden until there is a new version. Dismissed, it says nothing more of that version until the next start."""

    def __init__(self, updater: Updater, parent: QWidget | None = None) -> None:
        """It looks for nothing before `watch`."""
        super().__init__(parent)
        self._updater = updater
        # Of its own: a feed that hangs does not hold up what the pages ask for.
        self._background = Background(self, max_workers=1)
        self._stopped = threading.Event()
        self._update: Update | None = None
        self._dismissed = ""
        self._is_fetching = False
        self._path: Path | None = None
        self._there = 0
        self._banner = Banner()
        self._banner.setObjectName("update_banner")
        self._banner.action_triggered.connect(self._act)
        self._banner.dismissed.connect(self._dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, 0)
        column.addWidget(self._banner)
        self.hide()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._shower = QTimer(self, interval=_SHOW_EVERY_MS)
        self._shower.timeout.connect(self._show_progress)

    def watch(self, wanted: bool = True) -> None:
        """Look from time to time, or no more."""
        if not wanted:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start(FIRST_LOOK_MS)

    def look(self) -> None:
        """Look for a new version now, on another thread; what goes wrong with that is for the log alone."""
        self._timer.setInterval(LOOK_EVERY_MS)
        if self._update is None:
            self._background.run(lambda: self._updater.look(self._stopped.is_set), self._offer, _miss, owner=self)

    def close_down(self) -> None:
        """Give up what is being fetched."""
        self._stopped.set()
        for timer in (self._timer, self._shower):
            timer.stop()
        self._background.close()

    def _offer(self, update: Update | None) -> None:
        if update is None or update.version == self._dismissed:
            return
        self._update = update
        size = format_size(update.package.size_bytes)
        self._say(
            tr("Waybill {version} is ready", version=update.version),
            update.notes,
            tr("Download ({size})", size=size),
        )

    def _act(self) -> None:
        if self._update is None or self._is_fetching:
            return
        if self._path is None:
            self._fetch(self._update)
        else:
            self._vouch(self._update)

    def _fetch(self, update: Update) -> None:
        self._is_fetching = True
        self._there = 0
        self._shower.start()
        self._show_progress()
        self._background.run(
            lambda: self._updater.fetch(update, self._count, self._stopped.is_set),
            self._show_fetched,
            self._fail,
            owner=self,
        )

    def _count(self, there: int) -> None:
        """Called on the thread that fetches; a timer shows it."""
        self._there = there

    def _show_progress(self) -> None:
        if self._update is not None:
            self._banner.show_message(
                "info",
                tr("Fetching Waybill {version}", version=self._update.version),
                format_percent(self._there, self._update.package.size_bytes),
                can_dismiss=False,
                announced=False,
            )

    def _show_fetched(self, path: Path) -> None:
        self._is_fetching = False
        self._shower.stop()
        self._path = path
        if self._update is not None:
            self._say(
                tr("Waybill {version} was fetched and verified", version=self._update.version),
                tr(
                    "It lies in {path}. Your system's own installer asks before it changes anything; what is sent "
                    "until then is kept.",
                    path=path,
                ),
                tr("Open installer"),
            )

    def _vouch(self, update: Update) -> None:
        """Open it, but only what is still what was signed."""
        self._background.run(lambda: self._updater.vouched(update), self._open, self._fail, owner=self)

    def _open(self, path: Path) -> None:
        if not open_file(path):
            self._say(
                tr("This system opens no such packages by itself"),
                tr("Install it by hand, or ask your IT: {path}", path=path),
                tr("Open installer"),
            )

    def _fail(self, raised: Exception) -> None:
        self._is_fetching = False
        self._shower.stop()
        self._path = None
        error = as_trouble(raised)
        log.warning("the new version was not taken: %s", error)
        self._banner.show_message("warning", tr(error.title), str(error), action=tr("Try again"))

    def _say(self, title: str, message: str, action: str) -> None:
        self.show()
        self._banner.show_message("info", title, message, action=action)

    def _dismiss(self) -> None:
        self._dismissed = self._update.version if self._update is not None else ""
        self._update = self._path = None
        self.hide()


def _miss(error: Exception) -> None:
    log.info("new versions cannot be looked for: %s", as_trouble(error))
