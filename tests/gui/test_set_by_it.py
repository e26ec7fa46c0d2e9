"""What IT has set, as the window shows it: there to be seen, and not to be changed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from desktop_app.bootstrap import Application
from desktop_app.gui.desk.preferences_dialog import PreferencesDialog
from desktop_app.gui.preferences import Preferences
from desktop_app.gui.program import _open_application, _Opener
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.widgets.fields import ChoiceBox, FormField
from desktop_app.gui.window import MainWindow
from desktop_app.policy import reading
from desktop_app.settings import ApartSettings
from tests.conftest import KEY, OPERATOR, CompanyForTests
from tests.gui.person import Person

LOCKED = ("company", "proxy", "bandwidth_hours", "updates")


@pytest.fixture
def application(tmp_path: Path, company: CompanyForTests) -> Application:
    """Of a computer on which most is locked."""
    settings = ApartSettings(
        home=tmp_path / "home",
        company=company.address,
        proxy="direct",
        bandwidth_hours=("00:00-24:00 3M",),
        updates=False,
        locked=frozenset(LOCKED),
        policy_sources=("/etc/waybill/settings.toml",),
    )
    return Application(settings, KEY)


@pytest.fixture
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        for spelling in (name, name.upper()):
            monkeypatch.setenv(spelling, "")
            monkeypatch.delenv(spelling)


@pytest.fixture
def at_sign_in(_own_environment: None, person: Person, window: MainWindow, application: Application) -> Person:
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    return person


def field(parent: QWidget, name: str) -> FormField:
    found = parent.findChild(QWidget, name)
    assert found is not None, f"there is no {name}"
    shown = found.parent()
    assert isinstance(shown, FormField)
    return shown


def is_locked(shown: FormField) -> bool:
    return not shown.field.isEnabled() and shown.field.accessibleDescription().startswith("Set by your IT")


def test_the_company_is_filled_in_and_stays(at_sign_in: Person, company: CompanyForTests) -> None:
    person = at_sign_in
    edit = person.find(QLineEdit, "sign_in_company")
    assert edit.text() == company.address
    assert is_locked(field(person.window, "sign_in_company"))
    person.sign_in(*OPERATOR)
    assert person.sees("upload_page")


def test_preferences_show_what_is_locked(at_sign_in: Person, window: MainWindow, company: CompanyForTests) -> None:
    person = at_sign_in
    person.sign_in(*OPERATOR)
    window.memory.choose(Preferences(bandwidth_limit=2**20))
    QTest.mouseClick(person.find(QAbstractButton, "account_button"), Qt.MouseButton.LeftButton)
    menu = person.find(QMenu, "account_menu")
    action = next(action for action in menu.actions() if action.text() == "Preferences…")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    person.wait_until(lambda: person.window.findChild(PreferencesDialog) is not None)
    form = person.window.findChild(PreferencesDialog)
    assert isinstance(form, PreferencesDialog)
    for name in ("form_company", "form_proxy", "form_bandwidth_limit", "form_updates"):
        assert is_locked(field(form, name)), name
        assert field(form, name).isVisible(), name
    assert form.findChild(QLineEdit, "form_ca_file") is None
    company_shown, proxy_shown = (form.findChild(QLineEdit, f"form_{name}") for name in ("company", "proxy"))
    assert company_shown is not None
    assert company_shown.text() == company.address
    assert proxy_shown is not None
    assert proxy_shown.text() == "None"
    limit = form.findChild(BandwidthBox, "form_bandwidth_limit")
    assert limit is not None
    assert limit.value() == 3.0
    assert "3.0 MiB/s now" in limit.accessibleDescription()
    updates = form.findChild(ChoiceBox, "form_updates")
    assert updates is not None
    assert updates.choice() is False
    save = form.findChild(QPushButton, "form_save")
    assert save is not None
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    # What was chosen before is kept for when it is a person's to choose again.
    assert window.memory.preferences == Preferences(bandwidth_limit=2**20)


def test_a_limit_by_the_hour_is_said_where_one_chooses(at_sign_in: Person) -> None:
    person = at_sign_in
    person.sign_in(*OPERATOR)
    for name in ("bandwidth_option", "bandwidth_box"):
        box = person.find(BandwidthBox, name)
        assert box.specialValueText() == "As your IT set it"
        assert "You may choose less" in box.toolTip()


@pytest.mark.usefixtures("_own_environment")
def test_damaged_settings_are_told_and_can_be_tried_again_once_mended(
    window: MainWindow, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("proxy = 8080\n")
    monkeypatch.setattr(reading, "policy_file", lambda: file)
    monkeypatch.setenv("WAYBILL_HOME", str(tmp_path / "another"))
    opener = _Opener(_open_application, window, "Opening")
    window.retry_requested.connect(opener.open)
    opener.open()
    person.wait_until(lambda: any(f"{file}, cannot be used: line 1, proxy" in one.text() for one in _labels(person)))
    assert any("Settings of this computer cannot be used" in one.text() for one in _labels(person))
    file.write_text("updates = false\n")
    person.click_text("Try again")
    person.wait_until(lambda: person.sees("sign_in_page"))
    opener.close()


def _labels(person: Person) -> list[QLabel]:
    return [label for label in person.window.findChildren(QLabel) if label.isVisible()]
