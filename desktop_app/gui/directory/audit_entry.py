"""One entry of the audit log, whole: every change with what was before and after."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.company import AuditEntry
from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_time
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from desktop_app.gui.widgets.controls import LabelRole, button, card, label
from desktop_app.gui.widgets.whole_text import WholeText
from desktop_app.services.audit_words import changes_of, headline, note_of

_WIDTH = 560
_LONGEST_WORD = 24


class AuditEntryDialog(QDialog):
    """Its texts can be selected and copied."""

    def __init__(self, parent: QWidget, entry: AuditEntry) -> None:
        """Show it with `open`."""
        super().__init__(parent.window())
        title = headline(entry)
        self.setWindowTitle(title)
        self.setObjectName("audit_entry")
        self.setFixedWidth(_WIDTH)
        local = entry.at.astimezone()
        when = f"{format_time(entry.at)}:{local:%S} ({local:%Z})"
        close = button(tr("Close"), "primary", clicked=self.accept)
        close.setDefault(True)
        answers = QHBoxLayout()
        answers.addStretch()
        answers.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L + SPACE_XS)
        column.setSpacing(SPACE_S)
        column.addWidget(_selectable(title, "heading"))
        column.addWidget(_selectable(tr("By {username}, {when}", username=entry.username, when=when), "muted"))
        changes = changes_of(entry)
        if changes:
            column.addSpacing(SPACE_XS)
            column.addWidget(_table(changes))
        elif note := note_of(entry):
            column.addWidget(_selectable(note, "body"))
        column.addStretch()
        column.addSpacing(SPACE_M)
        column.addLayout(answers)
        self.finished.connect(self.deleteLater)


def _table(changes: list[tuple[str, str, str]]) -> QWidget:
    ground = card()
    grid = QGridLayout(ground)
    grid.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
    grid.setHorizontalSpacing(SPACE_L)
    grid.setVerticalSpacing(SPACE_S)
    for column, name in ((1, tr("Before")), (2, tr("After"))):
        grid.addWidget(label(name, "caption"), 0, column)
        grid.setColumnStretch(column, 1)
    for row, (what, before, after) in enumerate(changes, start=1):
        for column, part in enumerate((label(what, "muted"), _value(before, "body"), _value(after, "strong"))):
            grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
    return ground


def _value(text: str, role: LabelRole) -> QWidget:
    # A label breaks lines between words only.
    longest = max(map(len, text.split()), default=0)
    return WholeText(text, strong=role == "strong") if longest > _LONGEST_WORD else _selectable(text, role)


def _selectable(text: str, role: LabelRole) -> QLabel:
    result = label(text, role, wrap=True)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
