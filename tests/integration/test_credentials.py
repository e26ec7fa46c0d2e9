"""Credentials that end while an upload runs: renewed by themselves, or waited for with the command that renews them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import UnauthorizedSSOTokenError

from desktop_app.domain.clock import utc_now
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import CredentialsMissing
from desktop_app.domain.events import Event, GoingOn, RunEnded, Waiting
from desktop_app.domain.states import SessionStatus
from desktop_app.engine.s3_open import open_bucket
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import MIB, Sender, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, refuse_with

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PROFILES = """
[default]
region = us-east-1
[profile fieldwork]
sso_session = company
sso_account_id = 123456789012
sso_role_name = uploader
[sso-session company]
sso_start_url = https://company.example/start
sso_region = us-east-1
[profile older]
sso_start_url = https://company.example/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = uploader
[profile role]
role_arn = arn:aws:iam::123456789012:role/uploader
source_profile = fieldwork
"""


class Role:
    """Temporary credentials as a role gives them: another key each time, unless there is trouble."""

    def __init__(self) -> None:
        self.given = 0
        self.trouble: Exception | None = None
        metadata = self._give()
        self.credentials = RefreshableCredentials.create_from_metadata(metadata, self._give, "test")

    def end(self) -> None:
        """The present ones have ended."""
        self.credentials._expiry_time = utc_now() - timedelta(seconds=1)  # type: ignore[attr-defined]

    def _give(self) -> dict[str, str]:
        if self.trouble is not None:
            raise self.trouble
        self.given += 1
        return {
            "access_key": f"KEY{self.given}",
            "secret_key": DemoStorage.secret_key,
            "token": f"token{self.given}",
            "expiry_time": (utc_now() + timedelta(hours=1)).isoformat(),
        }


@pytest.fixture(autouse=True)
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(PROFILES)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Role:
    role = Role()
    monkeypatch.setattr(botocore.session.Session, "get_credentials", lambda _: role.credentials)
    return role


@pytest.fixture
def with_role(through_proxy: Sender, role: Role) -> Sender:
    """Sends with a role's credentials, and waits if need be."""
    through_proxy.patience = 60.0
    through_proxy.bucket = lambda destination=None: open_bucket(  # type: ignore[method-assign]
        destination or through_proxy.destination, "fieldwork"
    )
    return through_proxy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(60):
        write_file(tmp_path / "folder" / f"file {number}", 1000)
    write_file(tmp_path / "folder" / "large", 60 * MIB)
    return tmp_path / "folder"


@pytest.mark.parametrize("kind", ["put_object", "upload_part"])
def test_a_request_is_signed_with_the_newest_credentials(
    with_role: Sender, role: Role, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str, kind: str
) -> None:
    """What was signed with the old ones and is refused, since they have just ended, is sent again."""
    signed: list[str] = []

    def look(exchange: Any) -> bool:
        signed.extend(re.findall("Credential=([^/]+)/", exchange.headers.get("Authorization", "")))
        return False

    def end(exchange: Any) -> bool:
        role.end()
        proxy.rule(refuse_with("authorization: .*Credential=KEY1/.*", 400, "ExpiredToken"))
        return False

    proxy.rule(look)
    proxy.rule(end, kind=kind, skip=1, times=1)
    _, ended = with_role.send(folder)
    assert (ended.status, ended.error) == (SessionStatus.COMPLETED, None)
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    assert set(signed) == {"KEY1", "KEY2"}
    assert signed[-1] == "KEY2"
    assert not any(isinstance(event, Waiting) for event in with_role.events)


def test_a_sign_in_that_has_ended_is_waited_for_with_the_command_that_renews_it(
    with_role: Sender, role: Role, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    def end(exchange: Any) -> bool:
        role.trouble = UnauthorizedSSOTokenError()
        role.end()
        return False

    class Renewing(list[Event]):
        def append(self, event: Event) -> None:
            super().append(event)
            if isinstance(event, Waiting):
                role.trouble = None  # As the person does, in a terminal.

    with_role.events = Renewing()
    proxy.rule(end, kind="put_object", skip=5, times=1)
    _, ended = with_role.send(folder)
    assert (ended.status, ended.error) == (SessionStatus.COMPLETED, None)
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    told = [event for event in with_role.events if isinstance(event, Waiting | GoingOn | RunEnded)]
    assert [type(event) for event in told] == [Waiting, GoingOn, RunEnded]
    assert isinstance(told[0], Waiting)
    assert isinstance(told[0].error, CredentialsMissing)
    assert "`aws sso login --profile fieldwork`" in str(told[0].error)


def test_keys_that_somebody_writes_into_the_file_are_gone_on_with(
    through_proxy: Sender,
    proxy: FaultProxy,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))

    def write(name: str) -> None:
        file.write_text(f"[default]\naws_access_key_id = {name}\naws_secret_access_key = {DemoStorage.secret_key}\n")

    class Writing(list[Event]):
        def append(self, event: Event) -> None:
            super().append(event)
            if isinstance(event, Waiting):
                write("NEW")  # As the person does, who was told that the old ones are not accepted.

    def end(exchange: Any) -> bool:
        proxy.rule(refuse_with("authorization: .*Credential=OLD/.*", 403, "InvalidAccessKeyId"))
        return False

    write("OLD")
    through_proxy.patience = 60.0
    through_proxy.bucket = lambda destination=None: open_bucket(  # type: ignore[method-assign]
        destination or through_proxy.destination
    )
    through_proxy.events = Writing()
    proxy.rule(end, kind="put_object", skip=5, times=1)
    _, ended = through_proxy.send(folder)
    assert (ended.status, ended.error) == (SessionStatus.COMPLETED, None)
    assert any(isinstance(event, Waiting) for event in through_proxy.events)
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []


def test_credentials_that_are_at_an_end_when_they_are_renewed_are_no_mistake_of_ours(
    with_role: Sender, role: Role, proxy: FaultProxy, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_role.patience = 0.0
    monkeypatch.setattr(RefreshableCredentials, "_is_expired", lambda _: True)
    role.end()
    with pytest.raises(CredentialsMissing):
        with_role.bucket().check("p/")


@pytest.mark.parametrize(
    ("profile", "command"),
    [
        ("fieldwork", "aws sso login --profile fieldwork"),
        ("older", "aws sso login --profile older"),
        ("role", "aws sso login --profile fieldwork"),
    ],
)
def test_who_is_not_signed_in_is_told_the_command(bucket_name: str, profile: str, command: str) -> None:
    with pytest.raises(CredentialsMissing, match=f"`{command}`"):
        open_bucket(Destination(bucket_name), profile).check("p/")


def test_a_profile_of_the_environment_is_named_too(bucket_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "older")
    with pytest.raises(CredentialsMissing, match="`aws sso login --profile older`"):
        open_bucket(Destination(bucket_name)).check("p/")
