"""What a person chose for this program on this computer, and what it remembers of its window; no secret is in it."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.domain import private
from desktop_app.gui.look.theme import Scheme

if TYPE_CHECKING:
    from desktop_app.domain.uploads import UploadOptions

T = TypeVar("T", "Preferences", "Remembered")


class OnClose(StrEnum):
    """What closing the window does while something is sent, where there is a tray."""

    ASK = "ask"
    TRAY = "tray"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Chosen on the page of that name."""

    scheme: Scheme = "system"
    language: str = ""
    """Two letters; "" follows the system. It holds from the next start."""
    notify: bool = True
    """Tell of the end of an upload, and of trouble, when the window is not in front."""
    on_close: OnClose = OnClose.ASK
    aws_profile: str = ""
    bandwidth_limit: int = 0
    """Bytes per second that an upload begins with; 0 is no limit."""
    excludes: tuple[str, ...] = ()
    """Patterns that an upload leaves out, if nothing else is chosen."""
    updates: bool = True
    """Look for new versions, where that is not for the computer's settings to say."""

    @property
    def options(self) -> "UploadOptions":
        """What an upload begins with."""
        from desktop_app.domain.uploads import UploadOptions

        return UploadOptions(
            aws_profile=self.aws_profile or None, bandwidth_limit=self.bandwidth_limit, excludes=self.excludes
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """How the window stood, and where the last upload went."""

    geometry: str = ""
    """Qt's, in hexadecimal."""
    project_id: int = 0
    cycle_id: int = 0
    company: str = ""
    """The address of the company that project and cycle are of."""
    tables: Mapping[str, Any] = field(default_factory=dict)
    """How each table's columns stood, by the table's name: `TableMemory` knows more."""


class Memory(QObject):
    """Both, kept in one file; one that cannot be read or written is as good as none."""

    changed = Signal(object)
    """Preferences."""

    def __init__(self, home: Path | None, parent: QObject | None = None) -> None:
        """Read what is kept in a workstation's folder; None keeps nothing."""
        super().__init__(parent)
        self._path = home / "window.json" if home is not None else None
        kept = _read(self._path)
        self.preferences = _made(Preferences, kept.get("preferences"))
        self.remembered = _made(Remembered, kept.get("remembered"))

    def choose(self, preferences: Preferences) -> None:
        """Keep what a person chose, and tell those whom it concerns."""
        if preferences != self.preferences:
            self.preferences = preferences
            self._write()
            self.changed.emit(preferences)

    def remember(self, **what: Any) -> None:
        """Keep fields of `Remembered`."""
        remembered = replace(self.remembered, **what)
        if remembered != self.remembered:
            self.remembered = remembered
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        fresh = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):
            private.make_folder(self._path.parent)
            private.tighten(fresh)
            with open(fresh, "w", encoding="utf-8", opener=private.opener) as file:
                json.dump({"preferences": asdict(self.preferences), "remembered": asdict(self.remembered)}, file)
            fresh.replace(self._path)


def _read(path: Path | None) -> Mapping[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        kept = json.loads(path.read_text("utf-8")) if path is not None else {}
        return kept if isinstance(kept, dict) else {}
    return {}


def _made(kind: type[T], kept: object) -> T:
    """A value of what was kept; what is not of its field's kind stays as usual."""
    usual = kind()
    known = kept if isinstance(kept, dict) else {}
    taken: dict[str, Any] = {}
    for one in fields(kind):
        value, before = known.get(one.name), getattr(usual, one.name)
        if isinstance(before, tuple) and isinstance(value, list) and all(isinstance(part, str) for part in value):
            taken[one.name] = tuple(value)
        elif isinstance(before, OnClose):
            taken[one.name] = OnClose(value) if value in set(OnClose) else before
        elif one.name == "scheme":
            taken[one.name] = value if value in ("system", "light", "dark") else before
        elif type(value) is type(before):
            taken[one.name] = value
    return replace(usual, **taken)
