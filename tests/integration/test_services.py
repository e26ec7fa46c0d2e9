"""The use cases between a front end and the parts: sources, preview, one process per upload, the outbox."""

import os
import sqlite3
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.bootstrap import Application
from desktop_app.company.areas.uploads import SqlUploads
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Cycle, Project, SignedIn
from desktop_app.domain.errors import (
    AccessRefused,
    BucketMissing,
    CompanyUnreachable,
    DeliveryRefused,
    EmptyFolder,
    FolderVanished,
    InvalidValue,
    NotPossibleNow,
    SignedOut,
    UploadBusy,
    WaybillError,
)
from desktop_app.domain.objects import PlannedFile
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import FileRecord, ScanNotes, SessionRecord, UploadOptions, UploadSession
from desktop_app.engine.s3_open import open_bucket
from desktop_app.journal.journal import Journal
from desktop_app.services.history import HistoryService
from desktop_app.services.outbox import OutboxDelivery
from desktop_app.services.preview import Preview
from desktop_app.services.sources import Source, sources_of
from desktop_app.services.upload import UploadService
from desktop_app.settings import Settings
from tests.conftest import (
    KEY,
    PREFIX,
    CompanyForTests,
    SerialExecutor,
    disk,
    objects,
    open_uploads,
    write_file,
)
from tests.fault_proxy import FaultProxy, call, refuse

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


# What was dropped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    for name in ("a", "sub/b", "sub/c"):
        write_file(folder / name, 10)
    return folder


def test_each_folder_is_a_source_of_its_own(folder: Path) -> None:
    assert sources_of([folder, folder / "sub"]) == [Source(os.fsencode(folder)), Source(os.fsencode(folder / "sub"))]


def test_loose_files_are_one_source_from_their_common_parent(folder: Path) -> None:
    sources = sources_of([folder / "sub" / "b", folder / "a", folder / "sub" / "c"])
    assert sources == [Source(os.fsencode(folder), (b"sub/b", b"a", b"sub/c"))]


def test_files_and_folders_may_be_dropped_together(folder: Path) -> None:
    sources = sources_of([folder / "a", folder / "sub"])
    assert sources == [Source(os.fsencode(folder / "sub")), Source(os.fsencode(folder), (b"a",))]


def test_relative_paths_and_what_was_dropped_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert sources_of([".", "./", str(folder), "sub/.."]) == [Source(os.fsencode(folder))]
    assert sources_of(["a"]) == [Source(os.fsencode(folder), (b"a",))]


def test_names_that_are_not_utf8_stay_as_they_are(folder: Path) -> None:
    name = os.fsdecode(os.fsencode(folder) + b"/caf\xe9")
    Path(name).write_bytes(b"x")
    assert sources_of([name]) == [Source(os.fsencode(folder), (b"caf\xe9",))]


def test_what_is_gone_is_told(folder: Path) -> None:
    with pytest.raises(FolderVanished, match="is not there"):
        sources_of([folder / "gone"])


# An upload service at work


@pytest.fixture
def service(journal: Journal, company: CompanyForTests, tmp_path: Path) -> UploadService:
    return service_for(journal, company.operator()[1], tmp_path)


def service_for(journal: Journal, signed_in: SignedIn, tmp_path: Path) -> UploadService:
    return UploadService(
        journal,
        journal.sessions.account_of(signed_in),
        signed_in,
        lambda destination, profile, _prefix: open_bucket(destination, profile, KEY),
        tmp_path / "locks",
        "here",
    )


@pytest.fixture
def outbox(journal: Journal, company: CompanyForTests) -> OutboxDelivery:
    store, signed_in = company.operator()
    return OutboxDelivery(journal, journal.sessions.account_of(signed_in), store)


def test_a_preview_counts_and_writes_nothing(service: UploadService, journal: Journal, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "empty").mkdir()
    write_file(folder / "left.tmp", 5)
    heard: list[Preview] = []
    preview = service.preview(sources_of([folder]), PREFIX, UploadOptions(excludes=("*.tmp",)), report=heard.append)
    assert (preview.files, preview.total_bytes, preview.blocked_files, preview.finished) == (3, 30, 1, True)
    assert preview.blocked[0][:2] == ("pipe", "Not a file")
    assert preview.notes == ScanNotes(excluded=1, empty_folders=1, empty_names=("empty",))
    assert heard
    assert not heard[0].finished
    assert journal.reader.all("SELECT * FROM upload_sessions") == []


