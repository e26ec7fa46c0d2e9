"""An HTTP proxy in front of a storage that counts requests and, by rule, does to them what networks and storages do."""

import http.client
import http.server
import re
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_HOP_BY_HOP = {"connection", "expect", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class Request:
    """A request as the rules see it. ``kind`` is S3's name for it, as in ``upload_part``."""

    kind: str
    bucket: str
    key: str
    part: int = 0


@dataclass
class Rule:
    """What is done to requests of a kind (a regular expression) whose key ends in ``key``; then ``act`` decides."""

    act: "Callable[[_Exchange], bool]"
    kind: str = ".*"
    key: str = ""
    part: int = 0
    times: int = 10**9
    """How often it is applied."""
    skip: int = 0
    """How many requests pass before."""
    every: int = 1
    """It is applied to each so many-th."""
    seen: int = 0
    hits: int = 0

    def applies_to(self, request: Request) -> bool:
        if not re.fullmatch(self.kind, request.kind) or not request.key.endswith(self.key):
            return False
        if self.part and self.part != request.part:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.seen += 1
        if self.seen % self.every or self.hits >= self.times:
            return False
        self.hits += 1
        return True


def refuse(status: int, code: str, message: str = "by rule", **headers: str) -> "Callable[[_Exchange], bool]":
    """Answer with an error of S3's, without asking the storage."""

    def act(exchange: "_Exchange") -> bool:
        exchange.body()
        told = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
        exchange.answer(status, {"Content-Type": "application/xml"} | headers, told)
        return True

    return act


def drop_after(size: int) -> "Callable[[_Exchange], bool]":
    """Cut the connection once so many bytes of the body have arrived."""

    def act(exchange: "_Exchange") -> bool:
        exchange.rfile.read(min(size, exchange.length))
        exchange.cut()
        return True

    return act


def lose_answer(exchange: "_Exchange") -> bool:
    """Let the storage do it, then cut the connection instead of answering."""
    exchange.forward()
    exchange.cut()
    return True


def wrong_checksum(exchange: "_Exchange") -> bool:
    """Let the storage do it, then tell another checksum than was sent."""
    status, headers, told = exchange.forward()
    for name in headers:
        if name.lower().startswith("x-amz-checksum-") and name.lower() != "x-amz-checksum-type":
            headers[name] = "AAAAAAAAAAA="
    exchange.answer(status, headers, told)
    return True


def refuse_with(header: str, status: int, code: str) -> "Callable[[_Exchange], bool]":
    """Refuse requests that carry a header whose name and value match a regular expression, as in ``name: value``."""
    refusing = refuse(status, code)

    def act(exchange: "_Exchange") -> bool:
        carried = (f"{name.lower()}: {value}" for name, value in exchange.headers.items())
        return any(re.fullmatch(header, each) for each in carried) and refusing(exchange)

    return act


def wrong_etag(exchange: "_Exchange") -> bool:
    """Let the storage do it, then tell the ETag of other bytes."""
    status, headers, told = exchange.forward()
    etag = re.compile(rb"(?<=[^0-9a-f])[0-9a-f]{8}(?=[0-9a-f]{24}[^0-9a-f])")
    headers = {name: etag.sub(b"00000000", value.encode()).decode() for name, value in headers.items()}
    exchange.answer(status, headers, etag.sub(b"00000000", told))
    return True


def error_document(exchange: "_Exchange") -> bool:
    """Say 200 before it is known how it ends, and then that it ended badly, as S3 does where it takes long."""
    exchange.body()
    told = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>by rule</Message></Error>"
    exchange.answer(200, {"Content-Type": "application/xml"}, told)
    return True


def say(words: bytes) -> "Callable[[_Exchange], bool]":
    """Say just this, and close."""

    def act(exchange: "_Exchange") -> bool:
        exchange.body()
        exchange.wfile.write(words)
        exchange.cut()
        return True

    return act


def flip_byte(exchange: "_Exchange") -> bool:
    """Change a byte of the body on its way to the storage."""
    body = bytearray(exchange.body())
    body[len(body) // 2] ^= 1
    exchange.kept.body = bytes(body)
    return False


def call(function: Callable[[], object]) -> "Callable[[_Exchange], bool]":
    """Do something once the body has arrived and before the storage sees it: wait, change the file, pause the run."""

    def act(exchange: "_Exchange") -> bool:
        exchange.body()
        function()
        return False

    return act


class FaultProxy:
    """Listens on a free port of loopback while it is open; what it has seen is in ``requests``."""

    def __init__(self, target: str, tls: ssl.SSLContext | None = None) -> None:
        self.target = target
        self._scheme = "https" if tls else "http"
        self.requests: list[Request] = []
        self.rules: list[Rule] = []
        self._lock = threading.Lock()
        proxy = self

        class Handler(_Exchange):
            def handle_request(self) -> None:
                proxy._handle(self)

        self._server = _Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def endpoint_url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def rule(self, act: Callable[["_Exchange"], bool], **when: Any) -> Rule:
        """Add a rule; the first that applies acts, and what it leaves undone goes to the next."""
        rule = Rule(act, **when)
        with self._lock:
            self.rules.append(rule)
        return rule

    def heal(self) -> None:
        """No rules, and nothing counted any more."""
        with self._lock:
            self.rules.clear()
            self.requests.clear()

    def count(self, kind: str, key: str = "") -> int:
        """How many requests of a kind, a regular expression, came for keys that end so."""
        with self._lock:
            return sum(bool(re.fullmatch(kind, seen.kind)) and seen.key.endswith(key) for seen in self.requests)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handle(self, exchange: "_Exchange") -> None:
        request = exchange.request_of_s3()
        with self._lock:
            self.requests.append(request)
            rules = [rule for rule in self.rules if rule.applies_to(request)]
        exchange.target = self.target
        if not any(rule.act(exchange) for rule in rules):
            exchange.answer(*exchange.forward())


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news here."""


@dataclass
class _Kept:
    body: bytes | None = field(default=None)


class _Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    target = ""

    def handle_request(self) -> None:
        raise NotImplementedError

    def request_of_s3(self) -> Request:
        self.kept = _Kept()
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        return Request(_kind(self.command, query, key), bucket, key, int(query.get("partNumber", ["0"])[0]))

    @property
    def length(self) -> int:
        return int(self.headers.get("Content-Length", 0))

    def body(self) -> bytes:
        if self.kept.body is None:
            self.kept.body = self.rfile.read(self.length)
        return self.kept.body

    def forward(self) -> tuple[int, dict[str, str], bytes]:
        body = self.body()
        connection = http.client.HTTPConnection(urlsplit(self.target).netloc, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def answer(self, status: int, headers: dict[str, str], told: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _HOP_BY_HOP | ({"content-length"} if self.command != "HEAD" else set()):
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    def cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def do_GET(self) -> None:
        self.handle_request()

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """The tests tell what they need to."""


def _kind(method: str, query: dict[str, list[str]], key: str) -> str:
    if "uploads" in query:
        return "begin" if method == "POST" else "list_uploads"
    if "uploadId" in query:
        return {"PUT": "upload_part", "POST": "complete", "DELETE": "abort", "GET": "list_parts"}[method]
    if not key:
        return "list_objects" if method == "GET" else f"{method.lower()}_bucket"
    return f"{method.lower()}_object"
