"""Freeze the program into one folder, and leave out what nobody uses there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from build_scripts.package.about import BUILD, HERE, NAME, source_date
from build_scripts.package.content import is_systems
from build_scripts.package.icons import write_icons
from build_scripts.package.licences import write_licences

FROZEN = BUILD / "frozen"
_DEBIAN_PACKAGES = BUILD / "debian-packages.json"
_ELF = b"\x7fELF"


def freeze() -> Path:
    """Run PyInstaller; the folder that can be carried to another computer (on macOS waybill.app is beside it)."""
    write_icons(BUILD / "icons")
    if sys.platform == "win32":
        from build_scripts.package.windows_packages import write_version_resource

        write_version_resource(BUILD / "windows-version.txt")
    shutil.rmtree(FROZEN, ignore_errors=True)
    command: list[str | Path] = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    folders: list[str | Path] = ["--distpath", FROZEN, "--workpath", BUILD / "pyinstaller"]
    environment = {
        **os.environ,
        # Two builds of one commit are the same bytes.
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(int(source_date().timestamp())),
    }
    subprocess.run([*command, *folders, HERE / f"{NAME}.spec"], env=environment, check=True)
    folder = FROZEN / NAME
    packages: dict[str, str] = {}
    if sys.platform == "linux":
        prune(folder)
        packages = debian_packages_inside(folder)
        strip(folder)
    _DEBIAN_PACKAGES.write_text(json.dumps(packages), "utf-8")
    write_licences(folder / "_internal" / "licenses", packages)
    return folder


def debian_packages_inside(folder: Path) -> dict[str, str]:
    """Name and version of the Debian packages whose libraries PyInstaller took from this system."""
    names = [file.name for file in libraries(folder) if file.parent == folder / "_internal" and not is_extension(file)]
    search = ["dpkg-query", "--search", *(f"*/x86_64-linux-gnu/{name}" for name in names)]
    found = subprocess.run(search, capture_output=True, text=True).stdout  # Fails where one of them is nobody's.
    packages = sorted({line.partition(":")[0] for line in found.splitlines()})
    show = ["dpkg-query", "--show", "--showformat=${Package} ${Version}\n", *packages]
    told = subprocess.run(show, capture_output=True, text=True, check=True).stdout if packages else ""
    return dict(line.split() for line in told.splitlines())


def read_debian_packages() -> dict[str, str]:
    """What `debian_packages_inside` found when the folder was made."""
    told: dict[str, str] = json.loads(_DEBIAN_PACKAGES.read_text("utf-8"))
    return told


def prune(folder: Path) -> None:
    """Leave out libraries that are the system's to give, and those that nothing here asks for any more.

    Whatever Python or Qt loads by its place is asked for; what stands in the folders of libraries needs somebody who
    names it.
    """
    needs = {file: needed(file) for file in libraries(folder)}
    shelves = {folder / "_internal", folder / "_internal" / "PySide6" / "Qt" / "lib"}
    by_name = {file.name: file for file in needs if file.parent in shelves and not is_extension(file)}
    reached: set[Path] = set()
    waiting = [file for file in needs if file.name not in by_name]
    while waiting:
        file = waiting.pop()
        reached.add(file)
        names = [name for name in needs[file] if not is_systems(name)]
        waiting.extend(by_name[name] for name in names if name in by_name and by_name[name] not in reached)
    for file in needs.keys() - reached:
        file.unlink()
    for link in folder.rglob("*"):
        if link.is_symlink() and not link.exists():
            link.unlink()


def is_extension(file: Path) -> bool:
    """Whether it is a module of Python's, or Python itself: nobody names these as a library."""
    return ".cpython-" in file.name or ".abi3." in file.name or file.name.startswith("libpython")


def needed(file: Path) -> list[str]:
    """The names of the libraries that an ELF file asks for."""
    told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout
    return [words[1] for words in map(str.split, told.splitlines()) if words[:1] == ["NEEDED"]]


def strip(folder: Path) -> None:
    """Take debug symbols out of libraries.

    Not out of the program itself, which carries Python's modules behind its end, nor out of what auditwheel wrote:
    its tool lays sections out in a way that strip breaks.
    """
    for library in libraries(folder):
        if library.name != NAME and not library.parent.name.endswith(".libs"):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


def libraries(folder: Path) -> Iterator[Path]:
    """Every ELF file below a folder, links left out."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            with file.open("rb") as opened:
                if opened.read(4) == _ELF:
                    yield file
