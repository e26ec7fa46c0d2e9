"""What waits behind the upload that runs: a row for each, with what a person can do to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S
from desktop_app.gui.upload.orders import Order
from desktop_app.gui.upload.queue import Queued, UploadQueue
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, icon_button, label
from desktop_app.gui.widgets.rows_card import RowsCard

_ROW = 36
_ROWS_SHOWN = 3.5
"""So many before it scrolls; the half one says that there are more."""


class QueueList(QWidget):
    """Shown as long as something waits: the upload whose turn it is, and those behind it."""

    set_aside_requested = Signal()
    """Pause the one that runs, and go on with the next."""
    skip_requested = Signal()
    """Give up the one that runs, and go on with the next."""
    withdrawn = Signal(object)
    """Order: nobody wants it any more."""

    def __init__(self, queue: UploadQueue, parent: QWidget | None = None) -> None:
        """Shows `queue`, and changes it."""
        super().__init__(parent)
        self.setObjectName("queue_list")
        self._queue = queue
        self._running: Order | None = None
        self._can_stop = False
        self._heading = label("", "strong")
        self._heading.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, 0)
        self._rows = RowsCard(_ROW, _ROWS_SHOWN, self._heading)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._rows)
        queue.changed.connect(self._fill)
        self._fill()

    def show_running(self, order: Order | None, *, can_stop: bool) -> None:
        """This one's turn it is; `can_stop`: it can be paused or given up just now."""
        if (order, can_stop) != (self._running, self._can_stop):
            self._running, self._can_stop = order, can_stop
            self._fill()

    def _fill(self) -> None:
        waiting = self._queue.waiting
        self.setVisible(bool(waiting))
        if not waiting:
            return
        self._heading.setText(f"{format_count(len(waiting), 'upload waits', 'uploads wait')}")
        rows = [self._running_row(self._running)] if self._running is not None else []
        rows += [self._waiting_row(number, queued, len(waiting)) for number, queued in enumerate(waiting)]
        self._rows.set_rows(rows)

    def _running_row(self, order: Order) -> QWidget:
        row, line = _row(order, "upload", tr("Sending"))
        pause = icon_button(
            "pause", tr("Pause {name} and go on with the next", name=order.name), clicked=self.set_aside_requested.emit
        )
        skip = icon_button(
            "cancel", tr("Cancel {name} and go on with the next", name=order.name), clicked=self.skip_requested.emit
        )
        pause.setEnabled(self._can_stop and self._queue.has_next)
        skip.setEnabled(self._can_stop)
        line.addWidget(pause)
        line.addWidget(skip)
        return row

    def _waiting_row(self, number: int, queued: Queued, count: int) -> QWidget:
        queue, order, held = self._queue, queued.order, queued.held
        row, line = _row(order, "pause" if held else "clock", tr("Paused") if held else tr("Waiting"))
        up = icon_button(
            "chevron-up", tr("Send {name} earlier", name=order.name), clicked=lambda: queue.move(queued, -1)
        )
        down = icon_button(
            "chevron-down", tr("Send {name} later", name=order.name), clicked=lambda: queue.move(queued, 1)
        )
        up.setEnabled(number > 0)
        down.setEnabled(number < count - 1)
        hold = icon_button(
            "play" if held else "pause",
            tr("Send {name} in its turn", name=order.name) if held else tr("Pause {name}", name=order.name),
            clicked=lambda: queue.set_held(queued, held=not held),
        )
        for part in (
            up,
            down,
            hold,
            icon_button("cancel", tr("Do not send {name}", name=order.name), clicked=lambda: remove()),
        ):
            line.addWidget(part)

        def remove() -> None:
            queue.remove(queued)
            self.withdrawn.emit(order)

        return row


def _row(order: Order, icon_name: str, state: str) -> tuple[QWidget, QHBoxLayout]:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(SPACE_L, 0, SPACE_S, 0)
    line.setSpacing(SPACE_M)
    line.addWidget(IconLabel(icon_name, "accent" if icon_name == "upload" else "muted", 18))
    line.addWidget(label(order.name, "strong"))
    line.addWidget(ElidedLabel(tr("to {address}", address=order.address), "muted"), 1)
    line.addWidget(label(state, "muted"))
    line.addSpacing(SPACE_S)
    return row, line
