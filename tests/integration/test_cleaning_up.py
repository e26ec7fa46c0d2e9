"""What nobody goes on with is removed from the storage; what somebody does is not."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Cycle, Destination, Project
from desktop_app.domain.errors import CompanyUnreachable
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import FileStatus, SessionStatus
from desktop_app.domain.uploads import UploadSession
from desktop_app.engine.s3_open import open_bucket
from desktop_app.services.cleanup import Claims, CleanupService
from tests.conftest import MIB, PREFIX, CompanyForTests, Sender, SerialExecutor, open_uploads, write_file
from tests.contract.samples import file_record, session_record
from tests.fault_proxy import FaultProxy, call, lose_answer
from tests.integration.command_line import CommandLine
from tests.swift import KEY as SWIFT_KEY
from tests.swift import running_swift, swift_bucket

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MOTOS_DATE = b"2010-11-10T20:48:33.000Z"
"""When everything was begun, if one asks moto."""


def begun(at: datetime) -> Callable[[Any], bool]:
    """Let the storage say that all multipart uploads were begun then."""

    def act(exchange: Any) -> bool:
        status, headers, told = exchange.forward()
        exchange.answer(status, headers, told.replace(MOTOS_DATE, at.strftime("%Y-%m-%dT%H:%M:%S.000Z").encode()))
        return True

    return act


@pytest.fixture
def store(company: CompanyForTests) -> CompanyStore:
    return company.operator()[0]


@pytest.fixture
def places(company: CompanyForTests, proxy: FaultProxy, bucket_name: str) -> tuple[Project, Cycle]:
    admin, _ = company.admin()
    project = admin.projects.add("Survey", Destination(bucket_name, endpoint_url=proxy.endpoint_url))
    return project, admin.cycles.add(project.id, "One", 1)


@pytest.fixture
def service(through_proxy: Sender, store: CompanyStore, places: tuple[Project, Cycle]) -> CleanupService:
    return CleanupService(
        through_proxy.journal,
        through_proxy.account_id,
        store,
        lambda destination, _, __: through_proxy.bucket(destination),
    )


def orphan(s3: "S3Client", bucket_name: str, key: str, size: int = 1000) -> str:
    upload_id = s3.create_multipart_upload(Bucket=bucket_name, Key=key)["UploadId"]
    s3.upload_part(Bucket=bucket_name, Key=key, UploadId=upload_id, PartNumber=1, Body=bytes(size))
    return upload_id


def paused(sender: Sender, proxy: FaultProxy, folder: Path) -> UploadSession:
    """An upload session that stopped in the middle of a large file."""
    write_file(folder / "large", 40 * MIB)
    rule = proxy.rule(call(sender.pause), kind="upload_part", part=2)
    upload = sender.session(folder)
    sender.run(upload, executor=SerialExecutor())
    proxy.rules.remove(rule)
    return sender.journal.sessions.get(upload.id)


def test_what_was_begun_more_than_a_day_ago_is_removed(
    service: CleanupService, s3: "S3Client", bucket_name: str
) -> None:
    orphan(s3, bucket_name, PREFIX + "forgotten", 1234)
    orphan(s3, bucket_name, "elsewhere/not ours")
    dry = service.run(dry_run=True)
    assert [(each.key, each.size_bytes) for each in dry.abandoned] == [(PREFIX + "forgotten", 1234)]
    assert (dry.removed, len(open_uploads(s3, bucket_name))) == (0, 2)
    done = service.run()
    assert (done.removed, done.size_bytes, done.troubles) == (1, 1234, ())
    assert open_uploads(s3, bucket_name) == ["elsewhere/not ours"]


def test_what_was_begun_today_is_left(
    service: CleanupService, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    orphan(s3, bucket_name, PREFIX + "fresh")
    proxy.rule(begun(utc_now() - timedelta(hours=23)), kind="list_uploads|get_bucket|list_objects")
    result = service.run()
    assert (result.removed, result.kept) == (0, 1)
    assert open_uploads(s3, bucket_name) == [PREFIX + "fresh"]


def test_what_can_be_gone_on_with_here_is_left(
    service: CleanupService, through_proxy: Sender, proxy: FaultProxy, tmp_path: Path
) -> None:
    upload = paused(through_proxy, proxy, tmp_path / "folder")
    result = service.run()
    assert (result.removed, result.kept) == (0, 1)
    assert through_proxy.run(upload).status is SessionStatus.COMPLETED


def test_what_an_ended_upload_left_is_removed_however_young(
    service: CleanupService,
    through_proxy: Sender,
    proxy: FaultProxy,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
) -> None:
    upload = paused(through_proxy, proxy, tmp_path / "folder")
    # A cancelled upload whose parts could not be freed.
    through_proxy.journal.sessions.set_status(upload.id, SessionStatus.CANCELLED)
    proxy.rule(begun(utc_now()), kind="list_uploads|get_bucket|list_objects")
    result = service.run()
    assert (result.removed, result.size_bytes > 16 * MIB) == (1, True)
    assert open_uploads(s3, bucket_name) == []
    assert through_proxy.journal.begun.all() == []


def test_another_workstations_upload_is_left_while_it_is_on(
    service: CleanupService,
    store: CompanyStore,
    places: tuple[Project, Cycle],
    company: CompanyForTests,
    s3: "S3Client",
    bucket_name: str,
) -> None:
    upload_id = orphan(s3, bucket_name, PREFIX + "large")
    record = session_record(places[1])
    store.uploads.deliver_session(record)
    store.uploads.deliver_files(
        record.client_uuid, [file_record("large", status=FileStatus.UPLOADING, upload_id=upload_id)]
    )
    assert [(one.upload_id, one.interrupted) for one in store.uploads.begun()] == [(upload_id, False)]
    assert (service.run().removed, service.run().kept) == (0, 1)
    # Once its record is deleted nobody goes on with it; the tombstone keeps it from coming back.
    company.admin()[0].uploads.deliver_session(
        session_record(places[1], revision=9, status=SessionStatus.CANCELLED, completed_at=utc_now())
    )
    store.uploads.delete(record.client_uuid)
    assert store.uploads.begun() == []
    assert service.run().removed == 1


def test_a_place_that_cannot_be_looked_at_is_told_and_the_others_are_cleaned(
    service: CleanupService, company: CompanyForTests, s3: "S3Client", bucket_name: str
) -> None:
    admin, _ = company.admin()
    away = admin.projects.add("Away", Destination("bucket", endpoint_url="http://127.0.0.1:9"))
    admin.cycles.add(away.id, "One", 1)
    orphan(s3, bucket_name, PREFIX + "forgotten")
    result = service.run()
    assert (result.removed, len(result.troubles)) == (1, 1)


def test_the_command_says_how_many_and_how_much(
    waybill: CommandLine, places: tuple[Project, Cycle], s3: "S3Client", bucket_name: str
) -> None:
    orphan(s3, bucket_name, PREFIX + "forgotten", 2048)
    found = waybill.json("cleanup", "--dry-run")
    assert (found["uploads_found"], found["uploads_removed"], found["total_bytes"]) == (1, 0, 2048)
    done = waybill.run("cleanup")
    assert (done.returncode, "1 abandoned upload removed, 2.0 KiB." in done.stdout) == (0, True)
    assert waybill.json("cleanup")["uploads_found"] == 0


# What is freed while sending


def test_an_upload_whose_answer_was_lost_is_freed_on_the_next_try(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    write_file(tmp_path / "folder" / "large", 10 * MIB)
    proxy.rule(lose_answer, kind="begin", key="large", times=1)
    proxy.rule(begun(utc_now()), kind="list_uploads")
    assert through_proxy.send(tmp_path / "folder")[1].status is SessionStatus.COMPLETED
    assert open_uploads(s3, bucket_name) == []


def test_another_workstations_upload_of_the_same_name_is_not_aborted(
    through_proxy: Sender, proxy: FaultProxy, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    others = orphan(s3, bucket_name, PREFIX + "large")
    write_file(tmp_path / "folder" / "large", 10 * MIB)
    proxy.rule(lose_answer, kind="begin", key="large", times=1)
    # Begun before this upload session was made, and younger than a day.
    proxy.rule(begun(utc_now() - timedelta(hours=2)), kind="list_uploads")
    assert through_proxy.send(tmp_path / "folder")[1].status is SessionStatus.COMPLETED
    assert others in [one["UploadId"] for one in s3.list_multipart_uploads(Bucket=bucket_name).get("Uploads", ())]


@pytest.fixture(scope="module")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_swift(tmp_path_factory.mktemp("swift")) as endpoint_url:
        yield endpoint_url


def test_a_real_storages_dates_decide(swift: str) -> None:
    name = f"bucket-{uuid.uuid4().hex[:8]}"
    swift_bucket(swift, name)
    bucket = open_bucket(Destination(name, endpoint_url=swift), None, SWIFT_KEY)
    bucket.begin("key", ChecksumAlgorithm.NONE)
    bucket.free("key")
    bucket.free("key", utc_now() + timedelta(hours=1))
    assert [one.key for one in bucket.open_uploads("")] == ["key"]
    bucket.is_anothers = lambda _: True
    bucket.free("key", utc_now())
    assert len(list(bucket.open_uploads(""))) == 1
    bucket.is_anothers = lambda _: False
    bucket.free("key", utc_now())
    assert list(bucket.open_uploads("")) == []


def test_what_nobody_can_vouch_for_is_taken_for_anothers(
    through_proxy: Sender, store: CompanyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = Claims(through_proxy.journal, store)
    assert not claims.is_anothers("unheard of")

    def away(_: object) -> None:
        raise CompanyUnreachable("away")

    monkeypatch.setattr(type(store.uploads), "begun", away)
    assert claims.is_anothers("unheard of")
