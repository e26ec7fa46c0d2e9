"""The folder that `waybill demo` and the self-test send: a small survey, with every kind of name a disk can hold.

Every file of it can be sent, so a run that ends with anything but "all sent" has found a mistake.
"""

import errno
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

LARGE_FILE_BYTES = 40 * 1024 * 1024
"""Three parts of 16 MiB, the last one shorter."""

_BLOCK_BYTES = 1024 * 1024
_WINDOWS_PATH_LIMIT = 248
_WINDOWS_REFUSES = re.compile(r"[\x00-\x1f<>:\"\\|?*]|[. ]$|^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_NAME_REFUSED = {errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG}

_ODD_NAMES = (
    " starts with a space.txt",
    "ends with a space ",
    "ends with two spaces  ",
    "ends with a dot.",
    "...",
    ".starts with a dot",
    "folder ends with a space /notes.txt",
    "folder ends with a dot./notes.txt",
    "two  spaces.txt",
    'in "double" quotes.txt',
    "it's in 'single' quotes.txt",
    "`backticks`.txt",
    "line\nbreak.txt",
    "ends with a line break\n",
    "tab\tulator.txt",
    "carriage\rreturn.txt",
    "bell\x07.txt",
    "back\\slash.txt",
    "..\\looks like a way up.txt",
    "-rf",
    "--help",
    "--delete all.txt",
    "100%.txt",
    "%2F is no slash.txt",
    "%41 is no A.txt",
    "a+b.txt",
    "a b+c%20d.txt",
    "#1 ? & = query.txt",
    "name?versionId=null.txt",
    "a&b=c;d.txt",
    "colon: and | pipe.txt",
    "star * and <angles>.txt",
    "$HOME.txt",
    "{braces} [brackets] (parens).txt",
    "!at@comma,tilde~caret^.txt",
    "CON",
    "nul.txt",
    "😀 weather.txt",
    "👩‍🔬 in the field.txt",
    "🇳🇴 route.txt",
    "調査記録.txt",
    "测量数据.csv",
    "현장 기록.txt",
    "מדידות.txt",
    "تقرير يومي.txt",
    "mark \u200fright to left.txt",
    "line separator \u2028.txt",
    "Ωmega straße ñandú.txt",
    "composed/Caf\u00e9 \u00c5ngstr\u00f6m.txt",
    "decomposed/Cafe\u0301 A\u030angstro\u0308m.txt",
    "decomposed/re\u0301sume\u0301/notes.txt",
    "l" * 251 + ".txt",
    "\u00e9" * 125 + ".txt",
    "調" * 83 + ".txt",
    "/".join(f"level {level:02d}" for level in range(1, 25)) + "/at the bottom.txt",
)


@dataclass(frozen=True)
class SampleFolder:
    """What was made: the folder, how many files it holds, and their size in bytes."""

    path: Path
    files: int
    bytes: int


def make_sample_folder(root: Path) -> SampleFolder:
    """Make the folder ``Survey 2026`` inside `root`: some 330 files of 0 bytes to 200 KiB and one of 40 MiB.

    It takes under a second. The same names with the same bytes every time; files that are there already are written
    anew. Names that the platform cannot hold are left out: on Windows those with characters it reserves, a dot or space
    at the end, device names and paths beyond its limit; elsewhere those that the file system refuses.

    Raises:
        OSError: the folder cannot be written.
    """
    folder = root / "Survey 2026"
    files = size = 0
    for name, length in _layout():
        path = folder / name
        if sys.platform == "win32" and not _windows_holds(path, name):
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            size += _write(path, name, length)
        except OSError as error:
            if error.errno not in _NAME_REFUSED:
                raise
            continue
        files += 1
    return SampleFolder(folder, files, size)


def _layout() -> Iterator[tuple[str, int]]:
    """Names relative to the folder, and lengths in bytes."""
    lengths = Random("Survey 2026")  # noqa: S311 (sample data)
    yield "README.txt", 1200
    for card in ("Card A", "Card B", "Card C"):
        for shot in range(1, 51):
            yield f"Camera cards/{card}/DCIM/100CANON/IMG_{shot:04d}.JPG", lengths.randrange(20_000, 200 * 1024)
    yield "Camera cards/Card B/PRIVATE/M4ROOT/CLIP/C0001.MP4", LARGE_FILE_BYTES
    yield "Camera cards/Card B/PRIVATE/M4ROOT/CLIP/C0001M01.XML", 2048
    for station in range(1, 5):
        for day in range(1, 26):
            yield f"Sensors/station-{station:02d}/2026-05-{day:02d}.csv", lengths.randrange(500, 30_000)
        yield f"Sensors/station-{station:02d}/calibrated", 0
    for day in range(1, 16):
        yield f"Notes/Day {day:02d}.md", lengths.randrange(200, 6_000)
    yield "Notes/empty.md", 0
    yield "Notes/one byte", 1
    for name in _ODD_NAMES:
        yield f"Odd names/{name}", lengths.randrange(0, 2_000)


def _write(path: Path, name: str, length: int) -> int:
    """Fill a file with bytes that only its name decides, none of them compressible; how many were written."""
    numbers = Random(name)  # noqa: S311 (sample data)
    with path.open("wb") as file:
        for start in range(0, length, _BLOCK_BYTES):
            file.write(numbers.randbytes(min(_BLOCK_BYTES, length - start)))
    return length


def _windows_holds(path: Path, name: str) -> bool:
    if len(os.fspath(path.absolute())) >= _WINDOWS_PATH_LIMIT:
        return False
    return not any(_WINDOWS_REFUSES.search(segment) for segment in name.split("/"))