def test_a_preview_knows_which_keys_are_too_long(service: UploadService, folder: Path) -> None:
    long_prefix = "x" * 500 + "/"
    write_file(folder / ("d" * 250) / ("e" * 250) / ("f" * 100), 1)
    preview = service.preview(sources_of([folder]), long_prefix, UploadOptions())
    assert (preview.files, [title for _, title, _ in preview.blocked]) == (3, ["Name too long"])


def test_an_upload_is_written_and_sent(
    service: UploadService,
    survey: tuple[Project, Cycle],
    folder: Path,
    threads: Executor,
    s3: "S3Client",
    bucket_name: str,
    journal: Journal,
) -> None:
    run = service.start(sources_of([folder])[0], *survey, UploadOptions(), threads)
    assert run.upload.status is SessionStatus.PENDING
    assert run.run().status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    assert service.unfinished() == []
    assert journal.sessions.get(run.upload.id).project_name == "Survey"


@pytest.mark.parametrize("what", ["empty folder", "gone", "pattern", "bucket", "inactive", "refused"])
def test_what_cannot_begin_leaves_nothing(
    service: UploadService,
    survey: tuple[Project, Cycle],
    folder: Path,
    journal: Journal,
    proxy: FaultProxy,
    tmp_path: Path,
    what: str,
) -> None:
    project, cycle = survey
    source, options = sources_of([folder])[0], UploadOptions()
    error: type[WaybillError]
    (tmp_path / "empty").mkdir()
    match what:
        case "empty folder":
            source, error = Source(os.fsencode(tmp_path / "empty")), EmptyFolder
        case "gone":
            source, error = Source(os.fsencode(tmp_path / "gone")), FolderVanished
        case "pattern":
            options, error = UploadOptions(excludes=("!",)), InvalidValue
        case "bucket":
            destination = replace(project.destination, bucket_name="no-such-bucket")
            project, error = replace(project, destination=destination), BucketMissing
        case "inactive":
            project, error = replace(project, is_active=False), NotPossibleNow
        case _:
            proxy.rule(refuse(403, "AccessDenied"))
            destination = replace(project.destination, endpoint_url=proxy.endpoint_url)
            project, error = replace(project, destination=destination), AccessRefused
    with pytest.raises(error):
        service.start(source, project, cycle, options, SerialExecutor())
    assert journal.reader.all("SELECT * FROM upload_sessions") == []


def test_one_process_sends_an_upload(service: UploadService, survey: tuple[Project, Cycle], folder: Path) -> None:
    run = service.start(sources_of([folder])[0], *survey, UploadOptions(), SerialExecutor())
    with pytest.raises(UploadBusy, match=r"is being sent by another Waybill on this computer\. Wait until it has"):
        service.resume(run.upload, SerialExecutor())
    assert service.unfinished() == []
    run.pause()
    assert run.run().status is SessionStatus.PAUSED
    assert [upload.id for upload in service.unfinished()] == [run.upload.id]
    again = service.resume(run.upload, SerialExecutor())
    assert again.run().status is SessionStatus.COMPLETED


def test_an_upload_that_could_not_be_gone_on_with_stays_as_it_is_and_is_not_locked(
    service: UploadService, survey: tuple[Project, Cycle], folder: Path, journal: Journal, proxy: FaultProxy
) -> None:
    project, cycle = survey
    project = replace(project, destination=replace(project.destination, endpoint_url=proxy.endpoint_url))
    run = service.start(sources_of([folder])[0], project, cycle, UploadOptions(times_to_retry=0), SerialExecutor())
    run.pause()
    run.run()
    proxy.rule(refuse(403, "AccessDenied"))
    with pytest.raises(AccessRefused):
        service.resume(run.upload, SerialExecutor())
    assert journal.sessions.get(run.upload.id).status is SessionStatus.PAUSED
    proxy.heal()
    assert service.resume(run.upload, SerialExecutor()).run().status is SessionStatus.COMPLETED


def test_what_is_finished_cannot_be_gone_on_with(
    service: UploadService, survey: tuple[Project, Cycle], folder: Path
) -> None:
    run = service.start(sources_of([folder])[0], *survey, UploadOptions(), SerialExecutor())
    run.run()
    with pytest.raises(NotPossibleNow, match="is completed"):
        service.resume(run.upload, SerialExecutor())
    with pytest.raises(NotPossibleNow):
        service.resume(run.upload, SerialExecutor(), failed=True)


