"""What errors of botocore, of the wire and of the storage mean for a person."""

import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import BadStatusLine
from xml.etree import ElementTree

import httptools
from botocore import exceptions as aws
from botocore.exceptions import ClientError

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import (
    AccessRefused,
    BucketMissing,
    ChecksumRefused,
    ClockOff,
    CredentialsMissing,
    ObjectExists,
    RequestRefused,
    StorageBusy,
    StorageError,
    StorageNotTrusted,
    StorageUnreachable,
    UploadGone,
)
from desktop_app.domain.names import printable
from desktop_app.domain.texts import tr

_KINDS: dict[str, type[StorageError]] = {
    "NoSuchBucket": BucketMissing,
    "AccessDenied": AccessRefused,
    "AllAccessDisabled": AccessRefused,
    "403": AccessRefused,
    "InvalidAccessKeyId": CredentialsMissing,
    "SignatureDoesNotMatch": CredentialsMissing,
    "ExpiredToken": CredentialsMissing,
    "InvalidToken": CredentialsMissing,
    "TokenRefreshRequired": CredentialsMissing,
    "RequestTimeTooSkewed": ClockOff,
    "SlowDown": StorageBusy,
    "Throttling": StorageBusy,
    "ThrottlingException": StorageBusy,
    "RequestTimeout": StorageBusy,
    "InternalError": StorageBusy,
    "ServiceUnavailable": StorageBusy,
    "BadDigest": ChecksumRefused,
    "InvalidDigest": ChecksumRefused,
    "XAmzContentSHA256Mismatch": ChecksumRefused,
    "NoSuchUpload": UploadGone,
    "InvalidPart": UploadGone,
    "InvalidPartOrder": UploadGone,
    "PreconditionFailed": ObjectExists,
    "ConditionalRequestConflict": StorageBusy,
    "OperationAborted": StorageBusy,
}
_LONGEST_ANSWER = 500
"""Characters of a storage's own words that are passed on: some send a whole page."""
_NO_CREDENTIALS = (
    aws.NoCredentialsError,
    aws.PartialCredentialsError,
    aws.CredentialRetrievalError,
    aws.ProfileNotFound,
    aws.SSOError,
    aws.TokenRetrievalError,
)


def client_error(operation: str, status: int, headers: Mapping[str, str], body: bytes) -> ClientError:
    """An answer that refuses, as botocore gives it."""
    told: dict[str, str] = {}
    try:
        root = ElementTree.fromstring(body) if body else None  # noqa: S314 (expat 2.4 and up limits expansion)
    except ElementTree.ParseError:
        root = None  # A gateway's page, which says nothing to a program.
    if root is not None:
        told = {element.tag.rpartition("}")[2]: element.text or "" for element in root}
    return ClientError(
        {
            "Error": {"Code": told.get("Code", str(status)), "Message": told.get("Message", "")},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "HTTPHeaders": dict(headers),
                "RequestId": told.get("RequestId", ""),
                "HostId": told.get("HostId", ""),
                "RetryAttempts": 0,
            },
        },
        operation,
    )


def translate(error: Exception, destination: Destination, key: str, renewal: str = "") -> StorageError:
    """The error of ours for one of botocore's or the wire's; ``renewal`` is the command that renews the sign-in.

    What the storage said in it does nothing to a screen or terminal.
    """
    meant = _translated(error, destination, key, renewal)
    return type(meant)(printable(str(meant)))


def _translated(error: Exception, destination: Destination, key: str, renewal: str) -> StorageError:
    bucket = destination.bucket_name
    where = destination.endpoint_url or tr("AWS S3 in {region}", region=destination.region)
    if isinstance(error, ClientError):
        return _of_answer(error, bucket, where, key, renewal)
    if isinstance(error, (*_NO_CREDENTIALS, RuntimeError)):
        advice = (
            tr("Run `{renewal}`", renewal=renewal)
            if renewal
            else tr("Set up an AWS profile, or renew the one that you have")
        )
        return CredentialsMissing(
            tr(
                "No AWS credentials for s3://{bucket} were found or they could not be renewed "
                "({error}). {advice}, then go on; what was sent is kept.",
                bucket=bucket,
                error=error,
                advice=advice,
            )
        )
    if isinstance(error, aws.SSLError | ssl.SSLError) and (refused := _certificate_refused(str(error), where)):
        return refused
    if (answer := _no_http(error)) is not None:
        return StorageUnreachable(
            tr(
                "What answers at {where} is no S3 storage ({error}). Check the network, which "
                "may want a sign-in of its own, and the project's endpoint; what was sent is "
                "kept.",
                where=where,
                error=str(answer)[:_LONGEST_ANSWER],
            )
        )
    if isinstance(error, aws.HTTPClientError | aws.ConnectionError | OSError):
        return StorageUnreachable(
            tr("No answer from {where}. Check the network, then go on; what was sent is kept.", where=where)
        )
    return RequestRefused(
        tr(
            "The request to {where} could not be made: {error}. What was sent is kept. If trying "
            "again does not help, tell your admin these words.",
            where=where,
            error=error,
        )
    )


