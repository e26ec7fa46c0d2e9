"""What is inside a frozen program, by size."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_MIB = 2**20
_LEAST = 0.3
"""MiB of a line of its own; what is smaller is counted together."""

_KNOWN = {
    "PySide6": "Qt and PySide6",
    "shiboken6": "Qt and PySide6",
    "botocore": "botocore's data",
    "cryptography": "cryptography (for the Secret Service)",
    "resources": "Waybill's icons, texts and pictures",
    "desktop_app": "Waybill's migrations and SQL",
    "python3.11": "Python's extension modules",
    "licenses": "licences",
}


def table(folder: Path) -> str:
    """Lines of MiB and share, the largest first, with the sum at the end; apparent sizes, links not counted."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            sizes[_part(file.relative_to(folder))] += file.stat().st_size
    total = sum(sizes.values())
    return "\n".join([f"{'MiB':>8}  {'share':>6}  part", *_lines(sizes, total), f"{total / _MIB:8.1f}  {1:6.1%}  all"])


def total_mib(folder: Path) -> float:
    """All files of a folder together."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink()) / _MIB


def _lines(sizes: dict[str, int], total: int) -> Iterator[str]:
    small = 0
    for part, size in sorted(sizes.items(), key=lambda item: -item[1]):
        if size < _LEAST * _MIB:
            small += size
        else:
            yield f"{size / _MIB:8.1f}  {size / total:6.1%}  {part}"
    yield f"{small / _MIB:8.1f}  {small / total:6.1%}  smaller parts"


def _part(path: Path) -> str:
    top = path.parts[1] if path.parts[0] == "_internal" and len(path.parts) > 1 else path.parts[0]
    if top == "PySide6" and path.name.startswith("libicu"):
        return "ICU, for Qt"
    if path.parts[0] != "_internal" and len(path.parts) == 1:
        return f"{path.name}: the program, with all modules of Python's (moto's S3 among them)"
    if len(path.parts) == 2 and ".so" in top and not top.startswith("_"):
        return f"libraries: {top.partition('.')[0]}"
    name = top.removesuffix(".libs").partition("-")[0]
    return _KNOWN.get(name, name)
