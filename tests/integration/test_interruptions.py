"""Ctrl+C, kill -9 and a full disk, done to real processes in the middle of an upload."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import MIB, PREFIX, CompanyForTests, disk, objects, open_uploads, write_file
from tests.fault_proxy import FaultProxy, call
from tests.integration.command_line import CONTRACT, TO, CommandLine, agree

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


AT_ONCE = 8
"""Requests in flight of an upload that is killed, and so of what may have to be sent once more."""


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
    ended = threading.Event()

    def hold(exchange: Any) -> bool:
        exchange.body()
        ended.wait(60)
        exchange.cut()
        return True

    proxy.rule(hold, kind="upload_part", key="large", skip=2)
    with waybill.begin("upload", folder, *TO, "--max-workers", "1", "--json") as process:
        running.append(process)
        output, complaints = process.communicate(timeout=60)
    ended.set()
    assert process.returncode == 130, complaints
    assert "Pausing. What was sent is kept." in complaints
    assert '"status": "paused"' in output
    proxy.heal()
    told = waybill.json("resume")
    assert (set(told), told["status"], told["files_uploaded"]) == (CONTRACT, "completed", 13)
    # Two were through; what was held was broken off and goes out again.
    assert proxy.count("upload_part", "large") == 2
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
def test_a_card_that_is_pulled_out_on_the_way_is_gone_on_with(
    waybill: CommandLine, proxy: FaultProxy, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    elsewhere = folder.with_name("pulled out")
    proxy.rule(call(lambda: folder.rename(elsewhere)), kind="put_object", skip=3, times=1)
    sent = waybill.run("upload", folder, *TO, "--max-workers", "1")
    assert sent.returncode == 1
    assert "Plug the disk in again" in sent.stderr
    assert "`waybill resume 1` goes on." in sent.stderr
    elsewhere.rename(folder)
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
    assert busy.stderr == (
        "Already running: Upload 1 is being sent by another Waybill on this computer. Wait until it has ended, or "
        "pause it there.\n"
    )
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
    proxy.heal()
    known, before = set[tuple[str, int]](), 0
    for turn in range(kills):
        running: list[subprocess.Popen[str]] = []
        begun = threading.Event()

        def kill(running: list[subprocess.Popen[str]] = running, begun: threading.Event = begun) -> None:
            begun.wait(10)
            running[0].kill()

        proxy.rules.clear()
        # The first of these are the check's, before there is an upload session.
        act = chance.choice([call(kill), _after(kill)])
        kinds = "put_object|begin|upload_part|complete|list_parts"
        proxy.rule(act, kind=kinds, skip=chance.randrange(4, 24 if turn else 80), times=1)
        arguments = ("resume",) if turn else ("upload", folder, *TO, "--max-workers", str(AT_ONCE))
        with waybill.begin(*arguments) as process:
            running.append(process)
            begun.set()
            process.communicate(timeout=100)
        assert process.returncode in (-signal.SIGKILL, 0), process.returncode
        assert not known & set(sent_through(proxy)[before:]), "sent again, and the journal knew that it had arrived"
        known, before = known_to(waybill), len(sent_through(proxy))
        if process.returncode == 0:
            break  # It was done before the request that was to be its last.
        landed += 1
    assert landed
    proxy.rules.clear()
    waybill.run("resume")
    assert not known & set(sent_through(proxy)[before:])
    again = {each: times - 1 for each, times in Counter(sent_through(proxy)).items() if times > 1}
    parts_again = sum(times for (_, part), times in again.items() if part)
    files_again = sum(times for (_, part), times in again.items() if not part)
    told = f"seed {seed}: {landed} kills, {parts_again} parts and {files_again} small files sent again"
    print(told)  # noqa: T201 (the figures are what a soak is run for)
    assert parts_again <= landed * AT_ONCE, told
    (listed,) = waybill.json("sessions")["sessions"]
    assert (listed["status"], listed["files_failed"]) == ("completed", 0)
    assert listed["files_uploaded"] == len(disk(folder))
    assert objects(s3, bucket_name) == disk(folder)
    assert open_uploads(s3, bucket_name) == []
    agree(company, waybill, listed["session"])


def sent_through(proxy: FaultProxy) -> list[tuple[str, int]]:
    """The keys and parts that were sent, each time; not those of the check."""
    kinds = ("put_object", "upload_part")
    seen = [(each.key, each.part) for each in proxy.requests if each.kind in kinds]
    return [each for each in seen if not each[0].endswith(".waybill-check")]


def known_to(waybill: CommandLine) -> set[tuple[str, int]]:
    """The keys and parts of which the journal knows that they have arrived."""
    with closing(sqlite3.connect(waybill.home / "journal.db")) as db:
        # 2 is uploaded (journal/codes.py).
        found = db.execute(
            "SELECT path, 0 FROM files WHERE status = 2 UNION SELECT path, number FROM parts JOIN files ON id = file_id"
        )
        return {(PREFIX + path.decode(), part) for path, part in found}


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


FILLING = 1000
"""Files whose rows alone need more room than there is, however they are committed and however quick the sending is."""


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
    for number in range(FILLING):
        write_file(folder / f"{'a long name ' * 8}{number}", 10)
    with small_disk(waybill, how) as (before, make_room):
        stopped = waybill.run("upload", folder, *TO, "--json", before=before)
        assert stopped.returncode == 1, stopped.stderr
        assert "Traceback" not in stopped.stderr
        assert "What was sent is kept" in stopped.stderr or "what was sent is kept" in stopped.stderr
        sent = proxy.count("put_object")
        assert sent < FILLING
        make_room()
        told = waybill.json("resume")
        assert (told["status"], told["total_files"]) == ("completed", FILLING)
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


@pytest.mark.usefixtures("survey")
def test_what_was_blocked_is_sent_with_the_folder_once_that_is_mended(
    waybill: CommandLine, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    (folder / "lost").symlink_to(folder / "nowhere")
    assert waybill.run("upload", folder, *TO).returncode == 1
    (folder / "lost").unlink()
    write_file(folder / "lost", 10)
    refused = waybill.run("resume", "1", "--failed")
    assert refused.returncode == 2
    assert "What was blocked is looked at anew when the folder is sent again." in refused.stderr
    assert "Of upload 1, 1 file could not be sent" in waybill.run("resume", "--failed").stdout
    assert waybill.run("upload", folder, *TO).returncode == 0
    assert objects(s3, bucket_name) == disk(folder)
