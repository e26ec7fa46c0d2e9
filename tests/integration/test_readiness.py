"""What is found out about the storage before an upload starts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.engine import s3_answers
from desktop_app.engine.readiness import Readiness, readiness_of
from desktop_app.engine.s3_open import AccessKey, open_bucket
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import KEY


@pytest.fixture
def destination(storage: DemoStorage, bucket_name: str) -> Destination:
    return Destination(bucket_name, storage.region, storage.endpoint_url)


def ready(destination: Destination, profile: str | None = None, key: AccessKey | None = None) -> Readiness:
    bucket = open_bucket(destination, profile, key)
    bucket.check("cycle-001/")
    return readiness_of(bucket)


def test_a_clock_that_is_right_is_no_matter(destination: Destination) -> None:
    found = ready(destination, key=KEY)
    assert found.clock_ahead is not None
    assert abs(found.clock_ahead) < timedelta(minutes=1)
    assert not found.clock_is_off
    assert not found.credentials_end_soon


def test_a_clock_that_is_off_is_noticed_before_the_storage_refuses(
    destination: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_answers, "utc_now", lambda: utc_now() - timedelta(minutes=7))
    found = ready(destination, key=KEY)
    assert found.clock_is_off
    assert found.clock_ahead is not None
    assert timedelta(minutes=-8) < found.clock_ahead < timedelta(minutes=-6)


@pytest.mark.parametrize("name", ["x_security_token_expires", "aws_expiration", "expiration"])
def test_keys_in_a_file_say_when_they_end(
    destination: Destination, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    end = utc_now().replace(microsecond=0) + timedelta(minutes=20)
    (tmp_path / "credentials").write_text(
        f"[lab]\naws_access_key_id = waybill\naws_secret_access_key = demo\n{name} = {end.isoformat()}\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    found = ready(destination, "lab")
    assert found.credentials_end == end
    assert found.credentials_end_soon


def test_keys_in_the_environment_say_when_they_end(destination: Destination, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in (("ACCESS_KEY_ID", "waybill"), ("SECRET_ACCESS_KEY", "demo")):
        monkeypatch.setenv(f"AWS_{key}", value)
    assert ready(destination).credentials_end is None
    # botocore reads it too, and asks for it to be more than a quarter of an hour away.
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", "2999-01-01T00:00:00Z")
    found = ready(destination)
    assert found.credentials_end == datetime(2999, 1, 1, tzinfo=UTC)
    assert not found.credentials_end_soon
