"""What a walk over a real folder finds."""

import os
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from desktop_app.domain.errors import FolderVanished, InvalidValue
from desktop_app.domain.names import folded, text_form
from desktop_app.domain.uploads import ScanNotes
from desktop_app.engine import scan as scan_module
from desktop_app.engine.scan import BlockedFile, FolderScan, FoundFile
from tests.conftest import REPOSITORY, UNPRIVILEGED

posix = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows")

NFC, NFD = "Caf\u00e9", "Cafe\u0301"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    return root


def scan_of(root: Path, *selection: str, follow_links: bool = False, excludes: tuple[str, ...] = ()) -> FolderScan:
    chosen = tuple(os.fsencode(path) for path in selection)
    return FolderScan(os.fsencode(root), chosen, follow_links=follow_links, excludes=excludes)


def found(scan: FolderScan) -> list[str]:
    return [text_form(item.path) for item in scan if isinstance(item, FoundFile)]


def blocked(scan: FolderScan) -> dict[str, tuple[str, str]]:
    return {
        text_form(item.path): (item.problem.code, str(item.problem)) for item in scan if isinstance(item, BlockedFile)
    }


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")


def test_a_file_is_told_with_its_size_and_time(root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "a").write_bytes(b"12345")
    os.utime(root / "sub" / "a", ns=(1, 1_234_567_891_234_567_800))
    assert list(scan_of(root)) == [FoundFile(b"sub/a", 5, 1_234_567_891_234_567_800)]


def test_the_order_is_that_of_the_keys_bytes(root: Path) -> None:
    make(
        root,
        "b",
        "a/2",
        "a/1",
        "B",
        "ö",
        "a/z/1",
        "c/1",
        "10",
        "9",
        "a-b",
        "a.b",
        "a0",
        "ä/1",
        "a/zz",
        "\ue000",
        "😀",
        "äa",
    )
    make(root, f"{NFD}x", f"{NFC}/1", f"{NFD}/0", "Cafz", "Caf/1", "Cafe/1")
    in_order = sorted((path.encode() for path in found(scan_of(root))), key=folded)
    assert [path.encode() for path in found(scan_of(root))] == in_order
    assert len(in_order) == 23
    assert [path for path in found(scan_of(root)) if path[0] == "a"] == [
        "a-b",
        "a.b",
        "a/1",
        "a/2",
        "a/z/1",
        "a/zz",
        "a0",
    ]


def test_odd_names_are_names(root: Path) -> None:
    names = ["line\nbreak", "😀", "dot.", "space ", " leading", "-rf", "...", "*", "[a]", "#x", "!y", "back\\slash"]
    make(root, *names)
    assert {item.path for item in scan_of(root)} == {name.encode() for name in names}


def test_500_folders_deep(root: Path) -> None:
    deep, back = root, os.getcwd()
    try:
        os.chdir(deep)
        for _ in range(500):
            os.mkdir("d")
            os.chdir("d")
        Path("file").write_bytes(b"x")
    finally:
        os.chdir(back)
    assert [item.path for item in scan_of(root)] == [b"d/" * 500 + b"file"]


@posix
def test_a_path_longer_than_the_system_takes_is_blocked_and_the_walk_goes_on(root: Path) -> None:
    make(root, "z")
    back = os.getcwd()
    try:
        os.chdir(root)
        for _ in range(25):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    finally:
        os.chdir(back)
    scan = scan_of(root)
    assert [code for code, _ in blocked(scan).values()] == ["file_unreadable"]
    assert found(scan) == ["z"]


# Links


@posix
def test_links_to_files_are_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"12345")
    (root / "link").symlink_to(tmp_path / "outside")
    assert [(item.path, getattr(item, "size_bytes", 0)) for item in scan_of(root)] == [(b"link", 5)]


@posix
def test_links_to_folders_are_counted_and_not_followed(root: Path, tmp_path: Path) -> None:
    make(tmp_path / "outside", "a")
    make(root, "b")
    (root / "link").symlink_to(tmp_path / "outside")
    scan = scan_of(root)
    assert found(scan) == ["b"]
    assert scan.notes == ScanNotes(links_not_followed=1)


