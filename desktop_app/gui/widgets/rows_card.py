"""A card of rows, each a few words and buttons, that scrolls once there are more than a handful."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop_app.gui.look.tokens import SPACE_XS
from desktop_app.gui.widgets.controls import card


class RowsCard(QWidget):
    """Rows from top to bottom, as high as they are together, up to a number of them."""

    def __init__(self, row_height: int, most_rows: float, head: QWidget | None = None) -> None:
        """`most_rows` are shown at once: half a one says that there are more. `head` stands above them."""
        super().__init__()
        self._row_height = row_height
        self._most_rows = most_rows
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, SPACE_XS, 0, SPACE_XS)
        self._rows.setSpacing(0)
        inner = QWidget()
        inner.setLayout(self._rows)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        for ground in (self._scroll.viewport(), inner):
            ground.setAutoFillBackground(False)
        frame = card()
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        if head is not None:
            column.addWidget(head)
        column.addWidget(self._scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these in place of others. The keyboard stays at the button of the same name, if there is one."""
        focused: QWidget | None = self.window().focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for row in rows:
            row.setFixedHeight(self._row_height)
            self._rows.addWidget(row)
        self._scroll.setFixedHeight(int(min(len(rows), self._most_rows) * self._row_height) + 2 * SPACE_XS)
        same = [part for row in rows for part in row.findChildren(QWidget) if name and part.accessibleName() == name]
        if same:
            same[0].setFocus()
