"""A journal that is damaged is kept aside, told of, and a new one is filled with what the company knows."""

import platform
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.company.areas.uploads import SqlUploads
from desktop_app.domain.errors import CompanyUnreachable
from desktop_app.journal.damage import open_journal
from desktop_app.journal.schema import damage_mark
from desktop_app.services.refill import refill
from tests.conftest import MIB, CompanyForTests, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call
from tests.integration.command_line import TO, CommandLine, agree

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "no database any more": lambda body: b"\0" * len(body),
    "cut": lambda body: body[: len(body) // 2],
    "its first page": lambda body: body[:100] + b"\xff" * 3996 + body[4096:],
    "all but its first page": lambda body: body[:4096] + b"\xff" * (len(body) - 4096),
}


def damage(waybill: CommandLine, how: str) -> bytes:
    """Damage the journal; its bytes since."""
    path = waybill.home / "journal.db"
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole.close()
    body = DAMAGES[how](path.read_bytes())
    path.write_bytes(body)
    return body


def kept(waybill: CommandLine) -> Path:
    """The damaged journal."""
    (path,) = (path for path in waybill.home.glob("journal-damaged-*") if path.suffix == ".db")
    return path


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.usefixtures("proxied")
def test_what_was_sent_is_in_the_new_journal_and_not_sent_again(
    waybill: CommandLine,
    proxy: FaultProxy,
    company: CompanyForTests,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    how: str,
) -> None:
    write_file(folder / "large", 20 * MIB)
    for name in ("odd \\x41 \\ name", "a\nline", "é"):
        write_file(folder / name, 100)
    before = waybill.json("upload", folder, *TO)
    (listed,) = waybill.json("sessions")["sessions"]
    body = damage(waybill, how)
    # Damage in the middle shows when it is read; the next command keeps the journal aside.
    waybill.run("sessions")
    unfilled = waybill.run("sessions")
    assert "It is filled with what the company knows when you sign in." in unfilled.stderr
    done = waybill.run("session", "1", "--json")
    told = done.stderr
    assert done.returncode == 0, told
    assert len(waybill.last_object(done)["files"]) == len(disk(folder))
    done = waybill.run("sessions", "--json")
    assert done.stderr == ""
    (again,) = waybill.last_object(done)["sessions"]
    assert {name: again[name] for name in listed if name != "id"} == {
        name: listed[name] for name in listed if name != "id"
    }
    assert "journal on this computer was damaged" in told
    assert str(kept(waybill)) in told
    assert "1 upload that the company knows is in it again" in told
    assert kept(waybill).read_bytes() == body
    agree(company, waybill, before["session"])
    proxy.heal()
    sent = waybill.run("upload", folder, *TO, "--json")
    assert sent.stderr == "", "told once"
    assert waybill.last_object(sent)["files_skipped"] == len(disk(folder))
    assert proxy.count("put_object|begin") == proxy.count("begin", ".waybill-check"), "nothing is sent twice"
    assert proxy.count("head_object") == 0, "and nothing is compared by its bytes"
    assert objects(s3, bucket_name) == disk(folder)
    write_file(folder / "new", 10)
    assert waybill.json("upload", folder, *TO)["files_uploaded"] == 1


@pytest.mark.usefixtures("proxied")
def test_an_upload_that_had_not_ended_is_closed_and_sending_its_folder_again_sends_the_rest(
    waybill: CommandLine, proxy: FaultProxy, company: CompanyForTests, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    rule = proxy.rule(call(lambda: process.terminate()), kind="put_object", skip=5, times=1)
    with waybill.begin("upload", folder, *TO, "--max-workers", "1", "--json") as process:
        output, _ = process.communicate(timeout=60)
    assert rule.hits == 1
    assert process.returncode == 130, output
    sent = len(objects(s3, bucket_name))
    assert 5 < sent < 12
    damage(waybill, "no database any more")
    done = waybill.run("resume", "--json")
    assert done.returncode == 0
    assert "1 upload had not ended: send the same folders again" in done.stderr
    (old,) = waybill.json("sessions")["sessions"]
    assert (old["status"], old["files_uploaded"]) == ("cancelled", sent)
    proxy.heal()
    told = waybill.json("upload", folder, *TO)
    assert (told["status"], told["files_skipped"], told["files_uploaded"]) == ("completed", sent, 12 - sent)
    assert proxy.count("put_object") == 12 - sent
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    for session in (old["session"], told["session"]):
        agree(company, waybill, session)


@pytest.mark.usefixtures("proxied")
def test_an_upload_comes_back_with_the_files_that_are_blocked(
    waybill: CommandLine, company: CompanyForTests, folder: Path
) -> None:
    (folder / "link").symlink_to(folder / "nowhere")
    assert waybill.run("upload", folder, *TO).returncode == 1
    before = waybill.json("session", "1", "--failed")
    damage(waybill, "no database any more")
    after = waybill.json("session", "1", "--failed")
    assert (after["status"], after["files_blocked"]) == ("completed_with_errors", 1)
    assert after["files"] == before["files"]
    agree(company, waybill, after["session"])


@pytest.mark.usefixtures("proxied")
def test_a_company_that_is_away_fills_it_the_next_time(
    waybill: CommandLine, folder: Path, company: CompanyForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    waybill.json("upload", folder, *TO)
    workstation = platform.node()
    damage(waybill, "no database any more")
    store, signed_in = company.operator()
    journal = open_journal(waybill.home / "journal.db")
    account = journal.sessions.account_of(signed_in)
    with monkeypatch.context() as away:

        def unreachable(*_: object, **__: object) -> None:
            raise CompanyUnreachable("The company does not answer.")

        away.setattr(SqlUploads, "files", unreachable)
        told = refill(journal, account, store, signed_in, workstation)
    assert "could not be filled" in told
    assert "in it again" in refill(journal, account, store, signed_in, workstation)
    assert refill(journal, account, store, signed_in, workstation) == ""
    assert [upload.counts.files_uploaded for upload in journal.sessions.recent(account)] == [12]
    journal.close()
    assert not damage_mark(waybill.home / "journal.db").exists()
