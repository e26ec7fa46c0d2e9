"""A new version in the window: told, fetched, verified, and only then opened."""

import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import updater_of
from desktop_app.gui.desk import update_bar
from desktop_app.gui.desk.update_bar import UpdateBar
from desktop_app.gui.preferences import Preferences
from desktop_app.gui.window import MainWindow
from desktop_app.services.updates import release
from desktop_app.services.updates.updater import Updater
from desktop_app.settings import ApartSettings
from tests.gui.person import Person
from tests.update_site import PACKAGE, Site, update_site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A feed that this program believes."""
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(update_bar, "FIRST_LOOK_MS", 10)
    with update_site() as site:
        monkeypatch.setattr(release, "FEED", site.feed)
        monkeypatch.setattr(release, "PUBLIC_KEYS", (site.public_key,))
        yield site


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What is opened with the system's programs."""
    found: list[Path] = []

    def note(path: Path) -> bool:
        found.append(path)
        return True

    monkeypatch.setattr(update_bar, "open_file", note)
    return found


@pytest.fixture
def bar(qtbot: QtBot, site: Site, tmp_path: Path) -> Iterator[UpdateBar]:
    holder = QWidget()
    qtbot.addWidget(holder)
    bar = UpdateBar(
        Updater(site.feed, (site.public_key,), tmp_path / "updates", running="0.1.0", kinds=("deb",)), holder
    )
    holder.show()
    yield bar
    bar.close_down()


def said(bar: UpdateBar) -> str:
    banner = bar._banner
    return banner.accessibleName() if banner.isVisible() else ""


def test_a_new_version_is_told_fetched_and_opened_once_it_is_verified(
    site: Site, signed_in: Person, opened: list[Path], tmp_path: Path
) -> None:
    person = signed_in
    person.wait_until(lambda: "Waybill 9.1.0 is ready" in person.banner("update_banner"))
    assert "Faster." in person.banner("update_banner")
    assert site.asked == ["/waybill.feed"], "nothing is fetched unasked"
    person.click_text(f"Download ({len(PACKAGE) / 1024:.0f} KiB)")
    person.wait_until(lambda: "was fetched and verified" in person.banner("update_banner"))
    path = tmp_path / "home" / "updates" / "waybill-9.1.0-x86_64.deb"
    assert str(path) in person.banner("update_banner")
    assert opened == []
    person.click_text("Open installer")
    person.wait_until(lambda: opened == [path])
    assert path.read_bytes() == PACKAGE


def test_what_was_changed_meanwhile_is_not_opened(
    qtbot: QtBot, bar: UpdateBar, opened: list[Path], tmp_path: Path
) -> None:
    bar.watch()
    qtbot.waitUntil(lambda: "is ready" in said(bar), timeout=20_000)
    bar._banner.action_triggered.emit()
    qtbot.waitUntil(lambda: "was fetched and verified" in said(bar), timeout=20_000)
    (package,) = (tmp_path / "updates").glob("*.deb")
    package.write_bytes(PACKAGE[::-1])
    bar._banner.action_triggered.emit()
    qtbot.waitUntil(lambda: "Update refused" in said(bar), timeout=20_000)
    assert opened == []
    assert not package.exists()
    # Again, from the beginning.
    bar._banner.action_triggered.emit()
    qtbot.waitUntil(lambda: "was fetched and verified" in said(bar), timeout=20_000)
    assert package.read_bytes() == PACKAGE


def test_a_package_that_nobody_signed_is_told_and_not_kept(
    qtbot: QtBot, site: Site, bar: UpdateBar, opened: list[Path], tmp_path: Path
) -> None:
    site.files = {name: body.replace(b"new", b"bad") if "deb" in name else body for name, body in site.files.items()}
    bar.watch()
    qtbot.waitUntil(lambda: "is ready" in said(bar), timeout=20_000)
    bar._banner.action_triggered.emit()
    qtbot.waitUntil(lambda: "Update refused" in said(bar), timeout=20_000)
    assert "not the one that was signed" in said(bar)
    assert not list((tmp_path / "updates").glob("*.deb"))
    assert opened == []


def test_a_feed_in_trouble_says_nothing_in_the_window(qtbot: QtBot, site: Site, bar: UpdateBar) -> None:
    site.files["/waybill.feed"] += b"x"
    bar.look()
    qtbot.waitUntil(lambda: bool(site.asked), timeout=20_000)
    qtbot.wait(300)
    assert said(bar) == ""


def test_what_was_dismissed_is_not_told_again(qtbot: QtBot, site: Site, bar: UpdateBar) -> None:
    bar.look()
    qtbot.waitUntil(lambda: "is ready" in said(bar), timeout=20_000)
    bar._banner.dismiss()
    assert not bar.isVisible()
    bar.look()
    qtbot.waitUntil(lambda: len(site.asked) == 2, timeout=20_000)
    qtbot.wait(300)
    assert not bar.isVisible()
    site.publish(version="9.2.0")
    bar.look()
    qtbot.waitUntil(lambda: "9.2.0 is ready" in said(bar), timeout=20_000)


def test_a_system_that_opens_no_packages_shows_where_it_lies(
    qtbot: QtBot, bar: UpdateBar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(update_bar, "open_file", lambda _: False)
    bar.look()
    for words in ("is ready", "was fetched and verified", "by hand"):
        qtbot.waitUntil(lambda words=words: words in said(bar), timeout=20_000)  # type: ignore[misc]
        if words != "by hand":
            bar._banner.action_triggered.emit()
    assert str(tmp_path / "updates") in said(bar)


def test_who_wants_no_news_gets_none(site: Site, window: MainWindow, signed_in: Person) -> None:
    signed_in.wait_until(lambda: signed_in.window.findChild(UpdateBar) is not None)
    window.memory.choose(Preferences(updates=False))
    bar = signed_in.window.findChild(UpdateBar)
    assert isinstance(bar, UpdateBar)
    assert not bar._timer.isActive()


@pytest.mark.parametrize("off", [{"updates": False}, {"update_feed": ""}])
def test_without_a_feed_or_by_its_settings_a_computer_asks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, off: dict[str, Any]
) -> None:
    monkeypatch.setattr(release, "PUBLIC_KEYS", ("A" * 43 + "=",))
    values: dict[str, Any] = {"home": tmp_path, "update_feed": "https://updates.example/waybill.feed"}
    assert updater_of(ApartSettings(**values)) is not None
    assert updater_of(ApartSettings(**values | off)) is None
    monkeypatch.setattr(release, "PUBLIC_KEYS", ())
    assert updater_of(ApartSettings(**values)) is None
