"""What narrows the audit log: what was done, by whom, when, and a text."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.company import AuditFilter
from desktop_app.domain.texts import tr
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.widgets.controls import button
from desktop_app.gui.widgets.fields import ChoiceBox
from desktop_app.gui.widgets.filter_row import FilterRow
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.gui.widgets.span import SpanChoice
from desktop_app.services.audit_words import ACTIONS

_TYPING_MS = 250
_ANY = ""
_NO_SIGN_INS = "-sign_in_granted"


class AuditFilters(QWidget):
    """Fields, and below them two days where they are asked for."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Narrowing nothing."""
        super().__init__(parent)
        self._text = SearchEdit(tr("Search names"))
        self._text.setObjectName("audit_text")
        self._action = ChoiceBox()
        self._action.setObjectName("audit_action")
        self._action.setAccessibleName(tr("What was done"))
        self._action.set_choices(
            [
                (tr("Everything"), _ANY),
                (tr("All but sign-ins"), _NO_SIGN_INS),
                *((tr(words), action) for action, words in ACTIONS.items()),
            ]
        )
        self._person = ChoiceBox(searchable=True)
        self._person.setObjectName("audit_person")
        self._person.setAccessibleName(tr("Who did it"))
        self._span = SpanChoice("audit", self)
        self._clear = button(tr("Show everything"), "quiet", clicked=self.clear)
        self._clear.setObjectName("audit_clear")
        # Not one question for each letter.
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._lay_out()
        self.offer_people(())
        self._connect()
        self.clear()

    @property
    def chosen(self) -> AuditFilter:
        """What is to be listed."""
        since, until = self._span.period
        action = self._action.choice() or ""
        return AuditFilter(
            action="" if action == _NO_SIGN_INS else action,
            without_sign_ins=action == _NO_SIGN_INS,
            username=self._person.choice() or "",
            since=since,
            until=until,
            text=self._text.text().strip(),
        )

    def offer_people(self, usernames: Iterable[str]) -> None:
        """Offer these names; the one that is chosen stays so."""
        before = self._person.choice() or _ANY
        blocked = self._person.blockSignals(True)
        self._person.set_choices([(tr("Everybody"), _ANY), *((name, name) for name in usernames)])
        self._person.choose(before)
        self._person.blockSignals(blocked)

    def clear(self) -> None:
        """Narrow nothing any more."""
        self._text.clear()
        self._action.choose(_ANY)
        self._person.choose(_ANY)
        self._span.clear()
        self._typing.stop()
        self._change()

    def _change(self) -> None:
        self._clear.setVisible(self.chosen != AuditFilter())
        self.changed.emit()

    def _connect(self) -> None:
        self._typing.timeout.connect(self._change)
        self._text.textChanged.connect(lambda _: self._typing.start())
        self._text.returnPressed.connect(self._change)
        for box in (self._action, self._person):
            box.currentIndexChanged.connect(lambda _: self._change())
        self._span.changed.connect(self._change)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self._span.days)
        below.addStretch()
        below.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(FilterRow(self._text, (self._action, self._person, self._span.box)))
        column.addLayout(below)
