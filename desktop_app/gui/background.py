"""Work off the GUI thread: an executor for the engine, and calls whose results come back to the GUI thread."""

import itertools
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

P = ParamSpec("P")
T = TypeVar("T")


class QtExecutor(Executor):
    """A `concurrent.futures` executor whose workers are QRunnables in a QThreadPool of its own.

    Qt's threads are foreign to Python: a `threading.local` does not outlive one call.
    """

    def __init__(self, max_workers: int) -> None:
        """Run at most `max_workers` calls at a time; the rest wait in order."""
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(max_workers)
        self._lock = threading.Lock()
        self._futures: set[Future[Any]] = set()
        self._shut = False
        # QThreadPool's destructor waits for its threads while holding the GIL they need; so wait before it, without.
        weakref.finalize(self, _wait_for, self._pool)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call.

        Raises:
            RuntimeError: the executor was shut down.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._shut:
                raise RuntimeError("cannot submit after shutdown")
            self._futures.add(future)
            self._pool.start(_Call(future, lambda: fn(*args, **kwargs)))
        future.add_done_callback(self._forget)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls; drop those that have not begun if `cancel_futures`; return when all ended if `wait`."""
        with self._lock:
            self._shut = True
            waiting = list(self._futures) if cancel_futures else []
        for future in waiting:
            future.cancel()
        if wait:
            self._pool.waitForDone()

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._futures.discard(future)


def _wait_for(pool: QThreadPool) -> None:
    # At the interpreter's end Qt may have taken its objects away already.
    if shiboken6.isValid(pool):
        pool.waitForDone()


class _Call(QRunnable):
    """One call. Deleted by the pool on a worker thread, so it owns no signals and no Qt objects."""

    def __init__(self, future: Future[Any], work: Callable[[], Any]) -> None:
        super().__init__()
        self._future = future
        self._work: Callable[[], Any] | None = work

    def run(self) -> None:
        future, work, self._work = self._future, self._work, None
        if work is None or not future.set_running_or_notify_cancel():
            return
        try:
            result = work()
        # As in concurrent.futures: whatever was raised is the caller's to handle, and lives in the future.
        except BaseException as error:
            del work
            future.set_exception(error)
        else:
            # What the call holds (a widget's method, say) must not be freed last by this thread.
            del work
            future.set_result(result)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A call under way; kept on the GUI thread, so that what its functions hold is freed there."""

    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    owner: QObject


class Background(QObject):
    """Runs calls off the GUI thread and hands their results back on it. The window owns it and closes it."""

    raised = Signal(object)
    """Exception: a call raised it; told before the call's own `failed`."""
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None, *, max_workers: int = 4) -> None:
        """Make it on the GUI thread."""
        super().__init__(parent)
        self._executor = QtExecutor(max_workers)
        self._pending: dict[int, _Pending] = {}
        self._tickets = itertools.count()
        self._lock = threading.Lock()
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None], *, owner: QObject
    ) -> None:
        """Call `work` on another thread, then `done` with its result or `failed` with its exception on this one.

        Neither is called once `owner` was destroyed or this was closed; `work` itself is not interrupted.
        """
        if self._closed:
            return
        ticket = next(self._tickets)
        self._pending[ticket] = _Pending(work, done, failed, owner)
        future = self._executor.submit(work)
        future.add_done_callback(lambda ended: self._announce(ticket, ended))

    def close(self) -> None:
        """Call nobody back any more and drop what has not begun. Call it when the window closes."""
        with self._lock:
            self._closed = True
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _announce(self, ticket: int, future: Future[Any]) -> None:
        with self._lock:
            if not self._closed:
                self._finished.emit((ticket, future))

    @Slot(object)
    def _deliver(self, finished: tuple[int, Future[Any]]) -> None:
        ticket, future = finished
        pending = self._pending.pop(ticket, None)
        if pending is None or not shiboken6.isValid(pending.owner):
            return
        error = future.exception()
        if error is None:
            pending.done(future.result())
        elif isinstance(error, Exception):
            self.raised.emit(error)
            pending.failed(error)
        else:
            raise error
