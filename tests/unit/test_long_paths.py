r"""How a path is written for Windows, so that its length does not matter."""

import sys

import pytest

from desktop_app.engine.long_paths import behind_prefix, for_system


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (rb"C:\cards\a", rb"\\?\C:\cards\a"),
        (b"C:/cards/a/b c", rb"\\?\C:\cards\a\b c"),
        (b"C:/", b"\\\\?\\C:\\"),
        (b"C:\\cards\\", rb"\\?\C:\cards"),
        (b"C:\\cards/./sub//x/../y", rb"\\?\C:\cards\sub\y"),
        (rb"\\server\share\a", rb"\\?\UNC\server\share\a"),
        (b"//server/share/a", rb"\\?\UNC\server\share\a"),
        (rb"\\?\C:\cards\a", rb"\\?\C:\cards\a"),
        (rb"\\.\pipe\x", rb"\\.\pipe\x"),
        (b"C:/ends/dot./space ", rb"\\?\C:\ends\dot.\space "),
        (b"cards/a", rb"cards\a"),
        ("C:/Über/ü".encode(), "\\\\?\\C:\\Über\\ü".encode()),
    ],
)
def test_a_path_is_written_behind_the_prefix(path: bytes, written: bytes) -> None:
    assert behind_prefix(path) == written
    assert behind_prefix(behind_prefix(path)) == written


def test_a_long_path_keeps_all_of_its_segments() -> None:
    path = b"C:/" + b"/".join([b"d" * 50] * 60)
    assert behind_prefix(path) == b"\\\\?\\" + path.replace(b"/", b"\\")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is what it is for")
def test_other_systems_take_a_path_as_it_is() -> None:
    assert for_system(b"/a//b/../c\\d") == b"/a//b/../c\\d"
