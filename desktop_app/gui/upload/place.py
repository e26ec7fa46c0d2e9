"""Where it goes: a project of the company and one of its cycles."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.company.store import CompanyStore
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.errors import WaybillError
from desktop_app.domain.states import CycleStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.directory.cycle_forms import CycleForm
from desktop_app.gui.look.tokens import SPACE_L
from desktop_app.gui.trouble import as_trouble, concerns_all_pages
from desktop_app.gui.widgets.controls import button
from desktop_app.gui.widgets.fields import ChoiceBox, FormField
from desktop_app.gui.widgets.messages import Banner


class PlaceChoice(QWidget):
    """Two lists, loaded from the company on other threads; what was chosen stays chosen when they load again."""

    changed = Signal()
    company_heard = Signal(object)
    """WaybillError | None: whether the company answered."""

    def __init__(
        self,
        company: CompanyStore,
        background: Background,
        last: tuple[int, int] = (0, 0),
        parent: QWidget | None = None,
    ) -> None:
        """Empty until `load`; `last` are the ids of the project and the cycle that were chosen last, 0 for none."""
        super().__init__(parent)
        self._company = company
        self._background = background
        self._loaded = False
        self._offered: Sequence[Project] = ()
        self._offered_cycles: Sequence[Cycle] = ()
        self._wanted_project, self._wanted_cycle = last
        self._project = ChoiceBox(searchable=True)
        self._project.setObjectName("project_choice")
        self._cycle = ChoiceBox(searchable=True)
        self._cycle.setObjectName("cycle_choice")
        self._banner = Banner()
        self._banner.setObjectName("place_banner")
        self._banner.action_triggered.connect(self.load)
        fields = QHBoxLayout()
        fields.setSpacing(SPACE_L)
        self._new = button(tr("New cycle"), "link", clicked=self._add_cycle)
        self._new.setObjectName("new_cycle_button")
        fields.addWidget(FormField(tr("&Project"), self._project), 1)
        fields.addWidget(FormField(tr("C&ycle"), self._cycle, corner=self._new), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(fields)
        column.addWidget(self._banner)
        self._question = 0
        """How often the company was asked for its projects."""
        self._offer(self._project, [], tr("Loading projects…"))
        self._offer(self._cycle, [], tr("Choose a project first"))
        self._new.setEnabled(False)
        self._project.currentIndexChanged.connect(self._choose_project)
        self._cycle.currentIndexChanged.connect(self._choose_cycle)
        for box in (self._project, self._cycle):
            box.editTextChanged.connect(lambda _: self.changed.emit())

    @property
    def project(self) -> Project | None:
        """The project chosen."""
        chosen = self._project.choice()
        return chosen if isinstance(chosen, Project) else None

    @property
    def cycle(self) -> Cycle | None:
        """The cycle chosen."""
        chosen = self._cycle.choice()
        return chosen if isinstance(chosen, Cycle) else None

    @property
    def is_loading(self) -> bool:
        """Whether the company has not told the projects yet."""
        return not self._loaded

    def ask_for_cycle(self, project_id: int) -> None:
        """Have a cycle of this project chosen: none is until a person does."""
        self._wanted_project, self._wanted_cycle = project_id, 0
        if self.project is not None and self.project.id == project_id:
            self._cycle.setCurrentIndex(-1)
        else:
            self._choose(self._project, [project for project in self._offered if project.id == project_id])

    def load(self) -> None:
        """Ask the company for its projects."""
        self._banner.hide()
        self._question += 1
        if not self._loaded:
            self._offer(self._project, [], tr("Loading projects…"))
        self._background.run(
            self._company.projects.list, self._show_projects, partial(self._fail, self._question), owner=self
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Projects and cycles may have been added on another page, or by others.
        if self._loaded and not event.spontaneous():
            self.load()

    def _show_projects(self, projects: Sequence[Project]) -> None:
        self._loaded = True
        self.company_heard.emit(None)
        if projects == self._offered and self.project is not None:
            self._load_cycles(self.project)
            return
        self._offered = projects
        active_first = sorted(projects, key=lambda project: not project.is_active)
        self._offer(self._project, [(_name(project), project) for project in active_first], tr("Choose a project"))
        wanted = [project for project in projects if project.id == self._wanted_project]
        self._choose(self._project, wanted or (projects if len(projects) == 1 else []))
        if not projects:
            self._offer(self._project, [], tr("There are no projects yet"))

    def _choose_project(self) -> None:
        project = self.project
        self._new.setEnabled(False)
        if project is None:
            self.changed.emit()
            return
        self._wanted_project = project.id
        self._offered_cycles = ()
        self._offer(self._cycle, [], tr("Loading cycles…"))
        self.changed.emit()
        self._load_cycles(project)

    def _load_cycles(self, project: Project) -> None:
        self._background.run(
            lambda: self._company.cycles.list(project.id),
            lambda cycles: self._show_cycles(project, cycles),
            partial(self._fail, self._question),
            owner=self,
        )

    def _show_cycles(self, project: Project, cycles: Sequence[Cycle]) -> None:
        if self.project != project:
            return  # Another was chosen meanwhile.
        self.company_heard.emit(None)
        self._new.setEnabled(project.is_active)
        if cycles and cycles == self._offered_cycles:
            return
        self._offered_cycles = cycles
        current_first = sorted(cycles, key=_has_ended)
        self._offer(self._cycle, [(_cycle_name(cycle), cycle) for cycle in current_first], tr("Choose a cycle"))
        wanted = [cycle for cycle in cycles if cycle.id == self._wanted_cycle]
        self._choose(self._cycle, wanted or (cycles if len(cycles) == 1 else []))
        if not cycles:
            self._offer(self._cycle, [], tr("This project has no cycles yet"))
        self.changed.emit()

    def _add_cycle(self) -> None:
        if (project := self.project) is None:
            return
        form = CycleForm(self.window(), self._background, self._company, project, self._offered_cycles)
        form.saved.connect(self._show_new_cycle)
        form.open()

    def _show_new_cycle(self, cycle: Cycle) -> None:
        self._wanted_cycle = cycle.id
        self.load()

    def _choose_cycle(self) -> None:
        if (cycle := self.cycle) is not None:
            self._wanted_cycle = cycle.id
        self.changed.emit()

    def _fail(self, question: int, raised: Exception) -> None:
        if question != self._question:
            return  # The company was asked again since, and says how it stands now.
        error: WaybillError = as_trouble(raised)
        self.company_heard.emit(error)
        if not concerns_all_pages(error):
            self._banner.show_message("warning", tr(error.title), str(error), action=tr("Try again"), can_dismiss=False)
        for box, words in ((self._project, tr("No projects")), (self._cycle, tr("No cycles"))):
            if box.choice() is None:
                self._offer(box, [], words)

    def _offer(self, box: ChoiceBox, choices: Sequence[tuple[str, object]], words: str) -> None:
        blocked = box.blockSignals(True)
        box.set_choices(choices, words)
        box.blockSignals(blocked)
        box.setEnabled(bool(choices))

    def _choose(self, box: ChoiceBox, values: Sequence[object]) -> None:
        if values:
            box.choose(values[0])


def _name(project: Project) -> str:
    return (
        project.project_name
        if project.is_active
        else tr("{project_name} (not active)", project_name=project.project_name)
    )


def _cycle_name(cycle: Cycle) -> str:
    return f"{cycle.cycle_number} · {cycle.cycle_name}" + (f" ({cycle.status})" if _has_ended(cycle) else "")


def _has_ended(cycle: Cycle) -> bool:
    return cycle.status in (CycleStatus.COMPLETED, CycleStatus.ARCHIVED)
