"""What the window says of a verification, in a sentence or two, and what it lists."""

from collections.abc import Mapping

from desktop_app.domain.names import text_form
from desktop_app.domain.verification import Method, Verification
from desktop_app.gui.formatting import format_count
from desktop_app.gui.verdict import Verdict

_HOW: Mapping[Method, str] = {
    Method.CHECKSUM: "by the storage's checksum",
    Method.MD5: "by the MD5 of the bytes",
    Method.MD5_OF_PARTS: "by the MD5 of the parts",
    Method.ETAG: "by the checksum they were sent with and the ETag that confirmed it",
    Method.SIZE: "by the size alone, for the storage offers nothing better",
}


def verdict_of_verification(result: Verification, where: str) -> Verdict:
    """Whether the card can be erased, in words."""
    files = format_count(result.total_files, "file")
    if result.stopped:
        return Verdict("info", "Verifying was stopped.", f"{result.files_verified:,} of {files} were right so far.")
    if not result.all_right:
        right = f"{result.files_verified:,} of {files} are in {where} as they should be"
        return Verdict("danger", "Not everything is as it should be. Keep the card.", f"{right}; {_wrong(result)}.")
    how = f"{_how(result)}."
    if result.folder_gone or 0 < result.total_files == result.files_gone_here:
        return Verdict(
            "info",
            f"{_all(result, 'object')} in {where} as when sent.",
            f"No file is on this disk any more, so they were compared with the record of the upload alone: {how}",
        )
    read = "Every file that is here was read" if result.files_gone_here else "Every file was read"
    title = f"{_all(result, 'file')} in {where}, compared with this disk."
    if result.files_gone_here:
        gone = format_count(result.files_gone_here, "file")
        how += f" {gone} no longer on this disk, compared with the record of the upload alone."
    # The sizes of two files say little; a person who is about to erase one should not read green.
    return Verdict("warning" if result.by.get(Method.SIZE) else "success", title, f"{read}: {how}")


def listed(result: Verification) -> str:
    """Each difference in a line, and how many more there are."""
    lines = [f"{text_form(each.path)}: {each.message}" for each in result.differences]
    found = result.files_differ + result.files_missing + result.files_not_sent
    if found > len(lines):
        lines.append(f"and {found - len(lines):,} more; `waybill verify` names every one.")
    return "\n".join(lines)


def _all(result: Verification, thing: str) -> str:
    if result.total_files == 1:
        return f"The {thing} is"
    return f"All {result.total_files:,} {thing}s are"


def _how(result: Verification) -> str:
    if not result.by:
        return "nothing had been sent"
    return ", ".join(f"{number:,} {_HOW[method]}" for method, number in result.by.items())


def _wrong(result: Verification) -> str:
    counts = (
        (result.files_missing, "missing there"),
        (result.files_differ, "not the same"),
        (result.files_not_sent, "in the folder and not sent"),
    )
    return ", ".join(f"{number:,} {words}" for number, words in counts if number)
