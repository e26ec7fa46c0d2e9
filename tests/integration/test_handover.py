"""Another workstation goes on with what one began: nothing is sent twice, and the old one stops."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import SessionRow
from desktop_app.domain.company import Destination
from desktop_app.domain.names import text_form
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.journal.handover import UNFINISHED
from desktop_app.journal.journal import Journal
from tests.companies import PostgresCompany
from tests.conftest import MIB, PREFIX, disk, objects, open_uploads, write_file
from tests.contract.behind import Behind
from tests.contract.conftest import STORES
from tests.contract.conftest import company_server as company_server
from tests.fault_proxy import FaultProxy
from tests.integration.command_line import TO, CommandLine

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PARTS = 6
LARGE = PARTS * 16 * MIB - 1000
SMALL = 30


@dataclass
class Office:
    """Two workstations of one company, each with a folder of the same files."""

    behind: Behind
    store: CompanyStore
    here: CommandLine
    there: CommandLine
    folder: Path
    copy: Path

    def interrupt(self) -> None:
        """Let a quarter of an hour go by."""
        self.behind.age(1000, SessionRow.last_seen_at)

    def agree(self, waybill: CommandLine, client_uuid: str) -> None:
        """Journal and company say the same."""
        journal = Journal(waybill.home / "journal.db")
        try:
            upload = journal.sessions.find(1, client_uuid)
            rows = {text_form(file.path): file for file in journal.files.page(upload.id, 0, 10**6).items}
        finally:
            journal.close()
        seen = self.store.uploads.get(client_uuid)
        assert (seen.status, seen.counts) == (upload.status, upload.counts)
        records = {file.relative_path: file for file in self.store.uploads.files(client_uuid, limit=10**6).items}
        assert {path: (file.status, file.size_bytes, file.etag, file.checksum) for path, file in records.items()} == {
            path: (file.status, file.size_bytes, file.etag, file.checksum) for path, file in rows.items()
        }


@pytest.fixture(params=STORES)
def office(request: pytest.FixtureRequest, tmp_path: Path, proxy: FaultProxy, bucket_name: str) -> Iterator[Office]:
    behind = STORES[request.param](request)
    environment = {}
    if request.param == "postgresql":
        company: PostgresCompany = request.getfixturevalue("company_in_postgres")
        environment["WAYBILL_COMPANY_PASSWORD"] = company.password
    folder = tmp_path / "field" / "card"
    for number in range(SMALL):
        write_file(folder / f"day {number % 3}" / f"shot {number}", 1000 + number)
    write_file(folder / "large", LARGE)
    shutil.copytree(folder, tmp_path / "office" / "card")
    admin = behind.admin()
    project = admin.projects.add("Survey", Destination(bucket_name, endpoint_url=proxy.endpoint_url))
    admin.cycles.add(project.id, "One", 1)
    yield Office(
        behind,
        admin,
        CommandLine(tmp_path / "home a", behind.address, environment=environment),
        CommandLine(tmp_path / "home b", behind.address, environment=environment),
        folder,
        tmp_path / "office" / "card",
    )
    behind.close()


Killed = Callable[[], str]


def _never_arrives(gate: threading.Event) -> Callable[[Any], bool]:
    """Keep a request until the gate opens, and drop it then."""

    def act(exchange: Any) -> bool:
        exchange.body()
        gate.wait()
        exchange.cut()
        return True

    return act


@pytest.fixture
def killed(office: Office, proxy: FaultProxy, s3: "S3Client", bucket_name: str) -> Iterator[Killed]:
    """A function that sends on one workstation and kills it in the middle of the large file; gives the session."""
    gate = threading.Event()

    def stored() -> int:
        """How many parts of the large file the storage has."""
        uploads = s3.list_multipart_uploads(Bucket=bucket_name, Prefix=f"{PREFIX}large").get("Uploads", ())
        return sum(
            len(s3.list_parts(Bucket=bucket_name, Key=one["Key"], UploadId=one["UploadId"]).get("Parts", ()))
            for one in uploads
        )

    def run() -> str:
        rules = [proxy.rule(_never_arrives(gate), kind="upload_part", part=part) for part in (4, 5, 6)]
        process = office.here.begin("upload", office.folder, *TO)
        try:
            _wait_until(
                lambda: stored() == 3 and proxy.count("upload_part", "large") >= PARTS and _known(office, proxy)
            )
        finally:
            process.kill()
            process.communicate()
        gate.set()
        for rule in rules:
            proxy.rules.remove(rule)
        (session,) = office.store.uploads.list().items
        return session.client_uuid

    yield run
    gate.set()


def _known(office: Office, proxy: FaultProxy) -> bool:
    """Whether the company has heard of all small files and of the large one's upload id."""
    sessions = office.store.uploads.list().items
    if not sessions:
        return False
    records = office.store.uploads.files(sessions[0].client_uuid).items
    return sum(record.status is FileStatus.UPLOADED for record in records) == SMALL and any(
        record.upload_id for record in records
    )


