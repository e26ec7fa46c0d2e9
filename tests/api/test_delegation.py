"""A job's token is good for one upload session of one person, whatever is tried with it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from desktop_app.company.served import ServedCompany
from desktop_app.company.store import CompanyStore
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    AccountInactive,
    DeliveryRefused,
    NotAllowed,
    NotFound,
    SignedOut,
    WaybillError,
)
from desktop_app.domain.states import Role, SessionStatus
from desktop_app.domain.uploads import SessionRecord
from tests.companies import PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import ADMIN, OPERATOR, CompanyForTests
from tests.contract.samples import file_record, session_record


@dataclass
class Delegated:
    """A company as somebody sees it, and as a job of theirs does."""

    company: ServedCompany
    access: str
    token: str
    record: SessionRecord
    other: SessionRecord

    def ask(self, step: Callable[[CompanyStore], Any], *, job: bool = True) -> Any:
        async def asked() -> Any:
            company = self.company
            return await company.run(lambda: step(company.as_user(self.token if job else self.access)))

        return self.loop.run_until_complete(asked())

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return LOOP


LOOP = asyncio.new_event_loop()


@pytest.fixture(scope="module", autouse=True)
def _closed_loop() -> Iterator[None]:
    yield
    LOOP.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest) -> Iterator[ServedCompany]:
    if request.param == "sqlite":
        one: CompanyForTests = request.getfixturevalue("company")
        company = ServedCompany(one.address)
    else:
        other: PostgresCompany = request.getfixturevalue("company_in_postgres")
        company = ServedCompany(other.address, other.password)
    yield company
    LOOP.run_until_complete(company.run(company.close))


@pytest.fixture(params=["operator", "admin"])
def delegated(request: pytest.FixtureRequest, served: ServedCompany) -> Delegated:
    """A job that the operator, or the admin, has started."""
    name, password = OPERATOR if request.param == "operator" else ADMIN
    access = LOOP.run_until_complete(served.run(lambda: served.sign_in(name, password))).access_token

    def prepare() -> Delegated:
        store = served.as_user(access)
        project = store.projects.add("Survey", Destination("bucket-of-survey"))
        store.projects.add("Other", Destination("bucket-of-other"))
        cycle = store.cycles.add(project.id, "One", 1)
        store.cycles.add(project.id, "Two", 2)
        record = session_record(cycle, status=SessionStatus.PENDING, last_seen_at=utc_now())
        other = replace(record, client_uuid="99999999-2222-3333-4444-555555555555")
        store.uploads.deliver_session(record)
        store.uploads.deliver_session(other)
        token = served.delegate(access, record.client_uuid)
        return Delegated(served, access, token, record, other)

    return LOOP.run_until_complete(served.run(prepare))


def test_it_tells_of_its_own_upload(delegated: Delegated) -> None:
    mine = delegated.record.client_uuid
    taken = delegated.ask(lambda store: store.uploads.take_over(mine, "worker 1"))
    assert taken.lease_epoch == delegated.record.lease_epoch + 1, "at once, not after 15 minutes"
    begun = replace(delegated.record, revision=9, lease_epoch=taken.lease_epoch, status=SessionStatus.IN_PROGRESS)
    delegated.ask(lambda store: store.uploads.deliver_session(begun))
    delegated.ask(lambda store: store.uploads.deliver_files(mine, [file_record("a")], taken.lease_epoch))
    assert delegated.ask(lambda store: store.uploads.files(mine)).total == 1
    assert delegated.ask(lambda store: store.projects.get(begun.project_id)).project_name == "Survey"
    assert delegated.ask(lambda store: store.access.resume()).user.username in ("operator", "admin")


def test_the_next_holder_shuts_the_last_one_out(delegated: Delegated) -> None:
    mine = delegated.record.client_uuid
    first = delegated.ask(lambda store: store.uploads.take_over(mine, "worker 1"))
    second = delegated.ask(lambda store: store.uploads.take_over(mine, "worker 2"))
    assert second.lease_epoch == first.lease_epoch + 1
    with pytest.raises(DeliveryRefused, match="worker 2"):
        delegated.ask(lambda store: store.uploads.deliver_files(mine, [file_record("a")], first.lease_epoch))


FORBIDDEN: dict[str, Callable[[CompanyStore, Delegated], object]] = {
    "another upload": lambda store, d: store.uploads.deliver_session(replace(d.other, revision=9)),
    "another's files": lambda store, d: store.uploads.deliver_files(d.other.client_uuid, [file_record("a")]),
    "a new upload": lambda store, d: store.uploads.deliver_session(replace(d.other, client_uuid="new")),
    "taking another over": lambda store, d: store.uploads.take_over(d.other.client_uuid, "worker 1"),
}
FORBIDDEN_IN_POSTGRESQL: dict[str, Callable[[CompanyStore, Delegated], object]] = {
    "deleting": lambda store, d: store.uploads.delete(d.record.client_uuid),
    "a project": lambda store, d: store.projects.add("New", Destination("bucket-of-new")),
    "a project's name": lambda store, d: store.projects.update(d.record.project_id, project_name="New"),
    "a project's bucket": lambda store, d: store.projects.update(d.record.project_id, bucket_name="elsewhere"),
    "deleting a project": lambda store, d: store.projects.delete(d.record.project_id),
    "a cycle": lambda store, d: store.cycles.add(d.record.project_id, "New", 9),
    "a cycle's status": lambda store, d: store.cycles.update(d.record.cycle_id, description="New"),
    "a user": lambda store, d: store.users.add("new", "password of theirs", role=Role.ADMIN),
    "one's name": lambda store, d: store.access.update_profile(full_name="New", email=""),
    "the company": lambda store, d: store.companies.update(company_name="New"),
    "the audit log": lambda store, d: _some(store.audit.list().items),
    "other uploads": lambda store, d: _some(
        [one for one in store.uploads.list().items if one.client_uuid != d.record.client_uuid]
    ),
    "other projects": lambda store, d: _some(store.projects.list()[1:]),
    "other cycles": lambda store, d: _some(store.cycles.list()[1:]),
    "other people": lambda store, d: _some(store.users.list()[1:]),
}


def _some(found: Any) -> None:
    """Nothing to see is as good as a refusal."""
    if not found:
        raise NotFound("nothing is seen")


# What PostgreSQL holds up by itself, and no file does: whoever has it can write it.
behind_a_wall = pytest.mark.parametrize("served", ["postgresql"], indirect=True)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_it_tells_of_nothing_else(delegated: Delegated, what: str) -> None:
    _refused(delegated, FORBIDDEN[what])


@behind_a_wall
@pytest.mark.parametrize("what", FORBIDDEN_IN_POSTGRESQL)
def test_it_does_nothing_else(delegated: Delegated, what: str) -> None:
    _refused(delegated, FORBIDDEN_IN_POSTGRESQL[what])


def _refused(delegated: Delegated, step: Callable[[CompanyStore, Delegated], object]) -> None:
    with pytest.raises(WaybillError) as refused:
        delegated.ask(lambda store: step(store, delegated))
    assert isinstance(refused.value, NotAllowed | NotFound | DeliveryRefused), repr(refused.value)


@behind_a_wall
def test_it_hands_nothing_on(delegated: Delegated) -> None:
    company, token = delegated.company, delegated.token
    with pytest.raises(NotAllowed):
        LOOP.run_until_complete(company.run(lambda: company.delegate(token, delegated.record.client_uuid)))


def test_it_ends_when_the_job_says_so_and_its_person_stays(delegated: Delegated) -> None:
    delegated.ask(lambda store: store.access.sign_out())
    with pytest.raises(SignedOut):
        delegated.ask(lambda store: store.uploads.get(delegated.record.client_uuid))
    assert delegated.ask(lambda store: store.access.resume(), job=False)


def test_it_goes_on_when_its_person_signs_out_or_in_again(delegated: Delegated) -> None:
    delegated.ask(lambda store: store.access.sign_out(), job=False)
    name, password = OPERATOR
    LOOP.run_until_complete(delegated.company.run(lambda: delegated.company.sign_in(name, password)))
    assert delegated.ask(lambda store: store.uploads.get(delegated.record.client_uuid))


# The last admin stays.
@pytest.mark.parametrize("delegated", ["operator"], indirect=True)
def test_it_ends_with_its_persons_account(served: ServedCompany, delegated: Delegated) -> None:
    me = delegated.ask(lambda store: store.access.resume()).user
    admin = LOOP.run_until_complete(served.run(lambda: served.sign_in(*ADMIN))).access_token
    LOOP.run_until_complete(served.run(lambda: served.as_user(admin).users.update(me.id, is_active=False)))
    with pytest.raises((SignedOut, AccountInactive)):
        delegated.ask(lambda store: store.uploads.get(delegated.record.client_uuid))


def test_nobody_hands_on_what_is_anothers(served: ServedCompany) -> None:
    access = {
        name: LOOP.run_until_complete(served.run(lambda: served.sign_in(name, password))).access_token  # noqa: B023
        for name, password in (ADMIN, OPERATOR)
    }

    def prepare() -> SessionRecord:
        store = served.as_user(access["admin"])
        cycle = store.cycles.add(store.projects.add("Survey", Destination("bucket-of-survey")).id, "One", 1)
        record = session_record(cycle)
        store.uploads.deliver_session(record)
        return record

    record = LOOP.run_until_complete(served.run(prepare))
    with pytest.raises(NotAllowed):
        LOOP.run_until_complete(served.run(lambda: served.delegate(access["operator"], record.client_uuid)))
    with pytest.raises(NotFound):
        LOOP.run_until_complete(served.run(lambda: served.delegate(access["operator"], "unknown")))