@posix
def test_links_to_folders_are_followed_when_asked(root: Path, tmp_path: Path) -> None:
    make(tmp_path / "outside", "a", "sub/b")
    for name in ("one", "two"):
        (root / name).symlink_to(tmp_path / "outside")
    scan = scan_of(root, follow_links=True)
    assert found(scan) == ["one/a", "one/sub/b", "two/a", "two/sub/b"]
    assert scan.notes.links_not_followed == 0


@posix
def test_links_in_a_circle_are_blocked_and_the_walk_ends(root: Path) -> None:
    make(root, "sub/deeper/a")
    (root / "sub" / "deeper" / "up").symlink_to("..")
    (root / "self").symlink_to(root)
    scan = scan_of(root, follow_links=True)
    circles = blocked(scan)
    assert found(scan) == ["sub/deeper/a"]
    assert {path: code for path, (code, _) in circles.items()} == {
        "self": "link_broken",
        "sub/deeper/up": "link_broken",
    }
    assert circles["self"][1] == ("The link self leads back to a folder that holds it. Correct it, or leave it out.")


@posix
def test_two_links_that_lead_to_each_other_are_blocked(root: Path) -> None:
    (root / "a").symlink_to("b")
    (root / "b").symlink_to("a")
    told = blocked(scan_of(root))
    assert {path: code for path, (code, _) in told.items()} == {"a": "link_broken", "b": "link_broken"}
    assert told["a"][1] == "The link a leads in a circle. Correct it, or leave it out."


@posix
def test_a_link_that_leads_nowhere_is_blocked(root: Path) -> None:
    (root / "link").symlink_to("gone")
    assert blocked(scan_of(root))["link"] == (
        "link_broken",
        "The link link leads to something that is not there. Correct it, or leave it out.",
    )


@posix
def test_a_broken_link_can_be_left_out(root: Path) -> None:
    make(root, "a")
    (root / ".#lock").symlink_to("user@host.123")
    scan = scan_of(root, excludes=(".#*",))
    assert [item.path for item in scan] == [b"a"]
    assert scan.notes.excluded == 1


# What is no file


@posix
def test_pipes_sockets_and_devices_are_blocked_with_the_reason(root: Path) -> None:
    os.mkfifo(root / "a pipe")
    (root / "a device").symlink_to("/dev/null")
    back = os.getcwd()
    os.chdir(root)  # A socket's path is short.
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("a socket")
            told = blocked(scan_of(root))
    finally:
        os.chdir(back)
    assert {path: code for path, (code, _) in told.items()} == dict.fromkeys(
        ("a pipe", "a device", "a socket"), "not_a_file"
    )
    for path, (_, why) in told.items():
        assert why == f"{path} is {path}, not a file, and has no contents to send."


# Names


def test_files_whose_names_are_one_key_are_all_blocked_and_named_and_others_are_sent(root: Path) -> None:
    make(root, NFC, NFD, "other")
    scan = scan_of(root)
    told = blocked(scan)
    if len(list(root.iterdir())) != 3:
        pytest.skip("the file system folds names itself")
    assert found(scan) == ["other"]
    names = r"Cafe\u0301 and Caf\xe9"
    assert list(told.values()) == 2 * [
        ("names_collide", f"{names} look different on the disk but are one name in S3. Rename one of them.")
    ]


def test_folders_whose_names_are_one_key_are_one_and_only_what_collides_in_them_is_blocked(root: Path) -> None:
    make(root, f"{NFC}/same", f"{NFD}/same", f"{NFC}/one", f"{NFD}/other", f"{NFC}/{NFC}/a", f"{NFD}/{NFD}/a")
    scan = scan_of(root)
    told = blocked(scan)
    if len(list(root.iterdir())) != 2:
        pytest.skip("the file system folds names itself")
    assert set(told) == {f"{NFC}/same", f"{NFD}/same", f"{NFC}/{NFC}/a", f"{NFD}/{NFD}/a"}
    assert set(found(scan)) == {f"{NFC}/one", f"{NFD}/other"}


def test_a_file_and_a_folder_may_share_a_name_in_s3(root: Path) -> None:
    make(root, NFC, f"{NFD}/a")
    assert {unicodedata.normalize("NFC", path) for path in found(scan_of(root))} == {NFC, f"{NFC}/a"}


