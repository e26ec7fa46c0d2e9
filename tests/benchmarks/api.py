"""The HTTP API on loopback: against a bare asynchronous route, and many file rows against their bare statement."""

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg

from desktop_app.api.tokens import TokenKind, TokenMaker
from desktop_app.company.setup import create_company
from tests.api_server import SECRET_KEY
from tests.benchmarks.measure import BenchFailed, Cost
from tests.benchmarks.options import Options
from tests.benchmarks.sink import CannotBuild
from tests.benchmarks.table import Row, Target
from tests.postgres import PostgresServer

_LEAST_RATE, _MOST_TIME = 0.5, 3
CONNECTIONS = 64
PASSWORD = "correct horse battery"
_PROJECTS = 20
_ROWS = 1000
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_LATENCY = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def rows(options: Options) -> Iterator[Row]:
    """Measure both servers in turn."""
    if shutil.which("wrk") is None:
        raise CannotBuild("It takes wrk, which makes the requests.")
    seconds = 5 if options.full else 1
    server = PostgresServer()
    try:
        database = server.create_database()
        login = create_company(server.url(database), name="Bench", code="BENCH", admin="admin", password=PASSWORD)
        server.run(
            database,
            "INSERT INTO app.projects (company_id, project_name, bucket_name) "
            "SELECT 1, 'project ' || n, 'bucket-' || n FROM generate_series(1, %s) n",
            _PROJECTS,
        )
        dsn = login.address.replace("@", f":{login.password}@", 1)
        with _served(dsn, options.work) as product, _bare(dsn) as bare:
            access = httpx.post(f"{product}/api/auth/login", json={"username": "admin", "password": PASSWORD}).json()[
                "access_token"
            ]
            token = TokenMaker(SECRET_KEY).read(access, TokenKind.ACCESS).token
            yield from _projects(product, access, bare, token, seconds, max(3, options.rounds))
            yield from _files(product, access, dsn, token)
    finally:
        server.stop()


def _projects(product: str, access: str, bare: str, token: str, seconds: int, rounds: int) -> Iterator[Row]:
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(_rate(f"{bare}/", token, seconds))
        ours.append(_rate(f"{product}/api/projects/", access, seconds))
    ratio = statistics.median(one[0] / other[0] for one, other in zip(ours, theirs, strict=True))
    for what, found in (("bare route", theirs), ("GET /api/projects/", ours)):
        rate = statistics.median(one[0] for one in found)
        worst = statistics.median(one[1] for one in found)
        note = f"{rate:,.0f} a second, p99 {worst:.0f} ms"
        yield Row("api", f"{what}, {CONNECTIONS} connections", round(rate), Cost(1.0, None), note)
    yield Row("api", "rate, ours / bare", 0, targets=(Target("ratio", ratio, _LEAST_RATE, at_least=True),))


def _rate(url: str, token: str, seconds: int) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their milliseconds."""
    said = subprocess.run(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}", "--latency", "-H", f"Authorization: Bearer {token}", url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in said or not (found := _RATE.search(said)):
        raise BenchFailed(said)
    late = _LATENCY.search(said)
    return float(found[1]), float(late[1]) * _UNITS[late[2]] if late else 0.0


def _files(product: str, access: str, dsn: str, token: str) -> Iterator[Row]:
    http = httpx.Client(base_url=product, headers={"Authorization": f"Bearer {access}"}, timeout=60)
    project = http.get("/api/projects/").json()[0]["id"]
    cycle = http.post("/api/cycles/", json={"project_id": project, "cycle_name": "C", "cycle_number": 1}).json()["id"]
    wanted = {"project_id": project, "cycle_id": cycle, "local_directory": "/data"}
    session = http.post("/api/sessions/", json=wanted).json()

    def deliver(revision: int) -> None:
        answer = http.post(f"/api/sessions/{session['id']}/files", json={"files": _records(revision)})
        if answer.status_code != 204:
            raise BenchFailed(answer.text)

    with psycopg.connect(dsn, autocommit=True) as connection:

        def statement(revision: int) -> None:
            columns = list(zip(*(tuple(one.values()) for one in _records(revision)), strict=True))
            with connection.transaction():
                connection.execute("SELECT * FROM api.enter(%s)", (token,))
                connection.execute(_DELIVER, (session["client_uuid"], 1, *map(list, columns)))

        ours, bare = _median(deliver, 1), _median(statement, 1000)
    yield Row("api", f"{_ROWS:,} file rows, the bare statement", _ROWS, Cost(bare, None))
    yield Row("api", f"{_ROWS:,} file rows by POST", _ROWS, Cost(ours, None))
    yield Row("api", "time, ours / bare", 0, targets=(Target("ratio", ours / bare, _MOST_TIME),))


_TYPES = ("text", "bigint", "text", "bigint", "bigint", "text", "int", *["text"] * 6, *["timestamptz"] * 2)
_DELIVER = f"SELECT api.deliver_files(%s, %s, {', '.join(f'%s::{kind}[]' for kind in _TYPES)})"


def _records(revision: int) -> list[dict[str, object]]:
    return [
        {
            "relative_path": f"folder/{number:06}.raw",
            "revision": revision,
            "s3_key": f"cycle-001/folder/{number:06}.raw",
            "size_bytes": 1_000_000 + number,
            "mtime_ns": 1_777_777_777_123_456_789,
            "status": "uploaded",
            "attempts": 1,
            "upload_id": "",
            "etag": "0123456789abcdef0123456789abcdef",
            "checksum": "AAAAAAAAAAA=",
            "checksum_algorithm": "crc64nvme",
            "error_code": "",
            "error_message": "",
            "started_at": "2026-05-01T12:30:00Z",
            "completed_at": "2026-05-01T12:30:01Z",
        }
        for number in range(_ROWS)
    ]


def _median(step: Callable[[int], None], first: int) -> float:
    """Seconds of one, each with a revision of its own."""
    taken = []
    for revision in range(first, first + 9):
        begun = time.perf_counter()
        step(revision)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


@contextlib.contextmanager
def _served(dsn: str, work: Path) -> Iterator[str]:
    environment = os.environ | {"WAYBILL_SECRET_KEY": SECRET_KEY, "WAYBILL_HOME": str(work)}
    with _running(
        lambda port: [sys.executable, "-m", "desktop_app", "serve", "--port", str(port), "--company", dsn], environment
    ) as address:
        yield address


@contextlib.contextmanager
def _bare(dsn: str) -> Iterator[str]:
    with _running(
        lambda port: [sys.executable, "-m", "tests.benchmarks.bare_api", str(port), dsn], dict(os.environ)
    ) as one:
        yield one


@contextlib.contextmanager
def _running(command: Callable[[int], list[str]], environment: dict[str, str]) -> Iterator[str]:
    """A server from when it listens to the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen(command(port), env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        else:
            raise BenchFailed("A server did not start.")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
