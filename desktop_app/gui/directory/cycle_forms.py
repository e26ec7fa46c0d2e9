"""The forms to add and to change a cycle."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop_app.company.store import CompanyStore, CycleChanges
from desktop_app.domain.company import Cycle, Project
from desktop_app.domain.names import default_prefix
from desktop_app.domain.states import CycleStatus
from desktop_app.domain.texts import tr
from desktop_app.gui.background import Background
from desktop_app.gui.form_dialog import FormDialog, differing
from desktop_app.gui.widgets.fields import ChoiceBox, number_box
from desktop_app.gui.widgets.tables import STATUS_LOOKS

_DESCRIPTION_HEIGHT = 72
_LAST_NUMBER = 2**31 - 1


class CycleForm(FormDialog):
    """What makes a cycle. A new one gets the next number, and a prefix that follows the number until it is typed."""

    def __init__(
        self,
        parent: QWidget,
        background: Background,
        company: CompanyStore,
        project: Project,
        cycles: Sequence[Cycle],
        cycle: Cycle | None = None,
        *,
        may_redirect: bool = True,
    ) -> None:
        """`cycles` are those that the project has; without a `cycle` it adds one."""
        title = (
            tr("New cycle in {project_name}", project_name=project.project_name)
            if cycle is None
            else tr("Edit {cycle_name}", cycle_name=cycle.cycle_name)
        )
        super().__init__(parent, background, title, go=tr("Add cycle") if cycle is None else tr("Save"))
        self._company = company
        self._project = project
        self._cycle = cycle
        number = cycle.cycle_number if cycle else next_number(cycles)
        self._number = number_box(1, _LAST_NUMBER, number)
        self._name = QLineEdit(cycle.cycle_name if cycle else "")
        self._name.setPlaceholderText("" if cycle else tr("Spring campaign"))
        self._prefix = QLineEdit(cycle.s3_prefix if cycle else default_prefix(number))
        self._status = ChoiceBox()
        self._status.set_choices([(STATUS_LOOKS[status].word, status) for status in CycleStatus])
        self._status.choose(cycle.status if cycle else CycleStatus.PLANNED)
        self._description = QPlainTextEdit(cycle.description if cycle else "")
        self._description.setTabChangesFocus(True)
        self._description.setFixedHeight(_DESCRIPTION_HEIGHT)
        self._lay_out_fields(may_redirect or cycle is None)
        if cycle is None:
            self._number.valueChanged.connect(self._propose_prefix)
            self._proposed = self._prefix.text()
        self._name.setFocus()

    def prepare(self) -> Callable[[], object] | None:
        cycles, project, before = self._company.cycles, self._project, self._cycle
        name, number, description = self._name.text().strip(), self._number.value(), self._description.toPlainText()
        prefix = self._prefix.text().strip()
        if before is None:
            return lambda: cycles.add(project.id, name, number, prefix, description.strip())
        typed = {
            "cycle_name": name,
            "cycle_number": number,
            "description": description.strip(),
            "status": self._status.choice(),
            "s3_prefix": prefix,
        }
        changes = cast("CycleChanges", differing(typed, before))
        return (lambda: cycles.update(before.id, **changes)) if changes else None

    def _lay_out_fields(self, may_redirect: bool) -> None:
        name = self.add_field("cycle_name", tr("&Name"), self._name, needed=tr("Give the cycle a name."))
        number = self.add_field("cycle_number", tr("N&umber"), self._number)
        bucket = self._project.destination.bucket_name
        hint = tr("Where its files go in the bucket {bucket}.", bucket=bucket)
        if not may_redirect:
            self._prefix.setReadOnly(True)
            hint = tr("Only an admin can change where data go.")
        elif self._cycle is not None:
            hint = tr("What was sent before stays where it is.")
        prefix = self.add_field(
            "s3_prefix", tr("&Prefix"), self._prefix, hint, needed=tr("Type a prefix, such as cycle-001/.")
        )
        self.add_row(name)
        if self._cycle is None:
            self.add_row(number, prefix)
        else:
            self.add_row(number, self.add_field("status", tr("&Status"), self._status))
            self.add_row(prefix)
        self.add_row(self.add_field("description", tr("&Description"), self._description))

    def _propose_prefix(self, number: int) -> None:
        if self._prefix.text() == self._proposed:
            self._proposed = default_prefix(number)
            self._prefix.setText(self._proposed)


def next_number(cycles: Sequence[Cycle]) -> int:
    """One more than the highest there is."""
    return max((cycle.cycle_number for cycle in cycles), default=0) + 1
