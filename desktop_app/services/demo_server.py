"""The S3 server of the demo: moto, mended where its server is further from S3 than an uploader can bear.

Runs in the child process only (see `demo_storage`); importing moto costs about 0.4 s and belongs nowhere else.
"""

import contextlib
import logging
import sys
from collections.abc import Callable
from typing import Any

import moto.moto_server.werkzeug_app as moto_app
from moto.moto_server.utilities import RegexConverter
from moto.s3.exceptions import NoSuchUpload
from moto.s3.models import S3Backend
from werkzeug.serving import BaseWSGIServer, make_server

_PENDING_CONNECTIONS = 1024
"""An uploader opens hundreds at once, and one that finds werkzeug's queue of 128 full waits a second or more."""

_OPEN_FILES = (65536, 10240, 4096)
"""What to ask for, best first: macOS refuses more than 10,240."""


def make_demo_server() -> BaseWSGIServer:
    """Make a server of S3 and nothing else, listening on a free port of loopback; it answers in threads of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    _allow_many_open_files()
    _route_line_breaks()
    _refuse_unknown_uploads()
    application = moto_app.create_backend_app("s3")
    handler = moto_app.MotoRequestHandler
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=handler)
    server.socket.listen(_PENDING_CONNECTIONS)
    return server


def _route_line_breaks() -> None:
    """Let a key hold a line break, as S3 does: the dots in moto's routes stop at one, and the answer is 404."""

    class AnyCharacterConverter(RegexConverter):
        def __init__(self, url_map: Any, *items: Any) -> None:
            super().__init__(url_map, *items)
            self.regex = f"(?s:{self.regex})"

    setattr(moto_app, "RegexConverter", AnyCharacterConverter)  # noqa: B010 (mypy: a class is not assignable)


def _refuse_unknown_uploads() -> None:
    """Answer a part or a completion of an upload that is no more with NoSuchUpload, as S3 does: moto answers 500."""

    def known_uploads_only(method: Callable[..., Any]) -> Callable[..., Any]:
        def checked(backend: S3Backend, bucket_name: str, multipart_id: str, *rest: Any, **named: Any) -> Any:
            if multipart_id not in backend.get_bucket(bucket_name).multiparts:
                raise NoSuchUpload(upload_id=multipart_id)
            return method(backend, bucket_name, multipart_id, *rest, **named)

        return checked

    for name in ("upload_part", "complete_multipart_upload"):
        setattr(S3Backend, name, known_uploads_only(getattr(S3Backend, name)))


def _allow_many_open_files() -> None:
    """Every stored object above moto's buffer holds an open temporary file as long as it lives."""
    if sys.platform != "win32":
        import resource

        unlimited = resource.RLIM_INFINITY
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        for most in _OPEN_FILES:
            wanted = most if hard == unlimited else min(most, hard)
            if soft == unlimited or soft >= wanted:
                return
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                return
