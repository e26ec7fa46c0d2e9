"""The command line's contract (ARCHITECTURE), by real processes against a real company and a real storage."""

import contextlib
import os
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

from desktop_app.domain.names import text_form
from desktop_app.domain.values import Cycle, Destination, Project
from desktop_app.journal.journal import Journal
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import (
    MIB,
    PREFIX,
    UNPRIVILEGED,
    CompanyForTests,
    counts_by_status,
    disk,
    objects,
    open_uploads,
    write_file,
)
from tests.fault_proxy import FaultProxy, call, refuse
from tests.integration.command_line import CONTRACT, CommandLine

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

TO = ("--project", "Survey", "--cycle", "One")


@pytest.fixture
def waybill(company: CompanyForTests, tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "home", company.address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    for number in range(12):
        write_file(folder / f"sub {number % 2}" / f"file {number}", number * 1000)
    return folder


@pytest.fixture
def proxied(company: CompanyForTests, proxy: FaultProxy, bucket_name: str) -> tuple[Project, Cycle]:
    """A project whose storage is reached through the proxy."""
    store, _ = company.admin()
    project = store.add_project("Survey", Destination(bucket_name, endpoint_url=proxy.endpoint_url))
    return project, store.add_cycle(project.id, "One", 1)


def agree(company: CompanyForTests, waybill: CommandLine, client_uuid: str) -> None:
    """Journal and company say the same of an upload, and the journal's counts are those of its rows."""
    journal = Journal(waybill.home / "journal.db")
    try:
        (upload,) = (each for each in journal.sessions.recent(1) if each.client_uuid == client_uuid)
        rows = {text_form(file.path): file for file in journal.files.page(upload.id, 0, 10**6).items}
    finally:
        journal.close()
    store, _ = company.admin()
    (seen,) = (each for each in store.upload_sessions().items if each.client_uuid == client_uuid)
    assert (seen.status, seen.counts) == (upload.status, upload.counts)
    assert upload.counts == counts_by_status(rows)
    records = {file.relative_path: file for file in store.files_of(client_uuid, limit=10**6).items}
    assert {path: (file.status, file.size_bytes, file.etag, file.checksum) for path, file in records.items()} == {
        path: (file.status, file.size_bytes, file.etag, file.checksum) for path, file in rows.items()
    }


# The whole job


def test_the_whole_job_from_nothing(
    tmp_path: Path, storage: DemoStorage, s3: "S3Client", bucket_name: str, folder: Path
) -> None:
    waybill = CommandLine(tmp_path / "home", f"sqlite:///{tmp_path / 'new' / 'company.db'}", "boss", "password of boss")
    made = waybill.run("company", "create", waybill.company, "--name", "New", "--code", "N", "--admin", "boss")
    assert (made.returncode, made.stderr) == (0, "")
    to_bucket = ("--bucket", bucket_name, "--endpoint-url", storage.endpoint_url)
    assert waybill.run("project", "add", "Survey", *to_bucket).returncode == 0
    added = waybill.run("cycle", "add", "One", "--project", "survey", "--number", "7")
    assert added.stdout == f"Added cycle One at s3://{bucket_name}/cycle-007/\n"
    sent = waybill.run("upload", folder, "--project", "Survey", "--cycle", "7")
    assert (sent.returncode, sent.stderr) == (0, "")
    assert "All 12 files are in" in sent.stdout
    assert objects(s3, bucket_name) == disk(folder, "cycle-007/")
    assert waybill.json("project", "list")["projects"][0]["project_name"] == "Survey"
    assert waybill.json("cycle", "list", "--project", "Survey")["cycles"][0]["s3_prefix"] == "cycle-007/"
    assert waybill.json("whoami") == {
        "username": "boss",
        "role": "admin",
        "company_name": "New",
        "company_code": "N",
        "company": waybill.company,
    }


@pytest.mark.usefixtures("survey")
def test_an_upload_tells_the_contracts_fields_and_the_history_knows_it(
    waybill: CommandLine, company: CompanyForTests, folder: Path
) -> None:
    told = waybill.json("upload", folder, *TO)
    assert set(told) == CONTRACT
    size = sum(len(body) for body in disk(folder).values())
    assert (told["status"], told["total_files"], told["files_uploaded"]) == ("completed", 12, 12)
    assert told["total_bytes"] == told["uploaded_bytes"] == size
    agree(company, waybill, told["session"])
    (listed,) = waybill.json("sessions")["sessions"]
    assert (listed["session"], listed["status"], listed["files_uploaded"]) == (told["session"], "completed", 12)
    shown = waybill.json("session", str(listed["id"]))
    assert {row["relative_path"] for row in shown["files"]} == {key.removeprefix(PREFIX) for key in disk(folder)}
    assert f"{listed['id']} " in waybill.run("sessions").stdout


@pytest.mark.usefixtures("survey")
def test_several_folders_are_a_session_each_and_told_together(
    waybill: CommandLine, folder: Path, tmp_path: Path
) -> None:
    write_file(tmp_path / "other" / "x", 5)
    told = waybill.json("upload", folder, tmp_path / "other", *TO)
    assert set(told) == CONTRACT - {"session"} | {"sessions"}
    assert [set(each) for each in told["sessions"]] == [CONTRACT, CONTRACT]
    assert (told["status"], told["total_files"], told["files_uploaded"]) == ("completed", 13, 13)


@pytest.mark.usefixtures("survey")
def test_a_dry_run_sends_nothing(waybill: CommandLine, folder: Path, s3: "S3Client", bucket_name: str) -> None:
    os.mkfifo(folder / "pipe")
    told = waybill.json("upload", folder, *TO, "--dry-run")
    assert (told["total_files"], told["files_blocked"]) == (12, 1)
    assert objects(s3, bucket_name) == {}
    assert waybill.json("sessions") == {"sessions": []}


@pytest.mark.usefixtures("survey")
def test_blocked_files_are_named_and_the_status_says_so(
    waybill: CommandLine, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "dangling").symlink_to("nowhere")
    with open(os.fsencode(folder) + b"/caf\xe9", "wb"):
        pass
    sent = waybill.run("upload", folder, *TO)
    assert sent.returncode == 1
    assert "12 of 15 files" in sent.stdout
    assert "pipe: pipe is a pipe, not a file" in sent.stdout
    assert r"caf\xe9" in sent.stdout
    told = waybill.json("session", "1", "--failed")
    assert {row["relative_path"]: row["status"] for row in told["files"]} == dict.fromkeys(
        ("pipe", "dangling", r"caf\xe9"), "blocked"
    )
    assert len(objects(s3, bucket_name)) == 12


@pytest.mark.usefixtures("survey")
def test_a_file_that_may_not_be_read_fails_and_says_why(
    waybill: CommandLine, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    (folder / "sub 1" / "file 1").chmod(0)
    write_file(folder / "closed" / "inside", 1)
    (folder / "closed").chmod(0)
    sent = waybill.run("upload", folder, *TO, before=UNPRIVILEGED)
    (folder / "closed").chmod(0o755)
    assert sent.returncode == 1
    assert "sub 1/file 1 may not be read by your user" in sent.stdout
    assert "closed may not be read by your user" in sent.stdout
    assert set(objects(s3, bucket_name)) == set(disk(folder)) - {PREFIX + "sub 1/file 1", PREFIX + "closed/inside"}


@pytest.mark.usefixtures("survey")
def test_links_and_left_out_files_are_told(waybill: CommandLine, folder: Path, tmp_path: Path) -> None:
    (folder / "link").symlink_to(tmp_path)
    (folder / "empty").mkdir()
    sent = waybill.run("upload", folder, *TO, "--exclude", "file 1", "--exclude", "file 2")
    assert sent.returncode == 0
    assert "1 links to folders were not followed" in sent.stdout
    assert "2 files or folders were left out" in sent.stdout
    assert "1 folders are empty" in sent.stdout


# Exit statuses


@pytest.mark.usefixtures("survey")
def test_a_wrong_password_is_3(waybill: CommandLine, folder: Path) -> None:
    waybill.password = "wrong password"
    refused = waybill.run("upload", folder, *TO, "--json")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "Wrong username or password" in refused.stderr


def test_nobody_signed_in_is_3(waybill: CommandLine) -> None:
    waybill.password = None
    refused = waybill.run("whoami")
    assert refused.returncode == 3
    assert "Nobody is signed in" in refused.stderr


def test_an_unknown_company_is_4_and_nothing_is_made(waybill: CommandLine, tmp_path: Path) -> None:
    waybill.company = f"sqlite:///{tmp_path / 'nowhere.db'}"
    refused = waybill.run("whoami")
    assert refused.returncode == 4
    assert "There is no company at" in refused.stderr
    assert not (tmp_path / "nowhere.db").exists()


def test_a_bucket_that_is_not_there_is_4(
    waybill: CommandLine, company: CompanyForTests, storage: DemoStorage, folder: Path
) -> None:
    store, _ = company.admin()
    project = store.add_project("Survey", Destination("no-such-bucket", endpoint_url=storage.endpoint_url))
    store.add_cycle(project.id, "One", 1)
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 4
    assert "The bucket no-such-bucket does not exist" in refused.stderr
    assert waybill.json("sessions") == {"sessions": []}


def test_a_storage_that_does_not_answer_is_4(waybill: CommandLine, company: CompanyForTests, folder: Path) -> None:
    store, _ = company.admin()
    project = store.add_project("Survey", Destination("bucket", endpoint_url="http://127.0.0.1:9"))
    store.add_cycle(project.id, "One", 1)
    refused = waybill.run("upload", folder, *TO, "--times-to-retry", "0")
    assert refused.returncode == 4
    assert "No answer from http://127.0.0.1:9" in refused.stderr


@pytest.mark.usefixtures("proxied")
def test_no_permission_is_4(waybill: CommandLine, proxy: FaultProxy, folder: Path) -> None:
    proxy.rule(refuse(403, "AccessDenied"))
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 4
    assert "Ask your admin" in refused.stderr


@pytest.mark.usefixtures("survey")
def test_no_credentials_is_4(waybill: CommandLine, folder: Path) -> None:
    waybill.environment = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 4
    assert "No AWS credentials" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("{folder}", "--project", "No", "--cycle", "One"), "There is no project No"),
        (("{folder}", "--project", "Survey", "--cycle", "No"), "There is no cycle No"),
        (("{empty}", *TO), "There is no file in"),
        (("{folder}/gone", *TO), "is not there"),
        (("{folder}", *TO, "--exclude", "!"), "no pattern"),
    ],
)
@pytest.mark.usefixtures("survey")
def test_wrong_settings_are_2(
    waybill: CommandLine, folder: Path, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    filled = [argument.format(folder=folder, empty=tmp_path / "empty") for argument in arguments]
    refused = waybill.run("upload", *filled)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert told in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("upload", ".", "--project", "P"),
        ("upload", ".", *TO, "--max-workers", "-1"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_is_2(waybill: CommandLine, arguments: tuple[str, ...]) -> None:
    refused = waybill.run(*arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Usage:" in refused.stderr


def test_a_damaged_journal_is_1_and_left_as_it_is(waybill: CommandLine) -> None:
    waybill.home.mkdir()
    body = b"no journal at all, but something else entirely" * 100
    (waybill.home / "journal.db").write_bytes(body)
    refused = waybill.run("whoami")
    assert refused.returncode == 1
    assert "Journal is damaged" in refused.stderr
    assert (waybill.home / "journal.db").read_bytes() == body


def test_nothing_to_resume_is_no_error(waybill: CommandLine) -> None:
    told = waybill.json("resume")
    assert told["sessions"] == []
    assert waybill.run("resume", "99").returncode == 2


# Interrupted


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
    proxy.rule(call(during(lambda: running[0], number)), kind="upload_part", part=2, times=1)
    # What is under way is finished, so the rest must take a while.
    proxy.rule(call(lambda: time.sleep(0.5)), kind="upload_part", skip=2)
    with waybill.begin("upload", folder, *TO, "--max-workers", "1", "--json") as process:
        running.append(process)
        output, complaints = process.communicate(timeout=60)
    assert process.returncode == 130, complaints
    assert "Pausing. What was sent is kept." in complaints
    assert '"status": "paused"' in output
    sent = proxy.count("upload_part")
    assert sent < 4
    proxy.heal()
    told = waybill.json("resume")
    assert (set(told), told["status"], told["files_uploaded"]) == (CONTRACT, "completed", 13)
    assert proxy.count("upload_part") == 4 - sent
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
        finally:
            held.set()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert busy.returncode == 2
    assert "is being sent by another Waybill" in busy.stderr


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


# Terminals


def run_in_terminal(waybill: CommandLine, *arguments: str | Path, typed: bytes = b"") -> tuple[int, str]:
    """Run a command on a terminal of its own; its exit status and everything it wrote there."""
    import pty

    ours, theirs = pty.openpty()
    shown = bytearray()
    process = subprocess.Popen(
        waybill.command(*arguments),
        env=waybill.environment_of({"TERM": "xterm"}),
        cwd=waybill.home.parent,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    with contextlib.suppress(OSError):  # Linux says EIO when the last one has left the terminal.
        while piece := os.read(ours, 65536):
            shown += piece
            if typed and b"Password" in shown:
                os.write(ours, typed)
                typed = b""
    os.close(ours)
    return process.wait(60), shown.decode(errors="replace")


@pytest.mark.usefixtures("proxied")
def test_a_terminal_gets_a_progress_bar_and_a_pipe_gets_none(
    waybill: CommandLine, proxy: FaultProxy, folder: Path
) -> None:
    proxy.rule(call(lambda: time.sleep(0.3)), kind="put_object", times=3)
    status, shown = run_in_terminal(waybill, "upload", folder, *TO)
    assert status == 0
    assert "[####" in shown or "[...." in shown
    assert "of 12 files" in shown
    write_file(folder / "another", 5)
    proxy.rule(call(lambda: time.sleep(0.3)), kind="put_object", times=1)
    sent = waybill.run("upload", folder, *TO)
    assert sent.returncode == 0
    assert "[" not in sent.stdout + sent.stderr
    assert "\r" not in sent.stdout + sent.stderr


@pytest.mark.usefixtures("survey")
def test_names_need_not_fit_the_terminals_encoding(waybill: CommandLine, tmp_path: Path) -> None:
    write_file(tmp_path / "f" / "😀", 5)
    os.mkfifo(tmp_path / "f" / "调")
    sent = waybill.run("upload", tmp_path / "f", *TO, environment={"PYTHONIOENCODING": "iso-8859-1"})
    assert sent.returncode == 1
    assert r"\u8c03 is a pipe" in sent.stdout
    shown = waybill.run("session", "1", environment={"PYTHONIOENCODING": "iso-8859-1"})
    assert shown.returncode == 0
    assert r"\U0001f600" in shown.stdout


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


# Signing in for longer


@pytest.fixture
def keychain() -> None:
    """A real Secret Service, which `dev.py test` starts; without it these tests would show nothing."""
    if sys.platform == "linux":
        assert os.environ.get("DBUS_SESSION_BUS_ADDRESS"), "run the tests by `python3 build_scripts/dev.py test`"


@pytest.mark.usefixtures("company", "keychain")
def test_signing_in_lasts_until_signing_out(waybill: CommandLine) -> None:
    signed_in = waybill.run("sign-in")
    assert (signed_in.returncode, signed_in.stderr) == (0, "")
    waybill.password, waybill.username, waybill.company = None, "", ""
    assert waybill.json("whoami")["username"] == "operator"
    kept = b"".join(path.read_bytes() for path in waybill.home.rglob("*") if path.is_file())
    assert b"operator123" not in kept
    assert waybill.run("sign-out").stdout == "Signed out.\n"
    refused = waybill.run("whoami")
    assert refused.returncode == 3
    assert "Nobody is signed in" in refused.stderr


@pytest.mark.usefixtures("company", "keychain")
def test_a_password_is_asked_for_at_a_terminal_and_never_shown(waybill: CommandLine) -> None:
    waybill.password = None
    status, shown = run_in_terminal(waybill, "sign-in", typed=b"operator123\n")
    assert status == 0, shown
    assert "operator (user) at Company" in shown
    assert "operator123" not in shown
    assert waybill.run("sign-out").returncode == 0


def test_without_a_terminal_no_password_is_waited_for(waybill: CommandLine) -> None:
    waybill.password = None
    refused = waybill.run("sign-in")
    assert refused.returncode == 3
    assert "WAYBILL_PASSWORD" in refused.stderr


@pytest.mark.usefixtures("company")
def test_a_keychain_that_writes_plain_text_is_refused(waybill: CommandLine, tmp_path: Path) -> None:
    plugin = tmp_path / "plugin"
    (plugin / "plain-1.0.dist-info").mkdir(parents=True)
    (plugin / "plain-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
    (plugin / "plain-1.0.dist-info" / "entry_points.txt").write_text("[keyring.backends]\nplain = plain\n")
    (plugin / "plain.py").write_text(
        "import keyring.backend\nclass Plain(keyring.backend.KeyringBackend):\n    priority = 99\n"
        f"    def set_password(self, *secret):\n        open({str(tmp_path / 'secrets')!r}, 'w').write(str(secret))\n"
        "    def get_password(self, *name):\n        return None\n    delete_password = get_password\n"
    )
    waybill.environment = {
        "PYTHONPATH": os.pathsep.join([waybill.environment_of()["PYTHONPATH"], str(plugin)]),
        "PYTHON_KEYRING_BACKEND": "plain.Plain",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
    }
    refused = waybill.run("sign-in")
    assert refused.returncode == 2
    assert "keeps none in plain text" in refused.stderr
    assert not (tmp_path / "secrets").exists()
    assert b"operator123" not in b"".join(path.read_bytes() for path in waybill.home.rglob("*") if path.is_file())
