"""Admins keep the company's people: add them, change them, give them passwords, let them out."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QToolButton
from pytestqt.modeltest import ModelTester

from desktop_app.company.setup import open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Destination, User
from desktop_app.domain.errors import AccountInactive, MustChangePassword, SignedOut
from desktop_app.domain.states import Role
from desktop_app.gui.directory.password_handover import PasswordHandover
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.services.first_password import first_password
from tests.contract.samples import session_record
from tests.gui.clerk import Clerk

FIRST = "first pass word"


@pytest.fixture
def door(admin: Clerk) -> Iterator[SqlCompanyStore]:
    """The company before anybody has signed in at it."""
    store = SqlCompanyStore(open_company(admin.company.address), admin.company.address)
    yield store
    store.close()


def users(clerk: Clerk) -> dict[str, User]:
    return {user.username: user for user in clerk.store().users.list()}


def status_of(clerk: Clerk, username: str) -> str:
    names = clerk.column("user_table")
    return clerk.column("user_table", 3)[names.index(username)] if username in names else ""


def pages(clerk: Clerk) -> list[str]:
    navigation = clerk.person.find(SideBar, "side_bar").findChild(QListWidget)
    assert isinstance(navigation, QListWidget)
    return [navigation.item(row).text() for row in range(navigation.count())]


def test_only_admins_are_offered_the_pages_for_admins(operator: Clerk) -> None:
    assert "Projects" in pages(operator)
    assert not {"Admin", "Users", "Company", "Audit log"} & set(pages(operator))


def test_everybody_is_listed_and_the_table_can_be_sorted(admin: Clerk, qtmodeltester: ModelTester) -> None:
    assert {"Admin", "Users", "Company", "Audit log"} <= set(pages(admin))
    admin.store().users.add("zoe", FIRST, full_name="Zoe", email="zoe@example.com")
    admin.go_to("users")
    admin.wait_for("user_table", "admin (you)", "operator", "zoe")
    assert [admin.column("user_table", column)[2] for column in range(5)] == [
        "zoe",
        "zoe@example.com",
        "User",
        "Must change password",
        "Never",
    ]
    header = admin.table("user_table").horizontalHeader()
    place = header.sectionViewportPosition(0) + 5
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert admin.column("user_table") == ["zoe", "operator", "admin (you)"]
    qtmodeltester.check(admin.table("user_table").model())  # type: ignore[no-untyped-call]


def test_a_search_finds_by_any_name(admin: Clerk) -> None:
    admin.go_to("users")
    admin.person.type("user_search", "olga")
    admin.wait_for("user_table", "operator")
    admin.person.type("user_search", "nobody of that name")
    admin.person.click_text("Show everybody")
    admin.wait_for("user_table", "admin (you)", "operator")


def test_a_new_user_gets_a_password_that_must_be_changed(admin: Clerk, door: SqlCompanyStore) -> None:
    admin.go_to("users")
    admin.person.click("user_add")
    proposed = admin.typed("first_password")
    QTest.mouseClick(tool(admin, "Make up another password"), Qt.MouseButton.LeftButton)
    assert admin.typed("first_password") != proposed
    admin.fill_in(username="berta", full_name="Berta Brook", email="berta@example.com")
    admin.choose("role", Role.ADMIN)
    admin.save()
    title, password = admin.handed_over()
    assert title == "berta can sign in now"
    assert admin.form.focusWidget() is tool(admin, "Copy the password")
    QTest.mouseClick(tool(admin, "Copy the password"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == password
    admin.person.click_text("Copy all")
    assert QApplication.clipboard().text().splitlines() == [
        f"Company address: {admin.company.address}",
        "Username: berta",
        f"Password: {password}",
    ]
    QTest.keyClick(admin.form, Qt.Key.Key_Return)
    assert admin.has_form()
    admin.person.click_text("Done")
    admin.wait_for("user_table", "admin (you)", "berta", "operator")
    berta = users(admin)["berta"]
    assert (berta.full_name, berta.email, berta.role) == ("Berta Brook", "berta@example.com", Role.ADMIN)
    with pytest.raises(MustChangePassword):
        door.access.sign_in("berta", password)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "OPERATOR", "There is a user OPERATOR already."),
        ("email", "nobody", "An e-mail address looks like"),
        ("password", "short", "A password has at least 8 characters."),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nothing_typed_is_lost(
    admin: Clerk, field: str, value: str, said: str
) -> None:
    admin.go_to("users")
    admin.person.click("user_add")
    keys = {"password": "first_password"}
    typed = {"username": "berta", "email": "berta@example.com", "first_password": FIRST, keys.get(field, field): value}
    admin.fill_in(**typed)
    admin.save()
    assert said in admin.wait_for_error_at(field)
    assert {key: admin.typed(key) for key in typed} == typed
    assert "berta" not in users(admin)


def test_enter_on_a_row_edits_and_makes_an_admin(admin: Clerk) -> None:
    admin.go_to("users")
    admin.press_on_row("user_table", "operator", Qt.Key.Key_Return)
    admin.fill_in(full_name="Olga", email="olga@example.com")
    admin.choose("role", Role.ADMIN)
    admin.press_enter("email")
    admin.wait_until(lambda: admin.column("user_table", 2) == ["Admin", "Admin"])
    operator = users(admin)["operator"]
    assert (operator.full_name, operator.email, operator.role) == ("Olga", "olga@example.com", Role.ADMIN)


def test_ones_own_row_offers_nothing_that_is_forbidden(admin: Clerk) -> None:
    admin.go_to("users")
    assert admin.offers(admin.menu_of("user_table", "admin (you)")) == ["Edit…"]
    admin.press_on_row("user_table", "admin (you)", Qt.Key.Key_Delete)
    assert not admin.has_form()
    admin.press_on_row("user_table", "admin (you)", Qt.Key.Key_Return)
    assert not admin.field(ChoiceBox, "role").isEnabled()
    assert admin.field(QLineEdit, "username").isEnabled()


def test_somebody_is_deactivated_after_asking_and_activated_again(admin: Clerk, door: SqlCompanyStore) -> None:
    theirs, _ = admin.company.operator()
    admin.go_to("users")
    admin.choose_from(admin.menu_of("user_table", "operator"), "Deactivate…")
    assert "signed out everywhere" in " ".join(part.text() for part in admin.form.findChildren(QLabel))
    QTest.keyClick(admin.form, Qt.Key.Key_Return)
    admin.wait_until(lambda: not admin.has_form())
    assert users(admin)["operator"].is_active
    admin.choose_from(admin.menu_of("user_table", "operator"), "Deactivate…")
    admin.person.answer("question_go")
    admin.wait_until(lambda: status_of(admin, "operator") == "Deactivated")
    with pytest.raises((SignedOut, AccountInactive)):
        theirs.projects.list()
    admin.choose_from(admin.menu_of("user_table", "operator"), "Activate")
    admin.wait_until(lambda: status_of(admin, "operator") == "Active")


def test_a_reset_password_ends_the_sign_ins_and_has_to_be_changed(admin: Clerk, door: SqlCompanyStore) -> None:
    theirs, _ = admin.company.operator()
    admin.go_to("users")
    admin.choose_from(admin.menu_of("user_table", "operator"), "Reset password…")
    admin.fill_in(first_password="operator")
    admin.save()
    assert admin.wait_for_error_at("password") == "A password is not the username."
    admin.fill_in(first_password=FIRST)
    admin.save()
    assert admin.handed_over() == ("operator has a new password", FIRST)
    admin.person.click_text("Done")
    admin.wait_until(lambda: status_of(admin, "operator") == "Must change password")
    with pytest.raises(SignedOut):
        theirs.projects.list()
    with pytest.raises(MustChangePassword):
        door.access.sign_in("operator", FIRST)


def test_somebody_who_has_sent_nothing_is_deleted(admin: Clerk) -> None:
    admin.go_to("users")
    admin.press_on_row("user_table", "operator", Qt.Key.Key_Delete)
    admin.person.answer("question_go")
    admin.wait_for("user_table", "admin (you)")
    assert "operator" not in users(admin)


def test_somebody_with_uploads_stays_and_it_says_why(admin: Clerk) -> None:
    theirs, _ = admin.company.operator()
    project = theirs.projects.add("Coast", Destination("coast"))
    theirs.uploads.deliver_session(session_record(theirs.cycles.add(project.id, "One", 1)))
    admin.go_to("users")
    admin.choose_from(admin.menu_of("user_table", "operator"), "Delete…")
    admin.person.answer("question_go")
    admin.wait_until(lambda: "has uploads in the history" in admin.person.banner("users_banner"))
    admin.wait_for("user_table", "admin (you)", "operator")


def test_without_the_company_what_is_typed_stays(admin: Clerk) -> None:
    admin.go_to("users")
    admin.wait_for("user_table", "admin (you)", "operator")
    admin.person.click("user_add")
    admin.fill_in(username="berta", first_password=FIRST)
    with admin.company_away():
        admin.save()
        admin.wait_until(lambda: "Company not reachable" in admin.told())
        assert (admin.typed("username"), admin.typed("first_password")) == ("berta", FIRST)
    admin.save()
    assert admin.handed_over()[1] == FIRST


def test_passwords_that_are_made_up_differ_and_can_be_read_aloud() -> None:
    made_up = {first_password() for _ in range(200)}
    assert len(made_up) == 200
    assert all(len(password) == 19 and not set(password) & set("ilo01") for password in made_up)


def tool(clerk: Clerk, name: str) -> QToolButton:
    return next(one for one in clerk.form.findChildren(QToolButton) if one.accessibleName() == name)


@pytest.mark.parametrize(
    ("address", "needed"),
    [("postgresql://uploader_coast@db.example/waybill", True), ("sqlite:////srv/company.db", False)],
)
def test_that_a_new_computer_asks_for_the_companys_password_is_said_where_there_is_one(
    admin: Clerk, address: str, needed: bool
) -> None:
    PasswordHandover(admin.person.window, "In", address=address, username="bea", password=FIRST).open()
    said = " ".join(part.text() for part in admin.form.findChildren(QLabel))
    assert ("A new computer asks for the company password too" in said) is needed
    admin.person.click_text("Done")