def _no_http(error: BaseException | None) -> Exception | None:
    """What an error comes from, if something answered that does not speak HTTP."""
    while error is not None:
        # To be cut off without a word is a BadStatusLine too.
        if isinstance(error, httptools.HttpParserError) or type(error) is BadStatusLine:
            return error
        error = error.__cause__ or error.__context__
    return None


def _certificate_refused(said: str, where: str) -> StorageNotTrusted | None:
    """What is wrong with the endpoint's certificate, by the words of OpenSSL and of urllib3, told by botocore."""
    if "mismatch" in said or "doesn't match" in said:
        return StorageNotTrusted(
            tr(
                "The certificate of {where} is for another host. Ask your admin whether the "
                "project's endpoint is right.",
                where=where,
            )
        )
    if "CERTIFICATE_VERIFY_FAILED" not in said:
        return None
    reason = said.rpartition("certificate verify failed: ")[2].partition(" (_ssl")[0]
    return StorageNotTrusted(
        tr(
            "The certificate of {where} is not trusted ({reason}). If an authority of your "
            "company has signed it, get its certificate as a file from your admin, and name "
            "the file by AWS_CA_BUNDLE, or by ca_bundle in your AWS profile.",
            where=where,
            reason=reason,
        )
    )


def object_exists(key: str) -> ObjectExists:
    """What a project that never overwrites says of a key that is taken."""
    return ObjectExists(
        tr(
            "{key} is in the bucket already, and this project never overwrites: what is there is "
            "kept. Rename the file, or send the folder to another cycle.",
            key=key,
        )
    )


def is_about_credentials(error: RuntimeError) -> bool:
    """Whether it is what botocore raises, bare, where renewed credentials are at an end already."""
    return "refreshed credentials" in str(error)


def is_congestion(error: Exception) -> bool:
    """Whether less should go out at once: the storage says so, or leaves us waiting."""
    late = TimeoutError, aws.ReadTimeoutError, aws.ConnectTimeoutError
    return isinstance(error, StorageBusy) or isinstance(error.__cause__, late)


def _clock_offset(error: ClientError) -> str:
    """How far the clock is off, by the time that the answer carries."""
    told = error.response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date", "")
    try:
        minutes = (utc_now() - parsedate_to_datetime(told)).total_seconds() / 60
    except (TypeError, ValueError):
        return tr("differs too much from the storage's")
    off = format(abs(minutes), ",.0f")
    if minutes > 0:
        return tr("is {minutes} minutes ahead of the storage's", minutes=off)
    return tr("is {minutes} minutes behind the storage's", minutes=off)


def _of_answer(error: ClientError, bucket: str, where: str, key: str, renewal: str) -> StorageError:
    said = error.response["Error"]
    code, message = said.get("Code", ""), said.get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    kind = _KINDS.get(code)
    if kind is None:
        kind = StorageBusy if status in (429, 500, 502, 503, 504) else RequestRefused
    renew = tr("then go on; what was sent is kept.")
    advice = {
        BucketMissing: tr(
            "The bucket {bucket} does not exist at {where}. Ask your admin to create it or to correct the project.",
            bucket=bucket,
            where=where,
        ),
        AccessRefused: tr(
            "Your AWS credentials do not allow {operation_name} in s3://{bucket}. Ask your admin for that permission.",
            operation_name=error.operation_name,
            bucket=bucket,
        ),
        CredentialsMissing: tr("{where} does not accept the AWS credentials ({code}). ", where=where, code=code)
        + (
            tr("Run `{renewal}`, {renew}", renewal=renewal, renew=renew)
            if renewal
            else tr("Renew them, {renew}", renew=renew)
        ),
        ClockOff: tr("This computer's clock {error}. Set it right, {renew}", error=_clock_offset(error), renew=renew),
        StorageBusy: tr(
            "{where} is busy ({what}). Try again later; what was sent is kept.", where=where, what=code or status
        ),
        ChecksumRefused: tr(
            "The bytes of {key} did not arrive as they were sent; the storage refused them "
            "({code}). Try again; if it stays so, something on the way changes what is sent: tell "
            "your admin.",
            key=key,
            code=code,
        ),
        UploadGone: tr(
            "The storage no longer has the begun upload of {key}. Try again, which sends it from "
            "its beginning; if it stays so, ask your admin how long the bucket keeps begun "
            "uploads.",
            key=key,
        ),
        ObjectExists: str(object_exists(key)),
    }
    refused = tr(
        "{where} refused {what}: {answer}. What was sent is kept. If trying again does not "
        "help, tell your admin these words.",
        where=where,
        what=key or bucket,
        answer=(message or code or str(status))[:_LONGEST_ANSWER].rstrip("."),
    )
    return kind(advice.get(kind, refused))
