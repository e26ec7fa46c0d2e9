"""What people would use instead, each set up as its manual says is quick; those that are not on PATH are left out."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.sink import Sink
from tests.benchmarks.workstation import BUCKET, CREDENTIALS, PREFIX

_RCLONE = """\
[s]
type = s3
provider = Other
env_auth = true
endpoint = {endpoint}
no_check_bucket = true
no_head = true
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program that sends a folder."""

    name: str
    command: list[str]
    environment: dict[str, str]


def peers_of(case: str, folder: Path, sink: Sink, home: Path) -> Iterator[Peer]:
    """Those that are here."""
    environment = {**os.environ, **CREDENTIALS, "AWS_CA_BUNDLE": str(sink.root), "SSL_CERT_FILE": str(sink.root)}
    target = f"s3://{BUCKET}/{PREFIX}"
    if s5cmd := _program("s5cmd"):
        command = [s5cmd, "--no-verify-ssl", "--endpoint-url", sink.endpoint_url, "cp", f"{folder}/*", target]
        yield Peer("s5cmd", command, environment)
    if rclone := _program("rclone"):
        settings = home / "rclone.conf"
        settings.write_text(_RCLONE.format(endpoint=sink.endpoint_url))
        command = [rclone, "copy", str(folder), f"s:{BUCKET}/{PREFIX}", "--no-check-certificate"]
        command += ["--s3-disable-checksum", *_rclone_speed(case)]
        its_own = {name: value for name, value in environment.items() if name != "AWS_CA_BUNDLE"}
        yield Peer("rclone", command, {**its_own, "RCLONE_CONFIG": str(settings)})
    if aws := _program("aws"):
        command = [aws, "--endpoint-url", sink.endpoint_url, "s3", "cp", "--recursive", "--quiet", str(folder), target]
        yield Peer("aws s3 cp", command, environment)


def _rclone_speed(case: str) -> list[str]:
    if case == "large":
        return ["--transfers", "4", "--s3-upload-concurrency", "8", "--s3-chunk-size", "16M"]
    return ["--transfers", "256" if case == "latency" else "64"]


def _program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return shutil.which(name) or (str(beside) if beside.exists() else None)
