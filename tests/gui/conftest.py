"""A window with a person before it, on a real company and a real storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.bootstrap import Application
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.preferences import Memory
from desktop_app.gui.window import MainWindow
from desktop_app.settings import Settings
from tests.conftest import ADMIN, KEY, OPERATOR, CompanyForTests
from tests.gui.clerk import Clerk
from tests.gui.person import Person
from tests.gui.sending import folder, signed_in, slow

__all__ = ["folder", "signed_in", "slow"]
"""Fixtures that stand beside the steps they belong to."""


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """Delete what a test has done with, rather than dress its thousand widgets once more for the next."""
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def application(tmp_path: Path) -> Application:
    """An application of a new workstation; `window` closes it, since that has to go first."""
    return Application(Settings(home=tmp_path / "home", company="", username="", password=None), KEY)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, application: Application, tmp_path: Path) -> Iterator[MainWindow]:
    """The main window, not yet told what to work with."""
    theme = Theme("light")
    theme.apply(qapp)
    window = MainWindow(theme, Memory(tmp_path / "memory"))
    window.show()
    yield window
    window.quit()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    window.shut_down()
    window.deleteLater()
    application.close()


@pytest.fixture
def person(qtbot: QtBot, window: MainWindow) -> Person:
    return Person(qtbot, window)


@pytest.fixture
def clerk(person: Person, application: Application, company: CompanyForTests) -> Clerk:
    """Somebody who is about to sign in."""
    return Clerk(person, application, company)


@pytest.fixture
def admin(clerk: Clerk) -> Clerk:
    """The company's admin, signed in."""
    clerk.sign_in(ADMIN)
    return clerk


@pytest.fixture
def operator(clerk: Clerk) -> Clerk:
    """Somebody with the role user, signed in."""
    clerk.sign_in(OPERATOR)
    return clerk
