"""One's own account in the window, and what becomes of it when the company lets one in no more."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu

from desktop_app.bootstrap import Application
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Destination, User
from desktop_app.domain.errors import WrongPassword
from desktop_app.domain.states import SessionStatus
from desktop_app.engine import transfer
from desktop_app.gui.frame import Frame
from desktop_app.gui.widgets.messages import Banner
from desktop_app.gui.widgets.segments import SegmentedChoice
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.services.demo_storage import DemoStorage
from desktop_app.services.outbox import OutboxDelivery
from tests.companies import PostgresCompany
from tests.companies import company_database as company_database
from tests.companies import company_in_postgres as company_in_postgres
from tests.conftest import OPERATOR, disk, objects, write_file
from tests.fault_proxy import FaultProxy, call
from tests.gui.clerk import Clerk

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

GIVEN, OWN = "given by admin", "password of hers"


def open_account_menu(clerk: Clerk) -> QMenu:
    button = clerk.person.find(QAbstractButton, "account_button")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    return shown_menu(clerk)


def shown_menu(clerk: Clerk) -> QMenu:
    clerk.wait_until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def foot(clerk: Clerk) -> str:
    return clerk.person.find(SideBar, "side_bar").foot.accessibleDescription()


def operator_of(store: CompanyStore) -> User:
    [operator] = [user for user in store.users.list() if user.username == OPERATOR[0]]
    return operator


def ask_the_company(clerk: Clerk) -> None:
    """Go to a page that reads the company."""
    clerk.go_to("history")
    clerk.person.find(SegmentedChoice, "history_choice").choose("here")
    clerk.person.find(SegmentedChoice, "history_choice").choose("company")


def wait_for_banner(clerk: Clerk, title: str) -> str:
    clerk.wait_until(lambda: title in clerk.person.banner("standing_banner"))
    return clerk.person.banner("standing_banner")


def after_some_looks(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> int:
    """Wait until the window has looked a few times how things stand; how many records waited at the first."""
    looks: list[int] = []
    waiting = OutboxDelivery.waiting

    def look(outbox: OutboxDelivery) -> int:
        looks.append(waiting(outbox))
        return looks[-1]

    monkeypatch.setattr(OutboxDelivery, "waiting", look)
    # It looks again only once it has said what it saw.
    clerk.wait_until(lambda: len(looks) >= 3)
    return looks[0]


def wait_until_restored(clerk: Clerk) -> None:
    clerk.wait_until(lambda: clerk.person.banner("standing_banner") == "" and "Connected" in foot(clerk))


# Name and address


def test_one_changes_ones_name_and_address(operator: Clerk) -> None:
    operator.choose_from(open_account_menu(operator), "Your account…")
    operator.wait_until(lambda: QApplication.focusWidget() is operator.field(QLineEdit, "full_name"))
    assert operator.typed("full_name") == "Olga Operator"
    operator.fill_in(full_name="Olga Petrova", email="olga@example.com")
    operator.save_and_close()
    assert foot(operator).startswith("Olga Petrova, Company")
    user = operator_of(operator.store())
    assert (user.full_name, user.email) == ("Olga Petrova", "olga@example.com")


def test_an_address_that_will_not_do_is_told_at_its_field(operator: Clerk) -> None:
    operator.choose_from(open_account_menu(operator), "Your account…")
    operator.fill_in(email="olga at home")
    operator.save()
    assert operator.wait_for_error_at("email") == "An e-mail address looks like name@example.com."
    assert operator.typed("email") == "olga at home"


def test_what_an_admin_changed_meanwhile_stays(operator: Clerk) -> None:
    store = operator.store()
    operator.choose_from(open_account_menu(operator), "Your account…")
    store.users.update(operator_of(store).id, email="office@example.com")
    operator.fill_in(full_name="Olga Petrova")
    operator.save_and_close()
    user = operator_of(store)
    assert (user.full_name, user.email) == ("Olga Petrova", "office@example.com")


def test_the_account_is_reached_by_keyboard(operator: Clerk) -> None:
    button = operator.person.find(QAbstractButton, "account_button")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    menu = shown_menu(operator)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert operator.form.windowTitle() == "Your account"
    operator.press_escape()
    assert not operator.has_form()


# The password


def test_one_changes_ones_password_and_stays(operator: Clerk) -> None:
    elsewhere, _ = operator.company.operator()
    operator.choose_from(open_account_menu(operator), "Change password…")
    operator.wait_until(lambda: QApplication.focusWidget() is operator.field(QLineEdit, "present_password"))
    operator.fill_in(present_password=OPERATOR[1], password=OWN, password_again=OWN)
    operator.save_and_close()
    ask_the_company(operator)
    operator.wait_until(
        lambda: operator.person.says("Uploads of the company") or operator.reads("Nothing has been sent yet")
    )
    assert operator.person.banner("standing_banner") == ""
    with pytest.raises(WrongPassword):
        elsewhere.access.sign_in(*OPERATOR)
    assert elsewhere.access.sign_in(OPERATOR[0], OWN).user.username == OPERATOR[0]


def test_what_is_wrong_with_a_password_is_told_at_its_field(operator: Clerk) -> None:
    operator.choose_from(open_account_menu(operator), "Change password…")
    operator.save()
    assert operator.error_at("present_password") == "Type the password you have now."
    operator.fill_in(present_password="wrong password", password=OWN, password_again="another")
    operator.save()
    assert operator.wait_for_error_at("password_again") == "This is not the same as above."
    operator.fill_in(password_again=OWN)
    operator.save()
    assert operator.wait_for_error_at("present_password") == "This is not your present password."
    operator.fill_in(present_password=OPERATOR[1], password="short", password_again="short")
    operator.save()
    assert operator.wait_for_error_at("password") == "A password has at least 8 characters."
    assert operator.person.banner("standing_banner") == ""


def test_in_postgresql_the_password_changes_under_the_running_window(
    clerk: Clerk, company_in_postgres: PostgresCompany
) -> None:
    sign_in_to_postgresql(clerk, company_in_postgres)
    clerk.choose_from(open_account_menu(clerk), "Change password…")
    clerk.fill_in(present_password=OPERATOR[1], password=OWN, password_again=OWN)
    clerk.save_and_close()
    ask_the_company(clerk)
    clerk.wait_until(lambda: clerk.reads("Nothing has been sent yet"))
    assert clerk.person.banner("standing_banner") == ""


def sign_in_to_postgresql(clerk: Clerk, company_in_postgres: PostgresCompany) -> None:
    person = clerk.person
    clerk.application.settings.remember(company_in_postgres.address, OPERATOR[0])
    person.window.use_application(clerk.application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.type("sign_in_password", OPERATOR[1])
    person.click("sign_in_button")
    person.wait_until(lambda: person.sees("sign_in_company_password"))
    person.type("sign_in_company_password", company_in_postgres.password)
    person.sign_in(*OPERATOR)


# Let in no more


def test_who_was_signed_out_elsewhere_signs_in_again_in_place(operator: Clerk) -> None:
    elsewhere, _ = operator.company.operator()
    elsewhere.access.change_password(*OPERATOR, OWN)
    ask_the_company(operator)
    wait_for_banner(operator, "Signed out")
    assert "Signed out" in foot(operator)
    operator.person.click_text("Sign in again")
    assert operator.reads(f"As {OPERATOR[0]} at Company.")
    operator.fill_in(present_password=OPERATOR[1])
    operator.save()
    assert operator.wait_for_error_at("present_password") == "This is not the password of this username."
    operator.fill_in(present_password=OWN)
    operator.save_and_close()
    wait_until_restored(operator)
    operator.wait_until(lambda: operator.reads("Nothing has been sent yet"))


def test_that_one_is_signed_out_is_not_forgotten_while_nothing_waits(
    operator: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, _ = operator.company.operator()
    elsewhere.access.change_password(*OPERATOR, OWN)
    ask_the_company(operator)
    wait_for_banner(operator, "Signed out")
    operator.go_to("upload")
    assert after_some_looks(operator, monkeypatch) == 0
    assert "Signed out" in operator.person.banner("standing_banner")


def test_a_company_that_is_away_is_called_so_until_it_answers(operator: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    with operator.company_away():
        ask_the_company(operator)
        operator.wait_until(lambda: "Company cannot be reached" in foot(operator))
        operator.go_to("upload")
        assert after_some_looks(operator, monkeypatch) == 0
        assert "Company cannot be reached" in foot(operator)
    operator.wait_until(lambda: "Connected" in foot(operator))


def test_it_is_told_whatever_was_asked(operator: Clerk) -> None:
    elsewhere, _ = operator.company.operator()
    elsewhere.access.change_password(*OPERATOR, OWN)
    operator.choose_from(open_account_menu(operator), "Your account…")
    operator.fill_in(full_name="Olga Petrova")
    operator.save()
    wait_for_banner(operator, "Signed out")
    operator.wait_until(lambda: "Signed out" in operator.told())
    assert operator.typed("full_name") == "Olga Petrova"
    operator.press_escape()


def test_a_reset_password_is_changed_in_place(operator: Clerk) -> None:
    store = operator.store()
    store.users.reset_password(operator_of(store).id, GIVEN)
    ask_the_company(operator)
    operator.wait_until(lambda: operator.person.sees("standing_banner"))
    operator.person.click_text("Sign in again")
    operator.fill_in(present_password=GIVEN)
    operator.save()
    operator.wait_until(lambda: operator.form.findChild(QLineEdit, "form_password") is not None)
    operator.fill_in(password=OWN, password_again=OWN)
    operator.save_and_close()
    wait_until_restored(operator)
    assert operator.store().access.sign_in(OPERATOR[0], OWN).user.must_change_password is False


def test_who_is_deactivated_is_told_so_once_on_every_page_and_not_after(operator: Clerk) -> None:
    store = operator.store()
    store.projects.add("Coast", Destination("coast"))
    store.users.update(operator_of(store).id, is_active=False)
    not_active = (
        "Account not active This account is not active. Ask your admin to activate it. What was being sent is "
        "paused until then."
    )
    for page in ("projects", "statistics", "history", "upload", "projects"):
        operator.go_to(page)
        # A page that told it too, or that goes on loading, would do so by then, and for good.
        operator.person.qtbot.wait(500)
        operator.wait_until(
            lambda: (
                [banner.accessibleName() for banner in banners(operator)] == [not_active]
                and not any(is_loading(part) for part in operator.person.window.findChildren(QLabel))
            )
        )
    store.users.update(operator_of(store).id, is_active=True)
    operator.person.click_text("Try again")
    # The sign-in itself has ended with the deactivation.
    wait_for_banner(operator, "Signed out")
    assert len(banners(operator)) == 1
    operator.person.click_text("Sign in again")
    operator.fill_in(present_password=OPERATOR[1])
    operator.save_and_close()
    wait_until_restored(operator)
    operator.wait_for("project_list", "Coast")
    assert banners(operator) == []


def banners(clerk: Clerk) -> list[Banner]:
    return [banner for banner in clerk.person.window.findChildren(Banner) if banner.isVisible()]


def is_loading(part: QLabel) -> bool:
    return part.isVisible() and part.text().startswith(("Loading", "Reading"))


def test_signing_out_is_still_possible(operator: Clerk) -> None:
    elsewhere, _ = operator.company.operator()
    elsewhere.access.change_password(*OPERATOR, OWN)
    ask_the_company(operator)
    wait_for_banner(operator, "Signed out")
    operator.person.click_sign_out()
    operator.wait_until(lambda: operator.person.sees("sign_in_page"))
    operator.person.sign_in(OPERATOR[0], OWN)
    assert operator.person.banner("standing_banner") == ""


# While something is being sent


@pytest.fixture(autouse=True)
def _often_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload of which nothing arrives asks the company for something each second instead of each minute."""
    monkeypatch.setattr(transfer, "_HEARTBEAT_SECONDS", 1.0)


