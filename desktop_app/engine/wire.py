"""Requests to one bucket over connections that are kept: the quick way for what carries bytes, which is PUT."""

import logging
import ssl
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from botocore.httpsession import get_cert_path
from botocore.utils import get_environ_proxies

from desktop_app.domain.errors import StorageNotTrusted
from desktop_app.domain.texts import tr
from desktop_app.engine.http import Body, Connection, Place, Response, Sent, Steps
from desktop_app.engine.signing import Signer

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from types_boto3_s3.client import S3Client

log = logging.getLogger(__name__)

_PROBE = "waybill"


class Wire:
    """Signed PUTs below one URL. Thread-safe."""

    def __init__(self, place: Place, root: str, signer: Signer) -> None:
        """``root`` is the percent-encoded path before an object's key, with its slash."""
        self._place = place
        self._root = root
        self._signer = signer
        self._idle: deque[Connection] = deque()

    def put(self, key: str, query: str, headers: Mapping[str, str], body: Body, sent: Sent) -> Steps[Response]:
        """Send a body to a key; ``query`` percent-encoded and sorted.

        Raises:
            OSError: the network or TLS failed; every address of the host was tried.
            httptools.HttpParserError: the answer is no HTTP.
        """
        if (connection := self._rested()) is None:
            connection = Connection(self._place)
            yield from connection.open()
        try:
            path = self._root + quote(key, safe="/~")
            head = self._signer.head("PUT", path, query, headers, body)
            return (yield from connection.exchange(head, body, sent))
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Close the connections that rest."""
        while self._idle:
            self._idle.pop().close()

    def _rested(self) -> Connection | None:
        """A connection that was used before and can be used again."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # Another thread took it.
            if connection.is_still_good():
                return connection
            connection.close()
        return None

    def _give_back(self, connection: Connection) -> None:
        if connection.reusable:
            connection.rest()
            self._idle.append(connection)
        else:
            connection.close()


def open_wire(
    client: "S3Client", bucket_name: str, credentials: "Credentials | None", bundle: str | None
) -> Wire | None:
    """A wire to a client's bucket, or None where boto3 has to do it; the log says why.

    Args:
        client: boto3's, which knows how the bucket is addressed.
        bucket_name: the bucket.
        credentials: botocore's, which renew themselves.
        bundle: a file of certificate authorities to trust instead of the usual ones.
    """
    if credentials is None:
        return None  # The first request of boto3 says so.
    if bucket_name.endswith("--x-s3"):
        log.info("small files go through boto3: a directory bucket signs in its own way")
        return None
    url = urlsplit(
        client.generate_presigned_url("put_object", Params={"Bucket": bucket_name, "Key": _PROBE}, HttpMethod="PUT")
    )
    if get_environ_proxies(url.geturl()).get(url.scheme):
        log.info("files go through boto3: a proxy is set for %s", url.hostname)
        return None
    context = _context(bundle) if url.scheme == "https" else None
    place = Place(url.hostname or "", url.port or (443 if context else 80), context)
    signer = Signer(credentials.get_frozen_credentials, client.meta.region_name, url.netloc, sign_body=context is None)
    log.info("files go straight to %s", url.netloc)
    return Wire(place, url.path.removesuffix(_PROBE), signer)


def _context(bundle: str | None) -> ssl.SSLContext:
    """Trust for TLS: the named file alone, else what the system trusts and what botocore brings.

    Raises:
        StorageNotTrusted: the named file is no file of certificates.
    """
    try:
        context = ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise StorageNotTrusted(
            tr(
                "The file of certificate authorities {bundle} cannot be used ({what}). It is "
                "named by AWS_CA_BUNDLE, or by ca_bundle in your AWS profile; correct it there.",
                bundle=bundle,
                what=error.strerror or error,
            )
        ) from error
    if bundle is None:
        brought: Any = get_cert_path(True)
        if brought and Path(brought).is_file():
            context.load_verify_locations(brought)
    # As botocore's own: authorities of companies do not always keep every rule of RFC 5280.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    return context
