"""Projects and their cycles: everybody sees, adds and renames them; admins delete and redirect them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QSpinBox, QToolButton, QWidget

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import CycleStatus
from desktop_app.gui.look.formatting import format_date
from desktop_app.gui.widgets.controls import ElidedLabel
from desktop_app.gui.widgets.facts import Facts
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.tables import NOTE_ROLE
from tests.contract.samples import session_record
from tests.gui.clerk import Clerk


def add_projects(clerk: Clerk, *names: str) -> list[int]:
    """Their ids."""
    store = clerk.store()
    return [store.projects.add(name, Destination(name.lower().replace(" ", "-"))).id for name in names]


def facts(clerk: Clerk) -> list[str]:
    shown = clerk.person.find(Facts, "project_facts")
    return [shown.value(name) for name in ("Bucket", "Region", "Endpoint", "Checksum")]


def project_name(clerk: Clerk) -> str:
    return clerk.person.find(ElidedLabel, "project_name").text()


def can_delete(clerk: Clerk) -> bool:
    return any(
        one.isVisible() and one.accessibleName() == "Delete this project"
        for one in clerk.person.window.findChildren(QToolButton)
    )


# Projects


def test_a_company_without_projects_is_told_what_to_do(admin: Clerk) -> None:
    admin.go_to("projects")
    admin.wait_until(lambda: admin.reads("No projects yet"))
    assert not admin.person.sees("project_search")
    admin.person.click("project_add")
    admin.fill_in(project_name="Survey", description="Of the coast.", bucket_name="coast", region="eu-west-1")
    admin.save_and_close()
    admin.wait_for("project_list", "Survey")
    assert project_name(admin) == "Survey"
    assert facts(admin) == ["coast", "eu-west-1", "Amazon S3", "CRC-64/NVME"]
    assert admin.person.sees("no_cycles")
    (project,) = admin.store().projects.list()
    assert (project.project_name, project.description) == ("Survey", "Of the coast.")
    assert project.destination == Destination("coast", "eu-west-1")


def test_the_list_is_searched_and_the_search_can_be_taken_back(admin: Clerk) -> None:
    add_projects(admin, "Coast", "Studio")
    admin.go_to("projects")
    admin.wait_for("project_list", "Coast", "Studio")
    admin.person.type("project_search", "STUD")
    admin.wait_for("project_list", "Studio")
    assert project_name(admin) == "Studio"
    admin.person.type("project_search", "nothing like it")
    assert not admin.person.sees("project_list")
    admin.person.click_text("Show all projects")
    admin.wait_for("project_list", "Coast", "Studio")


def test_what_is_missing_is_said_at_each_field_and_enter_saves(admin: Clerk) -> None:
    admin.go_to("projects")
    admin.person.click("project_add")
    assert admin.form.focusWidget() is admin.field(QLineEdit, "project_name")
    admin.fill_in(region=" ")
    admin.save()
    assert admin.error_at("project_name") == "Give the project a name."
    assert admin.error_at("bucket_name") == "Type the bucket's name."
    assert admin.error_at("region")
    assert admin.form.focusWidget() is admin.field(QLineEdit, "project_name")
    admin.fill_in(project_name="Survey", bucket_name="coast", region="eu-west-1")
    assert not admin.error_at("project_name")
    admin.press_enter("region")
    admin.wait_for("project_list", "Survey")


def test_a_name_that_is_pasted_with_what_is_not_seen_is_refused_at_its_field(admin: Clerk) -> None:
    admin.go_to("projects")
    admin.person.click("project_add")
    admin.fill_in(project_name="", bucket_name="survey")
    QApplication.clipboard().setText("Two\nlines")
    admin.field(QLineEdit, "project_name").paste()
    admin.save()
    assert admin.wait_for_error_at("project_name") == "The project name is one line without control characters."
    assert admin.store().projects.list() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("bucket_name", "no spaces", "A bucket's name is letters, digits,"),
        ("endpoint_url", "s3.example.com", "looks like https://"),
        ("project_name", "COAST", "There is a project COAST already."),
    ],
)
def test_what_the_company_refuses_is_said_at_its_field_and_nothing_typed_is_lost(
    admin: Clerk, field: str, value: str, said: str
) -> None:
    add_projects(admin, "Coast")
    admin.go_to("projects")
    admin.person.click("project_add")
    typed = {"project_name": "Survey", "bucket_name": "survey", "endpoint_url": "https://s3.example.com", field: value}
    admin.fill_in(description="Of the coast.", **typed)
    admin.save()
    assert said in admin.wait_for_error_at(field)
    assert admin.form.focusWidget() is admin.field(QLineEdit, field)
    assert {key: admin.typed(key) for key in typed} == typed
    assert len(admin.store().projects.list()) == 1


def test_escape_leaves_all_as_it_was(admin: Clerk) -> None:
    add_projects(admin, "Coast")
    admin.go_to("projects")
    admin.press_on_row("project_list", "Coast", Qt.Key.Key_Return)
    admin.fill_in(project_name="Other")
    admin.press_escape()
    admin.wait_until(lambda: not admin.has_form())
    assert [project.project_name for project in admin.store().projects.list()] == ["Coast"]


def test_an_admin_redirects_a_project_and_only_what_differs_is_changed(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    admin.go_to("projects")
    index = admin.select("project_list", "Coast")
    table = admin.table("project_list")
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    admin.fill_in(bucket_name="elsewhere")
    admin.choose("checksum_algorithm", ChecksumAlgorithm.SHA256)
    admin.store().projects.update(project_id, description="Meanwhile.")
    admin.save_and_close()
    admin.wait_until(lambda: facts(admin)[0] == "elsewhere")
    assert facts(admin)[3] == "SHA-256"
    assert admin.store().projects.get(project_id).description == "Meanwhile."


def test_a_project_is_put_out_of_use(admin: Clerk) -> None:
    add_projects(admin, "Coast")
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.person.click("project_edit")
    QTest.mouseClick(admin.field(QCheckBox, "is_active"), Qt.MouseButton.LeftButton, pos=QPoint(8, 12))
    admin.save_and_close()
    admin.wait_until(lambda: admin.reads("Not active: uploads into it cannot be started."))
    assert not admin.store().projects.list()[0].is_active
    assert admin.table("project_list").model().index(0, 0).data(NOTE_ROLE) == "Not active  ·  coast"


def test_deleting_a_project_is_asked_with_the_safe_answer_first(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    admin.store().cycles.add(project_id, "One", 1)
    admin.go_to("projects")
    admin.press_on_row("project_list", "Coast", Qt.Key.Key_Delete)
    question = admin.person.question()
    said = " ".join(part.text() for part in question.findChildren(QLabel))
    assert "with its 1 cycle" in said
    assert "The objects in the bucket coast stay." in said
    QTest.keyClick(question, Qt.Key.Key_Return)
    admin.wait_until(lambda: not admin.has_form())
    assert admin.store().projects.list()
    admin.person.click_tool("Delete this project")
    admin.person.answer("question_go")
    admin.wait_until(lambda: not admin.person.sees("project_list"))
    assert not admin.store().projects.list()


def test_a_user_adds_and_renames_but_neither_redirects_nor_deletes(operator: Clerk) -> None:
    (project_id,) = add_projects(operator, "Coast")
    operator.store().cycles.add(project_id, "One", 1)
    operator.go_to("projects")
    operator.select("project_list", "Coast")
    assert operator.person.can_click("project_add")
    assert not can_delete(operator)
    assert "Delete…" not in operator.offers(operator.menu_of("cycle_table", "One", column=1))
    operator.press_on_row("cycle_table", "One", Qt.Key.Key_Delete, column=1)
    assert not operator.has_form()
    operator.person.click("project_edit")
    for key in ("bucket_name", "region", "endpoint_url"):
        assert operator.field(QLineEdit, key).isReadOnly()
    assert not operator.field(ChoiceBox, "checksum_algorithm").isEnabled()
    operator.fill_in(project_name="Coastline")
    operator.save_and_close()
    operator.wait_for("project_list", "Coastline")
    operator.press_on_row("cycle_table", "One", Qt.Key.Key_Return, column=1)
    assert operator.field(QLineEdit, "s3_prefix").isReadOnly()
    operator.fill_in(cycle_name="First")
    operator.save_and_close()
    operator.wait_for("cycle_table", "First", column=1)


# Cycles


def test_a_new_cycle_gets_the_next_number_and_a_prefix_that_follows_it(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    admin.store().cycles.add(project_id, "Old", 7)
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.person.click("cycle_add")
    assert admin.field(QSpinBox, "cycle_number").value() == 8
    assert admin.typed("s3_prefix") == "cycle-008/"
    admin.fill_in(cycle_name="New", cycle_number="12")
    assert admin.typed("s3_prefix") == "cycle-012/"
    admin.fill_in(s3_prefix="mine")
    admin.fill_in(cycle_number="13")
    assert admin.typed("s3_prefix") == "mine"
    admin.save_and_close()
    admin.wait_for("cycle_table", "13", "7")
    assert admin.column("cycle_table", 3) == ["mine/", "cycle-007/"]
    selected = admin.table("cycle_table").selected
    assert selected is not None
    assert selected.cycle_name == "New"


def test_a_number_that_is_taken_is_told_above_the_form(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    admin.store().cycles.add(project_id, "One", 1)
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.person.click("cycle_add")
    admin.fill_in(cycle_name="Again", cycle_number="1")
    admin.save()
    admin.wait_until(lambda: bool(admin.told()))
    assert "There is a cycle 1 in this project already." in admin.told()
    assert admin.typed("cycle_name") == "Again"


def test_the_menu_of_a_cycle_starts_and_completes_it(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    cycle = admin.store().cycles.add(project_id, "One", 1)
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.choose_from(admin.menu_of("cycle_table", "One", column=1), "Mark as active")
    admin.wait_until(lambda: admin.column("cycle_table", 2) == ["Active"])
    admin.choose_from(admin.menu_of("cycle_table", "One", column=1), "Mark as completed")
    admin.wait_until(lambda: admin.column("cycle_table", 2) == ["Completed"])
    now = admin.store().cycles.get(cycle.id)
    assert now.started_at is not None
    assert now.completed_at is not None
    assert admin.column("cycle_table", 4) == [format_date(now.started_at)]
    assert admin.column("cycle_table", 5) == [format_date(now.completed_at)]


def test_an_admin_changes_number_status_and_prefix_of_a_cycle(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    cycle = admin.store().cycles.add(project_id, "One", 1)
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.press_on_row("cycle_table", "One", Qt.Key.Key_Return, column=1)
    admin.fill_in(cycle_number="3", s3_prefix="third/")
    admin.choose("status", CycleStatus.ARCHIVED)
    admin.save_and_close()
    admin.wait_for("cycle_table", "3")
    now = admin.store().cycles.get(cycle.id)
    assert (now.cycle_number, now.s3_prefix, now.status) == (3, "third/", CycleStatus.ARCHIVED)


def test_a_cycle_that_is_being_sent_into_is_not_deleted_and_it_says_why(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    store = admin.store()
    cycle = store.cycles.add(project_id, "One", 1)
    store.uploads.deliver_session(session_record(cycle, workstation="field-laptop", last_seen_at=utc_now()))
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.choose_from(admin.menu_of("cycle_table", "One", column=1), "Delete…")
    admin.person.answer("question_go")
    admin.wait_until(lambda: "field-laptop" in admin.person.banner("projects_banner"))
    assert store.cycles.list(project_id)


def test_a_cycle_is_deleted(admin: Clerk) -> None:
    (project_id,) = add_projects(admin, "Coast")
    store = admin.store()
    store.cycles.add(project_id, "One", 1)
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.press_on_row("cycle_table", "One", Qt.Key.Key_Delete, column=1)
    admin.person.answer("question_go")
    admin.wait_until(lambda: admin.person.sees("no_cycles"))
    assert not store.cycles.list(project_id)


# The company away, and the other pages


def test_without_the_company_the_list_stays_and_what_is_typed_too(admin: Clerk) -> None:
    add_projects(admin, "Coast")
    admin.go_to("projects")
    admin.wait_for("project_list", "Coast")
    admin.person.click("cycle_add")
    admin.fill_in(cycle_name="One")
    with admin.company_away():
        admin.save()
        admin.wait_until(lambda: "Company not reachable" in admin.told())
        assert admin.typed("cycle_name") == "One"
        admin.go_to("history")
        admin.go_to("projects")
        admin.wait_until(lambda: bool(admin.person.banner("projects_banner")))
        assert admin.column("project_list") == ["Coast"]
    admin.save_and_close()
    admin.wait_for("cycle_table", "One", column=1)
    assert not admin.person.banner("projects_banner")


def test_try_again_reads_once_more(admin: Clerk) -> None:
    with admin.company_away():
        admin.go_to("projects")
        admin.wait_until(lambda: bool(admin.person.banner("projects_banner")))
    add_projects(admin, "Coast")
    admin.person.click_text("Try again")
    admin.wait_for("project_list", "Coast")
    assert not admin.person.banner("projects_banner")


def test_what_was_added_here_can_be_chosen_for_an_upload(admin: Clerk, tmp_path: Path) -> None:
    (coast,) = add_projects(admin, "Coast")
    admin.store().cycles.add(coast, "One", 1)
    (tmp_path / "card").mkdir()
    admin.go_to("upload")
    admin.person.drop([tmp_path / "card"])
    projects, cycles = (admin.person.find(ChoiceBox, name) for name in ("project_choice", "cycle_choice"))
    admin.go_to("history")
    admin.go_to("upload")
    admin.wait_until(lambda: projects.currentText() == "Coast" and cycles.currentText() == "1 · One")
    admin.go_to("projects")
    admin.select("project_list", "Coast")
    admin.person.click("cycle_add")
    admin.fill_in(cycle_name="Two")
    admin.save_and_close()
    admin.person.click("project_add")
    admin.fill_in(project_name="Studio", bucket_name="studio")
    admin.save_and_close()
    admin.go_to("upload")
    admin.wait_until(lambda: projects.count() == 2 and cycles.count() == 2)
    assert (projects.currentText(), cycles.currentText()) == ("Coast", "1 · One")


def test_a_page_that_is_gone_to_by_mouse_shows_no_focus_ring(admin: Clerk) -> None:
    admin.go_to("company")
    admin.wait_until(lambda: admin.person.sees("company_name"))
    admin.person.find(QLineEdit, "company_name").setFocus()
    admin.go_to("projects")
    assert admin.person.window.focusWidget() is admin.person.find(QWidget, "projects_page")
