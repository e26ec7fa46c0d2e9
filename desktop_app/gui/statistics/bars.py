"""The company's numbers as bars, and as rows of tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.company import Tally
from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_count, format_size
from desktop_app.gui.look.tokens import Role
from desktop_app.gui.statistics.charts import Bar
from desktop_app.gui.statistics.numbers import Stretch, added, cause_in_words
from desktop_app.gui.widgets.columns import ColumnFit
from desktop_app.gui.widgets.row_table import Column
from desktop_app.gui.widgets.tables import STATUS_LOOKS, StatusLook

MOST_BARS = 8
"""In one chart of rows; what is beyond is one bar together, and in the table each."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a name and its numbers."""

    tally: Tally
    place: int
    """In the order that the names have by themselves: days do not go by the alphabet."""


def by_bytes(tallies: Sequence[Tally]) -> list[Bar]:
    """Projects, cycles or people, most bytes first."""
    return [
        Bar(tally.name, tally.uploaded_bytes, _files_and_size(tally), details=_uploads(tally), role=role)
        for tally, role in _shortened(tallies, "accent")
    ]


def by_status(tallies: Sequence[Tally]) -> list[Bar]:
    """Upload sessions by how they stand, most first."""
    return [
        Bar(
            _look(tally).word,
            tally.sessions,
            format_count(tally.sessions, "upload"),
            details=_files_and_size(tally),
            role=_look(tally).role,
        )
        for tally in sorted(tallies, key=lambda tally: -tally.sessions)
    ]


def by_cause(tallies: Sequence[Tally]) -> list[Bar]:
    """Files that were not sent, by why."""
    return [
        Bar(tally.name, tally.files_failed, format_count(tally.files_failed, "file"), role=role)
        for tally, role in _shortened(tallies, "danger")
    ]


def bytes_by_day(stretches: Sequence[Stretch]) -> list[Bar]:
    """How much was sent, in the days' order."""
    return [_column(stretch, stretch.tally.uploaded_bytes) for stretch in stretches]


def files_by_day(stretches: Sequence[Stretch]) -> list[Bar]:
    """How many files were sent, in the days' order."""
    return [_column(stretch, stretch.tally.files_uploaded) for stretch in stretches]


def with_causes(tallies: Sequence[Tally]) -> list[Tally]:
    """Named by why, in words."""
    return [replace(tally, name=cause_in_words(tally.name)) for tally in tallies]


def with_statuses(tallies: Sequence[Tally]) -> list[Tally]:
    """Named by status, in words."""
    return [replace(tally, name=_look(tally).word) for tally in tallies]


def with_names(tallies: Sequence[Tally], nobody: str) -> list[Tally]:
    """Those without a name get one; a person's full name goes before the username."""
    return [
        replace(tally, name=f"{tally.full_name} ({tally.name})" if tally.full_name else tally.name or nobody)
        for tally in tallies
    ]


def lines_of(tallies: Sequence[Tally]) -> list[Line]:
    """Rows of a table in this order."""
    return [Line(tally, place) for place, tally in enumerate(tallies)]


def columns_of(title: str, *, in_order: bool = False, of_failures: bool = False) -> list[Column[Line]]:
    """A table's columns; `title` heads the names, which are sorted by their own order if `in_order`."""
    names: Column[Line] = Column(
        title,
        lambda line: line.tally.name,
        ColumnFit(150, share=1),
        order=(lambda line: line.place) if in_order else None,
        tip=lambda line: line.tally.name,
    )
    uploads = _number(tr("Uploads"), lambda tally: tally.sessions)
    not_sent = _number(tr("Not sent"), lambda tally: tally.files_failed)
    if of_failures:
        return [names, uploads, not_sent]
    files = _number(tr("Files sent"), lambda tally: tally.files_uploaded)
    size = _number(tr("Data sent"), lambda tally: tally.uploaded_bytes, format_size)
    return [names, uploads, files, not_sent, size]


def _number(title: str, value: Callable[[Tally], int], in_words: Callable[[int], str] = format_count) -> Column[Line]:
    return Column(
        title,
        lambda line: in_words(value(line.tally)),
        ColumnFit(88),
        order=lambda line: value(line.tally),
        right=True,
    )


def _shortened(tallies: Sequence[Tally], role: Role) -> Sequence[tuple[Tally, Role]]:
    """The first of them in that role, and all others together, which are no one's."""
    if len(tallies) <= MOST_BARS:
        return [(tally, role) for tally in tallies]
    rest = tallies[MOST_BARS - 1 :]
    return [
        *((tally, role) for tally in tallies[: MOST_BARS - 1]),
        (added(tr("{rest} others", rest=len(rest)), rest), "muted"),
    ]


def _column(stretch: Stretch, value: int) -> Bar:
    tally = stretch.tally
    details = _uploads(tally) if tally.sessions else ""
    text = _files_and_size(tally) if tally.sessions else tr("Nothing sent")
    return Bar(stretch.name, value, text, tally.name, details)


def _files_and_size(tally: Tally) -> str:
    return f"{format_count(tally.files_uploaded, 'file')} · {format_size(tally.uploaded_bytes)}"


def _uploads(tally: Tally) -> str:
    failed = (
        tr(", {files_failed} not sent", files_failed=format_count(tally.files_failed, "file"))
        if tally.files_failed
        else ""
    )
    return format_count(tally.sessions, "upload") + failed


def _look(tally: Tally) -> StatusLook:
    return STATUS_LOOKS.get(tally.name, StatusLook("info", "muted", tally.name))