@pytest.fixture
def slow(proxy: FaultProxy) -> Iterator[threading.Event]:
    """A storage that takes its time for each file, until it is told to be quick."""
    quick = threading.Event()
    proxy.rule(call(lambda: quick.wait(60)), kind="put_object", key=".jpg")
    yield quick
    quick.set()


@pytest.fixture
def sending(
    operator: Clerk, tmp_path: Path, proxy: FaultProxy, storage: DemoStorage, bucket_name: str, slow: threading.Event
) -> Clerk:
    """Somebody whose folder is on its way."""
    assert not slow.is_set()
    destination = Destination(bucket_name, storage.region, proxy.endpoint_url)
    begin_sending(operator, operator.store(), tmp_path, proxy, destination)
    return operator


def begin_sending(
    clerk: Clerk, store: SqlCompanyStore, tmp_path: Path, proxy: FaultProxy, destination: Destination
) -> None:
    project = store.projects.add("Survey", destination)
    store.cycles.add(project.id, "Spring", 1)
    for number in range(80):
        write_file(tmp_path / "Card A" / f"shot {number:02d}.jpg", 5_000 + number)
    person = clerk.person
    person.drop([tmp_path / "Card A"])
    person.wait_until(lambda: person.sees("project_choice"))
    person.choose("project_choice", "Survey")
    person.choose("cycle_choice", "Spring")
    person.click("start_button")
    person.wait_until(lambda: person.can_click("pause_button") and proxy.count("put_object") > 0)


