"""Who did what (`company.store.AuditLog`), and that everything that is to be in it is."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import AuditRow
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import AuditEntry, AuditFilter, Destination
from desktop_app.domain.errors import NotAllowed, SignInRefused, WaybillError
from desktop_app.domain.states import CycleStatus, Role
from tests.contract.behind import Behind

Known = tuple[str, str, str, dict[str, Any]]


@pytest.fixture
def since(behind: Behind) -> Callable[[], list[Known]]:
    """What was written into the log in this test, oldest first."""
    known = len(behind.admin().audit.list().items)

    def entries() -> list[Known]:
        page = behind.admin().audit.list()
        new = page.items[: len(page.items) - known]
        return [(entry.username, entry.action, entry.object, dict(entry.details)) for entry in reversed(new)]

    return entries


def test_what_is_done_to_people(admin: CompanyStore, since: Callable[[], list[Known]]) -> None:
    anna = admin.users.add("anna", "password1").id
    admin.users.update(anna, full_name="Anna", role=Role.ADMIN)
    admin.users.update(anna, username="ann", is_active=False)
    admin.users.update(anna, username="ann")
    admin.users.reset_password(anna, "password2")
    admin.users.delete(anna)
    assert since() == [
        ("admin", "user_added", "anna", {}),
        ("admin", "user_changed", "anna", {"full_name": ["", "Anna"], "role": ["user", "admin"]}),
        ("admin", "user_changed", "ann", {"username": ["anna", "ann"], "is_active": [True, False]}),
        ("admin", "password_reset", "ann", {}),
        ("admin", "user_deleted", "ann", {}),
    ]


def test_what_people_do_to_their_own_account(store: CompanyStore, since: Callable[[], list[Known]]) -> None:
    store.access.update_profile(full_name="Olga", email="")
    assert since() == [("operator", "user_changed", "operator", {"full_name": ["Olga Operator", "Olga"]})]


def test_what_is_done_to_the_company(admin: CompanyStore, since: Callable[[], list[Known]]) -> None:
    admin.companies.update(company_name="New")
    assert since() == [("admin", "company_changed", "New", {"company_name": ["Company", "New"]})]


def test_what_is_done_to_projects_and_cycles(
    store: CompanyStore, admin: CompanyStore, since: Callable[[], list[Known]]
) -> None:
    project = store.projects.add("Survey", Destination("bucket")).id
    cycle = store.cycles.add(project, "One", 1).id
    store.cycles.update(cycle, status=CycleStatus.ACTIVE)
    admin.projects.update(project, bucket_name="another", endpoint_url="https://s3.example.com")
    admin.cycles.delete(cycle)
    admin.projects.delete(project)
    assert since() == [
        ("operator", "project_added", "Survey", {}),
        ("operator", "cycle_added", "One", {}),
        ("operator", "cycle_changed", "One", {"status": ["planned", "active"]}),
        (
            "admin",
            "project_changed",
            "Survey",
            {"bucket_name": ["bucket", "another"], "endpoint_url": [None, "https://s3.example.com"]},
        ),
        ("admin", "cycle_deleted", "One", {}),
        ("admin", "project_deleted", "Survey", {}),
    ]


def test_who_signs_in_and_who_tries(behind: Behind, since: Callable[[], list[Known]]) -> None:
    behind.add_user("anna")
    for username, password in (("Anna", "password1"), ("anna", "wrong"), ("nobody", "password1")):
        try:
            behind.signed_out().access.sign_in(username, password)
        except SignInRefused:
            continue
    assert [(username, action) for username, action, _, _ in since()] == [
        ("Anna", "sign_in_granted"),
        ("anna", "sign_in_refused"),
        ("nobody", "sign_in_refused"),
    ]


def test_what_is_refused_leaves_no_entry(
    behind: Behind, store: CompanyStore, admin: CompanyStore, since: Callable[[], list[Known]]
) -> None:
    anna = behind.add_user("anna")
    for act in (
        lambda: store.users.update(anna, full_name="x"),
        lambda: store.companies.update(company_name="x"),
        lambda: store.users.delete(anna),
        lambda: admin.users.add("ANNA", "password1"),
    ):
        with pytest.raises(WaybillError):
            act()
    assert since() == []


def test_no_password_nor_its_hash_is_in_it(behind: Behind, admin: CompanyStore) -> None:
    admin.users.add("anna", "password of hers")
    behind.signed_out().access.change_password("anna", "password of hers", "her own password")
    everything = repr(behind.ask("SELECT username, action, object, details FROM audit_log"))
    assert "of hers" not in everything
    assert "her own" not in everything
    assert "$2" not in everything


# Reading


@pytest.fixture
def entries(behind: Behind) -> list[int]:
    """Five entries of the company, an hour between them, and one of another company; their numbers, newest first."""
    behind.insert(AuditRow, company_id=behind.add_company("Other"), username="stranger", action="user_added")
    actions = ("user_added", "user_changed", "user_added", "cycle_added", "cycle_deleted")
    names = ("admin", "Admin", "olga", "olga", "Özlem")
    return [
        behind.insert(
            AuditRow,
            company_id=behind.company_id,
            username=names[hours],
            action=actions[hours],
            object=f"100%_{hours}",
            at=utc_now() - timedelta(days=2, hours=-hours),
            details={"column": [1, None]},
        )
        for hours in range(5)
    ][::-1]


def ids(entries: tuple[AuditEntry, ...]) -> list[int]:
    return [entry.id for entry in entries]


def test_the_newest_come_first_in_pages(admin: CompanyStore, entries: list[int]) -> None:
    pages = [admin.audit.list(offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [ids(page.items) for page in pages] == [entries[:2], entries[2:4], entries[4:], []]
    assert {page.total for page in pages} == {5}
    entry = pages[0].items[0]
    assert (entry.username, entry.action, entry.object, entry.details) == (
        "Özlem",
        "cycle_deleted",
        "100%_4",
        {"column": [1, None]},
    )


@pytest.mark.parametrize(
    ("which", "places"),
    [
        (AuditFilter(action="user_added"), [2, 4]),
        (AuditFilter(username="admin"), [3, 4]),
        (AuditFilter(username=" özlem"), [0]),
        (AuditFilter(text="ÖZL"), [0]),
        (AuditFilter(text="0%_3"), [1]),
        (AuditFilter(text="%_"), [0, 1, 2, 3, 4]),
        (AuditFilter(text="1%"), []),
        (AuditFilter(text="lga", action="cycle_added"), [1]),
        (AuditFilter(username="stranger"), []),
        (AuditFilter(action="\0"), []),
        (AuditFilter(text="\udcff"), []),
    ],
)
def test_a_filter_narrows(admin: CompanyStore, entries: list[int], which: AuditFilter, places: list[int]) -> None:
    page = admin.audit.list(which)
    assert ids(page.items) == [entries[place] for place in places]
    assert page.total == len(places)


def test_sign_ins_can_be_left_out_and_refusals_stay(behind: Behind, admin: CompanyStore, entries: list[int]) -> None:
    refused, _ = (
        behind.insert(AuditRow, company_id=behind.company_id, username="olga", action=action)
        for action in ("sign_in_refused", "sign_in_granted")
    )
    assert ids(admin.audit.list(AuditFilter(without_sign_ins=True)).items) == [refused, *entries]


def test_a_filter_narrows_to_a_stretch_of_time(admin: CompanyStore, entries: list[int]) -> None:
    oldest, *_, newest = reversed(admin.audit.list().items)
    assert ids(admin.audit.list(AuditFilter(since=newest.at)).items) == [newest.id]
    assert ids(admin.audit.list(AuditFilter(until=newest.at)).items) == entries[1:]
    assert (
        ids(admin.audit.list(AuditFilter(since=oldest.at, until=oldest.at + timedelta(hours=1.5))).items)
        == (entries[3:])
    )


def test_reading_it_is_for_admins(store: CompanyStore) -> None:
    with pytest.raises(NotAllowed, match="audit log"):
        store.audit.list()
