"""What is said about an upload: sentences made of counts and statuses. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.names import text_form
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.values import ChecksumAlgorithm, Counts, ScanNotes, UploadSession
from desktop_app.gui.formatting import format_count, format_size
from desktop_app.gui.tokens import Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went: a sentence, what to do about it, and its colour."""

    kind: Kind
    title: str
    message: str = ""


def total(counts: Sequence[Counts]) -> Counts:
    """The counts of several upload sessions together."""
    return Counts(*(sum(column) for column in zip(*map(astuple, counts), strict=True))) if counts else Counts()


def verdict_of(
    uploads: Sequence[UploadSession], counts: Counts, status: SessionStatus, error: WaybillError | None = None
) -> Verdict:
    """What to say of upload sessions that ran one after the other, with their counts together and the last's status."""
    checked = all(upload.destination.checksum_algorithm is not ChecksumAlgorithm.NONE for upload in uploads)
    return verdict_at(_where(uploads), counts, status, error, checked=checked)


def verdict_at(
    where: str, counts: Counts, status: SessionStatus, error: WaybillError | None = None, *, checked: bool
) -> Verdict:
    """What to say of an upload to `where`; `checked`: checksums went along, and the storage confirmed them."""
    there = counts.files_uploaded + counts.files_skipped
    missing = counts.files_failed + counts.files_blocked
    if status is SessionStatus.CANCELLED:
        return Verdict("info", "Upload cancelled.", f"{_share(there, counts.total_files)} in {where}, and stay there.")
    if status.unfinished:
        kept = f"{_share(there, counts.total_files)} in {where}."
        if error is not None:
            return Verdict("danger", error.title, f"{error} {kept} Nothing of that is sent twice.")
        return Verdict("info", "Upload paused.", f"{kept} Go on whenever you like; nothing is sent twice.")
    if not missing:
        return Verdict("success", _all_there(there, where, checked=checked))
    if there:
        title = f"{missing:,} of {format_count(counts.total_files, 'file')} {_was(missing)} not sent."
    else:
        title = "The file was not sent." if missing == 1 else f"None of the {missing:,} files were sent."
    return Verdict("warning" if there else "danger", title, _what_to_do(counts))


def counts_line(counts: Counts, seconds: str = "") -> str:
    """The counts in one line: "318 sent · 10 already there · 2 failed · 70.1 MiB in 12 s"."""
    parts = [f"{counts.files_uploaded:,} sent"]
    for number, word in (
        (counts.files_skipped, "already there"),
        (counts.files_failed, "failed"),
        (counts.files_blocked, "blocked"),
    ):
        if number:
            parts.append(f"{number:,} {word}")
    size = format_size(counts.uploaded_bytes)
    parts.append(f"{size} in {seconds}" if seconds else size)
    return "  ·  ".join(parts)


def interrupted(upload: UploadSession) -> Verdict:
    """What to say of an upload session that waits to be gone on with."""
    counts = upload.counts
    paused = upload.status is SessionStatus.PAUSED and not upload.error_title
    sent = counts.files_uploaded + counts.files_skipped
    found = format_count(counts.total_files, "file") if upload.plan_finished else f"{counts.total_files:,} files found"
    where = f"{text_form(upload.local_directory)} to {upload.address}"
    why = f" {upload.error_message}" if upload.error_message else ""
    return Verdict(
        "info" if paused else "warning",
        "An upload is paused" if paused else "An upload was interrupted",
        f"{where}: {sent:,} of {found} sent.{why}",
    )


def notes_line(notes: ScanNotes) -> str:
    """What a scan passed over, in one line; "" if nothing."""
    parts = [
        format_count(number, one, many)
        for number, one, many in (
            (notes.links_not_followed, "link to a folder is not followed", "links to folders are not followed"),
            (notes.excluded, "item is left out", "items are left out"),
            (
                notes.cloud_only,
                "file is fetched from its cloud as it is sent",
                "files are fetched from their cloud as they are sent",
            ),
            (notes.empty_folders, "empty folder has nothing to send", "empty folders have nothing to send"),
        )
        if number
    ]
    return ", ".join(parts) + "." if parts else ""


def _where(uploads: Sequence[UploadSession]) -> str:
    return uploads[-1].address if uploads else "the bucket"


def _all_there(files: int, where: str, *, checked: bool) -> str:
    if files == 1:
        return f"The file is in {where} and its checksum is confirmed." if checked else f"The file is in {where}."
    told = f"All {files:,} files are in {where}"
    return f"{told} and their checksums are confirmed." if checked else f"{told}, as the storage confirms."


def _share(there: int, files: int) -> str:
    return f"{there:,} of {format_count(files, 'file')} {'is' if there == 1 else 'are'}"


def _what_to_do(counts: Counts) -> str:
    told = []
    if counts.files_failed:
        told.append(
            f"{format_count(counts.files_failed, 'file')} failed. Mend what the table says and try failed files again."
        )
    if counts.files_blocked:
        told.append(
            f"{format_count(counts.files_blocked, 'file')} cannot be sent as {_it(counts.files_blocked)} on the disk: "
            "the table says why. Mend that and send the folder again; what is there already is not sent twice."
        )
    return " ".join(told)


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _it(number: int) -> str:
    return "it is" if number == 1 else "they are"
