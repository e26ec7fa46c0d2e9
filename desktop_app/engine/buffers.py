"""Memory for parts, used again: made anew for each part, its pages cost as much time as the sending's checksums."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Buffers:
    """As many as are in use at once. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free: list[bytearray] = []

    @contextmanager
    def lend(self, size: int) -> Iterator[memoryview]:
        """Memory of so many bytes; what is in it is anybody's guess."""
        with self._lock:
            held = next((buffer for buffer in self._free if len(buffer) >= size), None)
            if held is not None:
                self._free.remove(held)
        if held is None:
            held = bytearray(size)
        try:
            with memoryview(held) as whole, whole[:size] as view:
                yield view
        finally:
            with self._lock:
                self._free.append(held)
