"""The .app in its .dmg; what signs, packs and notarises is a shell script, as Apple's tools are commands."""

import platform
import subprocess
from pathlib import Path

from build_scripts.package.about import DIST, HERE, NAME, TITLE, version


def build(frozen: Path) -> list[Path]:
    """Make the .dmg of the .app that PyInstaller left beside the frozen folder."""
    DIST.mkdir(exist_ok=True)
    image = DIST / f"{NAME}-{version()}-macos-{platform.machine()}.dmg"
    subprocess.run([HERE / "macos" / "package.sh", frozen.with_name(f"{TITLE}.app"), image], check=True)
    return [image]
