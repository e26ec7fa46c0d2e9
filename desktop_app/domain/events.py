"""What the engine tells its listener: rare things only. Progress is read from the ledger by a timer."""

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.uploads import Counts, ScanNotes


@dataclass(frozen=True, slots=True)
class PlanFinished:
    """Every file of the folder is in the journal; totals are final."""

    counts: Counts
    notes: ScanNotes


@dataclass(frozen=True, slots=True)
class Retrying:
    """The storage answers with trouble; the same work is tried again after ``delay`` seconds."""

    error: WaybillError
    delay: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """The storage is away, or does not know us any more: nothing is sent until that has passed."""

    error: WaybillError


@dataclass(frozen=True, slots=True)
class GoingOn:
    """What a run waited for has passed."""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over: finished, paused, cancelled, or stopped by ``error``. What was sent is kept."""

    status: SessionStatus
    counts: Counts
    error: WaybillError | None = None
    notes: ScanNotes = field(default_factory=ScanNotes)


Event = PlanFinished | Retrying | Waiting | GoingOn | RunEnded
Listener = Callable[[Event], None]
"""Called on the engine's threads; it returns quickly."""


def no_listener(event: Event) -> None:
    """Listen to nothing."""
