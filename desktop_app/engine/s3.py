"""A project's bucket: each call one request, its errors translated, nothing retried behind our back.

What carries bytes goes over `Wire` where it can; boto3 does the rest, and all of it behind a proxy.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_plus

import httptools
from botocore.exceptions import BotoCoreError, ClientError

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    AccessRefused,
    CredentialsMissing,
    StorageError,
    StorageUnreachable,
    Unconfirmed,
)
from desktop_app.domain.objects import ChecksumAlgorithm, Part, Receipt
from desktop_app.domain.texts import tr
from desktop_app.engine.checksums import is_full_object, multipart_etag
from desktop_app.engine.content_types import content_type_of
from desktop_app.engine.http import Body, Response, Sent, Steps, pieces_of, run
from desktop_app.engine.s3_answers import (
    CHECKSUM_FIELD,
    HEADER_FIELDS,
    UNKNOWN_HABITS,
    ListedObject,
    OpenUpload,
    ServerTime,
    StoredObject,
    checksum_header,
    is_md5,
    receipt_of,
    time_of,
    unquoted,
)
from desktop_app.engine.s3_errors import client_error, is_about_credentials, translate
from desktop_app.engine.wire import Wire

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

log = logging.getLogger(__name__)

CHECK_KEY = ".waybill-check"
"""Behind a prefix, for what is tried and leaves nothing behind."""
ABANDONED_AFTER = timedelta(days=1)
"""How old a multipart upload is that nobody may be taken to go on with."""
_CLOCKS_DIFFER = timedelta(minutes=15)
"""By more the storage refuses every request."""
_ELSEWHERE = (301, 302, 307, 308)


class Bucket:
    """The storage side of one destination. Thread-safe. Every method raises StorageError and nothing else."""

    def __init__(
        self,
        client: "S3Client",
        destination: Destination,
        wire: Wire | None = None,
        renewal: str = "",
        read_keys_again: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare.

        Args:
            client: boto3's.
            destination: the bucket, and how it is addressed.
            wire: the quick way, where there is one.
            renewal: the command that renews the sign-in behind the credentials, where there is one.
            read_keys_again: called before the storage is asked whether it knows us again.
        """
        self._client = client
        self._wire = wire
        self._renewal = renewal
        self._read_keys_again = read_keys_again
        self._was_unknown = False
        """Whether the storage last said that it does not know us."""
        self.destination = destination
        self.server_time: ServerTime | None = None
        """Of the latest answer to `begin`."""
        self.credentials_end: datetime | None = None
        """When the credentials end, where nothing renews them by itself and that is known."""
        self.habits = UNKNOWN_HABITS
        """What `probing.learn_habits` found."""
        self.is_anothers: Callable[[str], bool] = _nobodys
        """Whether another workstation goes on with an upload id; whoever can ask the company sets it."""

    @property
    def in_steps(self) -> bool:
        """Whether `put_in_steps` may be used."""
        return self._wire is not None

    def rest(self) -> None:
        """Close the connections that nobody uses; the next request opens one."""
        if self._wire is not None:
            self._wire.close()

    def check(self, prefix: str) -> None:
        """See that the bucket is there and that we may write and abort below a prefix; leaves nothing behind.

        Asked by beginning a multipart upload and aborting it: HEAD bucket needs other rights than sending does.
        """
        key = prefix + CHECK_KEY
        if self._was_unknown:
            with self._translating(key):
                self._read_keys_again()
        self.abort(key, self.begin(key, ChecksumAlgorithm.NONE))
        self._was_unknown = False
        self.free(key)

    def put(self, key: str, body: bytes, algorithm: ChecksumAlgorithm, checksum: str) -> Receipt:
        """Send a small file in one request."""
        with self._translating(key):
            answer = self._client.put_object(
                Bucket=self.destination.bucket_name,
                Key=key,
                Body=body,
                **self._checksum(algorithm, checksum),
                **self._storing(key),
                **self._never_overwriting(),
            )
        return receipt_of(answer, key, algorithm, checksum, body, self.habits)

    def put_in_steps(
        self, key: str, body: bytes, algorithm: ChecksumAlgorithm, checksum: str, sent: Sent
    ) -> Steps[Receipt]:
        """`put`, so that one thread can carry many; only if `in_steps`."""
        assert self._wire is not None  # noqa: S101 (whoever calls has looked)
        headers = {**self._storing_headers, **checksum_header(algorithm, checksum)}
        if content_type := content_type_of(key):
            headers["content-type"] = content_type
        try:
            answer = self._told("PutObject", (yield from self._wire.put(key, "", headers, body, sent)))
        except Exception:
            with self._translating(key):
                raise
        if answer is None:
            return self.put(key, body, algorithm, checksum)
        return receipt_of(answer, key, algorithm, checksum, body, self.habits)

    def begin(self, key: str, algorithm: ChecksumAlgorithm) -> str:
        """Begin a multipart upload; its upload id."""
        fields: dict[str, Any] = {}
        if algorithm is not ChecksumAlgorithm.NONE:
            kind = "FULL_OBJECT" if is_full_object(algorithm) else "COMPOSITE"
            fields = {"ChecksumAlgorithm": algorithm.upper(), "ChecksumType": kind}
        with self._translating(key):
            answer = self._client.create_multipart_upload(
                Bucket=self.destination.bucket_name, Key=key, **fields, **self._storing(key)
            )
        self.server_time = time_of(answer)
        if not (upload_id := answer.get("UploadId")):
            raise Unconfirmed(
                tr(
                    "The storage answered for {key} without an upload id, so nothing of it was sent. Try "
                    "again; if it stays so, tell your admin.",
                    key=key,
                )
            )
        return upload_id

    def send_part(
        self,
        key: str,
        upload_id: str,
        number: int,
        body: Body,
        algorithm: ChecksumAlgorithm,
        checksum: str,
        sent: Sent = lambda _: 0.0,
    ) -> Part:
        """Send one part.

        ``sent`` hears of its bytes as they leave, and of none now and then, if they go over the wire, else at the end;
        what it raises breaks the request off.
        """
        with self._translating(key):
            answer: Any = None
            if self._wire is not None:
                query = f"partNumber={number}&uploadId={quote(upload_id, safe='~')}"
                headers = checksum_header(algorithm, checksum)
                answer = self._told("UploadPart", run(self._wire.put(key, query, headers, body, sent), lambda: sent(0)))
            if answer is None:
                answer = self._client.upload_part(
                    Bucket=self.destination.bucket_name,
                    Key=key,
                    UploadId=upload_id,
                    PartNumber=number,
                    Body=b"".join(pieces_of(body)),
                    **self._checksum(algorithm, checksum),
                )
                sent(len(body))
        receipt = receipt_of(answer, key, algorithm, checksum, body, self.habits)
        return Part(number, len(body), receipt.etag, checksum)

    def _told(self, operation: str, response: Response) -> dict[str, str] | None:
        """The answer as boto3 gives it; None where the storage sends us elsewhere, which boto3 knows how to follow."""
        if response.status in _ELSEWHERE:
            return None
        if response.status >= 300:
            raise client_error(operation, response.status, response.headers, response.body)
        return {field: response.headers[name] for name, field in HEADER_FIELDS.items() if name in response.headers}

    def parts(self, key: str, upload_id: str) -> dict[int, Part]:
        """The parts that the storage has, by number; without checksums, which many endpoints do not tell."""
        found: dict[int, Part] = {}
        with self._translating(key):
            pages = self._client.get_paginator("list_parts").paginate(
                Bucket=self.destination.bucket_name, Key=key, UploadId=upload_id
            )
            for page in pages:
                for part in page.get("Parts", ()):
                    found[part["PartNumber"]] = Part(part["PartNumber"], part["Size"], unquoted(part["ETag"]))
        return found

    def complete(
        self, key: str, upload_id: str, parts: Sequence[Part], algorithm: ChecksumAlgorithm, checksum: str
    ) -> Receipt:
        """Put the parts together; ``checksum`` is the whole object's."""
        field = CHECKSUM_FIELD.get(algorithm)
        listed: list[Any] = [
            {"PartNumber": part.number, "ETag": part.etag} | ({field: part.checksum} if field else {}) for part in parts
        ]
        whole: dict[str, Any] = {}
        if field and is_full_object(algorithm):
            whole = {field: checksum, "ChecksumType": "FULL_OBJECT"}
        with self._translating(key):
            answer = self._client.complete_multipart_upload(
                Bucket=self.destination.bucket_name,
                Key=key,
                UploadId=upload_id,
                MultipartUpload={"Parts": listed},
                **whole,
                **self._never_overwriting(),
            )
        receipt = receipt_of(answer, key, algorithm, checksum)
        if self.habits.md5_etags and receipt.etag.lower() != (expected := multipart_etag(parts)):
            raise Unconfirmed(
                tr(
                    "The storage answered for {key} with the ETag {etag}; its parts make {expected}. It "
                    "does not count as sent. Try again; if it stays so, tell your admin.",
                    key=key,
                    etag=receipt.etag,
                    expected=expected,
                )
            )
        return receipt

    def abort(self, key: str, upload_id: str) -> None:
        """Give a multipart upload up; its parts are freed. One that is gone already is no error."""
        with self._translating(key):
            try:
                self._client.abort_multipart_upload(Bucket=self.destination.bucket_name, Key=key, UploadId=upload_id)
            except ClientError as error:
                if error.response["Error"]["Code"] not in ("NoSuchUpload", "404"):
                    raise

    def free(self, key: str, since: datetime | None = None) -> None:
        """Abort the multipart uploads of a key that nobody goes on with, and leave those of other workstations.

        That is what was begun more than a day ago, and what was begun after ``since``, when the caller's own upload
        session was made: a process that ended may not have heard of its upload id.

        Raises:
            StorageUnreachable: no answer. Where uploads cannot be listed nothing is done.
        """
        old = utc_now() - ABANDONED_AFTER
        try:
            for upload in self.open_uploads(key):
                own = since is not None and upload.initiated >= since - _CLOCKS_DIFFER
                if upload.key == key and (upload.initiated < old or own) and not self.is_anothers(upload.upload_id):
                    self.abort(key, upload.upload_id)
        except StorageUnreachable:
            raise
        except StorageError as error:
            log.warning("cannot look for earlier uploads of %s: %s", key, error)

    def open_uploads(self, prefix: str) -> Iterator[OpenUpload]:
        """The multipart uploads below a prefix that are neither completed nor aborted, as a stream."""
        with self._translating(prefix):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                # Encoded, because XML cannot hold every character that a key may; some endpoints do not encode.
                Bucket=self.destination.bucket_name,
                Prefix=prefix,
                EncodingType="url",
            )
            for page in pages:
                plain = unquote_plus if page.get("EncodingType") == "url" else str
                for item in page.get("Uploads", ()):
                    yield OpenUpload(plain(item["Key"]), item["UploadId"], item["Initiated"])

    def head(self, key: str) -> ListedObject | None:
        """The object as it is in the bucket, or None."""
        with self._translating(key):
            try:
                answer = self._client.head_object(Bucket=self.destination.bucket_name, Key=key)
            except ClientError as error:
                if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                    return None
                raise
        return ListedObject(key, answer["ContentLength"], unquoted(answer["ETag"]))

    def checksum(self, key: str) -> Receipt | None:
        """A checksum of all of an object's bytes with its ETag, where the storage has one and tells it."""
        if (there := self.examine(key)) is not None:
            for algorithm, told in there.checksums.items():
                if "-" not in told:
                    return Receipt(there.etag, told, algorithm)
        return None

    def examine(self, key: str) -> StoredObject | None:
        """What the storage tells of an object, its checksums too where it keeps any; None if there is none."""
        with self._translating(key):
            try:
                answer = self._head_with_checksums(key)
            except ClientError as error:
                if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                    return None
                raise
        told: Mapping[str, Any] = answer
        etag = unquoted(answer["ETag"])
        # S3 writes the number of parts behind a composite checksum; some endpoints do so behind the ETag alone.
        _, dash, parts = etag.partition("-") if told.get("ChecksumType") == "COMPOSITE" else ("", "", "")
        checksums = {
            algorithm: value if "-" in value else f"{value}{dash}{parts}"
            for algorithm, field in CHECKSUM_FIELD.items()
            if (value := told.get(field))
        }
        return StoredObject(key, answer["ContentLength"], etag, checksums, is_md5(etag.partition("-")[0], answer))

    def _head_with_checksums(self, key: str) -> Any:
        bucket = self.destination.bucket_name
        try:
            return self._client.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
        except ClientError as error:
            # Where a key of one's own encrypts, checksums need a right that looking does not.
            if error.response["Error"]["Code"] not in ("403", "AccessDenied"):
                raise
            return self._client.head_object(Bucket=bucket, Key=key)

    def holds(self, key: str, size_bytes: int, etag: str) -> bool:
        """Whether the object is there as it should be; False also for whoever may write but not look."""
        try:
            there = self.head(key)
        except AccessRefused:
            return False
        return there is not None and (there.size_bytes, there.etag) == (size_bytes, etag)

    def list(self, prefix: str, *, after: str = "") -> Iterator[ListedObject]:
        """The objects below a prefix, as a stream in the order of their keys; those behind ``after`` if it is given."""
        behind: dict[str, Any] = {"StartAfter": after} if after else {}
        with self._translating(prefix):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.destination.bucket_name, Prefix=prefix, **behind
            )
            for page in pages:
                for item in page.get("Contents", ()):
                    yield ListedObject(item["Key"], item["Size"], unquoted(item["ETag"]))

    def read(self, key: str) -> Iterator[bytes]:
        """An object's bytes, in pieces of 1 MiB."""
        with self._translating(key):
            answer = self._client.get_object(Bucket=self.destination.bucket_name, Key=key)
            yield from answer["Body"].iter_chunks(2**20)

    @contextmanager
    def _translating(self, key: str) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, ClientError, OSError, httptools.HttpParserError) as error:
            raise self._translated(error, key) from error
        except RuntimeError as error:
            if not is_about_credentials(error):
                raise
            raise self._translated(error, key) from error

    def _translated(self, error: Exception, key: str) -> StorageError:
        meant = translate(error, self.destination, key, self._renewal)
        self._was_unknown = self._was_unknown or isinstance(meant, CredentialsMissing)
        return meant

    def _checksum(self, algorithm: ChecksumAlgorithm, checksum: str) -> dict[str, Any]:
        # Both the name and our value: then botocore computes none of its own, and an endpoint that keeps it keeps ours.
        field = CHECKSUM_FIELD.get(algorithm)
        return {"ChecksumAlgorithm": algorithm.upper(), field: checksum} if field else {}

    def _storing(self, key: str) -> dict[str, Any]:
        destination = self.destination
        fields = {
            "ContentType": content_type_of(key),
            "StorageClass": destination.storage_class,
            "ServerSideEncryption": destination.sse,
            "SSEKMSKeyId": destination.kms_key_id,
        }
        return {name: value for name, value in fields.items() if value}

    @cached_property
    def _storing_headers(self) -> dict[str, str]:
        destination = self.destination
        headers = {
            "x-amz-storage-class": destination.storage_class,
            "x-amz-server-side-encryption": destination.sse,
            "x-amz-server-side-encryption-aws-kms-key-id": destination.kms_key_id,
            "if-none-match": "*" if destination.never_overwrite else None,
        }
        return {name: value for name, value in headers.items() if value}

    def _never_overwriting(self) -> dict[str, Any]:
        return {"IfNoneMatch": "*"} if self.destination.never_overwrite else {}


def _nobodys(_upload_id: str) -> bool:
    return False
