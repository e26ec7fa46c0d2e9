"""Temporary AWS credentials for workstations that have none, by roles that the operator lists."""

import asyncio
import logging
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, model_validator

from desktop_app.api.config import CompanyServed
from desktop_app.api.problems import answers
from desktop_app.api.sessions import uuid_of
from desktop_app.api.uploads import served_of
from desktop_app.api.who import CallerDep, ServedDep
from desktop_app.company.shapes import Change, Count
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Cycle, Project, User
from desktop_app.domain.errors import NotAllowed, NotFound
from desktop_app.engine.lending import Role, lend

log = logging.getLogger(__name__)
router = APIRouter(prefix="/api/uploads", tags=["uploads"])


class Wanted(Change):
    """What the credentials are for: a cycle, or an upload session into one."""

    cycle_id: Count | None = None
    session_id: int | str | None = None

    @model_validator(mode="after")
    def _one(self) -> "Wanted":
        if (self.cycle_id is None) == (self.session_id is None):
            raise ValueError("Name a cycle_id or a session_id.")
        return self


class LentShape(BaseModel):
    """Credentials for the objects of one cycle."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expiration: datetime
    bucket_name: str
    s3_prefix: str


@router.post("/credentials", responses=answers(401, 403, 404, 422, 503))
async def credentials(wanted: Wanted, caller: CallerDep, server: ServedDep) -> LentShape:
    """Credentials for sending into one cycle, for an hour at most.

    They are made by AWS of a role that the operator has listed for the company, with a policy that allows nothing
    beyond the cycle's bucket and prefix.
    """
    served = served_of(server, caller)

    def asked(company: CompanyStore) -> tuple[User, Project, Cycle]:
        cycle_id = wanted.cycle_id
        if wanted.session_id is not None:
            cycle_id = company.uploads.get(uuid_of(company, str(wanted.session_id))).cycle_id
        if cycle_id is None:
            raise NotFound("There is no such cycle.")
        cycle = company.cycles.get(cycle_id)
        return company.access.resume().user, company.projects.get(cycle.project_id), cycle

    user, project, cycle = await caller.run(asked)
    role = _role(served, project)
    place = project.destination
    made = await _in_thread(role, place.bucket_name, cycle.s3_prefix, place.region, user.username)
    log.info("credentials for s3://%s/%s were lent to %s", place.bucket_name, cycle.s3_prefix, user.username)
    return made


async def _in_thread(role: Role, bucket_name: str, s3_prefix: str, region: str, lent_to: str) -> LentShape:
    made = await asyncio.to_thread(lend, role, bucket_name, s3_prefix, region, lent_to)
    return LentShape(
        access_key_id=made.access_key_id,
        secret_access_key=made.secret_access_key,
        session_token=made.session_token,
        expiration=made.expiration,
        bucket_name=bucket_name,
        s3_prefix=s3_prefix,
    )


def _role(served: CompanyServed, project: Project) -> Role:
    """The role for a project: the one that it names, if the operator lists it for this company, or the only one."""
    named = project.destination.role_arn
    if not project.is_active:
        raise NotAllowed("This project is not active.")
    if project.destination.endpoint_url is not None:
        # Nor has the database seen whether the prefix overlaps another cycle's in AWS's bucket of that name.
        raise NotAllowed(
            f"This server lends credentials for buckets at Amazon S3, and the project {project.project_name} has an "
            "endpoint of its own (endpoint_url)."
        )
    if named is None and len(served.roles) == 1:
        named = next(iter(served.roles))
    if named is None or named not in served.roles:
        raise NotAllowed(
            f"This server lends no credentials for the project {project.project_name}. Whoever runs it lists the roles "
            "of a company (roles), and an admin names one of them in the project (role_arn)."
        )
    return Role(named, served.roles[named])
