"""The sink, an S3 endpoint over TLS that throws away what it gets: built from s3sink.c, one process on loopback."""

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.authority import Authority
from tests.benchmarks.measure import BenchFailed

_SOURCE = Path(__file__).with_name("s3sink.c")
_START_SECONDS = 10.0


class CannotBuild(Exception):
    """What the sink is built with is not installed; the message says how to get it."""


class Sink:
    """A running sink; ``options`` are those of s3sink.c. It costs next to nothing, so a run measures who sends.

    Raises:
        CannotBuild: there is no C compiler, or OpenSSL's headers are missing.
    """

    def __init__(self, work: Path, *options: str) -> None:
        program = _built(work)
        authority = Authority.make(Path(tempfile.mkdtemp(dir=work)) / "authority")
        certificate, key = authority.vouch("localhost", "127.0.0.1")
        self.root = authority.root
        """The certificate to trust."""
        self._context = ssl.create_default_context(cafile=self.root)
        self.port = _free_port()
        self._process = subprocess.Popen(
            [program, "--port", str(self.port), "--tls", certificate, key, *options], stderr=subprocess.PIPE
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    @property
    def endpoint_url(self) -> str:
        return f"https://localhost:{self.port}"

    def stats(self) -> dict[str, Any]:
        """What has arrived so far."""
        connection = http.client.HTTPSConnection("localhost", self.port, context=self._context, timeout=_START_SECONDS)
        with closing(connection):
            connection.request("GET", "/__stats")
            told: dict[str, Any] = json.load(connection.getresponse())
            return told

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.stats()
                return
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    said = self._process.communicate()[1] if self._process.poll() is not None else b""
                    raise BenchFailed(f"The sink did not start: {said.decode(errors='replace') or error}") from error
                time.sleep(0.02)


def _built(work: Path) -> Path:
    program = work / "s3sink"
    if program.exists():
        return program
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if (
        compiler is None
        or subprocess.run(
            [compiler, "-E", "-x", "c", "-"], input=b"#include <openssl/ssl.h>\n", capture_output=True
        ).returncode
    ):
        missing = "a C compiler" if compiler is None else "OpenSSL's headers"
        raise CannotBuild(
            f"The sink that this case sends to is built here, and for that {missing} must be installed. Debian and "
            "Ubuntu: apt-get install gcc libssl-dev. Fedora: dnf install gcc openssl-devel."
        )
    done = subprocess.run(
        [compiler, "-O2", "-o", program, _SOURCE, "-lssl", "-lcrypto", "-lpthread"], capture_output=True, text=True
    )
    if done.returncode:
        raise BenchFailed(f"The sink cannot be built:\n{done.stderr}")
    return program


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
