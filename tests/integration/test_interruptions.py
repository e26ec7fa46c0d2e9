"""Ctrl+C, kill -9 and a full disk, done to real processes in the middle of an upload."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.conftest import MIB, CompanyForTests, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call
from tests.integration.command_line import CONTRACT, TO, CommandLine, agree

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def during(process: Callable[[], subprocess.Popen[str]], number: int) -> Callable[[], None]:
    """Send a signal to a process that has been started by then."""
    return lambda: process().send_signal(number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
@pytest.mark.usefixtures("proxied")
def test_an_interrupted_upload_is_130_and_resume_goes_on(
    waybill: CommandLine,
    proxy: FaultProxy,
    company: CompanyForTests,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    number: int,
) -> None:
    write_file(folder / "large", 56 * MIB)
    running: list[subprocess.Popen[str]] = []
    proxy.rule(call(during(lambda: running[0], number)), kind="upload_part", key="large", part=2, times=1)
    # What is under way is finished, so the rest must take a while.
    proxy.rule(call(lambda: time.sleep(0.5)), kind="upload_part", key="large", skip=2)
    with waybill.begin("upload", folder, *TO, "--max-workers", "1", "--json") as process:
        running.append(process)
        output, complaints = process.communicate(timeout=60)
    assert process.returncode == 130, complaints
    assert "Pausing. What was sent is kept." in complaints
    assert '"status": "paused"' in output
    sent = proxy.count("upload_part", "large")
    assert sent < 4
    proxy.heal()
    told = waybill.json("resume")
    assert (set(told), told["status"], told["files_uploaded"]) == (CONTRACT, "completed", 13)
    assert proxy.count("upload_part", "large") == 4 - sent
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    agree(company, waybill, told["session"])


@pytest.mark.usefixtures("proxied")
def test_ctrl_c_twice_ends_at_once_and_loses_nothing(
    waybill: CommandLine, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    held, running = threading.Event(), list[subprocess.Popen[str]]()
    proxy.rule(call(during(lambda: running[0], signal.SIGINT)), kind="put_object", skip=5, times=1)
    proxy.rule(call(lambda: held.wait(30)), kind="put_object", skip=5)
    try:
        with waybill.begin("upload", folder, *TO, "--max-workers", "1") as process:
            running.append(process)
            assert process.stderr is not None
            assert any("Pausing" in line for line in process.stderr)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130
    finally:
        held.set()
    proxy.heal()
    assert waybill.json("resume")["status"] == "completed"
    assert objects(s3, bucket_name) == disk(folder)


@pytest.mark.usefixtures("proxied")
def test_an_upload_is_sent_by_one_process(waybill: CommandLine, proxy: FaultProxy, folder: Path) -> None:
    held, arrived = threading.Event(), threading.Event()
    proxy.rule(call(arrived.set), kind="put_object")
    proxy.rule(call(lambda: held.wait(60)), kind="put_object")
    with waybill.begin("upload", folder, *TO) as process:
        try:
            assert arrived.wait(60)
            busy = waybill.run("resume", "1")
            assert waybill.json("resume")["sessions"] == []
            beside = waybill.run("resume")
            (running,) = waybill.json("sessions")["sessions"]
        finally:
            held.set()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert busy.returncode == 2
    assert "is being sent by another Waybill" in busy.stderr
    assert beside.returncode == 0
    assert "Upload 1 is being sent by another Waybill on this computer." in beside.stderr
    assert not running["interrupted"]


@pytest.mark.usefixtures("proxied")
def test_an_upload_whose_process_was_killed_is_interrupted_at_once(
    waybill: CommandLine, proxy: FaultProxy, folder: Path
) -> None:
    running: list[subprocess.Popen[str]] = []
    proxy.rule(call(during(lambda: running[0], signal.SIGKILL)), kind="put_object", skip=3, times=1)
    with waybill.begin("upload", folder, *TO, "--max-workers", "1") as process:
        running.append(process)
        process.communicate(timeout=60)
    (listed,) = waybill.json("sessions")["sessions"]
    assert (listed["status"], listed["interrupted"]) == ("in_progress", True)
    assert " interrupted " in waybill.run("sessions").stdout


def kill_and_resume(
    waybill: CommandLine,
    proxy: FaultProxy,
    company: CompanyForTests,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    seed: int,
    kills: int,
) -> None:
    """Kill the process at a random request, before or after the storage has seen it, and go on; and again."""
    for number in range(60):
        write_file(folder / "many" / f"{number}", number * 300)
    for number in range(2):
        write_file(folder / f"large {number}", 40 * MIB)
    chance = Random(seed)
    landed = 0
    for turn in range(kills):
        running: list[subprocess.Popen[str]] = []
        begun = threading.Event()

        def kill(running: list[subprocess.Popen[str]] = running, begun: threading.Event = begun) -> None:
            begun.wait(10)
            running[0].kill()

        proxy.heal()
        # The first requests are the check, before there is an upload session.
        act = chance.choice([call(kill), _after(kill)])
        proxy.rule(act, skip=chance.randrange(4, 14 if turn else 70), times=1)
        arguments = ("resume",) if turn else ("upload", folder, *TO)
        with waybill.begin(*arguments) as process:
            running.append(process)
            begun.set()
            process.communicate(timeout=100)
        assert process.returncode in (-signal.SIGKILL, 0), process.returncode
        if process.returncode == 0:
            break  # It was done before the request that was to be its last.
        landed += 1
    print(f"seed {seed}: {landed} kills")  # noqa: T201 (the figure is what a soak is run for)
    assert landed
    proxy.heal()
    waybill.run("resume")
    (listed,) = waybill.json("sessions")["sessions"]
    assert (listed["status"], listed["files_failed"]) == ("completed", 0)
    assert listed["files_uploaded"] == len(disk(folder))
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    agree(company, waybill, listed["session"])


def _after(function: Callable[[], None]) -> Callable[..., bool]:
    def act(exchange: object) -> bool:
        exchange.forward()  # type: ignore[attr-defined]
        function()
        exchange.cut()  # type: ignore[attr-defined]
        return True

    return act


@pytest.mark.usefixtures("proxied")
def test_killed_at_any_moment_an_upload_can_be_gone_on_with(
    waybill: CommandLine, proxy: FaultProxy, company: CompanyForTests, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    kill_and_resume(waybill, proxy, company, folder, s3, bucket_name, seed=1, kills=3)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(2, 8))
@pytest.mark.usefixtures("proxied")
def test_killed_again_and_again_an_upload_can_be_gone_on_with(
    waybill: CommandLine,
    proxy: FaultProxy,
    company: CompanyForTests,
    folder: Path,
    s3: "S3Client",
    bucket_name: str,
    seed: int,
) -> None:
    kill_and_resume(waybill, proxy, company, folder, s3, bucket_name, seed=seed, kills=20)


# A full disk


@pytest.mark.parametrize("how", ["no file may grow", "a small disk"])
@pytest.mark.usefixtures("proxied")
def test_a_full_disk_under_the_journal_is_told_and_loses_nothing(
    waybill: CommandLine,
    proxy: FaultProxy,
    company: CompanyForTests,
    tmp_path: Path,
    s3: "S3Client",
    bucket_name: str,
    how: str,
) -> None:
    folder = tmp_path / "many"
    for number in range(400):
        write_file(folder / f"{'a long name ' * 8}{number}", 10)
    with small_disk(waybill, how) as (before, make_room):
        stopped = waybill.run("upload", folder, *TO, "--json", before=before)
        assert stopped.returncode == 1, stopped.stderr
        assert "Traceback" not in stopped.stderr
        assert "What was sent is kept" in stopped.stderr or "what was sent is kept" in stopped.stderr
        sent = proxy.count("put_object")
        assert sent < 400
        make_room()
        told = waybill.json("resume")
        assert (told["status"], told["total_files"]) == ("completed", 400)
        assert objects(s3, bucket_name) == disk(folder)
        agree(company, waybill, told["session"])


@contextlib.contextmanager
def small_disk(waybill: CommandLine, how: str) -> Iterator[tuple[tuple[str, ...], Callable[[], object]]]:
    """What a command begins with that finds no room for its journal, and how to make room."""
    if how == "no file may grow":
        size = 400 * 1024
        code = f"import resource, os, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        yield (sys.executable, "-c", code + "os.execv(sys.argv[1], sys.argv[1:])"), lambda: None
        return
    waybill.home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", waybill.home], capture_output=True)
    if mounted.returncode:
        pytest.skip("nothing may be mounted here; the other way shows nearly the same")
    try:
        yield (), lambda: subprocess.run(["mount", "-o", "remount,size=50m", waybill.home], check=True)
    finally:
        subprocess.run(["umount", waybill.home], check=True)
