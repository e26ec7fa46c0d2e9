"""AWS Signature Version 4 for S3 requests, with the day's key kept.

The rules are the S3 API reference's, "Authenticating Requests: Using the Authorization Header". botocore signs the same
(a test compares them), in ten times the time, since it builds each request from its model.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.engine.http import Body, pieces_of

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials


class _DayKey(NamedTuple):
    """The key of one day, region and secret."""

    day: str
    secret: str
    scope: str
    hmac: hmac.HMAC


class Signer:
    """Signs requests to one host in one region when they are sent, with the credentials of that moment."""

    def __init__(
        self, credentials: "Callable[[], ReadOnlyCredentials]", region: str, host: str, *, sign_body: bool
    ) -> None:
        """``host`` as in the Host header; ``sign_body`` where no TLS keeps the body from being changed on its way."""
        self._credentials = credentials
        self._region = region
        self._host = host
        self._sign_body = sign_body
        self._key = self._key_of("", "")

    def head(self, method: str, path: str, query: str, headers: Mapping[str, str], body: Body) -> bytes:
        """A request's first lines with its signature, up to the empty one.

        Args:
            method: the HTTP method.
            path: percent-encoded, as it goes out.
            query: percent-encoded and sorted, without the question mark.
            headers: beside Host, Content-Length and those of the signature; names in lower case.
            body: what follows.
        """
        credentials = self._credentials()
        now = _now(int(time.time()))
        payload = _sha256(body) if self._sign_body else "UNSIGNED-PAYLOAD"
        signed = {"host": self._host, "x-amz-content-sha256": payload, "x-amz-date": now, **headers}
        if credentials.token:
            signed["x-amz-security-token"] = credentials.token
        names, listed = _sorted(tuple(signed))
        lines = "\n".join([f"{name}:{signed[name]}" for name in names])
        canonical = f"{method}\n{path}\n{query}\n{lines}\n\n{listed}\n{payload}"
        key = self._key
        if key.day != now[:8] or key.secret != credentials.secret_key:
            key = self._key = self._key_of(now[:8], credentials.secret_key or "")
        to_sign = f"AWS4-HMAC-SHA256\n{now}\n{key.scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = key.hmac.copy()
        signature.update(to_sign.encode())
        target = f"{path}?{query}" if query else path
        credential = f"{credentials.access_key}/{key.scope}"
        # A header may be written without a space behind its colon, which is how it is signed.
        return (
            (
                f"{method} {target} HTTP/1.1\n{lines}\ncontent-length:{len(body)}\n"
                f"authorization:AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={listed}, "
                f"Signature={signature.hexdigest()}\n\n"
            )
            .replace("\n", "\r\n")
            .encode()
        )

    def _key_of(self, day: str, secret: str) -> _DayKey:
        key = f"AWS4{secret}".encode()
        for step in (day, self._region, "s3", "aws4_request"):
            key = hmac.digest(key, step.encode(), "sha256")
        return _DayKey(day, secret, f"{day}/{self._region}/s3/aws4_request", hmac.new(key, digestmod="sha256"))


def _sha256(body: Body) -> str:
    digest = hashlib.sha256()
    for piece in pieces_of(body):
        digest.update(piece)
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _now(second: int) -> str:
    """A second since 1970 as the signature writes it; hundreds of requests share one."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(second))


@lru_cache(maxsize=64)
def _sorted(names: tuple[str, ...]) -> tuple[list[str], str]:
    """Headers' names as they are signed: in order, and in one line."""
    ordered = sorted(names)
    return ordered, ";".join(ordered)
