"""A company database as an earlier uploader made it: filled, used for years, and with gaps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import bcrypt
import psycopg

from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.adoption import AdoptionReport, Finding
from tests.postgres import PostgresServer

SCHEMA = """
CREATE TABLE companies (
    id serial PRIMARY KEY, company_name varchar(255) NOT NULL, company_code varchar(50), contact_email varchar(255),
    is_active boolean, created_at timestamp DEFAULT now(), updated_at timestamp);
CREATE TYPE user_role AS ENUM ('ADMIN', 'USER', 'OPERATOR');
CREATE TABLE users (
    id serial PRIMARY KEY, company_id integer, username varchar(100), email varchar(255), password_hash varchar(255),
    full_name varchar(255), role user_role DEFAULT 'USER', is_active boolean DEFAULT true, last_login timestamp,
    phone varchar(20), created_at timestamp, updated_at timestamp);
CREATE TABLE projects (
    id serial PRIMARY KEY, project_name varchar(255), bucket_name varchar(255), company_id integer, description text,
    is_active boolean DEFAULT true, created_at timestamptz DEFAULT now());
CREATE TABLE cycles (
    id serial PRIMARY KEY, project_id integer REFERENCES projects, cycle_name varchar(255), cycle_number integer,
    s3_prefix varchar(500), status varchar(50) DEFAULT 'planned', metadata json, description text,
    created_at timestamptz DEFAULT now());
CREATE TABLE sync_sessions (
    id serial PRIMARY KEY, project_id integer, cycle_id integer, user_id integer, s3_prefix varchar(500),
    local_directory text, aws_profile varchar(100), max_workers integer DEFAULT 10, times_to_retry integer,
    use_find boolean, status varchar(50), total_files integer, files_uploaded integer, files_failed integer,
    total_bytes bigint, started_at timestamp, completed_at timestamp, created_at timestamp);
CREATE TABLE file_uploads (
    id serial PRIMARY KEY, session_id integer, file_path text, s3_key text, file_size bigint, status varchar(50),
    error_message text, etag varchar(100), uploaded_at timestamp);
