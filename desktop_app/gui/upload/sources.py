"""What was chosen to be sent: one row for each source, which can be taken away again."""

import os
from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop_app.domain.names import text_form
from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.tokens import SPACE_L, SPACE_M, SPACE_S
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, icon_button, label
from desktop_app.gui.widgets.rows_card import RowsCard
from desktop_app.services.sources import Source

_ROW = 40
_ROWS_SHOWN = 3.5
"""So many before it scrolls; the half one says that there are more."""


def merged(sources: Iterable[Source], more: Iterable[Source]) -> list[Source]:
    """Sources without doubles: files of one folder together, and none beside the whole folder they are in."""
    by_folder: dict[bytes, Source] = {}
    for source in (*sources, *more):
        known = by_folder.get(source.folder)
        if known is not None and known.selection and source.selection:
            selection = tuple(dict.fromkeys((*known.selection, *source.selection)))
            by_folder[source.folder] = Source(source.folder, selection)
        elif known is None or known.selection:
            by_folder[source.folder] = source
    return list(by_folder.values())


def short_name(source: Source) -> str:
    """The last part of a folder's path, or how many files of it."""
    name = text_form(os.path.basename(source.folder)) or source.name
    return (
        tr("{count} of {name}", count=format_count(len(source.selection), "file"), name=name)
        if source.selection
        else name
    )


class SourceList(QWidget):
    """The chosen sources, in the order in which they are sent."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setAccessibleName(tr("Chosen folders and files"))
        self._sources: list[Source] = []
        self._remove_buttons: list[QToolButton] = []
        self._rows = RowsCard(_ROW, _ROWS_SHOWN)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._rows)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is chosen."""
        return tuple(self._sources)

    @property
    def remove_buttons(self) -> tuple[QToolButton, ...]:
        """One for each source, in their order."""
        return tuple(self._remove_buttons)

    def add(self, more: Iterable[Source]) -> None:
        """Choose more; what is chosen already is not chosen twice."""
        self.set_sources(merged(self._sources, more))

    def set_sources(self, sources: Iterable[Source]) -> None:
        """Choose these and no others."""
        self._sources = list(sources)
        self._remove_buttons.clear()
        self._rows.set_rows([self._row(source) for source in self._sources])
        self.changed.emit()

    def _row(self, source: Source) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(SPACE_L, 0, SPACE_S, 0)
        line.setSpacing(SPACE_M)
        line.addWidget(IconLabel("files" if source.selection else "folder", "accent", 18))
        line.addWidget(label(short_name(source), "strong"))
        line.addWidget(ElidedLabel(text_form(os.path.dirname(source.folder)), "muted"), 1)
        remove = icon_button(
            "cancel", tr("Remove {source}", source=short_name(source)), clicked=lambda: self._remove(source)
        )
        self._remove_buttons.append(remove)
        line.addWidget(remove)
        return row

    def _remove(self, source: Source) -> None:
        self.set_sources([kept for kept in self._sources if kept != source])
