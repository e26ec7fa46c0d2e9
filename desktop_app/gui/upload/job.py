"""The uploads that the window runs, one after the other, on other threads; the pages hear of them by signals here."""

import enum
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop_app.domain.errors import EmptyFolder, FolderVanished, NotPossibleNow, TakenOver, UploadBusy, WaybillError
from desktop_app.domain.events import Event, GoingOn, PlanFinished, Retrying, RunEnded, Waiting
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import Counts, Progress, UploadSession
from desktop_app.gui.background import Background, QtExecutor
from desktop_app.gui.trouble import as_trouble
from desktop_app.gui.upload.orders import JobEnded, Order, Result
from desktop_app.gui.upload.queue import UploadQueue
from desktop_app.gui.upload.speedometer import Speedometer
from desktop_app.services.upload import UploadRun

WORKERS = 17
"""Threads: sixteen requests in flight and the scan."""
_POLL_MS = 100
_OF_ONE_ONLY = (EmptyFolder, FolderVanished, NotPossibleNow, TakenOver, UploadBusy)
"""What keeps one order from being begun, and says nothing about the next."""


class Stage(enum.Enum):
    """What the job is doing."""

    IDLE = enum.auto()
    CHECKING = enum.auto()
    """The folder and the storage are looked at; nothing is sent yet."""
    SENDING = enum.auto()
    PAUSING = enum.auto()
    CANCELLING = enum.auto()


