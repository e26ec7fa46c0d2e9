"""New versions from a real HTTP server: what is believed, what is refused, and that nothing else is ever kept."""

import base64
import hashlib
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.company.connect.trust import tls_context
from desktop_app.domain.clock import utc_now
from desktop_app.domain.errors import UpdateError, UpdateRefused, UpdatesUnreachable
from desktop_app.services.updates import fetching
from desktop_app.services.updates.manifest import is_newer
from desktop_app.services.updates.updater import Update, Updater
from tests.conftest import REPOSITORY
from tests.raw_server import Talk, raw_server, saying
from tests.update_site import NAME, PACKAGE, Site, update_site


@pytest.fixture
def site() -> Iterator[Site]:
    with update_site() as site:
        yield site


@pytest.fixture(autouse=True)
def _on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "AMD64")
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "updates"


@pytest.fixture
def ours(site: Site, home: Path) -> Callable[..., Updater]:
    def make(
        folder: Path = home, feed: str = "", running: str = "0.1.0", now: Callable[[], datetime] = utc_now
    ) -> Updater:
        return Updater(feed or site.feed, (site.public_key,), folder, running=running, kinds=("deb",), now=now)

    return make


def offered(updates: Updater) -> Update:
    found = updates.look()
    assert found is not None
    return found


def kept(home: Path) -> list[str]:
    """Files in the updater's folder beside its state."""
    return sorted(path.name for path in home.glob("*") if path.name != "state.json")


# What is good


def test_a_new_version_is_found_fetched_and_vouched_for(ours: Callable[..., Updater], home: Path) -> None:
    updates, heard = ours(), list[int]()
    update = offered(updates)
    assert (update.version, update.notes) == ("9.1.0", "Faster.")
    path = updates.fetch(update, heard.append)
    assert path.read_bytes() == PACKAGE
    assert updates.vouched(update) == path
    assert heard[-1] == len(PACKAGE)
    assert kept(home) == ["waybill-9.1.0-x86_64.deb"]
    assert path.stat().st_mode & 0o077 == 0
    assert home.stat().st_mode & 0o077 == 0


def test_what_is_there_is_not_fetched_twice(ours: Callable[..., Updater], site: Site) -> None:
    updates = ours()
    updates.fetch(offered(updates))
    updates.fetch(offered(updates))
    assert site.asked.count(f"/{NAME}") == 1


def test_what_a_killed_program_left_half_fetched_goes(ours: Callable[..., Updater], home: Path) -> None:
    updates = ours()
    update = offered(updates)
    half = home / ".waybill-9.0.0-x86_64.deb.k1ll3d"
    half.write_bytes(PACKAGE[:10])
    updates.fetch(update)
    assert not half.exists()


def test_a_second_key_is_believed_while_one_follows_the_other(site: Site, home: Path) -> None:
    other = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert Updater(site.feed, (other, site.public_key), home, running="0.1.0", kinds=("deb",)).look()


# What is not believed


def test_a_tampered_manifest_is_refused(ours: Callable[..., Updater], site: Site, home: Path) -> None:
    feed = site.files["/waybill.feed"]
    for changed in (feed.replace(b"9.1.0", b"9.2.0", 1), feed + b" ", feed[:-1], b"", b"<html>Sign in</html>\n"):
        assert changed != feed
        site.files["/waybill.feed"] = changed
        with pytest.raises(UpdateRefused, match="not signed"):
            ours().look()
    assert not home.exists()


def test_a_feed_signed_with_another_key_is_refused(ours: Callable[..., Updater], site: Site) -> None:
    site.publish(key=Ed25519PrivateKey.generate())
    with pytest.raises(UpdateRefused, match="not signed"):
        ours().look()


def test_without_a_key_nothing_is_believed(site: Site, home: Path) -> None:
    with pytest.raises(UpdateRefused, match="not signed"):
        Updater(site.feed, (), home, running="0.1.0", kinds=("deb",)).look()


