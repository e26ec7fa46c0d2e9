"""What a colleague's computer began is gone on with from the company's list in the history."""

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop_app.bootstrap import Application
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.states import SessionStatus
from desktop_app.gui.history.list import HistoryList
from desktop_app.gui.self_test.hands import click_row, find
from desktop_app.gui.widgets.segments import SegmentedChoice
from desktop_app.gui.widgets.side_bar import SideBar
from desktop_app.gui.window import MainWindow
from tests.conftest import OPERATOR, CompanyForTests, write_file
from tests.contract.samples import session_record
from tests.gui.person import Person


def test_an_interrupted_upload_of_another_computer_is_finished_here(
    window: MainWindow,
    application: Application,
    person: Person,
    company: CompanyForTests,
    survey: tuple[Project, Cycle],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, cycle = survey
    for number in range(5):
        write_file(tmp_path / "Card A" / f"{number}.jpg", 1000)
    admin, _ = company.admin()
    record = session_record(cycle, local_directory="/field/Card A", workstation="field-laptop", selection=())
    admin.uploads.deliver_session(record)
    with sqlite3.connect(company.path) as db:
        db.execute("UPDATE sync_sessions SET last_seen_at = '2020-01-01 00:00:00.000000'")
    db.close()
    application.settings.remember(company.address, OPERATOR[0])
    window.use_application(application)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.sign_in(*OPERATOR)
    find(window, SideBar, "side_bar").select("history")
    find(window, SegmentedChoice, "history_choice").choose("company")
    history_list = find(window, HistoryList, "company_list")
    person.wait_until(lambda: history_list.isVisible() and history_list.model().rowCount() == 1)
    click_row(history_list, history_list.model().index(0, 0))
    assert "or here with a folder of the same files" in person.banner("history_verdict")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "Card A"))
    person.click("history_take_over")
    person.wait_until(lambda: bool(person.banner("verdict_banner")))
    assert person.banner("verdict_banner").startswith("All 5 files are in")
    (upload,) = application.journal.sessions.recent(1)
    assert (upload.client_uuid, upload.status) == (record.client_uuid, SessionStatus.COMPLETED)
    person.wait_until(lambda: admin.uploads.get(record.client_uuid).status is SessionStatus.COMPLETED)
    assert admin.uploads.get(record.client_uuid).lease_epoch == 2
