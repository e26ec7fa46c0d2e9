"""What a person is told while the window is not in front: over a real D-Bus."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop_app.gui.desk.notifications import Notifications
from desktop_app.gui.preferences import Preferences
from desktop_app.gui.window import MainWindow
from tests.fault_proxy import FaultProxy
from tests.gui.notification_service import NotificationService, notification_service
from tests.gui.person import Person
from tests.gui.sending import start, wait_for_verdict, wait_until_sending

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not os.environ.get("DBUS_SESSION_BUS_ADDRESS"),
    reason="needs a session's bus: `dev.py test` starts one",
)


@pytest.fixture
def service() -> Iterator[NotificationService]:
    with notification_service() as service:
        yield service


class SpyTray(QSystemTrayIcon):
    """No desktop of this machine has a tray that could be asked what it showed."""

    def __init__(self) -> None:
        super().__init__(QIcon())
        self.shown: list[tuple[Any, ...]] = []

    def showMessage(self, *what: Any) -> None:
        self.shown.append(what)


@pytest.fixture
def parent() -> QObject:
    return QObject()


def is_shown(notifications: Notifications, number: int) -> bool:
    """Whether the program knows its notification by this number; sooner nobody could click it."""
    return notifications._bus is not None and notifications._bus._shown == number


def test_the_desktop_is_asked_and_a_click_comes_back(
    qtbot: QtBot, service: NotificationService, parent: QObject
) -> None:
    notifications = Notifications(parent, None)
    notifications.tell("Upload paused.", "12 of 40 files are in s3://b/.", "info")
    qtbot.waitUntil(lambda: len(service.asked) == 1)
    name, replaces, icon, title, message, actions, hints, _ = service.asked[0]
    assert (name, replaces, icon) == ("Waybill", 0, "waybill")
    assert (title, message) == ("Upload paused.", "12 of 40 files are in s3://b/.")
    assert actions[0] == "default"
    assert hints["urgency"] == ("y", 0)
    qtbot.waitUntil(lambda: is_shown(notifications, 41))
    with qtbot.waitSignal(notifications.clicked):
        service.click(41)
    # The next stands in its place; another program's are none of ours.
    notifications.tell("Storage not reachable", "…", "danger")
    qtbot.waitUntil(lambda: len(service.asked) == 2)
    assert service.asked[1][1] == 41
    assert service.asked[1][6]["urgency"] == ("y", 2)
    with qtbot.assertNotEmitted(notifications.clicked, wait=200):
        service.click(7)
    notifications.close()


def test_without_a_service_the_tray_tells(qtbot: QtBot, parent: QObject) -> None:
    tray = SpyTray()
    notifications = Notifications(parent, tray)
    notifications.tell("Upload paused.", "…", "warning")
    qtbot.waitUntil(lambda: bool(tray.shown))
    assert tray.shown[0][:3] == ("Upload paused.", "…", QSystemTrayIcon.MessageIcon.Warning)
    notifications.close()


def test_without_a_bus_nothing_is_lost_but_the_notification(
    qtbot: QtBot, parent: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    tray = SpyTray()
    notifications = Notifications(parent, tray)
    notifications.tell("Upload paused.", "…", "warning")
    qtbot.waitUntil(lambda: bool(tray.shown))
    notifications.close()


def test_the_end_of_an_upload_is_told_when_nobody_looks(
    signed_in: Person,
    window: MainWindow,
    folder: Path,
    service: NotificationService,
    proxy: FaultProxy,
    slow: threading.Event,
) -> None:
    start(signed_in, folder)
    wait_until_sending(signed_in, proxy)
    window.showMinimized()
    slow.set()
    said = wait_for_verdict_behind(signed_in)
    signed_in.wait_until(lambda: len(service.asked) == 1)
    assert said.startswith(service.asked[0][3])
    assert service.asked[0][3].startswith("All 40 files are in s3://")
    [notifications] = window.findChildren(Notifications)
    signed_in.wait_until(lambda: is_shown(notifications, 41))
    service.click(41)
    signed_in.wait_until(lambda: not window.isMinimized())


def wait_for_verdict_behind(person: Person) -> str:
    """What the banner says, of a window that nobody sees."""
    from desktop_app.gui.widgets.messages import Banner

    banner = person.find(Banner, "verdict_banner")
    person.wait_until(lambda: not banner.isHidden())
    return banner.accessibleName()


def test_who_wants_to_hear_nothing_hears_nothing(
    signed_in: Person, window: MainWindow, folder: Path, service: NotificationService
) -> None:
    window.memory.choose(Preferences(notify=False))
    window.showMinimized()
    window.showNormal()
    window.clearFocus()
    start(signed_in, folder)
    wait_for_verdict(signed_in)
    signed_in.qtbot.wait(300)
    assert service.asked == []
