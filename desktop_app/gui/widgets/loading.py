"""What a page shows until its first answer."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_M
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.progress import SlimProgressBar

_PATIENCE_MS = 300


class Loading(QWidget):
    """Blank for a moment, since most answers come at once; then it says what is waited for."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """`words` say what is being loaded."""
        super().__init__(parent)
        self.setAccessibleName(words)
        centre = Qt.AlignmentFlag.AlignHCenter
        bar = SlimProgressBar(tr("Busy"))
        bar.setFixedSize(180, 6)
        bar.set_fraction(None)
        self._told = QWidget()
        told = QVBoxLayout(self._told)
        told.setSpacing(SPACE_M)
        told.addWidget(label(words, "muted"), 0, centre)
        told.addWidget(bar, 0, centre)
        self._told.hide()
        self._waiting = True
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._told)
        column.addStretch(3)
        self._timer = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._timer.timeout.connect(self._told.show)

    def begin(self) -> None:
        """Something is asked for."""
        self._waiting = True
        if self.isVisible():
            self._timer.start()

    def rest(self) -> None:
        """No answer will come: somebody else says why."""
        self._waiting = False
        self._timer.stop()
        self._told.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting:
            self._timer.start()