@posix
def test_names_that_are_not_utf8_are_found_as_they_are(root: Path) -> None:
    with open(os.path.join(os.fsencode(root), b"caf\xe9"), "wb"):
        pass
    assert [item.path for item in scan_of(root)] == [b"caf\xe9"]


# Left out


def test_junk_and_what_was_excluded_is_counted(root: Path) -> None:
    make(root, "a.txt", ".DS_Store", "sub/Thumbs.db", "~$doc.docx", "b.tmp", "cache/1", "cache/2", "sub/b.tmp")
    scan = scan_of(root, excludes=("*.tmp", "cache/"))
    assert found(scan) == ["a.txt"]
    assert scan.notes == ScanNotes(excluded=6)


def test_patterns_are_those_of_gitignore(root: Path) -> None:
    make(root, "keep.log", "a.log", "sub/a.log", "sub/top", "top")
    assert found(scan_of(root, excludes=("*.log", "!keep.log", "/top"))) == ["keep.log", "sub/top"]


def test_what_is_no_pattern_is_refused_and_named(root: Path) -> None:
    with pytest.raises(InvalidValue, match="'!'"):
        scan_of(root, excludes=("*.tmp", "!"))


def test_empty_folders_are_counted_and_named(root: Path) -> None:
    for name in ("a", "b/c"):
        (root / name).mkdir(parents=True)
    scan = scan_of(root)
    assert list(scan) == []
    assert scan.notes == ScanNotes(empty_folders=2, empty_names=("a", "b/c"))


def test_the_first_hundred_empty_folders_are_named(root: Path) -> None:
    for number in range(103):
        (root / f"{number:03}").mkdir()
    scan = scan_of(root)
    assert list(scan) == []
    assert (scan.notes.empty_folders, len(scan.notes.empty_names), scan.notes.empty_names[-1]) == (103, 100, "099")


def test_a_folder_that_holds_nothing_is_named_by_a_dot(root: Path) -> None:
    scan = scan_of(root)
    assert list(scan) == []
    assert scan.notes.empty_names == (".",)


# Some files of a folder


def test_a_selection_is_all_that_is_walked(root: Path) -> None:
    make(root, "a", "b", "sub/c", "sub/d", "folder/1", "folder/2")
    assert found(scan_of(root, "sub/c", "a", "folder")) == ["a", "folder/1", "folder/2", "sub/c"]


def test_a_selection_of_a_folder_that_is_not_there(root: Path) -> None:
    with pytest.raises(FolderVanished):
        list(scan_of(root / "gone", "a"))


def test_a_selected_file_that_is_gone_is_blocked(root: Path) -> None:
    make(root, "a")
    scan = scan_of(root, "a", "gone")
    assert blocked(scan) == {
        "gone": ("file_vanished", "gone is no longer there. Put it back and try again, or leave it out.")
    }
    assert found(scan) == ["a"]


# Folders that cannot be read


def test_a_folder_that_is_not_there(root: Path) -> None:
    with pytest.raises(FolderVanished, match="is not there"):
        list(scan_of(root / "gone"))


def test_a_folder_that_is_a_file(root: Path) -> None:
    make(root, "a")
    with pytest.raises(FolderVanished):
        list(scan_of(root / "a"))


def test_a_folder_below_that_vanishes_during_the_walk_is_blocked_and_the_walk_goes_on(root: Path) -> None:
    make(root, "a", "b/1", "c/1")
    walk = iter(scan_of(root))
    assert next(walk).path == b"a"
    (root / "b" / "1").unlink()
    (root / "b").rmdir()
    rest = list(walk)
    assert [(item.path, type(item)) for item in rest] == [(b"b", BlockedFile), (b"c/1", FoundFile)]


def test_a_root_that_vanishes_during_the_walk_ends_it(root: Path) -> None:
    make(root, "a", "b/1")
    walk = iter(scan_of(root))
    assert next(walk).path == b"a"
    root.rename(root.with_name("elsewhere"))
    with pytest.raises(FolderVanished):
        list(walk)


