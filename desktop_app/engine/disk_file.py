"""A file on the disk as verifying sees it: what it is now, and the sums of its bytes, each computed when asked for."""

import base64
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from awscrt import checksums as crt

from desktop_app.domain.errors import FileChanged, FileVanished
from desktop_app.domain.names import text_form
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.texts import tr
from desktop_app.engine import confinement
from desktop_app.engine.large_files import part_size_for
from desktop_app.engine.scan import translate
from desktop_app.engine.source import Version, read_pieces

_MIB = 2**20
_SMALLEST_PART = 5 * _MIB


class DiskFile:
    """One file of a folder. Sums are kept, so that asking twice reads once.

    Raises:
        FileVanished: there is none.
        FileProblem: it cannot be looked at.
    """

    def __init__(self, root: bytes, path: bytes, read: Callable[[int], None]) -> None:
        """Look at a file; ``read`` hears of every piece that is read, in bytes, and may raise to stop it."""
        self._root = root
        self._path = path
        self._read = read
        self._sums: dict[tuple[str, int], str] = {}
        self.version = self._look()

    def checksum(self, algorithm: ChecksumAlgorithm, parts: int = 0) -> str:
        """A checksum as S3's headers write it; with ``parts`` the composite one of so many. Raises FileProblem."""
        if not parts:
            return self._sum(str(algorithm), 0, lambda pieces: _encoded(_summed(_summer(algorithm), pieces)))
        return self._of_parts(
            str(algorithm),
            parts,
            lambda: _summer(algorithm),
            lambda sums: f"{_encoded(_summed(_summer(algorithm), sums))}-{parts}",
        )

    def etag(self, parts: int = 0) -> str:
        """The MD5 in hexadecimal; with ``parts`` the ETag of an object of so many. Raises FileProblem."""
        if not parts:
            return self._sum("md5", 0, lambda pieces: _summed(_md5(), pieces).hex())
        return self._of_parts("md5", parts, _md5, lambda sums: f"{_summed(_md5(), sums).hex()}-{parts}")

    def _of_parts(
        self, name: str, parts: int, summer: "Callable[[], Summer]", of_all: Callable[[list[bytes]], str]
    ) -> str:
        part_size = likely_part_size(self.version.size_bytes, parts)
        if part_size is None:
            return ""
        return self._sum(name, parts, lambda pieces: of_all(list(_sums_of_parts(summer, pieces, part_size))))

    def _sum(self, name: str, parts: int, compute: Callable[[Iterator[bytes]], str]) -> str:
        if (name, parts) not in self._sums:
            value = compute(self._pieces())
            if self._look() != self.version:
                raise FileChanged(
                    tr("{path} was changed while it was read. Verify it again.", path=text_form(self._path))
                )
            self._sums[name, parts] = value
        return self._sums[name, parts]

    def _pieces(self) -> Iterator[bytes]:
        for piece in read_pieces(self._root, self._path):
            self._read(len(piece))
            yield piece

    def _look(self) -> Version:
        full = os.path.join(self._root, self._path)
        try:
            confinement.check_name(full)
            status = os.stat(full)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FileVanished(tr("{path} is not on this disk.", path=text_form(self._path))) from error
        except OSError as error:
            raise translate(error, self._path, full) from error
        return Version(status.st_size, status.st_mtime_ns)


def likely_part_size(size_bytes: int, parts: int) -> int | None:
    """The part size in bytes that an object was sent with, by how many parts it has; None if none fits.

    Ours where that fits, else the smallest power of two times 5 MiB or 1 MiB, as other programs have it.
    """
    usual = (_SMALLEST_PART << step for step in range(11)), (8 * _MIB << step for step in range(10))
    candidates = (part_size_for(size_bytes), *sorted(size for sizes in usual for size in sizes))
    return next((size for size in candidates if max(1, -(-size_bytes // size)) == parts), None)


class Summer(Protocol):
    """What sums bytes up that come in pieces."""

    def update(self, data: bytes, /) -> None:
        """Take some bytes in."""

    def digest(self) -> bytes:
        """The sum so far."""


class _Crc:
    """A CRC with the face of a hash."""

    def __init__(self, crc: Callable[[bytes, int], int], length: int) -> None:
        self._crc = crc
        self._length = length
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = self._crc(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(self._length)


def _summer(algorithm: ChecksumAlgorithm) -> Summer:
    match algorithm:
        case ChecksumAlgorithm.CRC64NVME:
            return _Crc(crt.crc64nvme, 8)
        case ChecksumAlgorithm.CRC32:
            return _Crc(zlib.crc32, 4)
        case ChecksumAlgorithm.SHA256:
            return hashlib.sha256()
        case ChecksumAlgorithm.NONE:
            raise ValueError("there is no checksum to compute")


def _md5() -> Summer:
    return hashlib.md5(usedforsecurity=False)


def _summed(summer: Summer, pieces: Iterable[bytes]) -> bytes:
    for piece in pieces:
        summer.update(piece)
    return summer.digest()


def _sums_of_parts(summer: Callable[[], Summer], pieces: Iterable[bytes], part_size: int) -> Iterator[bytes]:
    """The sum of each part of a stream; an empty one is one empty part."""
    current, left, parts, begun = summer(), part_size, 0, False
    for piece in pieces:
        while piece:
            taken, piece = (piece, b"") if len(piece) <= left else (piece[:left], piece[left:])
            current.update(taken)
            left, begun = left - len(taken), True
            if not left:
                yield current.digest()
                current, left, parts, begun = summer(), part_size, parts + 1, False
    if begun or not parts:
        yield current.digest()


def _encoded(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