@pytest.mark.parametrize(
    "changes",
    [
        {"product": "another"},
        {"format": 2},
        {"version": "9.1.0; rm -rf"},
        {"version": "../9"},
        {"packages": []},
        {"rollout_percent": 101},
        {"expires_at": "2999-01-01T00:00:00"},
        {"surprise": 1},
    ],
)
def test_what_is_signed_and_makes_no_sense_is_refused(
    ours: Callable[..., Updater], site: Site, changes: dict[str, Any]
) -> None:
    site.publish(**changes)
    with pytest.raises(UpdateRefused, match="does not understand"):
        ours().look()


def test_an_expired_feed_is_refused(ours: Callable[..., Updater]) -> None:
    with pytest.raises(UpdateRefused, match="out of date since"):
        ours(now=lambda: utc_now() + timedelta(days=2)).look()


@pytest.mark.parametrize("running", ["9.1.0", "9.1", "9.1.1", "10.0.0", "9.10.0"])
def test_nobody_goes_back_to_an_older_version(ours: Callable[..., Updater], site: Site, running: str) -> None:
    assert ours(running=running).look() is None
    assert site.asked == ["/waybill.feed"]


def test_a_feed_from_before_is_not_believed_any_more(ours: Callable[..., Updater], site: Site) -> None:
    before = site.files["/waybill.feed"]
    site.publish(version="9.2.0")
    assert offered(ours()).version == "9.2.0"
    site.files["/waybill.feed"] = before
    with pytest.raises(UpdateRefused, match="older than one that was seen"):
        ours().look()


def test_versions_are_compared_as_numbers() -> None:
    in_order = ["0.9", "1.0.0.dev1", "1.0", "1.0.1", "1.2", "1.10.0rc1", "1.10"]
    for index, version in enumerate(in_order):
        assert [is_newer(other, version) for other in in_order] == [later > index for later in range(len(in_order))]
    assert not is_newer("1.0.0", "1.0")
    assert not is_newer("1.0", "1.0+local")


# Packages


@pytest.mark.parametrize(
    ("served", "why"),
    [
        (PACKAGE.replace(b"new", b"bad"), "not the one that was signed"),
        (PACKAGE + b"more", "not the one that was signed"),
        (b"", "broke off"),
        (PACKAGE[:-1], "broke off"),
    ],
)
def test_a_package_that_is_not_the_signed_one_is_not_kept(
    ours: Callable[..., Updater], site: Site, home: Path, served: bytes, why: str
) -> None:
    updates = ours()
    update = offered(updates)
    site.files[f"/{NAME}"] = served
    with pytest.raises(UpdateError, match=why):
        updates.fetch(update)
    assert kept(home) == []


def test_no_more_is_read_of_a_package_than_it_is_long(ours: Callable[..., Updater], site: Site, home: Path) -> None:
    said = [0]

    def endless(talk: Talk) -> None:
        talk.hear()
        talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            talk.say(b"10000\r\n" + bytes(2**16) + b"\r\n")
            said[0] += 2**16

    with raw_server(endless) as server:
        url = f"http://127.0.0.1:{server.port}/{NAME}"
        package = {"system": "linux", "machine": "x86_64", "kind": "deb", "url": url, "size_bytes": 2**17}
        site.publish(packages=[package | {"sha256": "0" * 64}])
        with pytest.raises(UpdateRefused, match="not the one that was signed"):
            ours().fetch(offered(ours()))
        time.sleep(0.2)
        assert said[0] < 2**24, "the connection was not let go of"
    assert kept(home) == []


def test_a_download_that_breaks_off_leaves_nothing_and_can_be_tried_again(
    ours: Callable[..., Updater], site: Site, home: Path
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(PACKAGE)}\r\n\r\n".encode()
    with raw_server(saying(head + PACKAGE[:1000]), saying(head + PACKAGE)) as server:
        package = {"system": "linux", "machine": "x86_64", "kind": "deb", "size_bytes": len(PACKAGE)}
        package |= {"url": f"http://127.0.0.1:{server.port}/{NAME}", "sha256": hashlib.sha256(PACKAGE).hexdigest()}
        site.publish(packages=[package])
        updates = ours()
        update = offered(updates)
        with pytest.raises(UpdatesUnreachable, match="tried again later"):
            updates.fetch(update)
        assert kept(home) == []
        assert updates.fetch(update).read_bytes() == PACKAGE


