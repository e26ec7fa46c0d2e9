"""The projects page: the company's projects, one of them opened with its cycles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.bootstrap import Workspace
from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.permissions import Permission, may
from desktop_app.domain.states import CycleStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.company_talk import CompanyTalk
from desktop_app.gui.directory.cycle_forms import CycleForm
from desktop_app.gui.directory.project_detail import ProjectDetail
from desktop_app.gui.directory.project_forms import ProjectForm
from desktop_app.gui.form_dialog import FormDialog
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from desktop_app.gui.widgets.columns import ColumnFit
from desktop_app.gui.widgets.controls import button, label
from desktop_app.gui.widgets.dialogs import ask
from desktop_app.gui.widgets.loading import Loading
from desktop_app.gui.widgets.messages import EmptyState
from desktop_app.gui.widgets.row_table import Column, RowTable
from desktop_app.gui.widgets.search import SearchEdit

_LIST_WIDTHS = (160, 260)
_WIDEST_SEARCH = 320


@dataclass(frozen=True, slots=True)
class _Directory:
    """What the company answered, at one time."""

    projects: Sequence[Project] = ()
    cycles: Mapping[int, Sequence[Cycle]] = field(default_factory=dict)
    """By project."""

    def cycles_of(self, project: Project) -> Sequence[Cycle]:
        return self.cycles.get(project.id, ())


class ProjectsPage(QWidget):
    """Reads the company's projects when it is shown, on F5, and after each change made here."""

    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(self, workspace: Workspace, background: Background, parent: QWidget | None = None) -> None:
        """Blank until shown."""
        super().__init__(parent)
        self.setObjectName("projects_page")
        self._company = workspace.company
        self._background = background
        self._role = workspace.signed_in.user.role
        self._directory = _Directory()
        self._make_parts()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Ask the company anew; what is selected stays so."""
        company = self._company
        self._talk.read(lambda: _read(company), self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # What is shown

    def _show(self, directory: _Directory) -> None:
        self._directory = directory
        self._search.setVisible(bool(directory.projects))
        self._stack.setCurrentWidget(self._nothing)
        self._list_found()

    def _list_found(self) -> None:
        wanted = self._search.text().strip().lower()
        found = [project for project in self._directory.projects if _matches(project, wanted)]
        self._projects.show_rows(found)
        if self._projects.selected is None and found:
            self._projects.select(found[0].id)
        if self._directory.projects:
            self._stack.setCurrentWidget(self._body if found else self._none_found)
        self._show_detail()

    def _show_detail(self) -> None:
        project = self._projects.selected
        self._detail.setVisible(project is not None)
        if project is not None:
            self._detail.show_project(project, self._directory.cycles_of(project))

    def _select(self, project_id: int, cycle_id: int = 0) -> None:
        """Read anew, and then select what was saved."""
        company = self._company

        def show(directory: _Directory) -> None:
            self._show(directory)
            if project_id not in [project.id for project in self._projects.rows]:
                self._search.clear()
            self._projects.select(project_id)
            self._detail.select_cycle(cycle_id)

        self._talk.read(lambda: _read(company), show)

    # What is done

    def _add_project(self) -> None:
        form = ProjectForm(self, self._background, self._company)
        self._open(form)
        form.saved.connect(lambda project: self._select(project.id))

    def _edit_project(self) -> None:
        if (project := self._projects.selected) is not None:
            may_redirect = may(self._role, Permission.REDIRECT_PROJECTS)
            form = ProjectForm(self, self._background, self._company, project, may_redirect=may_redirect)
            self._open(form)
            form.saved.connect(lambda saved: self._select(saved.id))

    def _ask_to_delete_project(self) -> None:
        project = self._projects.selected
        if project is None or not may(self._role, Permission.DELETE_PROJECTS):
            return
        cycles = format_count(len(self._directory.cycles_of(project)), "cycle")
        projects = self._company.projects
        ask(
            self,
            tr("Delete the project {project_name}?", project_name=project.project_name),
            tr(
                "It goes for everybody, with its {cycles} and the records of what was sent "
                "there, in history and statistics. The objects in the bucket {bucket_name} stay. "
                "This cannot be undone.",
                cycles=cycles,
                bucket_name=project.destination.bucket_name,
            ),
            stay=tr("Keep it"),
            go=tr("Delete project"),
            kind="danger",
            then=lambda: self._talk.do(lambda: projects.delete(project.id), lambda _: self.refresh()),
        )

    def _add_cycle(self) -> None:
        if (project := self._projects.selected) is not None:
            cycles = self._directory.cycles_of(project)
            form = CycleForm(self, self._background, self._company, project, cycles)
            self._open(form)
            form.saved.connect(lambda cycle: self._select(project.id, cycle.id))

    def _edit_cycle(self, cycle: Cycle) -> None:
        if (project := self._projects.selected) is not None:
            may_redirect = may(self._role, Permission.REDIRECT_CYCLES)
            form = CycleForm(self, self._background, self._company, project, (), cycle, may_redirect=may_redirect)
            self._open(form)
            form.saved.connect(lambda saved: self._select(project.id, saved.id))

    def _set_cycle_status(self, cycle: Cycle, status: CycleStatus) -> None:
        cycles = self._company.cycles
        self._talk.do(lambda: cycles.update(cycle.id, status=status), lambda _: self.refresh())

    def _ask_to_delete_cycle(self, cycle: Cycle) -> None:
        cycles = self._company.cycles
        ask(
            self,
            tr("Delete the cycle {cycle_name}?", cycle_name=cycle.cycle_name),
            tr(
                "It goes for everybody, with the records of what was sent there, in history and "
                "statistics. The objects below {s3_prefix} in the bucket stay. This cannot be "
                "undone.",
                s3_prefix=cycle.s3_prefix,
            ),
            stay=tr("Keep it"),
            go=tr("Delete cycle"),
            kind="danger",
            then=lambda: self._talk.do(lambda: cycles.delete(cycle.id), lambda _: self.refresh()),
        )

    def _open(self, form: FormDialog) -> None:
        form.company_heard.connect(self.company_heard)
        form.open()

    # How it is made

    def _make_parts(self) -> None:
        self._loading = Loading(tr("Loading projects…"))
        self._talk = CompanyTalk(self._background, self._loading)
        self._talk.setObjectName("projects_banner")
        self._search = SearchEdit(tr("Search projects"))
        self._search.setObjectName("project_search")
        self._search.hide()
        self._add = button(tr("New project"), "primary", "plus", self._add_project)
        self._add.setObjectName("project_add")
        columns: list[Column[Project]] = [
            Column(
                tr("Project"),
                lambda project: project.project_name,
                ColumnFit(60, share=1),
                note=_note,
                tip=lambda project: f"{project.project_name}\n{_note(project)}",
            )
        ]
        self._projects: RowTable[Project] = RowTable(
            tr("Projects"), columns, lambda project: project.id, can_sort=False
        )
        self._projects.setObjectName("project_list")
        self._projects.horizontalHeader().hide()
        self._projects.setProperty("bare", True)
        self._none_found = EmptyState(
            "search",
            tr("Nothing found"),
            tr("No project has this in its name, description or bucket."),
            tr("Show all projects"),
        )
        self._detail = ProjectDetail(
            may_delete_project=may(self._role, Permission.DELETE_PROJECTS),
            may_delete_cycles=may(self._role, Permission.DELETE_CYCLES),
        )
        self._nothing = EmptyState(
            "folder",
            tr("No projects yet"),
            tr("A project is a bucket that uploads go to. Add the first one, then give it a cycle."),
            tr("New project"),
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(label(tr("Projects"), "title"), 1)
        self._search.setMaximumWidth(_WIDEST_SEARCH)
        head.addWidget(self._search, 1)
        head.addWidget(self._add)
        self._projects.setMinimumWidth(_LIST_WIDTHS[0])
        self._projects.setMaximumWidth(_LIST_WIDTHS[1])
        self._body = QWidget()
        beside = QHBoxLayout(self._body)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(SPACE_L + SPACE_S)
        beside.addWidget(self._projects, 2)
        beside.addWidget(self._detail, 5)
        self._stack = QStackedWidget()
        for page in (self._loading, self._body, self._nothing, self._none_found):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        column.setSpacing(SPACE_M)
        column.addLayout(head)
        column.addWidget(self._talk)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._talk.heard.connect(self.company_heard)
        self._search.textChanged.connect(self._list_found)
        self._search.returnPressed.connect(self._projects.setFocus)
        self._projects.chosen.connect(self._show_detail)
        self._projects.opened.connect(self._edit_project)
        self._projects.delete_requested.connect(self._ask_to_delete_project)
        self._nothing.action_triggered.connect(self._add_project)
        self._none_found.action_triggered.connect(self._search.clear)
        self._detail.edit_requested.connect(self._edit_project)
        self._detail.delete_requested.connect(self._ask_to_delete_project)
        self._detail.add_cycle_requested.connect(self._add_cycle)
        self._detail.edit_cycle_requested.connect(self._edit_cycle)
        self._detail.delete_cycle_requested.connect(self._ask_to_delete_cycle)
        self._detail.cycle_status_requested.connect(self._set_cycle_status)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.refresh)


def _read(company: CompanyStore) -> _Directory:
    cycles: dict[int, list[Cycle]] = {}
    for cycle in company.cycles.list():
        cycles.setdefault(cycle.project_id, []).append(cycle)
    return _Directory(company.projects.list(), cycles)


def _matches(project: Project, wanted: str) -> bool:
    texts = (project.project_name, project.description, project.destination.bucket_name)
    return any(wanted in text.lower() for text in texts)


def _note(project: Project) -> str:
    bucket = project.destination.bucket_name
    return bucket if project.is_active else tr("Not active  ·  {bucket}", bucket=bucket)
