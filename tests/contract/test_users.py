"""The company's people (`company.store.Users`)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desktop_app.company.store import CompanyStore
from desktop_app.company.tables import CycleRow, ProjectRow, SessionRow
from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import (
    AccountInactive,
    Conflict,
    InvalidValue,
    NotAllowed,
    NotFound,
    NotPossibleNow,
    SignedOut,
    WaybillError,
)
from desktop_app.domain.states import Role
from tests.contract.behind import Behind
from tests.contract.samples import CONTROLS

UNUSABLE = ("", "  ", "\udcff", "a\0b", "n" * 101, "anna bell", "anna/bell", "<anna>", *CONTROLS)


@pytest.fixture
def strange_id(behind: Behind) -> int:
    """A person of another company."""
    return behind.add_user("stranger", company_id=behind.add_company("Other"))


# Reading


def test_everybody_reads_who_there_is_by_name_active_ones_first(behind: Behind, store: CompanyStore) -> None:
    behind.add_user("Bert")
    behind.add_user("anna", is_active=False)
    behind.add_user("Özlem")
    people = store.users.list()
    assert [user.username for user in people] == ["admin", "Bert", "operator", "Özlem", "anna"]
    for user in people:
        assert store.users.get(user.id) == user
        assert store.users.find(f" {user.username.upper()} ") == user


def test_what_is_read_is_what_was_written(behind: Behind, store: CompanyStore) -> None:
    when = utc_now() - timedelta(days=1)
    user_id = behind.add_user("anna", role=Role.ADMIN, full_name="Anna A.", email="a@example.com", last_login=when)
    anna = store.users.get(user_id)
    assert (anna.username, anna.full_name, anna.email, anna.role) == ("anna", "Anna A.", "a@example.com", Role.ADMIN)
    assert (anna.is_active, anna.must_change_password, anna.last_login) == (True, False, when)


@pytest.mark.parametrize("name", ["nobody", "", "oper", "%", "\udcff", "a\0"])
def test_a_name_that_nobody_has_is_not_found(store: CompanyStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.users.find(name)


def test_another_company_s_people_do_not_exist(admin: CompanyStore, strange_id: int) -> None:
    assert [user.username for user in admin.users.list()] == ["admin", "operator"]
    for call in (
        lambda: admin.users.get(strange_id),
        lambda: admin.users.find("stranger"),
        lambda: admin.users.update(strange_id, full_name="x"),
        lambda: admin.users.reset_password(strange_id, "password of hers"),
        lambda: admin.users.delete(strange_id),
        lambda: admin.users.get(strange_id + 1000),
    ):
        with pytest.raises(NotFound):
            call()
    assert admin.users.add("stranger", "password of hers").username == "stranger", "names are the company's own"


# Adding


def test_a_person_is_there_as_they_were_added(behind: Behind, admin: CompanyStore) -> None:
    added = admin.users.add(" Anna ", "password1", full_name=" Anna A. ", email="a@example.com", role=Role.ADMIN)
    assert (added.username, added.full_name, added.email, added.role) == (
        "Anna",
        "Anna A.",
        "a@example.com",
        Role.ADMIN,
    )
    assert (added.is_active, added.must_change_password, added.last_login) == (True, True, None)
    assert added.company_id == behind.company_id
    assert admin.users.get(added.id) == added
    assert admin.users.add("bert", "password1").role is Role.USER


@pytest.mark.parametrize("name", ["operator", "OPERATOR", " operator ", "özlem"])
def test_a_name_is_given_once_whatever_its_case(behind: Behind, admin: CompanyStore, name: str) -> None:
    behind.add_user("Özlem")
    people = admin.users.list()
    with pytest.raises(Conflict, match=name.strip()):
        admin.users.add(name, "password1")
    with pytest.raises(Conflict, match=name.strip()):
        admin.users.update(admin.users.find("admin").id, username=name)
    assert admin.users.list() == people


@pytest.mark.parametrize(
    ("field", "values"),
    [
        *(("username", {"username": name}) for name in UNUSABLE),
        ("email", {"email": "anna"}),
        ("email", {"email": "anna@coast"}),
        ("email", {"email": "anna@coast..example"}),
        ("email", {"email": "anna@example.com, olga@example.com"}),
        ("full_name", {"full_name": "\udcff"}),
        *(("full_name", {"full_name": name}) for name in CONTROLS),
        *(("email", {"email": f"{name}@example.com"}) for name in CONTROLS),
        ("role", {"role": "owner"}),
        ("password", {"password": "short"}),
        ("password", {"password": "p" * 73}),
        ("password", {"password": "anna.anna"}),
    ],
)
def test_a_person_that_breaks_a_rule_is_refused_and_the_field_named(
    admin: CompanyStore, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(InvalidValue) as refused:
        admin.users.add(**{"username": "anna.anna", "password": "password1"} | values)
    assert refused.value.field == field
    assert len(admin.users.list()) == 2


# Changing


def test_an_admin_changes_everything_of_a_person(admin: CompanyStore) -> None:
    olga = admin.users.find("operator")
    changes: list[dict[str, Any]] = [
        {"username": "olga"},
        {"full_name": "Olga"},
        {"email": "olga@example.com"},
        {"role": Role.ADMIN},
        {"role": Role.USER},
        {"is_active": False},
        {"is_active": True, "full_name": ""},
        {"username": "Olga"},
    ]
    for change in changes:
        changed = admin.users.update(olga.id, **change)
        assert {name: getattr(changed, name) for name in change} == change
        assert admin.users.get(olga.id) == changed
    assert admin.users.update(olga.id) == changed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("username", name) for name in UNUSABLE),
        *(("full_name", name) for name in CONTROLS),
        *(("email", f"{name}@example.com") for name in CONTROLS),
        ("email", "olga"),
        ("full_name", "a\0"),
        ("role", "owner"),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(admin: CompanyStore, field: str, value: Any) -> None:
    olga = admin.users.find("operator")
    with pytest.raises(InvalidValue) as refused:
        admin.users.update(olga.id, **{field: value})
    assert refused.value.field == field
    assert admin.users.get(olga.id) == olga


def test_what_nobody_has_cannot_be_changed(admin: CompanyStore) -> None:
    with pytest.raises(TypeError):
        admin.users.update(admin.users.find("operator").id, password_hash="x")  # type: ignore[call-arg]


def test_renaming_ends_that_a_name_is_a_duplicate(behind: Behind, admin: CompanyStore) -> None:
    second = behind.add_user("Operator", duplicate=True)
    admin.users.update(second, username="olga")
    with pytest.raises(Conflict):
        admin.users.add("OLGA", "password1")
    with pytest.raises(Conflict):
        admin.users.update(second, username="operator")


@pytest.mark.parametrize(
    ("change", "error"), [({"is_active": False}, AccountInactive), ({"role": Role.USER}, SignedOut)]
)
def test_deactivating_and_demoting_end_all_sign_ins(
    behind: Behind, admin: CompanyStore, change: Any, error: type[WaybillError]
) -> None:
    anna = behind.add_user("anna", role=Role.ADMIN)
    stores = [behind.as_user("anna") for _ in range(2)]
    stores[0].access.resume()
    admin.users.update(anna, **change)
    for store in stores:
        with pytest.raises(error):
            store.users.list()
    admin.users.update(anna, is_active=True, role=Role.ADMIN)
    for store in stores:
        with pytest.raises(SignedOut):
            store.users.list()


def test_other_changes_end_no_sign_in(behind: Behind, admin: CompanyStore, store: CompanyStore) -> None:
    olga = store.access.resume().user
    changed = admin.users.update(olga.id, full_name="Olga", username="olga", role=Role.ADMIN)
    assert store.access.resume().user == changed
    # And an admin's rights are there at once.
    store.users.add("anna", "password1")


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.USER}])
def test_nobody_demotes_or_deactivates_themself(behind: Behind, admin: CompanyStore, change: Any) -> None:
    me = admin.access.resume().user
    with pytest.raises(NotPossibleNow):
        admin.users.update(me.id, **change)
    behind.add_user("anna", role=Role.ADMIN)
    with pytest.raises(NotPossibleNow):
        admin.users.update(me.id, **change)
    assert admin.users.get(me.id) == me
    assert admin.users.update(me.id, full_name="Me", username="boss").username == "boss"


def demote(store: CompanyStore, user_id: int) -> None:
    store.users.update(user_id, role=Role.USER)


def deactivate(store: CompanyStore, user_id: int) -> None:
    store.users.update(user_id, is_active=False)


def remove(store: CompanyStore, user_id: int) -> None:
    store.users.delete(user_id)


@pytest.mark.parametrize("act", [demote, deactivate, remove])
def test_two_admins_who_act_on_each_other_at_once_leave_one(
    behind: Behind, admin: CompanyStore, act: Callable[[CompanyStore, int], None]
) -> None:
    anna_id, admin_id = behind.add_user("anna", role=Role.ADMIN), admin.access.resume().user.id
    anna = behind.as_user("anna")
    anna.access.resume()
    refusals: list[WaybillError] = []
    start = threading.Barrier(2)

    def go(store: CompanyStore, user_id: int) -> None:
        start.wait()
        try:
            act(store, user_id)
        except WaybillError as error:
            refusals.append(error)

    threads = [threading.Thread(target=go, args=pair) for pair in ((admin, anna_id), (anna, admin_id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 1
    assert behind.ask("SELECT count(*) FROM users WHERE role = 'admin' AND is_active") == [(1,)]


# Resetting a password


def test_a_reset_ends_all_sign_ins_and_the_person_chooses_another(behind: Behind, admin: CompanyStore) -> None:
    anna = behind.add_user("anna")
    store = behind.as_user("anna")
    store.access.resume()
    admin.users.reset_password(anna, "given by admin")
    with pytest.raises(SignedOut):
        store.users.list()
    assert admin.users.get(anna).must_change_password
    behind.signed_out().access.change_password("anna", "given by admin", "password of hers")


def test_one_s_own_password_is_changed_with_the_old_one(admin: CompanyStore) -> None:
    with pytest.raises(NotPossibleNow):
        admin.users.reset_password(admin.access.resume().user.id, "password of hers")


def test_a_user_resets_no_password_not_even_their_own(store: CompanyStore) -> None:
    with pytest.raises(NotAllowed, match="manage users"):
        store.users.reset_password(store.access.resume().user.id, "password of hers")


@pytest.mark.parametrize("password", ["short", "p" * 73, "operator operator"])
def test_a_password_that_breaks_a_rule_is_not_given(behind: Behind, admin: CompanyStore, password: str) -> None:
    user_id = behind.add_user("Operator Operator")
    with pytest.raises(InvalidValue) as refused:
        admin.users.reset_password(user_id, password)
    assert refused.value.field == "password"
    assert not admin.users.get(user_id).must_change_password


# Deleting


def test_a_person_without_uploads_is_deleted_with_their_sign_ins(behind: Behind, admin: CompanyStore) -> None:
    anna = behind.add_user("anna")
    store = behind.as_user("anna")
    store.access.resume()
    admin.users.delete(anna)
    with pytest.raises(NotFound):
        admin.users.get(anna)
    with pytest.raises(SignedOut):
        store.users.list()
    assert admin.users.add("anna", "password1").id != anna, "a number is given once"


@pytest.mark.parametrize("column", ["user_id", "lease_user_id"])
def test_a_person_with_uploads_is_deactivated_instead(behind: Behind, admin: CompanyStore, column: str) -> None:
    company, olga = behind.company_id, admin.users.find("operator")
    project = behind.insert(ProjectRow, company_id=company, project_name="P", bucket_name="bucket")
    cycle = behind.insert(
        CycleRow, company_id=company, project_id=project, cycle_name="C", cycle_number=1, s3_prefix="a/"
    )
    whose = {"user_id": admin.users.find("admin").id} | {column: olga.id}
    behind.insert(
        SessionRow,
        company_id=company,
        project_id=project,
        cycle_id=cycle,
        client_uuid="uuid",
        revision=1,
        s3_prefix="a/",
        local_directory="/data",
        status="completed",
        **whose,
    )
    with pytest.raises(NotPossibleNow, match="Deactivate"):
        admin.users.delete(olga.id)
    assert admin.users.get(olga.id) == olga


def test_nobody_deletes_themself(behind: Behind, admin: CompanyStore) -> None:
    behind.add_user("anna", role=Role.ADMIN)
    with pytest.raises(NotPossibleNow):
        admin.users.delete(admin.access.resume().user.id)
    admin.access.resume()


# Who may do what


@pytest.mark.parametrize(
    "act",
    [
        lambda store, _: store.users.add("anna", "password1"),
        lambda store, it: store.users.update(it, full_name="x"),
        lambda store, it: store.users.update(it, username="x"),
        lambda store, it: store.users.update(it, role=Role.ADMIN),
        lambda store, it: store.users.update(it, is_active=False),
        lambda store, it: store.users.reset_password(it, "password of hers"),
        lambda store, it: store.users.delete(it),
    ],
    ids=["add", "full name", "username", "role", "activity", "password", "delete"],
)
def test_people_are_for_admins(behind: Behind, store: CompanyStore, act: Callable[[CompanyStore, int], None]) -> None:
    anna = behind.add_user("anna berta")
    people = store.users.list()
    with pytest.raises(NotAllowed):
        act(store, anna)
    assert store.users.list() == people
    behind.signed_out().access.sign_in("anna berta", "password1")


@pytest.mark.parametrize("change", [{"role": Role.ADMIN}, {"username": "root"}])
def test_nobody_makes_themself_an_admin_or_takes_another_name(store: CompanyStore, change: Any) -> None:
    me = store.access.resume().user
    with pytest.raises((NotAllowed, NotPossibleNow)):
        store.users.update(me.id, **change)
    assert store.access.resume().user == me