def _wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if condition():
            return
        pause.wait(0.1)
    raise AssertionError(f"not within {seconds} s")


def test_a_colleagues_upload_is_finished_in_the_middle_of_a_file(
    office: Office, killed: Killed, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    session = killed()
    office.interrupt()
    proxy.requests.clear()
    found = office.there.json("resume", session[:8], "--take-over", "--folder", office.copy)
    assert (found["session"], found["status"]) == (session, "completed")
    assert (found["files_uploaded"], found["files_failed"]) == (SMALL + 1, 0)
    assert objects(s3, bucket_name) == disk(office.copy)
    assert open_uploads(s3, bucket_name) == []
    # Nothing but the three parts that were on their way went out a second time.
    assert (proxy.count("put_object"), proxy.count("begin", "large")) == (0, 0)
    assert proxy.count("upload_part", "large") == 3
    office.agree(office.there, session)
    assert office.there.json("verify", session)["status"] == "verified"


def test_whoever_takes_over_sends_what_was_chosen_there(
    office: Office, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    gate = threading.Event()
    rule = proxy.rule(_never_arrives(gate), kind="put_object")
    chosen = [office.folder / "day 0" / f"shot {number}" for number in (0, 3, 6)]
    process = office.here.begin("upload", *chosen, *TO, "--exclude", "shot 3")
    try:
        _wait_until(lambda: proxy.count("put_object") == 2 and bool(office.store.uploads.list().items))
    finally:
        process.kill()
        process.communicate()
    proxy.rules.remove(rule)
    gate.set()
    office.interrupt()
    (session,) = office.store.uploads.list().items
    assert session.options.excludes == ("shot 3",)
    folder = office.copy / "day 0"
    found = office.there.json("resume", session.client_uuid, "--take-over", "--folder", folder, "--exclude", "shot 6")
    assert (found["status"], found["files_uploaded"]) == ("completed", 1)
    assert objects(s3, bucket_name) == {f"{PREFIX}shot 0": (folder / "shot 0").read_bytes()}


def test_the_old_holder_stops_and_says_so(office: Office, killed: Killed, proxy: FaultProxy) -> None:
    session = killed()
    office.interrupt()
    office.there.json("resume", session, "--take-over", "--folder", office.copy)
    done = office.here.run("resume", session)
    assert done.returncode != 0
    assert "has taken this upload over" in done.stderr + done.stdout
    done = office.here.run("resume", session)
    assert "Taken over" in done.stderr
    office.agree(office.there, session)


def test_what_somebody_sends_is_not_taken_over(office: Office, killed: Killed, proxy: FaultProxy) -> None:
    session = killed()
    done = office.there.run("resume", session, "--take-over", "--folder", office.copy)
    assert (done.returncode, "15 minutes" in done.stderr) == (2, True)
    assert office.there.json("sessions")["sessions"] == []


def test_what_can_be_taken_over_is_listed(office: Office, killed: Killed) -> None:
    session = killed()
    assert office.there.json("resume", "--take-over")["sessions"] == []
    office.interrupt()
    (listed,) = office.there.json("resume", "--take-over")["sessions"]
    assert (listed["session"], listed["local_directory"]) == (session, text_form(os.fsencode(office.folder)))


# What one engine of a company shows is so of the others


on_sqlite = pytest.mark.parametrize("office", ["sqlite"], indirect=True)


@on_sqlite
def test_a_folder_that_is_not_here_is_asked_for(office: Office, killed: Killed) -> None:
    session = killed()
    office.interrupt()
    shutil.rmtree(office.folder)
    done = office.there.run("resume", session, "--take-over")
    assert (done.returncode, "--folder" in done.stderr) == (2, True)
    assert office.store.uploads.get(session).lease_epoch == 1


@on_sqlite
def test_a_folder_of_other_files_is_refused(office: Office, killed: Killed, tmp_path: Path) -> None:
    session = killed()
    office.interrupt()
    write_file(tmp_path / "other" / "something", 10)
    done = office.there.run("resume", session, "--take-over", "--folder", tmp_path / "other")
    assert (done.returncode, "none of the files" in done.stderr) == (2, True)
    assert office.store.uploads.get(session).lease_epoch == 1


@on_sqlite
def test_another_cards_files_replace_nothing(office: Office, killed: Killed, s3: "S3Client", bucket_name: str) -> None:
    session = killed()
    office.interrupt()
    same_time = office.copy / "day 0" / "shot 0"
    for path in office.copy.rglob("shot *"):
        # As on camera cards: whole seconds.
        os.utime(path, (1_700_000_000, 1_700_000_000))
    same_time.write_bytes(bytes(1000))
    found = office.there.json("resume", session, "--take-over", "--folder", office.copy, status=1)
    assert (found["files_blocked"], found["files_uploaded"]) == (1, SMALL)
    assert objects(s3, bucket_name) == disk(office.folder)


@on_sqlite
def test_a_large_file_that_is_another_here_starts_anew(
    office: Office, killed: Killed, s3: "S3Client", bucket_name: str
) -> None:
    session = killed()
    office.interrupt()
    write_file(office.copy / "large", LARGE + 5, seed="other")
    found = office.there.json("resume", session, "--take-over", "--folder", office.copy)
    assert found["status"] == "completed"
    assert objects(s3, bucket_name) == disk(office.copy)
    assert open_uploads(s3, bucket_name) == []


@on_sqlite
def test_what_arrived_before_the_company_heard_of_it_is_not_sent_again(
    office: Office, killed: Killed, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    session = killed()
    office.interrupt()
    office.behind.run("DELETE FROM file_uploads WHERE relative_path LIKE 'day 1%'")
    # So is a large file whose completion nobody heard of.
    ((upload_id,),) = office.behind.ask("SELECT upload_id FROM file_uploads WHERE upload_id <> ''")
    body = (office.folder / "large").read_bytes()
    parts: Any = [
        {
            "PartNumber": number + 1,
            "ETag": s3.upload_part(
                Bucket=bucket_name,
                Key=PREFIX + "large",
                UploadId=upload_id,
                PartNumber=number + 1,
                Body=body[number * 16 * MIB : (number + 1) * 16 * MIB],
            )["ETag"],
        }
        for number in range(PARTS)
    ]
    s3.complete_multipart_upload(
        Bucket=bucket_name, Key=PREFIX + "large", UploadId=upload_id, MultipartUpload={"Parts": parts}
    )
    proxy.requests.clear()
    found = office.there.json("resume", session, "--take-over", "--folder", office.copy)
    assert found["status"] == "completed"
    assert (proxy.count("put_object"), proxy.count("upload_part", "large"), proxy.count("begin", "large")) == (0, 0, 0)
    assert objects(s3, bucket_name) == disk(office.copy)
    office.agree(office.there, session)


@on_sqlite
def test_it_can_go_back_to_where_it_began(
    office: Office, killed: Killed, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    session = killed()
    office.interrupt()
    office.behind.run("UPDATE sync_sessions SET status = 'paused'")
    gate = threading.Event()
    rule = proxy.rule(_never_arrives(gate), kind="upload_part", key="large")
    proxy.requests.clear()
    process = office.there.begin("resume", session, "--take-over", "--folder", office.copy)
    _wait_until(lambda: proxy.count("upload_part", "large") == 3)
    _wait_until(lambda: office.store.uploads.get(session).status is SessionStatus.IN_PROGRESS)
    process.kill()
    process.communicate()
    gate.set()
    proxy.rules.remove(rule)
    done = office.here.run("resume", session)
    assert "taken this upload over" in done.stderr + done.stdout
    office.interrupt()
    found = office.here.json("resume", session, "--take-over")
    assert (found["status"], found["files_uploaded"]) == ("completed", SMALL + 1)
    assert office.store.uploads.get(session).lease_epoch == 3
    assert objects(s3, bucket_name) == disk(office.folder)
    office.agree(office.here, session)


@on_sqlite
def test_a_take_over_that_broke_off_is_begun_anew(
    office: Office, killed: Killed, s3: "S3Client", bucket_name: str
) -> None:
    session = killed()
    office.interrupt()
    office.there.json("resume", session, "--take-over", "--folder", office.copy)
    # As if the process had ended in the middle of writing it down.
    journal = Journal(office.there.home / "journal.db")
    upload = journal.sessions.find(1, session)
    journal.writer.write(
        lambda db: db.execute(
            "UPDATE upload_sessions SET status = 'in_progress', taken_over = ?, refusal = ?", (UNFINISHED, UNFINISHED)
        )
    )
    journal.writer.write(lambda db: db.execute("DELETE FROM files WHERE id % 2"))
    journal.close()
    office.behind.run("UPDATE sync_sessions SET status = 'in_progress', completed_at = NULL")
    office.interrupt()
    done = office.there.run("resume", str(upload.id))
    assert "Take it over again" in done.stderr
    found = office.there.json("resume", session, "--take-over")
    assert (found["status"], found["files_uploaded"]) == ("completed", SMALL + 1)
    assert objects(s3, bucket_name) == disk(office.copy)


def test_the_text_form_of_a_path_leads_back() -> None:
    from desktop_app.domain.names import raw_form

    for raw in (
        b"plain/name",
        b"back\\slash",
        b"\\x41",
        b"new\nline",
        b"\xff\xfe/\x7f",
        "é\u0085\u2028\U0001f4f7".encode(),
    ):
        assert raw_form(text_form(raw)) == raw
