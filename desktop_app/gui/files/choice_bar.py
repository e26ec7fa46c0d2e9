"""Above the per-file table: which files are shown, by what became of them and by words in their names."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.domain.choice import NOT_SENT, WAITING
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Counts
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import SPACE_S
from desktop_app.gui.widgets.controls import button
from desktop_app.gui.widgets.search import SearchEdit
from desktop_app.gui.widgets.segments import SegmentedChoice

_TYPING_MS = 250
_SEARCH_WIDTH = 220
_NAMES: Mapping[str, str] = {
    "all": tr("All"),
    "not_sent": tr("Not sent"),
    "sent": tr("Sent"),
    "there": tr("Already there"),
    "waiting": tr("To send"),
}
_STATUSES: Mapping[str, frozenset[FileStatus]] = {
    "all": frozenset(),
    "not_sent": NOT_SENT,
    "sent": frozenset({FileStatus.UPLOADED}),
    "there": frozenset({FileStatus.SKIPPED}),
    "waiting": WAITING,
}


class FileChoiceBar(QWidget):
    """Says what was chosen; the table shows it."""

    changed = Signal()
    """Something else was chosen, or other words were typed and some time went by."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Everything is chosen."""
        super().__init__(parent)
        self._choice = SegmentedChoice(tr("Which files"))
        self._choice.setObjectName("file_statuses")
        for key, name in _NAMES.items():
            self._choice.add_choice(key, name)
        self._choice.chosen.connect(lambda _: self.changed.emit())
        self._search = SearchEdit(tr("Search files"))
        self._search.setObjectName("file_search")
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self.changed)
        self._search.textChanged.connect(lambda _: self._typing.start())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        self._cause = ""
        self._only = button("", icon_name="cancel", clicked=self._forget_cause)
        self._only.setObjectName("file_cause")
        self._only.hide()
        row.addWidget(self._choice)
        row.addWidget(self._only)
        row.addStretch()
        row.addWidget(self._search, 1)
        self.show_counts(Counts())

    @property
    def statuses(self) -> frozenset[FileStatus]:
        """The statuses that are chosen; none named is all."""
        return _STATUSES[self._choice.choice()]

    @property
    def words(self) -> str:
        """What was typed."""
        return self._search.text().strip()

    @property
    def cause(self) -> str:
        """The `WaybillError.code` for which files were not sent, if one is chosen."""
        return self._cause

    def choose_cause(self, code: str, title: str) -> None:
        """Those that were not sent for this reason, until a person chooses otherwise."""
        self._cause = code
        self._only.setText(title)
        self._only.setAccessibleName(tr("Only: {title}. Show all files again", title=title))
        self._only.setVisible(bool(code))
        self.changed.emit()

    def _forget_cause(self) -> None:
        self.choose_cause("", "")

    def choose_everything(self) -> None:
        """As at first; nothing is told."""
        blocked = self.blockSignals(True)
        self.choose_cause("", "")
        self._choice.choose("all")
        self._search.clear()
        self._typing.stop()
        self.blockSignals(blocked)

    def show_counts(self, counts: Counts) -> None:
        """How many files there are of each kind; kinds without any are left out."""
        missing = counts.files_failed + counts.files_blocked
        there = counts.files_uploaded + counts.files_skipped
        numbers = {
            "all": counts.total_files,
            "not_sent": missing,
            "sent": counts.files_uploaded,
            "there": counts.files_skipped,
            "waiting": counts.total_files - missing - there,
        }
        for key, number in numbers.items():
            name = f"{_NAMES[key]} {format_count(number)}" if number else _NAMES[key]
            self._choice.show_choice(key, name, shown=key == "all" or 0 < number < counts.total_files)
        # Where all are alike there is nothing to choose.
        alike = any(number == counts.total_files for key, number in numbers.items() if key != "all")
        self._choice.setVisible(not alike or self._choice.choice() != "all")
