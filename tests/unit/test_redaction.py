"""No secret leaves the program with a text."""

import pytest

from desktop_app.domain.redaction import REMOVED, without_secrets


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("postgresql://coast:h0rse-battery@db.example.com/waybill", "h0rse-battery"),
        ("proxy http://mara:pa%40ss@proxy:3128 refused", "pa%40ss"),
        ("password=hunter22 and more", "hunter22"),
        ('{"WAYBILL_PASSWORD": "hunter22"}', "hunter22"),
        ("WAYBILL_COMPANY_PASSWORD=correct-horse", "correct-horse"),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
        ("AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEHY", "IQoJb3JpZ2luX2VjEHY"),
        ("signed by AKIAIOSFODNN7EXAMPLE for S3", "AKIAIOSFODNN7EXAMPLE"),
        ("ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
        ("GET /x?X-Amz-Credential=AKIDABC%2F2026&X-Amz-Signature=deadbeef0123", "deadbeef0123"),
        ("GET /x?X-Amz-Security-Token=FwoGZXIvYXdzEBYa", "FwoGZXIvYXdzEBYa"),
        ("Authorization: AWS4-HMAC-SHA256 Credential=abc/2026, Signature=fe5f80f77d5fa3be", "fe5f80f77d5fa3be"),
        ("sent Bearer 0123456789abcdef", "0123456789abcdef"),
        ("a token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN was refused", "dozjgNryP4J3jVmN"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----", "MIIEvQIBADANBg"),
        ("renewal_token: 3f9ac1d2", "3f9ac1d2"),
        ("WAYBILL_FEED_PRIVATE_KEY=k3J0bm90YWtleQ", "k3J0bm90YWtleQ"),
    ],
)
def test_what_looks_like_a_secret_is_removed(text: str, secret: str) -> None:
    told = without_secrets(text)
    assert secret not in told
    assert REMOVED in told
    assert without_secrets(told) == told


@pytest.mark.parametrize(
    "text",
    [
        "s3://bucket/cycle-001/Card A/token.jpg uploaded in 3 s",
        "2026-11-26 19:00:00 INFO desktop_app.engine.wire files go straight to 127.0.0.1:42827",
        "http://127.0.0.1:42827 takes wrong crc64nvme checksums; its ETags are compared instead",
        "the password was wrong",
        "https://db.example.com:5432/waybill",
    ],
)
def test_what_helps_stays(text: str) -> None:
    assert without_secrets(text) == text


def test_a_known_secret_is_removed_wherever_it_stands() -> None:
    assert without_secrets("xxcorrect horsexx", ["correct horse", ""]) == f"xx{REMOVED}xx"
