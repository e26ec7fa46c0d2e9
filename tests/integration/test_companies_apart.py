"""Two companies in one database, everybody doing anything in any order: nobody sees or changes what is not theirs."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from desktop_app.company.renewal import MemoryRenewal
from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import MustChangePassword, SignInRefused
from desktop_app.domain.states import Role, SessionStatus
from desktop_app.domain.uploads import Counts, SessionRecord, UploadOptions
from tests.contract.samples import file_record
from tests.integration.attacks.battlefield import Battlefield, make_battlefield
from tests.integration.attacks.scene import Client, Side
from tests.integration.attacks.scene import Person as Known
from tests.integration.company_model import Company, Cycle, Model, Person, Project, Refusal, Upload
from tests.postgres import PostgresServer

T = TypeVar("T")
WHO = st.integers(0, 7)
"""Of the people that there are at first, four of each company."""
ANY = st.tuples(st.sampled_from((True, True, True, False)), st.integers(0, 7))
"""Which of what one's own company (or the other) has at the moment."""
NAMES = st.sampled_from(("Survey", "survey", "Archive", "X"))
BUCKETS = st.sampled_from(("common", "common", "ours-bucket", "theirs-bucket"))
PREFIXES = st.sampled_from(("a/", "a/b/", "b/", "cycle-002/"))
UPLOADS = st.sampled_from(("ours-idle", "theirs-idle", "ours-active", "theirs-active", "ours-ended", "first", "second"))
OWNERS = st.sampled_from(("desk", "laptop"))
EPOCHS = st.sampled_from((1, 2, 2, 3))


class Actor:
    """Somebody with a workstation: the program, and psql with the token of their first sign-in."""

    def __init__(self, company: Company, person: Person, known: Known, engine: Engine, psql: Client) -> None:
        renewal = MemoryRenewal()
        renewal.begin(known.username, known.renewal)
        self.company, self.person, self.psql, self.password = company, person, psql, known.password
        self.store = SqlCompanyStore(engine, "the company", renewal)
        self.psql_counts = True
        self.uses_first_sign_in = True


