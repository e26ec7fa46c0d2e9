"""The system's find walks as we do: the same files, the same reasons, the same notes."""

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.domain.errors import FolderVanished
from desktop_app.domain.uploads import ScanNotes
from desktop_app.engine import find as find_module
from desktop_app.engine import scan as scan_module
from desktop_app.engine.scan import BlockedFile, FolderScan, FoundFile
from tests.conftest import REPOSITORY, UNPRIVILEGED

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows' find is another program")

NFC, NFD = "Caf\u00e9", "Cafe\u0301"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    return root


@pytest.fixture(params=["GNU's", "any"])
def _kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """GNU's find, which tells sizes, and one as on a Mac, which tells names."""
    if request.param == "any":
        monkeypatch.setattr(find_module, "is_gnu", lambda _: False)
    elif not find_module.is_gnu(find_module.find_program() or ""):
        pytest.skip("this system's find is not GNU's")


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x" * len(name))


def plain(root: Path) -> None:
    make(root, "b", "a/2", "a/1", "a/z/1", "c/1", "10", "KODAK/1", "KODAK/K.jpg", "a;b", "`")
    os.utime(root / "b", ns=(1, 1_234_567_891_234_567_800))
    os.utime(root / "10", ns=(1, -1_500_000_000))
    os.utime(root / "a" / "1", ns=(1, 7))


def odd_names(root: Path) -> None:
    make(
        root, "line\nbreak/a\nb", "😀/😀", "dot.", "space ", " leading", "-rf", "...", "*", "[a]", "#x", "!y", "back\\s"
    )
    with open(os.path.join(os.fsencode(root), b"caf\xe9"), "wb"):
        pass


def deep(root: Path) -> None:
    make(root, "/".join(["d"] * 60) + "/file")


def left_out(root: Path) -> None:
    make(
        root, ".DS_Store", "sub/Thumbs.db", "~$x", "cache/1", "cache/deep/2", "cache2/1", "a.tmp", "sub/b.tmp", "keep/a"
    )
    (root / "cache" / "empty").mkdir()
    (root / ".#lock").symlink_to("user@host.123")


def empty(root: Path) -> None:
    for name in ("a", "b/c", "d e/f\ng"):
        (root / name).mkdir(parents=True)


def nothing(_root: Path) -> None:
    """A folder without anything in it."""


def collisions(root: Path) -> None:
    make(root, NFC, NFD, "other", f"sub/{NFC}/same", f"sub/{NFD}/same", f"sub/{NFC}/one", f"sub/{NFD}/other")
    make(root, f"sub/{NFC}/{NFC}/a", f"sub/{NFD}/{NFD}/a", "k/K", "k/\u212a", "k/\u212aK/x", "k/KK/x", "Über/ö/ü")
    make(root, f"x/{NFC}", f"x/{NFD}/a")


def links(root: Path) -> None:
    make(root.parent / "outside", "a", "sub/b")
    make(root, "sub/deeper/a")
    (root / "to folder").symlink_to(root.parent / "outside")
    (root / "sub" / NFC).symlink_to(root.parent / "outside")
    (root / "sub" / NFD).symlink_to(root.parent / "outside" / "a")
    (root / "to file").symlink_to(root.parent / "outside" / "a")
    (root / "nowhere").symlink_to("gone")
    (root / "sub" / "deeper" / "up").symlink_to("..")
    (root / "self").symlink_to(root)
    (root / "loop").symlink_to("loop")


def no_files(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "device").symlink_to("/dev/null")
    back = os.getcwd()
    os.chdir(root)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket")
    finally:
        os.chdir(back)


FOLDERS = (plain, odd_names, deep, left_out, empty, nothing, collisions, links, no_files)


def told(scan: FolderScan) -> tuple[list[tuple[object, ...]], ScanNotes]:
    """What a walk says, whatever its order."""
    items: list[tuple[object, ...]] = [
        (item.path, item.problem.code, str(item.problem), item.size_bytes)
        if isinstance(item, BlockedFile)
        else tuple(item)
        for item in scan
    ]
    return sorted(items, key=repr), replace(scan.notes, empty_names=tuple(sorted(scan.notes.empty_names)))


@pytest.mark.usefixtures("_kind")
@pytest.mark.parametrize("follow_links", [False, True])
@pytest.mark.parametrize("excludes", [(), ("cache/", "*.tmp", ".#*")])
@pytest.mark.parametrize("build", FOLDERS)
def test_find_tells_the_same(
    root: Path, build: Callable[[Path], None], excludes: tuple[str, ...], follow_links: bool
) -> None:
    build(root)
    ours, theirs = (
        told(FolderScan(os.fsencode(root), use_find=use_find, excludes=excludes, follow_links=follow_links))
        for use_find in (False, True)
    )
    assert theirs == ours


@pytest.mark.usefixtures("_kind")
def test_a_link_to_the_folder_is_the_folder(root: Path) -> None:
    plain(root)
    link = root.with_name("-link")
    link.symlink_to(root)
    assert told(FolderScan(os.fsencode(link), use_find=True)) == told(FolderScan(os.fsencode(root)))


