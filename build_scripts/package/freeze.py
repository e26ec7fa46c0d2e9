"""Freeze the program into one folder, and leave out what nobody uses there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from build_scripts.package.about import BUILD, HERE, NAME, source_date
from build_scripts.package.icons import write_icons

FROZEN = BUILD / "frozen"
_ELF = b"\x7fELF"


def freeze() -> Path:
    """Run PyInstaller; the folder that can be carried to another computer (on macOS waybill.app is beside it)."""
    write_icons(BUILD / "icons")
    if sys.platform == "win32":
        from build_scripts.package.windows import write_version_resource

        write_version_resource(BUILD / "windows-version.txt")
    shutil.rmtree(FROZEN, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", FROZEN, "--workpath", BUILD / "pyinstaller"]
    environment = {
        **os.environ,
        # Two builds of one commit are the same bytes.
        "PYTHONHASHSEED": "1",
        "SOURCE_DATE_EPOCH": str(int(source_date().timestamp())),
    }
    subprocess.run([*command, *folders, HERE / f"{NAME}.spec"], env=environment, check=True)
    folder = FROZEN / NAME
    if sys.platform == "linux":
        strip(folder)
    return folder


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
