"""Goes through every page in a language of the test's choosing; says what was not translated, and what is cut off."""

import json
import os
import sys
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCalendarWidget,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from desktop_app.gui.program import qt_application
from desktop_app.gui.self_test.hands import let_settle
from desktop_app.gui.self_test.place import SelfTestPlace
from desktop_app.gui.self_test.run import run_self_test
from desktop_app.gui.widgets.controls import ElidedLabel

_MARK = "⟦"


def texts_of(widget: QWidget) -> Iterator[str]:
    """What a person reads or hears of it; not what they typed."""
    yield widget.accessibleName()
    yield widget.toolTip()
    if isinstance(widget, QLabel | QPushButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    if isinstance(widget, QTableView) and (model := widget.model()) is not None:
        for section in range(model.columnCount()):
            yield str(model.headerData(section, Qt.Orientation.Horizontal) or "")


def is_cut_off(widget: QWidget) -> bool:
    fixed = isinstance(widget, QPushButton) or (
        isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel) and not widget.wordWrap()
    )
    return (
        fixed
        and widget.isVisible()
        and bool(widget.property("text"))
        and widget.sizeHint().width() > widget.width() + 1
    )


def main() -> None:
    plain: set[str] = set()
    cut: set[str] = set()
    picture = SelfTestPlace.picture

    def look(place: SelfTestPlace, name: str, shown: QWidget | None = None) -> None:
        let_settle()
        for widget in QApplication.allWidgets():
            inside = widget.parent()
            if isinstance(inside, QCalendarWidget | QAbstractItemView):
                continue  # Qt's own, in the system's language.
            plain.update(text for text in texts_of(widget) if any(map(str.isalpha, text)) and _MARK not in text)
            if is_cut_off(widget):
                cut.add(f"{name}: {widget.property('text')}")
        picture(place, name, shown)

    setattr(SelfTestPlace, picture.__name__, look)
    if os.environ.get("WAYBILL_TEST_RIGHT_TO_LEFT"):
        qt_application().setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    status = run_self_test(None, as_json=False)
    sys.stdout.write(json.dumps({"status": status, "plain": sorted(plain), "cut": sorted(cut)}) + "\n")


if __name__ == "__main__":
    main()
