"""What IT sets for a computer, kept to by all that leaves it."""

import os
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop_app.bootstrap import Application, use_network
from desktop_app.cli import cli
from desktop_app.cli.root import run_command
from desktop_app.company.connect import trust
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.http.client import Client
from desktop_app.company.renewal import MemoryRenewal
from desktop_app.domain.company import Cycle, Destination, Project
from desktop_app.domain.errors import CompanyNotTrusted, SetByIT, SettingsDamaged, StorageError, WaybillError
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import UploadOptions
from desktop_app.engine.s3_open import open_bucket
from desktop_app.policy import reading
from desktop_app.services import network
from desktop_app.services.sources import Source
from desktop_app.settings import ApartSettings, Settings
from tests.authority import Authority
from tests.conftest import KEY, MIB, OPERATOR, CompanyForTests, write_file
from tests.raw_server import Talk, raw_server, saying

HEALTHY = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{"service":"waybill"}'
_CHANGED = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "AWS_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is set for the process is gone after the test."""
    for name in _CHANGED:
        for spelling in (name, name.lower()):
            monkeypatch.setenv(spelling, "")
            monkeypatch.delenv(spelling)
    yield
    trust.root_certificates.cache_clear()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    monkeypatch.setattr(reading, "policy_file", lambda: path)
    monkeypatch.setenv("WAYBILL_HOME", str(tmp_path / "home"))
    return path


def apart(tmp_path: Path, locked: str = "", **values: object) -> ApartSettings:
    return ApartSettings.model_validate(
        {"home": tmp_path / "home", "locked": frozenset(locked.split()), "policy_sources": ("policy",), **values}
    )


def check(address: str) -> None:
    """Ask a company's server whether it is there."""
    with closing(Client(CompanyAddress.parse(address), MemoryRenewal())) as client:
        client.check()


# The proxy


@pytest.fixture
def heads() -> list[bytes]:
    return []


@pytest.fixture
def proxy(heads: list[bytes]) -> Iterator[str]:
    """Hears what it is asked for, and refuses."""

    def refuse(talk: Talk) -> None:
        heads.append(talk.hear_head())
        talk.say(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with raw_server(refuse) as server:
        yield f"http://127.0.0.1:{server.port}"


def try_all() -> None:
    with pytest.raises(WaybillError):
        check("https://waybill.example")
    with pytest.raises(StorageError):
        open_bucket(Destination("bucket", "eu-central-1", "https://s3.example"), None, KEY).check("cycle-001/")


def test_company_and_storage_are_reached_by_the_proxy(tmp_path: Path, proxy: str, heads: list[bytes]) -> None:
    use_network(apart(tmp_path, proxy=proxy))
    try_all()
    assert {head.split()[1] for head in heads} == {b"waybill.example:443", b"s3.example:443"}
    assert all(head.startswith(b"CONNECT ") for head in heads)


def test_exempt_hosts_and_this_computer_go_straight(tmp_path: Path, proxy: str, heads: list[bytes]) -> None:
    use_network(apart(tmp_path, proxy=proxy, no_proxy=("waybill.example", "s3.example")))
    try_all()
    with raw_server(saying(HEALTHY)) as server:
        check(f"http://127.0.0.1:{server.port}")
    assert heads == []


def test_a_locked_proxy_goes_before_the_environments(
    tmp_path: Path, proxy: str, heads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "*")
    use_network(apart(tmp_path, "proxy", proxy=proxy))
    try_all()
    assert len(heads) >= 2


def test_a_preset_proxy_gives_way_to_the_environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://own.example:3128")
    use_network(apart(tmp_path, proxy="http://proxy.example:3128", preset=frozenset({"proxy"})))
    assert network.proxies() == {"https": "http://own.example:3128"}
    # Told to Waybill itself, it is no mere preset.
    monkeypatch.setenv("WAYBILL_PROXY", "http://told.example:3128")
    use_network(apart(tmp_path, proxy="http://told.example:3128", preset=frozenset({"proxy"})))
    assert network.proxies()["https"] == "http://told.example:3128"


def test_direct_is_no_proxy_whatever_is_said(
    tmp_path: Path, proxy: str, heads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    use_network(apart(tmp_path, "proxy", proxy=network.DIRECT))
    try_all()
    assert heads == []
    assert network.proxies() == {}


# Trust


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path / "authority")


@pytest.fixture
def secure(authority: Authority) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.vouch("127.0.0.1"))
    return context


