"""The company, its people, projects and cycles."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from desktop_app.api.problems import answers
from desktop_app.api.turns import TurnRoute
from desktop_app.api.who import CompanyDep
from desktop_app.company.shapes import (
    AuditShape,
    CompanyChange,
    CompanyShape,
    CycleChange,
    CycleShape,
    Instant,
    NewCycle,
    NewProject,
    NewUser,
    PageShape,
    ProjectChange,
    ProjectShape,
    UserChange,
    UserShape,
)
from desktop_app.company.sign_in_shapes import PasswordGiven
from desktop_app.domain.company import AuditFilter
from desktop_app.domain.errors import NotFound

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]
Limit = Annotated[int, Query(ge=1, le=1000)]
Number = Annotated[int | None, Query(ge=0, le=2**63 - 1)]

_READING = answers(401, 403, 503)
_ONE = answers(401, 403, 404, 422, 503)
_WRITING = answers(401, 403, 404, 409, 422, 503)

companies = APIRouter(prefix="/api/companies", tags=["companies"], route_class=TurnRoute)
users = APIRouter(prefix="/api/users", tags=["users"], route_class=TurnRoute)
projects = APIRouter(prefix="/api/projects", tags=["projects"], route_class=TurnRoute)
cycles = APIRouter(prefix="/api/cycles", tags=["cycles"], route_class=TurnRoute)
audit = APIRouter(prefix="/api/audit", tags=["audit"], route_class=TurnRoute)


# The company


@companies.get("/", responses=_READING)
def list_companies(company: CompanyDep) -> list[CompanyShape]:
    """The companies of the person: their own."""
    return [CompanyShape.model_validate(company.companies.get())]


@companies.get("/{company_id}", responses=_ONE)
def get_company(company_id: Id, company: CompanyDep) -> CompanyShape:
    """One's own company; another does not exist."""
    return _own(company_id, company)


@companies.put("/{company_id}", responses=_WRITING)
def update_company(company_id: Id, changes: CompanyChange, company: CompanyDep) -> CompanyShape:
    """Change the company. For admins."""
    _own(company_id, company)
    return CompanyShape.model_validate(company.companies.update(**changes.named()))


def _own(company_id: int, company: CompanyDep) -> CompanyShape:
    own = company.companies.get()
    if own.id != company_id:
        raise NotFound("There is no such company.")
    return CompanyShape.model_validate(own)


# People


@users.get("/", responses=answers(401, 403, 422, 503))
def list_users(company: CompanyDep, username: Annotated[str | None, Query(max_length=1000)] = None) -> list[UserShape]:
    """All by name, active ones first; or the one of a username, whatever its case."""
    if username is not None:
        try:
            return [UserShape.model_validate(company.users.find(username))]
        except NotFound:
            return []
    return [UserShape.model_validate(user) for user in company.users.list()]


@users.post("/", status_code=201, responses=_WRITING)
def add_user(wanted: NewUser, company: CompanyDep, response: Response) -> UserShape:
    """Add a person, who must change this first password when signing in. For admins."""
    user = company.users.add(
        wanted.username, wanted.password, full_name=wanted.full_name, email=wanted.email, role=wanted.role
    )
    response.headers["Location"] = f"/api/users/{user.id}"
    return UserShape.model_validate(user)


@users.get("/{user_id}", responses=_ONE)
def get_user(user_id: Id, company: CompanyDep) -> UserShape:
    """One person."""
    return UserShape.model_validate(company.users.get(user_id))


@users.put("/{user_id}", responses=_WRITING)
def update_user(user_id: Id, changes: UserChange, company: CompanyDep) -> UserShape:
    """Change a person. Deactivating or demoting ends their sign-ins. For admins; one's own name and address for all."""
    return UserShape.model_validate(company.users.update(user_id, **changes.named()))


@users.put("/{user_id}/password", status_code=204, responses=_WRITING)
def reset_password(user_id: Id, wanted: PasswordGiven, company: CompanyDep) -> None:
    """Give a person another password, to be changed at the next sign-in; their sign-ins end. For admins."""
    company.users.reset_password(user_id, wanted.password)


@users.delete("/{user_id}", status_code=204, responses=_WRITING)
def delete_user(user_id: Id, company: CompanyDep) -> None:
    """Delete a person who has no upload sessions; others are deactivated instead. For admins."""
    company.users.delete(user_id)


