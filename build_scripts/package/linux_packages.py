"""The .deb, and the archive that runs from where it is unpacked."""

import gzip
import re
import shutil
import subprocess
import tarfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

from build_scripts.package.about import (
    BUILD,
    DIST,
    HERE,
    IDENTIFIER,
    MAINTAINER,
    NAME,
    ROOT,
    SUMMARY,
    Release,
    project,
    releases,
    source_date,
    version,
)
from build_scripts.package.content import is_systems
from build_scripts.package.freeze import libraries, needed
from build_scripts.package.icons import PNG_SIZES, SVG

ARCHITECTURE, MACHINE = "amd64", "x86_64"
LIBRARY_FOLDER = f"usr/lib/{NAME}"
_OPTIONAL = ("/platformthemes/", "/wayland-", "libqwayland", "libQt6Wayland")
"""Parts of Qt that load where their libraries are, and are passed over elsewhere."""
_WANTED_BESIDE = ("fonts-dejavu-core | fonts-noto-core | fonts-liberation", "hicolor-icon-theme", "xdg-utils")
_RECOMMENDED = ("gnome-keyring | kwalletmanager | keepassxc",)
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_FILE_MODES = {True: 0o755, False: 0o644}


def build(frozen: Path, *, quick: bool) -> list[Path]:
    """Make both from the frozen folder; `quick` packs fast and large."""
    DIST.mkdir(exist_ok=True)
    return [build_deb(frozen, quick=quick), build_archive(frozen, quick=quick)]


def build_deb(frozen: Path, *, quick: bool = False) -> Path:
    """Make dist/waybill_VERSION_amd64.deb."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / LIBRARY_FOLDER, symlinks=True)
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    _write_desktop_files(root / "usr" / "share")
    _write_documents(root / "usr" / "share")
    _set_modes(root)
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(control_file(frozen, _installed_kib(root)), "utf-8")
    (root / "DEBIAN" / "md5sums").write_text(_md5sums(root), "utf-8")
    package = DIST / f"{NAME}_{version()}_{ARCHITECTURE}.deb"
    _date(root)
    pack = ["-Zzstd", "-z3"] if quick else ["-Zxz", "-z9"]
    environment = {"SOURCE_DATE_EPOCH": str(int(source_date().timestamp())), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    command: list[str | Path] = ["dpkg-deb", "--root-owner-group", *pack, "--build", root, package]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return package


def build_archive(frozen: Path, *, quick: bool = False) -> Path:
    """Make dist/waybill-VERSION-linux-x86_64.tar.zst: one folder, to be put anywhere, with its desktop entry."""
    name = f"{NAME}-{version()}-linux-{MACHINE}"
    extras = BUILD / "archive"
    shutil.rmtree(extras, ignore_errors=True)
    _write_desktop_files(extras / "share")
    _set_modes(extras)
    target = DIST / f"{name}.tar.zst"
    with target.open("wb") as packed:
        level = "-3" if quick else "-19"
        zstd = subprocess.Popen(["zstd", "-q", "-c", level, "-T0"], stdin=subprocess.PIPE, stdout=packed)
        with zstd, tarfile.open(fileobj=zstd.stdin, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            for folder in (frozen, extras):
                for path in sorted(folder.rglob("*")):
                    member = f"{name}/{path.relative_to(folder)}"
                    archive.add(path, member, recursive=False, filter=_nobodys)
    if zstd.returncode:
        raise subprocess.CalledProcessError(zstd.returncode, "zstd")
    return target


def control_file(frozen: Path, installed_kib: int) -> str:
    """The .deb's control file, with what the libraries inside ask the system for."""
    always, sometimes = system_packages(frozen)
    major, minor = newest_glibc(libraries(frozen))
    depends = sorted(always - {"libc6"})
    depends = [f"libc6 (>= {major}.{minor})", *depends, *_WANTED_BESIDE]
    description = textwrap.fill(project()["description"], 78, initial_indent=" ", subsequent_indent=" ")
    return (
        f"Package: {NAME}\nVersion: {version()}\nArchitecture: {ARCHITECTURE}\nMaintainer: {MAINTAINER}\n"
        f"Section: net\nPriority: optional\nInstalled-Size: {installed_kib}\n"
        f"Depends: {', '.join(depends)}\nRecommends: {', '.join([*_RECOMMENDED, *sorted(sometimes - always)])}\n"
        f"Description: {SUMMARY['']}\n{description}\n"
    )


def system_packages(frozen: Path) -> tuple[set[str], set[str]]:
    """The Debian packages that hold the system's libraries: those needed always, and those for spare parts of Qt.

    Raises:
        LookupError: nothing that is installed here has a library; what PyInstaller left out is missing somewhere else.
    """
    inside = {file.name for file in libraries(frozen)}
    always: set[str] = set()
    sometimes: set[str] = set()
    for file in libraries(frozen):
        optional = any(part in str(file) for part in _OPTIONAL)
        (sometimes if optional else always).update(name for name in needed(file) if name not in inside)
    if foreign := sorted(name for name in always if not is_systems(name)):
        raise LookupError(f"These libraries are neither inside nor among the system's: {', '.join(foreign)}.")
    return {debian_package(name) for name in always}, {debian_package(name) for name in sometimes}


