"""While an upload runs, its head, the chips and the rows of the table say the same."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.uploads import Counts, Progress
from desktop_app.gui.files.model import FileColumn
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.look.theme import Theme
from desktop_app.gui.upload.bandwidth_box import BandwidthBox
from desktop_app.gui.upload.numbers import UploadNumbers
from desktop_app.gui.upload.speedometer import Reading
from desktop_app.gui.widgets.segments import SegmentedChoice
from tests.conftest import write_file
from tests.fault_proxy import FaultProxy, call
from tests.gui.person import Person
from tests.gui.sending import shown, start, wait_for_verdict


@pytest.mark.parametrize("width", [548, 828, 1400])
def test_every_number_can_be_read_however_little_room_there_is(qtbot: QtBot, qapp: QApplication, width: int) -> None:
    Theme("light").apply(qapp)
    page, corner = QWidget(), QWidget()
    numbers = UploadNumbers(corner)
    corner.hide()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(numbers)
    qtbot.addWidget(page)
    page.setMinimumSize(1, 1)  # As the main window: what is in it does not widen it.
    page.resize(width, 100)
    page.show()
    numbers.set_sending(True)
    counts = Counts(1_234_567, 1_000_000, total_bytes=2**44)
    numbers.show_reading(Reading(Progress(counts, 2**43, 2**43, True), 123_456_789.0, 7_000.0))
    box = numbers.findChild(BandwidthBox, "bandwidth_box")
    assert box is not None
    parts = [box, *(label for label in numbers.findChildren(QLabel) if label.text())]
    qtbot.waitUntil(lambda: all(part.width() >= part.sizeHint().width() for part in parts))
    assert page.width() == width
    assert max(part.mapTo(page, part.rect().topRight()).x() for part in parts) < width


def rows(person: Person) -> dict[object, object]:
    """The status of each file, as the table has it."""
    model = person.find(FileTable, "file_table").model
    return {
        model.index(row, FileColumn.FILE).data(): model.index(row, FileColumn.STATUS).data()
        for row in range(model.rowCount())
    }


def chips(person: Person) -> list[str]:
    bar = person.find(FileTable, "file_table").findChild(SegmentedChoice, "file_statuses")
    assert isinstance(bar, SegmentedChoice)
    return [chip.text() for chip in bar.findChildren(QAbstractButton) if chip.isVisible()]


def test_a_small_file_that_takes_long_is_being_sent_and_counted_so(
    signed_in: Person, tmp_path: Path, proxy: FaultProxy
) -> None:
    go = threading.Event()
    proxy.rule(call(go.wait), kind="put_object", key="c.jpg")
    for name in "abc":
        write_file(tmp_path / "Card" / f"{name}.jpg", 2_000)
    start(signed_in, tmp_path / "Card")
    signed_in.wait_until(lambda: rows(signed_in) == {"a.jpg": "Sent", "b.jpg": "Sent", "c.jpg": "Sending"})
    signed_in.wait_until(lambda: chips(signed_in) == ["All 3", "Sent 2", "To send 1"])
    signed_in.wait_until(lambda: shown(signed_in, "2 of 3 files"))
    go.set()
    assert wait_for_verdict(signed_in).startswith("All 3 files")