# Projects


@projects.get("/", responses=answers(401, 403, 422, 503))
def list_projects(
    company: CompanyDep, project_name: Annotated[str | None, Query(max_length=1000)] = None
) -> list[ProjectShape]:
    """All by name, active ones first; or the one of a name, whatever its case."""
    if project_name is not None:
        try:
            return [ProjectShape.of(company.projects.find(project_name))]
        except NotFound:
            return []
    return [ProjectShape.of(project) for project in company.projects.list()]


@projects.post("/", status_code=201, responses=_WRITING)
def add_project(wanted: NewProject, company: CompanyDep, response: Response) -> ProjectShape:
    """Create a project."""
    project = company.projects.add(wanted.project_name, wanted.destination(), wanted.description)
    response.headers["Location"] = f"/api/projects/{project.id}"
    return ProjectShape.of(project)


@projects.get("/{project_id}", responses=_ONE)
def get_project(project_id: Id, company: CompanyDep) -> ProjectShape:
    """One project."""
    return ProjectShape.of(company.projects.get(project_id))


@projects.put("/{project_id}", responses=_WRITING)
def update_project(project_id: Id, changes: ProjectChange, company: CompanyDep) -> ProjectShape:
    """Change a project. What redirects its data is for admins."""
    return ProjectShape.of(company.projects.update(project_id, **changes.named()))


@projects.delete("/{project_id}", status_code=204, responses=_WRITING)
def delete_project(project_id: Id, company: CompanyDep) -> None:
    """Delete a project with its cycles and records, never the objects. For admins."""
    company.projects.delete(project_id)


@projects.get("/{project_id}/cycle", responses=_ONE)
def find_cycle(project_id: Id, name: Annotated[str, Query(max_length=1000)], company: CompanyDep) -> CycleShape:
    """The one cycle of a project that has this name or number."""
    return CycleShape.model_validate(company.cycles.find(project_id, name))


# Cycles


@cycles.get("/", responses=answers(401, 403, 404, 422, 503))
def list_cycles(company: CompanyDep, project_id: Number = None) -> list[CycleShape]:
    """A project's, or all: by number, newest first, active ones before others."""
    return [CycleShape.model_validate(cycle) for cycle in company.cycles.list(project_id)]


@cycles.post("/", status_code=201, responses=_WRITING)
def add_cycle(wanted: NewCycle, company: CompanyDep, response: Response) -> CycleShape:
    """Create a cycle."""
    cycle = company.cycles.add(
        wanted.project_id, wanted.cycle_name, wanted.cycle_number, wanted.s3_prefix, wanted.description
    )
    response.headers["Location"] = f"/api/cycles/{cycle.id}"
    return CycleShape.model_validate(cycle)


@cycles.get("/{cycle_id}", responses=_ONE)
def get_cycle(cycle_id: Id, company: CompanyDep) -> CycleShape:
    """One cycle."""
    return CycleShape.model_validate(company.cycles.get(cycle_id))


@cycles.put("/{cycle_id}", responses=_WRITING)
def update_cycle(cycle_id: Id, changes: CycleChange, company: CompanyDep) -> CycleShape:
    """Change a cycle; its prefix is for admins. `active` stamps started_at, `completed` completed_at."""
    return CycleShape.model_validate(company.cycles.update(cycle_id, **changes.named()))


@cycles.delete("/{cycle_id}", status_code=204, responses=_WRITING)
def delete_cycle(cycle_id: Id, company: CompanyDep) -> None:
    """Delete a cycle with its records, never the objects. For admins."""
    company.cycles.delete(cycle_id)


# The audit log


@audit.get("/", responses=answers(401, 403, 422, 503))
def list_audit(
    company: CompanyDep,
    action: Annotated[str, Query(max_length=1000)] = "",
    username: Annotated[str, Query(max_length=1000)] = "",
    since: Instant | None = None,
    until: Instant | None = None,
    text: Annotated[str, Query(max_length=1000)] = "",
    without_sign_ins: bool = False,
    offset: Offset = 0,
    limit: Limit = 100,
) -> PageShape[AuditShape]:
    """Who did what, newest first. For admins."""
    which = AuditFilter(action, username, since, until, text, without_sign_ins)
    page = company.audit.list(which, offset=offset, limit=limit)
    return PageShape(items=[AuditShape.model_validate(entry) for entry in page.items], total=page.total)
