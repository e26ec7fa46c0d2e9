"""What README, manual and the pages for contributors say to type is typed here, and does what they say."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from build_scripts import dev, man_page
from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.setup import create_company
from desktop_app.services.demo_storage import DemoStorage
from tests.conftest import REPOSITORY, disk, objects, write_file
from tests.integration.command_line import CommandLine
from tests.postgres import PostgresServer, binary

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PASSWORD = "a password of theirs"
PAGES = ("README.md", "resources/manual.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """Commands that a page shows together."""

    page: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip() and not line.startswith("#")]


BLOCKS = [Block(page, text) for page in PAGES for text in _BLOCK.findall((REPOSITORY / page).read_text("utf-8"))]
OF_THE_REPOSITORY = [line for block in BLOCKS for line in block.lines if line.startswith("python3 build_scripts/")]
"""They set up, check and package what is tested here; those that can be run in a test have tests of their own."""


def commands(told: str, page: str = "README.md") -> str:
    """The block of a page that holds a text, without what is for the repository itself."""
    (block,) = (block for block in BLOCKS if block.page == page and told in block.text)
    return "\n".join(line for line in block.lines if line not in OF_THE_REPOSITORY)


RUN_HERE = (
    "waybill sign-in --company",  # the whole job
    "waybill user add bea",
    "waybill upload /media/card/DCIM --project",
    "waybill company create postgresql://",
    "waybill company list postgresql://",
    "waybill serve --check",
)
RUN_ELSEWHERE = ("pg_restore",)
"""By test_backup."""


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page}: {block.lines[0][:40]}")
def test_every_block_is_typed_by_a_test(block: Block) -> None:
    told = RUN_HERE + RUN_ELSEWHERE
    assert all(line in OF_THE_REPOSITORY for line in block.lines) or any(text in block.text for text in told)


@pytest.mark.parametrize("line", sorted(set(OF_THE_REPOSITORY)))
def test_what_is_for_the_repository_is_there(line: str) -> None:
    script, *arguments = shlex.split(line.partition("#")[0].partition("&&")[0])[1:]
    if script != "build_scripts/dev.py":
        ran = subprocess.run([sys.executable, REPOSITORY / script, "--help"], capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
    else:
        assert re.search(rf"^    {arguments[0]} ", dev.__doc__ or "", re.MULTILINE)


@dataclass
class Terminal:
    """Where the commands are typed."""

    folder: Path
    environment: Mapping[str, str]

    def type(self, script: str, **more: str) -> str:
        """Give what the commands said; each of them has to succeed."""
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={**self.environment, **more},
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Somebody's, who has nothing of Waybill's yet; what is asked for they have in the environment."""
    environment = CommandLine(tmp_path / "home", "", password=PASSWORD).environment_of()
    for name in ("WAYBILL_COMPANY", "WAYBILL_USERNAME"):
        del environment[name]
    programs = (Path(sys.executable).parent, Path(binary("pg_dump")).parent)
    environment["PATH"] = ":".join([*map(str, programs), os.environ["PATH"]])
    environment["QT_QPA_PLATFORM"] = "offscreen"
    environment["WAYBILL_NEW_PASSWORD"] = PASSWORD
    return Terminal(tmp_path, environment)


@pytest.mark.timeout(400)
def test_the_whole_job(terminal: Terminal, storage: DemoStorage, s3: "S3Client") -> None:
    card = terminal.folder / "card"
    for number in range(3):
        write_file(card / "DCIM" / f"IMG_{number}.JPG", 1000)
    s3.create_bucket(Bucket="coastal-survey")
    try:
        said = terminal.type(
            commands("waybill sign-in --company").replace("/media/card", str(card)),
            AWS_ENDPOINT_URL=storage.endpoint_url,
        )
        assert objects(s3, "coastal-survey") == disk(card / "DCIM", "cycle-001/")
        assert "All 3 files are in" in said
        assert (terminal.folder / "card.csv").read_text("utf-8").count(",IMG_") == 3
        terminal.type(
            commands("waybill upload /media/card", "resources/manual.md").replace("/media/card", str(card)),
            AWS_ENDPOINT_URL=storage.endpoint_url,
        )
        assert len(json.loads((terminal.folder / "receipt.json").read_text("utf-8"))["files"]) == 3
        # It asks first.
        said = terminal.type(commands("waybill user add bea").replace("cycle remove", "cycle remove --yes"))
        assert "Removed cycle Spring campaign" in said
    finally:
        for key in objects(s3, "coastal-survey"):
            s3.delete_object(Bucket="coastal-survey", Key=key)
        s3.delete_bucket(Bucket="coastal-survey")


@pytest.fixture
def database_server() -> Iterator[PostgresServer]:
    server = PostgresServer(own=True)
    yield server
    server.stop()


def test_a_company_on_postgresql(terminal: Terminal, database_server: PostgresServer) -> None:
    password = CompanyAddress.parse(database_server.url("postgres")).password or ""
    place = {"DB": database_server.host, "PGPORT": str(database_server.port), "PGPASSWORD": password}
    script = "\n".join(
        (
            commands("waybill company create postgresql://"),
            commands("waybill company list postgresql://"),
        )
    )
    # The test's own server stands where the page has an example, and knows its password.
    script = re.sub(r"(?m)^(DB|export WAYBILL_COMPANY_PASSWORD)=.*$", "", script)
    script = script.replace("@$DB/", "@$DB:$PGPORT/")
    said = terminal.type(script, WAYBILL_COMPANY_PASSWORD=password, **place)
    assert "SHORE" in said


def test_a_server(terminal: Terminal, database_server: PostgresServer) -> None:
    database_server.run("postgres", "CREATE DATABASE waybill")
    company = database_server.url("waybill")
    made = create_company(company, name="Shoreline", code="SHORE", admin="ada", password=PASSWORD)
    install, *lines = commands("waybill serve --check").splitlines()
    extra = shlex.split(install.partition("#")[0])[-1]
    known = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert extra.removeprefix(".").strip("[]") in known
    script = "\n".join(lines).replace("postgresql://uploader_shore@db.example.com/waybill", made.address)
    password = {"WAYBILL_COMPANY_PASSWORD": made.password or ""}
    checking, serving = script.rsplit("\n", 1)
    assert "WRONG" not in terminal.type(checking, **password)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serving = serving.partition("#")[0].replace("waybill serve", f"exec waybill serve --port {port}")
    with subprocess.Popen(
        ["bash", "-euc", f"{checking.splitlines()[0]}\n{serving}"], env={**terminal.environment, **password}
    ) as server:
        try:
            _until_well(f"http://127.0.0.1:{port}/health")
        finally:
            server.send_signal(signal.SIGINT)
    assert server.returncode in (0, 130)


def _until_well(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            assert httpx.get(address).json()["database"] == "ok"
            return
        time.sleep(0.1)
    raise AssertionError("It does not answer.")


# The man page


def test_the_man_page_is_that_of_the_commands() -> None:
    """After changes to commands: python build_scripts/man_page.py."""
    assert man_page.page() == man_page.PAGE.read_text("utf-8")


@pytest.mark.parametrize("page", [*PAGES, "resources/CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (REPOSITORY / page).read_text("utf-8")
    for link in _LINK.findall(text):
        place, _, chapter = link.partition("#")
        if place.startswith("https://"):
            continue
        there = (REPOSITORY / page).parent / place if place else REPOSITORY / page
        assert there.exists(), link
        if chapter:
            titles = re.findall(r"(?m)^#+ (.*)$", there.read_text("utf-8"))
            assert chapter in [title.lower().replace(" ", "-").replace(",", "") for title in titles], link
