"""How large the cases are, and where they work."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What the person asked for."""

    work: Path
    """A folder that is removed afterwards."""
    files: int = 0
    """0 leaves the number to the case."""
    large_mib: int = 0
    rounds: int = 1
    full: bool = False
    """Whether cases have the sizes that the targets speak of, which takes minutes."""
    peers: bool = False

    def number(self, usual: int, full: int) -> int:
        """Of files."""
        return self.files or (full if self.full else usual)

    def folder(self, name: str) -> Path:
        """A place in the working folder."""
        return self.work / name