class Companies(RuleBasedStateMachine):
    """Everybody does anything; `Model` says what must come of it."""

    def __init__(self, battlefield: Battlefield) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.scene = self._stack.enter_context(battlefield.scene())
        self.scene.do("UPDATE app.sync_sessions SET last_seen_at = now() - interval '1 hour'")
        self.model = Model([])
        self.actors: list[Actor] = []
        for side in (self.scene.ours, self.scene.theirs):
            self._add_side(side)

    def teardown(self) -> None:
        try:
            self.everything_is_as_it_should_be()
        finally:
            self._stack.close()

    def _add_side(self, side: Side) -> None:
        company = Company(side.company_id, deleted={f"{side.name}-deleted"})
        company.projects[side.project_id] = Project(side.project_id, f"{side.name} survey", side.bucket)
        company.cycles[side.cycle_id] = Cycle(side.cycle_id, side.project_id, 1, "cycle-001/")
        for name, status in (("idle", "paused"), ("active", "in_progress"), ("ended", "completed")):
            company.uploads[f"{side.name}-{name}"] = Upload(
                *(side.project_id, side.cycle_id, side.user.id, 2, 3, SessionStatus(status), "their desk"),
                fresh=False,
                files={"a": 1},
            )
        self.model.companies.append(company)
        engine = open_company(self.scene.server.url(self.scene.database, side.role, side.password))
        self._stack.callback(engine.dispose)
        for known, role in (
            *((side.admin, Role.ADMIN), (side.deputy, Role.ADMIN)),
            *((side.user, Role.USER), (side.colleague, Role.USER)),
        ):
            person = company.people[known.id] = Person(known.id, known.username, role)
            self.actors.append(Actor(company, person, known, engine, self.scene.client(known, side)))

    def _any(self, me: Actor, choices: Callable[[Company], list[T]], choice: tuple[bool, int]) -> T:
        own, number = choice
        (there,) = [choices(company) for company in self.model.companies if (company is me.company) is own]
        return there[number % len(there)]

    def _does(self, refusal: Refusal, call: Callable[[], T]) -> T | None:
        """Do it; it must come to what the model says. Gives nothing if it is refused, as it must be."""
        if refusal is None:
            return call()
        with pytest.raises(refusal) as raised:
            call()
        assert refusal is SignInRefused or type(raised.value) is refusal, raised.value
        return None

    # People

    @rule(who=WHO, choice=ANY, role=st.sampled_from(Role))
    def give_role(self, who: int, choice: tuple[bool, int], role: Role) -> None:
        me, other = self.actors[who], self._any(self.actors[who], lambda company: list(company.people), choice)
        refusal = self.model.may_change_person(me.company, me.person, other, role=role)
        self._does(refusal, lambda: me.store.users.update(other, role=role))
        if refusal is None:
            person = me.company.people[other]
            if person.role is Role.ADMIN and role is Role.USER:
                self._end_sign_ins(other)
            person.role = role

    @rule(who=WHO, choice=ANY, is_active=st.booleans())
    def activate(self, who: int, choice: tuple[bool, int], is_active: bool) -> None:
        me, other = self.actors[who], self._any(self.actors[who], lambda company: list(company.people), choice)
        refusal = self.model.may_change_person(me.company, me.person, other, is_active=is_active)
        self._does(refusal, lambda: me.store.users.update(other, is_active=is_active))
        if refusal is None:
            if not is_active:
                self._end_sign_ins(other)
            me.company.people[other].is_active = is_active

    @rule(who=WHO, choice=ANY)
    def delete_person(self, who: int, choice: tuple[bool, int]) -> None:
        me, other = self.actors[who], self._any(self.actors[who], lambda company: list(company.people), choice)
        refusal = self.model.may_delete_person(me.company, me.person, other)
        self._does(refusal, lambda: me.store.users.delete(other))
        if refusal is None:
            self._end_sign_ins(other)
            del me.company.people[other]

    @rule(who=WHO, choice=ANY)
    def reset_password(self, who: int, choice: tuple[bool, int]) -> None:
        me, other = self.actors[who], self._any(self.actors[who], lambda company: list(company.people), choice)
        refusal = self.model.may_reset(me.company, me.person, other)
        self._does(refusal, lambda: me.store.users.reset_password(other, f"{self.actors[who].password} too"))
        if refusal is None:
            self._end_sign_ins(other)
            me.company.people[other].must_change = True
            for actor in self.actors:
                if actor.person.id == other:
                    actor.password = f"{me.password} too"

    @rule(who=WHO)
    def sign_out(self, who: int) -> None:
        me = self.actors[who]
        me.store.access.sign_out()
        me.person.signed_in = False
        me.psql_counts = me.psql_counts and not me.uses_first_sign_in

    @rule(who=WHO)
    def sign_in(self, who: int) -> None:
        me = self.actors[who]
        welcome = me.person.id in me.company.people and me.person.is_active
        refusal = None if welcome and not me.person.must_change else MustChangePassword if welcome else SignInRefused
        self._does(refusal, lambda: me.store.access.sign_in(me.person.username, me.password))
        me.person.signed_in = refusal is None
        me.uses_first_sign_in = me.uses_first_sign_in and not welcome

    def _end_sign_ins(self, person_id: int) -> None:
        for actor in self.actors:
            if actor.person.id == person_id:
                actor.person.signed_in = actor.psql_counts = False

    # Projects and cycles

    @rule(who=WHO, name=NAMES, bucket=BUCKETS)
    def add_project(self, who: int, name: str, bucket: str) -> None:
        me = self.actors[who]
        refusal = self.model.may_name_project(me.company, me.person, name)
        added = self._does(refusal, lambda: me.store.projects.add(name, Destination(bucket)))
        if added:
            me.company.projects[added.id] = Project(added.id, name, bucket)

    @rule(who=WHO, choice=ANY, name=NAMES)
    def rename_project(self, who: int, choice: tuple[bool, int], name: str) -> None:
        me, project = self.actors[who], self._any(self.actors[who], lambda company: [*company.projects, 0], choice)
        refusal = self.model.may_name_project(me.company, me.person, name, project)
        if self._does(refusal, lambda: me.store.projects.update(project, project_name=name)):
            me.company.projects[project].name = name

    @rule(who=WHO, choice=ANY, bucket=BUCKETS)
    def move_project(self, who: int, choice: tuple[bool, int], bucket: str) -> None:
        me, project = self.actors[who], self._any(self.actors[who], lambda company: [*company.projects, 0], choice)
        refusal = self.model.may_move_project(me.company, me.person, project, bucket)
        if self._does(refusal, lambda: me.store.projects.update(project, bucket_name=bucket)):
            me.company.projects[project].bucket = bucket

    @rule(who=WHO, choice=ANY, is_active=st.booleans())
    def close_project(self, who: int, choice: tuple[bool, int], is_active: bool) -> None:
        me, project = self.actors[who], self._any(self.actors[who], lambda company: [*company.projects, 0], choice)
        refusal = self.model.may_see(me.person, project in me.company.projects)
        if self._does(refusal, lambda: me.store.projects.update(project, is_active=is_active)):
            me.company.projects[project].is_active = is_active

    @rule(who=WHO, choice=ANY)
    def delete_project(self, who: int, choice: tuple[bool, int]) -> None:
        me, project = self.actors[who], self._any(self.actors[who], lambda company: [*company.projects, 0], choice)
        refusal = self.model.may_delete_place(me.company, me.person, project_id=project)
        self._does(refusal, lambda: me.store.projects.delete(project))
        if refusal is None:
            me.company.drop_uploads(me.company.uploads_into(project_id=project))
            del me.company.projects[project]
            for cycle in [one for one in me.company.cycles.values() if one.project_id == project]:
                del me.company.cycles[cycle.id]

    @rule(who=WHO, choice=ANY, number=st.integers(1, 30), prefix=PREFIXES)
    def add_cycle(self, who: int, choice: tuple[bool, int], number: int, prefix: str) -> None:
        me, project = self.actors[who], self._any(self.actors[who], lambda company: [*company.projects, 0], choice)
        refusal = self.model.may_add_cycle(me.company, me.person, project, number, prefix)
        added = self._does(refusal, lambda: me.store.cycles.add(project, "Cycle", number, prefix))
        if added:
            me.company.cycles[added.id] = Cycle(added.id, project, number, prefix)

    @rule(who=WHO, choice=ANY, prefix=PREFIXES)
    def move_cycle(self, who: int, choice: tuple[bool, int], prefix: str) -> None:
        me, cycle = self.actors[who], self._any(self.actors[who], lambda company: [*company.cycles, 0], choice)
        refusal = self.model.may_move_cycle(me.company, me.person, cycle, prefix)
        if self._does(refusal, lambda: me.store.cycles.update(cycle, s3_prefix=prefix)):
            me.company.cycles[cycle].prefix = prefix

    @rule(who=WHO, choice=ANY)
    def delete_cycle(self, who: int, choice: tuple[bool, int]) -> None:
        me, cycle = self.actors[who], self._any(self.actors[who], lambda company: [*company.cycles, 0], choice)
        refusal = self.model.may_delete_place(me.company, me.person, cycle_id=cycle)
        self._does(refusal, lambda: me.store.cycles.delete(cycle))
        if refusal is None:
            me.company.drop_uploads(me.company.uploads_into(cycle_id=cycle))
            del me.company.cycles[cycle]

    # Uploads

    @rule(
        who=WHO,
        name=UPLOADS,
        choice=ANY,
        epoch=EPOCHS,
        revision=st.integers(1, 9),
        status=st.sampled_from(SessionStatus),
    )
    def deliver(
        self, who: int, name: str, choice: tuple[bool, int], epoch: int, revision: int, status: SessionStatus
    ) -> None:
        me = self.actors[who]
        place = self._any(
            me, lambda company: [*((one.project_id, one.id) for one in company.cycles.values()), (0, 0)], choice
        )
        refusal = self.model.may_deliver(me.company, me.person, name, place, epoch, revision, status)
        record = SessionRecord(
            *(name, revision, *place, "here", "desk", epoch, "cycle-001/", "/data", UploadOptions(), status),
            *(Counts(), None, None, None),
        )
        self._does(refusal, lambda: me.store.uploads.deliver_session(record))
        if refusal is None:
            known = me.company.uploads.get(name)
            if known is None:
                me.company.uploads[name] = Upload(*place, me.person.id, epoch, revision, status, "desk", fresh=True)
            elif revision > known.revision:
                known.revision, known.status, known.owner, known.fresh = revision, status, "desk", True

    @rule(who=WHO, name=UPLOADS, epoch=EPOCHS, path=st.sampled_from("abc"), revision=st.integers(1, 9))
    def deliver_file(self, who: int, name: str, epoch: int, path: str, revision: int) -> None:
        me = self.actors[who]
        refusal = self.model.may_deliver_files(me.company, me.person, name, epoch)
        self._does(refusal, lambda: me.store.uploads.deliver_files(name, [file_record(path, revision)], epoch))
        if refusal is None:
            files = me.company.uploads[name].files
            files[path] = max(revision, files.get(path, 0))

    @rule(who=WHO, name=UPLOADS, owner=OWNERS)
    def take_over(self, who: int, name: str, owner: str) -> None:
        me = self.actors[who]
        refusal = self.model.may_take_over(me.company, me.person, name, owner)
        taken = self._does(refusal, lambda: me.store.uploads.take_over(name, owner))
        if taken:
            upload = me.company.uploads[name]
            if (upload.lease_user_id, upload.owner) != (me.person.id, owner):
                upload.lease_user_id, upload.owner, upload.fresh = me.person.id, owner, True
                upload.epoch += 1
            assert taken.lease_epoch == upload.epoch

    @rule(who=WHO, name=UPLOADS)
    def delete_upload(self, who: int, name: str) -> None:
        me = self.actors[who]
        refusal = self.model.may_delete_upload(me.company, me.person, name)
        self._does(refusal, lambda: me.store.uploads.delete(name))
        if refusal is None:
            me.company.drop_uploads([name])

    @rule()
    def wait_an_hour(self) -> None:
        self.scene.do("UPDATE app.sync_sessions SET last_seen_at = now() - interval '1 hour'")
        for company in self.model.companies:
            for upload in company.uploads.values():
                upload.fresh = False

    # What is to be seen

    @rule(who=WHO)
    def look(self, who: int) -> None:
        me = self.actors[who]
        if not me.person.signed_in:
            with pytest.raises(SignInRefused):
                me.store.projects.list()
            return
        assert {one.id for one in me.store.users.list()} == set(me.company.people)
        assert {one.id for one in me.store.projects.list()} == set(me.company.projects)
        assert {one.id for one in me.store.cycles.list()} == set(me.company.cycles)
        assert {one.client_uuid for one in me.store.uploads.list().items} == set(me.company.uploads)
        assert sum(one.sessions for one in me.store.statistics.by_user()) == len(me.company.uploads)

    @rule(who=WHO)
    def peek(self, who: int) -> None:
        me = self.actors[who]
        uploads = me.company.uploads
        for column, table, there in (
            ("id", "companies", {me.company.id}),
            ("id", "users", set(me.company.people)),
            ("id", "projects", set(me.company.projects)),
            ("id", "cycles", set(me.company.cycles)),
            ("client_uuid", "sync_sessions", set(uploads)),
        ):
            seen = {row[0] for row in me.psql.run(f"SELECT {column} FROM app.{table}")}  # noqa: S608
            assert seen == (there if me.psql_counts else set()), table
        files = sum(len(upload.files) for upload in uploads.values())
        assert me.psql.run("SELECT count(*) FROM app.file_uploads") == [(files if me.psql_counts else 0,)]
        log = me.psql.run("SELECT DISTINCT company_id FROM app.audit_log")
        assert log in ([], [(me.company.id,)])
        assert me.person.role is Role.ADMIN or not log

    @invariant()
    def an_admin_is_left(self) -> None:
        for company in self.model.companies:
            assert company.active_admins, "The model lost its last admin."
        kept = "SELECT count(DISTINCT company_id) FROM app.users WHERE role = 'admin' AND is_active"
        assert self.scene.look(kept) == len(self.model.companies)

    def everything_is_as_it_should_be(self) -> None:
        for company in self.model.companies:
            for what, expected in company.rows().items():
                found = self.scene.server.run(self.scene.database, what, company.id)
                assert set(found) == expected, what


def play(battlefield: Battlefield, examples: int, steps: int, *, shrink: bool = False) -> None:
    class OfThese(Companies):
        def __init__(self) -> None:
            super().__init__(battlefield)

    run_state_machine_as_test(
        OfThese,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Making what fails short takes minutes; each try is a database.
            phases=[phase for phase in Phase if shrink or phase not in (Phase.shrink, Phase.explain)],
        ),
    )


@pytest.fixture(scope="module")
def battlefield(postgres: PostgresServer) -> Battlefield:
    return make_battlefield(postgres, many=0)


def test_nobody_sees_or_changes_what_is_not_theirs(battlefield: Battlefield) -> None:
    play(battlefield, examples=15, steps=50)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_nobody_sees_or_changes_what_is_not_theirs_for_long(battlefield: Battlefield) -> None:
    play(battlefield, examples=400, steps=80, shrink=True)
