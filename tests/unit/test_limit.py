"""How much goes out at once, by a clock of the test's own."""

import pytest

from desktop_app.engine.limit import MOST_REQUESTS, Bandwidth, RequestLimit


class Storage:
    """Answers each request after its latency, but no more than so many in a second."""

    def __init__(self, latency: float, most_per_second: float) -> None:
        self.now = 0.0
        self._latency = latency
        self._most = most_per_second

    def clock(self) -> float:
        return self.now

    def serve(self, limit: RequestLimit, seconds: float, *, congested: bool = False) -> None:
        """Keep a limit full for so long."""
        until = self.now + seconds
        while self.now < until:
            gone = 0
            while limit.try_enter():
                gone += 1
            busy = gone / self._most
            self.now += max(self._latency, busy)
            limit.waited(max(0.0, self._latency - busy))
            for _ in range(gone):
                limit.answered(1000, congested=congested)
                limit.leave()


def test_with_latency_it_grows_as_long_as_that_helps() -> None:
    storage = Storage(0.03, 20_000)
    limit = RequestLimit(clock=storage.clock)
    storage.serve(limit, 3.0)
    assert limit.limit == MOST_REQUESTS


def test_without_latency_it_stays_low() -> None:
    storage = Storage(0.0001, 5000)
    limit = RequestLimit(clock=storage.clock)
    storage.serve(limit, 4.0)
    assert limit.limit == 8


@pytest.mark.parametrize("most", [1, 3, 20])
def test_the_ceiling_is_kept(most: int) -> None:
    storage = Storage(0.03, 20_000)
    limit = RequestLimit(most, clock=storage.clock)
    storage.serve(limit, 3.0)
    assert limit.limit == most


def test_congestion_halves_it_once_for_all_that_was_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.engine.patience.random.uniform", lambda _, most: most)
    storage = Storage(0.03, 20_000)
    limit = RequestLimit(clock=storage.clock)
    storage.serve(limit, 3.0)
    for _ in range(40):
        limit.answered(0, congested=True)
    assert limit.limit == MOST_REQUESTS // 2
    assert not limit.try_enter(), "everybody waits a little"
    storage.now += 1.01
    assert limit.try_enter()
    for _ in range(4):
        limit.answered(0, congested=True)
        storage.now += 31
    assert limit.limit == MOST_REQUESTS // 2**5


def test_after_congestion_it_grows_again() -> None:
    storage = Storage(0.03, 20_000)
    limit = RequestLimit(64, clock=storage.clock)
    limit.answered(0, congested=True)
    assert limit.limit == 4
    storage.serve(limit, 60.0)
    assert limit.limit == 64


def test_it_never_ends_below_one() -> None:
    clock = Storage(1, 1)
    limit = RequestLimit(clock=clock.clock)
    for _ in range(10):
        clock.now += 100
        limit.answered(0, congested=True)
    assert limit.limit == 1
    clock.now += 100
    assert limit.try_enter()
    assert not limit.try_enter()
    limit.leave()
    assert limit.try_enter()


def test_bandwidth_is_kept_over_time_and_can_be_changed() -> None:
    clock = Storage(1, 1)
    bandwidth = Bandwidth(1_000_000, clock=clock.clock)
    clock.now = 100.0
    for _ in range(1000):
        clock.now += bandwidth.take(16_384)
    assert clock.now - 100 == pytest.approx(16.384, rel=0.01)
    bandwidth.bytes_per_second = 4_000_000
    before = clock.now
    for _ in range(1000):
        clock.now += bandwidth.take(16_384)
    assert clock.now - before == pytest.approx(4.096, rel=0.05)
    bandwidth.bytes_per_second = 0
    assert bandwidth.take(10**9) == 0.0
