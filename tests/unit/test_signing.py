"""Requests are signed as botocore signs them."""

from unittest.mock import patch

import botocore.auth
import botocore.awsrequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.engine.signing import Signer

WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)


@given(
    path=st.text("abcXYZ019-._~/", max_size=30).map("/".__add__),
    query=st.dictionaries(WORDS, WORDS, max_size=3),
    headers=st.dictionaries(WORDS.map("x-amz-meta-".__add__), WORDS, max_size=3),
    body=st.binary(max_size=40),
    token=st.none() | WORDS,
    sign_body=st.booleans(),
)
def test_a_signature_is_the_one_that_botocore_makes(
    path: str, query: dict[str, str], headers: dict[str, str], body: bytes, token: str | None, sign_body: bool
) -> None:
    credentials = Credentials("an-id", "a-secret", token)
    signer = Signer(credentials.get_frozen_credentials, "eu-west-3", "s3.example:9000", sign_body=sign_body)
    listed = "&".join(f"{name}={value}" for name, value in sorted(query.items()))
    lines = signer.head("PUT", path, listed, headers, body).decode().split("\r\n")
    sent = {name: value for name, _, value in (line.partition(":") for line in lines[1:-2])}
    assert lines[0] == f"PUT {path}{'?' + listed if listed else ''} HTTP/1.1"
    assert sent["content-length"] == str(len(body))

    theirs = botocore.awsrequest.AWSRequest(
        "PUT",
        f"http://s3.example:9000{path}{'?' + listed if listed else ''}",
        {**headers, "x-amz-content-sha256": sent["x-amz-content-sha256"]},
        body,
    )
    now = botocore.auth.datetime.datetime.strptime(sent["x-amz-date"], "%Y%m%dT%H%M%SZ")  # type: ignore[attr-defined]
    with patch("botocore.auth.get_current_datetime", return_value=now):
        auth = botocore.auth.S3SigV4Auth(credentials, "s3", "eu-west-3")
        with patch.object(auth, "payload", return_value=sent["x-amz-content-sha256"]):
            auth.add_auth(theirs)
    assert sent["authorization"] == theirs.headers["Authorization"]


def test_a_key_that_is_renewed_signs_the_next_request() -> None:
    held = [Credentials("one", "first"), Credentials("two", "second")]
    signer = Signer(lambda: held[0].get_frozen_credentials(), "us-east-1", "host", sign_body=False)
    first = signer.head("PUT", "/a", "", {}, b"")
    held.pop(0)
    second = signer.head("PUT", "/a", "", {}, b"")
    assert b"Credential=one/" in first
    assert b"Credential=two/" in second
    assert first.rpartition(b"Signature=")[2] != second.rpartition(b"Signature=")[2]
