"""While an upload runs, its head, the chips and the rows of the table say the same."""

import threading
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from desktop_app.gui.files.model import FileColumn
from desktop_app.gui.files.table import FileTable
from desktop_app.gui.widgets.segments import SegmentedChoice
from tests.conftest import write_file
from tests.fault_proxy import FaultProxy, call
from tests.gui.person import Person
from tests.gui.sending import shown, start, wait_for_verdict


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
    assert shown(signed_in, "2 of 3 files")
    go.set()
    assert wait_for_verdict(signed_in).startswith("All 3 files")