def test_failed_files_are_tried_again_when_asked(
    service: UploadService, survey: tuple[Project, Cycle], folder: Path, proxy: FaultProxy
) -> None:
    project, cycle = survey
    project = replace(project, destination=replace(project.destination, endpoint_url=proxy.endpoint_url))
    proxy.rule(refuse(400, "InvalidArgument"), kind="put_object", key="/b")
    run = service.start(sources_of([folder])[0], project, cycle, UploadOptions(), SerialExecutor())
    assert run.run().status is SessionStatus.COMPLETED_WITH_ERRORS
    with pytest.raises(NotPossibleNow, match="--failed"):
        service.resume(run.upload, SerialExecutor())
    proxy.heal()
    again = service.resume(run.upload, SerialExecutor(), failed=True)
    assert again.run().status is SessionStatus.COMPLETED
    assert proxy.count("put_object") == 1


def test_uploads_of_another_person_are_not_shown(
    journal: Journal, company: CompanyForTests, survey: tuple[Project, Cycle], folder: Path, tmp_path: Path
) -> None:
    store, admin = company.admin()
    run = service_for(journal, admin, tmp_path).start(
        sources_of([folder])[0], *survey, UploadOptions(), SerialExecutor()
    )
    run.pause()
    run.run()
    _, operator = company.operator()
    theirs = HistoryService(journal, journal.sessions.account_of(operator), store)
    assert theirs.here() == []
    assert service_for(journal, operator, tmp_path).unfinished() == []
    assert len(service_for(journal, admin, tmp_path).unfinished()) == 1


# The outbox


def send(service: UploadService, survey: tuple[Project, Cycle], folder: Path) -> UploadSession:
    run = service.start(sources_of([folder])[0], *survey, UploadOptions(), SerialExecutor())
    run.run()
    return run.upload


def test_the_company_hears_of_everything(
    service: UploadService,
    outbox: OutboxDelivery,
    survey: tuple[Project, Cycle],
    folder: Path,
    company: CompanyForTests,
    journal: Journal,
) -> None:
    os.mkfifo(folder / "pipe")
    with open(os.fsencode(folder) + b"/caf\xe9", "wb"):
        pass
    upload = send(service, survey, folder)
    assert outbox.waiting() > 0
    outbox.deliver()
    assert outbox.waiting() == 0
    store, _ = company.admin()
    (seen,) = store.uploads.list().items
    now = journal.sessions.get(upload.id)
    assert (seen.client_uuid, seen.status, seen.counts) == (upload.client_uuid, now.status, now.counts)
    files = {file.relative_path: file for file in store.uploads.files(upload.client_uuid).items}
    assert {path: str(file.status) for path, file in files.items()} == {
        "a": "uploaded",
        "sub/b": "uploaded",
        "sub/c": "uploaded",
        "pipe": "blocked",
        r"caf\xe9": "blocked",
    }
    assert files["a"].s3_key == PREFIX + "a"
    assert files[r"caf\xe9"].s3_key == ""
    assert "not valid UTF-8" in files[r"caf\xe9"].error_message


def test_a_company_that_is_away_is_told_of_everything_once_it_is_back(
    service: UploadService,
    outbox: OutboxDelivery,
    survey: tuple[Project, Cycle],
    folder: Path,
    company: CompanyForTests,
) -> None:
    elsewhere = company.path.with_name("elsewhere.db")
    company.path.rename(elsewhere)
    uploads = [send(service, survey, folder) for _ in range(2)]
    with pytest.raises(CompanyUnreachable):
        outbox.deliver()
    assert isinstance(outbox.trouble, CompanyUnreachable)
    waiting = outbox.waiting()
    assert waiting > 0
    elsewhere.rename(company.path)
    outbox.deliver()
    assert outbox.waiting() == 0
    store, _ = company.admin()
    assert {seen.client_uuid for seen in store.uploads.list().items} == {each.client_uuid for each in uploads}
    assert [store.uploads.files(each.client_uuid).total for each in uploads] == [3, 3]


