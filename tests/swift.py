"""OpenStack Swift as an S3 endpoint: a server that refuses wrong checksums, which moto accepts without a look."""

import contextlib
import getpass
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.domain.company import Destination
from desktop_app.domain.errors import StorageError
from desktop_app.engine.s3 import Bucket
from desktop_app.engine.s3_open import AccessKey, open_bucket

KEY = AccessKey("test:tester", "testing")
_START_SECONDS = 60
_KINDS = ("account", "container", "object")
_SERVER = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {work}
devices = {work}/devices
mount_check = false
user = {user}
workers = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
_PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
swift_dir = {work}
user = {user}
workers = 0
[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
[filter:s3api]
use = egg:swift#s3api
auth_pipeline_check = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
"""
_COMMON = """
[swift-hash]
swift_hash_path_suffix = waybill
[storage-policy:0]
name = one
default = yes
"""


@contextmanager
def running_swift(work: Path) -> Iterator[str]:
    """A Swift of one disk on loopback, its data below ``work``; the S3 endpoint's address."""
    (work / "devices" / "disk").mkdir(parents=True)
    (work / "swift.conf").write_text(_COMMON)
    ports = dict(zip((*_KINDS, "proxy"), _free_ports(len(_KINDS) + 1), strict=True))
    for kind in _KINDS:
        builder = str(work / f"{kind}.builder")
        _tool("swift-ring-builder", builder, "create", "4", "1", "0")
        _tool("swift-ring-builder", builder, "add", f"r1z1-127.0.0.1:{ports[kind]}/disk", "1")
        _tool("swift-ring-builder", builder, "rebalance")
    with contextlib.ExitStack() as servers:
        for kind, port in ports.items():
            config = work / f"{kind}.conf"
            text = _PROXY if kind == "proxy" else _SERVER
            config.write_text(text.format(kind=kind, port=port, work=work, user=getpass.getuser()))
            servers.enter_context(_server(f"swift-{kind}-server", config))
        yield f"http://127.0.0.1:{ports['proxy']}"


def swift_bucket(endpoint_url: str, name: str, **fields: object) -> Bucket:
    """A new bucket, once the server answers."""
    bucket = open_bucket(Destination(name, endpoint_url=endpoint_url, **fields), None, KEY)  # type: ignore[arg-type]
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            with bucket._translating(""):
                bucket._client.create_bucket(Bucket=name)
            return bucket
        except StorageError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _tool(name: str, *arguments: str) -> None:
    subprocess.run([Path(sys.executable).parent / name, *arguments], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _server(name: str, config: Path) -> Iterator[None]:
    with open(config.with_suffix(".log"), "wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).parent / name, config],
            stdout=log,
            stderr=log,
            env={**os.environ, "SWIFT_DIR": str(config.parent), "PYTHONWARNINGS": "ignore"},
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
