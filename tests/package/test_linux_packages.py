"""The .deb and the archive, made of a small stand-in program and installed beside this system."""

import gzip
import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from build_scripts.package import about, freeze, icons, linux_packages, sizes

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("dpkg-deb", "objdump", "zstd"))), reason="needs dpkg, binutils and zstd"
)

CHANGES = """# Changes

## Unreleased

- Not told yet

## 1.10.0 - 2026-05-01

- Cards & folders
  are sent
- <b>

## 1.9.0 - 2026-04-01
"""


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """Programs of this system's in place of Waybill: something that runs, and something that asks for libraries."""
    folder = tmp_path / "waybill"
    plugins = folder / "_internal" / "PySide6" / "Qt" / "plugins" / "platforms"
    plugins.mkdir(parents=True)
    shutil.copy(shutil.which("echo") or "", folder / "waybill")
    shutil.copyfile(shutil.which("ls") or "", plugins / "libqxcb.so")
    return folder


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BUILD", "DIST"):
        monkeypatch.setattr(linux_packages, name, tmp_path / name.lower())
    (tmp_path / "dist").mkdir()
    icons.write_icons(tmp_path / "build" / "icons")


@pytest.fixture
def deb(frozen: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(linux_packages, "is_systems", lambda _: True)  # what `ls` asks for
    return linux_packages.build_deb(frozen, quick=True)


def dpkg(root: Path, *arguments: str | Path) -> None:
    database = root / "var" / "lib" / "dpkg"
    for name in ("info", "updates"):
        (database / name).mkdir(parents=True, exist_ok=True)
    (database / "status").touch()
    options = ["--force-not-root", "--force-depends", "--no-triggers", f"--root={root}", f"--log={root}/dpkg.log"]
    subprocess.run(["dpkg", *options, *arguments], check=True, capture_output=True)


def files(root: Path) -> set[str]:
    found = {str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir() or path.is_symlink()}
    return {name for name in found if not name.startswith("var/lib/dpkg") and name != "dpkg.log"}


def test_what_is_installed_is_found_by_menus_and_removed_without_a_trace(deb: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    dpkg(root, "--install", deb)
    found = files(root)
    assert {"usr/bin/waybill", "usr/lib/waybill/waybill", "usr/share/applications/waybill.desktop"} <= found
    assert f"usr/share/metainfo/{about.IDENTIFIER}.metainfo.xml" in found
    assert "usr/share/icons/hicolor/128x128/apps/waybill.png" in found
    said = subprocess.run([root / "usr/bin/waybill", "it runs"], capture_output=True, text=True, check=True)
    assert said.stdout == "it runs\n"
    dpkg(root, "--purge", about.NAME)
    assert files(root) == set()


def test_its_manual_page_comes_with_it(deb: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", deb, tmp_path / "root"], check=True)
    packed = tmp_path / "root" / "usr" / "share" / "man" / "man1" / "waybill.1.gz"
    assert gzip.decompress(packed.read_bytes()) == (about.ROOT / "resources" / "waybill.1").read_bytes()


def test_an_update_takes_away_what_the_older_one_had_more(deb: Path, frozen: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    older = older_package(deb, tmp_path)
    dpkg(root, "--install", older)
    assert "usr/lib/waybill/_internal/of-old" in files(root)
    dpkg(root, "--install", deb)
    assert "usr/lib/waybill/_internal/of-old" not in files(root)


def older_package(deb: Path, folder: Path) -> Path:
    """The same with an older version, and a file that the newer one has not."""
    unpacked = folder / "older"
    subprocess.run(["dpkg-deb", "--raw-extract", deb, unpacked], check=True)
    control = unpacked / "DEBIAN" / "control"
    control.write_text(control.read_text("utf-8").replace(f"Version: {about.version()}", "Version: 0.0.1"), "utf-8")
    (unpacked / "usr/lib/waybill/_internal/of-old").touch()
    target = folder / "older.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Znone", "--build", unpacked, target], check=True, capture_output=True
    )
    return target


def test_apt_is_asked_for_what_the_libraries_need(deb: Path) -> None:
    shown = subprocess.run(["dpkg-deb", "--field", deb, "Depends"], capture_output=True, text=True, check=True).stdout
    assert "libselinux1" in shown  # which `ls` needs
    assert shown.startswith("libc6 (>= 2.")
    assert "python" not in shown


def test_a_library_that_nobody_brings_stops_the_build(frozen: Path) -> None:
    with pytest.raises(LookupError, match="libselinux"):
        linux_packages.build_deb(frozen, quick=True)


def test_two_builds_of_one_commit_are_the_same(deb: Path, frozen: Path) -> None:
    first = deb.read_bytes(), linux_packages.build_archive(frozen, quick=True).read_bytes()
    assert linux_packages.build_deb(frozen, quick=True).read_bytes() == first[0]
    assert linux_packages.build_archive(frozen, quick=True).read_bytes() == first[1]


def test_the_archive_is_one_folder_that_runs_where_it_is_unpacked(frozen: Path, tmp_path: Path) -> None:
    packed = linux_packages.build_archive(frozen, quick=True)
    plain = subprocess.run(["zstd", "-dc", packed], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(plain)) as archive:
        assert {name.partition("/")[0] for name in archive.getnames()} == {packed.name.removesuffix(".tar.zst")}
        assert {(one.uid, one.gid) for one in archive.getmembers()} == {(0, 0)}
        archive.extractall(tmp_path / "anywhere", filter="data")
    (program,) = (tmp_path / "anywhere").glob("*/waybill")
    assert subprocess.run([program, "it runs"], capture_output=True, check=True).stdout == b"it runs\n"


def test_file_managers_open_folders_with_it(tmp_path: Path) -> None:
    entry = linux_packages.desktop_entry()
    assert "\nMimeType=inode/directory;\n" in entry
    assert "\nExec=waybill open %F\n" in entry
    file = tmp_path / "waybill.desktop"
    file.write_text(entry, "utf-8")
    if shutil.which("desktop-file-validate"):
        told = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True)
        assert (told.returncode, told.stdout) == (0, "")


def test_software_centres_are_told_the_releases(tmp_path: Path) -> None:
    file = tmp_path / f"{about.IDENTIFIER}.metainfo.xml"
    file.write_text(linux_packages.metainfo(CHANGES), "utf-8")
    text = file.read_text("utf-8")
    assert text.index('version="1.10.0" date="2026-05-01"') < text.index('version="1.9.0"')
    assert "<li>Cards &amp; folders are sent</li><li>&lt;b&gt;</li>" in text
    assert "Not told yet" not in text
    if shutil.which("appstreamcli"):
        told = subprocess.run(
            ["appstreamcli", "validate", "--no-net", "--explain", file], capture_output=True, text=True
        )
        assert told.returncode == 0, told.stdout


def test_the_changes_come_with_it(deb: Path, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", deb, tmp_path / "root"], check=True)
    packed = tmp_path / "root" / "usr" / "share" / "doc" / "waybill" / "changelog.gz"
    assert gzip.decompress(packed.read_bytes()) == (about.ROOT / "resources" / "CHANGELOG.md").read_bytes()


def test_a_library_that_only_a_dropped_one_needed_is_dropped_too(tmp_path: Path) -> None:
    inside = tmp_path / "_internal"
    (inside / "PySide6" / "Qt" / "lib").mkdir(parents=True)
    shutil.copyfile(shutil.which("ls") or "", inside / "a.abi3.so")  # asks for libselinux.so.1
    (selinux,) = Path("/").glob("lib/*/libselinux.so.1")
    for name in ("libselinux.so.1", "libnobody.so.1", "libz.so.1"):
        shutil.copyfile(selinux, inside / name)
    freeze.prune(tmp_path)
    assert {path.name for path in inside.glob("*.so*")} == {"a.abi3.so", "libselinux.so.1"}


def test_sizes_add_up_to_all_that_is_there(tmp_path: Path) -> None:
    for name, mib in (
        ("waybill", 1),
        ("_internal/PySide6/QtCore.abi3.so", 2),
        ("_internal/PySide6/Qt/lib/libicudata.so.73", 3),
    ):
        file = tmp_path / "frozen" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(mib * 2**20))
    lines = sizes.table(tmp_path / "frozen").splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["3.0", "2.0", "1.0", "0.0", "6.0"]
    assert "ICU" in lines[1]
