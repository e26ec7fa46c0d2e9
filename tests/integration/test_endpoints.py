"""Endpoints that are not AWS: whom to trust, and which checksums they take."""

import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import ChecksumUnknown, StorageBusy, StorageNotTrusted, StorageUnreachable
from desktop_app.domain.objects import ChecksumAlgorithm
from desktop_app.domain.states import SessionStatus
from desktop_app.engine.http import run
from desktop_app.engine.probing import learn_habits
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_open import open_bucket
from desktop_app.services.demo_storage import DemoStorage
from tests.authority import Authority
from tests.conftest import ADMIN, KEY, MIB, PREFIX, CompanyForTests, Sender, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, refuse, refuse_with, say
from tests.integration.command_line import TO, CommandLine, agree

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CHECK = ".waybill-check"


def put(bucket: Bucket) -> None:
    """Over our own connections."""
    run(bucket.put_in_steps("key", b"body", ChecksumAlgorithm.NONE, "", lambda _: 0.0))


def check(bucket: Bucket) -> None:
    """Through boto3."""
    bucket.check(PREFIX)


# Trust


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authorities") / "ours")


def proxy_at(storage: DemoStorage, authority: Authority, address: str) -> FaultProxy:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.vouch(address))
    return FaultProxy(storage.endpoint_url, context)


@pytest.fixture
def secure(storage: DemoStorage, authority: Authority) -> Iterator[FaultProxy]:
    proxy = proxy_at(storage, authority, "127.0.0.1")
    yield proxy
    proxy.close()


def test_whom_aws_ca_bundle_names_is_trusted(
    sender: Sender,
    secure: FaultProxy,
    authority: Authority,
    bucket_name: str,
    tmp_path: Path,
    s3: "S3Client",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(authority.root))
    for number in range(20):
        write_file(tmp_path / "folder" / f"file {number}", number * 1000)
    write_file(tmp_path / "folder" / "large", 20 * MIB)
    _, ended = sender.send(tmp_path / "folder", destination=Destination(bucket_name, endpoint_url=secure.endpoint_url))
    assert ended.status is SessionStatus.COMPLETED
    assert objects(s3, bucket_name) == disk(tmp_path / "folder")


@pytest.mark.parametrize("ask", [check, put])
def test_an_authority_that_nobody_knows_is_named_with_what_to_do(
    secure: FaultProxy, bucket_name: str, ask: Callable[[Bucket], None]
) -> None:
    bucket = open_bucket(Destination(bucket_name, endpoint_url=secure.endpoint_url), None, KEY)
    with pytest.raises(StorageNotTrusted, match=r"is not trusted \(.+\)\. .*AWS_CA_BUNDLE"):
        ask(bucket)
    assert secure.requests == []


@pytest.mark.parametrize("ask", [check, put])
def test_a_certificate_of_another_host_is_named_as_such(
    storage: DemoStorage,
    authority: Authority,
    bucket_name: str,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Bucket], None],
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(authority.root))
    proxy = proxy_at(storage, authority, "storage.example")
    bucket = open_bucket(Destination(bucket_name, endpoint_url=proxy.endpoint_url), None, KEY)
    with pytest.raises(StorageNotTrusted, match="is for another host"):
        ask(bucket)
    assert proxy.requests == []
    proxy.close()


