"""A real server of the API: over HTTP in a thread of the test's process, or over HTTPS in a process of its own."""

import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from pydantic import SecretStr

from desktop_app.api.app import create_app
from desktop_app.api.config import CompanyServed, ServerConfig

SECRET_KEY = "a secret key of a test, which is long enough"
_END_SECONDS = 30
"""Those who listen on are cut off after five."""


def serve_over_https(port: int, company: str, certificate: str, key: str) -> None:
    """Serve until killed; what ``python -m tests.api_server`` does."""
    app = create_app(ServerConfig(companies=[CompanyServed(address=company)], secret_key=SecretStr(SECRET_KEY)))
    uvicorn.run(app, port=port, ssl_certfile=certificate, ssl_keyfile=key, log_config=None)


@contextmanager
def api_server(**settings: Any) -> Iterator[str]:
    """Serve until the end of the block; gives the address. ``settings`` are `ServerConfig`'s."""
    app = create_app(ServerConfig(**{"secret_key": SECRET_KEY, "sign_ins_per_minute": 100_000} | settings))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # A client that a test left in the middle of a request must not keep the whole run from ending.
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="api", daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("The server did not start.")
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_END_SECONDS)
            if (frame := sys._current_frames().get(thread.ident or 0)) is not None:
                # No test's fault, so none fails by it; how a server ends is what test_serving asks, of a process.
                told = "".join(traceback.format_stack(frame))
                print(f"A test's server did not end within {_END_SECONDS} s:\n{told}", file=sys.__stderr__)


if __name__ == "__main__":
    serve_over_https(int(sys.argv[1]), *sys.argv[2:5])
