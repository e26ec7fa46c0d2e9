"""Short facts with their names above them, in as many columns as there is room for."""

import math
from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.gui.look.tokens import SPACE_L, SPACE_M
from desktop_app.gui.widgets.controls import ElidedLabel, label

_LEAST_WIDTH = 150
"""Of a column, in device-independent pixels."""


class Facts(QWidget):
    """Names and values. What does not fit gives way in its middle, with the whole in the tool tip."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        """Values are empty: see `set_value`."""
        super().__init__(parent)
        self._values = {name: ElidedLabel() for name in names}
        self._parts = [_fact(name, value) for name, value in self._values.items()]
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_L)
        self._grid.setVerticalSpacing(SPACE_M)
        self._arrange(2)

    def set_value(self, name: str, value: str) -> None:
        """Show a value; an empty one leaves a dash."""
        self._values[name].setText(value or "–")

    def value(self, name: str) -> str:
        """What is shown."""
        return self._values[name].text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = max(2, (self.width() + SPACE_L) // (_LEAST_WIDTH + SPACE_L))
        rows = math.ceil(len(self._parts) / fitting)
        # No fuller rows than needed: two and two look better than three and one.
        self._arrange(math.ceil(len(self._parts) / rows))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, int(column < columns))
        self._columns = columns
        for number, part in enumerate(self._parts):
            self._grid.addWidget(part, number // columns, number % columns)


def _fact(name: str, value: ElidedLabel) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addWidget(label(name, "caption"))
    column.addWidget(value)
    return part