def test_a_download_that_hangs_can_be_given_up(ours: Callable[..., Updater], site: Site, home: Path) -> None:
    go_on = threading.Event()

    def hang(talk: Talk) -> None:
        talk.hear()
        talk.say(f"HTTP/1.1 200 OK\r\nContent-Length: {len(PACKAGE)}\r\n\r\n".encode() + PACKAGE[:1000])
        go_on.wait(60)

    with raw_server(hang) as server:
        package = {"system": "linux", "machine": "x86_64", "kind": "deb", "size_bytes": len(PACKAGE)}
        url = f"http://127.0.0.1:{server.port}/{NAME}"
        site.publish(packages=[package | {"url": url, "sha256": hashlib.sha256(PACKAGE).hexdigest()}])
        updates, heard = ours(), list[int]()
        update = offered(updates)
        began = time.monotonic()
        with pytest.raises(UpdateError, match="not fetched to its end"):
            updates.fetch(update, heard.append, lambda: bool(heard))
        assert time.monotonic() - began < 5
        go_on.set()
    assert heard == [1000]
    assert kept(home) == []


def test_what_was_changed_after_it_was_fetched_is_not_opened(ours: Callable[..., Updater], home: Path) -> None:
    updates = ours()
    update = offered(updates)
    path = updates.fetch(update)
    path.write_bytes(path.read_bytes().replace(b"new", b"bad"))
    with pytest.raises(UpdateRefused, match="changed after it was fetched"):
        updates.vouched(update)
    assert kept(home) == []


