import base64
import hashlib
import zlib

import pytest
from awscrt import checksums as crt
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.objects import ChecksumAlgorithm, Part
from desktop_app.engine.checksums import checksum_of, combined, is_full_object, multipart_etag
from desktop_app.engine.large_files import MAX_PARTS, PART_SIZE, part_size_for

CHECK = b"123456789"


def b64(value: int, length: int) -> str:
    return base64.b64encode(value.to_bytes(length, "big")).decode()


def parts_of(algorithm: ChecksumAlgorithm, bodies: list[bytes]) -> list[Part]:
    return [Part(n, len(body), "", checksum_of(algorithm, body)) for n, body in enumerate(bodies, 1)]


@pytest.mark.parametrize(
    ("algorithm", "checksum"),
    [
        # The check values of the catalogue of parametrised CRC algorithms, and FIPS 180-4.
        (ChecksumAlgorithm.CRC64NVME, b64(0xAE8B14860A799888, 8)),
        (ChecksumAlgorithm.CRC32, b64(0xCBF43926, 4)),
        (
            ChecksumAlgorithm.SHA256,
            base64.b64encode(
                bytes.fromhex("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")
            ).decode(),
        ),
        (ChecksumAlgorithm.NONE, ""),
    ],
)
def test_known_checksums(algorithm: ChecksumAlgorithm, checksum: str) -> None:
    assert checksum_of(algorithm, CHECK) == checksum


def test_checksums_of_nothing() -> None:
    assert checksum_of(ChecksumAlgorithm.CRC64NVME, b"") == b64(0, 8)
    assert checksum_of(ChecksumAlgorithm.CRC32, b"") == "AAAAAA=="
    assert checksum_of(ChecksumAlgorithm.SHA256, b"") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize("algorithm", [ChecksumAlgorithm.CRC64NVME, ChecksumAlgorithm.CRC32])
@given(bodies=st.lists(st.binary(max_size=200), min_size=1, max_size=8))
def test_the_checksum_put_together_from_parts_is_that_of_the_whole(
    algorithm: ChecksumAlgorithm, bodies: list[bytes]
) -> None:
    assert is_full_object(algorithm)
    assert combined(algorithm, parts_of(algorithm, bodies)) == checksum_of(algorithm, b"".join(bodies))


def test_parts_of_real_size_combine_too() -> None:
    bodies = [bytes([n]) * (5 * 2**20 + n) for n in range(3)]
    whole = b"".join(bodies)
    assert combined(ChecksumAlgorithm.CRC64NVME, parts_of(ChecksumAlgorithm.CRC64NVME, bodies)) == b64(
        crt.crc64nvme(whole), 8
    )
    assert combined(ChecksumAlgorithm.CRC32, parts_of(ChecksumAlgorithm.CRC32, bodies)) == b64(zlib.crc32(whole), 4)


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5))
def test_sha256_of_parts_is_that_of_their_checksums_with_their_number(bodies: list[bytes]) -> None:
    digest = hashlib.sha256(b"".join(hashlib.sha256(body).digest() for body in bodies)).digest()
    told = combined(ChecksumAlgorithm.SHA256, parts_of(ChecksumAlgorithm.SHA256, bodies))
    assert told == f"{base64.b64encode(digest).decode()}-{len(bodies)}"


def test_without_checksums_there_is_none_to_combine() -> None:
    assert combined(ChecksumAlgorithm.NONE, [Part(1, 5, "")]) == ""


@given(st.integers(0, 5 * 2**40))
def test_every_file_fits_into_the_parts_that_s3_allows(size: int) -> None:
    part = part_size_for(size)
    assert -(-size // part) <= MAX_PARTS
    assert 5 * 2**20 <= PART_SIZE <= part <= 5 * 2**30
    assert part % 2**20 == 0


def test_the_etag_of_an_object_in_parts() -> None:
    etags = [hashlib.md5(body).hexdigest() for body in (b"a", b"b")]  # noqa: S324 (what S3 gives)
    whole = hashlib.md5(b"".join(bytes.fromhex(etag) for etag in etags)).hexdigest()  # noqa: S324
    assert multipart_etag([Part(n, 1, etag) for n, etag in enumerate(etags, 1)]) == f"{whole}-2"


def test_the_etag_of_parts_whose_etags_are_no_md5_is_not_known() -> None:
    assert multipart_etag([Part(1, 1, "not hex")]) == ""