@posix
def test_another_folder_in_the_roots_place_ends_the_walk(root: Path) -> None:
    """As when a disk is unplugged: the folder that it was mounted on is still there, and empty."""
    make(root, "a", "b/1", "c/1")
    walk = iter(scan_of(root))
    assert next(walk).path == b"a"
    root.rename(root.with_name("elsewhere"))
    root.mkdir()
    with pytest.raises(FolderVanished):
        list(walk)


def test_a_walk_that_is_stopped_ends(root: Path) -> None:
    make(root, "a", "b", "c/d")
    seen: list[bytes] = []
    scan = FolderScan(os.fsencode(root), stopped=lambda: len(seen) == 1)
    for item in scan:
        seen.append(item.path)
    assert seen == [b"a"]


def without_privileges(root: Path, code: str) -> str:
    """What a program prints that permissions stop: root's are taken away from it."""
    program = (
        "import os\nfrom desktop_app.engine.scan import FolderScan, BlockedFile\n"
        "from desktop_app.engine import source\n"
        f"root = os.fsencode({os.fspath(root)!r})\n{code}"
    )
    command = [*UNPRIVILEGED, sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout.strip()


@posix
def test_a_folder_that_may_not_be_opened_is_blocked_and_others_are_walked(root: Path) -> None:
    make(root, "a", "closed/1", "open/1")
    (root / "closed").chmod(0)
    told = without_privileges(
        root,
        "for item in FolderScan(root):\n"
        "    print(item.path)\n"
        "    if isinstance(item, BlockedFile):\n"
        "        print(item.problem.code, item.problem, sep='\\n')",
    )
    assert told.splitlines() == [
        "b'a'",
        "b'closed'",
        "file_unreadable",
        "closed may not be read by your user. Change its permissions and try again.",
        "b'open/1'",
    ]


@posix
def test_a_root_that_may_not_be_opened_says_so(root: Path) -> None:
    root.chmod(0)
    told = without_privileges(root, "try:\n    list(FolderScan(root))\nexcept Exception as error:\n    print(error)")
    root.chmod(0o755)
    assert "may not be opened by your user" in told


@posix
def test_a_file_that_may_not_be_read_says_so_when_it_is_sent(root: Path) -> None:
    make(root, "closed")
    (root / "closed").chmod(0)
    told = without_privileges(
        root,
        "print([item.path for item in FolderScan(root)])\n"
        "try:\n    source.read_whole(root, b'closed', 100)\nexcept Exception as error:\n    print(error.code, error)",
    )
    assert told.splitlines() == [
        "[b'closed']",
        "file_unreadable closed may not be read by your user. Change its permissions and try again.",
    ]


@pytest.mark.parametrize("ending", [".nextcloud", ".owncloud", ".icloud"])
def test_what_stands_for_a_file_in_a_cloud_is_not_sent_in_its_place(root: Path, ending: str) -> None:
    (root / f"clip.mov{ending}").write_bytes(b" ")
    (root / "clip.mov").write_bytes(b"clip")
    scan = scan_of(root)
    assert found(scan) == ["clip.mov"]
    code, message = blocked(scan)[f"clip.mov{ending}"]
    assert code == "not_here"
    assert "keep it on this computer" in message


def test_files_that_a_cloud_fetches_as_they_are_read_are_sent_and_counted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here.jpg", "away.jpg"):
        (root / name).write_bytes(b"photo")
    away = os.lstat(root / "away.jpg").st_ino
    # No file system of this machine has such files.
    monkeypatch.setattr(scan_module, "is_cloud_only", lambda status: status.st_ino == away)
    scan = scan_of(root)
    assert sorted(found(scan)) == ["away.jpg", "here.jpg"]
    assert scan.notes.cloud_only == 1


@pytest.mark.parametrize(
    ("attributes", "cloud_only"),
    [
        ({}, False),
        ({"st_file_attributes": 0x20}, False),
        ({"st_file_attributes": 0x400020}, True),  # OneDrive's "files on demand"
        ({"st_file_attributes": 0x1020}, True),
        ({"st_flags": 0x40000000}, True),  # iCloud on macOS
        ({"st_flags": 0x40}, False),
    ],
)
def test_a_cloud_only_file_is_known_by_its_attributes(attributes: dict[str, int], cloud_only: bool) -> None:
    assert scan_module.is_cloud_only(cast("os.stat_result", SimpleNamespace(**attributes))) is cloud_only
