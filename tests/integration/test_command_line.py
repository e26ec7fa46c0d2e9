"""The command line's contract (ARCHITECTURE), by real processes against a real company and a real storage."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.domain.company import Destination
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import PREFIX, UNPRIVILEGED, CompanyForTests, disk, objects, write_file
from tests.fault_proxy import FaultProxy, refuse
from tests.integration.command_line import CONTRACT, TO, CommandLine, agree

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


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
    assert "it is safe to erase what was sent" in sent.stdout
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
    told = waybill.json("upload", folder, *TO, "--dry-run", status=1)
    assert (told["total_files"], told["files_blocked"]) == (12, 1)
    assert objects(s3, bucket_name) == {}
    assert waybill.json("sessions") == {"sessions": []}


@pytest.mark.usefixtures("survey")
def test_a_dry_run_says_what_is_there_already(waybill: CommandLine, folder: Path) -> None:
    waybill.run("upload", folder, *TO)
    write_file(folder / "new", 1000)
    os.mkfifo(folder / "pipe")
    (folder / "nothing in here").mkdir()
    told = waybill.json("upload", folder, *TO, "--dry-run", "--use-find", status=1)
    assert (told["files_to_send"], told["bytes_to_send"], told["files_skipped"], told["files_blocked"]) == (
        1,
        1000,
        12,
        1,
    )
    assert (told["total_files"], told["total_bytes"]) == (13, 1000 + told["bytes_skipped"])
    assert told["empty_names"] == ["nothing in here"]
    printed = waybill.run("upload", folder, *TO, "--dry-run").stdout
    assert "1 file (1,000 B) would be sent." in printed
    assert "12 files" in printed
    assert "there already" in printed
    assert "1 file (0 B) would be blocked.\n  pipe: pipe is a pipe" in printed
    assert "\n  nothing in here\n" in printed


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
def test_a_file_that_s3_cannot_take_is_told_with_what_to_do(
    waybill: CommandLine, folder: Path, s3: "S3Client", bucket_name: str
) -> None:
    with (folder / "huge").open("wb") as huge:
        huge.truncate(5 * 2**40 + 2**38)  # All of it a hole, which takes no room.
    deep = "/".join(["d" * 200] * 6)
    write_file(folder / deep / "file", 1)
    with open(os.fsencode(folder) + b"/caf\xe9", "wb"):
        pass
    for name in ("Caf\u00e9", "Cafe\u0301"):
        write_file(folder / name, 1)
    sent = waybill.run("upload", folder, *TO)
    assert sent.returncode == 1
    assert told_of_files(sent.stdout) == {
        "huge": "The file is 5.3 TiB, and S3 takes at most 5 TiB. Split it.",
        f"{deep}/file": "The key would be 1,220 bytes, and S3 takes at most 1,024. Shorten the path or prefix.",
        r"caf\xe9": r"The name caf\xe9 is not valid UTF-8, and S3 takes no other. Rename it and send it again.",
    } | dict.fromkeys(
        ("Caf\u00e9", "Cafe\u0301"),
        r"Cafe\u0301 and Caf\xe9 look different on the disk but are one name in S3. Rename one of them.",
    )
    assert len(objects(s3, bucket_name)) == 12


def told_of_files(printed: str) -> dict[str, str]:
    """What an upload prints of each file that was not sent."""
    lines = [line.strip().partition(": ") for line in printed.splitlines() if line.startswith("  ")]
    return {name: told for name, _, told in lines}


@pytest.mark.usefixtures("survey")
def test_links_and_left_out_files_are_told(waybill: CommandLine, folder: Path, tmp_path: Path) -> None:
    (folder / "link").symlink_to(tmp_path)
    (folder / "empty").mkdir()
    sent = waybill.run("upload", folder, *TO, "--exclude", "file 1", "--exclude", "file 2")
    assert sent.returncode == 0
    assert "1 link to a folder was not followed" in sent.stdout
    assert "2 files or folders were left out" in sent.stdout
    assert "1 folder is empty" in sent.stdout


# Exit statuses


@pytest.mark.usefixtures("survey")
def test_a_wrong_password_is_3(waybill: CommandLine, folder: Path) -> None:
    waybill.password = "wrong password"
    refused = waybill.run("upload", folder, *TO, "--json")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "Wrong username or password" in refused.stderr


def test_which_upload_is_meant_is_asked_with_where_to_look(waybill: CommandLine) -> None:
    asked = waybill.run("session")
    assert asked.returncode == 2
    assert "`waybill sessions` lists the uploads" in asked.stderr


@pytest.mark.usefixtures("survey")
def test_a_file_s_trouble_has_a_code_for_scripts(waybill: CommandLine, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    waybill.run("upload", folder, *TO)
    (row,) = waybill.json("session", "1", "--failed")["files"]
    assert (row["relative_path"], row["status"]) == ("pipe", "blocked")
    assert row["error_code"] == "not_a_file"


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
    project = store.projects.add("Survey", Destination("no-such-bucket", endpoint_url=storage.endpoint_url))
    store.cycles.add(project.id, "One", 1)
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 4
    assert refused.stderr == (
        f"Bucket not found: The bucket no-such-bucket does not exist at {storage.endpoint_url}. "
        "Ask your admin to create it or to correct the project.\n"
    )
    assert waybill.json("sessions") == {"sessions": []}


def test_a_storage_that_does_not_answer_is_4(waybill: CommandLine, company: CompanyForTests, folder: Path) -> None:
    store, _ = company.admin()
    project = store.projects.add("Survey", Destination("bucket", endpoint_url="http://127.0.0.1:9"))
    store.cycles.add(project.id, "One", 1)
    refused = waybill.run("upload", folder, *TO, "--times-to-retry", "0")
    assert refused.returncode == 4
    assert refused.stderr == (
        "Storage not reachable: No answer from http://127.0.0.1:9. Check the network, then go on; what was sent is "
        "kept.\n"
    )


@pytest.mark.parametrize(
    ("status", "code", "title", "told"),
    [
        (
            403,
            "AccessDenied",
            "No permission",
            "Your AWS credentials do not allow CreateMultipartUpload in s3://{bucket}. Ask your admin for that "
            "permission.",
        ),
        (
            403,
            "InvalidAccessKeyId",
            "No valid AWS credentials",
            "{endpoint} does not accept the AWS credentials (InvalidAccessKeyId). Renew them, then go on; what was "
            "sent is kept.",
        ),
        (
            403,
            "RequestTimeTooSkewed",
            "Clock is off",
            "This computer's clock differs too much from the storage's. Set it right, then go on; what was sent is "
            "kept.",
        ),
        (
            503,
            "SlowDown",
            "Storage is busy",
            "{endpoint} is busy (SlowDown). Try again later; what was sent is kept.",
        ),
    ],
)
@pytest.mark.usefixtures("proxied")
def test_a_storage_that_refuses_everybody_is_told_with_what_to_do(
    waybill: CommandLine,
    proxy: FaultProxy,
    folder: Path,
    bucket_name: str,
    status: int,
    code: str,
    title: str,
    told: str,
) -> None:
    proxy.rule(refuse(status, code))
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == (1 if status == 503 else 4)
    assert refused.stderr == f"{title}: {told.format(bucket=bucket_name, endpoint=proxy.endpoint_url)}\n"
    assert waybill.json("sessions") == {"sessions": []}


@pytest.mark.usefixtures("survey")
def test_no_credentials_is_4(waybill: CommandLine, folder: Path) -> None:
    waybill.environment = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    refused = waybill.run("upload", folder, *TO)
    assert refused.returncode == 4
    assert "No valid AWS credentials: No AWS credentials for s3://" in refused.stderr
    assert "Set up an AWS profile, or renew the one that you have, then go on; what was sent is kept." in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("{folder}", "--project", "No", "--cycle", "One"), "Not found: There is no project No"),
        (("{folder}", "--project", "Survey", "--cycle", "No"), "Not found: There is no cycle No"),
        (("{empty}", *TO), "Nothing to send: There is no file in {empty}. Choose another folder."),
        (("{folder}/gone", *TO), "Folder not found: The folder {folder}/gone is not there. Plug the disk in again or"),
        (
            ("{folder}", *TO, "--exclude", "!"),
            "That will not do: This is no pattern as in .gitignore: Invalid git pattern: '!'.",
        ),
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
    assert told.format(folder=folder, empty=tmp_path / "empty") in refused.stderr


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


def test_a_damaged_journal_that_cannot_be_moved_is_1_and_left_as_it_is(waybill: CommandLine) -> None:
    waybill.home.mkdir()
    body = b"no journal at all, but something else entirely" * 100
    (waybill.home / "journal.db").write_bytes(body)
    (waybill.home / "journal.db").chmod(0o444)
    waybill.home.chmod(0o555)
    refused = waybill.run("whoami", before=UNPRIVILEGED)
    waybill.home.chmod(0o755)
    assert refused.returncode == 1
    assert "Journal is damaged" in refused.stderr
    assert "cannot be moved" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (waybill.home / "journal.db").read_bytes() == body


def test_nothing_to_resume_is_no_error(waybill: CommandLine) -> None:
    told = waybill.json("resume")
    assert told["sessions"] == []
    assert waybill.run("resume", "99").returncode == 2