def test_a_relative_folder_that_begins_like_an_option(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(root, "-delete/a")
    monkeypatch.chdir(root)
    assert list(FolderScan(b"-delete", use_find=True)) == list(FolderScan(b"-delete"))


def test_the_systems_find_is_what_walks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain(root)
    monkeypatch.setattr(scan_module.FolderScan, "_names", lambda *_: pytest.fail("a folder was listed without it"))
    for name in ("K.jpg", "1"):
        (root / "KODAK" / name).unlink()
    for name in ("KODAK", "a;b", "`"):
        path = root / name
        path.rmdir() if path.is_dir() else path.unlink()
    assert len(list(FolderScan(os.fsencode(root), use_find=True))) == 6


@pytest.mark.usefixtures("_kind")
def test_folders_that_may_not_be_listed_are_named(root: Path) -> None:
    make(root, "a", "closed/1", "open/1", "seen/1", "seen/2", f"{NFC}/1")
    for name, mode in (("closed", 0), (NFC, 0), ("seen", 0o444)):
        (root / name).chmod(mode)
    code = (
        "import os\nfrom desktop_app.engine import find\n"
        "from desktop_app.engine.scan import FolderScan, BlockedFile\n"
        f"gnu = find.is_gnu('find') and {find_module.is_gnu('find')}\nfind.is_gnu = lambda _: gnu\n"
        "for use_find in (False, True):\n"
        f"    scan = FolderScan(os.fsencode({os.fspath(root)!r}), use_find=use_find)\n"
        "    print(sorted((i.path, str(i.problem) if isinstance(i, BlockedFile) else i.size_bytes) for i in scan))\n"
    )
    command = [*UNPRIVILEGED, sys.executable, "-c", code]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout
    ours, theirs = printed.splitlines()
    assert theirs == ours
    assert ours.count("may not be read") == 4


def test_a_folder_that_is_not_there(root: Path) -> None:
    with pytest.raises(FolderVanished):
        list(FolderScan(os.fsencode(root / "gone"), use_find=True))


def test_a_folder_that_is_lost_on_the_way_ends_the_walk(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_program(tmp_path, monkeypatch, f"printf 'f 1 1.0 a\\0'; mv {root} {root}.gone; echo 'find: gone' >&2; exit 1")
    walk = iter(FolderScan(os.fsencode(root), use_find=True))
    assert next(walk) == FoundFile(b"a", 1, 1_000_000_000)
    with pytest.raises(FolderVanished):
        list(walk)


def test_trouble_that_only_find_knows_of_is_told(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder whose listing broke off in the middle: some of it came, and nobody knows what did not."""
    use_program(tmp_path, monkeypatch, "printf 'f 1 1.0 a\\0'; echo 'find: b: Input/output error' >&2; exit 1")
    found, problem = list(FolderScan(os.fsencode(root), use_find=True))
    assert found.path == b"a"
    assert isinstance(problem, BlockedFile)
    assert "b: Input/output error" in str(problem.problem)


def test_a_find_that_was_ended_is_told(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_program(tmp_path, monkeypatch, "printf 'f 1 1.0 a\\0'; kill -9 $$")
    assert [type(item) for item in FolderScan(os.fsencode(root), use_find=True)] == [FoundFile, BlockedFile]


def test_a_find_that_does_not_know_how_is_done_without(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plain(root)
    use_program(tmp_path, monkeypatch, "echo 'find: unknown option -H' >&2; exit 1")
    assert list(FolderScan(os.fsencode(root), use_find=True)) == list(FolderScan(os.fsencode(root)))
    assert "unknown option" in caplog.text


def use_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another find."""
    program = tmp_path / "find"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "find (GNU findutils) 4" && exit\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


@pytest.mark.parametrize("system", ["without find", "Windows"])
def test_without_find_the_folder_is_walked_and_the_log_says_so(
    root: Path, system: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plain(root)
    if system == "Windows":
        monkeypatch.setattr(find_module, "_WINDOWS", True)
    else:
        monkeypatch.setattr("shutil.which", lambda _: None)
    with caplog.at_level(logging.WARNING):
        assert list(FolderScan(os.fsencode(root), use_find=True)) == list(FolderScan(os.fsencode(root)))
    assert "is walked without it" in caplog.text


@pytest.mark.parametrize("busy", [False, True], ids=["while find waits", "while find prints"])
def test_a_walk_that_is_stopped_ends_find_at_once(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    pid = tmp_path / "pid"
    rest = "while :; do printf 'f 1 1.0 a\\0'; done" if busy else "exec sleep 60"
    use_program(tmp_path, monkeypatch, f"echo $$ > {pid}; printf 'f 1 1.0 a\\0'; {rest}")
    seen: list[float] = []

    def stopped() -> bool:
        return bool(seen) and time.monotonic() - seen[0] > 0.5

    for _ in FolderScan(os.fsencode(root), use_find=True, stopped=stopped):
        seen.append(time.monotonic())
    assert time.monotonic() - seen[0] < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_walk_that_is_given_up_ends_find(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    use_program(tmp_path, monkeypatch, f"echo $$ > {pid}; printf 'f 1 1.0 a\\0'; exec sleep 60")
    assert next(iter(FolderScan(os.fsencode(root), use_find=True)), None) is not None
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
