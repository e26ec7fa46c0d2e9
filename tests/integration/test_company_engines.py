"""How a company's database is connected to: which connections are open when, and what is told if none can be."""

import gc
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from desktop_app.company.connect import engines
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.engines import local_date, open_engine
from desktop_app.company.connect.errors import connection_error
from desktop_app.domain.errors import CompanyError, CompanyPasswordNeeded, CompanyUnreachable, UnknownCompany
from tests.postgres import PostgresServer

PASSWORD = "secret of the login"
PATIENCE_SECONDS = 30


@dataclass
class Login:
    """A company's login on a real server, and the engines that a test opened with it."""

    server: PostgresServer
    name: str
    engines: list[Engine] = field(default_factory=list)

    def address(self, **parts: str | int) -> CompanyAddress:
        """The login's address; ``parts`` replace what it would have."""
        own: dict[str, str | int] = {"host": "127.0.0.1", "port": self.server.port, "database": "postgres"}
        part = own | parts
        return CompanyAddress.parse(f"postgresql://{self.name}@{part['host']}:{part['port']}/{part['database']}")

    def open(self, address: CompanyAddress | None = None, password: str | None = PASSWORD) -> Engine:
        engine = open_engine(address or self.address(), password)
        self.engines.append(engine)
        return engine

    def refused(self, address: CompanyAddress | None = None, password: str | None = PASSWORD) -> CompanyError:
        """The error of an attempt to connect."""
        address = address or self.address()
        with pytest.raises(SQLAlchemyError) as caught:
            self.open(address, password).connect()
        error = connection_error(caught.value, address)
        assert PASSWORD not in str(error)
        return error

    def connections(self) -> int:
        """How many connections the server has of this login."""
        counted = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        return int(self.server.run("postgres", counted, self.name)[0][0])


