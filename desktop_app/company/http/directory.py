"""The company, its people, projects, cycles and audit log over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Unpack

from desktop_app.company.http.client import Client
from desktop_app.company.shapes import AuditShape, CompanyShape, CycleShape, ProjectShape, UserShape
from desktop_app.company.store import CompanyChanges, CycleChanges, ProjectChanges, UserChanges
from desktop_app.domain.company import (
    AuditEntry,
    AuditFilter,
    Company,
    Cycle,
    Destination,
    LentCredentials,
    Page,
    Project,
    User,
)
from desktop_app.domain.errors import NotFound
from desktop_app.domain.states import Role
from desktop_app.domain.texts import tr

_EVERYTHING = AuditFilter()


class HttpCompanies:
    """See `company.store.Companies`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self) -> Company:
        """See `Companies.get`."""
        (one,) = self._client.request("GET", "/api/companies/")
        return CompanyShape.model_validate(one).value()

    def update(self, **changes: Unpack[CompanyChanges]) -> Company:
        """See `Companies.update`."""
        path = f"/api/companies/{self.get().id}"
        return CompanyShape.model_validate(
            self._client.request("PUT", path, body=_known(changes, CompanyChanges))
        ).value()


class HttpUsers:
    """See `company.store.Users`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self) -> Sequence[User]:
        """See `Users.list`."""
        return [UserShape.model_validate(one).value() for one in self._client.request("GET", "/api/users/")]

    def get(self, user_id: int) -> User:
        """See `Users.get`."""
        return UserShape.model_validate(self._client.request("GET", f"/api/users/{user_id}")).value()

    def find(self, username: str) -> User:
        """See `Users.find`."""
        for one in self._client.request("GET", "/api/users/", params={"username": username}):
            return UserShape.model_validate(one).value()
        raise NotFound(tr("There is no user {name}. `waybill user list` shows those there are.", name=username.strip()))

    def add(
        self, username: str, password: str, *, full_name: str = "", email: str = "", role: Role = Role.USER
    ) -> User:
        """See `Users.add`."""
        body = {"username": username, "password": password, "full_name": full_name, "email": email, "role": role}
        return UserShape.model_validate(self._client.request("POST", "/api/users/", body=body)).value()

    def update(self, user_id: int, **changes: Unpack[UserChanges]) -> User:
        """See `Users.update`."""
        body = _known(changes, UserChanges)
        return UserShape.model_validate(self._client.request("PUT", f"/api/users/{user_id}", body=body)).value()

    def reset_password(self, user_id: int, password: str) -> None:
        """See `Users.reset_password`."""
        self._client.request("PUT", f"/api/users/{user_id}/password", body={"password": password})

    def delete(self, user_id: int) -> None:
        """See `Users.delete`."""
        self._client.request("DELETE", f"/api/users/{user_id}", again=False)


class HttpProjects:
    """See `company.store.Projects`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self) -> Sequence[Project]:
        """See `Projects.list`."""
        return [ProjectShape.model_validate(one).value() for one in self._client.request("GET", "/api/projects/")]

    def get(self, project_id: int) -> Project:
        """See `Projects.get`."""
        return ProjectShape.model_validate(self._client.request("GET", f"/api/projects/{project_id}")).value()

    def find(self, name: str) -> Project:
        """See `Projects.find`."""
        for one in self._client.request("GET", "/api/projects/", params={"project_name": name}):
            return ProjectShape.model_validate(one).value()
        raise NotFound(tr("There is no project {name}. `waybill project list` shows those there are.", name=name))

    def add(self, project_name: str, destination: Destination, description: str = "") -> Project:
        """See `Projects.add`."""
        body = {"project_name": project_name, "description": description, **asdict(destination)}
        return ProjectShape.model_validate(self._client.request("POST", "/api/projects/", body=body)).value()

    def update(self, project_id: int, **changes: Unpack[ProjectChanges]) -> Project:
        """See `Projects.update`."""
        body = _known(changes, ProjectChanges)
        return ProjectShape.model_validate(
            self._client.request("PUT", f"/api/projects/{project_id}", body=body)
        ).value()

    def delete(self, project_id: int) -> None:
        """See `Projects.delete`."""
        self._client.request("DELETE", f"/api/projects/{project_id}", again=False)


