"""A company's server has to prove that it is the company's, unless it is on this machine."""

import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.company.connect import trust
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.connect.engines import open_engine
from desktop_app.company.connect.errors import connection_error
from desktop_app.domain.errors import CompanyError, CompanyNotTrusted
from tests.authority import DAY, Authority
from tests.postgres import PostgresServer


@pytest.fixture(scope="module")
def own_address() -> str:
    """This machine's address in its network; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authorities") / "ours")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authorities") / "strangers")


@pytest.fixture(scope="module")
def server(authority: Authority, own_address: str) -> Iterator[PostgresServer]:
    """Speaks TLS, also to other machines, and takes what does not."""
    server = PostgresServer(own=True, tls=authority.vouch("127.0.0.1", own_address), listen=("127.0.0.1", own_address))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def strict(authority: Authority) -> Iterator[PostgresServer]:
    """Takes TLS only."""
    server = PostgresServer(own=True, tls=authority.vouch("127.0.0.1"), tls_only=True)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def plain() -> Iterator[PostgresServer]:
    """Speaks no TLS."""
    server = PostgresServer(own=True)
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _roots_found_anew() -> Iterator[None]:
    trust.root_certificates.cache_clear()
    yield
    trust.root_certificates.cache_clear()


def at(server: PostgresServer, host: str, **options: str | Path) -> CompanyAddress:
    """A server's address by this host."""
    query = "&".join(f"{name}={value}" for name, value in options.items())
    return CompanyAddress.parse(server.url("postgres").replace("127.0.0.1", host) + f"?{query}")


def is_encrypted(address: CompanyAddress, *, allow_insecure: bool = False) -> bool:
    """Connect; whether the server says that this connection is encrypted."""
    engine = open_engine(address, allow_insecure=allow_insecure)
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")))
    finally:
        engine.dispose()


def refused(address: CompanyAddress) -> CompanyError:
    with pytest.raises(SQLAlchemyError) as caught:
        is_encrypted(address)
    error = connection_error(caught.value, address)
    assert address.password
    assert address.password not in str(error)
    return error


def not_trusted(address: CompanyAddress) -> str:
    error = refused(address)
    assert isinstance(error, CompanyNotTrusted)
    assert "admin" in str(error)
    return str(error)


def test_a_server_of_another_machine_proves_itself(
    server: PostgresServer, authority: Authority, own_address: str
) -> None:
    assert is_encrypted(at(server, own_address, sslrootcert=authority.root))
    assert is_encrypted(at(server, own_address, sslrootcert=authority.root, sslmode="verify-full"))


def test_this_machine_may_be_asked_for_proof_too(server: PostgresServer, authority: Authority) -> None:
    assert is_encrypted(at(server, "127.0.0.1", sslrootcert=authority.root, sslmode="verify-full"))


def test_a_certificate_for_another_host(server: PostgresServer, authority: Authority) -> None:
    said = not_trusted(at(server, "localhost", sslrootcert=authority.root, sslmode="verify-full"))
    assert "a certificate for another host" in said
    assert "localhost" in said


@pytest.mark.parametrize("host", ["127.0.0.1", "own"])
def test_an_authority_that_this_computer_does_not_know(
    server: PostgresServer, stranger: Authority, own_address: str, host: str
) -> None:
    host = own_address if host == "own" else host
    assert "no authority this computer trusts" in not_trusted(at(server, host, sslrootcert=stranger.root))


def test_who_names_no_authority_trusts_those_of_the_system(
    server: PostgresServer, authority: Authority, own_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    assert os.path.isfile(trust.root_certificates())
    assert "no authority this computer trusts" in not_trusted(at(server, own_address))
    trust.root_certificates.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    assert is_encrypted(at(server, own_address))


def test_a_root_certificate_in_the_home_folder_is_no_authority_of_the_system(
    server: PostgresServer, authority: Authority, own_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".postgresql").mkdir()
    (tmp_path / ".postgresql" / "root.crt").write_bytes(authority.root.read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGSSLROOTCERT", str(authority.root))
    assert "no authority this computer trusts" in not_trusted(at(server, own_address))


def test_authorities_that_no_file_has_are_written_to_one(
    server: PostgresServer, authority: Authority, stranger: Authority, own_address: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(stranger.root)
    assert "no authority" in not_trusted(at(server, own_address, sslrootcert=trust.exported(context)))
    context.load_verify_locations(authority.root)
    assert is_encrypted(at(server, own_address, sslrootcert=trust.exported(context)))


def test_a_file_of_authorities_that_is_not_there(server: PostgresServer, own_address: str, tmp_path: Path) -> None:
    said = not_trusted(at(server, own_address, sslrootcert=tmp_path / "none.crt"))
    assert "A certificate file" in said
    assert "none.crt" in said


def test_a_certificate_that_has_run_out(authority: Authority) -> None:
    server = PostgresServer(own=True, tls=authority.vouch("127.0.0.1", valid_for=-DAY))
    try:
        assert "not valid today" in not_trusted(at(server, "127.0.0.1", sslrootcert=authority.root))
    finally:
        server.stop()


def test_a_server_without_tls(plain: PostgresServer, authority: Authority) -> None:
    assert "does not speak TLS" in not_trusted(at(plain, "127.0.0.1", sslrootcert=authority.root))


@pytest.mark.parametrize("asked", ["disable", "prefer", "require", "verify-ca"])
def test_an_address_that_asks_for_less_is_refused_before_anything_is_sent(
    server: PostgresServer, own_address: str, asked: str
) -> None:
    with pytest.raises(CompanyNotTrusted, match=f"sslmode={asked}"):
        open_engine(at(server, own_address, sslmode=asked))


def test_less_is_possible_for_who_says_so(server: PostgresServer, own_address: str) -> None:
    assert is_encrypted(at(server, own_address, sslmode="require"), allow_insecure=True)
    assert not is_encrypted(at(server, own_address, sslmode="disable"), allow_insecure=True)


def test_who_says_so_still_proves_an_address_that_asks_for_nothing(
    server: PostgresServer, stranger: Authority, own_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(stranger.root))
    with pytest.raises(SQLAlchemyError, match="certificate verify failed"):
        is_encrypted(at(server, own_address), allow_insecure=True)


def test_this_machine_needs_no_proof(server: PostgresServer, strict: PostgresServer, plain: PostgresServer) -> None:
    assert is_encrypted(at(server, "127.0.0.1"))
    assert is_encrypted(at(strict, "127.0.0.1"))
    assert not is_encrypted(at(plain, "127.0.0.1"))


def test_a_server_that_takes_tls_only_asked_without(strict: PostgresServer) -> None:
    assert "takes connections with TLS only" in not_trusted(at(strict, "127.0.0.1", sslmode="disable"))


def test_a_wrong_password_is_told_as_one_by_a_server_that_takes_tls_only(strict: PostgresServer) -> None:
    right = at(strict, "127.0.0.1")
    wrong = CompanyAddress.parse(f"postgresql://postgres:wrong@127.0.0.1:{right.port}/postgres")
    assert refused(wrong).code == "company_password_needed"


def test_only_a_server_that_proved_itself_gets_the_password_to_read(authority: Authority) -> None:
    server = PostgresServer(own=True, tls=authority.vouch("127.0.0.1"), auth="password")
    try:
        assert "wants the login's password in clear" in not_trusted(at(server, "127.0.0.1"))
        assert is_encrypted(at(server, "127.0.0.1", sslrootcert=authority.root))
    finally:
        server.stop()
