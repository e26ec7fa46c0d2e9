"""HTTP as servers speak it, well and badly, plain and over TLS."""

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httptools
import pytest
from botocore.credentials import ReadOnlyCredentials

from desktop_app.engine import http, wire
from desktop_app.engine.http import Connection, ConnectionLost, Place, Response, Steps, run
from desktop_app.engine.signing import Signer
from desktop_app.engine.wire import Wire
from tests.authority import Authority
from tests.raw_server import RawServer, Talk, raw_server, saying

OK = b'HTTP/1.1 200 OK\r\nETag: "e"\r\nContent-Length: 2\r\n\r\nok'
BUSY = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 4\r\n\r\nslow"
MORE_THAN_SOCKETS_HOLD = bytes(32 * 2**20)

Contexts = tuple[ssl.SSLContext | None, ssl.SSLContext | None]
"""The server's and the client's."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authorities") / "ours")


@pytest.fixture(scope="module", params=["plain", "TLS"])
def contexts(request: pytest.FixtureRequest, authority: Authority) -> Contexts:
    if request.param == "plain":
        return None, None
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(*authority.vouch("127.0.0.1"))
    return ours, wire._context(str(authority.root))


def place_of(server: RawServer, contexts: Contexts) -> Place:
    return Place("127.0.0.1", server.port, contexts[1])


def ask(place: Place, body: bytes = b"body") -> tuple[Response, bool]:
    """One request over a connection of its own; the answer, and whether the connection may be used again."""

    def steps() -> Steps[tuple[Response, bool]]:
        connection = Connection(place)
        yield from connection.open()
        try:
            head = f"PUT / HTTP/1.1\r\nHost: here\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            return (yield from connection.exchange(head, body, lambda _: 0.0)), connection.reusable
        finally:
            connection.close()

    return run(steps())


@pytest.mark.parametrize(
    ("answer", "reusable"),
    [
        (OK, True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;x=y\r\nk\r\n0\r\nTrailer: t\r\n\r\n", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, True),
        (b"HTTP/1.1 102 Processing\r\nServer: s\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK, True),
        (OK.replace(b"Content", b"Connection: close\r\nContent"), False),
        (OK.replace(b"1.1", b"1.0"), False),
        (OK.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Content", b"Connection: keep-alive\r\nContent"), True),
        (b"HTTP/1.0 200 OK\r\n\r\nok", False),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok", False),
        (OK + OK, False),
        (OK + b"and something else", False),
    ],
    ids=[
        "with a length",
        "chunked",
        "after Continue",
        "after two that are none",
        "Connection: close",
        "HTTP/1.0",
        "HTTP/1.0 kept alive",
        "HTTP/1.0 without a length",
        "without a length",
        "two answers",
        "more than an answer",
    ],
)
def test_answers_of_every_kind_are_understood(contexts: Contexts, answer: bytes, reusable: bool) -> None:
    with raw_server(saying(answer), tls=contexts[0]) as server:
        response, again = ask(place_of(server, contexts))
    assert (response.status, response.body, again) == (200, b"ok", reusable)


def test_an_answer_may_come_in_single_bytes(contexts: Contexts) -> None:
    def script(talk: Talk) -> None:
        talk.hear()
        for each in OK:
            talk.say(bytes([each]))

    with raw_server(script, tls=contexts[0]) as server:
        response, _ = ask(place_of(server, contexts))
    assert (response.status, response.headers["etag"], response.body) == (200, '"e"', b"ok")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", ConnectionLost),
        (b"HTTP/1.1 200 O", ConnectionLost),
        (b"HTTP/1.1 200 OK\r\nETag: e", ConnectionLost),
        (OK[:-1], ConnectionLost),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\no", ConnectionLost),
        (b"HTTP/1.1 100 Continue\r\n\r\n", ConnectionLost),
        (b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", ConnectionLost),
        (b"HTTP/1.1 200 OK\r\n\r\n" + bytes(5 * 2**20), ConnectionLost),
        (b"SSH-2.0-OpenSSH_9.6\r\n", httptools.HttpParserError),
        (b"<html>Sign in to this network</html>", httptools.HttpParserError),
        (OK.replace(b"2\r", b"two\r"), httptools.HttpParserError),
    ],
    ids=[
        "nothing",
        "cut in its first line",
        "cut in its head",
        "cut in its body",
        "cut in a chunk",
        "only Continue",
        "another protocol",
        "far too long",
        "no HTTP",
        "a page without a head",
        "a length that is none",
    ],
)
def test_what_is_no_whole_answer_is_none(contexts: Contexts, answer: bytes, error: type[Exception]) -> None:
    with raw_server(saying(answer), tls=contexts[0]) as server, pytest.raises(error):
        ask(place_of(server, contexts))


def test_who_refuses_and_closes_before_the_body_has_arrived_is_heard(contexts: Contexts) -> None:
    def script(talk: Talk) -> None:
        talk.hear_head()
        talk.say(BUSY)

    with raw_server(script, tls=contexts[0]) as server:
        response, again = ask(place_of(server, contexts), MORE_THAN_SOCKETS_HOLD)
    assert (response.status, response.body, again) == (503, b"slow", False)


def test_who_refuses_and_reads_no_more_is_heard_at_once(contexts: Contexts) -> None:
    answered = threading.Event()

    def script(talk: Talk) -> None:
        talk.hear_head()
        talk.say(b"HTTP/1.1 100 Continue\r\n\r\n" + BUSY)
        answered.wait(60)

    with raw_server(script, tls=contexts[0]) as server:
        response, again = ask(place_of(server, contexts), MORE_THAN_SOCKETS_HOLD)
        answered.set()
    assert (response.status, again) == (503, False), "half a request was sent, so nothing else may follow it"


def test_a_connection_cut_in_the_body_is_lost(contexts: Contexts) -> None:
    def script(talk: Talk) -> None:
        talk.hear_head()

    with raw_server(script, tls=contexts[0]) as server, pytest.raises(ConnectionLost):
        ask(place_of(server, contexts), MORE_THAN_SOCKETS_HOLD)


@pytest.mark.parametrize("body", [b"body", MORE_THAN_SOCKETS_HOLD], ids=["before the answer", "in the body"])
def test_a_server_that_falls_silent_is_given_up(
    contexts: Contexts, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
    given_up = threading.Event()

    def script(talk: Talk) -> None:
        talk.hear_head()
        given_up.wait(60)

    with raw_server(script, tls=contexts[0]) as server:
        with pytest.raises(TimeoutError):
            ask(place_of(server, contexts), body)
        given_up.set()


def test_who_does_not_let_us_in_is_given_up_sooner_than_who_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(http, "ANSWER_SECONDS", 10_000.0)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        others = [socket.socket() for _ in range(4)]
        for other in others:
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        with pytest.raises(TimeoutError):
            ask(Place("127.0.0.1", full.getsockname()[1], None))
        for other in others:
            other.close()


# Host names


def known_as(monkeypatch: pytest.MonkeyPatch, *addresses: tuple[socket.AddressFamily, str, int]) -> None:
    """Let every host have these addresses."""
    found = [(family, socket.SOCK_STREAM, 6, "", (address, port)) for family, address, port in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def test_where_ipv6_is_refused_ipv4_is_tried(
    contexts: Contexts, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    with raw_server(saying(OK), tls=contexts[0]) as server:
        known_as(monkeypatch, (socket.AF_INET6, "::1", closed_port), (socket.AF_INET, "127.0.0.1", server.port))
        place = place_of(server, contexts)
        assert [ask(place)[0].status for _ in range(3)] == [200, 200, 200]
    assert server.connections == 3


def test_where_no_address_answers_the_last_one_says_why(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    known_as(monkeypatch, (socket.AF_INET6, "::1", closed_port), (socket.AF_INET, "127.0.0.1", closed_port))
    place = Place("storage.example", closed_port, None)
    for _ in range(2):  # The second time the name is looked up anew.
        with pytest.raises(OSError, match=r"no connection|refused"):
            ask(place)


# TLS


def test_a_certificate_of_an_authority_that_nobody_knows_is_refused(authority: Authority, tmp_path: Path) -> None:
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(*Authority.make(tmp_path / "strangers").vouch("127.0.0.1"))
    with raw_server(saying(OK), tls=ours) as server, pytest.raises(ssl.SSLCertVerificationError):
        ask(Place("127.0.0.1", server.port, wire._context(str(authority.root))))


def test_a_certificate_of_another_host_is_refused(authority: Authority) -> None:
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(*authority.vouch("storage.example"))
    with raw_server(saying(OK), tls=ours) as server, pytest.raises(ssl.SSLCertVerificationError):
        ask(Place("127.0.0.1", server.port, wire._context(str(authority.root))))


def test_a_server_without_tls_is_refused_where_tls_is_meant(authority: Authority) -> None:
    with raw_server(lambda talk: talk.say(OK)) as server, pytest.raises(ssl.SSLError):
        ask(Place("127.0.0.1", server.port, wire._context(str(authority.root))))


# Connections that are kept


def wire_to(server: RawServer, contexts: Contexts) -> Wire:
    signer = Signer(lambda: ReadOnlyCredentials("key", "secret", None), "here", "127.0.0.1", sign_body=False)
    return Wire(place_of(server, contexts), "/bucket/", signer)


def put(to: Wire, body: bytes = b"body") -> int:
    return run(to.put("key", "", {}, body, lambda _: 0.0)).status


def test_a_connection_is_used_again(contexts: Contexts) -> None:
    with raw_server(saying(OK, OK, OK), tls=contexts[0]) as server:
        to = wire_to(server, contexts)
        assert [put(to) for _ in range(3)] == [200, 200, 200]
        assert server.connections == 1
        to.close()


@pytest.mark.parametrize("answer", [OK, OK.replace(b"Content", b"Connection: close\r\nContent")])
def test_a_connection_that_the_server_closes_while_it_rests_costs_no_request(contexts: Contexts, answer: bytes) -> None:
    with raw_server(saying(answer), tls=contexts[0]) as server:
        to = wire_to(server, contexts)
        for _ in range(3):
            assert put(to) == 200
            if to._idle:  # Until the server's closing has arrived, as it has after a moment of rest.
                assert select.select([to._idle[0]._opened.fileno()], [], [], 30)[0]
        assert server.connections == 3
        to.close()


def test_a_connection_that_rested_long_is_not_used_again(contexts: Contexts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_REST_SECONDS", 0.0)
    with raw_server(saying(OK, OK), tls=contexts[0]) as server:
        to = wire_to(server, contexts)
        assert [put(to), put(to)] == [200, 200]
        assert server.connections == 2
        to.close()


def test_a_connection_with_half_a_request_on_it_is_not_used_again(contexts: Contexts) -> None:
    answered = threading.Event()

    def refuse(talk: Talk) -> None:
        talk.hear_head()
        talk.say(BUSY)
        answered.wait(60)

    with raw_server(refuse, saying(OK), tls=contexts[0]) as server:
        to = wire_to(server, contexts)
        assert put(to, MORE_THAN_SOCKETS_HOLD) == 503
        answered.set()
        assert put(to) == 200
        assert server.connections == 2
        to.close()
