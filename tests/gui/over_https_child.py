"""The self-test in the real window, with the company behind a server (https) and its database out of reach."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NoReturn

from desktop_app.company import setup
from desktop_app.gui.self_test.run import run_self_test
from desktop_app.services import demo
from tests.authority import Authority


class DemoBehindServer(demo.Demo):
    """The demo whose company is reached over HTTPS only."""

    def __init__(self) -> None:
        super().__init__()
        self.certificates = tempfile.TemporaryDirectory()
        authority = Authority.make(Path(self.certificates.name) / "authority")
        certificate, key = authority.vouch("127.0.0.1", "localhost")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "tests.api_server",
            str(port),
            self.company_address,
            str(certificate),
            str(key),
        ]
        self.server = subprocess.Popen(command)
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        self.company_address = f"https://localhost:{port}?sslrootcert={authority.root}"
        setup.open_company = out_of_reach

    def close(self) -> None:
        if hasattr(self, "server"):
            self.server.kill()
            self.server.wait()
            self.certificates.cleanup()
        super().close()


def out_of_reach(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("The window has asked for the database.")


def main() -> None:
    demo.Demo = DemoBehindServer  # type: ignore[misc]
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    os._exit(run_self_test(pictures, as_json=True))


if __name__ == "__main__":
    main()
