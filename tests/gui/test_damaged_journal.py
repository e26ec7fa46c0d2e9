"""The window says that the journal was damaged, and goes on."""

from pathlib import Path

import pytest

from desktop_app.bootstrap import Application
from desktop_app.settings import Settings
from tests.conftest import KEY
from tests.gui.clerk import Clerk


@pytest.fixture
def application(tmp_path: Path) -> Application:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "journal.db").write_bytes(b"This is no journal. " * 1000)
    return Application(Settings(home=tmp_path / "home", company="", username="", password=None), KEY)


def test_the_window_says_that_the_journal_was_damaged_and_where_it_is(operator: Clerk, tmp_path: Path) -> None:
    (kept,) = (tmp_path / "home").glob("journal-damaged-*.db")
    told = operator.person.banner("notice")
    assert "The journal was damaged" in told
    assert f"It is kept as {kept}" in told
    assert operator.person.sees("upload_page")
