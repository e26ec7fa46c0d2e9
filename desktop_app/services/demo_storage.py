"""The embedded S3 endpoint of `waybill demo` and the self-test.

A child process of the same program: answering requests in a thread of ours would take the interpreter away from the
window. The child is tied to us by its standard input, which the system closes however we end, so it never outlives us.
"""

import contextlib
import http.client
import importlib.util
import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from desktop_app.domain.errors import DemoUnavailable
from desktop_app.domain.texts import tr

_HOST = "127.0.0.1"
_READY = b"demo-storage "
_START_TIMEOUT = 30.0
"""Seconds. It takes half of one; a virus scanner that reads moto for the first time takes many."""
_STOP_TIMEOUT = 5.0
_NEEDED_MODULES = ("moto", "flask", "flask_cors", "werkzeug")


class DemoStorage:
    """A running S3 endpoint that starts empty and forgets everything when it stops.

    Constructed means answering: it takes about half a second, so a window constructs it outside its own thread. `stop`
    it, or use it as a context manager; if neither happens, it ends with the process.

    The child keeps objects of up to 256 KiB in memory and larger ones in temporary files that vanish with it. To
    complete a multipart upload it needs several times the object's size in memory for a moment. Where the environment
    names a proxy, loopback is added to this process's `no_proxy`.

    Raises:
        DemoUnavailable: the parts of the program that it needs are not installed, or it did not start.
    """

    access_key = "waybill-demo"
    secret_key = "waybill-demo-secret"  # noqa: S105 (any key opens this storage)
    """Not a secret: the storage checks no signature, and only this computer reaches it."""
    region = "us-east-1"

    def __init__(self) -> None:
        _require_modules()
        with tempfile.TemporaryFile() as complaints:
            self._process = _start_child(complaints)
            try:
                self._port = _announced_port(self._process, complaints)
            except BaseException:
                self.stop()
                raise
        _exempt_loopback_from_proxies()

    @property
    def endpoint_url(self) -> str:
        """Where it answers: path-style addressing only, no TLS."""
        return f"http://{_HOST}:{self._port}"

    @property
    def process_id(self) -> int:
        """The child's, for those who measure it."""
        return self._process.pid

    def create_bucket(self, name: str) -> None:
        """Make a bucket; one that is there already stays as it is.

        Raises:
            DemoUnavailable: the storage has ended, or refuses the name (moto looks at its length only).
        """
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=10)
        try:
            connection.request("PUT", f"/{quote(name, safe='')}")
            answer = connection.getresponse()
            told = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise DemoUnavailable(tr("The demo's storage no longer answers. Start the demo again.")) from error
        finally:
            connection.close()
        if answer.status not in (200, 409):
            raise DemoUnavailable(
                tr(
                    "The demo's storage could not make the bucket {name}: {status} {told}",
                    name=name,
                    status=answer.status,
                    told=told,
                )
            )

    def stop(self) -> None:
        """End the child and with it everything stored. Harmless when it has ended."""
        process = self._process
        _close(process.stdin)
        try:
            process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _close(process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def serve_demo_storage() -> None:
    """Be the child: announce the port on standard output, answer until standard input ends. Does not return.

    Works on the descriptors themselves: a program built without a console has no `sys.stdin` and `sys.stdout`.
    """
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    from desktop_app.services.demo_server import make_demo_server

    server = make_demo_server()
    os.write(1, _READY + b"%d\n" % server.port)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    server.serve_forever()


def _exit_with_parent() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    os._exit(0)


def _require_modules() -> None:
    missing = [name for name in _NEEDED_MODULES if importlib.util.find_spec(name) is None]
    if missing:
        raise DemoUnavailable(
            tr(
                "The demo brings its own storage, and for that {missing} must be installed: pip "
                "install 'waybill[demo]', then start the demo again.",
                missing=" and ".join(missing),
            )
        )


def _start_child(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        flags = 0
    try:
        return subprocess.Popen(  # noqa: S603 (this program itself)
            _child_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=_child_environment(),
            # Ctrl-C in a terminal is for us alone: what is being sent may still be finished.
            start_new_session=True,
            creationflags=flags,
        )
    except OSError as error:
        raise DemoUnavailable(
            tr("The demo's storage could not be started: {strerror}.", strerror=error.strerror)
        ) from error


def _child_command() -> list[str]:
    """Name the hidden command when frozen, as there is no `-c` then; from source `-c` spares importing the CLI."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "demo-storage"]
    # -P: what lies in the working directory is not ours to import.
    return [sys.executable, "-P", "-c", f"from {__name__} import serve_demo_storage; serve_demo_storage()"]


def _child_environment() -> dict[str, str]:
    environment = {
        **os.environ,
        "MOTO_S3_DEFAULT_KEY_BUFFER_SIZE": str(256 * 1024),
        # Without this every website open in a browser here may read and write the storage.
        "MOTO_DISABLE_GLOBAL_CORS": "true",
        # glibc keeps freed blocks of 16 MiB, a part's body, for ever unless told otherwise.
        "MALLOC_MMAP_THRESHOLD_": str(1024 * 1024),
    }
    if not getattr(sys, "frozen", False):
        source = str(Path(__file__).parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH")]))
    return environment


def _announced_port(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> int:
    """Read the port that the child prints, in a thread: not every system reads a pipe with a time-out."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read_line() -> None:
        lines.put(process.stdout.readline() if process.stdout else b"")

    threading.Thread(target=read_line, daemon=True).start()
    try:
        line = lines.get(timeout=_START_TIMEOUT)
    except queue.Empty:
        process.kill()
        raise DemoUnavailable(
            tr(
                "The demo's storage did not start within {start_timeout} seconds.",
                start_timeout=format(_START_TIMEOUT, ".0f"),
            )
        ) from None
    if not line.startswith(_READY):
        process.kill()
        process.wait()
        raise DemoUnavailable(
            tr("The demo's storage ended as soon as it was started: {complaints}", complaints=_last_line(complaints))
        )
    return int(line.removeprefix(_READY))


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()


def _last_line(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it gave no reason."


def _exempt_loopback_from_proxies() -> None:
    """Keep a proxy of the environment away from loopback.

    Only where one is set: `no_proxy` alone would make urllib forget the system's own proxy settings.
    """
    proxies = {name.lower() for name, value in os.environ.items() if value}
    if not proxies & {"http_proxy", "https_proxy", "all_proxy"}:
        return
    exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if exempt.strip() == "*" or _HOST in exempt.replace(" ", "").split(","):
        return
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = f"{exempt},{_HOST}" if exempt else _HOST
