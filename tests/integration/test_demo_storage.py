import base64
import contextlib
import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import pytest
from awscrt import checksums
from botocore.config import Config
from botocore.exceptions import ClientError

from desktop_app.domain.errors import DemoUnavailable
from desktop_app.services import demo_storage
from desktop_app.services.demo_storage import DemoStorage

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

MIB = 1024 * 1024
SOURCE = Path(demo_storage.__file__).parents[2]

pytestmark = pytest.mark.skipif(importlib.util.find_spec("moto") is None, reason="needs the extra [demo]")


@pytest.fixture(scope="module")
def storage() -> Iterator[DemoStorage]:
    with DemoStorage() as storage:
        storage.create_bucket("survey")
        yield storage


@pytest.fixture(scope="module")
def s3(storage: DemoStorage) -> Iterator["S3Client"]:
    client = client_of(storage)
    yield client
    client.close()


def client_of(storage: DemoStorage) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=storage.endpoint_url,
        region_name=storage.region,
        aws_access_key_id=storage.access_key,
        aws_secret_access_key=storage.secret_key,
        config=Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"total_max_attempts": 1},
        ),
    )


@pytest.mark.parametrize(
    "key",
    [
        "plain/file.txt",
        "line\nbreak",
        "ends with a line break\n",
        "control \x01\t\r\x1b\x7f",
        "ends with a space ",
        "ends with a dot.",
        " leading",
        "a//b",
        "folder /file./x",
        "100%25 a+b?c=d&e#f",
        "back\\slash \"quotes\" 'single' <&>",
        "-rf",
        "...",
        "😀 調査 מדידות",
        "Cafe\u0301",
        "k" * 1024,
    ],
)
def test_keeps_every_key_as_it_is(s3: "S3Client", key: str) -> None:
    body = key.encode() * 3
    s3.put_object(Bucket="survey", Key=key, Body=body)
    assert s3.get_object(Bucket="survey", Key=key)["Body"].read() == body
    assert [each["Key"] for each in s3.list_objects_v2(Bucket="survey", Prefix=key)["Contents"]] == [key]


def test_gives_back_the_checksum_of_a_put(s3: "S3Client") -> None:
    checksum = crc64nvme(b"hello")
    answer = s3.put_object(
        Bucket="survey", Key="checked", Body=b"hello", ChecksumAlgorithm="CRC64NVME", ChecksumCRC64NVME=checksum
    )
    assert answer["ChecksumCRC64NVME"] == checksum
    assert s3.head_object(Bucket="survey", Key="checked", ChecksumMode="ENABLED")["ChecksumCRC64NVME"] == checksum


def test_puts_the_parts_of_a_large_object_together(s3: "S3Client") -> None:
    parts = [os.urandom(5 * MIB), os.urandom(5 * MIB), os.urandom(1000)]
    upload_id = s3.create_multipart_upload(
        Bucket="survey", Key="large\n.bin", ChecksumAlgorithm="CRC64NVME", ChecksumType="FULL_OBJECT"
    )["UploadId"]
    of_upload: Any = {"Bucket": "survey", "Key": "large\n.bin", "UploadId": upload_id}
    for number, part in enumerate(parts, 1):
        s3.upload_part(**of_upload, PartNumber=number, Body=part, ChecksumCRC64NVME=crc64nvme(part))
    listed = s3.list_parts(**of_upload)["Parts"]
    assert [part["Size"] for part in listed] == [len(part) for part in parts]

    whole = b"".join(parts)
    done: Any = [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in listed]
    s3.complete_multipart_upload(
        **of_upload, MultipartUpload={"Parts": done}, ChecksumCRC64NVME=crc64nvme(whole), ChecksumType="FULL_OBJECT"
    )
    answer = s3.get_object(Bucket="survey", Key="large\n.bin", ChecksumMode="ENABLED")
    assert answer["Body"].read() == whole
    assert answer["ETag"].endswith('-3"')
    assert answer["ChecksumCRC64NVME"] == crc64nvme(whole)


