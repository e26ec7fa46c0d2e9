"""Columns that share a table's width, and give way one after the other where there is little of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView

from desktop_app.domain.texts import tr

_USUAL_TEXT = 13
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


@dataclass(frozen=True, slots=True)
class ColumnFit:
    """How wide a column is, in device-independent pixels at the usual size of text."""

    minimum: int
    share: int = 0
    """Of the room that is left over."""
    leaves: int = 0
    """Where the room is too small the column with the highest number leaves first; 0 always stays."""
    comfort: int = 0
    """Others that can leave do so before this column has less than that."""


def fitted(fits: Sequence[ColumnFit], width: int, chosen: Mapping[int, int] | None = None) -> list[int]:
    """The width of each column when there is room for `width`; 0 for one that has left.

    Columns in `chosen` are as wide as a person wanted them, and make no other leave.
    """
    chosen = chosen or {}
    staying = list(range(len(fits)))
    while sum(max(fits[column].minimum, fits[column].comfort) for column in staying) > width:
        first = max(staying, key=lambda column: fits[column].leaves)
        if not fits[first].leaves:
            break
        staying.remove(first)
    widths = [chosen.get(column, fit.minimum) if column in staying else 0 for column, fit in enumerate(fits)]
    sharing = [column for column in staying if fits[column].share and column not in chosen]
    spare, shares = max(0, width - sum(widths)), sum(fits[column].share for column in sharing)
    for column in sharing:
        widths[column] += spare * fits[column].share // shares
    if sharing:
        # What rounding left over is seen least there.
        widths[sharing[0]] += max(0, width - sum(widths))
    return widths


class FittedColumns(QObject):
    """Fits a table's columns to its width whenever that changes. Those that a person dragged keep their width."""

    dragged = Signal()
    """A person chose other widths, or the usual ones again: see `chosen`."""

    def __init__(self, table: QTableView, fits: Sequence[ColumnFit]) -> None:
        """`fits` has one entry per column. The table owns this."""
        super().__init__(table)
        self.table = table
        self._scale = table.fontInfo().pixelSize() / _USUAL_TEXT
        self._fits = fits
        self._titles: Sequence[int] = ()
        self._width = -1
        self._chosen: dict[int, int] = {}
        self._before: Sequence[int] | None = None
        header = table.horizontalHeader()
        header.setStretchLastSection(False)
        # A double click on a border looks at the rows in sight only: a table may have a million.
        header.setResizeContentsPrecision(0)
        self._reset = QAction(tr("Reset columns"), self)
        self._reset.triggered.connect(lambda: self._choose({}))
        self._reset.setEnabled(False)
        header.addAction(self._reset)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        header.viewport().installEventFilter(self)
        table.viewport().installEventFilter(self)

    @property
    def chosen(self) -> Sequence[int]:
        """The width that a person gave each column, 0 where they gave none."""
        return [self._chosen.get(column, 0) for column in range(len(self._fits))]

    def choose(self, widths: Sequence[int]) -> None:
        """Give columns the widths that a person gave them at another time; 0 is none."""
        self._chosen = {column: width for column, width in enumerate(widths) if width}
        self._reset.setEnabled(bool(self._chosen))
        self._fit()

    def set_fits(self, fits: Sequence[ColumnFit]) -> None:
        """Fit the columns in another way, if it is another."""
        if fits != self._fits:
            self._fits = fits
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The kind of event comes first: while the table is taken apart there is no table to ask.
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            if self.table.viewport().width() != self._width:
                self._width = self.table.viewport().width()
                self._fit()
        elif event.type() in _PRESSES and watched is self.table.horizontalHeader().viewport():
            self._before = self._widths()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._before is not None:
            self._let_go(self._before)
        return super().eventFilter(watched, event)

    def _let_go(self, before: Sequence[int]) -> None:
        self._before = None
        after = self._widths()
        if dragged := {column: width for column, width in enumerate(after) if width and width != before[column]}:
            self._choose(self._chosen | dragged)

    def _choose(self, chosen: Mapping[int, int]) -> None:
        self.choose([chosen.get(column, 0) for column in range(len(self._fits))])
        self.dragged.emit()

    def _widths(self) -> Sequence[int]:
        return [self.table.columnWidth(column) for column in range(len(self._fits))]

    def _fit(self) -> None:
        if self._width < 0 or self._before is not None:
            return  # Not shown yet, or in a person's hand: the end of the drag fits the others.
        for column, width in enumerate(fitted(self._scaled(), self._width, self._chosen)):
            self.table.setColumnHidden(column, not width)
            if width:
                self.table.setColumnWidth(column, width)

    def _scaled(self) -> Sequence[ColumnFit]:
        """For the size of text here; and no column that has something to say is narrower than its title."""
        if not self._titles:
            # Before any column is hidden: a hidden one's title takes no room.
            header = self.table.horizontalHeader()
            self._titles = [header.sectionSizeHint(column) for column in range(len(self._fits))]
        return [
            replace(
                fit,
                minimum=max(round(fit.minimum * self._scale), title) if fit.minimum else 0,
                comfort=round(fit.comfort * self._scale),
            )
            for fit, title in zip(self._fits, self._titles, strict=True)
        ]
