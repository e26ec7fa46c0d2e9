"""The audit log in words, narrowed and read as far back as it goes."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, QEvent, QModelIndex, Qt
from PySide6.QtGui import QHelpEvent, QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit, QLabel, QPushButton, QTableView, QToolTip
from sqlalchemy import insert
from sqlalchemy.orm import Session

from desktop_app.company.setup import open_company
from desktop_app.company.tables import AuditRow
from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import AuditEntry, Destination
from desktop_app.domain.states import Role
from desktop_app.gui.self_test.hands import click
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.tables import NOTE_ROLE
from desktop_app.gui.widgets.whole_text import WholeText
from desktop_app.services.audit_words import changes_of, headline, note_of
from tests.gui.clerk import Clerk

WHAT = 2


def note(clerk: Clerk, row: int) -> str:
    return str(clerk.table("audit_table").model().index(row, WHAT).data(NOTE_ROLE))


def what(clerk: Clerk) -> list[str]:
    return clerk.column("audit_table", WHAT)


def at_audit(clerk: Clerk) -> None:
    clerk.go_to("audit")
    clerk.wait_until(lambda: clerk.person.sees("audit_table"))


def write_entries(clerk: Clerk, count: int, *, days_ago: int = 0, action: str = "sign_in_granted") -> None:
    """As if it had gone on for long."""
    engine = open_company(clerk.company.address)
    at = utc_now() - timedelta(days=days_ago)
    with Session(engine.execution_options(writing=True)) as db, db.begin():
        rows = [
            {"company_id": 1, "action": action, "object": f"name {number}", "username": "zoe", "at": at, "details": {}}
            for number in range(count)
        ]
        db.execute(insert(AuditRow), rows)
    engine.dispose()


def test_who_did_what_is_told_newest_first_with_before_and_after(admin: Clerk) -> None:
    store = admin.store()
    project = store.projects.add("Coast", Destination("coast"))
    store.projects.update(project.id, bucket_name="elsewhere", description="New")
    store.users.update(store.users.find("operator").id, role=Role.ADMIN)
    at_audit(admin)
    assert what(admin)[:3] == ["User changed: operator", "Project changed: Coast", "Project added: Coast"]
    assert note(admin, 0) == "Role: user → admin"
    assert note(admin, 1) == "Bucket: coast → elsewhere  ·  Description: (empty) → New"
    assert admin.column("audit_table", 1)[0] == "admin"
    admin.select("audit_table", "Project changed: Coast", WHAT)
    QTest.keyClick(admin.table("audit_table"), Qt.Key.Key_Return)
    said = [part.text() for part in admin.form.findChildren(QLabel)]
    assert said[0] == "Project changed: Coast"
    assert said[1].startswith("By admin, ")
    assert {"Bucket", "coast", "elsewhere", "Description", "(empty)", "New"} <= set(said)


def test_it_is_narrowed_by_action_person_and_text(admin: Clerk) -> None:
    admin.store().projects.add("Coast", Destination("coast"))
    theirs, _ = admin.company.operator()
    theirs.projects.add("Studio", Destination("studio"))
    at_audit(admin)
    admin.person.find(ChoiceBox, "audit_action").choose("project_added")
    admin.wait_until(lambda: what(admin) == ["Project added: Studio", "Project added: Coast"])
    admin.person.choose("audit_person", "operator")
    admin.wait_until(lambda: what(admin) == ["Project added: Studio"])
    admin.person.type("audit_text", "coast")
    admin.wait_until(lambda: not admin.person.sees("audit_table"))
    admin.person.find(ChoiceBox, "audit_person").choose("")
    admin.wait_until(lambda: what(admin) == ["Project added: Coast"])
    admin.person.click("audit_clear")
    admin.wait_until(lambda: "Signed in" in what(admin))
    assert not admin.person.sees("audit_clear")


def test_it_is_narrowed_by_days(admin: Clerk) -> None:
    write_entries(admin, 1, days_ago=20)
    write_entries(admin, 1, days_ago=3, action="user_deleted")
    at_audit(admin)
    span = admin.person.find(ChoiceBox, "audit_span")
    assert not admin.person.sees("audit_since")
    assert len(what(admin)) == 3
    span.choose(7)
    admin.wait_until(lambda: len(what(admin)) == 2)
    span.choose(-1)
    admin.wait_until(lambda: admin.person.sees("audit_since"))
    since, until = (admin.person.find(QDateEdit, name) for name in ("audit_since", "audit_until"))
    then = (utc_now() - timedelta(days=20)).astimezone()
    day = QDate(then.year, then.month, then.day)
    since.setDate(day)
    admin.wait_until(lambda: len(what(admin)) == 3)
    until.setDate(day)
    admin.wait_until(lambda: what(admin) == ["Signed in: name 0"])


def test_older_entries_come_as_one_scrolls_and_none_twice(admin: Clerk) -> None:
    write_entries(admin, 250)
    at_audit(admin)
    table = admin.table("audit_table")
    admin.wait_until(lambda: len(what(admin)) == 100)
    assert admin.person.reads("audit_below").startswith("The newest 100 of 251 entries")
    write_entries(admin, 5)
    bar = table.verticalScrollBar()
    for expected in (195, 251):
        bar.setValue(bar.maximum())
        admin.wait_until(lambda expected=expected: len(what(admin)) == expected)  # type: ignore[misc]
    ids = [entry.id for entry in table.rows]
    assert ids == sorted(set(ids), reverse=True)
    assert ids[-1] == 1
    admin.go_to("history")
    at_audit(admin)
    admin.wait_until(lambda: len(what(admin)) == 100)
    assert bar.value() == 0


def test_nothing_found_leads_back_to_everything(admin: Clerk) -> None:
    at_audit(admin)
    admin.person.type("audit_text", "nothing like it")
    admin.wait_until(lambda: admin.reads("Nothing found"))
    nothing = admin.person.find(EmptyState, "audit_nothing")
    click(next(iter(nothing.findChildren(QPushButton))))
    admin.wait_until(lambda: what(admin) == ["Signed in"] and admin.person.sees("audit_table"))


def test_without_the_company_what_was_read_stays(admin: Clerk) -> None:
    at_audit(admin)
    before = what(admin)
    with admin.company_away():
        admin.go_to("history")
        admin.go_to("audit")
        admin.wait_until(lambda: bool(admin.person.banner("audit_banner")))
        assert what(admin) == before
    admin.person.click_text("Try again")
    admin.wait_until(lambda: not admin.person.banner("audit_banner"))


def entry(action: str, of: str = "", username: str = "anna", **details: object) -> AuditEntry:
    return AuditEntry(1, utc_now(), username, action, of, details)


@pytest.mark.parametrize(
    ("told", "headlined", "noted"),
    [
        (entry("sign_in_refused", username="who"), "Sign-in refused", "Wrong password, or an account"),
        (entry("password_changed", "anna"), "Password changed", ""),
        (entry("password_reset", "olga"), "Password reset: olga", ""),
        (entry("user_changed", "olga", is_active=[True, False]), "User changed: olga", "Active: yes → no"),
        (entry("company_changed", "Coast", contact_email=["", "a@b"]), "Company changed", "Contact e-mail: (empty) →"),
        (entry("cycle_changed", "One", s3_prefix=["a/", "b/"]), "Cycle changed: One", "Prefix: a/ → b/"),
        (entry("upload_deleted", "/data/DCIM", client_uuid="1-2"), "Upload record deleted: /data/DCIM", ""),
        (entry("something_new", "it", new_column=[1, None]), "Something new: it", "New column: 1 → (empty)"),
        (entry("user_changed", "o", a=[1, 2], b=[1, 2], c=[1, 2]), "User changed: o", "B: 1 → 2  ·  C: 1 → 2"),
    ],
)
def test_entries_are_told_in_words(told: AuditEntry, headlined: str, noted: str) -> None:
    assert headline(told) == headlined
    assert noted in note_of(told)


def hover(table: QTableView, index: QModelIndex) -> None:
    where = table.visualRect(index).center()
    event = QHelpEvent(QEvent.Type.ToolTip, where, table.viewport().mapToGlobal(where))
    QApplication.sendEvent(table.viewport(), event)


def shown_tip() -> str:
    """The words of the tool tip that is shown; places where a line may break do not count."""
    words = QTextDocumentFragment.fromHtml(QToolTip.text()).toPlainText()
    return words.replace("\u200b", "")


def test_where_files_go_comes_first_and_nothing_is_left_out(admin: Clerk) -> None:
    elsewhere = f"https://storage.example.com.{'a' * 60}.example.net"
    store = admin.store()
    project = store.projects.add("Coast", Destination("coast"))
    store.projects.update(
        project.id, region="eu-central-1", description="New", bucket_name="other", endpoint_url=elsewhere
    )
    at_audit(admin)
    assert note(admin, 0).startswith(f"Bucket: coast → other  ·  Endpoint: (empty) → {elsewhere[:40]}")
    model = admin.table("audit_table").model()
    tip = str(model.index(0, WHAT).data(Qt.ItemDataRole.ToolTipRole))
    assert tip.splitlines() == [
        "Project changed: Coast",
        "Bucket: coast → other",
        f"Endpoint: (empty) → {elsewhere}",
        "Region: us-east-1 → eu-central-1",
        "Description: (empty) → New",
    ]
    hover(admin.table("audit_table"), model.index(0, WHAT))
    assert elsewhere in shown_tip()
    assert "Enter or a double click" in admin.person.reads("audit_below")
    admin.select("audit_table", "Project changed: Coast", WHAT)
    table = admin.table("audit_table")
    where = table.visualRect(model.index(0, WHAT)).center()
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    whole = admin.form.findChild(WholeText)
    assert isinstance(whole, WholeText)
    assert whole.toPlainText() == elsewhere
    shown = whole.document().size().height()
    assert whole.height() >= shown > whole.fontMetrics().height() * 2, "it is broken into lines that are all shown"
    assert admin.form.height() < 500, "and nothing else is stretched"


def test_a_long_text_is_shortened_in_the_list_only() -> None:
    told = entry("project_changed", "Coast", description=["", "word " * 100])
    assert len(note_of(told)) < 100
    assert changes_of(told) == [("Description", "(empty)", "word " * 100)]
