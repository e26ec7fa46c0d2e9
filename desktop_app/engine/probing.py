"""What an endpoint that is not AWS does with checksums, found out before anything is sent to it."""

import hashlib
import logging

from desktop_app.domain.errors import ChecksumRefused, ChecksumUnknown, RequestRefused
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.texts import tr
from desktop_app.engine.checksums import checksum_of
from desktop_app.engine.s3 import CHECK_KEY, Bucket
from desktop_app.engine.s3_answers import Habits

log = logging.getLogger(__name__)

_BODY = CHECK_KEY.encode()


def learn_habits(bucket: Bucket, prefix: str) -> None:
    """See whether an endpoint takes and verifies the project's checksum; leaves nothing behind but `Bucket.habits`.

    Asked with tiny parts of an upload that is aborted, which nobody sees and for which who may send may ask. Where a
    wrong checksum is taken, the ETag of every answer is compared with the bytes' MD5 from here on.

    Raises:
        ChecksumUnknown: it takes no request with such a checksum; the message says what it takes.
        StorageError: it does not do what sending needs at all.
    """
    endpoint, algorithm = bucket.destination.endpoint_url, bucket.destination.checksum_algorithm
    if not endpoint or algorithm is ChecksumAlgorithm.NONE:
        return
    key = prefix + CHECK_KEY
    try:
        bucket.habits = _probe(bucket, key, algorithm)
    except (ChecksumRefused, RequestRefused) as refusal:
        if (taken := _checksum_taken(bucket, key)) is None:
            raise
        raise ChecksumUnknown(
            tr(
                "{endpoint} does not take {algorithm} checksums, as this project uses them, but "
                "{what}. An admin can set the project's checksum to {taken}: in the window, or "
                "by `waybill project update NAME --checksum {taken}`. Nothing was sent.",
                endpoint=endpoint,
                algorithm=algorithm,
                what="takes files without" if taken is ChecksumAlgorithm.NONE else f"takes {taken}",
                taken=taken,
            )
        ) from refusal
    finally:
        bucket.rest()  # Whether and when a run follows is not known here.
    if bucket.habits.ignores_checksums:
        instead = "its ETags are compared instead" if bucket.habits.md5_etags else "nor are its ETags MD5s"
        log.warning("%s takes wrong %s checksums; %s", endpoint, algorithm, instead)


def _probe(bucket: Bucket, key: str, algorithm: ChecksumAlgorithm) -> Habits:
    """How the endpoint takes a right and a wrong checksum."""
    upload_id = bucket.begin(key, algorithm)
    try:
        part = bucket.send_part(key, upload_id, 1, _BODY, algorithm, checksum_of(algorithm, _BODY))
        md5_etags = part.etag.lower() == hashlib.md5(_BODY, usedforsecurity=False).hexdigest()
        if algorithm is ChecksumAlgorithm.NONE:
            return Habits(md5_etags)
        try:
            bucket.send_part(key, upload_id, 2, _BODY, algorithm, checksum_of(algorithm, b"other"))
        except (ChecksumRefused, RequestRefused):
            return Habits(md5_etags)
        return Habits(md5_etags, ignores_checksums=True)
    finally:
        bucket.abort(key, upload_id)


def _checksum_taken(bucket: Bucket, key: str) -> ChecksumAlgorithm | None:
    """The best kind of checksum that the endpoint takes."""
    for algorithm in (ChecksumAlgorithm.CRC32, ChecksumAlgorithm.SHA256, ChecksumAlgorithm.NONE):
        if algorithm is not bucket.destination.checksum_algorithm:
            try:
                _probe(bucket, key, algorithm)
            except (ChecksumRefused, RequestRefused):
                continue
            return algorithm
    return None