def test_what_changes_after_a_delivery_is_delivered_again(
    service: UploadService,
    outbox: OutboxDelivery,
    survey: tuple[Project, Cycle],
    folder: Path,
    company: CompanyForTests,
) -> None:
    run = service.start(sources_of([folder])[0], *survey, UploadOptions(), SerialExecutor())
    outbox.deliver()
    store, _ = company.admin()
    assert store.uploads.list().items[0].status is SessionStatus.PENDING
    run.pause()
    run.run()
    outbox.deliver()
    assert store.uploads.list().items[0].status is SessionStatus.PAUSED
    service.resume(run.upload, SerialExecutor()).run()
    outbox.deliver()
    seen = store.uploads.list().items[0]
    assert (seen.status, seen.counts.files_uploaded) == (SessionStatus.COMPLETED, 3)


class Refusing(SqlUploads):
    """A company that takes some records never: no rule of SQLite's can be made to say so for just these."""

    refused_uuid = ""
    refused_path = ""

    def deliver_session(self, record: SessionRecord) -> None:
        if record.client_uuid == self.refused_uuid:
            raise DeliveryRefused("not this one")
        super().deliver_session(record)

    def deliver_files(self, client_uuid: str, records: Sequence[FileRecord], lease_epoch: int = 1) -> None:
        if any(record.relative_path == self.refused_path for record in records):
            raise DeliveryRefused("not this file")
        super().deliver_files(client_uuid, records, lease_epoch)


@pytest.fixture
def refusing(company: CompanyForTests) -> SqlCompanyStore:
    store, _ = company.operator()
    store.uploads = Refusing(store._database)
    return store


def test_an_upload_that_is_refused_is_set_aside_and_blocks_no_other(
    service: UploadService,
    journal: Journal,
    refusing: SqlCompanyStore,
    survey: tuple[Project, Cycle],
    folder: Path,
    company: CompanyForTests,
) -> None:
    first, second, third = (send(service, survey, folder) for _ in range(3))
    assert isinstance(refusing.uploads, Refusing)
    refusing.uploads.refused_uuid = second.client_uuid
    outbox = OutboxDelivery(journal, journal.sessions.account_of(company.operator()[1]), refusing)
    outbox.deliver()
    assert outbox.waiting() == 0
    assert outbox.refused() == ["not this one"]
    seen = {each.client_uuid for each in refusing.uploads.list().items}
    assert seen == {first.client_uuid, third.client_uuid}


def test_a_file_that_is_refused_is_set_aside_alone(
    service: UploadService,
    journal: Journal,
    refusing: SqlCompanyStore,
    survey: tuple[Project, Cycle],
    folder: Path,
    company: CompanyForTests,
) -> None:
    upload = send(service, survey, folder)
    assert isinstance(refusing.uploads, Refusing)
    refusing.uploads.refused_path = "sub/b"
    outbox = OutboxDelivery(journal, journal.sessions.account_of(company.operator()[1]), refusing)
    outbox.deliver()
    assert (outbox.waiting(), outbox.refused()) == (0, ["not this file"])
    assert [file.relative_path for file in refusing.uploads.files(upload.client_uuid).items] == ["a", "sub/c"]


def test_records_of_another_person_are_not_delivered(
    service: UploadService, journal: Journal, company: CompanyForTests, survey: tuple[Project, Cycle], folder: Path
) -> None:
    send(service, survey, folder)
    store, admin = company.admin()
    theirs = OutboxDelivery(journal, journal.sessions.account_of(admin), store)
    assert theirs.waiting() == 0
    theirs.deliver()
    assert store.uploads.list().total == 0


def test_a_signed_out_person_delivers_nothing_and_loses_nothing(
    service: UploadService,
    company: CompanyForTests,
    survey: tuple[Project, Cycle],
    folder: Path,
    outbox: OutboxDelivery,
) -> None:
    send(service, survey, folder)
    waiting = outbox.waiting()
    with sqlite3.connect(company.path) as db:
        db.execute("UPDATE sign_ins SET ended_at = created_at")
    db.close()
    with pytest.raises(SignedOut):
        outbox.deliver()
    assert outbox.waiting() == waiting


def test_more_files_than_one_delivery_takes(
    journal: Journal, company: CompanyForTests, survey: tuple[Project, Cycle], outbox: OutboxDelivery
) -> None:
    project, cycle = survey
    account = journal.sessions.account_of(company.operator()[1])
    for number in range(2):
        upload = UploadSession(
            id=0,
            client_uuid=str(uuid.uuid4()),
            workstation="here",
            company_id=1,
            user_id=2,
            project_id=project.id,
            project_name=project.project_name,
            cycle_id=cycle.id,
            cycle_name=cycle.cycle_name,
            destination=project.destination,
            s3_prefix=cycle.s3_prefix,
            local_directory=b"/folder",
        )
        upload = journal.sessions.add(account, upload)
        rows = [PlannedFile(b"%d" % row, 1, 1, FileStatus.BLOCKED) for row in range(2000 + number)]
        journal.files.add(upload.id, rows)
    outbox.deliver()
    assert outbox.waiting() == 0
    store, _ = company.admin()
    assert sorted(store.uploads.files(each.client_uuid).total for each in store.uploads.list().items) == [2000, 2001]


