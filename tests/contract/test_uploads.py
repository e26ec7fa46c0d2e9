"""What every company store promises of taking upload sessions and their files (`company.store.Uploads`)."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import SessionRow
from desktop_app.domain.company import AuditFilter, Cycle, Destination, Project
from desktop_app.domain.errors import DeliveryRefused, NotAllowed, NotFound, NotPossibleNow, TakenOver
from desktop_app.domain.states import FILE_TRANSITIONS, SESSION_TRANSITIONS, FileStatus, SessionStatus
from desktop_app.domain.uploads import SessionRecord, UploadOptions
from tests.contract.behind import Behind
from tests.contract.samples import STARTED, file_record, session_record

S = TypeVar("S", bound=StrEnum)


@pytest.fixture
def project(store: CompanyStore) -> Project:
    return store.projects.add("Survey", Destination("bucket"))


@pytest.fixture
def cycle(store: CompanyStore, project: Project) -> Cycle:
    return store.cycles.add(project.id, "Spring", 1)


@pytest.fixture
def record(cycle: Cycle) -> SessionRecord:
    return session_record(cycle)


@pytest.fixture
def colleague(behind: Behind) -> CompanyStore:
    """A third person, who is no admin."""
    behind.add_user("colleague")
    return behind.as_user("colleague")


def interrupt(behind: Behind) -> None:
    """Let 16 minutes go by in which nobody is heard of."""
    behind.age(16 * 60, SessionRow.last_seen_at)


def reached(now: S, transitions: Mapping[S, frozenset[S]]) -> set[S]:
    """The statuses that any number of steps lead to."""
    found = {now}
    for _ in transitions:
        found |= {further for status in found for further in transitions[status]}
    return found


def status_of(store: CompanyStore, record: SessionRecord) -> SessionStatus:
    return store.uploads.get(record.client_uuid).status


# Delivering sessions


def test_an_upload_comes_back_as_it_was_delivered(store: CompanyStore, record: SessionRecord, cycle: Cycle) -> None:
    before = datetime.now(UTC)
    store.uploads.deliver_session(record)
    seen = store.uploads.get(record.client_uuid)
    for name in (
        *("client_uuid", "revision", "project_id", "cycle_id", "workstation", "lease_owner", "lease_epoch"),
        *("local_directory", "selection", "status", "counts", "started_at", "completed_at"),
    ):
        assert getattr(seen, name) == getattr(record, name)
    me = store.access.resume().user
    assert (seen.user_id, seen.username, seen.project_name, seen.cycle_name) == (me.id, "operator", "Survey", "Spring")
    assert seen.address == "s3://bucket/cycle-001/"
    assert not seen.interrupted
    assert seen.last_seen_at is not None
    assert before <= seen.last_seen_at <= datetime.now(UTC), "by the company's clock"


def test_a_delivery_may_come_again(store: CompanyStore, record: SessionRecord) -> None:
    files = [file_record("a"), file_record("b")]
    for _ in range(3):
        store.uploads.deliver_session(record)
        store.uploads.deliver_files(record.client_uuid, files)
    assert store.uploads.list().total == 1
    assert store.uploads.files(record.client_uuid).items == tuple(files)


def test_the_higher_revision_wins_in_any_order(store: CompanyStore, record: SessionRecord) -> None:
    later = replace(record, revision=7, status=SessionStatus.COMPLETED, completed_at=STARTED)
    for each in (later, record, replace(record, revision=6, status=SessionStatus.PAUSED)):
        store.uploads.deliver_session(each)
    assert status_of(store, record) is SessionStatus.COMPLETED
    store.uploads.deliver_files(record.client_uuid, [file_record("a", 5, etag="new")])
    store.uploads.deliver_files(record.client_uuid, [file_record("a", 4, etag="old")])
    store.uploads.deliver_files(record.client_uuid, [file_record("a", 5, etag="same"), file_record("b", 1)])
    first, second = store.uploads.files(record.client_uuid).items
    assert (first.etag, first.revision) == ("new", 5)
    assert second == file_record("b", 1)


def test_what_changes_is_taken_and_where_it_goes_stays(
    store: CompanyStore, project: Project, record: SessionRecord
) -> None:
    other = store.cycles.add(project.id, "Other", 2)
    store.uploads.deliver_session(record)
    first = store.uploads.get(record.client_uuid)
    later = replace(
        record,
        revision=4,
        workstation="there",
        lease_owner="there",
        status=SessionStatus.COMPLETED,
        options=UploadOptions(max_workers=9),
        completed_at=STARTED,
        cycle_id=other.id,
        s3_prefix=other.s3_prefix,
    )
    store.uploads.deliver_session(later)
    seen = store.uploads.get(record.client_uuid)
    assert (seen.status, seen.workstation, seen.completed_at) == (SessionStatus.COMPLETED, "there", STARTED)
    assert (seen.id, seen.cycle_id, seen.address) == (first.id, first.cycle_id, first.address)


def test_the_workstation_was_seen_when_something_changed_and_only_then(
    behind: Behind, store: CompanyStore, record: SessionRecord
) -> None:
    store.uploads.deliver_session(record)
    interrupt(behind)
    store.uploads.deliver_session(record)
    assert store.uploads.get(record.client_uuid).interrupted
    store.uploads.deliver_session(replace(record, revision=4))
    seen = store.uploads.get(record.client_uuid)
    assert not seen.interrupted
    assert seen.last_seen_at is not None
    assert seen.last_seen_at > STARTED


@pytest.mark.parametrize("now", SessionStatus)
def test_an_upload_takes_the_steps_of_the_table_though_some_are_not_heard_of(
    store: CompanyStore, record: SessionRecord, now: SessionStatus
) -> None:
    possible = reached(now, SESSION_TRANSITIONS)
    for then in SessionStatus:
        here = replace(record, client_uuid=then, status=now)
        store.uploads.deliver_session(here)
        later = replace(here, revision=4, status=then)
        if then in possible:
            store.uploads.deliver_session(later)
        else:
            with pytest.raises(DeliveryRefused, match="cannot become"):
                store.uploads.deliver_session(later)
        assert status_of(store, here) is (then if then in possible else now)


def test_an_upload_into_what_is_not_there_is_refused(
    store: CompanyStore, record: SessionRecord, project: Project
) -> None:
    other = store.projects.add("Other", Destination("other"))
    for wrong in (
        replace(record, cycle_id=999),
        replace(record, project_id=999),
        replace(record, project_id=other.id),
    ):
        with pytest.raises(DeliveryRefused, match="no longer in the company"):
            store.uploads.deliver_session(wrong)
    assert store.uploads.list().total == 0


def test_a_project_that_is_not_active_takes_no_new_uploads_and_the_end_of_old_ones(
    store: CompanyStore, record: SessionRecord, project: Project
) -> None:
    store.uploads.deliver_session(record)
    store.projects.update(project.id, is_active=False)
    with pytest.raises(DeliveryRefused, match="not active"):
        store.uploads.deliver_session(replace(record, client_uuid="new"))
    store.uploads.deliver_session(replace(record, revision=4, status=SessionStatus.COMPLETED))
    store.uploads.deliver_files(record.client_uuid, [file_record("a")])
    assert status_of(store, record) is SessionStatus.COMPLETED


# Delivering files


def test_files_of_an_upload_that_is_not_known_are_refused(store: CompanyStore) -> None:
    with pytest.raises(DeliveryRefused):
        store.uploads.deliver_files("unknown", [file_record("a")])


def test_no_files_are_no_delivery(store: CompanyStore) -> None:
    store.uploads.deliver_files("unknown", [])


def test_a_file_comes_back_whatever_is_in_it(store: CompanyStore, record: SessionRecord) -> None:
    files = (
        file_record("a", size_bytes=2**62, mtime_ns=-(2**62), revision=2**40),
        file_record(r"caf\xe9/調査 😀", started_at=None, completed_at=None, s3_key=""),
        file_record("it's 100%", status=FileStatus.FAILED, error_code="file_changed", error_message="Why\nand where"),
    )
    store.uploads.deliver_session(record)
    store.uploads.deliver_files(record.client_uuid, files)
    assert sorted(store.uploads.files(record.client_uuid).items, key=str) == sorted(files, key=str)


@pytest.mark.parametrize("now", FileStatus)
def test_a_file_takes_the_steps_of_the_table_though_some_are_not_heard_of(
    store: CompanyStore, record: SessionRecord, now: FileStatus
) -> None:
    possible = reached(now, FILE_TRANSITIONS)
    store.uploads.deliver_session(record)
    store.uploads.deliver_files(record.client_uuid, [file_record(then, 1, status=now) for then in FileStatus])
    for then in FileStatus:
        later = file_record(then, 2, status=then)
        if then in possible:
            store.uploads.deliver_files(record.client_uuid, [later])
        else:
            with pytest.raises(DeliveryRefused, match=f"{then} is {now} and cannot become {then} again"):
                store.uploads.deliver_files(record.client_uuid, [later, file_record("beside it")])
    files = store.uploads.files(record.client_uuid).items
    assert {file.relative_path: file.status for file in files} == {
        then: then if then in possible else now for then in FileStatus
    }


def test_files_that_are_delivered_together_are_taken_together_or_not_at_all(
    store: CompanyStore, record: SessionRecord
) -> None:
    store.uploads.deliver_session(record)
    with pytest.raises(DeliveryRefused):
        store.uploads.deliver_files(record.client_uuid, [file_record("a"), file_record("b", status="no such status")])
    assert store.uploads.files(record.client_uuid).total == 0


def test_two_deliverers_at_once_make_one_upload(behind: Behind, record: SessionRecord) -> None:
    stores, troubles = [behind.operator() for _ in range(4)], []

    def deliver(store: CompanyStore) -> None:
        try:
            for _ in range(3):
                store.uploads.deliver_session(record)
                store.uploads.deliver_files(record.client_uuid, [file_record(f"{number}") for number in range(50)])
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=deliver, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert stores[0].uploads.list().total == 1
    assert stores[0].uploads.files(record.client_uuid).total == 50


def test_files_are_listed_by_path_in_pages(store: CompanyStore, record: SessionRecord) -> None:
    store.uploads.deliver_session(record)
    store.uploads.deliver_files(record.client_uuid, [file_record(f"{number:04d}") for number in reversed(range(1500))])
    pages = [store.uploads.files(record.client_uuid, offset=offset, limit=1000) for offset in (0, 1000)]
    assert [item.relative_path for page in pages for item in page.items] == [f"{n:04d}" for n in range(1500)]
    assert {page.total for page in pages} == {1500}


def test_an_upload_that_is_not_known(store: CompanyStore) -> None:
    for call in (store.uploads.get, store.uploads.files, store.uploads.delete):
        with pytest.raises(NotFound):
            call("unknown")
    with pytest.raises(NotFound):
        store.uploads.take_over("unknown", "here")


# Whose it is


def test_another_persons_upload_is_read_and_not_written(behind: Behind, record: SessionRecord) -> None:
    admin, operator = behind.admin(), behind.operator()
    admin.uploads.deliver_session(record)
    admin.uploads.deliver_files(record.client_uuid, [file_record("a")])
    assert operator.uploads.get(record.client_uuid).username == "admin"
    assert operator.uploads.files(record.client_uuid).items == (file_record("a"),)
    with pytest.raises(DeliveryRefused, match="another person"):
        operator.uploads.deliver_session(replace(record, revision=4, status=SessionStatus.CANCELLED))
    with pytest.raises(DeliveryRefused, match="another person"):
        operator.uploads.deliver_files(record.client_uuid, [file_record("a", 2), file_record("b")])
    assert status_of(admin, record) is SessionStatus.IN_PROGRESS
    assert admin.uploads.files(record.client_uuid).items == (file_record("a"),)


def test_an_admin_writes_others_uploads_which_stay_theirs(behind: Behind, record: SessionRecord) -> None:
    admin, operator = behind.admin(), behind.operator()
    operator.uploads.deliver_session(record)
    admin.uploads.deliver_session(replace(record, revision=4, status=SessionStatus.CANCELLED))
    admin.uploads.deliver_files(record.client_uuid, [file_record("a")])
    seen = operator.uploads.get(record.client_uuid)
    assert (seen.status, seen.username) == (SessionStatus.CANCELLED, "operator")


# Taking over


def test_every_user_takes_an_interrupted_upload_over(behind: Behind, record: SessionRecord) -> None:
    admin, operator = behind.admin(), behind.operator()
    admin.uploads.deliver_session(record)
    admin.uploads.deliver_files(record.client_uuid, [file_record("a", status=FileStatus.UPLOADING)])
    interrupt(behind)
    assert operator.uploads.get(record.client_uuid).interrupted
    taken = operator.uploads.take_over(record.client_uuid, "there")
    assert (taken.lease_owner, taken.lease_epoch, taken.username) == ("there", 2, "admin")
    assert not taken.interrupted
    assert taken.status is SessionStatus.IN_PROGRESS
    mine = replace(record, revision=4, lease_epoch=2, lease_owner="there", status=SessionStatus.PAUSED)
    operator.uploads.deliver_session(mine)
    operator.uploads.deliver_files(record.client_uuid, [file_record("a", 2)], 2)
    assert status_of(operator, record) is SessionStatus.PAUSED
    assert operator.uploads.files(record.client_uuid).items == (file_record("a", 2),)


def test_the_old_holder_is_refused_whatever_it_brings(behind: Behind, record: SessionRecord) -> None:
    admin, operator = behind.admin(), behind.operator()
    operator.uploads.deliver_session(record)
    interrupt(behind)
    admin.uploads.take_over(record.client_uuid, "there")
    for revision in (3, 99):
        with pytest.raises(TakenOver, match="there has taken this upload over"):
            operator.uploads.deliver_session(replace(record, revision=revision, status=SessionStatus.CANCELLED))
    with pytest.raises(TakenOver):
        operator.uploads.deliver_files(record.client_uuid, [file_record("a")], 1)
    assert status_of(admin, record) is SessionStatus.IN_PROGRESS
    assert admin.uploads.files(record.client_uuid).total == 0


def test_nobody_but_a_take_over_raises_the_epoch(store: CompanyStore, record: SessionRecord) -> None:
    store.uploads.deliver_session(record)
    with pytest.raises(DeliveryRefused, match="Nobody has taken this upload over"):
        store.uploads.deliver_session(replace(record, revision=9, lease_epoch=2))
    with pytest.raises(DeliveryRefused, match="Nobody has taken this upload over"):
        store.uploads.deliver_files(record.client_uuid, [file_record("a")], 2)
    assert store.uploads.get(record.client_uuid).lease_epoch == 1


def test_a_second_holder_is_told_that_a_third_took_over(
    behind: Behind, record: SessionRecord, colleague: CompanyStore
) -> None:
    operator = behind.operator()
    behind.admin().uploads.deliver_session(record)
    interrupt(behind)
    operator.uploads.take_over(record.client_uuid, "second")
    interrupt(behind)
    assert colleague.uploads.take_over(record.client_uuid, "third").lease_epoch == 3
    with pytest.raises(TakenOver, match="third"):
        operator.uploads.deliver_session(replace(record, revision=9, lease_epoch=2))
    with pytest.raises(TakenOver, match="third"):
        operator.uploads.deliver_files(record.client_uuid, [file_record("a")], 2)


def test_a_take_over_may_be_asked_for_again_since_answers_get_lost(behind: Behind, record: SessionRecord) -> None:
    operator = behind.operator()
    operator.uploads.deliver_session(record)
    interrupt(behind)
    taken = operator.uploads.take_over(record.client_uuid, "there")
    assert operator.uploads.take_over(record.client_uuid, "there") == taken
    with pytest.raises(NotPossibleNow, match="there"):
        operator.uploads.take_over(record.client_uuid, "elsewhere")
    with pytest.raises(NotPossibleNow, match="there"):
        behind.admin().uploads.take_over(record.client_uuid, "there")
    assert operator.uploads.get(record.client_uuid).lease_epoch == 2


def test_an_upload_that_is_on_is_not_taken_over(behind: Behind, record: SessionRecord) -> None:
    behind.operator().uploads.deliver_session(record)
    with pytest.raises(NotPossibleNow, match="here"):
        behind.admin().uploads.take_over(record.client_uuid, "there")
    assert behind.operator().uploads.get(record.client_uuid).lease_epoch == 1


@pytest.mark.parametrize("status", [status for status in SessionStatus if not status.unfinished])
def test_an_upload_that_has_ended_is_not_taken_over(
    behind: Behind, store: CompanyStore, record: SessionRecord, status: SessionStatus
) -> None:
    store.uploads.deliver_session(replace(record, status=status))
    interrupt(behind)
    with pytest.raises(NotPossibleNow, match="ended"):
        store.uploads.take_over(record.client_uuid, "there")


# Deleting


@pytest.mark.parametrize("status", [status for status in SessionStatus if not status.unfinished])
def test_one_deletes_ones_own_and_what_arrives_of_it_later_is_refused(
    store: CompanyStore, record: SessionRecord, status: SessionStatus
) -> None:
    store.uploads.deliver_session(replace(record, status=status))
    store.uploads.deliver_files(record.client_uuid, [file_record("a")])
    store.uploads.delete(record.client_uuid)
    assert store.uploads.list().total == 0
    for again in (record, replace(record, revision=99)):
        with pytest.raises(DeliveryRefused, match="deleted"):
            store.uploads.deliver_session(again)
    with pytest.raises(DeliveryRefused):
        store.uploads.deliver_files(record.client_uuid, [file_record("a", 9)])
    with pytest.raises(NotFound):
        store.uploads.delete(record.client_uuid)
    store.uploads.deliver_session(replace(record, client_uuid="another"))


def test_only_an_admin_deletes_others(behind: Behind, record: SessionRecord, colleague: CompanyStore) -> None:
    record = replace(record, status=SessionStatus.COMPLETED)
    behind.operator().uploads.deliver_session(record)
    with pytest.raises(NotAllowed):
        colleague.uploads.delete(record.client_uuid)
    assert colleague.uploads.list().total == 1
    behind.admin().uploads.delete(record.client_uuid)
    assert colleague.uploads.list().total == 0


def test_an_upload_that_is_on_is_not_deleted_and_an_interrupted_one_is(behind: Behind, record: SessionRecord) -> None:
    operator = behind.operator()
    operator.uploads.deliver_session(record)
    for store in (operator, behind.admin()):
        with pytest.raises(NotPossibleNow, match="here"):
            store.uploads.delete(record.client_uuid)
    interrupt(behind)
    operator.uploads.delete(record.client_uuid)
    assert operator.uploads.list().total == 0


def test_what_goes_with_its_project_is_refused_later_too(behind: Behind, record: SessionRecord) -> None:
    admin = behind.admin()
    admin.uploads.deliver_session(replace(record, status=SessionStatus.COMPLETED))
    admin.projects.delete(record.project_id)
    with pytest.raises(DeliveryRefused, match="deleted"):
        admin.uploads.deliver_session(replace(record, revision=99))


def test_taking_over_and_deleting_are_in_the_audit_log(behind: Behind, record: SessionRecord) -> None:
    admin, operator = behind.admin(), behind.operator()
    admin.uploads.deliver_session(record)
    interrupt(behind)
    operator.uploads.take_over(record.client_uuid, "there")
    operator.uploads.take_over(record.client_uuid, "there")
    interrupt(behind)
    admin.uploads.delete(record.client_uuid)
    for action, username in (("upload_taken_over", "operator"), ("upload_deleted", "admin")):
        (entry,) = admin.audit.list(AuditFilter(action=action)).items
        assert (entry.username, entry.object) == (username, r"/data/caf\xe9"), "people know it by its folder"
        assert entry.details == {"client_uuid": record.client_uuid}


def test_an_upload_of_an_unknown_folder_is_in_the_audit_log_by_its_number(
    behind: Behind, record: SessionRecord
) -> None:
    admin = behind.admin()
    admin.uploads.deliver_session(replace(record, local_directory="", status=SessionStatus.COMPLETED))
    admin.uploads.delete(record.client_uuid)
    (entry,) = admin.audit.list(AuditFilter(action="upload_deleted")).items
    assert entry.object == record.client_uuid


# Multipart uploads


def test_the_multipart_uploads_of_what_has_not_ended_are_told(
    store: CompanyStore, behind: Behind, record: SessionRecord
) -> None:
    store.uploads.deliver_session(record)
    on_its_way = file_record("large", status=FileStatus.UPLOADING, upload_id="its id")
    store.uploads.deliver_files(record.client_uuid, [on_its_way, file_record("sent", upload_id="")])
    (begun,) = store.uploads.begun()
    assert (begun.client_uuid, begun.upload_id, begun.s3_key) == (record.client_uuid, "its id", "cycle-001/large")
    assert not begun.interrupted
    behind.age(1000, SessionRow.last_seen_at)
    assert store.uploads.begun()[0].interrupted
    store.uploads.deliver_session(
        replace(record, revision=9, status=SessionStatus.CANCELLED, completed_at=record.started_at)
    )
    assert store.uploads.begun() == []


def test_a_session_tells_how_it_was_to_be_sent_and_where(store: CompanyStore, record: SessionRecord) -> None:
    store.uploads.deliver_session(record)
    seen = store.uploads.get(record.client_uuid)
    assert (seen.options, seen.s3_prefix) == (record.options, record.s3_prefix)