class UploadJob(QObject):
    """Runs orders one after the other. Lives on the GUI thread; every signal is emitted there."""

    stage_changed = Signal()
    order_taken = Signal(object)
    """Order: it is its turn."""
    run_begun = Signal(object, object)
    """Order, UploadSession: its files are being sent."""
    progressed = Signal(object)
    """Reading, about ten times a second while sending."""
    retrying = Signal(object)
    """Retrying: the storage is in trouble for the moment."""
    waiting_for_storage = Signal(object)
    """Waiting, or GoingOn once that has passed."""
    planned = Signal(object)
    """PlanFinished: totals are final."""
    ended = Signal(object)
    """JobEnded."""
    _heard = Signal(object)

    def __init__(
        self, background: Background, parent: QObject, order_to_go_on: Callable[[UploadSession], Order]
    ) -> None:
        """`background` reads the progress; the runs have threads of their own. `order_to_go_on` makes the order for
        an upload session that is set aside.
        """
        super().__init__(parent)
        self._background = background
        self._conductor = Background(self, max_workers=1)
        self._executor = QtExecutor(WORKERS)
        self._order_to_go_on = order_to_go_on
        self.queue = UploadQueue(self)
        self._order: Order | None = None
        self._only_this = False
        self._results: list[Result] = []
        self._refused: list[Order] = []
        self._error: WaybillError | None = None
        self._run: UploadRun | None = None
        self._limit: int | None = None
        self._begun = 0.0
        self._speedometer = Speedometer(0.0)
        self._reading = False
        self._retry: Retrying | None = None
        self._stage = Stage.IDLE
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def stage(self) -> Stage:
        """What it is doing."""
        return self._stage

    @property
    def active(self) -> bool:
        """Whether something is being sent, or about to be."""
        return self._stage is not Stage.IDLE

    @property
    def order(self) -> Order | None:
        """The one whose turn it is."""
        return self._order

    @property
    def bandwidth_limit(self) -> int | None:
        """What a person chose while these orders ran, in bytes per second; None leaves each upload its own limit."""
        return self._limit

    def start(self, orders: Sequence[Order], bandwidth_limit: int | None = None) -> None:
        """Run orders in turn; only while none runs. `bandwidth_limit` as the property of that name."""
        if self.active or not orders:
            return
        self._limit = bandwidth_limit
        self.queue.append(orders)
        self._results = []
        self._refused = []
        self._error = None
        self._next()

    def add(self, orders: Sequence[Order]) -> None:
        """Let orders wait behind the others; they have their turn at once if none runs."""
        if not self.active:
            self.start(orders)
            return
        running = self._run.upload.client_uuid if self._run is not None else ""
        self.queue.append([one for one in orders if one.upload is None or one.upload.client_uuid != running])

    def set_aside(self) -> None:
        """Pause the one that runs, and go on with the next."""
        if self._stage is Stage.SENDING:
            self._only_this = True
            self._stop(Stage.PAUSING)

    def skip(self) -> None:
        """Give up the one that runs, and go on with the next."""
        if self._stage in (Stage.CHECKING, Stage.SENDING):
            self._only_this = True
            self._stop(Stage.CANCELLING)

    def pause(self) -> None:
        """Stop within seconds; `ended` says when."""
        if self._stage in (Stage.CHECKING, Stage.SENDING):
            self._only_this = False
            self._stop(Stage.PAUSING)

    def cancel(self) -> None:
        """Stop, and give up what has not been sent."""
        if self.active:
            self._only_this = False
            self._stop(Stage.CANCELLING)

    def limit_bandwidth(self, bytes_per_second: int) -> None:
        """Send no more than so many bytes per second from now on, also of what waits for its turn; 0 is no limit."""
        self._limit = bytes_per_second
        if self._run is not None:
            self._run.limit_bandwidth(bytes_per_second)

    def shut_down(self) -> None:
        """Take no more; whoever closes the window has paused first."""
        self._timer.stop()
        if self._run is not None and self.active:
            self._run.pause()
        self._conductor.close()
        self._executor.shutdown(wait=False)

    def _stop(self, stage: Stage) -> None:
        self._set_stage(stage)
        if self._run is None:
            return  # It is not made yet, and stopped as soon as it is.
        if stage is Stage.CANCELLING:
            self._run.cancel()
        else:
            self._run.pause()

    def _next(self) -> None:
        order = self._order = self.queue.take_next()
        self._only_this = False
        if order is None:
            self._end()
            return
        self._run = None
        self.order_taken.emit(order)  # First whose turn it is, then what is done with it.
        self._set_stage(Stage.CHECKING)
        self._conductor.run(
            lambda: order.begin(order, self._executor, self._listen),
            lambda run: self._begin(order, run),
            lambda error: self._refuse(order, error),
            owner=self,
        )

    def _begin(self, order: Order, run: UploadRun) -> None:
        self._run = run
        if self._limit is not None:
            run.limit_bandwidth(self._limit)
        if self._stage is Stage.CHECKING:
            self._set_stage(Stage.SENDING)
        else:
            self._stop(self._stage)
        self._begun = time.monotonic()
        self._speedometer = Speedometer(self._begun)
        self._timer.start()
        self.run_begun.emit(order, run.upload)
        self._conductor.run(
            run.run,
            lambda ended: self._finish(order, run, ended),
            lambda error: self._finish(order, run, _broken(error)),
            owner=self,
        )

    def _refuse(self, order: Order, error: Exception) -> None:
        """An order could not be begun. Where that is of this one only, the next has its turn."""
        self._refused.append(order)
        self._error = self._error or as_trouble(error)
        if self._only_this or (self._stage is Stage.CHECKING and isinstance(error, _OF_ONE_ONLY)):
            self._next()
        else:
            self._end()

    def _finish(self, order: Order, run: UploadRun, ended: RunEnded) -> None:
        self._timer.stop()
        paused, cancelled = ended.status is SessionStatus.PAUSED, ended.status is SessionStatus.CANCELLED
        if self._only_this and self.queue.has_next and ended.error is None and (paused or cancelled):
            if paused:
                self.queue.hold_first(self._order_to_go_on(run.upload))
            self._next()
            return
        self._results.append(Result(order, run.upload, ended, time.monotonic() - self._begun))
        if self._stage is not Stage.SENDING or ended.status.unfinished or cancelled:
            self._end()
        else:
            self._next()

    def _end(self) -> None:
        self._run = self._order = None
        self._set_stage(Stage.IDLE)
        ended = JobEnded(tuple(self._results), self._error, tuple(self._refused), self.queue.take_all())
        self.ended.emit(ended)

    def _set_stage(self, stage: Stage) -> None:
        self._stage = stage
        self.stage_changed.emit()

    def _poll(self) -> None:
        run = self._run
        if run is None or self._reading:
            return
        self._reading = True
        self._background.run(run.progress, lambda progress: self._show(run, progress), self._miss, owner=self)

    def _show(self, run: UploadRun, progress: Progress) -> None:
        self._reading = False
        if run is self._run:
            self.progressed.emit(self._speedometer.read(progress, time.monotonic()))

    def _miss(self, _error: Exception) -> None:
        # A journal that cannot be read stops the run itself, and its end says why.
        self._reading = False

    def _listen(self, event: Event) -> None:
        """Called on the engine's threads. One retry stands for all that come before the window has heard of it."""
        if isinstance(event, Retrying):
            unheard, self._retry = self._retry, event
            if unheard is not None:
                return
        self._heard.emit(event)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, Retrying):
            latest, self._retry = self._retry or event, None
            self.retrying.emit(latest)
        elif isinstance(event, PlanFinished):
            self.planned.emit(event)
        elif isinstance(event, Waiting | GoingOn):
            self.waiting_for_storage.emit(event)


def _broken(error: Exception) -> RunEnded:
    """A run that broke off instead of ending; the journal has what was sent, and it can go on."""
    return RunEnded(SessionStatus.PAUSED, Counts(), as_trouble(error))