class HttpCycles:
    """See `company.store.Cycles`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, project_id: int | None = None) -> Sequence[Cycle]:
        """See `Cycles.list`."""
        found = self._client.request("GET", "/api/cycles/", params={"project_id": project_id})
        return [CycleShape.model_validate(one).value() for one in found]

    def get(self, cycle_id: int) -> Cycle:
        """See `Cycles.get`."""
        return CycleShape.model_validate(self._client.request("GET", f"/api/cycles/{cycle_id}")).value()

    def find(self, project_id: int, name: str) -> Cycle:
        """See `Cycles.find`."""
        found = self._client.request("GET", f"/api/projects/{project_id}/cycle", params={"name": name})
        return CycleShape.model_validate(found).value()

    def add(
        self, project_id: int, cycle_name: str, cycle_number: int, s3_prefix: str | None = None, description: str = ""
    ) -> Cycle:
        """See `Cycles.add`."""
        body = {
            "project_id": project_id,
            "cycle_name": cycle_name,
            "cycle_number": cycle_number,
            "s3_prefix": s3_prefix,
            "description": description,
        }
        return CycleShape.model_validate(self._client.request("POST", "/api/cycles/", body=body)).value()

    def update(self, cycle_id: int, **changes: Unpack[CycleChanges]) -> Cycle:
        """See `Cycles.update`."""
        body = _known(changes, CycleChanges)
        return CycleShape.model_validate(self._client.request("PUT", f"/api/cycles/{cycle_id}", body=body)).value()

    def lend_credentials(self, bucket_name: str, s3_prefix: str) -> LentCredentials:
        """See `Cycles.lend_credentials`."""
        places = {project.id for project in HttpProjects(self._client).list() if _is_at(project, bucket_name)}
        for cycle in self.list():
            if cycle.project_id in places and cycle.s3_prefix == s3_prefix:
                made = self._client.request("POST", "/api/uploads/credentials", body={"cycle_id": cycle.id}, again=True)
                return LentCredentials(
                    made["access_key_id"],
                    made["secret_access_key"],
                    made["session_token"],
                    datetime.fromisoformat(made["expiration"]),
                )
        raise NotFound(tr("There is no such cycle."))

    def delete(self, cycle_id: int) -> None:
        """See `Cycles.delete`."""
        self._client.request("DELETE", f"/api/cycles/{cycle_id}", again=False)


class HttpAuditLog:
    """See `company.store.AuditLog`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(self, which: AuditFilter = _EVERYTHING, *, offset: int = 0, limit: int = 100) -> Page[AuditEntry]:
        """See `AuditLog.list`."""
        filters = {
            "action": which.action,
            "username": which.username,
            "since": which.since.isoformat() if which.since else None,
            "until": which.until.isoformat() if which.until else None,
            "text": which.text,
            "without_sign_ins": which.without_sign_ins or None,
        }
        items, total = self._client.page("/api/audit/", filters, offset, limit)
        return Page(tuple(AuditShape.model_validate(one).value() for one in items), total)


def _is_at(project: Project, bucket_name: str) -> bool:
    return project.destination.bucket_name == bucket_name and project.destination.borrows


def _known(changes: Mapping[str, Any], kind: type) -> dict[str, Any]:
    """Changes as they go out; raises TypeError for one that there is not, as for any keyword nobody knows."""
    if unknown := sorted(changes.keys() - kind.__annotations__.keys()):
        raise TypeError(f"There is nothing of that name to set: {', '.join(unknown)}")
    return dict(changes)