def test_an_authority_of_the_computer_is_trusted_beside_the_systems(
    tmp_path: Path, authority: Authority, secure: ssl.SSLContext
) -> None:
    with raw_server(saying(HEALTHY), tls=secure) as server:
        at = f"https://127.0.0.1:{server.port}"
        with pytest.raises(CompanyNotTrusted):
            check(at)
        use_network(apart(tmp_path, ca_file=authority.root))
        check(at)
    bundle = Path(trust.root_certificates())
    assert str(bundle) == os.environ["AWS_CA_BUNDLE"]
    usual = next(Path(path) for path in trust._BUNDLES if Path(path).is_file())
    assert bundle.read_text().count("BEGIN CERT") == usual.read_text().count("BEGIN CERT") + 1


def test_a_storage_is_trusted_by_it_too(tmp_path: Path, authority: Authority, secure: ssl.SSLContext) -> None:
    with raw_server(saying(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), tls=secure) as server:
        destination = Destination("bucket", "eu-central-1", f"https://127.0.0.1:{server.port}")
        with pytest.raises(StorageError, match="certificate"):
            open_bucket(destination, None, KEY).check("cycle-001/")
        use_network(apart(tmp_path, ca_file=authority.root))
        with pytest.raises(StorageError, match="do not allow"):
            open_bucket(destination, None, KEY).check("cycle-001/")


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_without_authorities_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsDamaged, match="ca_file, cannot be used"):
        Application(apart(tmp_path, ca_file=file))


# The company


def test_a_locked_company_cannot_be_left(
    file: Path, company: CompanyForTests, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(f'company = "{company.address}"\nlocked = ["company"]\n')
    monkeypatch.setenv("WAYBILL_COMPANY", "https://other.example")
    application = Application(Settings(), KEY)
    try:
        with pytest.raises(SetByIT, match="set up for the company at"):
            application.sign_in("https://other.example", *OPERATOR)
        application.sign_in(company.address, *OPERATOR).close()
    finally:
        application.close()
    monkeypatch.setenv("WAYBILL_PASSWORD", "secret-of-theirs")
    status = run_command(cli, ["sign-in", "--company", "https://other.example", "--username", "mara"])
    assert status == 2
    assert "Set by your IT" in capsys.readouterr().err


def test_a_locked_trust_is_not_narrowed_to_ones_own(tmp_path: Path, authority: Authority) -> None:
    application = Application(apart(tmp_path, "ca_file", ca_file=authority.root))
    try:
        with pytest.raises(SetByIT, match="Leave sslrootcert out"):
            application.sign_in(f"https://waybill.example?sslrootcert={authority.root}", *OPERATOR)
    finally:
        application.close()


def test_with_damaged_settings_no_command_begins(file: Path) -> None:
    file.write_text("proxy = 8080\n")
    result = CliRunner().invoke(cli, ["whoami"])
    assert isinstance(result.exception, SettingsDamaged)
    assert f"{file}, cannot be used: line 1, proxy" in str(result.exception)


# How fast may be sent


@pytest.mark.parametrize(
    ("locked", "chosen", "rate", "least_seconds"),
    [("bandwidth_hours", 0, MIB, 1.5), ("bandwidth_hours", 64 * MIB, MIB, 1.5), ("", 64 * MIB, 64 * MIB, 0.0)],
)
def test_the_hour_limits_what_is_sent(
    tmp_path: Path,
    company: CompanyForTests,
    survey: tuple[Project, Cycle],
    locked: str,
    chosen: int,
    rate: int,
    least_seconds: float,
) -> None:
    """2 MiB at 1 MiB/s; what somebody chose is worth something where the hours are a preset only."""
    for number in range(8):
        write_file(tmp_path / "card" / f"{number}.bin", MIB // 4)
    application = Application(apart(tmp_path, locked, bandwidth_hours=("00:00-24:00 1M",)), KEY)
    workspace = application.sign_in(company.address, *OPERATOR)
    try:
        with ThreadPoolExecutor(4) as threads:
            run = workspace.uploads.start(
                Source(os.fsencode(tmp_path / "card")), *survey, UploadOptions(bandwidth_limit=chosen), threads
            )
            began = time.monotonic()
            ended = run.run()
            seconds = time.monotonic() - began
        assert ended.status is SessionStatus.COMPLETED
        assert run.progress().bandwidth_limit == rate
        assert seconds >= least_seconds
    finally:
        workspace.close()
        application.close()
