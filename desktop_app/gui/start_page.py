"""What the window shows before there is anything to work with: it is opening, or why it cannot."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.texts import tr
from desktop_app.gui.look.icons import app_icon
from desktop_app.gui.look.tokens import SPACE_L, SPACE_S, SPACE_XL
from desktop_app.gui.widgets.controls import IconLabel, button, centred, label
from desktop_app.gui.widgets.progress import SlimProgressBar

_WIDTH = 420
_MARK = 64


def program_mark(size: int = _MARK) -> QLabel:
    """The program's icon in its own colours."""
    mark = QLabel()
    mark.setPixmap(app_icon().pixmap(size, size))
    mark.setFixedSize(size, size)
    return mark


class StartPage(QWidget):
    """Opening, or the reason why that failed."""

    retry_requested = Signal()
    """The person wants to try the same again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Blank until told what to say."""
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._mark = program_mark()
        self._warning = IconLabel("warning", "warning", 44)
        self._title = label("", "heading", wrap=True)
        self._message = label("", "muted", wrap=True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = SlimProgressBar(tr("Opening"))
        self._bar.setFixedSize(180, 6)
        self._bar.set_fraction(None)
        self._retry = button(tr("Try again"), "primary", clicked=self.retry_requested.emit)
        self._quit = button(tr("Quit"), clicked=lambda: self.window().close())
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_S)
        answers.addStretch()
        answers.addWidget(self._quit)
        answers.addWidget(self._retry)
        answers.addStretch()
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setSpacing(SPACE_L)
        column.addWidget(self._mark, 0, centre)
        column.addWidget(self._warning, 0, centre)
        for part in (self._title, self._message):
            part.setAlignment(centre)
            column.addWidget(part)
        column.addWidget(self._bar, 0, centre)
        column.addSpacing(SPACE_S)
        column.addLayout(answers)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        outer.addStretch(2)
        outer.addLayout(centred(middle))
        outer.addStretch(3)
        self.show_busy("")

    def show_busy(self, words: str) -> None:
        """Say what is going on."""
        self._say(words, "", busy=True)

    def show_trouble(self, error: WaybillError) -> None:
        """Say why it cannot go on, with a way to try once more."""
        self._say(tr(error.title), str(error), busy=False)
        self._retry.setFocus()

    def _say(self, title: str, message: str, *, busy: bool) -> None:
        self._title.setText(title)
        self._message.setText(message)
        when_busy: tuple[QWidget, ...] = (self._mark, self._bar)
        in_trouble: tuple[QWidget, ...] = (self._message, self._warning, self._retry, self._quit)
        for part in (*when_busy, *in_trouble):
            part.setVisible((part in when_busy) is busy)
        self.setAccessibleName(f"{title} {message}".strip())