@pytest.mark.parametrize("content", [None, b"", b"no certificate"], ids=["missing", "empty", "something else"])
def test_a_file_of_authorities_that_is_none_is_named(
    secure: FaultProxy, bucket_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_bytes(content)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with pytest.raises(StorageNotTrusted, match=r"ca\.pem cannot be used.*AWS_CA_BUNDLE"):
        open_bucket(Destination(bucket_name, endpoint_url=secure.endpoint_url), None, KEY)


@pytest.mark.parametrize("ask", [check, put])
def test_what_is_no_storage_is_named_as_such(
    through_proxy: Sender, proxy: FaultProxy, ask: Callable[[Bucket], None]
) -> None:
    proxy.rule(say(b"<html>Sign in to this network first.</html>"))
    with pytest.raises(
        StorageUnreachable,
        match=r"^What answers at http://127\.0\.0\.1:\d+ is no S3 storage \(.+\)\. Check the network, which may want a "
        r"sign-in of its own, and the project's endpoint; what was sent is kept\.$",
    ):
        ask(through_proxy.bucket())


# Checksums

MODERN = "x-amz-(sdk-)?checksum-.*"
SPEAKING = [
    # What is refused, how, and what is proposed.
    ("(?i)x-amz-.*checksum.*crc64nvme.*", 400, "InvalidRequest", "crc32"),
    ("(?i)x-amz-.*checksum.*crc(64nvme|32).*", 400, "XAmzContentSHA256Mismatch", "sha256"),
    (MODERN, 501, "NotImplemented", "none"),
    (MODERN, 400, "InvalidArgument", "none"),
]


@pytest.mark.parametrize(("header", "status", "code", "proposed"), SPEAKING)
def test_an_endpoint_that_refuses_a_checksum_is_found_out_and_what_it_takes_is_proposed(
    through_proxy: Sender,
    proxy: FaultProxy,
    s3: "S3Client",
    bucket_name: str,
    header: str,
    status: int,
    code: str,
    proposed: str,
) -> None:
    proxy.rule(refuse_with(header, status, code))
    with pytest.raises(ChecksumUnknown) as caught:
        learn_habits(through_proxy.bucket(), PREFIX)
    takes = "takes files without" if proposed == "none" else f"takes {proposed}"
    assert str(caught.value) == (
        f"{proxy.endpoint_url} does not take crc64nvme checksums, as this project uses them, but {takes}. An admin can "
        f"set the project's checksum to {proposed}: in the window, or by `waybill project update NAME --checksum "
        f"{proposed}`. Nothing was sent."
    )
    assert (caught.value.mender, caught.value.exit_status) == ("your admin", 4)
    assert open_uploads(s3, bucket_name) == []
    assert objects(s3, bucket_name) == {}
    taken = Destination(bucket_name, endpoint_url=proxy.endpoint_url, checksum_algorithm=ChecksumAlgorithm(proposed))
    learn_habits(open_bucket(taken, None, KEY), PREFIX)


@pytest.mark.usefixtures("proxied")
def test_an_upload_is_not_begun_with_a_checksum_that_is_refused_and_the_advice_helps(
    waybill: CommandLine, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str, company: CompanyForTests
) -> None:
    write_file(folder / "large", 20 * MIB)
    proxy.rule(refuse_with("(?i)x-amz-.*checksum.*crc64nvme.*", 400, "InvalidRequest"))
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 4
    assert "does not take crc64nvme checksums" in refused.stderr
    assert waybill.json("sessions")["sessions"] == []
    (command,) = re.findall("`waybill (project update NAME .*?)`", refused.stderr)
    name, password = ADMIN
    done = waybill.run(
        *command.replace("NAME", "Survey").split(),
        environment={"WAYBILL_USERNAME": name, "WAYBILL_PASSWORD": password},
    )
    assert done.returncode == 0, done.stderr
    told = waybill.json("upload", folder, *TO)
    assert told["status"] == "completed"
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    agree(company, waybill, told["session"])


@pytest.mark.usefixtures("proxied")
def test_an_endpoint_is_got_to_know_once_in_a_run(waybill: CommandLine, proxy: FaultProxy, folder: Path) -> None:
    assert waybill.json("upload", folder, *TO)["status"] == "completed"
    assert proxy.count("upload_part", CHECK) == 2
    assert proxy.count("put_object", CHECK) == 0


def test_where_no_checksum_is_sent_nothing_is_asked(through_proxy: Sender, proxy: FaultProxy, bucket_name: str) -> None:
    plain = Destination(bucket_name, endpoint_url=proxy.endpoint_url, checksum_algorithm=ChecksumAlgorithm.NONE)
    learn_habits(open_bucket(plain, None, KEY), PREFIX)
    assert proxy.requests == []


def test_aws_itself_is_not_asked(bucket_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def request(*_: Any, **__: Any) -> None:
        pytest.fail("a request")

    monkeypatch.setattr(Bucket, "begin", request)
    learn_habits(open_bucket(Destination(bucket_name), None, KEY), PREFIX)


def test_an_endpoint_that_is_busy_is_not_taken_for_one_that_refuses(
    through_proxy: Sender, proxy: FaultProxy, s3: "S3Client", bucket_name: str
) -> None:
    proxy.rule(refuse(503, "SlowDown"), kind="upload_part", times=1)
    with pytest.raises(StorageBusy, match=r"is busy \(SlowDown\)\. Try again later; what was sent is kept"):
        learn_habits(through_proxy.bucket(), PREFIX)
    learn_habits(through_proxy.bucket(), PREFIX)
    assert open_uploads(s3, bucket_name) == []
