"""Admins change the company's name and contact, and find the address for other workstations."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_app.domain.company import Company
from tests.gui.clerk import Clerk


def typed(clerk: Clerk, name: str) -> str:
    return clerk.person.find(QLineEdit, f"company_{name}").text()


def press(clerk: Clerk, name: str, key: Qt.Key) -> None:
    QTest.keyClick(clerk.person.find(QLineEdit, f"company_{name}"), key)


def at_company(clerk: Clerk) -> None:
    clerk.go_to("company")
    clerk.wait_until(lambda: clerk.person.sees("company_name"))


def company(clerk: Clerk) -> Company:
    return clerk.store().companies.get()


def error_at(clerk: Clerk, name: str) -> str:
    return clerk.person.find(QLineEdit, f"company_{name}").accessibleDescription()


def test_the_code_is_shown_and_the_address_can_be_copied(admin: Clerk) -> None:
    at_company(admin)
    assert (typed(admin, "name"), typed(admin, "code")) == ("Company", "C")
    assert typed(admin, "address") == admin.company.address
    for name in ("code", "address"):
        assert admin.person.find(QLineEdit, f"company_{name}").isReadOnly()
    admin.person.click_tool("Copy the company address")
    assert QApplication.clipboard().text() == admin.company.address


def test_enter_saves_and_the_side_bar_has_the_new_name(admin: Clerk) -> None:
    at_company(admin)
    assert not admin.person.can_click("company_save")
    admin.person.type("company_name", "Coastal Research")
    admin.person.type("company_email", "it@example.com")
    press(admin, "email", Qt.Key.Key_Return)
    admin.wait_until(lambda: admin.person.reads("company_saved") == "Saved.")
    now = company(admin)
    assert (now.company_name, now.contact_email) == ("Coastal Research", "it@example.com")
    assert admin.reads("Coastal Research")
    assert not admin.person.can_click("company_save")


def test_what_is_wrong_is_said_at_its_field_and_stays_as_typed(admin: Clerk) -> None:
    at_company(admin)
    admin.person.type("company_email", "nobody")
    admin.person.click("company_save")
    admin.wait_until(lambda: "looks like name@example.com" in error_at(admin, "email"))
    assert typed(admin, "email") == "nobody"
    admin.person.type("company_name", " ")
    assert "looks like" not in error_at(admin, "email")
    admin.person.click("company_save")
    assert error_at(admin, "name") == "Give the company a name."
    assert company(admin).company_name == "Company"


def test_escape_takes_back_what_is_not_saved(admin: Clerk) -> None:
    at_company(admin)
    admin.person.type("company_name", "Other")
    press(admin, "name", Qt.Key.Key_Escape)
    assert typed(admin, "name") == "Company"
    assert not admin.person.sees("company_undo")


def test_what_is_typed_outlasts_another_page_and_a_company_that_is_away(admin: Clerk) -> None:
    at_company(admin)
    admin.person.type("company_name", "Other")
    admin.go_to("history")
    admin.store().companies.update(contact_email="it@example.com")
    at_company(admin)
    admin.wait_until(lambda: typed(admin, "email") == "it@example.com")
    with admin.company_away():
        admin.person.click("company_save")
        admin.wait_until(lambda: bool(admin.person.banner("company_banner")))
        assert typed(admin, "name") == "Other"
    admin.person.click_text("Try again")
    admin.wait_until(lambda: admin.person.reads("company_saved") == "Saved.")
    now = company(admin)
    assert (now.company_name, now.contact_email) == ("Other", "it@example.com")
