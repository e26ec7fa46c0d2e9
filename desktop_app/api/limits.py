"""How often somebody may try to sign in: before the database is asked, which costs it a quarter of a second each time.

Kept in Redis where there is one, so that all processes count together; else in this process.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from desktop_app.api.problems import TooMany

log = logging.getLogger(__name__)

_SECONDS = 2.0
_MINUTES = 15
"""As the database counts (migrations/sql, auth.verdict)."""


class SignInLimits:
    """Counts attempts by address, and wrong ones by name and address. Thread-safe.

    A Redis that is away lets nobody in and keeps nobody out: the database counts as well.
    """

    def __init__(self, redis_url: str, per_minute: int, wrong_per_name: int) -> None:
        options: dict[str, Any] = {}
        if redis_url:
            # Asked once, for a moment: whoever signs in waits for it.
            patience = Retry(NoBackoff(), 0)
            options = {"socket_timeout": _SECONDS, "socket_connect_timeout": _SECONDS, "retry": patience}
        storage = storage_from_string(redis_url or "memory://", wrap_exceptions=True, **options)
        self._limiter = MovingWindowRateLimiter(storage)
        self._attempts = RateLimitItemPerMinute(per_minute)
        self._wrong = RateLimitItemPerMinute(wrong_per_name, _MINUTES)

    def check(self, company: str, username: str, address: str) -> None:
        """Count an attempt; raises TooMany.

        It counts as a wrong one until it is known to be `right`: many at once are many.
        """
        address = _network(address)
        with _goes_on():
            if not self._limiter.hit(self._attempts, "attempts", address):
                told = "There are too many attempts to sign in from this address. Wait a minute, then try again."
                raise TooMany(told, self._wait(self._attempts, "attempts", address))
            key = _key(company, username, address)
            if not self._limiter.hit(self._wrong, "wrong", key):
                raise TooMany(
                    "There were too many wrong passwords for this username from this address. It opens again by "
                    "itself 15 minutes after them. If they were not yours, tell your admin.",
                    self._wait(self._wrong, "wrong", key),
                )

    def right(self, company: str, username: str, address: str) -> None:
        """Forget the wrong ones of whoever knows the right one."""
        with _goes_on():
            self._limiter.clear(self._wrong, "wrong", _key(company, username, address))

    def _wait(self, item: RateLimitItemPerMinute, kind: str, key: str) -> int:
        """Seconds until the next attempt counts again."""
        window = self._limiter.get_window_stats(item, kind, key)
        return max(1, int(window.reset_time - time.time()) + 1)


@contextmanager
def _goes_on() -> Iterator[None]:
    try:
        yield
    except StorageError as away:
        log.warning("attempts to sign in are not counted: %s", away.storage_error)


def _key(company: str, username: str, address: str) -> str:
    return f"{company}\n{username.strip().lower()[:100]}\n{_network(address)}"


def _network(address: str) -> str:
    """Of IPv6 the network of 64 bits, which whoever has one address in mostly has all of; else the address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or IPv6Network((found.packed[:8] + bytes(8), 64)))
