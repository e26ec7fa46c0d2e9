"""A dry run, a second run and a run that fails change nothing."""

import pytest

from desktop_app.company.adopt.company import adopt_company
from desktop_app.domain.errors import NotPossibleNow
from tests.integration.adopt.old_company import OldCompany


def test_a_dry_run_tells_the_same_and_leaves_nothing_behind(filled: OldCompany) -> None:
    def state() -> list[object]:
        return [
            filled.contents(),
            filled.run(
                "SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp' ORDER BY 1"
            ),
            filled.run("SELECT rolname FROM pg_roles ORDER BY 1"),
            filled.run("SELECT datacl::text FROM pg_database WHERE datname = current_database()"),
            filled.run("SELECT lanname, lanacl::text FROM pg_language ORDER BY 1"),
            filled.run("SELECT extname FROM pg_extension ORDER BY 1"),
        ]

    before = state()
    tried = adopt_company(filled.address, dry_run=True)
    assert state() == before
    assert tried.dry_run
    assert [login.password for login in tried.logins] == [None, None, None]
    done = adopt_company(filled.address)
    assert (tried.tables, tried.findings) == (done.tables, done.findings)


def test_a_second_run_changes_nothing_and_says_what_was_added_since(filled: OldCompany) -> None:
    first = adopt_company(filled.address)
    filled.run(
        "INSERT INTO file_uploads (session_id, file_path) VALUES (41, 'a'), (41, 'b'); DELETE FROM users WHERE id = 20"
    )
    before = (
        filled.run("SELECT count(*), max(xmin::text) FROM app.users"),
        filled.run("SELECT rolname FROM pg_authid ORDER BY 1"),
    )
    for dry_run in (False, True):
        again = adopt_company(filled.address, dry_run=dry_run)
        assert again.taken_over_before
        assert again.adopted_at == first.adopted_at
        assert {table.name: (table.taken_over, table.added, table.gone) for table in again.since} == {
            "companies": (3, 0, 0),
            "users": (8, 0, 1),
            "projects": (5, 0, 0),
            "cycles": (8, 0, 0),
            "sync_sessions": (8, 0, 0),
            "file_uploads": (5, 2, 0),
        }
        assert (again.tables, again.findings, again.logins) == ((), (), ())
    assert before == (
        filled.run("SELECT count(*), max(xmin::text) FROM app.users"),
        filled.run("SELECT rolname FROM pg_authid ORDER BY 1"),
    )


def test_what_fails_half_way_leaves_nothing_behind(filled: OldCompany) -> None:
    filled.run(
        "ALTER TABLE file_uploads DROP CONSTRAINT file_uploads_pkey; UPDATE file_uploads SET id = 51 WHERE id = 52"
    )
    with pytest.raises(NotPossibleNow, match="another row has"):
        adopt_company(filled.address)
    assert filled.run("SELECT nspname FROM pg_namespace WHERE nspname IN ('app', 'auth', 'waybill_adopting')") == []