def delivered(clerk: Clerk) -> list[SessionStatus]:
    return [session.status for session in clerk.store().uploads.list().items]


def test_an_upload_goes_on_while_the_password_changes(
    sending: Clerk, slow: threading.Event, tmp_path: Path, s3: "S3Client", bucket_name: str
) -> None:
    sending.choose_from(open_account_menu(sending), "Change password…")
    sending.fill_in(present_password=OPERATOR[1], password=OWN, password_again=OWN)
    sending.save_and_close()
    assert sending.person.can_click("pause_button")
    slow.set()
    sending.wait_until(lambda: "All 80 files are in" in sending.person.banner("verdict_banner"))
    assert objects(s3, bucket_name) == disk(tmp_path / "Card A")
    sending.wait_until(lambda: delivered(sending) == [SessionStatus.COMPLETED])
    assert sending.person.banner("standing_banner") == ""


def test_an_upload_goes_on_while_one_is_signed_out_and_is_delivered_after(
    sending: Clerk, slow: threading.Event
) -> None:
    elsewhere, _ = sending.company.operator()
    elsewhere.access.change_password(*OPERATOR, OWN)
    wait_for_banner(sending, "Signed out")
    assert sending.person.can_click("pause_button")
    slow.set()
    sending.wait_until(lambda: "All 80 files are in" in sending.person.banner("verdict_banner"))
    assert delivered(sending) != [SessionStatus.COMPLETED]
    sending.person.click_text("Sign in again")
    sending.fill_in(present_password=OWN)
    sending.save_and_close()
    wait_until_restored(sending)
    refused: list[object] = []
    [frame] = sending.person.window.findChildren(Frame)
    frame.refused.connect(refused.append)
    sending.wait_until(lambda: delivered(sending) == [SessionStatus.COMPLETED])
    # What the outbox met before is not told once more.
    assert refused == []


