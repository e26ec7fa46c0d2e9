"""What the window says of a verification, in a sentence or two, and what it lists."""

from collections.abc import Mapping

from desktop_app.domain.names import text_form
from desktop_app.domain.texts import tr
from desktop_app.domain.verification import Method, Verification
from desktop_app.gui.endings.verdict import Verdict
from desktop_app.gui.look.formatting import format_count

_HOW: Mapping[Method, str] = {
    Method.CHECKSUM: tr("by the storage's checksum"),
    Method.MD5: tr("by the MD5 of the bytes"),
    Method.MD5_OF_PARTS: tr("by the MD5 of the parts"),
    Method.ETAG: tr("by the checksum they were sent with and the ETag that confirmed it"),
    Method.SIZE: tr("by the size alone, for the storage offers nothing better"),
}


def verdict_of_verification(result: Verification, where: str) -> Verdict:
    """Whether the card can be erased, in words."""
    files = format_count(result.total_files, "file")
    if result.stopped:
        return Verdict(
            "info",
            tr("Verifying was stopped."),
            tr(
                "{files_verified} of {files} were right so far.",
                files_verified=format_count(result.files_verified),
                files=files,
            ),
        )
    if not result.all_right:
        right = tr(
            "{files_verified} of {files} are in {where} as they should be",
            files_verified=format_count(result.files_verified),
            files=files,
            where=where,
        )
        return Verdict("danger", tr("Not everything is as it should be. Keep the card."), f"{right}; {_wrong(result)}.")
    how = f"{_how(result)}."
    if result.folder_gone or 0 < result.total_files == result.files_gone_here:
        return Verdict(
            "info",
            tr("{result} in {where} as when sent.", result=_all_objects(result), where=where),
            tr(
                "No file is on this disk any more, so they were compared with the record of the upload alone: {how}",
                how=how,
            ),
        )
    read = tr("Every file that is here was read") if result.files_gone_here else tr("Every file was read")
    title = tr("{result} in {where}, compared with this disk.", result=_all_files(result), where=where)
    if result.files_gone_here:
        gone = format_count(result.files_gone_here, "file")
        how += tr(" {gone} no longer on this disk, compared with the record of the upload alone.", gone=gone)
    # The sizes of two files say little; a person who is about to erase one should not read green.
    if result.by.get(Method.SIZE):
        return Verdict("warning", title, f"{read}: {how}")
    return Verdict("success", title, tr("{read}: {how} It is safe to erase what was sent.", read=read, how=how))


def listed(result: Verification) -> str:
    """Each difference in a line, and how many more there are."""
    lines = [f"{text_form(each.path)}: {each.message}" for each in result.differences]
    found = result.files_differ + result.files_missing + result.files_not_sent
    if found > len(lines):
        lines.append(tr("and {what} more; `waybill verify` names every one.", what=format_count(found - len(lines))))
    return "\n".join(lines)


def _all_files(result: Verification) -> str:
    if result.total_files == 1:
        return tr("The file is")
    return tr("All {total_files} files are", total_files=format_count(result.total_files))


def _all_objects(result: Verification) -> str:
    if result.total_files == 1:
        return tr("The object is")
    return tr("All {total_files} objects are", total_files=format_count(result.total_files))


def _how(result: Verification) -> str:
    if not result.by:
        return tr("nothing had been sent")
    return ", ".join(f"{format_count(number)} {_HOW[method]}" for method, number in result.by.items())


def _wrong(result: Verification) -> str:
    counts = (
        (result.files_missing, tr("missing there")),
        (result.files_differ, tr("not the same")),
        (result.files_not_sent, tr("in the folder and not sent")),
    )
    return ", ".join(f"{format_count(number)} {words}" for number, words in counts if number)