def test_the_background_delivers_and_closes(
    service: UploadService,
    survey: tuple[Project, Cycle],
    folder: Path,
    journal: Journal,
    company: CompanyForTests,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop_app.services.outbox._EVERY_SECONDS", 0.01)
    store, signed_in = company.operator()
    outbox = OutboxDelivery(journal, journal.sessions.account_of(signed_in), store)
    send(service, survey, folder)
    outbox.start()
    outbox.start()
    while outbox.waiting():
        pass
    outbox.close()
    assert store.uploads.list().total == 1


def test_who_signs_in_again_while_a_delivery_is_refused_is_heard(
    service: UploadService,
    survey: tuple[Project, Cycle],
    folder: Path,
    journal: Journal,
    company: CompanyForTests,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop_app.services.outbox._EVERY_SECONDS", 0.01)
    store, signed_in = company.operator()
    outbox = OutboxDelivery(journal, journal.sessions.account_of(signed_in), store)
    send(service, survey, folder)
    deliver, tries = store.uploads.deliver_session, []

    def refused_at_first(record: SessionRecord) -> None:
        tries.append(record)
        if len(tries) == 1:
            outbox.start()
            raise SignedOut("The sign-in of before.")
        deliver(record)

    monkeypatch.setattr(store.uploads, "deliver_session", refused_at_first)
    outbox.start()
    until = time.monotonic() + 20
    while outbox.waiting() and time.monotonic() < until:
        time.sleep(0.02)
    outbox.close()
    assert outbox.waiting() == 0
    assert store.uploads.list().total == 1


# The composition root


def test_a_damaged_note_of_the_last_sign_in_is_as_good_as_none(tmp_path: Path, company: CompanyForTests) -> None:
    application = Application(Settings(home=tmp_path / "home"), KEY)
    try:
        workspace = application.sign_in(company.address, "operator", "operator123")
        assert application.settings.remembered() == (company.address, "operator")
        workspace.close()
        (tmp_path / "home" / "remembered.json").write_text("{ damaged")
        assert application.settings.remembered() == ("", "")
        with pytest.raises(SignedOut):
            application.resume_sign_in()
    finally:
        application.close()


def test_pausing_through_the_run_is_heard_at_once(
    service: UploadService,
    survey: tuple[Project, Cycle],
    folder: Path,
    proxy: FaultProxy,
    s3: "S3Client",
    bucket_name: str,
) -> None:
    project, cycle = survey
    project = replace(project, destination=replace(project.destination, endpoint_url=proxy.endpoint_url))
    for number in range(30):
        write_file(folder / f"{number}", 10)
    run = service.start(sources_of([folder])[0], project, cycle, UploadOptions(max_workers=1), SerialExecutor())
    proxy.rule(call(run.pause), kind="put_object", skip=4, times=1)
    assert run.run().status is SessionStatus.PAUSED
    assert proxy.count("put_object") == 5
    assert run.progress().counts.files_uploaded == 5
    assert len(objects(s3, bucket_name)) == 5


def test_what_cannot_be_sent_is_no_progress(
    service: UploadService, survey: tuple[Project, Cycle], folder: Path, proxy: FaultProxy
) -> None:
    project, cycle = survey
    project = replace(project, destination=replace(project.destination, endpoint_url=proxy.endpoint_url))
    write_file(folder / "clip.mov.nextcloud", 1000)
    run = service.start(sources_of([folder])[0], project, cycle, UploadOptions(max_workers=1), SerialExecutor())
    proxy.rule(call(run.pause), kind="put_object", times=1)
    assert run.run().status is SessionStatus.PAUSED
    progress = run.progress()
    assert progress.counts.files_blocked == 1
    assert (progress.done_files, progress.total_files) == (1, 3)
    assert (progress.done_bytes, progress.total_bytes) == (10, 30)
    assert progress.fraction == pytest.approx(1 / 3)