def test_an_upload_goes_on_while_the_companys_password_changes_and_is_delivered_after(
    clerk: Clerk,
    own_keychain: None,
    company_in_postgres: PostgresCompany,
    tmp_path: Path,
    proxy: FaultProxy,
    storage: DemoStorage,
    bucket_name: str,
    slow: threading.Event,
) -> None:
    sign_in_to_postgresql(clerk, company_in_postgres)
    store, _ = company_in_postgres.store_of("admin")
    begin_sending(clerk, store, tmp_path, proxy, Destination(bucket_name, storage.region, proxy.endpoint_url))
    fresh = company_in_postgres.reset_login()
    assert "Uploads go on" in wait_for_banner(clerk, "Company password changed")
    assert "Company password changed" in foot(clerk)
    slow.set()
    clerk.wait_until(lambda: "All 80 files are in" in clerk.person.banner("verdict_banner"))
    clerk.person.click_text("Type the new one")
    clerk.fill_in(company_password="not this one")
    clerk.save()
    assert clerk.wait_for_error_at("company_password").startswith("The company does not take this one.")
    clerk.fill_in(company_password=fresh)
    clerk.save_and_close()
    wait_until_restored(clerk)
    by_now, _ = replace(company_in_postgres, password=fresh).store_of("admin")
    clerk.wait_until(lambda: [one.status for one in by_now.uploads.list().items] == [SessionStatus.COMPLETED])
    assert clerk.application.keychain.company_password(company_in_postgres.address) == fresh


def test_the_upload_of_somebody_who_was_deactivated_pauses_and_says_why(
    sending: Clerk, slow: threading.Event, application: Application
) -> None:
    store = sending.store()
    store.users.update(operator_of(store).id, is_active=False)
    assert "What was being sent is paused" in wait_for_banner(sending, "Account not active")
    slow.set()
    sending.wait_until(lambda: application.journal.sessions.recent(1)[0].status is SessionStatus.PAUSED)
    sending.person.click_text("Try again")
    wait_for_banner(sending, "Account not active")
    store.users.update(operator_of(store).id, is_active=True)
    sending.person.click_text("Try again")
    # The sign-in itself has ended with the deactivation.
    wait_for_banner(sending, "Signed out")
    sending.person.click_text("Sign in again")
    sending.fill_in(present_password=OPERATOR[1])
    sending.save_and_close()
    wait_until_restored(sending)
    sending.wait_until(lambda: delivered(sending) == [SessionStatus.PAUSED])
