"""What of an old database is not as it should be is told, with ids, and nothing is guessed at."""

import pytest

from desktop_app.company.adopt.company import adopt_company
from desktop_app.domain.errors import Conflict
from tests.integration.adopt.old_company import PASSWORDS, Adopted, OldCompany, ids_of, store_of, told


def test_duplicates_are_listed_and_kept(adopted: Adopted) -> None:
    old, report = adopted
    assert told(report, "duplicate_usernames") == ["anna (id 11), ANNA (id 13) in Shoreline (id 3)"]
    assert told(report, "duplicate_projects") == ["Survey (id 21), survey (id 22) in Shoreline (id 3)"]
    assert ids_of(report, "duplicate_cycles") == [(32, 33)]
    for table, duplicates in (("users", [13]), ("projects", [22]), ("cycles", [33])):
        assert old.run(f"SELECT id FROM app.{table} WHERE duplicate") == [(number,) for number in duplicates]  # noqa: S608


def test_a_duplicate_is_one_no_more_once_it_is_renamed(filled: OldCompany) -> None:
    with store_of(adopt_company(filled.address), 3) as store:
        store.access.sign_in("anna", PASSWORDS[1])
        store.users.update(13, username="anna2")
        store.projects.update(22, project_name="Second survey")
        store.cycles.update(33, cycle_number=3)
        with pytest.raises(Conflict):
            store.users.update(12, username="Anna2")
    assert filled.run("SELECT count(*) FROM app.users WHERE duplicate") == [(0,)]


def test_prefixes_that_overlap_are_listed_across_projects_and_companies(adopted: Adopted) -> None:
    _, report = adopted
    assert ids_of(report, "overlapping_prefixes") == [(31, 34), (31, 37), (32, 37), (33, 37), (34, 37), (37, 38)]
    assert told(report, "overlapping_prefixes")[0] == (
        "s3://survey-bucket/cycle-001/ of One (id 31), Survey (id 21), Shoreline (id 3) and "
        "s3://survey-bucket/cycle-001/deep/ of One (id 34), survey (id 22), Shoreline (id 3)"
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("codes_given", [(7,), (9,)]),
        (
            "names_changed",
            [
                (16,),
            ],
        ),
        ("users_left", [(18,), (19,)]),
        ("companies_without_admin", [(9,)]),
        ("roles_unknown", [(15,)]),
        ("prefixes_changed", [(32,), (36,)]),
        ("prefixes_unusual", [(37,), (38,)]),
        ("numbers_given", [(36,)]),
        ("projects_without_bucket", [(25,)]),
        ("projects_left", [(26,)]),
        ("cycles_left", [(39,)]),
        ("sessions_left", [(50,), (49,)]),
        ("sessions_without_cycle", [(45,), (46,)]),
        ("sessions_without_user", [(47,), (46,)]),
        ("sessions_without_time", [(44,)]),
    ],
)
def test_what_is_not_as_it_was_is_listed_with_ids(adopted: Adopted, code: str, expected: list[tuple[int, ...]]) -> None:
    assert ids_of(adopted[1], code) == expected


def test_statuses_are_told_whether_known_or_not(adopted: Adopted) -> None:
    _, report = adopted
    assert told(report, "statuses_translated") == [
        "cycles IN PROGRESS: 1, now active",
        "uploads error: 1, now failed",
        "uploads running: 1, now in_progress",
        "uploads success: 1, now completed",
        "files SUCCESS: 1, now uploaded",
        "files completed: 3, now uploaded",
    ]
    assert told(report, "statuses_unknown") == ["cycles bogus: 1", "uploads exploded: 1", "files mangled: 1"]


def test_files_that_stay_behind_are_counted(adopted: Adopted) -> None:
    assert told(adopted[1], "files_left") == [
        "of uploads that are not taken over: 1",
        "rows of a path that a later row of the same upload has too, or of more than 2,500 bytes: 2",
    ]


def test_columns_and_values_that_are_not_there_are_told(adopted: Adopted) -> None:
    _, report = adopted
    assert "projects.region: us-east-1" in told(report, "columns_missing")
    assert "file_uploads.size_bytes is read from file_size" in told(report, "columns_renamed")
    assert told(report, "columns_left") == ["users.phone"]
    assert "sync_sessions.times_to_retry: 1, taken as 3" in told(report, "values_missing")
    assert "users.last_login" in told(report, "times_without_zone")
