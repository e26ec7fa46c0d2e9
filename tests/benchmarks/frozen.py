"""The frozen program beside the same from source: how soon its window shows. Needs what `dev.py package` leaves."""

import ctypes
import ctypes.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measure import BenchFailed, Cost
from tests.benchmarks.options import Options
from tests.benchmarks.sink import CannotBuild
from tests.benchmarks.table import Row, Target

_PROGRAM = Path(__file__).resolve().parents[2] / "build" / "frozen" / "waybill" / "waybill"
_ROUNDS = 7
_MOST_SECONDS = 0.6
_WIDTH, _HEIGHT = 1100, 720
_PATIENCE = 30.0
_ALL_PLANES, _Z_PIXMAP = 0xFFFFFFFF, 2


def rows(options: Options) -> Iterator[Row]:
    """The window, from source and frozen."""
    if not _PROGRAM.exists():
        raise CannotBuild(f"{_PROGRAM} is missing: python3 build_scripts/dev.py package")
    if shutil.which("Xvfb") is None:
        raise CannotBuild("Xvfb is missing: apt-get install xvfb")
    home = options.folder("frozen-home")
    home.mkdir()
    source = [sys.executable, "-m", "desktop_app"]
    with _screen() as (display, screen):
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "WAYBILL_HOME": str(home)}
        # In turns, so that whatever else the machine does meets both.
        turns = [[_shown(one, environment, screen) for one in (source, [str(_PROGRAM)])] for _ in range(_ROUNDS)]
    told = [min(times) for times in zip(*turns[1:], strict=True)]
    yield Row("frozen", "window shown, from source", 1, Cost(told[0], None), f"best of {_ROUNDS - 1}, warm")
    soon = Target("best", told[1], _MOST_SECONDS, "s")
    note = f"{told[1] / told[0]:.2f} of from source"
    yield Row("frozen", "window shown, frozen", 1, Cost(told[1], None), note, (soon,))


@contextmanager
def _screen() -> Iterator[tuple[str, "_Screen"]]:
    """A screen as large as the window, with nothing else on it."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", f"{_WIDTH}x{_HEIGHT}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    try:
        with os.fdopen(reads) as told:
            display = f":{told.readline().strip()}"
        screen = _Screen(display)
        yield display, screen
        screen.close()
    finally:
        server.terminate()
        server.wait()


def _shown(command: Sequence[str], environment: Mapping[str, str], screen: "_Screen") -> float:
    """Seconds from the start of a process until its window is painted."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        while not screen.is_painted():
            if process.poll() is not None or time.perf_counter() - began > _PATIENCE:
                raise BenchFailed(f"{command[0]} showed no window.")
            time.sleep(0.002)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)
        while screen.is_painted():
            time.sleep(0.01)


class _Screen:
    """The middle of an X screen without a window manager: black until a window is painted there."""

    def __init__(self, display: str) -> None:
        self._xcb = ctypes.CDLL(ctypes.util.find_library("xcb"))
        self._libc = ctypes.CDLL(None)
        for name in ("xcb_connect", "xcb_get_setup", "xcb_get_image_reply", "xcb_get_image_data"):
            getattr(self._xcb, name).restype = ctypes.c_void_p
        self._xcb.xcb_setup_roots_iterator.restype = _RootsIterator
        self._connection = ctypes.c_void_p(self._xcb.xcb_connect(display.encode(), None))
        setup = ctypes.c_void_p(self._xcb.xcb_get_setup(self._connection))
        roots = self._xcb.xcb_setup_roots_iterator(setup)
        self._root = ctypes.cast(roots.data, ctypes.POINTER(ctypes.c_uint32))[0]

    def is_painted(self) -> bool:
        """Whether the pixel in the middle is anything but black."""
        place = [ctypes.c_int16(_WIDTH // 2), ctypes.c_int16(_HEIGHT // 2), ctypes.c_uint16(1), ctypes.c_uint16(1)]
        root, planes = ctypes.c_uint32(self._root), ctypes.c_uint32(_ALL_PLANES)
        cookie = self._xcb.xcb_get_image(self._connection, ctypes.c_uint8(_Z_PIXMAP), root, *place, planes)
        reply = self._xcb.xcb_get_image_reply(self._connection, cookie, None)
        if not reply:
            raise BenchFailed("The X server gives no picture.")
        data = self._xcb.xcb_get_image_data(ctypes.c_void_p(reply))
        painted = any(ctypes.string_at(data, 3))
        self._libc.free(ctypes.c_void_p(reply))
        return painted

    def close(self) -> None:
        """End the connection."""
        self._xcb.xcb_disconnect(self._connection)


class _RootsIterator(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int))
