"""What goes to whoever helps: enough to help, and no secret."""

import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from desktop_app.bootstrap import Application
from desktop_app.cli import cli
from desktop_app.domain.errors import BundleNotSaved, FileUnreadable
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.settings import Settings
from tests.gui.uploads import Office, open_office, planned

PASSWORD = "a-Password-of-theirs"
SECRETS = (PASSWORD, "wJalrXUtnFEMI/K7MDENG", "AKIAIOSFODNN7EXAMPLE", "h0rse-battery", "staple-44")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = open_office(tmp_path)
    yield office
    office.close()


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def test_secrets_of_every_kind_stay_here(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("HTTPS_PROXY", "http://mara:h0rse-battery@proxy:3128")
    application = office.application
    application.settings = application.settings.model_copy(update={"password": SecretStr(PASSWORD)})
    logging.getLogger("desktop_app").warning("refused %s and password=staple-44", PASSWORD)
    office.add_upload(b"/cards/A", [planned(b"a.jpg")], SessionStatus.COMPLETED)
    application.save_support_bundle(tmp_path / "help.zip", True)
    members = contents(tmp_path / "help.zip")
    assert not [(name, secret) for name, text in members.items() for secret in SECRETS if secret in text]
    assert {"README.txt", "about.json", "settings.json", "journal.json", "logs/waybill.log"} <= members.keys()
    # What is left is JSON still, and says of each setting whether it is set at all.
    told = json.loads(members["settings.json"])
    assert told["environment"]["AWS_ACCESS_KEY_ID"] == "[removed]"
    assert told["settings"]["company_password"] is None
    assert "refused" in members["logs/waybill.log"]
    # Nor was it written into the log to begin with, where its name told.
    assert "staple-44" not in application.settings.log_path.read_text()


def test_it_tells_what_was_sent_and_why_not(office: Office, tmp_path: Path) -> None:
    files = [planned(b"a.jpg"), planned(b"b.jpg", FileStatus.BLOCKED, message="b.jpg may not be read by your user.")]
    files[1] = files[1]._replace(error_code=FileUnreadable.code)
    office.add_upload(b"/cards/A", files, SessionStatus.COMPLETED_WITH_ERRORS)
    logging.getLogger("desktop_app").warning("%r is not there; %s neither", b"/cards/A", "/cards/A/sub folder")
    office.application.save_support_bundle(tmp_path / "names.zip", True)
    office.application.save_support_bundle(tmp_path / "plain.zip", False)
    upload = json.loads(contents(tmp_path / "names.zip")["journal.json"])["uploads"][0]
    assert upload["status"] == "completed_with_errors"
    assert upload["counts"]["files_blocked"] == 1
    assert upload["causes"][0] == {
        "code": "file_unreadable",
        "status": "blocked",
        "files": 1,
        "first": "b.jpg",
        "message": "b.jpg may not be read by your user.",
    }
    assert upload["folder"] == "/cards/A"
    plain = contents(tmp_path / "plain.zip")["journal.json"]
    assert "b.jpg" not in plain
    assert "/cards/A" not in plain
    assert "/cards/A" in contents(tmp_path / "names.zip")["logs/waybill.log"]
    log = contents(tmp_path / "plain.zip")["logs/waybill.log"]
    assert "b'<folder of upload 1>' is not there; <folder of upload 1>/sub folder neither" in log
    assert "/cards/A" not in log
    assert json.loads(plain)["uploads"][0]["causes"] == [{"code": "file_unreadable", "status": "blocked", "files": 1}]
    about = json.loads(contents(tmp_path / "plain.zip")["about.json"])
    assert about["libraries"]["boto3"]


def test_a_place_that_takes_no_file_is_told(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BundleNotSaved, match="Choose another place"):
        office.application.save_support_bundle(tmp_path / "nowhere" / "help.zip", False)
    assert not list(tmp_path.glob("**/*.zip*"))


def test_the_command_needs_nobody_signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYBILL_HOME", str(tmp_path / "home"))
    Application(Settings()).close()
    result = CliRunner().invoke(cli, ["support-bundle", str(tmp_path / "help.zip")])
    assert result.exit_code == 0, result.output
    assert json.loads(contents(tmp_path / "help.zip")["journal.json"]) == {"uploads": []}
    again = CliRunner().invoke(cli, ["support-bundle", str(tmp_path / "help.zip")])
    assert "is there already. Give another name, or replace it with --force." in str(again.exception)
    assert CliRunner().invoke(cli, ["support-bundle", str(tmp_path / "help.zip"), "--force"]).exit_code == 0
