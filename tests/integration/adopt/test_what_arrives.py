"""Taking over the database of an earlier uploader: people sign in as before, and all that was there is there."""

import uuid

import pytest

from desktop_app.company.adopt.company import adopt_company
from desktop_app.domain.errors import WrongPassword
from desktop_app.domain.states import CycleStatus, FileStatus, Role, SessionStatus
from desktop_app.domain.uploads import SessionFilter
from tests.integration.adopt.old_company import (
    PASSWORDS,
    Adopted,
    OldCompany,
    store_of,
    told,
)

NAMESPACE = uuid.UUID("8f6e2b0c-5d1f-5a8c-9e3b-7a4d6c0f1e25")


def test_the_report_counts_what_was_there_and_what_was_taken_over(adopted: Adopted) -> None:
    _, report = adopted
    assert [(table.name, table.found, table.taken_over) for table in report.tables] == [
        ("companies", 3, 3),
        ("users", 10, 8),
        ("projects", 6, 5),
        ("cycles", 9, 8),
        ("sync_sessions", 10, 8),
        ("file_uploads", 8, 5),
    ]
    assert not report.dry_run
    assert not report.taken_over_before


@pytest.mark.parametrize(
    ("company", "username", "password", "user_id"),
    [
        (3, "anna", PASSWORDS[1], 11),
        (3, "jürgen", PASSWORDS[2], 12),
        (3, "ANNA", PASSWORDS[3], 13),
        (7, "bea", PASSWORDS[4], 16),
        (9, "anna", PASSWORDS[5], 17),
    ],
    ids=["2b", "2y and beyond ASCII", "72 bytes and a duplicate name", "2a", "another company's"],
)
def test_people_sign_in_with_the_names_and_passwords_they_have(
    adopted: Adopted, company: int, username: str, password: str, user_id: int
) -> None:
    with store_of(adopted[1], company) as store:
        assert store.access.sign_in(username, password).user.id == user_id


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("anna", PASSWORDS[2]),
        ("anna", PASSWORDS[5]),
        ("ANNA", PASSWORDS[3][:-1]),
        ("plain", "secret in plain text"),
        ("lost", PASSWORDS[5]),
        ("bea", PASSWORDS[4]),
    ],
)
def test_nobody_signs_in_with_anything_else(adopted: Adopted, username: str, password: str) -> None:
    with store_of(adopted[1], 3) as store, pytest.raises(WrongPassword):
        store.access.sign_in(username, password)


def test_a_hash_whose_salt_has_stray_bits_as_older_passlib_wrote_them(filled: OldCompany) -> None:
    alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    (password_hash,) = filled.run("SELECT password_hash FROM users WHERE id = 11")[0]
    assert isinstance(password_hash, str)
    stray = alphabet[alphabet.index(password_hash[28]) + 5]
    filled.run("UPDATE users SET password_hash = %s WHERE id = 11", password_hash[:28] + stray + password_hash[29:])
    with store_of(adopt_company(filled.address), 3) as store:
        assert store.access.sign_in("anna", PASSWORDS[1]).user.id == 11


