"""The program's log: one file that is its owner's alone, kept small, and without secrets."""

import contextlib
import logging
import logging.handlers
from io import TextIOWrapper
from pathlib import Path

from desktop_app.domain import private
from desktop_app.domain.redaction import without_secrets


def log_to(path: Path) -> None:
    """Write what the program says of itself there from now on, and nowhere else."""
    with contextlib.suppress(OSError):  # The journal beside it meets the same and says so.
        private.make_folder(path.parent)
    root = logging.getLogger("desktop_app")
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()
    handler = _File(path, maxBytes=5_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """A line, or more with a traceback; what other libraries' errors quote may hold a secret."""
        return without_secrets(super().format(record))


class _File(logging.handlers.RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=private.opener)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk is told by whoever met it, not once more for every line that could not be logged."""
