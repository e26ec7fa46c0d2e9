"""Tables' columns are as a person left them when the program was here last: how wide, and by which one it sorts."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeGuard

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.gui.preferences import Memory
from desktop_app.gui.widgets.columns import FittedColumns

_ORDERS = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)


class TableMemory:
    """Knows tables by their names; those of one name look alike."""

    def __init__(self, memory: Memory) -> None:
        """What is kept is kept there."""
        self._memory = memory

    def watch(self, root: QWidget) -> None:
        """Put all tables in there that have a name as they were left, and keep what is done to them."""
        named: dict[str, list[FittedColumns]] = {}
        for columns in root.findChildren(FittedColumns):
            if name := columns.table.objectName():
                named.setdefault(name, []).append(columns)
        for name, alike in named.items():
            for columns in alike:
                self._restore(name, columns)
                columns.dragged.connect(partial(self._keep_widths, name, columns, alike))

    def _restore(self, name: str, columns: FittedColumns) -> None:
        table, kept = columns.table, self._kept(name)
        # Another version may have other columns, and anybody may have written into the file.
        count, widths, order = len(columns.chosen), kept.get("widths"), kept.get("order")
        if _are_numbers(widths) and len(widths) == count and all(width >= 0 for width in widths):
            columns.choose(widths)
        if not table.isSortingEnabled():
            return
        if _are_numbers(order) and len(order) == 2 and 0 <= order[0] < count and order[1] in (0, 1):
            table.sortByColumn(order[0], _ORDERS[order[1]])
        table.horizontalHeader().sortIndicatorChanged.connect(partial(self._keep_order, name))

    def _keep_widths(self, name: str, dragged: FittedColumns, alike: Sequence[FittedColumns]) -> None:
        for columns in alike:
            if columns is not dragged:
                columns.choose(dragged.chosen)
        self._keep(name, widths=dragged.chosen)

    def _keep_order(self, name: str, column: int, order: Qt.SortOrder) -> None:
        self._keep(name, order=[column, _ORDERS.index(order)])

    def _keep(self, name: str, **what: Sequence[int]) -> None:
        self._memory.remember(tables={**self._memory.remembered.tables, name: {**self._kept(name), **what}})

    def _kept(self, name: str) -> Mapping[str, object]:
        kept = self._memory.remembered.tables.get(name)
        return kept if isinstance(kept, dict) else {}


def _are_numbers(kept: object) -> TypeGuard[Sequence[int]]:
    return isinstance(kept, list) and all(type(number) is int for number in kept)
