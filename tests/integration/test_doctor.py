"""`waybill doctor`: what is well and what is not, with what to do about it, and no secret."""

import json
import re
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desktop_app.bootstrap import Application
from desktop_app.cli import checkups, cli
from desktop_app.company.connect import trust
from desktop_app.company.http import client
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Cycle, Destination, Project
from desktop_app.engine import s3_answers
from desktop_app.policy import reading
from desktop_app.services.demo_storage import DemoStorage
from desktop_app.services.updates import release
from desktop_app.settings import Settings
from tests.api_server import api_server
from tests.conftest import OPERATOR, CompanyForTests

PASSWORD = OPERATOR[1]


@pytest.fixture(autouse=True)
def policy_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workstation with nothing of the developer's own; where IT's settings would be."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "AWS_CA_BUNDLE", "AWS_PROFILE"):
        for spelling in (name, name.lower()):
            monkeypatch.setenv(spelling, "")
            monkeypatch.delenv(spelling)
    monkeypatch.setenv("WAYBILL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WAYBILL_USERNAME", OPERATOR[0])
    monkeypatch.setenv("WAYBILL_PASSWORD", PASSWORD)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", DemoStorage.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", DemoStorage.secret_key)
    path = tmp_path / "etc" / "settings.toml"
    path.parent.mkdir(mode=0o755)
    monkeypatch.setattr(reading, "policy_file", lambda: path)
    monkeypatch.setattr(checkups, "policy_file", lambda: path)
    yield path
    trust.root_certificates.cache_clear()


@pytest.fixture
def well(company: CompanyForTests, survey: tuple[Project, Cycle], monkeypatch: pytest.MonkeyPatch) -> CompanyForTests:
    """A company that can be used, with a project whose storage answers."""
    assert survey
    monkeypatch.setenv("WAYBILL_COMPANY", company.address)
    return company


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["doctor", *arguments])


def findings(status: int) -> dict[str, list[dict[str, Any]]]:
    """What is found, by what it is about."""
    result = doctor("--json")
    assert result.exit_code == status, result.output
    told = json.loads(result.output.splitlines()[-1])
    assert told["ok"] is (status == 0)
    assert told["about"]["libraries"]["boto3"]
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in told["findings"]:
        assert finding["ok"] or finding["remedy"], "it says what to do"
        found.setdefault(finding["about"], []).append(finding)
    return found


def problem(about: str) -> str:
    """The one thing that is wrong, in words."""
    found = [one for several in findings(1).values() for one in several if not one["ok"]]
    assert [one["about"] for one in found] == [about], found
    return f"{found[0]['message']} {found[0]['remedy']}"


def test_a_workstation_that_is_well(well: CompanyForTests, tmp_path: Path) -> None:
    result = doctor()
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()]
    assert [line[1] for line in lines] == (
        "program settings folders disk keychain proxy company schema sign-in storage TLS updates".split()
    )
    assert {line[0] for line in lines} == {"ok"}
    assert f"are in {tmp_path / 'home'}, which is made when it is needed." in result.output
    assert "The storage of Survey answers, and you may write there." in result.output
    assert "The storage of Survey is not encrypted on the way (http://127.0.0.1:" in result.output
    assert set(findings(0)) >= {"program", "storage"}


def test_what_was_looked_at_leaves_nothing_behind(well: CompanyForTests, s3: Any, bucket_name: str) -> None:
    assert doctor().exit_code == 0
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket_name)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket_name)
    store, _ = well.admin()
    assert store.uploads.list().total == 0


