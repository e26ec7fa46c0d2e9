"""The database that scenes are copies of."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.database import token_hash
from desktop_app.company.renewal import new_token
from desktop_app.company.setup import create_company
from tests.companies import COST
from tests.conftest import quick_hash
from tests.integration.attacks.scene import Person, Scene, Side
from tests.postgres import PostgresServer

MANY = 300
"""People of each company and projects of the other: enough for PostgreSQL to use indexes and take samples."""


@dataclass(frozen=True)
class Battlefield:
    """The database that scenes are copies of."""

    server: PostgresServer
    database: str
    sides: tuple[Side, Side]

    @contextmanager
    def scene(self) -> Iterator[Scene]:
        """A copy, gone afterwards."""
        name = self.server.create_database(template=self.database)
        scene = Scene(self.server, name, *self.sides)
        try:
            # Rights on a database are not copied with it.
            roles = ", ".join(f'"{side.role}"' for side in self.sides)
            scene.do(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC; GRANT CONNECT ON DATABASE "{name}" TO {roles}')
            yield scene
        finally:
            scene.let_go()
            self.server.drop_database(name)


def make_battlefield(server: PostgresServer, many: int = MANY, database: str | None = None) -> Battlefield:
    """Two companies as `waybill company create` makes them, with people and uploads."""
    database = server.create_database(database)
    once = secrets.token_hex(3)  # Logins are the whole server's, and it may be one that other tests use.
    sides = [_make_side(server, database, name, f"{name}-{once}", many) for name in ("ours", "theirs")]
    server.run(database, "ANALYZE")
    return Battlefield(server, database, (sides[0], sides[1]))


def _make_side(server: PostgresServer, database: str, name: str, code: str, many: int) -> Side:
    login = create_company(server.url(database), name=name, code=code, admin=f"{name}-admin", password="not this one")
    assert login.password is not None

    def add(statement: str, *params: Any) -> int:
        return int(server.run(database, statement, *params)[0][0])

    def person(part: str, role: str) -> Person:
        username, password = f"{name}-{part}", f"{name} {part} password"
        hashed = quick_hash(password, COST)
        user_id = add(
            "INSERT INTO app.users (company_id, username, password_hash, role) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (company_id, lower(username)) WHERE NOT duplicate"
            " DO UPDATE SET password_hash = excluded.password_hash RETURNING id",
            *(company_id, username, hashed, role),
        )
        return _signed_in(server, database, Person(user_id, username, password, new_token(), new_token()))

    company_id = add("SELECT id FROM app.companies WHERE company_code = %s", code)
    admin, deputy = person("admin", "admin"), person("deputy", "admin")
    user, colleague = person("user", "user"), person("colleague", "user")
    server.run(
        database,
        "INSERT INTO app.users (company_id, username, email, password_hash)"
        " SELECT u.company_id, %s || n, %s || n || '@example.com', u.password_hash"
        " FROM app.users u, generate_series(1, %s) n WHERE u.id = %s",
        *(f"{name}-person-", f"{name}-person-", many, user.id),
    )
    project_id = add(
        "INSERT INTO app.projects (company_id, project_name, bucket_name) VALUES (%s, %s, %s) RETURNING id",
        *(company_id, f"{name} survey", f"{name}-bucket"),
    )
    cycle_id = add(
        "INSERT INTO app.cycles (company_id, project_id, cycle_name, cycle_number, s3_prefix)"
        " VALUES (%s, %s, 'One', 1, 'cycle-001/') RETURNING id",
        *(company_id, project_id),
    )
    if name == "theirs":
        server.run(
            database,
            "INSERT INTO app.projects (company_id, project_name, bucket_name)"
            " SELECT %s, 'secret ' || n, 'secret-' || n FROM generate_series(1, %s) n",
            *(company_id, many),
        )
    for kind, status, seen in (("idle", "paused", -1), ("active", "in_progress", 24), ("ended", "completed", -1)):
        session_id = add(
            "INSERT INTO app.sync_sessions (client_uuid, revision, company_id, project_id, cycle_id, user_id,"
            " s3_prefix, local_directory, lease_owner, lease_epoch, status, last_seen_at)"
            " VALUES (%s, 3, %s, %s, %s, %s, 'cycle-001/', '/data', 'their desk', 2, %s,"
            " now() + make_interval(hours => %s)) RETURNING id",
            *(f"{name}-{kind}", company_id, project_id, cycle_id, user.id, status, seen),
        )
        server.run(
            database,
            "INSERT INTO app.file_uploads (company_id, session_id, relative_path, revision, status)"
            " VALUES (%s, %s, 'a', 1, 'uploaded')",
            *(company_id, session_id),
        )
    server.run(
        database,
        "INSERT INTO app.deleted_sessions (company_id, client_uuid) VALUES (%s, %s)",
        *(company_id, f"{name}-deleted"),
    )
    return Side(
        company_id=company_id,
        name=name,
        role=CompanyAddress.parse(login.address).user,
        password=login.password,
        admin=admin,
        deputy=deputy,
        user=user,
        colleague=colleague,
        project_id=project_id,
        cycle_id=cycle_id,
        bucket=f"{name}-bucket",
        idle=f"{name}-idle",
        active=f"{name}-active",
        ended=f"{name}-ended",
    )


def _signed_in(server: PostgresServer, database: str, person: Person) -> Person:
    server.run(
        database,
        "WITH s AS (INSERT INTO auth.sign_ins (user_id) VALUES (%s) RETURNING id),"
        " r AS (INSERT INTO auth.renewal_tokens (token_hash, sign_in_id, expires_at)"
        " SELECT %s, id, now() + interval '7 days' FROM s)"
        " INSERT INTO auth.auth_sessions (token_hash, sign_in_id, expires_at)"
        " SELECT %s, id, now() + interval '1 day' FROM s",
        *(person.id, token_hash(person.renewal), token_hash(person.token)),
    )
    return person
