"""The .deb as people get it, by apt, without Python: the window, the keychain, PostgreSQL, updates, removal.

WAYBILL_PACKAGE names the .deb; without it `dev.py package --quick` makes one, which takes minutes.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from build_scripts.package import about, freeze, linux_packages, sizes
from tests.conftest import REPOSITORY, write_file
from tests.package.clean_root import PERSON, CleanRoot
from tests.package.test_linux_packages import older_package
from tests.postgres import PostgresServer

_MOST_PACKED_MIB, _MOST_INSTALLED_MIB = 90, 230
_NEEDED = ("debootstrap", "unshare", "chroot", "dpkg-deb", "Xvfb")

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        sys.platform == "win32" or os.geteuid() != 0 or not all(map(shutil.which, _NEEDED)),
        reason=f"needs root, {', '.join(_NEEDED)}",
    ),
]


@pytest.fixture(scope="module")
def package() -> Path:
    if told := os.environ.get("WAYBILL_PACKAGE"):
        return Path(told)
    subprocess.run([sys.executable, "build_scripts/dev.py", "package", "--quick"], cwd=REPOSITORY, check=True)
    return about.DIST / f"{about.NAME}_{about.version()}_{linux_packages.ARCHITECTURE}.deb"


@pytest.fixture(scope="module")
def root(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanRoot]:
    """A clean root with the package, installed over an older version under which somebody has sent a folder."""
    folder = tmp_path_factory.mktemp("clean")
    clean = CleanRoot(folder / "root")
    assert shutil.which("python3", path=str(clean.folder / "usr" / "bin")) is None
    clean.install(older_package(package, tmp_path_factory.mktemp("older")))
    assert "0.0.1" in clean.run("dpkg-query", "--show", "waybill")
    send_a_folder(clean)
    home = clean.folder / "home" / PERSON
    kept = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    clean.install(package)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == kept
    yield clean
    shutil.rmtree(clean.folder, ignore_errors=True)


COMPANY = {"WAYBILL_COMPANY": f"sqlite:////home/{PERSON}/company.db", "WAYBILL_USERNAME": PERSON}
COMPANY |= {"WAYBILL_PASSWORD": "kestrel-over-water", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}


def waybill(root: CleanRoot, *arguments: str) -> str:
    return root.run("waybill", *arguments, person=PERSON, environment=COMPANY)


def send_a_folder(root: CleanRoot) -> None:
    """By the commands of the package, to the storage that it brings."""
    storage = root.begin("waybill", "demo-storage")
    assert storage.stdin is not None
    assert storage.stdout is not None
    with storage:
        port = int(storage.stdout.readline().removeprefix("demo-storage "))
        endpoint = f"http://127.0.0.1:{port}"
        httpx.put(f"{endpoint}/survey").raise_for_status()
        waybill(root, "company", "create", COMPANY["WAYBILL_COMPANY"], "--name", "S", "--code", "S", "--admin", PERSON)
        waybill(root, "project", "add", "Survey", "--bucket", "survey", "--endpoint-url", endpoint)
        waybill(root, "cycle", "add", "One", "--project", "Survey", "--number", "1")
        card = root.folder / "home" / PERSON / "card"
        write_file(card / "a.jpg", 100_000)
        write_file(card / "film.mov", 20_000_000)
        sent = json.loads(
            waybill(
                root, "upload", f"/home/{PERSON}/card", "--project", "Survey", "--cycle", "One", "--json"
            ).splitlines()[-1]
        )
        assert (sent["status"], sent["files_uploaded"]) == ("completed", 2)
        storage.stdin.close()


def test_it_is_small(package: Path, root: CleanRoot) -> None:
    assert package.stat().st_size / 2**20 < _MOST_PACKED_MIB
    assert sizes.total_mib(root.folder / "usr" / "lib" / "waybill") < _MOST_INSTALLED_MIB


def test_no_library_carries_debug_symbols(root: CleanRoot) -> None:
    for library in freeze.libraries(root.folder / "usr" / "lib" / "waybill"):
        sections = subprocess.run(["objdump", "--section-headers", library], capture_output=True, text=True).stdout
        assert not re.search(r"\.z?debug_", sections), library


def test_it_does_the_whole_job_offscreen(root: CleanRoot) -> None:
    told = json.loads(root.run("waybill", "self-test", "--json", person=PERSON).splitlines()[-1])
    assert told["ok"]
    assert told["version"] == about.version()


def test_it_does_the_whole_job_on_a_screen(root: CleanRoot) -> None:
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    try:
        with os.fdopen(reads) as told:
            screen = {"DISPLAY": f":{told.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
        shared = [Path("/tmp/.X11-unix")]
        said = root.run("waybill", "self-test", "--json", person=PERSON, environment=screen, binds=shared)
    finally:
        server.terminate()
        server.wait()
    assert json.loads(said.splitlines()[-1])["ok"]


def test_the_keychain_keeps_somebody_signed_in(root: CleanRoot) -> None:
    address = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    found = re.search(r"unix:path=([^,]+)", address)
    binds = [Path(found[1])] if found else []
    bus = {"DBUS_SESSION_BUS_ADDRESS": address}
    root.run("waybill", "sign-in", environment={**COMPANY, **bus}, binds=binds)
    assert PERSON in root.run("waybill", "whoami", environment=bus, binds=binds)
    root.run("waybill", "sign-out", environment=bus, binds=binds)
    root.run("waybill", "whoami", environment=bus, binds=binds, status=3)


def test_a_company_in_postgresql_is_made_and_signed_in_to(root: CleanRoot, postgres: PostgresServer) -> None:
    database = postgres.create_database()
    command = ["company", "create", postgres.url(database), "--name", "Shore", "--code", "SHORE", "--admin", PERSON]
    said = root.run("waybill", *command, person=PERSON, environment=COMPANY)
    assert "postgresql://uploader_shore@" in said
    companies = postgres.run(database, "SELECT company_code FROM app.companies")
    assert companies == [("SHORE",)]
    postgres.drop_database(database)


def test_translations_icons_and_help_are_inside(root: CleanRoot) -> None:
    inside = root.folder / "usr" / "lib" / "waybill" / "_internal"
    assert (inside / "resources" / "translations" / "waybill_de.qm").is_file()
    assert (inside / "README.md").is_file()
    for picture in re.findall(r"\]\((resources/[^)]+)\)", (inside / "README.md").read_text("utf-8")):
        assert (inside / picture).is_file(), picture


def test_programs_that_it_starts_find_the_system_as_it_was(root: CleanRoot) -> None:
    home = root.folder / "home" / PERSON
    told = json.dumps({"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "b"})
    (home / "keys").write_text(f"#!/bin/sh\nenv > /home/{PERSON}/environment\necho '{told}'\n")
    (home / "config").write_text(f"[default]\ncredential_process = /home/{PERSON}/keys\n")
    (home / "keys").chmod(0o755)
    root.run("chown", "-R", PERSON, f"/home/{PERSON}")
    nobody = {**COMPANY, "AWS_CONFIG_FILE": f"/home/{PERSON}/config", "WAYBILL_STORAGE_PATIENCE": "1"}
    del nobody["AWS_ACCESS_KEY_ID"], nobody["AWS_SECRET_ACCESS_KEY"]
    command = ["upload", f"/home/{PERSON}/card", "--project", "Survey", "--cycle", "One"]
    root.run("waybill", *command, person=PERSON, environment=nobody, status=4)  # its storage has ended
    seen = (home / "environment").read_text()
    assert "AWS_CONFIG_FILE=" in seen
    assert "/usr/lib/waybill" not in seen
    assert "_PYI_" not in seen


def test_the_archive_runs_where_it_is_unpacked(package: Path, root: CleanRoot) -> None:
    name = f"{about.NAME}-{about.version()}-linux-{linux_packages.MACHINE}"
    home = root.folder / "home" / PERSON
    subprocess.run(["tar", "--zstd", "-xf", package.with_name(f"{name}.tar.zst"), "-C", home], check=True)
    assert about.version() in root.run(f"/home/{PERSON}/{name}/waybill", "--version", person=PERSON)
    shutil.rmtree(home / name)


def test_an_update_keeps_journal_and_settings(root: CleanRoot) -> None:
    assert about.version() in root.run("dpkg-query", "--show", "waybill")
    told = json.loads(waybill(root, "sessions", "--json").splitlines()[-1])
    assert ("completed", 2) in [(one["status"], one["files_uploaded"]) for one in told["sessions"]]


def test_removal_leaves_nothing_but_the_persons_own(package: Path, root: CleanRoot) -> None:
    root.run("apt-get", "-qq", "purge", "-y", "waybill")
    before = root.files()
    root.install(package)
    assert root.files() - before
    waybill(root, "sessions")
    root.run("waybill", "--version")  # by root too, who might write anywhere
    home = root.folder / "home" / PERSON
    owned = {path for path in home.rglob("*") if path.is_file()}
    root.run("apt-get", "-qq", "purge", "-y", "waybill")
    assert root.files() - before == set()
    assert {path for path in home.rglob("*") if path.is_file()} == owned
    assert any(path.name.endswith(".db") or "journal" in path.name for path in owned)