def debian_package(library: str) -> str:
    """The package that has a library, under the name that older and newer systems both know it by."""
    command = ["dpkg-query", "--search", f"*/{MACHINE}-linux-gnu/{library}"]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode and library.startswith("ld-linux"):
        return "libc6"
    if found.returncode:
        raise LookupError(f"No package that is installed here has {library}.")
    # Renamed in 2024 for times of 64 bits; on amd64 the new packages stand in for the old names.
    return found.stdout.partition(":")[0].removesuffix("t64")


def newest_glibc(files: Iterable[Path]) -> tuple[int, int]:
    """The newest version of glibc that any of these files asks for."""
    versions = {(2, 17)}
    for file in files:
        told = subprocess.run(["objdump", "-T", file], capture_output=True, text=True, check=True).stdout
        versions.update((int(major), int(minor)) for major, minor in _GLIBC.findall(told))
    return max(versions)


def desktop_entry() -> str:
    """The entry by which menus and file managers know the program."""
    return _filled("waybill.desktop", {"summary": SUMMARY[""], "summary_de": SUMMARY["de"]})


def metainfo(changes: str) -> str:
    """What software centres show, with the releases of this change log."""
    lines = [_release_element(release) for release in releases(changes)]
    told = "\n".join(["  <releases>", *lines, "  </releases>"]) if lines else ""
    values = {"identifier": IDENTIFIER, "developer": IDENTIFIER.rpartition(".")[0], "releases": told}
    return _filled("metainfo.xml", {**values, "summary": SUMMARY[""], "summary_de": SUMMARY["de"]})


def _release_element(release: Release) -> str:
    joined = re.sub(r"\n +", " ", release.notes)  # A point that goes on in the next line is one.
    points = [line[2:].strip() for line in joined.splitlines() if line.startswith("- ")]
    told = "".join(f"<li>{escape(point)}</li>" for point in points)
    description = f"<description><ul>{told}</ul></description>" if told else ""
    return f'    <release version="{escape(release.version)}" date="{release.on}">{description}</release>'


def _filled(name: str, values: Mapping[str, str]) -> str:
    return Template((HERE / "linux" / name).read_text("utf-8")).substitute(values)


def _write_desktop_files(share: Path) -> None:
    entries = share / "applications"
    entries.mkdir(parents=True)
    (entries / f"{NAME}.desktop").write_text(desktop_entry(), "utf-8")
    (share / "metainfo").mkdir()
    (share / "metainfo" / f"{IDENTIFIER}.metainfo.xml").write_text(metainfo(_changes()), "utf-8")
    for size in PNG_SIZES:
        place = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True)
        shutil.copyfile(BUILD / "icons" / f"{NAME}-{size}.png", place / f"{NAME}.png")
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(SVG, scalable / f"{NAME}.svg")


def _write_documents(share: Path) -> None:
    documents = share / "doc" / NAME
    documents.mkdir(parents=True)
    shutil.copyfile(HERE / "linux" / "copyright", documents / "copyright")
    (documents / "changelog.gz").write_bytes(gzip.compress(_changes().encode(), mtime=0))
    overrides = share / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    shutil.copyfile(HERE / "linux" / "lintian-overrides", overrides / NAME)
    for page in sorted((ROOT / "resources").glob("*.1")):
        pages = share / "man" / "man1"
        pages.mkdir(parents=True, exist_ok=True)
        (pages / f"{page.name}.gz").write_bytes(gzip.compress(page.read_bytes(), mtime=0))


def _changes() -> str:
    return (ROOT / "resources" / "CHANGELOG.md").read_text("utf-8")


def _set_modes(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(_FILE_MODES[path.name == NAME and path.parent.name == NAME])


def _date(root: Path) -> None:
    """Give everything the commit's time, so that two builds of one commit are the same."""
    when = str(int(source_date().timestamp()))
    subprocess.run(["find", root, "-exec", "touch", "--no-dereference", f"--date=@{when}", "{}", "+"], check=True)


def _installed_kib(root: Path) -> int:
    return sum(-(-path.lstat().st_size // 1024) for path in root.rglob("*") if not path.is_dir() or path.is_symlink())


def _md5sums(root: Path) -> str:
    files = [str(path.relative_to(root)) for path in _files(root / "usr")]
    return subprocess.run(["md5sum", *files], cwd=root, capture_output=True, text=True, check=True).stdout


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    if not member.issym():
        program = member.name.endswith(f"/{NAME}") and member.isfile()
        member.mode = _FILE_MODES[member.isdir() or (program and member.name.count("/") == 1)]
    member.mtime = int(source_date().timestamp())
    return member