"""
TABLES = ("companies", "users", "projects", "cycles", "sync_sessions", "file_uploads")
PASSWORDS = {1: "anna's password", 2: "größer als ASCII é", 3: "x" * 72, 4: "bea's password", 5: "other password"}


@cache
def bcrypt_hash(password: str, prefix: bytes = b"2b") -> str:
    """A hash as passlib writes them; of cost 10, where passlib takes 12, so that tests are quick."""
    salt = bcrypt.gensalt(10)
    return (b"$" + prefix + bcrypt.hashpw(password.encode(), salt)[3:]).decode()


@dataclass
class OldCompany:
    """A database of an earlier uploader on a real server."""

    server: PostgresServer
    database: str

    @property
    def address(self) -> str:
        """By the superuser's login."""
        return self.server.url(self.database)

    def run(self, statement: str, *params: object) -> list[tuple[object, ...]]:
        """Run SQL as the superuser."""
        return self.server.run(self.database, statement, *params)

    def fill(self) -> None:
        """Three companies with people, projects, cycles and uploads, and everything that can be wrong with them."""
        self.run(SCHEMA)
        with psycopg.connect(self.address) as connection:
            cursor = connection.cursor()
            for table, columns, rows in _rows():
                values = ", ".join(["%s"] * len(columns.split(",")))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})".encode(), rows)  # noqa: S608

            for table in TABLES:
                connection.execute(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}".encode())  # noqa: S608

    def contents(self) -> dict[str, object]:
        """All that is in the old tables, how they look, and who may read them."""
        rows = {table: self.run(f"SELECT ctid, xmin, t::text FROM {table} t ORDER BY ctid") for table in TABLES}  # noqa: S608
        columns = self.run(
            "SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        )
        return {**rows, "columns": columns}


Adopted = tuple[OldCompany, AdoptionReport]


@contextmanager
def old_company(server: PostgresServer) -> Iterator[OldCompany]:
    old = OldCompany(server, server.create_database())
    yield old
    server.drop_database(old.database)


@contextmanager
def store_of(report: AdoptionReport, company_id: int) -> Iterator[SqlCompanyStore]:
    """A company as its workstations see it."""
    login = next(login for login in report.logins if login.company_id == company_id)
    store = SqlCompanyStore(open_company(login.address, login.password), login.address)
    yield store
    store.close()


def finding(report: AdoptionReport, code: str) -> Finding:
    return next(finding for finding in report.findings if finding.code == code)


def told(report: AdoptionReport, code: str) -> list[str]:
    return [item.text for item in finding(report, code).items]


def ids_of(report: AdoptionReport, code: str) -> list[tuple[int, ...]]:
    return [tuple(item.ids) for item in finding(report, code).items]


def scalar(address: str, statement: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None


def _rows() -> list[tuple[str, str, list[tuple[object, ...]]]]:
    strong = {number: bcrypt_hash(password) for number, password in PASSWORDS.items()}
    return [
        (
            "companies",
            "id, company_name, company_code, contact_email, is_active",
            [
                (3, "Shoreline", "SHORE", "office@shoreline.example", True),
                (7, "Inland", None, None, None),
                (9, "Other shore", "shore", "", True),
            ],
        ),
        (
            "users",
            "id, company_id, username, email, password_hash, full_name, role, is_active, last_login, phone, created_at",
            [
                (
                    11,
                    3,
                    "anna",
                    "a@shore.example",
                    strong[1],
                    "Anna",
                    "ADMIN",
                    True,
                    "2024-05-06 07:08",
                    "1",
                    "2020-01-01",
                ),
                (12, 3, "Jürgen", None, bcrypt_hash(PASSWORDS[2], b"2y"), None, "USER", True, None, None, None),
                (13, 3, "ANNA", "", strong[3], "The other Anna", "USER", None, None, None, "2020-01-03"),
                (14, 3, "plain", "", "secret in plain text", "", "USER", True, None, None, "2020-01-04"),
                (15, 3, "sha", "", "$5$rounds=535000$abc$def", "", "OPERATOR", True, None, None, "2020-01-05"),
                (16, 7, "bea ", "", bcrypt_hash(PASSWORDS[4], b"2a"), "Bea", "ADMIN", True, None, None, "2020-01-06"),
                (17, 9, "anna", "", strong[5], "Anna of the other shore", "USER", True, None, None, "2020-01-07"),
                (18, 99, "lost", "", strong[5], "", "USER", True, None, None, "2020-01-08"),
                (19, None, "nobody's", "", strong[5], "", "ADMIN", True, None, None, "2020-01-09"),
                (20, 3, "gone", "", strong[5], "", "USER", False, None, None, "2020-01-10"),
            ],
        ),
        (
            "projects",
            "id, project_name, bucket_name, company_id, description, is_active",
            [
                (21, "Survey", "survey-bucket", 3, "Along the coast", True),
                (22, "survey", "survey-bucket", 3, None, True),
                (23, "Harvest", "inland-bucket", 7, "", True),
                (24, "Shared", "survey-bucket", 9, "", True),
                (25, "No bucket", None, 3, "", True),
                (26, "Of nobody", "bucket", 99, "", True),
            ],
        ),
        (
            "cycles",
            "id, project_id, cycle_name, cycle_number, s3_prefix, status, metadata",
            [
                (31, 21, "One", 1, "cycle-001/", "completed", '{"boat": "Möwe", "crew": 3}'),
                (32, 21, "Two", 2, "cycle-002", "IN PROGRESS", None),
                (33, 21, "Two again", 2, "cycle-002b/", "planned", "[1, 2]"),
                (34, 22, "One", 1, "cycle-001/deep/", "active", "{}"),
                (35, 23, "Wheat", 1, "wheat/", "bogus", "{}"),
                (36, 23, "No number", None, None, None, None),
                (37, 24, "All", 1, "", "active", None),
                (38, 24, "Slash", 2, "/slash/", "archived", None),
                (39, 26, "Lost", 1, "lost/", "active", None),
            ],
        ),
        (
            "sync_sessions",
            "id, project_id, cycle_id, user_id, s3_prefix, local_directory, aws_profile, max_workers, times_to_retry,"
            " use_find, status, total_files, files_uploaded, files_failed, total_bytes, started_at, completed_at,"
            " created_at",
            [
                (
                    41,
                    21,
                    31,
                    11,
                    "cycle-001",
                    "/media/card",
                    "coast",
                    16,
                    5,
                    True,
                    "completed",
                    3,
                    2,
                    1,
                    600,
                    "2024-03-01 10:00",
                    "2024-03-01 11:00",
                    "2024-03-01 09:59",
                ),
                (
                    42,
                    21,
                    None,
                    None,
                    "old/",
                    "/media/old",
                    None,
                    None,
                    None,
                    None,
                    "success",
                    1,
                    1,
                    0,
                    5,
                    "2019-03-01 10:00",
                    "2019-03-01 11:00",
                    "2019-03-01 09:59",
                ),
                (
                    43,
                    21,
                    32,
                    12,
                    None,
                    "C:\\photos",
                    None,
                    4,
                    3,
                    False,
                    "running",
                    None,
                    None,
                    None,
                    None,
                    "2024-04-01 10:00",
                    None,
                    "2024-04-01 09:59",
                ),
                (44, 23, 35, 16, "wheat/", "/data", "", 1, 1, False, "exploded", 1, 0, 1, 1, None, None, None),
                (45, 21, 34, 11, "cycle-001/", "/x", None, 1, 1, False, "failed", 0, 0, 0, 0, None, None, "2024-01-01"),
                (46, 21, 999, 998, "x/", "/x", None, 1, 1, False, "cancelled", 0, 0, 0, 0, None, None, "2024-01-02"),
                (47, 21, 31, 16, "x/", "/x", None, 1, 1, False, "error", 0, 0, 0, 0, None, None, "2024-01-03"),
                (48, None, 31, 11, "x/", "/x", None, 1, 1, False, "completed", 0, 0, 0, 0, None, None, "2024-01-04"),
                (49, None, None, 11, "x/", "/x", None, 1, 1, False, "completed", 0, 0, 0, 0, None, None, "2024-01-05"),
                (50, 26, 39, 11, "x/", "/x", None, 1, 1, False, "completed", 0, 0, 0, 0, None, None, "2024-01-06"),
            ],
        ),
        (
            "file_uploads",
            "id, session_id, file_path, s3_key, file_size, status, error_message, etag, uploaded_at",
            [
                (
                    51,
                    41,
                    "/media/card/DCIM/1.jpg",
                    "cycle-001/DCIM/1.jpg",
                    200,
                    "completed",
                    None,
                    '"e1"',
                    "2024-03-01 10:30",
                ),
                (52, 41, "/media/card/DCIM/2.jpg", "cycle-001/DCIM/2.jpg", 300, "failed", "no space", None, None),
                (
                    53,
                    41,
                    "/media/card/DCIM/2.jpg",
                    "cycle-001/DCIM/2.jpg",
                    300,
                    "uploaded",
                    None,
                    '"e2"',
                    "2024-03-01 10:40",
                ),
                (54, 41, None, "cycle-001/3.jpg", 100, "mangled", None, None, None),
                (55, 42, "elsewhere/4.jpg", "old/4.jpg", 5, "SUCCESS", None, None, "2019-03-01 10:30"),
                (56, 43, "C:\\photos\\5.jpg", None, None, None, None, None, None),
                (57, 999, "lost.jpg", "lost.jpg", 1, "completed", None, None, None),
                (58, 41, "/media/card/" + "deep/" * 600, "", 1, "completed", None, None, None),
            ],
        ),
    ]