def test_no_secret_is_shown(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("HTTPS_PROXY", f"http://mara:h0rse-battery@{address}")
        monkeypatch.setenv("WAYBILL_COMPANY_PASSWORD", "staple-44")
        for told in (doctor().output, doctor("--json").output):
            assert f"{address} for https takes connections" in told
            for secret in ("h0rse-battery", PASSWORD, "staple-44", DemoStorage.secret_key + '"'):
                assert secret not in told


def test_over_http_company_tls_and_clock_are_looked_at(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    with api_server(companies=[{"address": well.address}]) as url:
        monkeypatch.setenv("WAYBILL_COMPANY", url)
        found = findings(0)
        assert found["company"][0]["message"] == f"{url} answers."
        assert "this computer" in found["TLS"][0]["message"]
        assert "agrees with 127.0.0.1's" in found["clock"][0]["message"]
        assert found["storage"][0]["ok"]
        monkeypatch.setattr(client, "utc_now", lambda: utc_now() + timedelta(minutes=3))
        assert re.search(r"18\d seconds ahead of 127.0.0.1's", problem("clock"))


def test_a_company_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYBILL_COMPANY", "http://127.0.0.1:9")
    assert "Company not reachable: The company at http://127.0.0.1:9 does not answer" in problem("company")


def test_no_company_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYBILL_COMPANY", raising=False)
    assert "Sign in once" in problem("company")


def test_a_wrong_password(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYBILL_PASSWORD", "another one")
    assert "Wrong username or password" in problem("sign-in")


def test_who_is_not_signed_in_is_no_trouble(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYBILL_PASSWORD")
    found = findings(0)
    assert "so the storages were not asked" in found["sign-in"][0]["message"]
    assert "storage" not in found


def test_a_storage_that_may_not_be_written(well: CompanyForTests, storage: DemoStorage) -> None:
    store, _ = well.admin()
    project = store.projects.add("Away", Destination("not-there", storage.region, storage.endpoint_url))
    store.cycles.add(project.id, "One", 1)
    told = problem("storage")
    assert "Bucket not found" in told
    assert "Ask your admin, or your IT." in told


def test_a_clock_that_is_off(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_answers, "utc_now", lambda: utc_now() - timedelta(minutes=7))
    told = problem("clock")
    assert "behind that of the storage of Survey" in told
    assert "From 15 minutes on" in told


def test_a_proxy_that_takes_no_connection(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    for address, shown in (("http://127.0.0.1:9", "127.0.0.1:9"), ("http://[broken", "http://[broken")):
        monkeypatch.setenv("HTTPS_PROXY", address)
        assert f"The proxy {shown} for https takes no connection" in problem("proxy")


def test_little_room(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 100 * 2**20}))
    assert "Only 0.1 GiB are free" in problem("disk")


def test_a_folder_that_others_may_look_into(well: CompanyForTests, tmp_path: Path) -> None:
    Application(Settings()).close()
    journal = tmp_path / "home" / "journal.db"
    journal.chmod(0o644)
    assert f"chmod go-rwx {journal}" in problem("folders")


def test_a_home_that_is_no_folder(well: CompanyForTests, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    found = findings(1)
    assert "is no folder" in found["folders"][0]["message"]


def test_a_journal_that_is_too_new(well: CompanyForTests, tmp_path: Path) -> None:
    Application(Settings()).close()
    with sqlite3.connect(tmp_path / "home" / "journal.db") as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    assert "Journal is from a newer Waybill" in problem("journal")


def test_damaged_settings_of_the_computer(policy_file: Path, tmp_path: Path) -> None:
    policy_file.write_text("proxy = 8080\n")
    told = problem("settings")
    assert f"{policy_file}, cannot be used: line 1, proxy" in told
    assert "Your IT can correct the file" in told
    assert str(tmp_path / "home") in findings(1)["folders"][0]["message"]


def test_settings_that_anybody_may_change(well: CompanyForTests, policy_file: Path) -> None:
    policy_file.write_text('updates = false\nproxy = "direct"\nlocked = ["updates"]\n')
    policy_file.chmod(0o644)
    found = findings(0)
    assert found["settings"][0]["message"] == f"{policy_file} (preset: proxy; locked: updates)."
    assert "off: by the settings" in found["updates"][0]["message"]
    policy_file.chmod(0o666)
    assert f"chmod go-w {policy_file}" in problem("settings")


def test_settings_that_are_not_its(well: CompanyForTests, policy_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    policy_file.write_text("updates = false\n")
    monkeypatch.setattr(reading, "is_its", lambda _: False)
    assert f"{policy_file} does not belong to the administrators" in problem("settings")


def test_a_feed_that_nobody_signed(well: CompanyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYBILL_UPDATE_FEED", "http://127.0.0.1:9/waybill.feed")
    assert "made without a key" in findings(0)["updates"][0]["message"]
    monkeypatch.setattr(release, "PUBLIC_KEYS", ("A" * 43 + "=",))
    assert "Updates not reachable" in problem("updates")
