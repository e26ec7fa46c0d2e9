"""A search field and the lists beside it, that narrow what a table shows."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.gui.look.tokens import SPACE_S

_SEARCH_SHARE, _LIST_SHARE = 3, 2


class FilterRow(QWidget):
    """One row where all of it can be read; else the search has a row of its own, and the lists stand below it."""

    def __init__(self, search: QWidget, lists: Sequence[QWidget], parent: QWidget | None = None) -> None:
        """All are shown: see `show_list`. They become this widget's children."""
        super().__init__(parent)
        self._search = search
        self._lists = lists
        self._hidden: set[QWidget] = set()
        self._placed: Sequence[Sequence[QWidget]] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for part in (search, *lists):
            part.setMinimumWidth(part.sizeHint().width())
        self._rows = [QHBoxLayout() for _ in range(1 + len(lists))]
        for row in self._rows:
            row.setSpacing(SPACE_S)
            column.addLayout(row)
        self._arrange()

    def show_list(self, which: QWidget, shown: bool) -> None:
        """Show one of the lists, or leave its place to the others."""
        (self._hidden.discard if shown else self._hidden.add)(which)
        which.setVisible(shown)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest of them: the others go below."""
        width = max(part.minimumWidth() for part in (self._search, *self._shown()))
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        rows = _rows_of(self._search, self._shown(), self.width())
        if rows == self._placed:
            return
        self._placed = rows
        for row in self._rows:
            while row.takeAt(0) is not None:
                pass
        for row, parts in zip(self._rows, rows, strict=False):
            for part in parts:
                row.addWidget(part, _SEARCH_SHARE if part is self._search else _LIST_SHARE)

    def _shown(self) -> Sequence[QWidget]:
        return [part for part in self._lists if part not in self._hidden]


def _rows_of(search: QWidget, lists: Sequence[QWidget], width: int) -> Sequence[Sequence[QWidget]]:
    """As few rows as can be read, the lists' about equally long."""
    if _fit([search, *lists], width):
        return [[search, *lists]]
    for long in range(len(lists), 0, -1):
        evenly = math.ceil(len(lists) / math.ceil(len(lists) / long))
        rows = [lists[first : first + evenly] for first in range(0, len(lists), evenly)]
        if all(_fit(row, width) for row in rows):
            break
    return [[search], *rows]


def _fit(parts: Sequence[QWidget], width: int) -> bool:
    return sum(part.minimumWidth() for part in parts) + SPACE_S * (len(parts) - 1) <= width
