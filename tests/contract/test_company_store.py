"""What every company store promises (`company.store.CompanyStore`), whatever stands behind it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

import pytest
from sqlalchemy import text

from desktop_app.company.sql_setup import add_user, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.store import CompanyStore
from desktop_app.domain.errors import (
    AccountInactive,
    Conflict,
    DeliveryRefused,
    InvalidValue,
    NotFound,
    SignedOut,
    WrongPassword,
)
from desktop_app.domain.states import CycleStatus, FileStatus, Role, SessionStatus
from desktop_app.domain.values import (
    ChecksumAlgorithm,
    Counts,
    Cycle,
    Destination,
    FileRecord,
    Project,
    SessionRecord,
    UploadOptions,
)
from tests.conftest import ADMIN, OPERATOR, CompanyForTests

NOW = datetime(2026, 5, 1, 12, 30, 15, 123456, UTC)


class Behind(Protocol):
    """A company with an admin and an operator, behind whatever keeps it."""

    def signed_out(self) -> CompanyStore:
        """A store nobody has signed in to."""

    def admin(self) -> CompanyStore:
        """The store as the admin."""

    def operator(self) -> CompanyStore:
        """The store as the operator."""

    def run(self, sql: str) -> None:
        """Change the data as nobody can from outside."""


class BehindSqlite:
    def __init__(self, company: CompanyForTests) -> None:
        self._company = company
        self.address = company.address

    def signed_out(self) -> CompanyStore:
        store = SqlCompanyStore(open_company(self.address), self.address)
        self._company.stores.append(store)
        return store

    def admin(self) -> CompanyStore:
        return self._company.admin()[0]

    def operator(self) -> CompanyStore:
        return self._company.operator()[0]

    def run(self, sql: str) -> None:
        engine = open_company(self.address)
        with engine.begin() as connection:
            connection.execute(text(sql))
        engine.dispose()


STORES: dict[str, Callable[[CompanyForTests], Behind]] = {"sqlite": BehindSqlite}


@pytest.fixture(params=STORES)
def behind(request: pytest.FixtureRequest, company: CompanyForTests) -> Behind:
    return STORES[request.param](company)


@pytest.fixture
def store(behind: Behind) -> Iterator[CompanyStore]:
    """The company as its operator sees it: what every user may do."""
    store = behind.operator()
    yield store
    store.close()


# Signing in


@pytest.mark.parametrize(("username", "password"), [ADMIN, OPERATOR, ("ADMIN", "admin123"), (" admin ", "admin123")])
def test_the_right_password_signs_in(behind: Behind, username: str, password: str) -> None:
    signed_in = behind.signed_out().sign_in(username, password)
    assert signed_in.user.username == username.strip().lower()
    assert signed_in.company.company_name == "Company"
    assert signed_in.user.role is (Role.ADMIN if "admin" in username.lower() else Role.USER)


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("admin", "admin124"),
        ("admin", "ADMIN123"),
        ("admin", ""),
        ("nobody", "admin123"),
        ("", ""),
        ("admin", "operator123"),
        ("admin", "a" * 100),
        ("admin", "\udcff"),
    ],
)
def test_anything_else_does_not_and_does_not_say_which_was_wrong(behind: Behind, username: str, password: str) -> None:
    store = behind.signed_out()
    with pytest.raises(WrongPassword, match="Username and password do not match"):
        store.sign_in(username, password)
    with pytest.raises(SignedOut):
        store.projects()


def test_a_token_goes_on_where_the_password_began(behind: Behind) -> None:
    signed_in = behind.signed_out().sign_in(*OPERATOR)
    other = behind.signed_out()
    assert other.resume(signed_in.token) == signed_in
    assert other.projects() == []


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_token_nobody_was_given_is_refused(behind: Behind, token: str) -> None:
    with pytest.raises(SignedOut):
        behind.signed_out().resume(token)


def test_signing_out_ends_the_token_everywhere(behind: Behind) -> None:
    store = behind.signed_out()
    token = store.sign_in(*OPERATOR).token
    other = behind.signed_out()
    other.resume(token)
    store.sign_out()
    for each in (store, other):
        with pytest.raises(SignedOut):
            each.projects()


def test_a_token_ends_by_itself(behind: Behind) -> None:
    store = behind.operator()
    store.projects()
    behind.run("UPDATE auth_sessions SET expires_at = '2020-01-01 00:00:00.000000'")
    with pytest.raises(SignedOut):
        store.projects()


@pytest.mark.parametrize(
    "sql", ["UPDATE users SET is_active = false", "UPDATE companies SET is_active = false"], ids=["user", "company"]
)
def test_the_inactive_may_not_sign_in_nor_go_on(behind: Behind, sql: str) -> None:
    store = behind.operator()
    behind.run(sql)
    with pytest.raises(AccountInactive):
        store.projects()
    with pytest.raises(AccountInactive):
        behind.signed_out().sign_in(*OPERATOR)
    with pytest.raises(WrongPassword):
        behind.signed_out().sign_in(OPERATOR[0], "wrong password")


def test_a_name_need_not_be_ascii(company: CompanyForTests) -> None:
    add_user(company.address, username="Özlem", password="password of hers", role=Role.USER)
    store = SqlCompanyStore(open_company(company.address), company.address)
    assert store.sign_in("Özlem", "password of hers").user.username == "Özlem"
    store.close()


# Projects


def test_a_project_comes_back_as_it_was_added(store: CompanyStore) -> None:
    destination = Destination(
        "bucket", "eu-west-1", "https://s3.example", "path", ChecksumAlgorithm.SHA256, True, "GLACIER", "aws:kms", "key"
    )
    added = store.add_project("Survey", destination, "What it is for")
    assert (added.project_name, added.destination, added.description) == ("Survey", destination, "What it is for")
    assert store.projects() == [added]
    assert store.project("Survey") == added


@pytest.mark.parametrize("name", ["survey", "SURVEY", " Survey "])
def test_names_of_projects_are_the_same_whatever_their_case(store: CompanyStore, name: str) -> None:
    added = store.add_project("Survey", Destination("bucket"))
    assert store.project(name) == added
    with pytest.raises(Conflict, match="already"):
        store.add_project(name, Destination("other"))


def test_a_project_may_have_any_name(store: CompanyStore) -> None:
    for name in ("Étude Ünï", "調査 😀", "100%", "it's"):
        assert store.project(store.add_project(name, Destination("bucket")).project_name).project_name == name


def test_projects_are_listed_by_name(store: CompanyStore) -> None:
    for name in ("b", "C", "a"):
        store.add_project(name, Destination("bucket"))
    assert [project.project_name for project in store.projects()] == ["a", "b", "C"]


@pytest.mark.parametrize(
    ("name", "destination", "field"),
    [
        ("", Destination("bucket"), "project_name"),
        ("  ", Destination("bucket"), "project_name"),
        ("\udcff", Destination("bucket"), "project_name"),
        ("P", Destination(""), "bucket_name"),
        ("P", Destination("a/b"), "bucket_name"),
        ("P", Destination("x"), "bucket_name"),
        ("P", Destination("bucket", endpoint_url="s3.example.com"), "endpoint_url"),
        ("P", Destination("bucket", endpoint_url="ftp://s3.example.com"), "endpoint_url"),
    ],
)
def test_a_project_that_breaks_a_rule_is_refused_and_the_field_named(
    store: CompanyStore, name: str, destination: Destination, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        store.add_project(name, destination)
    assert refused.value.field == field
    assert store.projects() == []


def test_a_project_that_is_not_there(store: CompanyStore) -> None:
    with pytest.raises(NotFound):
        store.project("nothing")


# Cycles


@pytest.fixture
def project(store: CompanyStore) -> Project:
    return store.add_project("Survey", Destination("bucket"))


def test_a_cycle_comes_back_as_it_was_added(store: CompanyStore, project: Project) -> None:
    added = store.add_cycle(project.id, "Spring", 3, None, "What it is")
    assert added == Cycle(added.id, project.id, "Spring", 3, "cycle-003/", CycleStatus.PLANNED, "What it is")
    assert store.cycles(project.id) == [added]


@pytest.mark.parametrize("name", ["Spring", "spring", " SPRING ", "3"])
def test_a_cycle_is_found_by_name_and_number(store: CompanyStore, project: Project, name: str) -> None:
    added = store.add_cycle(project.id, "Spring", 3)
    assert store.cycle(project.id, name) == added


def test_a_name_that_looks_like_a_number_comes_first(store: CompanyStore, project: Project) -> None:
    named = store.add_cycle(project.id, "2", 1)
    store.add_cycle(project.id, "Other", 2)
    assert store.cycle(project.id, "2") == named


def test_a_name_that_several_cycles_have_names_none(store: CompanyStore, project: Project) -> None:
    store.add_cycle(project.id, "Spring", 1)
    store.add_cycle(project.id, "spring", 2)
    with pytest.raises(NotFound, match="number"):
        store.cycle(project.id, "Spring")


def test_cycles_are_listed_newest_first_and_active_ones_before(
    behind: Behind, store: CompanyStore, project: Project
) -> None:
    for number in (1, 2, 3):
        store.add_cycle(project.id, f"Cycle {number}", number)
    behind.run("UPDATE cycles SET status = 'active' WHERE cycle_number = 2")
    assert [cycle.cycle_number for cycle in store.cycles(project.id)] == [2, 3, 1]


def test_a_number_is_given_once_in_a_project(store: CompanyStore, project: Project) -> None:
    store.add_cycle(project.id, "Spring", 1)
    with pytest.raises(Conflict, match="cycle 1"):
        store.add_cycle(project.id, "Other", 1, "elsewhere/")


@pytest.mark.parametrize("prefix", ["a/b/", "a/", "a/b/c/", "a/b"])
def test_prefixes_of_one_project_do_not_overlap(store: CompanyStore, project: Project, prefix: str) -> None:
    store.add_cycle(project.id, "One", 1, "a/b/")
    with pytest.raises(Conflict, match="overlaps"):
        store.add_cycle(project.id, "Two", 2, prefix)
    store.add_cycle(project.id, "Three", 3, "a/bc/")


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (Destination("bucket"), Destination("bucket"), True),
        (Destination("bucket", "us-east-1"), Destination("bucket", "eu-west-1"), True),
        (Destination("bucket"), Destination("other"), False),
        (Destination("bucket"), Destination("bucket", endpoint_url="https://s3.example"), False),
        (
            Destination("bucket", endpoint_url="https://s3.example"),
            Destination("bucket", endpoint_url="https://S3.example/"),
            True,
        ),
    ],
)
def test_prefixes_do_not_overlap_across_projects_that_share_a_bucket(
    store: CompanyStore, one: Destination, other: Destination, share: bool
) -> None:
    store.add_cycle(store.add_project("One", one).id, "C", 1, "a/")
    second = store.add_project("Other", other)
    if share:
        with pytest.raises(Conflict, match="overlaps") as told:
            store.add_cycle(second.id, "C", 1, "a/b/")
        assert "One" not in str(told.value), "it is not said whose"
    else:
        store.add_cycle(second.id, "C", 1, "a/b/")


@pytest.mark.parametrize(
    ("name", "number", "prefix", "field"),
    [
        ("", 1, None, "cycle_name"),
        ("C", 0, None, "cycle_number"),
        ("C", -1, None, "cycle_number"),
        ("C", 2**31, None, "cycle_number"),
        ("C", 1, "../up", "s3_prefix"),
        ("C", 1, "/", "s3_prefix"),
    ],
)
def test_a_cycle_that_breaks_a_rule_is_refused_and_the_field_named(
    store: CompanyStore, project: Project, name: str, number: int, prefix: str | None, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        store.add_cycle(project.id, name, number, prefix)
    assert refused.value.field == field
    assert store.cycles(project.id) == []


def test_a_cycle_of_a_project_that_is_not_there(store: CompanyStore) -> None:
    with pytest.raises(NotFound):
        store.add_cycle(999, "C", 1)


# Deliveries


@pytest.fixture
def record(store: CompanyStore, project: Project) -> SessionRecord:
    cycle = store.add_cycle(project.id, "Spring", 1)
    return SessionRecord(
        client_uuid="11111111-2222-3333-4444-555555555555",
        revision=3,
        project_id=project.id,
        cycle_id=cycle.id,
        workstation="here",
        lease_owner="here",
        lease_epoch=1,
        s3_prefix=cycle.s3_prefix,
        local_directory=r"/data/caf\xe9",
        options=UploadOptions("profile", 4, 5, True),
        status=SessionStatus.IN_PROGRESS,
        counts=Counts(10, 5, 1, 2, 1, 2**41, 2**40),
        started_at=NOW,
        completed_at=None,
        last_seen_at=NOW,
    )


def file(path: str, revision: int = 1, **fields: object) -> FileRecord:
    record = FileRecord(
        relative_path=path,
        revision=revision,
        s3_key="cycle-001/" + path,
        size_bytes=2**40,
        mtime_ns=1_777_777_777_123_456_789,
        status=FileStatus.UPLOADED,
        attempts=2,
        upload_id="id",
        etag="etag",
        checksum="sum",
        checksum_algorithm="crc64nvme",
        error_code="",
        error_message="",
        started_at=NOW,
        completed_at=NOW,
    )
    return replace(record, **fields)  # type: ignore[arg-type]


def test_an_upload_comes_back_as_it_was_delivered(store: CompanyStore, record: SessionRecord) -> None:
    store.deliver_session(record)
    page = store.upload_sessions()
    assert page.total == 1
    (seen,) = page.items
    assert (seen.username, seen.project_name, seen.cycle_name) == ("operator", "Survey", "Spring")
    assert seen.address == "s3://bucket/cycle-001/"
    for name in ("client_uuid", "status", "counts", "started_at", "completed_at", "last_seen_at", "local_directory"):
        assert getattr(seen, name) == getattr(record, name)


def test_a_delivery_may_come_again(store: CompanyStore, record: SessionRecord) -> None:
    for _ in range(3):
        store.deliver_session(record)
        store.deliver_files(record.client_uuid, [file("a"), file("b")])
    assert store.upload_sessions().total == 1
    assert store.files_of(record.client_uuid).items == (file("a"), file("b"))


def test_the_higher_revision_wins_in_any_order(store: CompanyStore, record: SessionRecord) -> None:
    later = replace(record, revision=7, status=SessionStatus.COMPLETED, completed_at=NOW)
    for each in (later, record, replace(record, revision=6, status=SessionStatus.PAUSED)):
        store.deliver_session(each)
    assert store.upload_sessions().items[0].status is SessionStatus.COMPLETED
    store.deliver_files(record.client_uuid, [file("a", 5, etag="new")])
    store.deliver_files(record.client_uuid, [file("a", 4, etag="old"), file("b", 1)])
    store.deliver_files(record.client_uuid, [file("b", 2, status=FileStatus.FAILED, error_message="why")])
    first, second = store.files_of(record.client_uuid).items
    assert (first.etag, first.revision) == ("new", 5)
    assert (second.status, second.error_message) == (FileStatus.FAILED, "why")


def test_a_holder_whose_lease_was_taken_over_is_refused(store: CompanyStore, record: SessionRecord) -> None:
    store.deliver_session(replace(record, lease_epoch=2))
    with pytest.raises(DeliveryRefused, match="taken this upload over"):
        store.deliver_session(replace(record, revision=99, status=SessionStatus.CANCELLED))
    assert store.upload_sessions().items[0].status is SessionStatus.IN_PROGRESS
    store.deliver_session(replace(record, revision=4, lease_epoch=3, status=SessionStatus.PAUSED))
    assert store.upload_sessions().items[0].status is SessionStatus.PAUSED


def test_an_upload_into_a_cycle_that_is_not_there_is_refused(store: CompanyStore, record: SessionRecord) -> None:
    for wrong in (replace(record, cycle_id=999), replace(record, project_id=999)):
        with pytest.raises(DeliveryRefused):
            store.deliver_session(wrong)
    assert store.upload_sessions().total == 0


def test_files_of_an_upload_that_is_not_known_are_refused(store: CompanyStore) -> None:
    with pytest.raises(DeliveryRefused):
        store.deliver_files("unknown", [file("a")])
    with pytest.raises(NotFound):
        store.files_of("unknown")


def test_no_files_are_no_delivery(store: CompanyStore) -> None:
    store.deliver_files("unknown", [])


def test_two_deliverers_at_once_make_one_upload(behind: Behind, record: SessionRecord) -> None:
    stores, troubles = [behind.operator() for _ in range(4)], []

    def deliver(store: CompanyStore) -> None:
        try:
            for _ in range(3):
                store.deliver_session(record)
                store.deliver_files(record.client_uuid, [file(f"{number}") for number in range(50)])
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=deliver, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles
    assert stores[0].upload_sessions().total == 1
    assert stores[0].files_of(record.client_uuid).total == 50


def test_a_record_that_the_database_cannot_hold_is_refused_for_good(store: CompanyStore, record: SessionRecord) -> None:
    store.deliver_session(record)
    with pytest.raises(DeliveryRefused):
        store.deliver_files(record.client_uuid, [file("a", status="no such status")])


def test_uploads_are_listed_newest_first_in_pages(store: CompanyStore, record: SessionRecord) -> None:
    for number in range(5):
        store.deliver_session(replace(record, client_uuid=f"{number}"))
    pages = [store.upload_sessions(offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [item.client_uuid for page in pages for item in page.items] == ["4", "3", "2", "1", "0"]
    assert {page.total for page in pages} == {5}


def test_files_are_listed_by_path_in_pages(store: CompanyStore, record: SessionRecord) -> None:
    store.deliver_session(record)
    store.deliver_files(record.client_uuid, [file(f"{number:04d}") for number in reversed(range(1500))])
    pages = [store.files_of(record.client_uuid, offset=offset, limit=1000) for offset in (0, 1000)]
    assert [item.relative_path for page in pages for item in page.items] == [f"{n:04d}" for n in range(1500)]
    assert {page.total for page in pages} == {1500}


def test_everybody_of_a_company_sees_its_uploads(behind: Behind, store: CompanyStore, record: SessionRecord) -> None:
    store.deliver_session(record)
    assert behind.admin().upload_sessions().items[0].username == "operator"
