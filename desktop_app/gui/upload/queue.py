"""The uploads that wait for their turn, in an order that a person can change."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.gui.upload.orders import Order


@dataclass(slots=True)
class Queued:
    """One that waits."""

    order: Order
    held: bool = False
    """A person paused it: the others pass it by."""


class UploadQueue(QObject):
    """Changed on the GUI thread only; `changed` tells of each change."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        """Empty."""
        super().__init__(parent)
        self._waiting: list[Queued] = []

    @property
    def waiting(self) -> tuple[Queued, ...]:
        """In the order of their turns."""
        return tuple(self._waiting)

    @property
    def has_next(self) -> bool:
        """Whether any has its turn coming, and is not held."""
        return any(not one.held for one in self._waiting)

    def holds(self, order: Order) -> bool:
        """Whether it waits here, or another does that stands for the same upload session."""
        return any(_are_same(order, one.order) for one in self._waiting)

    def append(self, orders: Sequence[Order]) -> None:
        """Put these at the end; what waits already does not wait twice."""
        self._waiting += [Queued(order) for order in orders if not self.holds(order)]
        self.changed.emit()

    def hold_first(self, order: Order) -> None:
        """Put one that was paused at the front, held."""
        self._waiting.insert(0, Queued(order, held=True))
        self.changed.emit()

    def take_next(self) -> Order | None:
        """Take out the first that is not held."""
        for queued in self._waiting:
            if not queued.held:
                self.remove(queued)
                return queued.order
        return None

    def take_all(self) -> tuple[Order, ...]:
        """Take out every one, held or not."""
        orders = tuple(one.order for one in self._waiting)
        self._waiting.clear()
        self.changed.emit()
        return orders

    def move(self, queued: Queued, places: int) -> None:
        """Move one so many places towards the end, or towards the front if negative."""
        at = self._waiting.index(queued)
        self._waiting.pop(at)
        self._waiting.insert(max(0, at + places), queued)
        self.changed.emit()

    def set_held(self, queued: Queued, *, held: bool) -> None:
        """Pass one by, or give it its turn again."""
        queued.held = held
        self.changed.emit()

    def remove(self, queued: Queued) -> None:
        """Take one out."""
        self._waiting = [one for one in self._waiting if one is not queued]
        self.changed.emit()


def _are_same(one: Order, other: Order) -> bool:
    if one.upload is not None and other.upload is not None:
        return one.upload.client_uuid == other.upload.client_uuid
    return one is other
