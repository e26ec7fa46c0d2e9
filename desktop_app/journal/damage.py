"""A damaged journal is kept under another name, and a new one stands in for it."""

import contextlib
import logging
from pathlib import Path

from filelock import FileLock

from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import JournalDamaged
from desktop_app.domain.texts import tr
from desktop_app.journal.journal import Journal
from desktop_app.journal.schema import damage_mark

log = logging.getLogger(__name__)

_BESIDE = ("", "-wal", "-shm")
"""What SQLite keeps a database in, behind its name."""


def open_journal(path: Path) -> Journal:
    """Open a journal; one that is damaged, or was found to be, is kept aside and a new one says that it stands for it.

    Raises:
        JournalDamaged: it is, and cannot be moved.
        JournalError: it cannot be opened, for other reasons.
    """
    if not damage_mark(path).exists():
        try:
            return Journal(path)
        except JournalDamaged:
            log.exception("the journal is damaged")
    try:
        with FileLock(path.with_name(path.name + ".lock")):
            if not damage_mark(path).exists():
                return Journal(path)  # Another process was quicker.
            aside = _move_aside(path)
            damage_mark(path).unlink()
            journal = Journal(path)
            journal.refill.stand_for(aside)
            return journal
    except OSError as error:
        raise JournalDamaged(
            tr(
                "The journal {path} is damaged and cannot be moved: {strerror}. Close every "
                "other Waybill on this computer, see that its folder may be written, and start "
                "again.",
                path=path,
                strerror=error.strerror,
            )
        ) from error


def _move_aside(path: Path) -> Path:
    stem = f"{path.stem}-damaged-{utc_now():%Y%m%d-%H%M%S}"
    aside = path.with_name(stem + path.suffix)
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{stem}-{number}{path.suffix}")
    for behind in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + behind).rename(aside.with_name(aside.name + behind))
    log.warning("the damaged journal is kept as %s", aside)
    return aside
