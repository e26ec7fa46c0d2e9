"""What two companies in one database must come to, in plain Python: who may do what, and what is there afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.errors import (
    Conflict,
    DeliveryRefused,
    NotAllowed,
    NotFound,
    NotPossibleNow,
    SignInRefused,
    TakenOver,
    WaybillError,
)
from desktop_app.domain.names import prefixes_overlap
from desktop_app.domain.states import Role, SessionStatus

_OVER = (SessionStatus.COMPLETED, SessionStatus.CANCELLED)


@dataclass
class Person:
    """Somebody of a company."""

    id: int
    username: str
    role: Role
    is_active: bool = True
    signed_in: bool = True
    must_change: bool = False


@dataclass
class Project:
    """A project and where it goes."""

    id: int
    name: str
    bucket: str
    description: str = ""
    is_active: bool = True


@dataclass
class Cycle:
    """A cycle of a project."""

    id: int
    project_id: int
    number: int
    prefix: str


@dataclass
class Upload:
    """An upload session."""

    project_id: int
    cycle_id: int
    user_id: int
    epoch: int
    revision: int
    status: SessionStatus
    owner: str
    fresh: bool
    lease_user_id: int | None = None
    files: dict[str, int] = field(default_factory=dict)
    """Revision by path."""

    @property
    def is_active(self) -> bool:
        """Whether somebody sends it."""
        return self.status.unfinished and self.fresh


@dataclass
class Company:
    """All there is of a company."""

    id: int
    people: dict[int, Person] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    cycles: dict[int, Cycle] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    @property
    def active_admins(self) -> int:
        """How many there are."""
        return sum(person.is_active and person.role is Role.ADMIN for person in self.people.values())

    def drop_uploads(self, names: list[str]) -> None:
        """Delete uploads."""
        for name in names:
            del self.uploads[name]
            self.deleted.add(name)

    def uploads_into(self, *, project_id: int | None = None, cycle_id: int | None = None) -> list[str]:
        """The uploads into a project or a cycle."""
        return [
            name
            for name, upload in self.uploads.items()
            if (project_id is None or upload.project_id == project_id) and cycle_id in (None, upload.cycle_id)
        ]

    def rows(self) -> dict[str, set[tuple[Any, ...]]]:
        """What queries by the company's number must find."""
        return {
            "SELECT id, role, is_active FROM app.users WHERE company_id = %s": {
                (one.id, one.role, one.is_active) for one in self.people.values()
            },
            "SELECT id, project_name, bucket_name, is_active FROM app.projects WHERE company_id = %s": {
                (one.id, one.name, one.bucket, one.is_active) for one in self.projects.values()
            },
            "SELECT id, project_id, cycle_number, s3_prefix FROM app.cycles WHERE company_id = %s": {
                (one.id, one.project_id, one.number, one.prefix) for one in self.cycles.values()
            },
            "SELECT client_uuid, project_id, cycle_id, user_id, lease_user_id, lease_epoch, revision, status,"
            " lease_owner FROM app.sync_sessions WHERE company_id = %s": {
                (
                    *(name, one.project_id, one.cycle_id, one.user_id, one.lease_user_id),
                    *(one.epoch, one.revision, one.status, one.owner),
                )
                for name, one in self.uploads.items()
            },
            "SELECT s.client_uuid, f.relative_path, f.revision FROM app.file_uploads f JOIN app.sync_sessions s"
            " ON s.id = f.session_id WHERE f.company_id = s.company_id AND f.company_id = %s": {
                (name, path, revision) for name, one in self.uploads.items() for path, revision in one.files.items()
            },
            "SELECT client_uuid FROM app.deleted_sessions WHERE company_id = %s": {(name,) for name in self.deleted},
        }


Refusal = type[WaybillError] | None
"""What a call must raise; None if it must succeed."""


