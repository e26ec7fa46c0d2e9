"""What is left out: as .gitignore says it, also where a look at the name is enough."""

import itertools

import pathspec
import pytest

from desktop_app.engine.excludes import JUNK, Excludes

NAMES = (
    "a.tmp",
    "b.log",
    "keep.log",
    "cache",
    "top",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    "~$x.docx",
    "~x",
    "ü.tmp",
)
PATHS = [
    "/".join(parts)
    for parts in (*((name,) for name in NAMES), *itertools.product(("sub", "a b", "cache", "~$d"), NAMES))
]


@pytest.mark.parametrize(
    "patterns",
    [
        (),
        ("*.tmp",),
        ("*.tmp", "cache/"),
        ("/top", "sub/*.log"),
        ("*.log", "!keep.log"),
        ("!Thumbs.db",),
        ("# none", ""),
    ],
)
@pytest.mark.parametrize("is_folder", [False, True])
def test_a_path_is_left_out_as_gitignore_would(patterns: tuple[str, ...], is_folder: bool) -> None:
    excludes, spec = Excludes(patterns), pathspec.GitIgnoreSpec.from_lines((*JUNK, *patterns))
    for path in PATHS:
        if any(part.startswith("~$") for part in path.split("/")[:-1]):
            continue  # Its folder is left out, and never gone into.
        expected = spec.match_file(path + "/" * is_folder)
        raw = path.encode()
        assert excludes.match(raw, raw.rpartition(b"/")[2], is_folder=is_folder) is expected, path


def test_junk_below_a_folder_with_a_newline_is_junk() -> None:
    for patterns in ((), ("*.tmp",)):
        assert Excludes(patterns).match(b"a\nb/.DS_Store", b".DS_Store", is_folder=False)
