"""A company's projects in SQL."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Unpack
from urllib.parse import urlsplit

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from desktop_app.company import checks, rows
from desktop_app.company.database import Database
from desktop_app.company.store import ProjectChanges
from desktop_app.company.tables import Id, ProjectRow
from desktop_app.domain.company import Destination, Project
from desktop_app.domain.errors import InvalidValue, NotFound
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.texts import tr

_BY_NAME = select(*rows.PROJECT).order_by(
    ProjectRow.is_active.desc(), func.lower(ProjectRow.project_name), ProjectRow.id
)
_ONE = select(*rows.PROJECT).where(ProjectRow.id == bindparam("project_id", type_=Id))


class SqlProjects:
    """`store.Projects` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> Sequence[Project]:
        """See `Projects.list`."""
        return [rows.project(row) for row in self._database.rows(_BY_NAME)]

    def get(self, project_id: int) -> Project:
        """See `Projects.get`."""
        for row in self._database.rows(_ONE, {"project_id": project_id}):
            return rows.project(row)
        raise _nothing()

    def find(self, name: str) -> Project:
        """See `Projects.find`."""
        with self._database.as_user() as (db, _):
            row = _of_name(db, name) if checks.can_be_kept(name) else None
            if row is None:
                raise NotFound(
                    tr("There is no project {name}. `waybill project list` shows those there are.", name=name)
                )
            return rows.project(row)

    def add(self, project_name: str, destination: Destination, description: str = "") -> Project:
        """See `Projects.add`."""
        given = {"project_name": project_name, "description": description, **asdict(destination)}
        columns = checks.checked(given, _RULES)
        _check_place(columns["endpoint_url"], bucket_name=columns["bucket_name"], region=columns["region"])
        with self._database.as_user(writing=True) as (db, user):
            row = ProjectRow(company_id=user.company_id, **columns)
            db.add(row)
            return _written(db, row)

    def update(self, project_id: int, **changes: Unpack[ProjectChanges]) -> Project:
        """See `Projects.update`."""
        columns = checks.checked(changes, _RULES)
        with self._database.as_user(writing=True) as (db, _):
            row = _row(db, project_id)
            _check_new_place(row, columns)
            for name, value in columns.items():
                setattr(row, name, value)
            return _written(db, row)

    def delete(self, project_id: int) -> None:
        """See `Projects.delete`."""
        with self._database.as_user(writing=True) as (db, _):
            self._database.gate.delete(db, _row(db, project_id))


def _row(db: Session, project_id: int) -> ProjectRow:
    if (row := db.get(ProjectRow, project_id)) is None:
        raise _nothing()
    return row


def _nothing() -> NotFound:
    return NotFound(tr("There is no such project."))


def _of_name(db: Session, name: str) -> ProjectRow | None:
    """Names are the same whatever their case, as far as the database's own lower() goes, which the index uses too."""
    same = func.lower(ProjectRow.project_name) == func.lower(name.strip())
    return db.scalars(select(ProjectRow).where(same).order_by(ProjectRow.duplicate, ProjectRow.id).limit(1)).first()


def _written(db: Session, row: ProjectRow) -> Project:
    with checks.telling(f"There is a project {row.project_name} already."):
        db.flush()
    return rows.project(row)


def _check_new_place(row: ProjectRow, columns: Mapping[str, Any]) -> None:
    """Only what becomes another is measured: what was there before a rule, or was taken over, stays usable."""
    becomes = {name: columns.get(name, getattr(row, name)) for name in ("bucket_name", "region", "endpoint_url")}
    moved = becomes["endpoint_url"] != row.endpoint_url
    changed = {name: value for name, value in becomes.items() if moved or value != getattr(row, name)}
    changed.pop("endpoint_url", None)
    _check_place(becomes["endpoint_url"], **changed)


def _check_place(endpoint_url: str | None, **names: str) -> None:
    """Names as Amazon S3 has them, or as looser ones as other storage may have, and as botocore sends."""
    for field, name in names.items():
        rule, words = (_THEIR_NAMES if endpoint_url else _NAMES)[field]
        if not rule.fullmatch(name):
            raise InvalidValue(field, words)


def _endpoint_url(field: str, value: str | None) -> str | None:
    address = checks.optional(field, value)
    if address is not None and not _is_web_address(address):
        raise InvalidValue(field, tr("An endpoint's address looks like https://s3.example.com."))
    return address


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _addressing_style(field: str, value: str) -> str:
    if value not in ("auto", "path", "virtual"):
        raise InvalidValue(field, tr("Buckets are addressed in the path, virtual (in the host's name), or auto."))
    return value


def _credentials_source(field: str, value: str) -> str:
    if value not in ("chain", "server"):
        raise InvalidValue(
            field, tr("Credentials come from the workstation (chain) or are lent by the server (server).")
        )
    return value


_NAMES = {
    "bucket_name": (
        re.compile(r"(?!\d+(\.\d+){3}$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        "A bucket's name at Amazon S3 is 3 to 63 small letters, digits, hyphens and dots, with a letter or digit at "
        "both ends.",
    ),
    "region": (re.compile(r"[a-z]+(-[a-z]+)+-\d+"), "A region of Amazon S3 looks like eu-central-1."),
}
_THEIR_NAMES = {
    "bucket_name": (
        re.compile(r"[A-Za-z0-9._-]{1,255}"),
        "A bucket's name is letters, digits, hyphens, dots and underscores, 255 at most.",
    ),
    "region": (
        re.compile(r"(?!\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)"),
        "A region is letters, digits and hyphens, such as us-east-1; ask whoever runs the storage.",
    ),
}
_RULES: Mapping[str, checks.Rule] = {
    "project_name": checks.required,
    "description": checks.several_lines,
    "is_active": checks.flag,
    "bucket_name": checks.required,
    "region": checks.required,
    "endpoint_url": _endpoint_url,
    "addressing_style": _addressing_style,
    "checksum_algorithm": checks.one_of(ChecksumAlgorithm),
    "never_overwrite": checks.flag,
    "storage_class": checks.optional,
    "sse": checks.optional,
    "kms_key_id": checks.optional,
    "credentials_source": _credentials_source,
    "role_arn": checks.optional,
}
