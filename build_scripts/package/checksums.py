"""SHA-256 sums, as `sha256sum --check` reads them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SUMS = "SHA256SUMS"


def write_sums(folder: Path, files: Iterable[Path]) -> Path:
    """Write the sums of these files, all in `folder`, into its SHA256SUMS; what it says of others stays."""
    target = folder / SUMS
    known = _read(target)
    known.update((file.name, sum_of(file)) for file in files)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(known.items()) if (folder / name).is_file()]
    target.write_text("".join(lines), "utf-8", newline="\n")
    return target


def sum_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read(sums: Path) -> dict[str, str]:
    if not sums.is_file():
        return {}
    pairs = (line.split("  ", 1) for line in sums.read_text("utf-8").splitlines())
    return {name: digest for digest, name in pairs}
