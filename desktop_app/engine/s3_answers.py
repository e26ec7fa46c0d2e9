"""What a storage's answers say of objects, and how far they are believed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import ChecksumRefused, Unconfirmed
from desktop_app.domain.objects import ChecksumAlgorithm, Receipt
from desktop_app.domain.texts import tr
from desktop_app.engine.http import Body, pieces_of

CHECKSUM_FIELD = {
    ChecksumAlgorithm.CRC64NVME: "ChecksumCRC64NVME",
    ChecksumAlgorithm.CRC32: "ChecksumCRC32",
    ChecksumAlgorithm.SHA256: "ChecksumSHA256",
}
HEADER_FIELDS = {
    "etag": "ETag",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
} | {f"x-amz-checksum-{algorithm}": field for algorithm, field in CHECKSUM_FIELD.items()}
"""What `receipt_of` looks at, by the header that carries it."""


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object as the bucket's listing shows it; ETag without quotes."""

    key: str
    size_bytes: int
    etag: str


@dataclass(frozen=True, slots=True)
class Habits:
    """What an endpoint was found to do, beside what S3's rules say."""

    md5_etags: bool = False
    """The ETag of what is not encrypted is the MD5 of its bytes, and of its parts' MD5s."""
    ignores_checksums: bool = False
    """It repeats checksums and does not look at them."""


UNKNOWN_HABITS = Habits()


@dataclass(frozen=True, slots=True)
class ServerTime:
    """What a storage says the time is, and what it was here when it said so."""

    there: datetime
    here: datetime


def time_of(answer: Mapping[str, Any]) -> ServerTime | None:
    """The time in an answer of boto3; not every endpoint tells it."""
    told = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date", "")
    try:
        return ServerTime(parsedate_to_datetime(told), utc_now())
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object as the storage itself tells of it; ETag without quotes."""

    key: str
    size_bytes: int
    etag: str
    checksums: Mapping[ChecksumAlgorithm, str]
    """Those that the storage keeps, as S3 writes them; of a composite one the number of parts stands behind a ``-``."""
    etag_is_md5: bool
    """Whether the ETag is an MD5 of the bytes, or of the parts' MD5s where it ends in their number."""


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """A multipart upload that has been begun and not ended."""

    key: str
    upload_id: str
    initiated: datetime
    """By the storage's clock."""


def receipt_of(
    answer: Any,
    key: str,
    algorithm: ChecksumAlgorithm,
    checksum: str,
    body: Body | None = None,
    habits: Habits = UNKNOWN_HABITS,
) -> Receipt:
    """Believe an answer only as far as it goes: what it tells of the bytes must be true of those that were sent.

    A checksum that comes back is the one that the storage computed; where none does, or where it only repeats what it
    was sent, the ETag is the bytes' MD5.
    """
    etag = unquoted(answer.get("ETag", ""))
    if not etag:
        raise Unconfirmed(
            tr(
                "The storage answered for {key} without saying what it has, so it does not count as "
                "sent. Try again; if it stays so, tell your admin.",
                key=key,
            )
        )
    told = answer.get(CHECKSUM_FIELD.get(algorithm, ""), "")
    if told and told != checksum:
        raise ChecksumRefused(
            tr(
                "The storage holds other bytes of {key} than were sent (checksum {told}, sent "
                "{checksum}). It does not count as sent. Try again; if it stays so, tell your admin.",
                key=key,
                told=told,
                checksum=checksum,
            )
        )
    by_md5 = habits.md5_etags if told and habits.ignores_checksums else not told
    if by_md5 and body is not None and is_md5(etag, answer):
        digest = hashlib.md5(usedforsecurity=False)
        for piece in pieces_of(body):
            digest.update(piece)
        sent = digest.hexdigest()
        if etag.lower() != sent:
            raise ChecksumRefused(
                tr(
                    "The storage holds other bytes of {key} than were sent (MD5 {etag}, sent {sent}). It "
                    "does not count as sent. Try again; if it stays so, tell your admin.",
                    key=key,
                    etag=etag,
                    sent=sent,
                )
            )
    return Receipt(etag, checksum, algorithm)


def is_md5(etag: str, answer: Any) -> bool:
    """Whether an ETag is the MD5 of the bytes: not where a key of one's own encrypts them (S3's rules for ETags)."""
    encrypted = answer.get("ServerSideEncryption", "").startswith("aws:kms") or "SSECustomerAlgorithm" in answer
    return not encrypted and re.fullmatch("[0-9a-fA-F]{32}", etag) is not None


def is_multipart_md5(etag: str) -> bool:
    """Whether an ETag looks like the MD5 of parts' MD5s, with their number."""
    return re.fullmatch(r"[0-9a-fA-F]{32}-\d+", etag) is not None


def checksum_header(algorithm: ChecksumAlgorithm, checksum: str) -> dict[str, str]:
    """The headers by which a request carries its checksum; none for an empty one."""
    if not checksum:
        return {}
    # AWS needs the value alone; others look for the name as the SDKs send it.
    return {f"x-amz-checksum-{algorithm}": checksum, "x-amz-sdk-checksum-algorithm": algorithm.upper()}


def unquoted(etag: str) -> str:
    """An ETag without the quotes that HTTP puts around it."""
    return etag.strip('"')
