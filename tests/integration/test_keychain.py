"""Staying signed in by the system's keychain: a real Secret Service, real processes, both databases."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import keyring.backend
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import AuditFilter
from desktop_app.domain.errors import CompanyUnreachable, KeychainUnusable, SignedOut
from desktop_app.services import keychain as keychain_module
from desktop_app.services.keychain import Keychain, KeychainRenewal
from tests.companies import PostgresCompany
from tests.conftest import ADMIN, OPERATOR, REPOSITORY, CompanyForTests
from tests.integration.command_line import CommandLine
from tests.integration.renewing import Moment

pytestmark = pytest.mark.usefixtures("keychain")

USERNAME, PASSWORD = OPERATOR


@dataclass
class Kept:
    """A person who stays signed in at a company, on this computer."""

    address: str
    company_password: str | None
    locks: Path

    def store(self) -> SqlCompanyStore:
        """The company as this process sees it; nobody has renewed yet."""
        renewal = KeychainRenewal(Keychain(), self.address, USERNAME, self.locks)
        return SqlCompanyStore(open_company(self.address, self.company_password), self.address, renewal)

    @property
    def tokens(self) -> list[str]:
        return Keychain().tokens(self.address, USERNAME)

    def begin(self, times: int = 1, moment: Moment = Moment.NEVER) -> "subprocess.Popen[str]":
        """A process that goes on as this person."""
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.integration.renewing"),
                *(self.address, USERNAME, str(self.locks), str(times), moment),
            ],
            env=os.environ | {"WAYBILL_COMPANY_PASSWORD": self.company_password or ""},
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, moment: Moment = Moment.NEVER) -> int:
        """Let such a process come to its end; its exit status."""
        process = self.begin(moment=moment)
        _, error = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL), error
        return process.returncode

    def replays(self) -> int:
        """How often the company has seen a token used a second time."""
        renewal = KeychainRenewal(Keychain(), self.address, ADMIN[0], self.locks)
        store = SqlCompanyStore(open_company(self.address, self.company_password), self.address, renewal)
        store.access.sign_in(*ADMIN)
        try:
            return store.audit.list(AuditFilter(action="sign_in_replayed")).total
        finally:
            store.access.sign_out()
            store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """The operator, who has just signed in to stay."""
    if request.param == "sqlite":
        company: CompanyForTests = request.getfixturevalue("company")
        kept = Kept(company.address, None, tmp_path / "locks")
    else:
        in_postgres: PostgresCompany = request.getfixturevalue("company_in_postgres")
        kept = Kept(in_postgres.address, in_postgres.password, tmp_path / "locks")
    store = kept.store()
    store.access.sign_in(USERNAME, PASSWORD)
    store.close()
    return kept


# A sign-in that outlives the program


def test_going_on_takes_the_next_token_each_time(kept: Kept) -> None:
    seen = [kept.tokens]
    for _ in range(3):
        store = kept.store()
        assert store.access.resume().user.username == USERNAME
        store.projects.list()
        store.close()
        seen.append(kept.tokens)
    assert [len(tokens) for tokens in seen] == [1, 1, 1, 1]
    assert len({tokens[0] for tokens in seen}) == 4
    assert kept.replays() == 0


def test_signing_out_leaves_nothing_in_the_keychain(kept: Kept) -> None:
    store = kept.store()
    store.access.resume()
    store.access.sign_out()
    assert kept.tokens == []
    with pytest.raises(SignedOut):
        store.access.resume()
    store.close()


def test_a_stolen_token_ends_the_sign_in_for_both(kept: Kept) -> None:
    stolen = kept.tokens
    assert kept.run() == 0
    mine = kept.tokens
    Keychain().keep_tokens(kept.address, USERNAME, stolen)
    store = kept.store()
    with pytest.raises(SignedOut):
        store.access.resume()
    Keychain().keep_tokens(kept.address, USERNAME, mine)
    with pytest.raises(SignedOut):
        store.access.resume()
    store.close()
    assert kept.tokens == [], "what counts no more is not kept"
    assert kept.replays() == 1


def test_processes_that_renew_at_once_all_go_on(own_keychain: None, kept: Kept) -> None:
    processes = [kept.begin(times=8) for _ in range(3)]
    for process in processes:
        told, error = process.communicate(timeout=100)
        assert (process.returncode, told.split()) == (0, [USERNAME] * 8), error
    assert len(kept.tokens) == 1
    assert kept.replays() == 0


@pytest.mark.parametrize(
    "moments",
    [
        [Moment.KEPT],
        [Moment.ASKED],
        [Moment.COMMITTED],
        [Moment.COMMITTED, Moment.KEPT, Moment.COMMITTED, Moment.ASKED, Moment.COMMITTED],
    ],
    ids=lambda moments: ", then ".join(moment.name.lower() for moment in moments),
)
def test_who_was_killed_in_the_middle_of_an_exchange_goes_on(
    own_keychain: None, kept: Kept, moments: Sequence[Moment]
) -> None:
    for moment in moments:
        before = kept.tokens
        assert kept.run(moment) == -signal.SIGKILL
        assert len(kept.tokens) > len(before), "the next token was written down"
    assert kept.run() == 0
    assert len(kept.tokens) == 1
    assert kept.replays() == 0


def test_while_the_company_is_away_nothing_is_spent(company: CompanyForTests, tmp_path: Path) -> None:
    kept = Kept(company.address, None, tmp_path / "locks")
    store = kept.store()
    store.access.sign_in(USERNAME, PASSWORD)
    tokens = kept.tokens
    store.close()
    store = kept.store()
    elsewhere = company.path.with_name("elsewhere.db")
    company.path.rename(elsewhere)
    with pytest.raises(CompanyUnreachable):
        store.access.resume()
    assert kept.tokens == tokens
    elsewhere.rename(company.path)
    assert store.access.resume().user.username == USERNAME
    store.close()


# What is in it


def test_each_person_and_company_has_an_entry_of_its_own(tmp_path: Path) -> None:
    keychain, here, there = Keychain(), f"sqlite:///{tmp_path}/1", f"sqlite:///{tmp_path}/2"
    keychain.keep_tokens(here, "Ada", ["1", "2"])
    keychain.keep_tokens(here, "bea", ["3"])
    keychain.keep_tokens(there, "ada", ["4"])
    keychain.keep_company_password(here, "the company's")
    assert keychain.tokens(here, "ADA") == ["1", "2"]
    assert (keychain.tokens(here, "bea"), keychain.tokens(there, "ada")) == (["3"], ["4"])
    assert (keychain.company_password(here), keychain.company_password(there)) == ("the company's", None)
    keychain.keep_tokens(here, "ada", [])
    assert (keychain.tokens(here, "ada"), keychain.tokens(here, "bea")) == ([], ["3"])
    keychain.keep_tokens(here, "ada", [])


def test_a_sign_in_is_kept_for_the_name_that_the_company_has(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/company.db"
    renewal = KeychainRenewal(Keychain(), address, "typed otherwise", tmp_path / "new" / "locks")
    renewal.begin("ada", "first")
    assert Keychain().tokens(address, "ada") == ["first"]
    offered: list[tuple[str, str]] = []
    renewal.exchange(lambda token, fresh: offered.append((token, fresh)))
    assert offered[0][0] == "first"
    assert Keychain().tokens(address, "ada") == [offered[0][1]]
    renewal.forget()
    assert Keychain().tokens(address, "ada") == []


@pytest.mark.parametrize("has_ended", [False, True])
def test_who_signs_in_while_another_process_renews_is_kept(tmp_path: Path, has_ended: bool) -> None:
    """What the other one writes down of the sign-in before, or forgets, is not the new one."""
    address = f"sqlite:///{tmp_path}/company.db"
    here, there = (KeychainRenewal(Keychain(), address, "ada", tmp_path / "locks") for _ in range(2))
    here.begin("ada", "before")
    signing_in = threading.Thread(target=there.begin, args=("ada", "new"))

    def renew(_token: str, _fresh: str) -> None:
        signing_in.start()
        signing_in.join(0.3)
        if has_ended:
            raise SignedOut("The password was changed.")

    with contextlib.suppress(SignedOut):
        here.exchange(renew)
    signing_in.join()
    assert Keychain().tokens(address, "ada") == ["new"]
    there.forget()


@pytest.mark.parametrize(
    "entry", ["an-earlier-waybills-token", '{"token": "x"}', '"x"', "null", "7", "[1, null]", "\N{BELL}"]
)
def test_an_entry_of_an_earlier_waybill_means_signing_in_again(
    company: CompanyForTests, waybill: CommandLine, entry: str
) -> None:
    keychain_module._write(keychain_module._person(company.address, USERNAME), entry)
    assert Keychain().tokens(company.address, USERNAME) == []
    waybill.home.mkdir()
    (waybill.home / "remembered.json").write_text(json.dumps({"company": company.address, "username": USERNAME}))
    kept = Kept(company.address, None, waybill.home / "locks")
    store = kept.store()
    with pytest.raises(SignedOut, match="Sign in to go on"):
        store.access.resume()
    store.access.sign_in(USERNAME, PASSWORD)
    store.close()
    assert kept.run() == 0


# Where there is none


class Plain(keyring.backend.KeyringBackend):
    """As keyrings.alt: it would write everything down for everybody to read."""

    priority = 99.0
    written: tuple[str, ...] = ()

    def set_password(self, *secret: str) -> None:
        Plain.written += secret

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002
        return None


@pytest.mark.parametrize(
    "use",
    [
        lambda keychain: keychain.keep_tokens("sqlite:///x", "ada", ["secret"]),
        lambda keychain: keychain.tokens("sqlite:///x", "ada"),
        lambda keychain: keychain.keep_company_password("sqlite:///x", "secret"),
        lambda keychain: keychain.company_password("sqlite:///x"),
    ],
)
def test_no_keychain_is_better_than_one_in_plain_text(
    monkeypatch: pytest.MonkeyPatch, use: Callable[[Keychain], object]
) -> None:
    backends = [kind() for kind in (Plain, NoKeyring)]
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: backends)
    with pytest.raises(KeychainUnusable, match="keeps none in plain text"):
        use(Keychain())
    assert Plain.written == ()


def test_without_a_keychain_the_companys_password_is_given_each_time(
    company_in_postgres: PostgresCompany, tmp_path: Path
) -> None:
    waybill = CommandLine(tmp_path / "home", company_in_postgres.address, USERNAME, PASSWORD)
    waybill.environment = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    secret = company_in_postgres.password
    with_password = company_in_postgres.address.replace("@", f":{secret}@", 1)
    for given in ({"WAYBILL_COMPANY_PASSWORD": secret}, {"WAYBILL_COMPANY": with_password}):
        assert waybill.json("whoami", environment=given)["company"] == company_in_postgres.address
        assert waybill.run("whoami").returncode == 3
    assert secret.encode() not in b"".join(path.read_bytes() for path in waybill.home.rglob("*") if path.is_file())
