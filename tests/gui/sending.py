"""Somebody on the upload page, with a folder and a storage that can be slow; and the steps they take."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.bootstrap import Application
from desktop_app.domain.company import Destination
from desktop_app.domain.states import SessionStatus
from desktop_app.gui.window import MainWindow
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import OPERATOR, CompanyForTests, write_file
from tests.fault_proxy import FaultProxy, call
from tests.gui.person import Person


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with small files in folders."""
    for number in range(40):
        write_file(tmp_path / "Card A" / f"day {number % 4}" / f"shot {number:02d}.jpg", 5_000 + number)
    return tmp_path / "Card A"


@pytest.fixture
def signed_in(
    window: MainWindow,
    application: Application,
    person: Person,
    company: CompanyForTests,
    proxy: FaultProxy,
    storage: DemoStorage,
    bucket_name: str,
) -> Person:
    """Somebody on the upload page of a company with two projects, one of them in a bucket that is not there."""
    admin, _ = company.admin()
    project = admin.projects.add("Survey", Destination(bucket_name, storage.region, proxy.endpoint_url))
    admin.cycles.add(project.id, "Spring", 1)
    lost = admin.projects.add("Lost", Destination("there-is-no-such-bucket", storage.region, storage.endpoint_url))
    admin.cycles.add(lost.id, "Never", 1)
    application.settings.remember(company.address, OPERATOR[0])
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.sign_in(*OPERATOR)
    return person


@pytest.fixture
def slow(proxy: FaultProxy) -> Iterator[threading.Event]:
    """A storage that takes a while for each file, and holds the last, until it is told to be quick."""
    quick = threading.Event()
    proxy.rule(call(lambda: quick.wait(60)), kind="put_object", key="shot 39.jpg")
    for ending in (".jpg", ".mov"):
        proxy.rule(call(lambda: quick.wait(0.4)), kind="put_object|upload_part", key=ending)
    yield quick
    quick.set()


def choose_place(person: Person, project: str = "Survey", cycle: str = "Spring") -> None:
    person.choose("project_choice", project)
    person.choose("cycle_choice", cycle)


def start(person: Person, folder: Path, project: str = "Survey", cycle: str = "Spring") -> None:
    person.drop([folder])
    person.wait_until(lambda: person.sees("project_choice"))
    choose_place(person, project, cycle)
    person.click("start_button")


def wait_for_verdict(person: Person) -> str:
    person.wait_until(lambda: bool(person.banner("verdict_banner")))
    return person.banner("verdict_banner")


def wait_until_sending(person: Person, proxy: FaultProxy) -> None:
    person.wait_until(
        lambda: person.can_click("pause_button") and proxy.count("put_object") + proxy.count("upload_part", ".mov") > 0
    )


def status(application: Application) -> SessionStatus:
    row = application.journal.sessions.recent(1)[0]
    return row.status


def shown(person: Person, text: str) -> bool:
    return any(text in label.text() for label in person.window.findChildren(QLabel) if label.isVisible())
