"""A throwaway PostgreSQL: a real server of Debian's binaries (or the one of ``TEST_PG_DSN``), gone with the tests."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

START_SECONDS = 60
_PORTS_TRIED = 5
_SETTINGS = """
unix_socket_directories = '{folder}'
listen_addresses = '{listen}'
port = {port}
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
log_parameter_max_length = 0
log_line_prefix = '%m [%p] %u@%d '
ssl = {ssl}
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
"""
_HBA = """
local all all scram-sha-256
{host} all all 0.0.0.0/0 {auth}
{host} all all ::/0 {auth}
"""
_AS_SERVER = (
    sys.executable,
    "-ISc",
    # The server leaves when the tests do, however they end. initdb and postgres refuse root.
    "import ctypes, os, sys; uid, gid = map(int, sys.argv[1:3]);"
    " os.geteuid() or (os.setgroups([]), os.setgid(gid), os.setuid(uid));"
    " prctl = getattr(ctypes.CDLL(None), 'prctl', None);"
    f" prctl and prctl(1, {int(signal.SIGQUIT)});"
    " os.execv(sys.argv[3], sys.argv[3:])",
)


@dataclass(frozen=True)
class _Place:
    """Where a server answers, and who may do everything there."""

    host: str
    port: int
    user: str
    password: str


class PostgresServer:
    """A running server.

    Args:
        own: start one even if ``TEST_PG_DSN`` names another; what follows is for such a one.
        tls: certificate and key (PEM files) if it is to speak TLS.
        tls_only: it takes TCP connections with TLS only.
        listen: the addresses it listens on; the first is the one in `url`.
        auth: how TCP connections prove who they are, as pg_hba.conf has it.
    """

    def __init__(
        self,
        *,
        own: bool = False,
        tls: tuple[Path, Path] | None = None,
        tls_only: bool = False,
        listen: tuple[str, ...] = ("127.0.0.1",),
        auth: str = "scram-sha-256",
    ) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        dsn = os.environ.get("TEST_PG_DSN")
        if dsn and not own:
            self._place = _place_of(dsn)
            return
        self._folder = Path(tempfile.mkdtemp(prefix="waybill-pg-"))
        try:
            self._place = self._started(tls, listen, "hostssl" if tls_only else "host", auth)
        except BaseException:
            self.stop()
            raise

    @property
    def host(self) -> str:
        """The host in `url`."""
        return self._place.host

    @property
    def port(self) -> int:
        """The port on every address it listens on."""
        return self._place.port

    @property
    def superuser(self) -> str:
        """Who may do everything; ``postgres``, unless ``TEST_PG_DSN`` names another."""
        return self._place.user

    @property
    def log(self) -> str:
        """What the server has logged so far; nothing for the server of ``TEST_PG_DSN``."""
        return self._log_file.read_text(errors="replace") if self._folder else ""

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """An address; the superuser's, with the password, unless another user is named."""
        if user is None or user == self._place.user:
            user, password = self._place.user, password or self._place.password
        who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
        return f"postgresql://{who}@{quote(self.host, safe='.')}:{self.port}/{quote(database, safe='')}"

    def create_database(self, name: str | None = None, template: str | None = None) -> str:
        """Make a database, empty or a copy of another that nobody is connected to; gives its name."""
        name = name or f"test_{uuid.uuid4().hex[:16]}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template or "template0")))
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, if it is there, from under whoever is connected."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def run(self, database: str, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        """Run SQL as the superuser, committed at once; several statements if there are no parameters.

        Returns the rows of the last statement, none if it gives none.
        """
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), params or None)
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """Stop the server and delete its data; the server of ``TEST_PG_DSN`` runs on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(10)
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _started(self, tls: tuple[Path, Path] | None, listen: tuple[str, ...], host: str, auth: str) -> _Place:
        folder, password = self._the_folder, secrets.token_urlsafe(16)
        (folder / "password").write_text(password)
        data = folder / "data"
        data.mkdir(mode=0o700)
        self._give_away()
        self._make(data)
        if tls is not None:
            for source, name in zip(tls, ("server.crt", "server.key"), strict=True):
                shutil.copyfile(source, data / name)
                (data / name).chmod(0o600)
        (data / "pg_hba.conf").write_text(_HBA.format(host=host, auth=auth))
        self._give_away()
        for _ in range(_PORTS_TRIED):
            place = _Place(listen[0], _free_port(), "postgres", password)
            settings = _SETTINGS.format(
                folder=folder, listen=",".join(listen), port=place.port, ssl="on" if tls else "off"
            )
            (folder / "postgresql.conf").write_text(settings)
            if self._runs(data, place):
                return place
        pytest.fail(f"PostgreSQL does not start. It says:\n{self._log_file.read_text(errors='replace')[-4000:]}")

    @property
    def _the_folder(self) -> Path:
        assert self._folder is not None, "This server was stopped."
        return self._folder

    @property
    def _log_file(self) -> Path:
        return self._the_folder / "log"

    def _make(self, data: Path) -> None:
        made = subprocess.run(
            [
                *_as_server("initdb"),
                *("--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                *("--auth=scram-sha-256", f"--pwfile={self._the_folder / 'password'}", f"--pgdata={data}"),
            ],
            cwd=self._the_folder,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            pytest.fail(f"initdb failed:\n{made.stdout}{made.stderr}")

    def _runs(self, data: Path, place: _Place) -> bool:
        """Start the server and wait until it takes connections; false if it ends instead."""
        folder = self._the_folder
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_server("postgres"), "-D", str(data), f"--config-file={folder / 'postgresql.conf'}"],
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + START_SECONDS
        while self._process.poll() is None:
            try:
                psycopg.connect(
                    host=str(folder), port=place.port, user=place.user, password=place.password, dbname="postgres"
                ).close()
                return True
            except psycopg.OperationalError as error:
                if time.monotonic() > until:
                    pytest.fail(f"PostgreSQL did not answer within {START_SECONDS} s: {error}")
                time.sleep(0.02)
        self._process = None
        return False

    def _give_away(self) -> None:
        """Hand the folder to the server's user, if that is not us."""
        if os.geteuid() == 0:
            owner = _server_user()
            for path in (self._the_folder, *self._the_folder.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for the tests of this process."""
    server = PostgresServer()
    yield server
    server.stop()


def _place_of(dsn: str) -> _Place:
    parts = conninfo_to_dict(dsn)
    return _Place(
        str(parts.get("host") or "127.0.0.1"),
        int(parts.get("port") or 5432),
        str(parts.get("user") or "postgres"),
        str(parts.get("password") or ""),
    )


def binary(name: str) -> str:
    """Where one of PostgreSQL's programs is."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / name).exists()]
    newest = max(versions, key=lambda path: float(path.parent.name), default=None)
    found = str(newest / name) if newest else shutil.which(name)
    if found is None:
        pytest.fail(
            f"PostgreSQL's `{name}` is not installed, and these tests need a real server. Install the package "
            "`postgresql` (Debian, Ubuntu), put the binaries on PATH, or name a server of yours, as its superuser, "
            "in TEST_PG_DSN."
        )
    return found


def _as_server(name: str) -> tuple[str, ...]:
    """How a command begins that runs one of PostgreSQL's programs as somebody who is not root."""
    user = _server_user()
    return (*_AS_SERVER, str(user.pw_uid), str(user.pw_gid), binary(name))


def _server_user() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def _environment() -> dict[str, str]:
    """Ours without what PostgreSQL would listen to."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
