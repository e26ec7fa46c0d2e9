"""Columns that share a table's width, and give way one after the other where there is little of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QTableView


@dataclass(frozen=True, slots=True)
class ColumnFit:
    """How wide a column is, in device-independent pixels."""

    minimum: int
    share: int = 0
    """Of the room that is left over."""
    leaves: int = 0
    """Where the room is too small the column with the highest number leaves first; 0 always stays."""
    comfort: int = 0
    """Others that can leave do so before this column has less than that."""


def fitted(fits: Sequence[ColumnFit], width: int) -> list[int]:
    """The width of each column when there is room for `width`; 0 for one that has left."""
    staying = list(range(len(fits)))
    while sum(max(fits[column].minimum, fits[column].comfort) for column in staying) > width:
        first = max(staying, key=lambda column: fits[column].leaves)
        if not fits[first].leaves:
            break
        staying.remove(first)
    widths = [fit.minimum if column in staying else 0 for column, fit in enumerate(fits)]
    sharing = [column for column in staying if fits[column].share]
    spare, shares = max(0, width - sum(widths)), sum(fits[column].share for column in sharing)
    for column in sharing:
        widths[column] += spare * fits[column].share // shares
    if sharing:
        # What rounding left over is seen least there.
        widths[sharing[0]] += max(0, width - sum(widths))
    return widths


class FittedColumns(QObject):
    """Fits a table's columns to its width whenever that changes; between two changes people may drag them."""

    def __init__(self, table: QTableView, fits: Sequence[ColumnFit]) -> None:
        """`fits` has one entry per column. The table owns this."""
        super().__init__(table)
        self._table = table
        self._fits = fits
        self._width = -1
        table.horizontalHeader().setStretchLastSection(False)
        table.viewport().installEventFilter(self)

    def set_fits(self, fits: Sequence[ColumnFit]) -> None:
        """Fit the columns in another way, if it is another."""
        if fits != self._fits:
            self._fits = fits
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._table.viewport().width() != self._width:
            self._width = self._table.viewport().width()
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        for column, width in enumerate(fitted(self._fits, self._width)):
            self._table.setColumnHidden(column, not width)
            if width:
                self._table.setColumnWidth(column, width)
