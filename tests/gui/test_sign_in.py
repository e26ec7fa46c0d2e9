"""Signing in and out, as a person does it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget

from desktop_app.bootstrap import Application
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.domain.errors import KeychainUnusable
from desktop_app.domain.states import Role
from desktop_app.gui.account.sign_in_page import Prefill
from desktop_app.gui.window import MainWindow
from desktop_app.services.demo import OPERATOR, Demo
from desktop_app.services.keychain import Keychain
from tests.companies import PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import CompanyForTests
from tests.gui.person import Person

GIVEN, OWN = "given by admin", "password of hers"


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
    refuse_keychain(monkeypatch)


def refuse_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise KeychainUnusable("This computer offers no keychain that keeps a sign-in encrypted.")

    for name in ("keep_tokens", "tokens", "keep_company_password", "company_password"):
        monkeypatch.setattr(Keychain, name, refuse)


@pytest.fixture
def at_the_form(window: MainWindow, application: Application, person: Person) -> Person:
    """The sign-in page, with nothing typed."""
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    return person


@pytest.fixture
def given_password(company: CompanyForTests, at_the_form: Person) -> Person:
    """Somebody whose password an admin gave out, on the way to choose another."""
    admin, _ = company.admin()
    admin.users.add("olga", GIVEN, full_name="", email="", role=Role.USER)
    sign_in(at_the_form, company.address, "olga", GIVEN)
    at_the_form.wait_until(lambda: at_the_form.sees("new_password_card"))
    return at_the_form


def sign_in(person: Person, address: str, username: str, password: str, *, keep: bool = False) -> None:
    person.type("sign_in_company", address)
    person.find(QCheckBox, "sign_in_keep").setChecked(keep)
    person.type("sign_in_username", username)
    person.type("sign_in_password", password)
    person.click("sign_in_button")


def told(person: Person) -> str:
    """What the banner says, once it says something and the form can be used again."""
    person.wait_until(lambda: person.can_click("sign_in_button") and bool(person.banner("sign_in_banner")))
    return person.banner("sign_in_banner")


def said_at(person: Person, name: str) -> str:
    return person.find(QLineEdit, name).accessibleDescription()


def wholly_visible(part: QWidget) -> bool:
    """Whether nothing of it has to be scrolled to."""
    return part.visibleRegion().boundingRect() == part.rect()


def choose_password(person: Person, new: str, again: str) -> None:
    person.type("new_password", new)
    person.type("new_password_again", again)
    person.click("new_password_button")


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
    person.wait_until(lambda: QApplication.focusWidget() is person.find(QLineEdit, "sign_in_password"))
    assert application.keychain.tokens(demo.company_address, OPERATOR[0]) == []


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


# What a company's gate answers


def test_too_many_wrong_passwords_lock_the_account_for_a_while(company: CompanyForTests, at_the_form: Person) -> None:
    person = at_the_form
    sign_in(person, company.address, OPERATOR[0], "wrong password")
    while "Wrong username or password" in told(person):
        person.click("sign_in_button")
        person.wait_until(lambda: person.can_click("sign_in_button"))
    assert "Account locked for a while" in told(person)
    assert "opens again by itself 15 minutes" in told(person)
    person.type("sign_in_password", OPERATOR[1])
    person.click("sign_in_button")
    assert "Account locked" in told(person)


def test_a_deactivated_person_is_told_who_can_help(company: CompanyForTests, at_the_form: Person) -> None:
    admin, _ = company.admin()
    [operator] = [user for user in admin.users.list() if user.username == OPERATOR[0]]
    admin.users.update(operator.id, is_active=False)
    sign_in(at_the_form, company.address, *OPERATOR)
    assert "Account not active" in told(at_the_form)
    assert "Ask your admin" in told(at_the_form)
    assert QApplication.focusWidget() is at_the_form.find(QLineEdit, "sign_in_username")


def test_an_address_that_is_none_is_told_at_its_field(at_the_form: Person) -> None:
    sign_in(at_the_form, "coast.example", *OPERATOR)
    at_the_form.wait_until(lambda: "An address looks like" in said_at(at_the_form, "sign_in_company"))
    assert QApplication.focusWidget() is at_the_form.find(QLineEdit, "sign_in_company")
    assert at_the_form.banner("sign_in_banner") == ""


def test_a_way_that_is_not_safe_is_not_taken(at_the_form: Person) -> None:
    sign_in(at_the_form, "postgresql://coast@db.example/waybill?sslmode=prefer", *OPERATOR)
    assert "Connection is not safe" in told(at_the_form)
    assert typed(at_the_form)[1:] == OPERATOR


def test_a_server_that_is_away_is_told_and_nothing_typed_is_lost(at_the_form: Person) -> None:
    address = "postgresql://coast@127.0.0.1:1/waybill"
    sign_in(at_the_form, address, *OPERATOR)
    assert "Company not reachable" in told(at_the_form)
    assert typed(at_the_form) == (address, *OPERATOR)


# The company's own password


def test_the_companys_password_is_asked_for_where_there_is_one(
    own_keychain: None, company_in_postgres: PostgresCompany, application: Application, at_the_form: Person
) -> None:
    person = at_the_form
    assert not person.sees("sign_in_company_password")
    sign_in(person, company_in_postgres.address, *OPERATOR)
    assert "Company password needed" in told(person)
    assert typed(person) == (company_in_postgres.address, *OPERATOR)
    assert QApplication.focusWidget() is person.find(QLineEdit, "sign_in_company_password")
    assert "From your admin" in said_at(person, "sign_in_company_password")
    for name in ("sign_in_company", "sign_in_company_password", "sign_in_username", "sign_in_password"):
        assert wholly_visible(person.find(QLineEdit, name))
    assert wholly_visible(person.find(QPushButton, "sign_in_button"))
    assert "postgresql://" not in told(person)
    assert "uploader_" not in told(person)
    person.type("sign_in_company_password", "wrong password")
    person.click("sign_in_button")
    person.wait_until(lambda: "does not take this one" in told(person))
    person.type("sign_in_company_password", company_in_postgres.password)
    person.click("sign_in_button")
    person.wait_until(lambda: person.sees("upload_page"))
    assert application.keychain.company_password(company_in_postgres.address) == company_in_postgres.password
    person.click_sign_out()
    person.wait_until(lambda: person.sees("sign_in_page"))
    assert not person.sees("sign_in_company_password")
    person.sign_in(*OPERATOR)


def test_an_empty_company_password_is_named(
    own_keychain: None, company_in_postgres: PostgresCompany, at_the_form: Person
) -> None:
    sign_in(at_the_form, company_in_postgres.address, *OPERATOR)
    told(at_the_form)
    at_the_form.click("sign_in_button")
    assert said_at(at_the_form, "sign_in_company_password") == "Type the company's password. Your admin knows it."


def test_a_password_in_the_address_moves_to_its_own_field(
    own_keychain: None, company_in_postgres: PostgresCompany, application: Application, at_the_form: Person
) -> None:
    person, server = at_the_form, company_in_postgres.server
    full = server.url(company_in_postgres.database, company_in_postgres.role, company_in_postgres.password)
    shown = str(CompanyAddress.parse(full))
    sign_in(person, full, OPERATOR[0], "wrong password")
    assert "Wrong username or password" in told(person)
    assert typed(person)[0] == shown
    field = person.find(QLineEdit, "sign_in_company_password")
    assert (field.text(), field.echoMode()) == (company_in_postgres.password, QLineEdit.EchoMode.Password)
    person.sign_in(*OPERATOR)
    assert application.keychain.company_password(shown) == company_in_postgres.password
    assert application.remembered() == (shown, OPERATOR[0])


@pytest.mark.usefixtures("no_keychain")
def test_without_a_keychain_the_companys_password_is_known_until_the_end(
    own_keychain: None, company_in_postgres: PostgresCompany, at_the_form: Person
) -> None:
    person = at_the_form
    admin, _ = company_in_postgres.store_of("admin")
    admin.users.add("olga", GIVEN, full_name="", email="", role=Role.USER)
    sign_in(person, company_in_postgres.address, "olga", GIVEN)
    told(person)
    person.type("sign_in_company_password", company_in_postgres.password)
    person.click("sign_in_button")
    person.wait_until(lambda: person.sees("new_password_card"))
    choose_password(person, OWN, OWN)
    person.wait_until(lambda: person.sees("upload_page"))


def test_a_companys_password_that_was_changed_is_asked_for_at_the_start(
    own_keychain: None,
    company_in_postgres: PostgresCompany,
    window: MainWindow,
    application: Application,
    person: Person,
) -> None:
    address = company_in_postgres.address
    application.sign_in(address, *OPERATOR, company_password=company_in_postgres.password, keep=True).close()
    fresh = company_in_postgres.reset_login()
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    assert "Company password changed" in told(person)
    assert "postgresql://" not in told(person)
    assert wholly_visible(person.find(QPushButton, "sign_in_button"))
    assert QApplication.focusWidget() is person.find(QLineEdit, "sign_in_company_password")
    person.type("sign_in_company_password", fresh)
    person.type("sign_in_password", OPERATOR[1])
    person.click("sign_in_button")
    person.wait_until(lambda: person.sees("upload_page"))
    assert application.keychain.company_password(address) == fresh


# A password that an admin gave


def test_a_given_password_is_changed_on_the_way_in(given_password: Person, company: CompanyForTests) -> None:
    person = given_password
    assert not person.sees("sign_in_company")
    assert QApplication.focusWidget() is person.find(QLineEdit, "new_password")
    choose_password(person, OWN, OWN)
    person.wait_until(lambda: person.sees("upload_page"))
    store, signed_in = company.store_of("olga")
    assert not signed_in.user.must_change_password
    assert store.access.sign_in("olga", OWN).user.username == "olga"


def test_a_new_password_that_will_not_do_is_told_at_its_field(given_password: Person) -> None:
    person = given_password
    choose_password(person, OWN, "password of his")
    assert said_at(person, "new_password_again") == "This is not the same as above."
    assert QApplication.focusWidget() is person.find(QLineEdit, "new_password_again")
    choose_password(person, "short", "short")
    person.wait_until(lambda: said_at(person, "new_password") == "A password has at least 8 characters.")
    choose_password(person, GIVEN, GIVEN)
    person.wait_until(lambda: "Choose another" in said_at(person, "new_password"))
    assert person.can_click("new_password_button")


def test_one_can_go_back_instead(given_password: Person, company: CompanyForTests) -> None:
    person = given_password
    person.type("new_password", OWN)
    person.click("new_password_back")
    assert person.find(QLineEdit, "new_password").text() == ""
    assert typed(person) == (company.address, "olga", GIVEN)
    person.sign_in(*OPERATOR)


def test_a_keychain_that_locks_meanwhile_does_not_lose_the_new_password(
    company: CompanyForTests, at_the_form: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = at_the_form
    admin, _ = company.admin()
    admin.users.add("olga", GIVEN, full_name="", email="", role=Role.USER)
    sign_in(person, company.address, "olga", GIVEN, keep=True)
    person.wait_until(lambda: person.sees("new_password_card"))
    refuse_keychain(monkeypatch)
    choose_password(person, OWN, OWN)
    assert "Your new password is saved." in told(person)
    person.click_text("Sign in without keeping")
    person.wait_until(lambda: person.sees("upload_page"))
    assert company.store_of("olga")[0].access.sign_in("olga", OWN).user.username == "olga"


# Whoever was kept in


def test_who_was_signed_out_meanwhile_is_told_at_the_start(
    window: MainWindow, application: Application, company: CompanyForTests, person: Person
) -> None:
    application.sign_in(company.address, *OPERATOR, keep=True).close()
    elsewhere, _ = company.operator()
    elsewhere.access.change_password(*OPERATOR, OWN)
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    assert "Signed out" in told(person)
    person.type("sign_in_password", OWN)
    person.click("sign_in_button")
    person.wait_until(lambda: person.sees("upload_page"))
