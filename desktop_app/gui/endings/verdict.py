"""What is said about an upload: sentences made of counts and statuses. Pure functions, no Qt."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from desktop_app.domain.errors import WaybillError
from desktop_app.domain.names import text_form
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus
from desktop_app.domain.texts import tr
from desktop_app.domain.uploads import Counts, ScanNotes, UploadSession
from desktop_app.gui.look.formatting import format_count, format_size
from desktop_app.gui.look.tokens import Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went: a sentence, what to do about it, and its colour."""

    kind: Kind
    title: str
    message: str = ""


def total(counts: Sequence[Counts]) -> Counts:
    """The counts of several upload sessions together."""
    return Counts(*(sum(column) for column in zip(*map(astuple, counts), strict=True))) if counts else Counts()


def total_notes(notes: Sequence[ScanNotes]) -> ScanNotes:
    """What several scans passed over, counted together; without the names of empty folders."""
    return ScanNotes(
        links_not_followed=sum(one.links_not_followed for one in notes),
        excluded=sum(one.excluded for one in notes),
        empty_folders=sum(one.empty_folders for one in notes),
        cloud_only=sum(one.cloud_only for one in notes),
    )


def verdict_of(
    uploads: Sequence[UploadSession],
    counts: Counts,
    status: SessionStatus,
    error: WaybillError | None = None,
    notes: ScanNotes | None = None,
) -> Verdict:
    """What to say of upload sessions that ran one after the other, with their counts together and the last's status."""
    checked = all(upload.destination.checksum_algorithm is not ChecksumAlgorithm.NONE for upload in uploads)
    return verdict_at(_where(uploads), counts, status, error, checked=checked, notes=notes)


def verdict_at(
    where: str,
    counts: Counts,
    status: SessionStatus,
    error: WaybillError | None = None,
    *,
    checked: bool,
    notes: ScanNotes | None = None,
) -> Verdict:
    """What to say of an upload to `where`.

    Args:
        where: its address.
        counts: of it.
        status: of it.
        error: what stopped it.
        checked: checksums went along, and the storage confirmed them.
        notes: what was passed over; None where that is not known, and nothing is said of erasing.
    """
    there = counts.files_uploaded + counts.files_skipped
    missing = counts.files_failed + counts.files_blocked
    if status is SessionStatus.CANCELLED:
        return Verdict(
            "info",
            tr("Upload cancelled."),
            tr("{there} in {where}, and stay there.", there=_share(there, counts.total_files), where=where),
        )
    if status.unfinished:
        kept = tr("{there} in {where}.", there=_share(there, counts.total_files), where=where)
        if error is not None:
            return Verdict(
                "danger", tr(error.title), tr("{error} {kept} Nothing of that is sent twice.", error=error, kept=kept)
            )
        return Verdict(
            "info", tr("Upload paused."), tr("{kept} Go on whenever you like; nothing is sent twice.", kept=kept)
        )
    if not missing:
        erasing = "" if notes is None else _may_be_erased(notes, checked=checked)
        return Verdict("success", _all_there(there, where, checked=checked), erasing)
    if there:
        total_files = format_count(counts.total_files, "file")
        title = (
            tr("1 of {total_files} was not sent.", total_files=total_files)
            if missing == 1
            else tr("{missing} of {total_files} were not sent.", missing=format_count(missing), total_files=total_files)
        )
    else:
        title = (
            tr("The file was not sent.")
            if missing == 1
            else tr("None of the {missing} files were sent.", missing=format_count(missing))
        )
    return Verdict("warning" if there else "danger", title, _what_to_do(counts))


def counts_line(counts: Counts, seconds: str = "") -> str:
    """The counts in one line: "318 sent · 10 already there · 2 failed · 70.1 MiB in 12 s"."""
    parts = [tr("{files_uploaded} sent", files_uploaded=format_count(counts.files_uploaded))]
    for number, word in (
        (counts.files_skipped, tr("already there")),
        (counts.files_failed, tr("failed")),
        (counts.files_blocked, tr("blocked")),
    ):
        if number:
            parts.append(f"{format_count(number)} {word}")
    size = format_size(counts.uploaded_bytes)
    parts.append(tr("{size} in {seconds}", size=size, seconds=seconds) if seconds else size)
    return "  ·  ".join(parts)


def interrupted(upload: UploadSession) -> Verdict:
    """What to say of an upload session that waits to be gone on with."""
    counts = upload.counts
    paused = upload.status is SessionStatus.PAUSED and not upload.error_title
    sent = counts.files_uploaded + counts.files_skipped
    found = (
        format_count(counts.total_files, "file")
        if upload.plan_finished
        else tr("{total_files} files found", total_files=format_count(counts.total_files))
    )
    where = tr(
        "{local_directory} to {address}", local_directory=text_form(upload.local_directory), address=upload.address
    )
    why = f" {upload.error_message}" if upload.error_message else ""
    return Verdict(
        "info" if paused else "warning",
        tr("An upload is paused") if paused else tr("An upload was interrupted"),
        tr("{where}: {sent} of {found} sent.{why}", where=where, sent=format_count(sent), found=found, why=why),
    )


def notes_line(notes: ScanNotes) -> str:
    """What a scan passed over, in one line; "" if nothing."""
    parts = [
        format_count(number, one, many)
        for number, one, many in (
            (notes.links_not_followed, tr("link to a folder is not followed"), tr("links to folders are not followed")),
            (notes.excluded, tr("item is left out"), tr("items are left out")),
            (
                notes.cloud_only,
                tr("file is fetched from its cloud as it is sent"),
                tr("files are fetched from their cloud as they are sent"),
            ),
            (notes.empty_folders, tr("empty folder has nothing to send"), tr("empty folders have nothing to send")),
        )
        if number
    ]
    return ", ".join(parts) + "." if parts else ""


def _may_be_erased(notes: ScanNotes, *, checked: bool) -> str:
    """Whether what was sent is needed no more; and what was not sent, so that nobody takes it for sent."""
    if not checked:
        return tr("Verify before you erase what was sent.")
    not_sent = ScanNotes(links_not_followed=notes.links_not_followed, excluded=notes.excluded)
    return f"{tr('It is safe to erase what was sent.')} {notes_line(not_sent)}".rstrip()


def _where(uploads: Sequence[UploadSession]) -> str:
    return uploads[-1].address if uploads else tr("the bucket")


def _all_there(files: int, where: str, *, checked: bool) -> str:
    if files == 1:
        return (
            tr("The file is in {where} and its checksum is confirmed.", where=where)
            if checked
            else tr("The file is in {where}.", where=where)
        )
    told = tr("All {files} files are in {where}", files=format_count(files), where=where)
    return (
        tr("{told} and their checksums are confirmed.", told=told)
        if checked
        else tr("{told}, as the storage confirms.", told=told)
    )


def _share(there: int, files: int) -> str:
    told = tr("{there} of {files} is") if there == 1 else tr("{there} of {files} are")
    return told.format(there=format_count(there), files=format_count(files, "file"))


def _what_to_do(counts: Counts) -> str:
    told = []
    if counts.files_failed:
        told.append(
            tr(
                "{files_failed} failed. Mend what stands below and try failed files again.",
                files_failed=format_count(counts.files_failed, "file"),
            )
        )
    if counts.files_blocked:
        told.append(
            tr(
                "{files_blocked} cannot be sent; the reason is below, with what can be done. What is there already "
                "is not sent twice.",
                files_blocked=format_count(counts.files_blocked, "file"),
            )
        )
    return " ".join(told)