def test_whose_password_cannot_be_checked_gets_a_new_one_from_an_admin(filled: OldCompany) -> None:
    report = adopt_company(filled.address)
    assert told(report, "passwords_unknown") == ["plain (id 14) in Shoreline (id 3)", "sha (id 15) in Shoreline (id 3)"]
    with store_of(report, 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        people = {user.id: user for user in store.users.list()}
        assert [number for number, user in people.items() if user.must_change_password] == [14, 15]
        store.users.reset_password(14, "a new password")
        assert store.access.change_password("plain", "a new password", "one of my own").user.id == 14


def test_people_are_as_they_were(adopted: Adopted) -> None:
    with store_of(adopted[1], 3) as store:
        anna = store.access.sign_in("anna", PASSWORDS[1])
        assert (anna.user.full_name, anna.user.email, anna.user.role) == ("Anna", "a@shore.example", Role.ADMIN)
        assert (anna.company.company_name, anna.company.contact_email) == ("Shoreline", "office@shoreline.example")
        people = {user.id: (user.username, user.role, user.is_active) for user in store.users.list()}
    assert people == {
        11: ("anna", Role.ADMIN, True),
        12: ("Jürgen", Role.USER, True),
        13: ("ANNA", Role.USER, True),
        14: ("plain", Role.USER, True),
        15: ("sha", Role.USER, True),
        20: ("gone", Role.USER, False),
    }


def test_projects_and_cycles_keep_ids_buckets_prefixes_and_metadata(adopted: Adopted) -> None:
    old, report = adopted
    with store_of(report, 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        projects = {project.id: project for project in store.projects.list()}
        assert {number: project.project_name for number, project in projects.items()} == {
            21: "Survey",
            22: "survey",
            25: "No bucket",
        }
        assert (projects[21].destination.bucket_name, projects[21].description) == ("survey-bucket", "Along the coast")
        assert projects[21].is_active
        assert not projects[25].is_active
        cycles = {cycle.id: (cycle.cycle_number, cycle.s3_prefix, cycle.status) for cycle in store.cycles.list(21)}
    assert cycles == {
        31: (1, "cycle-001/", CycleStatus.COMPLETED),
        32: (2, "cycle-002/", CycleStatus.ACTIVE),
        33: (2, "cycle-002b/", CycleStatus.PLANNED),
    }
    assert old.run("SELECT id, metadata::text FROM app.cycles WHERE id IN (31, 33) ORDER BY id") == [
        (31, '{"boat": "Möwe", "crew": 3}'),
        (33, '{"value" : [1, 2]}'),
    ]


def test_old_uploads_are_readable_in_the_history(adopted: Adopted) -> None:
    with store_of(adopted[1], 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        page = store.uploads.list()
        history = {upload.id: upload for upload in page.items}
        assert [upload.id for upload in page.items] == [43, 41, 48, 47, 46, 45, 42]
        assert {number: upload.status for number, upload in history.items()} == {
            41: SessionStatus.COMPLETED,
            42: SessionStatus.COMPLETED,
            43: SessionStatus.IN_PROGRESS,
            45: SessionStatus.FAILED,
            46: SessionStatus.CANCELLED,
            47: SessionStatus.FAILED,
            48: SessionStatus.COMPLETED,
        }
        whole = history[41]
        assert (whole.username, whole.project_name, whole.cycle_name) == ("anna", "Survey", "One")
        assert (whole.address, whole.local_directory) == ("s3://survey-bucket/cycle-001", "/media/card")
        assert (whole.counts.total_files, whole.counts.files_uploaded, whole.counts.total_bytes) == (3, 2, 600)
        assert whole.started_at is not None
        assert whole.started_at.isoformat() == "2024-03-01T10:00:00+00:00"
        assert (history[42].cycle_id, history[42].user_id, history[42].username) == (None, None, "")
        assert (history[48].project_id, history[48].cycle_id) == (21, 31)
        assert [upload.id for upload in store.uploads.list(SessionFilter(interrupted=True)).items] == [43]
        files = {file.relative_path: file for file in store.uploads.files(whole.client_uuid).items}
    assert {path: file.status for path, file in files.items()} == {
        "DCIM/1.jpg": FileStatus.UPLOADED,
        "DCIM/2.jpg": FileStatus.UPLOADED,
        "3.jpg": FileStatus.FAILED,
    }
    assert (files["DCIM/2.jpg"].size_bytes, files["DCIM/2.jpg"].etag) == (300, '"e2"')
    assert files["3.jpg"].error_message == "The earlier system called this mangled."


def test_an_uploads_name_is_the_same_whenever_it_is_taken_over(adopted: Adopted) -> None:
    old, _ = adopted
    names = old.run("SELECT id, client_uuid FROM app.sync_sessions WHERE company_id = 3")
    assert names == [(number, str(uuid.uuid5(NAMESPACE, f"3/{number}"))) for number, _ in names]


def test_what_is_new_has_ids_that_the_old_tables_never_gave(filled: OldCompany) -> None:
    filled.run("INSERT INTO users (id, company_id, username) VALUES (500, 99, 'of a company that is gone')")
    with store_of(adopt_company(filled.address), 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        assert store.users.add("new", "a new password", full_name="", role=Role.USER).id == 501


def test_the_audit_log_says_once_for_each_company_what_was_taken_over(adopted: Adopted) -> None:
    old, _ = adopted
    entries = old.run(
        "SELECT company_id, username, object, details::jsonb FROM app.audit_log"
        " WHERE action NOT LIKE 'sign_in%' ORDER BY company_id"
    )
    assert entries[0] == (
        3,
        old.server.superuser,
        "Shoreline",
        {"users": 6, "projects": 3, "cycles": 4, "uploads": 7, "files": 5},
    )
    assert [entry[0] for entry in entries] == [3, 7, 9]
