"""One question and its answer: as a picture, or the same numbers as a table."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop_app.domain.company import Tally
from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_count, format_mark
from desktop_app.gui.look.tokens import ROW_HEIGHT, SPACE_M, SPACE_S
from desktop_app.gui.statistics.bars import Line, bytes_by_day, files_by_day, lines_of
from desktop_app.gui.statistics.charts import Bar, BarChart, RowChart
from desktop_app.gui.statistics.columns import ColumnChart
from desktop_app.gui.statistics.numbers import Stretch
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.row_table import Column, RowTable
from desktop_app.gui.widgets.segments import SegmentedChoice

_ROWS_IN_SIGHT = 12
_BYTES, _FILES = "bytes", "files"


class StatisticsCard(QFrame):
    """A title over a chart, or over a table of the same."""

    def __init__(self, title: str, chart: BarChart, columns: Sequence[Column[Line]], nothing: str) -> None:
        """`nothing` is what is said when there is nothing to show."""
        super().__init__()
        self.setProperty("ground", "card")
        self._chart = chart
        self._as_table = False
        self._table: RowTable[Line] = RowTable(title, columns, lambda line: line.tally.name)
        self._table.setStyleSheet("QTableView { border: none; }")
        self._nothing = label(nothing, "muted", wrap=True)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        self.head.addWidget(label(title, "heading"), 1)
        self._nothing.setContentsMargins(SPACE_S, 0, SPACE_S, SPACE_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addLayout(self.head)
        for part in (self._nothing, self._chart, self._table):
            column.addWidget(part)
        column.addStretch()
        self._turn()

    def setObjectName(self, name: str) -> None:
        """Its table is called after it."""
        super().setObjectName(name)
        self._table.setObjectName(f"{name}_table")

    def show_as_table(self, as_table: bool) -> None:
        """Show the table, or the picture."""
        self._as_table = as_table
        self._turn()

    def _show_lines(self, tallies: Sequence[Tally]) -> None:
        self._table.show_rows(lines_of(tallies))
        header = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(header + ROW_HEIGHT * min(len(tallies), _ROWS_IN_SIGHT) + 2)
        self._turn()

    def _turn(self) -> None:
        empty = not self._table.rows
        self._nothing.setVisible(empty)
        self._chart.setVisible(not empty and not self._as_table)
        self._table.setVisible(not empty and self._as_table)


class TallyCard(StatisticsCard):
    """Of things that have a name."""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[Line]],
        bars: Callable[[Sequence[Tally]], Sequence[Bar]],
        nothing: str = tr("Nothing was sent in this time."),
    ) -> None:
        """`bars` makes the picture."""
        self._rows = RowChart(title)
        self._bars = bars
        super().__init__(title, self._rows, columns, nothing)

    def show_tallies(self, pictured: Sequence[Tally], listed: Sequence[Tally]) -> None:
        """Show these as bars, and these in the table: the same under their names in words."""
        self._rows.show_bars(self._bars(pictured))
        self._show_lines(listed)


class DaysCard(StatisticsCard):
    """Of days: bytes or files of each."""

    def __init__(self, title: str, columns: Sequence[Column[Line]]) -> None:
        """Bytes to begin with."""
        self._columns = ColumnChart(title)
        self._stretches: Sequence[Stretch] = ()
        super().__init__(title, self._columns, columns, tr("Nothing was sent in this time."))
        self._measure = SegmentedChoice(tr("What to show"))
        self._measure.setObjectName("statistics_measure")
        self._measure.add_choice(_BYTES, tr("Data"))
        self._measure.add_choice(_FILES, tr("Files"))
        self._measure.chosen.connect(lambda _: self._show_columns())
        self.head.addWidget(self._measure, 0, Qt.AlignmentFlag.AlignRight)

    def show_stretches(self, stretches: Sequence[Stretch]) -> None:
        """Show these in the picture, and the latest first in the table."""
        self._stretches = stretches
        self._show_columns()
        self._show_lines([stretch.tally for stretch in reversed(stretches)])

    def show_as_table(self, as_table: bool) -> None:
        super().show_as_table(as_table)
        self._measure.setVisible(not as_table)

    def _show_columns(self) -> None:
        if self._measure.choice() == _FILES:
            self._columns.show_columns(files_by_day(self._stretches), format_count, binary=False)
        else:
            self._columns.show_columns(bytes_by_day(self._stretches), format_mark, binary=True)
