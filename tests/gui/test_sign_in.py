"""Signing in and out, as a person does it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit

from desktop_app.bootstrap import Application
from desktop_app.domain.errors import KeychainUnusable
from desktop_app.gui.sign_in_page import Prefill
from desktop_app.gui.window import MainWindow
from desktop_app.services.demo import OPERATOR, Demo
from desktop_app.services.keychain import Keychain
from tests.gui.person import Person


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with Demo() as demo:
        yield demo


@pytest.fixture
def at_sign_in(window: MainWindow, application: Application, demo: Demo, person: Person) -> Person:
    """The sign-in page of a program that was never used before."""
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.type("sign_in_company", demo.company_address)
    person.find(QCheckBox, "sign_in_keep").setChecked(False)
    return person


@pytest.fixture
def no_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise KeychainUnusable("This computer offers no keychain that keeps a sign-in encrypted.")

    monkeypatch.setattr(Keychain, "keep", refuse)
    monkeypatch.setattr(Keychain, "find", refuse)


def typed(person: Person) -> tuple[str, str, str]:
    company, username, password = (
        person.find(QLineEdit, f"sign_in_{name}").text() for name in ("company", "username", "password")
    )
    return company, username, password


def test_enter_signs_in_and_leads_to_the_upload_page(at_sign_in: Person) -> None:
    person = at_sign_in
    person.type("sign_in_username", OPERATOR[0])
    person.type("sign_in_password", OPERATOR[1])
    QTest.keyClick(person.find(QLineEdit, "sign_in_password"), Qt.Key.Key_Return)
    person.wait_until(lambda: person.sees("upload_page"))
    assert person.sees("drop_area")


def test_a_wrong_password_keeps_what_was_typed_and_selects_the_password(at_sign_in: Person) -> None:
    person = at_sign_in
    person.type("sign_in_username", OPERATOR[0])
    person.type("sign_in_password", "wrong")
    before = typed(person)
    person.click("sign_in_button")
    person.wait_until(lambda: bool(person.banner("sign_in_banner")))
    assert "Wrong username or password" in person.banner("sign_in_banner")
    assert typed(person) == before
    password = person.find(QLineEdit, "sign_in_password")
    assert QApplication.focusWidget() is password
    assert password.hasSelectedText()
    assert person.can_click("sign_in_button")


def test_an_unknown_company_leads_to_its_address(at_sign_in: Person) -> None:
    person = at_sign_in
    person.type("sign_in_company", "sqlite:////nowhere/company.db")
    person.type("sign_in_username", OPERATOR[0])
    person.type("sign_in_password", OPERATOR[1])
    before = typed(person)
    person.click("sign_in_button")
    person.wait_until(lambda: bool(person.banner("sign_in_banner")))
    assert "No company at this address" in person.banner("sign_in_banner")
    assert typed(person) == before
    assert QApplication.focusWidget() is person.find(QLineEdit, "sign_in_company")


def test_an_empty_field_is_named_and_gets_the_focus(at_sign_in: Person) -> None:
    person = at_sign_in
    person.type("sign_in_password", OPERATOR[1])
    person.click("sign_in_button")
    username = person.find(QLineEdit, "sign_in_username")
    assert username.accessibleDescription() == "Type your username."
    assert QApplication.focusWidget() is username


def test_the_form_rests_while_it_signs_in(at_sign_in: Person) -> None:
    person = at_sign_in
    person.type("sign_in_username", OPERATOR[0])
    person.type("sign_in_password", OPERATOR[1])
    person.click("sign_in_button")
    assert not person.can_click("sign_in_button")
    person.wait_until(lambda: person.sees("upload_page"))


@pytest.mark.usefixtures("no_keychain")
def test_without_a_keychain_one_signs_in_without_being_kept(at_sign_in: Person) -> None:
    person = at_sign_in
    person.find(QCheckBox, "sign_in_keep").setChecked(True)
    person.type("sign_in_username", OPERATOR[0])
    person.type("sign_in_password", OPERATOR[1])
    person.click("sign_in_button")
    person.wait_until(lambda: bool(person.banner("sign_in_banner")))
    assert "No safe keychain" in person.banner("sign_in_banner")
    person.click_text("Sign in without keeping")
    person.wait_until(lambda: person.sees("upload_page"))
    assert not person.find(QCheckBox, "sign_in_keep").isChecked()


def test_who_was_kept_goes_straight_to_their_pages(
    window: MainWindow, application: Application, demo: Demo, person: Person
) -> None:
    application.sign_in(demo.company_address, *OPERATOR, keep=True).close()
    window.use_application(application)
    person.wait_until(lambda: person.sees("upload_page"))


def test_signing_out_forgets_who_was_kept(
    window: MainWindow, application: Application, demo: Demo, person: Person
) -> None:
    application.sign_in(demo.company_address, *OPERATOR, keep=True).close()
    window.use_application(application)
    person.wait_until(lambda: person.sees("upload_page"))
    person.click_sign_out()
    person.wait_until(lambda: person.sees("sign_in_page"))
    assert typed(person) == (demo.company_address, OPERATOR[0], "")
    assert QApplication.focusWidget() is person.find(QLineEdit, "sign_in_password")
    assert application.keychain.find(demo.company_address, OPERATOR[0]) is None


def test_the_demo_is_filled_in_and_says_what_becomes_of_it(
    window: MainWindow, application: Application, demo: Demo, person: Person
) -> None:
    prefill = Prefill(
        demo.company_address, *OPERATOR, hint="admin works too.", note="It is deleted.", sample_folder=demo.samples.path
    )
    window.use_application(application, prefill=prefill)
    assert typed(person) == (demo.company_address, *OPERATOR)
    assert not person.sees("sign_in_keep")
    person.click("sign_in_button")
    person.wait_until(lambda: person.sees("upload_page"))
    assert person.sees("sample_button")
