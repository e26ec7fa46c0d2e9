"""The checksums that requests carry and the server verifies: of one body, and of a whole object from its parts."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterable, Sequence

from awscrt import checksums as crt

from desktop_app.domain.objects import ChecksumAlgorithm, Part
from desktop_app.engine.http import Body, Buffer

_CRC_BYTES = {ChecksumAlgorithm.CRC64NVME: 8, ChecksumAlgorithm.CRC32: 4}


def checksum_of(algorithm: ChecksumAlgorithm, body: Body) -> str:
    """The checksum of a body as S3's headers write it: base64 of the big-endian value; empty for NONE.

    Raises:
        FileProblem: the body is read from a file, which cannot be read or is another by now.
    """
    if not isinstance(body, bytes | memoryview):
        return _checksum_of_pieces(algorithm, body)
    match algorithm:
        case ChecksumAlgorithm.CRC64NVME:
            return _encode(crt.crc64nvme(body), 8)
        case ChecksumAlgorithm.CRC32:
            return _encode(zlib.crc32(body), 4)
        case ChecksumAlgorithm.SHA256:
            return base64.b64encode(hashlib.sha256(body).digest()).decode()
        case ChecksumAlgorithm.NONE:
            return ""


def crc_of_pieces(algorithm: ChecksumAlgorithm, pieces: Iterable[Buffer]) -> str:
    """The CRC of bytes that come in pieces, as `checksum_of` gives it of them in one."""
    crc = crt.crc64nvme if algorithm is ChecksumAlgorithm.CRC64NVME else zlib.crc32
    value = 0
    for piece in pieces:
        value = crc(piece, value)
    return _encode(value, _CRC_BYTES[algorithm])


def _checksum_of_pieces(algorithm: ChecksumAlgorithm, pieces: Iterable[Buffer]) -> str:
    if algorithm is ChecksumAlgorithm.NONE:
        return ""
    if algorithm is not ChecksumAlgorithm.SHA256:
        return crc_of_pieces(algorithm, pieces)
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return base64.b64encode(digest.digest()).decode()


def is_full_object(algorithm: ChecksumAlgorithm) -> bool:
    """Whether a multipart object's checksum is that of its bytes (CRC), not of its parts' checksums (COMPOSITE)."""
    return algorithm in _CRC_BYTES


def combined(algorithm: ChecksumAlgorithm, parts: Sequence[Part]) -> str:
    """The checksum of a multipart object from its parts in order.

    For CRC that of all its bytes; for SHA-256 that of the parts' checksums with ``-N`` behind it, as S3 gives it.
    """
    if algorithm is ChecksumAlgorithm.NONE:
        return ""
    values = [base64.b64decode(part.checksum) for part in parts]
    if algorithm is ChecksumAlgorithm.SHA256:
        return f"{base64.b64encode(hashlib.sha256(b''.join(values)).digest()).decode()}-{len(parts)}"
    combine = crt.combine_crc64nvme if algorithm is ChecksumAlgorithm.CRC64NVME else crt.combine_crc32
    total = 0
    for part, value in zip(parts, values, strict=True):
        total = combine(total, int.from_bytes(value), part.size)
    return _encode(total, _CRC_BYTES[algorithm])


def multipart_etag(parts: Sequence[Part]) -> str:
    """The ETag that S3 gives an object put together from these parts: the MD5 of their MD5s, and how many.

    Empty where the storage's ETags are no MD5.
    """
    try:
        digests = b"".join(bytes.fromhex(part.etag) for part in parts)
    except ValueError:
        return ""
    return f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"


def _encode(value: int, length: int) -> str:
    return binascii.b2a_base64(value.to_bytes(length), newline=False).decode()