def test_a_full_disk_is_told_before_anything_is_fetched(
    ours: Callable[..., Updater], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = ours()
    update = offered(updates)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
    with pytest.raises(UpdateError, match="no room"):
        updates.fetch(update)
    assert f"/{NAME}" not in site.asked


# Servers in trouble


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nwaybill-feed "])
def test_a_feed_that_hangs_is_given_up(
    ours: Callable[..., Updater], monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(fetching, "SILENT_SECONDS", 0.3)
    hung = threading.Event()

    def hang(talk: Talk) -> None:
        talk.hear()
        talk.say(answer)
        hung.wait(60)

    with raw_server(hang) as server:
        began = time.monotonic()
        with pytest.raises(UpdatesUnreachable):
            ours(feed=f"http://127.0.0.1:{server.port}/waybill.feed").look()
        assert time.monotonic() - began < 5
        hung.set()


def test_a_feed_that_comes_byte_by_byte_is_given_up_too(
    ours: Callable[..., Updater], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "FEED_SECONDS", 0.5)

    def drip(talk: Talk) -> None:
        talk.hear()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(5000):
            talk.say(b"w")
            time.sleep(0.05)

    with raw_server(drip) as server:
        began = time.monotonic()
        with pytest.raises(UpdatesUnreachable, match="too long"):
            ours(feed=f"http://127.0.0.1:{server.port}/waybill.feed").look()
        assert time.monotonic() - began < 5


def test_a_feed_without_end_is_refused(ours: Callable[..., Updater], site: Site) -> None:
    site.files["/waybill.feed"] += b" " * fetching.MOST_FEED_BYTES
    with pytest.raises(UpdateRefused, match="too large"):
        ours().look()


def test_a_server_without_a_feed_and_none_at_all_are_told(ours: Callable[..., Updater], site: Site) -> None:
    del site.files["/waybill.feed"]
    with pytest.raises(UpdatesUnreachable, match="HTTP 404"):
        ours().look()
    with pytest.raises(UpdatesUnreachable):
        ours(feed="http://127.0.0.1:9/waybill.feed").look()


def test_nothing_is_fetched_without_tls(ours: Callable[..., Updater], site: Site) -> None:
    with pytest.raises(UpdateRefused, match="over https only"):
        ours(feed="http://updates.example/waybill.feed").look()
    site.redirect["/waybill.feed"] = "http://updates.example/waybill.feed"
    with pytest.raises(UpdateRefused, match="over https only"):
        ours().look()


def test_a_redirect_is_followed(ours: Callable[..., Updater], site: Site) -> None:
    site.files["/newest"] = site.files["/waybill.feed"]
    site.redirect["/waybill.feed"] = "/newest"
    assert offered(ours()).version == "9.1.0"


# Staged


def test_a_staged_roll_out_comes_to_so_many(
    ours: Callable[..., Updater], site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """200 installations: 30 % are 60, and chance differs from that by 26, four standard deviations, at most."""
    context = tls_context()  # Reading whom to trust takes longer than all else that is done here.
    monkeypatch.setattr(fetching, "tls_context", lambda: context)
    homes = [tmp_path / f"home{number}" for number in range(200)]
    taken: dict[int, set[Path]] = {}
    for percent in (0, 30, 70, 100):
        site.publish(rollout_percent=percent)
        taken[percent] = {home for home in homes if ours(folder=home).look()}
        # The same ask again, and hear the same.
        assert {home for home in homes[:20] if ours(folder=home).look()} == taken[percent] & set(homes[:20])
    assert taken[0] == set()
    assert 34 <= len(taken[30]) <= 86
    assert 114 <= len(taken[70]) <= 166
    assert taken[30] < taken[70] < taken[100] == set(homes)


def test_what_has_no_package_for_this_computer_is_no_update(
    ours: Callable[..., Updater], site: Site, home: Path
) -> None:
    assert Updater(site.feed, (site.public_key,), home, running="0.1.0", kinds=("tar.zst",)).look() is None
    site.publish(
        packages=[
            {"system": "win32", "machine": "arm64", "kind": "exe", "url": "a.exe", "size_bytes": 1, "sha256": "0" * 64}
        ]
    )
    assert ours().look() is None


# The maker of feeds


def run_feed(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, REPOSITORY / "build_scripts/feed.py", *arguments],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **environment},
        timeout=60,
    )


def test_a_feed_that_is_made_is_one_that_is_believed(site: Site, home: Path, tmp_path: Path) -> None:
    made = run_feed("make-key", tmp_path / "feed.key")
    assert made.returncode == 0, made.stderr
    public = made.stdout.split()[-1]
    assert (tmp_path / "feed.key").stat().st_mode & 0o777 == 0o600
    assert run_feed("make-key", tmp_path / "feed.key").returncode == 2, "a key is never written over"
    package = tmp_path / "waybill_9.4.0_amd64.deb"
    package.write_bytes(PACKAGE)
    arguments: list[str | Path] = ["sign", tmp_path / "waybill.feed", package, "--version", "9.4.0", "--percent", "100"]
    assert run_feed(*arguments).returncode == 2, "without a key nothing is signed"
    done = run_feed(*arguments, WAYBILL_FEED_PRIVATE_KEY=(tmp_path / "feed.key").read_text())
    assert done.returncode == 0, done.stderr
    site.files |= {"/waybill.feed": (tmp_path / "waybill.feed").read_bytes(), f"/{package.name}": PACKAGE}
    updates = Updater(site.feed, (public,), home, running="0.1.0", kinds=("deb",))
    assert updates.fetch(offered(updates)).read_bytes() == PACKAGE
    checked = run_feed("check", tmp_path / "waybill.feed", "--public-key", public, "--folder", tmp_path)
    assert checked.returncode == 0, checked.stderr
    package.write_bytes(PACKAGE[:-1])
    assert run_feed("check", tmp_path / "waybill.feed", "--public-key", public, "--folder", tmp_path).returncode == 2
    assert run_feed("check", tmp_path / "waybill.feed", "--public-key", site.public_key).returncode == 1


def test_no_key_lies_in_the_repository() -> None:
    for arguments in (
        ("make-key", REPOSITORY / "feed.key"),
        ("sign", "f", "p", "--version", "1.0", "--key", REPOSITORY / "README.md"),
    ):
        refused = run_feed(*arguments)
        assert refused.returncode == 2
        assert "in the repository" in refused.stderr
    assert not (REPOSITORY / "feed.key").exists()
