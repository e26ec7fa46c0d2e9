"""What narrows the history: a text, a project, a person, how it stands, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.company import Project, User
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import SessionFilter
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.widgets.controls import button
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.filter_row import FilterRow
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.gui.widgets.span import SpanChoice

_TYPING_MS = 250
_S = SessionStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """Some ways in which upload sessions stand; the plain one is any."""

    statuses: frozenset[SessionStatus] = frozenset()
    interrupted: bool | None = None


_STANDINGS: Sequence[tuple[str, Standing]] = (
    (tr("Any status"), Standing()),
    (tr("Being sent"), Standing(frozenset({_S.PENDING, _S.IN_PROGRESS}), interrupted=False)),
    (tr("Paused or interrupted"), Standing(frozenset({_S.PAUSED, _S.PENDING, _S.IN_PROGRESS}), interrupted=True)),
    (tr("All sent"), Standing(frozenset({_S.COMPLETED}))),
    (tr("Not all sent"), Standing(frozenset({_S.COMPLETED_WITH_ERRORS, _S.FAILED}))),
    (tr("Cancelled"), Standing(frozenset({_S.CANCELLED}))),
)


class HistoryFilters(QWidget):
    """Fields, and below them two days where they are asked for."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Narrowing nothing."""
        super().__init__(parent)
        self._text = SearchEdit(tr("Search folders and names"))
        self._text.setObjectName("history_text")
        self._project = ChoiceBox(searchable=True)
        self._project.setObjectName("history_project")
        self._project.setAccessibleName(tr("Project"))
        self._person = ChoiceBox(searchable=True)
        self._person.setObjectName("history_person")
        self._person.setAccessibleName(tr("By whom"))
        self._standing = ChoiceBox(whole=True)
        self._standing.setObjectName("history_standing")
        self._standing.setAccessibleName(tr("Status"))
        self._standing.set_choices(_STANDINGS)
        self._span = SpanChoice("history", self)
        self._clear = button(tr("Show everything"), "quiet", clicked=self.clear)
        self._clear.setObjectName("history_clear")
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._row = FilterRow(self._text, (self._project, self._person, self._standing, self._span.box))
        below = QHBoxLayout()
        below.addWidget(self._span.days)
        below.addStretch()
        below.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._row)
        column.addLayout(below)
        self.offer((), ())
        self._standing.choose(Standing())
        self._clear.hide()
        self._typing.timeout.connect(self._change)
        self._text.textChanged.connect(lambda _: self._typing.start())
        for box in (self._project, self._person, self._standing):
            box.currentIndexChanged.connect(lambda _: self._change())
        self._span.changed.connect(self._change)

    @property
    def chosen(self) -> SessionFilter:
        """What is to be listed."""
        since, until = self._span.period
        standing: Standing = self._standing.choice() or Standing()
        return SessionFilter(
            project_id=self._project.choice() or None,
            user_id=self._person.choice() or None,
            statuses=standing.statuses,
            interrupted=standing.interrupted,
            since=since,
            until=until,
            text=self._text.text().strip(),
        )

    def offer(self, projects: Iterable[Project], people: Iterable[User]) -> None:
        """Offer these; what is chosen stays so."""
        _offer(self._project, tr("All projects"), [(project.project_name, project.id) for project in projects])
        _offer(self._person, tr("Everybody"), [(user.full_name or user.username, user.id) for user in people])

    def show_people(self, shown: bool) -> None:
        """On this computer there is only one."""
        self._row.show_list(self._person, shown)
        if not shown:
            self._person.choose(0)

    def clear(self) -> None:
        """Narrow nothing any more."""
        blocked = self.blockSignals(True)
        self._text.clear()
        self._project.choose(0)
        self._person.choose(0)
        self._standing.choose(Standing())
        self._span.clear()
        self._typing.stop()
        self.blockSignals(blocked)
        self._change()

    def _change(self) -> None:
        self._clear.setVisible(self.chosen != SessionFilter())
        self.changed.emit()


def _offer(box: ChoiceBox, everything: str, choices: list[tuple[str, int]]) -> None:
    before = box.choice() or 0
    blocked = box.blockSignals(True)
    box.set_choices([(everything, 0), *choices])
    box.choose(before)
    box.blockSignals(blocked)
