"""Whether the storage is ready, asked as soon as a place is chosen: what is wrong is told before the start."""

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.errors import StorageError, WaybillError
from desktop_app.domain.texts import tr
from desktop_app.engine.readiness import CLOCK_REFUSED, Readiness
from desktop_app.gui.background import Background
from desktop_app.gui.look.formatting import format_duration, format_when, listed
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.upload.preview import Wanted
from desktop_app.gui.widgets.controls import IconLabel, label
from desktop_app.gui.widgets.messages import Banner
from desktop_app.services.upload import UploadService

_SETTLE_MS = 200
_Place = tuple[Project, Cycle, str | None]


class StorageCheck(QWidget):
    """A quiet line if all is well, a message with a button to ask again if not."""

    finished = Signal()
    """The storage has been asked."""

    def __init__(self, uploads: UploadService, background: Background, parent: QWidget | None = None) -> None:
        """Blank: see `look_at`."""
        super().__init__(parent)
        self._uploads = uploads
        self._background = background
        self._place: _Place | None = None
        self._wanted = Wanted()
        self._error: WaybillError | None = None
        self._banner = Banner()
        self._banner.setObjectName("storage_banner")
        self._banner.action_triggered.connect(self._ask)
        self._icon = IconLabel("clock", "muted", 16)
        self._words = label("", "muted")
        self._words.setObjectName("storage_words")
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_S)
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)
        column.addWidget(self._banner)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._ask)
        self.hide()

    def look_at(self, wanted: Wanted) -> None:
        """Ask about where this would go, unless that was asked already."""
        self._wanted = wanted
        place: _Place | None = None
        if wanted.project is not None and wanted.cycle is not None:
            place = (wanted.project, wanted.cycle, wanted.options.aws_profile)
        if place == self._place:
            return
        self._place = place
        self._error = None
        self.setVisible(place is not None)
        self._settle.stop()
        if place is not None:
            self._say("clock", tr("Checking the storage…"))
            self._settle.start()

    @property
    def obstacle(self) -> StorageError | None:
        """What makes a start fail for certain, until somebody mends it; None where trying may help."""
        error = self._error
        return error if isinstance(error, StorageError) and not error.can_retry else None

    def forget(self) -> None:
        """Ask again when the same is looked at again."""
        self._place = None

    def _ask(self) -> None:
        place, wanted = self._place, self._wanted
        if place is None or wanted.project is None or wanted.cycle is None:
            return
        self._say("clock", tr("Checking the storage…"))
        project, cycle, options = wanted.project, wanted.cycle, wanted.options
        self._background.run(
            lambda: self._uploads.check(project, cycle, options),
            lambda found: self._show(place, found),
            lambda error: self._fail(place, error),
            owner=self,
        )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self.obstacle is not None:
            self._ask()  # Whoever comes back to the window may have mended it elsewhere.
        return super().event(event)

    def _show(self, place: _Place, found: Readiness) -> None:
        if place != self._place:
            return
        self._error = None
        self._say("done", tr("The storage answers, and you may write there."))
        if told := warnings_of(found):
            self._line.hide()
            self._banner.show_message("warning", *told, action=tr("Check again"), can_dismiss=False)
        self.finished.emit()

    def _fail(self, place: _Place, raised: Exception) -> None:
        if place != self._place:
            return
        error = self._error = as_trouble(raised)
        self._line.hide()
        self._banner.show_message("danger", tr(error.title), str(error), action=tr("Check again"), can_dismiss=False)
        self.finished.emit()

    def _say(self, icon_name: str, words: str) -> None:
        self._banner.hide()
        self._icon.set_icon(icon_name, "success" if icon_name == "done" else "muted")
        self._words.setText(words)
        self._line.show()


def warnings_of(found: Readiness) -> tuple[str, str] | None:
    """A title and a message about what may end an upload on the way; None if nothing is known to."""
    titles, messages = [], []
    if found.clock_is_off and found.clock_ahead is not None:
        ahead = found.clock_ahead.total_seconds()
        titles.append(tr("This computer's clock is off"))
        off, refused = format_duration(abs(ahead)), format_duration(CLOCK_REFUSED.total_seconds())
        messages.append(
            tr("It is {duration} ahead of the storage's.", duration=off)
            if ahead > 0
            else tr("It is {duration} behind the storage's.", duration=off)
        )
        messages.append(tr("From {duration} on the storage refuses everything. Set it right.", duration=refused))
    if found.credentials_end_soon and found.credentials_end is not None:
        titles.append(tr("Your AWS credentials end soon"))
        messages.append(
            tr(
                "They are good until {credentials_end}. An upload that takes longer waits then, "
                "and goes on by itself once they are renewed.",
                credentials_end=format_when(found.credentials_end),
            )
        )
    return (listed(titles), " ".join(messages)) if titles else None