@pytest.fixture
def login(postgres: PostgresServer) -> Iterator[Login]:
    name = f"login_{uuid.uuid4().hex[:8]}"
    postgres.run("postgres", f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    login = Login(postgres, name)
    yield login
    for engine in login.engines:
        engine.dispose()
    postgres.run("postgres", f"DROP ROLE {name}")


@pytest.fixture(autouse=True)
def _no_environment_of_libpq(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)


def scalar(engine: Engine, statement: str) -> object:
    with engine.begin() as connection:
        return connection.scalar(text(statement))


def until(holds: Callable[[], bool]) -> None:
    """Wait for what is to come by itself; how long it takes is not looked at."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "It did not come."
        time.sleep(0.02)


def helpers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "company-connections"]


# PostgreSQL: which connections are open when


def test_nothing_is_connected_before_it_is_used(login: Login) -> None:
    login.open()
    assert (login.connections(), helpers()) == (0, [])


def test_transactions_that_follow_each_other_share_a_connection(login: Login) -> None:
    engine = login.open()
    assert scalar(engine, "SELECT pg_backend_pid()") == scalar(engine, "SELECT pg_backend_pid()")
    assert login.connections() == 1


def test_a_workstation_that_does_nothing_holds_no_connection(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "KEEP_SECONDS", 0.2)
    engine = login.open()
    with engine.connect() as one, engine.connect() as other:
        assert one.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1
    until(lambda: login.connections() == 0 and not helpers())
    assert scalar(engine, "SELECT 1") == 1
    until(lambda: login.connections() == 0 and not helpers())


def test_each_connection_goes_in_its_time(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "KEEP_SECONDS", 0.3)
    engine = login.open()
    with engine.connect():
        scalar(engine, "SELECT 1")
        time.sleep(0.15)
    until(lambda: login.connections() == 0 and not helpers())


def test_a_connection_that_was_forgotten_comes_back(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_CONNECTIONS", 1)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    engine = login.open()
    forgotten = engine.raw_connection()
    del forgotten
    gc.collect()
    assert scalar(engine, "SELECT 1") == 1


def test_a_connection_in_use_is_never_closed(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "KEEP_SECONDS", 0.05)
    engine = login.open()
    with engine.connect() as long:
        own = long.scalar(text("SELECT pg_backend_pid()"))
        scalar(engine, "SELECT 1")
        until(lambda: login.connections() == 1 and not helpers())
        assert long.scalar(text("SELECT pg_backend_pid()")) == own


def test_disposed_of_an_engine_leaves_no_connection_and_no_thread(login: Login) -> None:
    engine = login.open()
    with engine.connect() as one, engine.connect() as other:
        one.scalar(text("SELECT 1"))
        other.scalar(text("SELECT 1"))
    assert len(helpers()) == 1
    engine.dispose()
    assert helpers() == []
    until(lambda: login.connections() == 0)
    assert scalar(engine, "SELECT 1") == 1


def test_a_connection_in_use_when_the_engine_goes_is_closed_when_it_comes_back(login: Login) -> None:
    engine = login.open()
    with engine.connect() as connection:
        engine.dispose()
        assert connection.scalar(text("SELECT 1")) == 1
    assert helpers() == []
    until(lambda: login.connections() == 0)


def test_a_connection_that_died_while_nobody_used_it_is_replaced(login: Login, postgres: PostgresServer) -> None:
    engine = login.open()
    before = scalar(engine, "SELECT pg_backend_pid()")
    postgres.run("postgres", "SELECT pg_terminate_backend(%s, 10000)", before)
    assert scalar(engine, "SELECT pg_backend_pid()") != before


def test_a_connection_that_dies_in_use_is_not_used_again(login: Login, postgres: PostgresServer) -> None:
    engine = login.open()
    with engine.connect() as connection:
        postgres.run(
            "postgres", "SELECT pg_terminate_backend(%s, 10000)", connection.scalar(text("SELECT pg_backend_pid()"))
        )
        with pytest.raises(OperationalError) as caught:
            connection.scalar(text("SELECT 1"))
    assert isinstance(connection_error(caught.value, login.address()), CompanyUnreachable)
    assert scalar(engine, "SELECT 1") == 1
    assert login.connections() == 1


def test_who_comes_when_all_connections_are_in_use_waits_for_one(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_CONNECTIONS", 2)
    engine = login.open()
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(scalar, engine, "SELECT pg_sleep(0.02)::text") for _ in range(24)]
        until(lambda: login.connections() == 2)
        for one in asked:
            one.result()
    assert login.connections() <= 2


def test_who_waits_too_long_is_told(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_CONNECTIONS", 1)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    engine = login.open()
    with engine.connect():
        with pytest.raises(SQLAlchemyError) as caught:
            engine.connect()
    assert isinstance(connection_error(caught.value, login.address()), CompanyUnreachable)
    assert scalar(engine, "SELECT 1") == 1


def test_attempts_that_fail_take_no_place(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "MOST_CONNECTIONS", 1)
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    engine = login.open(password="wrong")
    for _ in range(3):
        with pytest.raises(OperationalError, match="password authentication failed"):
            engine.connect()


# PostgreSQL: what a session is


def test_what_a_session_begins_with_beats_what_somebody_wrote_to_the_role(
    login: Login, postgres: PostgresServer
) -> None:
    postgres.run(
        "postgres", f"ALTER ROLE {login.name} SET search_path = evil; ALTER ROLE {login.name} SET statement_timeout = 1"
    )
    shown = [scalar(login.open(), f"SHOW {name}") for name in ("search_path", "statement_timeout")]
    assert shown == ["app", "1min"]
    assert scalar(login.open(), "SHOW idle_in_transaction_session_timeout") == "2min"
    assert scalar(login.open(), "SHOW application_name") == "waybill"


def test_the_environment_leads_nowhere_else(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as environment:
        for name, value in (
            *(("PGHOST", "evil.example"), ("PGHOSTADDR", "192.0.2.1"), ("PGPORT", "1"), ("PGDATABASE", "evil")),
            *(("PGOPTIONS", "-c search_path=evil"), ("PGSSLMODE", "verify-full"), ("PGUSER", "evil")),
            *(("PGREQUIREAUTH", "none"), ("PGGSSENCMODE", "require"), ("PGAPPNAME", "evil")),
        ):
            environment.setenv(name, value)
        for host in ("127.0.0.1", "localhost"):
            assert scalar(login.open(login.address(host=host)), "SHOW search_path") == "app"


def test_values_never_stand_in_the_text_that_others_may_read(login: Login) -> None:
    seen = text("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND :token <> ''")
    with login.open().connect() as connection:
        assert "secret token" not in str(connection.scalar(seen, {"token": "secret token"}))


def test_no_password_is_shown(login: Login) -> None:
    engine = login.open()
    assert PASSWORD not in f"{engine!r} {engine.url!r} {engine.pool!r} {engine.pool.status()}"


# PostgreSQL: what is told


def test_the_password_may_stand_in_the_address(login: Login) -> None:
    address = CompanyAddress.parse(login.server.url("postgres", login.name, PASSWORD))
    assert scalar(login.open(address, None), "SELECT current_user") == login.name
    assert isinstance(login.refused(address, "another"), CompanyPasswordNeeded)


def test_libpq_finds_a_password_by_itself(login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "passwords"
    file.write_text(f"127.0.0.1:{login.server.port}:postgres:{login.name}:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    assert scalar(login.open(password=None), "SELECT current_user") == login.name


def test_no_password_and_a_wrong_one_are_told_apart_from_all_else(
    login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    missing, wrong = login.refused(password=None), login.refused(password="wrong")
    assert isinstance(missing, CompanyPasswordNeeded)
    assert isinstance(wrong, CompanyPasswordNeeded)
    assert f"wants the password of its login {login.name}" in str(missing)
    assert "does not take this login and password" in str(wrong)


def test_a_login_that_may_not_log_in(login: Login, postgres: PostgresServer) -> None:
    postgres.run("postgres", f"ALTER ROLE {login.name} NOLOGIN")
    assert isinstance(login.refused(), CompanyPasswordNeeded)


def test_a_database_that_is_not_there_or_not_for_this_login(login: Login, postgres: PostgresServer) -> None:
    assert isinstance(login.refused(login.address(database="nowhere")), UnknownCompany)
    name = postgres.create_database()
    postgres.run("postgres", f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    assert isinstance(login.refused(login.address(database=name)), UnknownCompany)
    postgres.drop_database(name)


def test_a_login_whose_connections_are_all_in_use(login: Login, postgres: PostgresServer) -> None:
    postgres.run("postgres", f"ALTER ROLE {login.name} CONNECTION LIMIT 1")
    with login.open().connect():
        error = login.refused()
    assert isinstance(error, CompanyUnreachable)
    assert "no connection free" in str(error)


def test_a_server_that_is_not_there(login: Login) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        error = login.refused(login.address(port=nobody.getsockname()[1]))
    assert isinstance(error, CompanyUnreachable)
    assert str(error).endswith(
        "does not answer (Connection refused). Check the network and the address; if both are right, tell your admin."
    )


def test_a_server_that_never_answers(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = login.refused(login.address(port=silent.getsockname()[1]))
    assert isinstance(error, CompanyUnreachable)
    assert "timeout" in str(error)


def test_a_host_that_has_no_address(login: Login) -> None:
    error = login.refused(login.address(host="nowhere.invalid"))
    assert isinstance(error, CompanyUnreachable)
    assert "nowhere.invalid" in str(error)


# SQLite


@pytest.fixture
def file(tmp_path: Path) -> CompanyAddress:
    address = CompanyAddress.parse(f"sqlite:///{(tmp_path / 'company.db').as_posix()}")
    engine = open_engine(address, may_create=True)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("CREATE UNIQUE INDEX one ON parent (lower(name))"))
        connection.execute(text("CREATE TABLE child (parent INTEGER REFERENCES parent ON DELETE CASCADE)"))
        connection.execute(text("INSERT INTO parent VALUES (1, 'Ömer')"))
        connection.execute(text("INSERT INTO child VALUES (1)"))
    engine.dispose()
    return address


def test_a_file_is_made_only_if_that_is_wanted(tmp_path: Path) -> None:
    address = CompanyAddress.parse(
        f"sqlite:///{(tmp_path / 'a b?#%.db').as_posix().replace('%', '%25').replace('?', '%3F')}"
    )
    with pytest.raises(OperationalError) as caught:
        open_engine(address).connect()
    assert isinstance(connection_error(caught.value, address), CompanyUnreachable)
    assert list(tmp_path.iterdir()) == []
    open_engine(address, may_create=True).connect().close()
    assert [path.name for path in tmp_path.iterdir()] == ["a b?#%.db"]


def test_who_will_write_waits_at_the_beginning_and_not_in_the_middle(
    file: CompanyAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0)
    engine = open_engine(file)
    writing = engine.execution_options(writing=True)
    with writing.begin():
        with pytest.raises(OperationalError, match="locked"), writing.begin():
            pass
        assert scalar(engine, "SELECT name FROM parent") == "Ömer"
    with writing.begin():
        pass


def test_who_reads_sees_one_state_from_beginning_to_end(file: CompanyAddress) -> None:
    engine = open_engine(file)
    with engine.begin() as reading:
        assert reading.scalar(text("SELECT count(*) FROM parent")) == 1
        with engine.execution_options(writing=True).begin() as writing:
            writing.execute(text("INSERT INTO parent VALUES (2, 'Ada')"))
        assert reading.scalar(text("SELECT count(*) FROM parent")) == 1
    assert scalar(engine, "SELECT count(*) FROM parent") == 2


def test_a_transaction_that_is_given_up_leaves_nothing_not_even_a_table(file: CompanyAddress) -> None:
    engine = open_engine(file)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.rollback()
    assert scalar(engine, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0


def test_names_are_the_same_whatever_their_case_in_any_alphabet(file: CompanyAddress) -> None:
    engine = open_engine(file)
    assert scalar(engine, "SELECT id FROM parent WHERE lower(name) = lower('ÖMER')") == 1
    assert scalar(engine, "SELECT lower(NULL)") is None
    with pytest.raises(IntegrityError), engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("INSERT INTO parent VALUES (2, 'ömer')"))


def test_keys_that_refer_are_checked_but_not_while_a_schema_changes(file: CompanyAddress) -> None:
    engine = open_engine(file)
    with engine.execution_options(writing=True, migrating=True).begin() as connection:
        connection.execute(text("DELETE FROM parent"))
        assert connection.scalar(text("SELECT count(*) FROM child")) == 1
        connection.rollback()
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("DELETE FROM parent"))
    assert scalar(engine, "SELECT count(*) FROM child") == 0


def test_a_day_is_that_of_a_zone(file: CompanyAddress) -> None:
    engine = open_engine(file)
    assert scalar(engine, "SELECT local_date('2026-03-28 22:59:59.000000', 'Europe/Berlin')") == "2026-03-28"
    assert scalar(engine, "SELECT local_date('2026-03-28 23:00:00.000000', 'Europe/Berlin')") == "2026-03-29"
    assert scalar(engine, "SELECT local_date('2026-07-01 22:00:00', 'Europe/Berlin')") == "2026-07-02"
    assert scalar(engine, "SELECT local_date('2026-01-01 00:30:00.123456', 'America/New_York')") == "2025-12-31"
    assert scalar(engine, "SELECT local_date(NULL, 'UTC')") is None
    assert local_date("2026-01-01 00:00:00", "UTC") == "2026-01-01"