def test_a_multipart_upload_that_is_no_more_is_named_as_such(s3: "S3Client") -> None:
    upload_id = s3.create_multipart_upload(Bucket="survey", Key="given up")["UploadId"]
    of_upload: Any = {"Bucket": "survey", "Key": "given up", "UploadId": upload_id}
    etag = s3.upload_part(**of_upload, PartNumber=1, Body=b"x")["ETag"]
    s3.abort_multipart_upload(**of_upload)
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.upload_part(**of_upload, PartNumber=1, Body=b"x")
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.complete_multipart_upload(**of_upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    with pytest.raises(ClientError, match="NoSuchUpload"):
        s3.list_parts(**of_upload)


def test_never_overwrites_when_asked_not_to(s3: "S3Client") -> None:
    s3.put_object(Bucket="survey", Key="once", Body=b"1", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket="survey", Key="once", Body=b"2", IfNoneMatch="*")


def test_a_bucket_may_be_made_twice_and_keeps_what_it_holds(storage: DemoStorage, s3: "S3Client") -> None:
    s3.put_object(Bucket="survey", Key="kept", Body=b"1")
    storage.create_bucket("survey")
    assert s3.get_object(Bucket="survey", Key="kept")["Body"].read() == b"1"


@pytest.mark.parametrize("name", ["x", "y" * 64])
def test_a_bucket_name_that_s3_refuses_is_refused(storage: DemoStorage, name: str) -> None:
    with pytest.raises(DemoUnavailable, match="InvalidBucketName"):
        storage.create_bucket(name)


def test_websites_may_not_read_it(storage: DemoStorage) -> None:
    connection = http.client.HTTPConnection(*address_of(storage.endpoint_url), timeout=10)
    connection.request("GET", "/survey", headers={"Origin": "https://website.example"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.headers["Access-Control-Allow-Origin"] is None


def test_two_run_side_by_side_and_share_nothing(storage: DemoStorage, s3: "S3Client") -> None:
    s3.put_object(Bucket="survey", Key="here", Body=b"1")
    with DemoStorage() as other:
        assert other.endpoint_url != storage.endpoint_url
        other.create_bucket("survey")
        client = client_of(other)
        assert "Contents" not in client.list_objects_v2(Bucket="survey")
        client.close()


def test_stop_ends_it_and_may_be_called_again() -> None:
    storage = DemoStorage()
    storage.stop()
    storage.stop()
    assert not answers(address_of(storage.endpoint_url))
    with pytest.raises(DemoUnavailable, match="no longer answers"):
        storage.create_bucket("survey")


def test_imports_nothing_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "queue.py").write_text("raise SystemExit('imported what lay in the folder')")
    monkeypatch.chdir(tmp_path)
    DemoStorage().stop()


def test_ends_with_a_parent_that_is_killed() -> None:
    with parent_process() as (parent, address):
        assert answers(address)
        parent.kill()
        parent.wait()
        assert becomes_silent(address, within=5)


@pytest.mark.skipif(sys.platform == "win32", reason="signals to process groups")
def test_outlives_a_ctrl_c_that_its_parent_outlives() -> None:
    with parent_process("import signal; signal.signal(signal.SIGINT, lambda *_: None)") as (parent, address):
        os.killpg(parent.pid, signal.SIGINT)
        assert not becomes_silent(address, within=1)


def test_a_missing_moto_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_storage, "_NEEDED_MODULES", ("os", "moto_that_is_not_there"))
    with pytest.raises(
        DemoUnavailable, match=r"moto_that_is_not_there must be installed: pip install 'waybill\[demo\]'"
    ):
        DemoStorage()


def test_a_child_that_fails_gives_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_storage, "_child_command", lambda: [sys.executable, "-c", "raise SystemExit('no room')"])
    with pytest.raises(DemoUnavailable, match="no room"):
        DemoStorage()


def test_a_child_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_storage, "_START_TIMEOUT", 0.2)
    monkeypatch.setattr(demo_storage, "_child_command", lambda: [sys.executable, "-c", "input()"])
    with pytest.raises(DemoUnavailable, match="did not start within"):
        DemoStorage()


def test_a_frozen_program_starts_its_hidden_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert demo_storage._child_command() == [sys.executable, "demo-storage"]


def test_a_proxy_of_the_environment_does_not_stand_between(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "example.com")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with DemoStorage() as storage:
        storage.create_bucket("survey")
        client = client_of(storage)
        client.put_object(Bucket="survey", Key="direct", Body=b"1")
        client.close()
    assert os.environ["no_proxy"] == "example.com,127.0.0.1"


def test_the_proxy_settings_of_the_system_stay_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    demo_storage._exempt_loopback_from_proxies()
    assert "no_proxy" not in os.environ


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_200_megabytes_do_not_stay_in_memory(s3: "S3Client", storage: DemoStorage) -> None:
    body = os.urandom(4 * MIB)
    before = resident_mib(storage.process_id)
    for number in range(50):
        s3.put_object(Bucket="survey", Key=f"many/{number}", Body=body)
    assert resident_mib(storage.process_id) - before < 100


@contextlib.contextmanager
def parent_process(first: str = "pass") -> Iterator[tuple[subprocess.Popen[str], tuple[str, int]]]:
    """A program that has a demo storage, in a process group of its own, and the storage's address."""
    program = (
        f"{first}\nimport time; from desktop_app.services.demo_storage import DemoStorage\n"
        "storage = DemoStorage(); print(storage.endpoint_url, flush=True)\n"
        "while True: time.sleep(1)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=SOURCE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    with parent.stdout:
        try:
            yield parent, address_of(parent.stdout.readline().strip())
        finally:
            parent.kill()
            parent.wait()


def crc64nvme(body: bytes) -> str:
    return base64.b64encode(checksums.crc64nvme(body).to_bytes(8, "big")).decode()


def address_of(endpoint_url: str) -> tuple[str, int]:
    url = urlsplit(endpoint_url)
    return str(url.hostname), int(url.port or 0)


def answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def becomes_silent(address: tuple[str, int], within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not answers(address):
            return True
        time.sleep(0.05)
    return False


def resident_mib(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) // 1024
