"""The company's database backed up and brought back on another server, by the commands that the README names."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from desktop_app.company.connect.addresses import CompanyAddress
from desktop_app.company.database import token_hash
from desktop_app.company.renewal import MemoryRenewal, new_token
from desktop_app.company.setup import create_company, open_company
from desktop_app.company.sql_store import SqlCompanyStore
from desktop_app.domain.company import Destination
from desktop_app.domain.errors import SignedOut
from tests.conftest import REPOSITORY
from tests.integration.attacks import changing, finding_out, forging, reading, rights, server, uploading
from tests.integration.attacks.battlefield import make_battlefield
from tests.integration.attacks.scene import Person, Scene, Side
from tests.integration.attacks.signing_in import attempt_of
from tests.integration.attacks.weapons import ATTACKS, Attack
from tests.postgres import PostgresServer, binary

DATABASE = "waybill"
# They register their attacks.
MODULES = (changing, finding_out, forging, reading, rights, server, uploading)
HARMLESS = [attack for attack in ATTACKS if attack.harmless]
SIGN_INS = {"sign_ins", "auth_sessions", "renewal_tokens"}


def commands(told: str) -> str:
    """What the README's block of commands says that holds a text."""
    blocks = re.findall(r"```sh\n(.*?)```", (REPOSITORY / "README.md").read_text("utf-8"), re.DOTALL)
    (block,) = (block for block in blocks if told in block)
    return str(block)


def run(script: str, place: PostgresServer, folder: Path) -> str:
    """Run commands as whoever runs the database does; gives what they said."""
    address = CompanyAddress.parse(place.url("postgres"))
    script = script.replace("@$DB/", "@$DB:$PGPORT/")
    programs = (str(Path(binary("pg_dump")).parent), str(Path(sys.executable).parent), os.environ["PATH"])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"export PGPASSWORD=$WAYBILL_COMPANY_PASSWORD\n{script}"],
        env={
            "PATH": ":".join(programs),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(REPOSITORY),
            "DB": place.host,
            "PGPORT": str(place.port),
            "WAYBILL_COMPANY_PASSWORD": address.password or "",
            "WAYBILL_HOME": str(folder / "home"),
        },
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def contents(place: PostgresServer) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    tables = place.run(DATABASE, "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('app', 'auth')")
    return {
        table: sorted(place.run(DATABASE, f"SELECT t::text FROM {schema}.{table} t"))  # noqa: S608
        for schema, table in tables
    }


@dataclass
class Restored:
    """A copy on another server, with nothing in it that is not from the backup."""

    scene: Scene
    checked: str
    """What `waybill company check` said of it."""
    before: dict[str, list[tuple[Any, ...]]]
    """All rows as they were when the backup was made."""
    after: dict[str, list[tuple[Any, ...]]]
    """All rows when the copy was new."""
    once: Person
    """Somebody of our side as they were signed in when the backup was made."""

    def open(self, side: Side, renewal: MemoryRenewal | None = None) -> SqlCompanyStore:
        """A company, as its workstations open it with the password they have."""
        url = self.scene.server.url(self.scene.database, side.role)
        return SqlCompanyStore(open_company(url, side.password), url, renewal)


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    folder = tmp_path_factory.mktemp("backup")
    backup, _, restore = commands("pg_restore").partition("# On another server:\n")
    place = PostgresServer(own=True)
    try:
        battlefield = make_battlefield(place, many=5, database=DATABASE)
        run(backup, place, folder)
        before = contents(place)
    finally:
        place.stop()
    another = PostgresServer(own=True)
    try:
        checked = run(restore, another, folder)
        scene = Scene(another, DATABASE, *battlefield.sides)
        after = contents(another)
        once = scene.ours.user
        scene.ours, scene.theirs = signed_in(scene, scene.ours), signed_in(scene, scene.theirs)
        yield Restored(scene, checked, before, after, once)
        scene.let_go()
    finally:
        another.stop()


def signed_in(scene: Scene, side: Side) -> Side:
    """A side whose people have signed in with their passwords."""

    def person(who: Person) -> Person:
        client, fresh = scene.client(side=side), replace(who, token=new_token(), renewal=new_token())
        with client.transaction():
            attempt = attempt_of(client, who.username, who.password)
        tokens = (token_hash(fresh.token), token_hash(fresh.renewal))
        assert client.run("SELECT api.confirm_sign_in(%s, %s, %s)", attempt, *tokens) == [("ok",)]
        return fresh

    return replace(
        side,
        admin=person(side.admin),
        deputy=person(side.deputy),
        user=person(side.user),
        colleague=person(side.colleague),
    )


def test_the_check_that_follows_finds_nothing(restored: Restored) -> None:
    assert "The database keeps companies apart by itself." in restored.checked
    assert "What only a superuser can take from everybody has been taken." in restored.checked


def test_everything_is_there_but_sign_ins(restored: Restored) -> None:
    assert restored.after.keys() == restored.before.keys()
    for table, rows in restored.before.items():
        assert restored.after[table] == ([] if table in SIGN_INS else rows), table
    assert all(restored.before[table] for table in ("companies", "users", "file_uploads", "company_logins", *SIGN_INS))


def test_people_sign_in_with_the_passwords_they_have(restored: Restored) -> None:
    for side in (restored.scene.ours, restored.scene.theirs):
        store = restored.open(side)
        signed = store.access.sign_in(side.user.username, side.user.password)
        assert (signed.user.id, signed.company.id) == (side.user.id, side.company_id)
        assert store.projects.find(f"{side.name} survey").id == side.project_id
        assert {session.client_uuid for session in store.uploads.list().items} == {side.idle, side.active, side.ended}
        assert store.uploads.files(side.ended).total == 1
        store.close()


def test_work_goes_on_with_new_numbers(restored: Restored) -> None:
    store = restored.open(restored.scene.ours)
    store.access.sign_in(restored.scene.ours.admin.username, restored.scene.ours.admin.password)
    known = {project.id for project in store.projects.list()}
    project = store.projects.add("After the fire", Destination("after-the-fire"))
    assert project.id > max(known)
    assert store.cycles.add(project.id, "One", 1).s3_prefix == "cycle-001/"
    assert store.audit.list().items[0].action == "cycle_added"
    store.close()


def test_a_sign_in_from_before_the_backup_is_over(restored: Restored) -> None:
    assert restored.scene.client(restored.once).run("SELECT id FROM app.projects") == []
    restored.scene.let_go()
    renewal = MemoryRenewal()
    renewal.begin(restored.once.username, restored.once.renewal)
    store = restored.open(restored.scene.ours, renewal)
    with pytest.raises(SignedOut):
        store.access.resume()
    store.close()


def test_another_company_can_be_made_there(restored: Restored) -> None:
    scene = restored.scene
    login = create_company(
        scene.server.url(DATABASE), name="Third", code="THIRD", admin="tea", password="tea's own password"
    )
    store = SqlCompanyStore(open_company(login.address, login.password), login.address)
    store.access.sign_in("tea", "tea's own password")
    assert [user.username for user in store.users.list()] == ["tea"]
    store.close()


@pytest.mark.parametrize("attack", HARMLESS, ids=[attack.name for attack in HARMLESS])
def test_attacks_fail_there_too(attack: Attack, restored: Restored) -> None:
    try:
        if attack.refused:
            with pytest.raises(psycopg.Error) as refusal:
                attack.run(restored.scene)
            assert refusal.value.sqlstate == attack.refused, str(refusal.value)
        else:
            assert not attack.run(restored.scene)
    finally:
        restored.scene.let_go()