@dataclass
class Model:
    """Both companies. Each ``may_…`` says what an act of a person must come to, before it is done."""

    companies: list[Company]

    def may_see(self, me: Person, is_theirs: bool) -> Refusal:
        """Do what takes no more than that it is one's own company's."""
        if not me.signed_in:
            return SignInRefused
        return None if is_theirs else NotFound

    def may_change_person(
        self, company: Company, me: Person, person_id: int, *, role: Role | None = None, is_active: bool | None = None
    ) -> Refusal:
        """Change somebody's role or activity."""
        if not me.signed_in:
            return SignInRefused
        if (person := company.people.get(person_id)) is None:
            return NotFound
        if role in (None, person.role) and is_active in (None, person.is_active):
            return None
        if me.role is not Role.ADMIN:
            return NotAllowed
        return NotPossibleNow if person is me else None

    def may_delete_person(self, company: Company, me: Person, person_id: int) -> Refusal:
        """Delete somebody."""
        if not me.signed_in:
            return SignInRefused
        if (person := company.people.get(person_id)) is None:
            return NotFound
        if me.role is not Role.ADMIN:
            return NotAllowed
        busy = any(person_id in (upload.user_id, upload.lease_user_id) for upload in company.uploads.values())
        return NotPossibleNow if person is me or busy else None

    def may_reset(self, company: Company, me: Person, person_id: int) -> Refusal:
        """Give somebody another password."""
        if not me.signed_in:
            return SignInRefused
        if person_id not in company.people:
            return NotFound
        if me.role is not Role.ADMIN:
            return NotAllowed
        return NotPossibleNow if person_id == me.id else None

    def may_name_project(self, company: Company, me: Person, name: str, project_id: int | None = None) -> Refusal:
        """Add a project, or rename one."""
        if not me.signed_in:
            return SignInRefused
        if project_id is not None and project_id not in company.projects:
            return NotFound
        taken = any(one.name.lower() == name.lower() and one.id != project_id for one in company.projects.values())
        return Conflict if taken else None

    def may_move_project(self, company: Company, me: Person, project_id: int, bucket: str) -> Refusal:
        """Give a project another bucket."""
        if not me.signed_in:
            return SignInRefused
        if (project := company.projects.get(project_id)) is None:
            return NotFound
        if project.bucket == bucket:
            return None
        if me.role is not Role.ADMIN:
            return NotAllowed
        its = [cycle for cycle in company.cycles.values() if cycle.project_id == project_id]
        return Conflict if any(self._overlaps(bucket, cycle.prefix, but=cycle.id) for cycle in its) else None

    def may_delete_place(
        self, company: Company, me: Person, *, project_id: int | None = None, cycle_id: int | None = None
    ) -> Refusal:
        """Delete a project or a cycle."""
        if not me.signed_in:
            return SignInRefused
        if not (project_id in company.projects if cycle_id is None else cycle_id in company.cycles):
            return NotFound
        if me.role is not Role.ADMIN:
            return NotAllowed
        its = company.uploads_into(project_id=project_id, cycle_id=cycle_id)
        return NotPossibleNow if any(company.uploads[name].is_active for name in its) else None

    def may_add_cycle(self, company: Company, me: Person, project_id: int, number: int, prefix: str) -> Refusal:
        """Add a cycle."""
        if not me.signed_in:
            return SignInRefused
        if (project := company.projects.get(project_id)) is None:
            return NotFound
        same = any(one.project_id == project_id and one.number == number for one in company.cycles.values())
        return Conflict if same or self._overlaps(project.bucket, prefix) else None

    def may_move_cycle(self, company: Company, me: Person, cycle_id: int, prefix: str) -> Refusal:
        """Give a cycle another prefix."""
        if not me.signed_in:
            return SignInRefused
        if (cycle := company.cycles.get(cycle_id)) is None:
            return NotFound
        if cycle.prefix == prefix:
            return None
        if me.role is not Role.ADMIN:
            return NotAllowed
        return Conflict if self._overlaps(company.projects[cycle.project_id].bucket, prefix, but=cycle_id) else None

    def may_deliver(
        self,
        company: Company,
        me: Person,
        name: str,
        place: tuple[int, int],
        epoch: int,
        revision: int,
        status: SessionStatus,
    ) -> Refusal:
        """Deliver an upload session into a place: project and cycle."""
        if not me.signed_in:
            return SignInRefused
        if name in company.deleted:
            return DeliveryRefused
        if (upload := company.uploads.get(name)) is None:
            project, cycle = company.projects.get(place[0]), company.cycles.get(place[1])
            into = project is not None and project.is_active and cycle is not None and cycle.project_id == project.id
            return None if into else DeliveryRefused
        if (refusal := self._may_write(upload, me, epoch)) is not None or revision <= upload.revision:
            return refusal
        reachable = status is upload.status or (upload.status not in _OVER and status is not SessionStatus.PENDING)
        return None if reachable else DeliveryRefused

    def may_deliver_files(self, company: Company, me: Person, name: str, epoch: int) -> Refusal:
        """Deliver files of an upload."""
        if not me.signed_in:
            return SignInRefused
        upload = company.uploads.get(name)
        return DeliveryRefused if upload is None else self._may_write(upload, me, epoch)

    def may_take_over(self, company: Company, me: Person, name: str, owner: str) -> Refusal:
        """Take an upload over."""
        if not me.signed_in:
            return SignInRefused
        if (upload := company.uploads.get(name)) is None:
            return NotFound
        if not upload.status.unfinished:
            return NotPossibleNow
        again = (upload.lease_user_id, upload.owner) == (me.id, owner)
        return None if again or not upload.fresh else NotPossibleNow

    def may_delete_upload(self, company: Company, me: Person, name: str) -> Refusal:
        """Delete an upload."""
        if not me.signed_in:
            return SignInRefused
        if (upload := company.uploads.get(name)) is None:
            return NotFound
        if upload.user_id != me.id and me.role is not Role.ADMIN:
            return NotAllowed
        return NotPossibleNow if upload.is_active else None

    def _may_write(self, upload: Upload, me: Person, epoch: int) -> Refusal:
        if epoch < upload.epoch:
            return TakenOver
        mine = me.id in (upload.user_id, upload.lease_user_id) or me.role is Role.ADMIN
        return None if mine and epoch == upload.epoch else DeliveryRefused

    def _overlaps(self, bucket: str, prefix: str, but: int | None = None) -> bool:
        return any(prefixes_overlap(prefix, other) for other in self._prefixes(bucket, but))

    def _prefixes(self, bucket: str, but: int | None) -> Iterator[str]:
        for company in self.companies:
            for cycle in company.cycles.values():
                if company.projects[cycle.project_id].bucket == bucket and cycle.id != but:
                    yield cycle.prefix
