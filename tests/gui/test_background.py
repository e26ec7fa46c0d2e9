"""Work leaves the GUI thread and its results come back to it, or nowhere if nobody is left to take them."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal
from pytestqt.qtbot import QtBot

from desktop_app.gui.background import Background, QtExecutor

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def executor() -> Iterator[QtExecutor]:
    executor = QtExecutor(2)
    yield executor
    executor.shutdown()


@pytest.fixture
def background() -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


class Counter(QObject):
    counted = Signal(object)


def fail(error: Exception) -> None:
    raise AssertionError("not expected to fail") from error


def held(gate: threading.Event) -> str:
    assert gate.wait(10)
    return "late"


def test_a_call_runs_on_another_thread_and_its_future_has_the_result(executor: QtExecutor) -> None:
    assert executor.submit(threading.get_ident).result(10) != threading.get_ident()
    assert executor.submit(divmod, 17, 5).result(10) == (3, 2)


def test_what_a_call_raises_is_in_its_future(executor: QtExecutor) -> None:
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0).result(10)


def test_no_more_calls_run_at_once_than_there_are_workers(executor: QtExecutor) -> None:
    lock, running, peak = threading.Lock(), [0], [0]

    def work() -> None:
        with lock:
            running[0] += 1
            peak[0] = max(peak[0], running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1

    list(executor.map(lambda _: work(), range(20)))
    assert peak[0] == 2


def test_thousands_of_calls_all_end(executor: QtExecutor) -> None:
    assert sum(executor.map(abs, range(-5000, 0))) == sum(range(5001))


def test_shutdown_waits_for_what_was_submitted(executor: QtExecutor) -> None:
    futures = [executor.submit(time.sleep, 0.02) for _ in range(6)]
    executor.shutdown(wait=True)
    assert all(future.done() for future in futures)


def test_shutdown_can_drop_what_has_not_begun(executor: QtExecutor) -> None:
    gate = threading.Event()
    running = [executor.submit(held, gate) for _ in range(2)]
    while not all(future.running() for future in running):
        time.sleep(0.001)
    waiting: list[Future[str]] = [executor.submit(held, gate) for _ in range(5)]
    executor.shutdown(wait=False, cancel_futures=True)
    gate.set()
    executor.shutdown(wait=True)
    assert [future.result() for future in running] == ["late", "late"]
    for future in waiting:
        with pytest.raises(CancelledError):
            future.result(10)


def test_nothing_is_taken_after_shutdown(executor: QtExecutor) -> None:
    executor.shutdown()
    with pytest.raises(RuntimeError, match="shutdown"):
        executor.submit(int)


def test_a_result_comes_back_on_the_gui_thread(qtbot: QtBot, background: Background) -> None:
    seen: list[tuple[object, QThread, int]] = []
    worker: list[int] = []

    def work() -> int:
        worker.append(threading.get_ident())
        return 2**40

    background.run(
        work,
        lambda result: seen.append((result, QThread.currentThread(), threading.get_ident())),
        fail,
        owner=background,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(2**40, background.thread(), threading.get_ident())]
    assert worker != [threading.get_ident()]


def test_an_exception_comes_back_on_the_gui_thread(qtbot: QtBot, background: Background) -> None:
    seen: list[tuple[Exception, int]] = []
    background.run(
        lambda: {"here": 1}["absent"],
        lambda _: seen.append((AssertionError("done"), 0)),
        lambda error: seen.append((error, threading.get_ident())),
        owner=background,
    )
    qtbot.waitUntil(lambda: bool(seen))
    [(error, thread)] = seen
    assert isinstance(error, KeyError)
    assert thread == threading.get_ident()


@pytest.mark.parametrize("end", ["destroy", "close"])
def test_nobody_is_called_once_the_owner_or_the_window_is_gone(qtbot: QtBot, background: Background, end: str) -> None:
    gate, begun, ended, calls = threading.Event(), threading.Event(), threading.Event(), list[object]()
    owner = QObject()

    def work() -> str:
        begun.set()
        result = held(gate)
        ended.set()
        return result

    background.run(work, calls.append, calls.append, owner=owner)
    assert begun.wait(10)
    if end == "close":
        background.close()
    else:
        owner.deleteLater()
        QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    gate.set()
    assert ended.wait(10)
    qtbot.wait(50)
    assert calls == []


def test_calls_after_closing_are_ignored(qtbot: QtBot, background: Background) -> None:
    calls: list[object] = []
    background.close()
    background.run(lambda: 1, calls.append, calls.append, owner=background)
    qtbot.wait(20)
    assert calls == []


def test_what_a_call_holds_is_freed_on_the_gui_thread(qtbot: QtBot, background: Background) -> None:
    freed: list[int] = []

    class Held:
        def __del__(self) -> None:
            freed.append(threading.get_ident())

        def work(self) -> None:
            time.sleep(0.001)

    def start() -> None:
        thing = Held()
        background.run(thing.work, lambda _: None, fail, owner=background)

    for _ in range(50):
        start()
    qtbot.waitUntil(lambda: len(freed) == 50)
    assert set(freed) == {threading.get_ident()}


def test_a_hundred_thousand_signals_survive() -> None:
    """PySide6 6.12.0 on Python 3.11 aborts after a few hundred."""
    counter, seen = Counter(), [0, 0]

    def count(value: object) -> None:
        assert isinstance(value, int)
        seen[0], seen[1] = seen[0] + 1, value

    counter.counted.connect(count)
    for number in range(100_000):
        counter.counted.emit(number + 2**40)
    assert seen == [100_000, 99_999 + 2**40]


def test_a_hundred_thousand_signals_from_other_threads_survive(qtbot: QtBot, executor: QtExecutor) -> None:
    counter, seen = Counter(), list[int]()
    count: Callable[[int], None] = seen.append
    counter.counted.connect(count, Qt.ConnectionType.QueuedConnection)

    def emit() -> None:
        for number in range(10_000):
            counter.counted.emit(number)

    futures = [executor.submit(emit) for _ in range(10)]
    qtbot.waitUntil(lambda: len(seen) == 100_000, timeout=60_000)
    assert all(future.exception() is None for future in futures)
