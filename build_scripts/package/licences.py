"""The licence of everything inside, put into the folder: most of them ask for just that."""

import shutil
import sys
from importlib import metadata
from pathlib import Path

from build_scripts.package.about import HERE
from build_scripts.package.parts import distributions_inside

_NAMES = ("LICEN", "COPYING", "NOTICE", "AUTHORS", "COPYRIGHT")
_DEBIAN_DOCUMENTS = Path("/usr/share/doc")


def write_licences(folder: Path, debian_packages: dict[str, str]) -> None:
    """Write one file for each distribution, for Python, and for each of these Debian packages (name: version)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, distribution in distributions_inside().items():
        (folder / f"{name}.txt").write_text(_text(distribution), "utf-8")
    for text in (HERE / "texts").iterdir():  # Qt's, which its wheel only names
        shutil.copyfile(text, folder / text.name)
    python = Path(sys.base_prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "LICENSE.txt"
    windows = Path(sys.base_prefix) / "LICENSE.txt"
    for text in filter(Path.is_file, (python, windows)):
        shutil.copyfile(text, folder / "python.txt")
    for name in debian_packages:
        document = _DEBIAN_DOCUMENTS / name / "copyright"
        if document.is_file():
            shutil.copyfile(document, folder / f"debian-{name}.txt")


def _text(distribution: metadata.Distribution) -> str:
    about = distribution.metadata.json
    told = about.get("license_expression") or about.get("license") or ""
    classifiers = [line for line in about.get("classifier", ()) if line.startswith("License ::")]
    head = [f"{about['name']} {about['version']}", str(told), *classifiers, str(about.get("home_page", ""))]
    texts = []
    for file in distribution.files or ():
        if ".dist-info" in str(file) and file.name.upper().startswith(_NAMES):
            texts.append(f"---- {file.name}\n\n{file.read_text('utf-8')}")
    return "\n".join([*filter(None, head), "", *texts])
