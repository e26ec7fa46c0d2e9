"""Rows of the per-file table, ready to be shown, from the journal or from the company; read off the GUI thread."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_app.domain.company import Page
from desktop_app.domain.errors import FileProblem
from desktop_app.domain.names import object_key, printable, raw_form, text_form
from desktop_app.domain.states import FileStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import FileRecord, FileUpload, UploadSession
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.widgets.tables import STATUS_LOOKS
from desktop_app.journal.file_view import FileView
from desktop_app.services.history import HistoryService
from desktop_app.services.receipts import no_formula, not_saved

COPY_LIMIT = 100_000
"""Rows that one copy takes along: a clipboard with more is of no use to anybody."""
_COPY_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. ``file_id`` is the journal's, by which its progress is known; 0 where the journal does not have it."""

    file_id: int
    path: str
    size_bytes: int
    status: FileStatus
    attempts: int
    message: str
    cause: str = ""
    """A `WaybillError.code`, if it was not sent."""


Fetch = Callable[[int, int], Page[FileRow]]
"""Gives rows ``first`` (0 and up) to ``first + count`` and the length of the whole; may raise WaybillError."""


def rows_here(history: HistoryService, session_id: int) -> Fetch:
    """The files of an upload session of this workstation."""

    def fetch(first: int, count: int) -> Page[FileRow]:
        page = history.files(session_id, first, count)
        return Page(tuple(_of_upload(file) for file in page.items), page.total)

    return fetch


def rows_of_view(view: FileView) -> Fetch:
    """Some of the files of an upload session of this workstation, sorted."""

    def fetch(first: int, count: int) -> Page[FileRow]:
        page = view.page(first, count)
        return Page(tuple(_of_upload(file) for file in page.items), page.total)

    return fetch


def rows_of_company(history: HistoryService, client_uuid: str) -> Fetch:
    """The files of any upload session, as the company knows them."""

    def fetch(first: int, count: int) -> Page[FileRow]:
        page = history.files_of_company(client_uuid, offset=first, limit=count)
        return Page(tuple(_of_record(record) for record in page.items), page.total)

    return fetch


def path_and_status(row: FileRow) -> str:
    """Both, with a tab between."""
    return f"{row.path}\t{STATUS_LOOKS[row.status].word}"


def address_in(upload: UploadSession) -> Callable[[FileRow], str]:
    """What tells the S3 address of a file of an upload session; "" for one that has none, for it is blocked."""

    def address(row: FileRow) -> str:
        try:
            return f"s3://{upload.destination.bucket_name}/{object_key(upload.s3_prefix, raw_form(row.path))}"
        except FileProblem:
            return ""

    return address


def text_of_rows(
    fetch: Fetch, stretches: Iterable[tuple[int, int]], line: Callable[[FileRow], str] = path_and_status
) -> str:
    """A line each of stretches (first, count); at most `COPY_LIMIT` lines."""
    lines: list[str] = []
    left_out = 0
    for first, count in stretches:
        end = first + min(count, COPY_LIMIT - len(lines))
        left_out += first + count - end
        while first < end:
            rows = fetch(first, min(_COPY_PAGE, end - first)).items
            lines += map(line, rows)
            first += _COPY_PAGE
    if left_out:
        lines.append(tr("… and {left_out} more", left_out=format_count(left_out)))
    return "\n".join(lines)


def rows_of(fetch: Fetch, stretches: Iterable[tuple[int, int]]) -> Iterator[FileRow]:
    """The rows of stretches (first, count)."""
    for first, count in stretches:
        for start in range(first, first + count, _COPY_PAGE):
            yield from fetch(start, min(_COPY_PAGE, first + count - start)).items


def save_rows(
    path: Path, fetch: Fetch, stretches: Iterable[tuple[int, int]], address: Callable[[FileRow], str]
) -> None:
    """Write rows as CSV, a line each under a line of names.

    Raises:
        ReceiptNotSaved: it cannot be written there.
        WaybillError: the rows cannot be read.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("path", "size_bytes", "status", "attempts", "s3_address", "message"))
            for row in rows_of(fetch, stretches):
                texts = (row.path, row.size_bytes, row.status, row.attempts, address(row), row.message)
                writer.writerow(no_formula(one) if isinstance(one, str) else one for one in texts)
    except OSError as error:
        raise not_saved(path, error) from error


def ids_of_failed(fetch: Fetch, stretches: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The journal's ids of those among rows that failed."""
    return tuple(row.file_id for row in rows_of(fetch, stretches) if row.status is FileStatus.FAILED)


def _of_upload(file: FileUpload) -> FileRow:
    message = printable(file.error_message or tr(file.error_title))
    return FileRow(file.id, text_form(file.path), file.size_bytes, file.status, file.attempts, message, file.error_code)


def _of_record(record: FileRecord) -> FileRow:
    return FileRow(
        0,
        record.relative_path,
        record.size_bytes,
        record.status,
        record.attempts,
        printable(record.error_message),
        record.error_code,
    )
