"""One project: where its data go, and its cycles."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.states import CycleStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.directory.project_forms import CHECKSUM_NAMES
from desktop_app.gui.look.formatting import format_date, format_time
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S
from desktop_app.gui.widgets.columns import ColumnFit
from desktop_app.gui.widgets.controls import ElidedLabel, button, card, icon_button, label
from desktop_app.gui.widgets.facts import Facts
from desktop_app.gui.widgets.row_table import Column, RowTable
from desktop_app.gui.widgets.tables import STATUS_LOOKS

_SHOWN_OF_DESCRIPTION = 240
_STEPS = {
    CycleStatus.PLANNED: tr("Mark as planned"),
    CycleStatus.ACTIVE: tr("Mark as active"),
    CycleStatus.COMPLETED: tr("Mark as completed"),
    CycleStatus.ARCHIVED: tr("Archive"),
}
_COLUMNS: tuple[Column[Cycle], ...] = (
    Column(
        tr("No."),
        lambda cycle: f"{cycle.cycle_number}",
        ColumnFit(48, leaves=1),
        order=lambda cycle: cycle.cycle_number,
    ),
    Column(
        tr("Cycle"),
        lambda cycle: cycle.cycle_name,
        ColumnFit(76, share=4, comfort=140),
        tip=lambda cycle: "\n".join(filter(None, (cycle.cycle_name, cycle.s3_prefix, cycle.description))),
    ),
    Column(
        tr("Status"),
        lambda cycle: STATUS_LOOKS[cycle.status].word,
        ColumnFit(122),
        status=lambda cycle: STATUS_LOOKS[cycle.status],
        order=lambda cycle: tuple(CycleStatus).index(cycle.status),
    ),
    Column(
        tr("Prefix"),
        lambda cycle: cycle.s3_prefix,
        ColumnFit(102, share=1, leaves=2),
        tip=lambda cycle: cycle.s3_prefix,
    ),
    Column(
        tr("Started"),
        lambda cycle: _day(cycle.started_at),
        ColumnFit(118, leaves=3),
        order=lambda cycle: str(cycle.started_at or ""),
        tip=lambda cycle: _moment(cycle.started_at),
    ),
    Column(
        tr("Completed"),
        lambda cycle: _day(cycle.completed_at),
        ColumnFit(118, leaves=4),
        order=lambda cycle: str(cycle.completed_at or ""),
        tip=lambda cycle: _moment(cycle.completed_at),
    ),
)


class ProjectDetail(QWidget):
    """Shows a project and tells what is wanted of it; the page does it."""

    edit_requested = Signal()
    delete_requested = Signal()
    add_cycle_requested = Signal()
    edit_cycle_requested = Signal(object)
    """Cycle."""
    delete_cycle_requested = Signal(object)
    """Cycle."""
    cycle_status_requested = Signal(object, object)
    """Cycle, CycleStatus."""

    def __init__(self, *, may_delete_project: bool, may_delete_cycles: bool, parent: QWidget | None = None) -> None:
        """Blank: see `show_project`."""
        super().__init__(parent)
        self._may_delete_cycles = may_delete_cycles
        self._name = ElidedLabel("", "title")
        self._name.setObjectName("project_name")
        self._edit = button(tr("Edit"), icon_name="edit", clicked=self.edit_requested.emit)
        self._edit.setObjectName("project_edit")
        self._delete = icon_button("trash", tr("Delete this project"), clicked=self.delete_requested.emit)
        self._delete.setVisible(may_delete_project)
        self._inactive = label(tr("Not active: uploads into it cannot be started."), "warning", wrap=True)
        self._description = label("", "muted", wrap=True)
        self._facts = Facts((tr("Bucket"), tr("Region"), tr("Endpoint"), tr("Checksum")))
        self._facts.setObjectName("project_facts")
        self._add_cycle = button(tr("New cycle"), icon_name="plus", clicked=self.add_cycle_requested.emit)
        self._add_cycle.setObjectName("cycle_add")
        self._cycles: RowTable[Cycle] = RowTable(
            tr("Cycles"), _COLUMNS, lambda cycle: cycle.id, fill_menu=self._fill_menu
        )
        self._cycles.setObjectName("cycle_table")
        self._cycles.opened.connect(self.edit_cycle_requested)
        if may_delete_cycles:
            self._cycles.delete_requested.connect(self.delete_cycle_requested)
        self._stack = QStackedWidget()
        self._lay_out()

    def show_project(self, project: Project, cycles: Sequence[Cycle]) -> None:
        """Show a project, or what became of it."""
        destination = project.destination
        self._name.setText(project.project_name)
        self._inactive.setVisible(not project.is_active)
        description = project.description.strip()
        shown = description[:_SHOWN_OF_DESCRIPTION]
        self._description.setText(shown if shown == description else f"{shown}…")
        self._description.setToolTip("" if shown == description else description)
        self._description.setVisible(bool(description))
        self._facts.set_value(tr("Bucket"), destination.bucket_name)
        self._facts.set_value(tr("Region"), destination.region)
        self._facts.set_value(tr("Endpoint"), destination.endpoint_url or tr("Amazon S3"))
        self._facts.set_value(tr("Checksum"), CHECKSUM_NAMES[destination.checksum_algorithm])
        self._cycles.show_rows(cycles)
        self._stack.setCurrentIndex(0 if cycles else 1)

    def select_cycle(self, cycle_id: int) -> None:
        """Select a cycle, if it is shown."""
        self._cycles.select(cycle_id)

    def _fill_menu(self, cycle: Cycle, menu: QMenu) -> None:
        menu.addAction(icon("edit"), tr("Edit…"), lambda: self.edit_cycle_requested.emit(cycle))
        menu.addSeparator()
        for status, words in _STEPS.items():
            if status is not cycle.status:
                look = STATUS_LOOKS[status]
                action = QAction(icon(look.icon, "muted"), words, menu)
                action.triggered.connect(lambda _=False, status=status: self.cycle_status_requested.emit(cycle, status))
                menu.addAction(action)
        if self._may_delete_cycles:
            menu.addSeparator()
            menu.addAction(icon("trash"), tr("Delete…"), lambda: self.delete_cycle_requested.emit(cycle))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(self._name, 1)
        head.addWidget(self._edit)
        head.addWidget(self._delete)
        where = card()
        about = QVBoxLayout(where)
        about.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        about.addWidget(self._facts)
        over_cycles = QHBoxLayout()
        over_cycles.addWidget(label(tr("Cycles"), "heading"), 1)
        over_cycles.addWidget(self._add_cycle)
        self._stack.addWidget(self._cycles)
        self._stack.addWidget(self._make_nothing())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        column.addWidget(self._inactive)
        column.addWidget(self._description)
        column.addWidget(where)
        column.addLayout(over_cycles)
        column.addWidget(self._stack, 1)

    def _make_nothing(self) -> QWidget:
        ground = card()
        column = QVBoxLayout(ground)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_S)
        column.addWidget(label(tr("No cycles yet"), "strong"))
        column.addWidget(
            label(
                tr(
                    "A cycle is a place in the bucket for one campaign, one month or one delivery. "
                    "Uploads need one to go to: add the first with New cycle."
                ),
                "muted",
                wrap=True,
            )
        )
        nothing = QWidget()
        nothing.setObjectName("no_cycles")
        outer = QVBoxLayout(nothing)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ground)
        outer.addStretch(1)
        return nothing


def _day(instant: datetime | None) -> str:
    return format_date(instant) if instant else ""


def _moment(instant: datetime | None) -> str:
    return format_time(instant) if instant else ""
