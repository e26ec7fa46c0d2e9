"""Keep the computer awake while something is sent. The screen may go dark, and who closes the lid means it."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

_END_SECONDS = 5.0
_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
"""ES_CONTINUOUS and ES_SYSTEM_REQUIRED of SetThreadExecutionState."""


@contextmanager
def kept_awake(why: str) -> Iterator[None]:
    """Keep it awake as long as this lasts, on one thread; ``why`` is shown by the system to who asks it.

    Where the system cannot be asked, or does not agree, the log says so: nothing else depends on it.
    """
    release = _hold(why)
    try:
        yield
    finally:
        release()


if sys.platform == "win32":

    def _hold(_why: str) -> Callable[[], None]:
        import ctypes

        set_state = ctypes.windll.kernel32.SetThreadExecutionState
        if not set_state(_CONTINUOUS | _SYSTEM_REQUIRED):
            log.info("the computer may fall asleep: Windows did not agree")
        return lambda: set_state(_CONTINUOUS)

else:

    def _hold(why: str) -> Callable[[], None]:
        command = _command(why)
        if (program := shutil.which(command[0])) is None:
            log.info("the computer may fall asleep: there is no %s", command[0])
            return lambda: None
        try:
            process = subprocess.Popen(  # noqa: S603 (the system's own)
                [program, *command[1:]],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            log.info("the computer may fall asleep: %s: %s", program, error.strerror)
            return lambda: None
        return lambda: _let_go(process)


def _command(why: str) -> list[str]:
    if sys.platform == "darwin":
        return ["caffeinate", "-i", "-w", str(os.getpid())]
    else:
        # It holds on until cat ends, and cat until its input does: however we end.
        return ["systemd-inhibit", "--what=idle:sleep", "--who=Waybill", f"--why={why}", "--mode=block", "cat"]


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    if (status := process.poll()) is not None:
        log.info("the computer was not kept awake: %r ended with %d", process.args, status)
    if process.stdin is not None:
        process.stdin.close()
    if sys.platform == "darwin":
        process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
