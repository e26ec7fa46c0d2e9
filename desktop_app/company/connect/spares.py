"""Database connections that wait a little for the next transaction, and then go."""

import threading
import time
from typing import Any

from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.pool import ConnectionPoolEntry, Pool


class SparesPool(Pool):
    """Keeps connections that nobody uses for ``keep_seconds``, and no longer.

    A company's login has a connection limit, so a workstation that does nothing holds no connection; one that works
    does not pay for a TLS handshake with each transaction. At most ``most`` are open at once; who comes later waits
    up to ``wait_seconds``. Connections are made in the caller's thread, so the caller gets the reason if one cannot be.
    Disposed of, it leaves no thread and no connection but those in use, which are closed when they come back.
    """

    # create_engine hands over what has these names, but for what is keyword-only.
    def __init__(self, creator: Any, most: int, keep_seconds: float, wait_seconds: float, **base: Any) -> None:
        super().__init__(creator, **base)
        self._most = most
        self._keep_seconds = keep_seconds
        self._wait_seconds = wait_seconds
        # Reentrant: what was never closed comes back when it is collected as garbage, wherever a thread is just then.
        self._changed = threading.Condition(threading.RLock())
        self._in_use = 0
        self._spares: list[tuple[float, ConnectionPoolEntry]] = []
        self._timer: threading.Timer | None = None
        self._disposed = False

    def recreate(self) -> "SparesPool":
        """See `Pool.recreate`."""
        return SparesPool(
            self._creator,
            most=self._most,
            keep_seconds=self._keep_seconds,
            wait_seconds=self._wait_seconds,
            pre_ping=self._pre_ping,
            recycle=self._recycle,
            echo=self.echo,
            logging_name=self._orig_logging_name,
            reset_on_return=self._reset_on_return,
            _dispatch=self.dispatch,
            dialect=self._dialect,
        )

    def dispose(self) -> None:
        """See `Pool.dispose`."""
        with self._changed:
            self._disposed = True
            spares, self._spares = self._spares, []
            timer, self._timer = self._timer, None
        for _, entry in spares:
            entry.close()
        if timer is not None:
            timer.cancel()
            timer.join()

    def status(self) -> str:
        """See `Pool.status`."""
        return f"SparesPool: {self._in_use} of at most {self._most} connections in use, {len(self._spares)} spare"

    def _do_get(self) -> ConnectionPoolEntry:
        with self._changed:
            if not self._changed.wait_for(lambda: self._in_use < self._most, self._wait_seconds):
                raise NoneFree(f"All {self._most} connections were in use for {self._wait_seconds:g} s.")
            self._in_use += 1
            # The one used last: the others may grow old.
            spare = self._spares.pop()[1] if self._spares else None
        try:
            return spare or self._create_connection()
        except BaseException:
            self._give_back()
            raise

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        try:
            with self._changed:
                kept = not self._disposed and record.dbapi_connection is not None
                if kept:
                    self._spares.append((time.monotonic() + self._keep_seconds, record))
                    if self._timer is None:
                        self._wake_in(self._keep_seconds)
            if not kept:
                record.close()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        with self._changed:
            self._in_use -= 1
            self._changed.notify()

    def _wake_in(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._close_old)
        self._timer.name = "company-connections"
        self._timer.daemon = True
        self._timer.start()

    def _close_old(self) -> None:
        now = time.monotonic()
        with self._changed:
            old = [entry for until, entry in self._spares if until <= now]
            del self._spares[: len(old)]
        for entry in old:
            entry.close()
        with self._changed:
            # Disposed of meanwhile, it has taken the timer with it.
            if self._timer is threading.current_thread():
                self._timer = None
                if self._spares:
                    self._wake_in(max(0.0, self._spares[0][0] - time.monotonic()))
