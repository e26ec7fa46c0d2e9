"""Receipts: what became of every file of an upload session, to be kept outside the program. As CSV and as JSON here."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from desktop_app.domain import private
from desktop_app.domain.errors import FileProblem, ReceiptNotSaved
from desktop_app.domain.names import object_key, text_form
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import FileUpload, UploadSession
from desktop_app.journal.journal import Journal

_PAGE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


class ReceiptLine(NamedTuple):
    """One file; texts are empty where there is nothing to tell."""

    status: FileStatus
    path: str
    """Relative to the folder, in text form."""
    s3_key: str
    size_bytes: int
    modified: datetime
    """The file's own time when it was read."""
    checksum_algorithm: str
    checksum: str
    etag: str
    at: datetime | None
    """When the storage confirmed it, or when it failed."""
    message: str


class Receipt:
    """Everything about one upload session of this workstation. Lines are read as they are asked for."""

    def __init__(self, journal: Journal, session_id: int, username: str) -> None:
        """Read the session as it stands; raises NotFound, JournalError."""
        self._journal = journal
        self.upload: UploadSession = journal.sessions.get(session_id)
        self.username = username

    def lines(self) -> Iterator[ReceiptLine]:
        """Every file, in the order they were found; raises JournalError."""
        first = 0
        while (page := self._journal.files.page(self.upload.id, first, _PAGE)).items:
            for file in page.items:
                yield self._line(file)
            first += len(page.items)

    def head(self) -> Mapping[str, object]:
        """What is the same for all files, as JSON holds it."""
        upload = self.upload
        return {
            "session": upload.client_uuid,
            "project": upload.project_name,
            "cycle": upload.cycle_name,
            "bucket": upload.destination.bucket_name,
            "endpoint": upload.destination.endpoint_url or f"AWS S3 in {upload.destination.region}",
            "s3_prefix": upload.s3_prefix,
            "folder": text_form(upload.local_directory),
            "workstation": upload.workstation,
            "username": self.username,
            "status": upload.status,
            **asdict(upload.counts),
            "started_at": _iso(upload.started_at),
            "completed_at": _iso(upload.completed_at),
            "written_at": _iso(datetime.now(UTC)),
        }

    def _line(self, file: FileUpload) -> ReceiptLine:
        try:
            key = object_key(self.upload.s3_prefix, file.path)
        except FileProblem:
            key = ""  # It is blocked for just this.
        algorithm = self.upload.destination.checksum_algorithm if file.checksum else ""
        modified = datetime.fromtimestamp(file.mtime_ns // 10**9, UTC)
        return ReceiptLine(
            file.status,
            text_form(file.path),
            key,
            file.size_bytes,
            modified,
            algorithm,
            file.checksum,
            file.etag,
            file.completed_at,
            file.error_message,
        )


def save(receipt: Receipt, path: Path) -> None:
    """Write a receipt as what the name ends in: ``.json``, or else CSV. A file of that name is replaced in one step.

    Raises:
        ReceiptNotSaved: it cannot be written there.
        JournalError: it cannot be read here.
    """
    write = write_json if path.suffix.lower() == ".json" else write_csv
    try:
        with private.replacing(path) as file:
            stream = io.TextIOWrapper(file, encoding="utf-8", newline="")
            write(receipt, stream)
            stream.detach()  # Which writes what it holds, and leaves the file open.
    except OSError as error:
        raise not_saved(path, error) from error


def not_saved(path: Path, error: OSError) -> ReceiptNotSaved:
    """The error of ours for one of the disk's."""
    return ReceiptNotSaved(
        tr(
            "The receipt cannot be saved as {path} ({what}). Choose another place; nothing is lost.",
            path=path,
            what=error.strerror or error,
        )
    )


def write_csv(receipt: Receipt, stream: IO[str]) -> None:
    """One line a file, with a line of names above; what a spreadsheet would run as a formula begins with a ``'``."""
    writer = csv.writer(stream)
    writer.writerow(("bucket", *ReceiptLine._fields))
    bucket = receipt.upload.destination.bucket_name
    for line in receipt.lines():
        plain = line._replace(path=no_formula(line.path), s3_key=no_formula(line.s3_key))
        writer.writerow((bucket, *(_iso(value) if isinstance(value, datetime) else value for value in plain)))


def write_json(receipt: Receipt, stream: IO[str]) -> None:
    """One object: the upload session, and its ``files``, one a line."""
    head = json.dumps(receipt.head(), indent=1).removesuffix("\n}")
    stream.write(f'{head},\n "files": [')
    for number, line in enumerate(receipt.lines()):
        stream.write(",\n  " if number else "\n  ")
        stream.write(json.dumps(line._asdict(), default=_iso))
    stream.write("\n ]\n}\n")


def no_formula(text: str) -> str:
    """A text that a spreadsheet does not run."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
