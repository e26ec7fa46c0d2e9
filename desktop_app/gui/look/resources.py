"""Where the files of `resources/` are: in a checkout, in an installed wheel, or frozen by PyInstaller."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def resource_path(relative: str) -> Path:
    """The file or folder `relative` (such as "icons/upload.svg") inside resources.

    Raises:
        FileNotFoundError: this build lacks it, which is a bug in the packaging.
    """
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if (root / relative).exists():
            return root / relative
    raise FileNotFoundError(f"resources/{relative}")


def readme_path() -> Path:
    """The README, beside `resources/`: its pictures and the manual are found from there."""
    installed = _PACKAGE / "README.md"
    return installed if installed.exists() else _PACKAGE.parent / "README.md"
