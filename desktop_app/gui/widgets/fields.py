"""Fields of forms: a label above, an error line below that keeps its place; and inputs that go into them."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import as_tip
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import SPACE_XS
from desktop_app.gui.widgets.controls import icon_button, label, set_style_property
from desktop_app.gui.widgets.mirror import is_mirrored, seen

TEXT_INDENT = 10
"""Qt gives the style sheet no say in the text's place inside a spin box."""


_BESIDE_TEXT = 2
"""Qt's own, within a line that is edited."""


class FormField(QWidget):
    """A labelled input. The line below it holds a hint or an error and takes its room from the start."""

    def __init__(
        self,
        title: str,
        field: QWidget,
        hint: str = "",
        parent: QWidget | None = None,
        *,
        corner: QWidget | None = None,
    ) -> None:
        """`field` becomes this widget's child and gets `title` as its accessible name; `corner` stands at the end of
        the title's line.
        """
        super().__init__(parent)
        self.field = field
        self._hint = hint
        self._below = label(hint, "caption", wrap=True)
        self._below.setMinimumHeight(self._below.fontMetrics().height() + 2)
        self._below.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        above = label(title, "strong")
        above.setBuddy(field)
        field.setAccessibleName(title.replace("&", ""))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS + 1)
        head = QHBoxLayout()
        head.addWidget(above, 1)
        if corner is not None:
            head.addWidget(corner)
        column.addLayout(head)
        column.addWidget(field)
        column.addWidget(self._below)

    @property
    def error(self) -> str:
        """The error now shown, or ""."""
        return self._below.text() if self._below.property("role") == "error" else ""

    def set_hint(self, hint: str) -> None:
        """Say something else below the field while there is no error."""
        self._hint = hint
        self.set_error(self.error)

    def set_error(self, message: str) -> None:
        """Show an error in place of the hint, in words and by the field's border; "" takes it away."""
        set_style_property(self._below, "role", "error" if message else "caption")
        set_style_property(self.field, "invalid", bool(message))
        self._below.setText(message or self._hint)
        self.field.setAccessibleDescription(message or self._hint)


class AddressEdit(QLineEdit):
    """A line that gives way in its middle while nobody types in it; the tool tip has the whole of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.textChanged.connect(self._tell_whole)

    @property
    def shown_text(self) -> str:
        """What fits."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self._room().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus() or self.shown_text == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, self._option(), painter, self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(self._room(), Qt.AlignmentFlag.AlignVCenter, self.shown_text)

    def _option(self) -> QStyleOptionFrame:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        return option

    def _room(self) -> QRect:
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, self._option(), self)
        return room.adjusted(_BESIDE_TEXT, 0, -_BESIDE_TEXT, 0)

    def _tell_whole(self) -> None:
        self.setToolTip("" if self.shown_text == self.text() else as_tip(self.text()))


class PasswordEdit(QLineEdit):
    """A password field with an eye to look at what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hidden to begin with."""
        super().__init__(parent)
        self.eye = icon_button("eye", tr("Show password"), clicked=self._toggle)
        self.eye.setParent(self)
        self.eye.setIconSize(QSize(16, 16))
        self.eye.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_shown(False)

    def set_shown(self, shown: bool) -> None:
        """Show the password as text, or as dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.setIcon(icon("eye-off" if shown else "eye", "muted"))
        name = tr("Hide password") if shown else tr("Show password")
        self.eye.setAccessibleName(name)
        self.eye.setToolTip(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.eye.sizeHint()
        at = QPointF(self.width() - size.width() - SPACE_XS, (self.height() - size.height()) // 2)
        self.eye.setGeometry(seen(self, QRectF(at, size)).toRect())
        mirrored = is_mirrored(self)
        self.setTextMargins(size.width() if mirrored else 0, 0, 0 if mirrored else size.width(), 0)

    def _toggle(self) -> None:
        self.set_shown(self.echoMode() == QLineEdit.EchoMode.Password)


class ChoiceBox(QComboBox):
    """A list to choose from. If searchable, typing any part of a name narrows it; other text does not stay."""

    def __init__(self, *, searchable: bool = False, whole: bool = False, parent: QWidget | None = None) -> None:
        """Empty: see `set_choices`. With `whole` it is never narrower than its longest choice: for the program's own
        words, which are few.
        """
        super().__init__(parent)
        self.setView(QListView())
        self.setMinimumContentsLength(12)
        adjust = QComboBox.SizeAdjustPolicy
        self.setSizeAdjustPolicy(adjust.AdjustToContents if whole else adjust.AdjustToMinimumContentsLengthWithIcon)
        if searchable:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = QCompleter(self.model(), self)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.setCompleter(completer)
            if (field := self.lineEdit()) is not None:
                field.returnPressed.connect(self.settle)
                field.installEventFilter(self)

    def set_choices(self, choices: Iterable[tuple[str, object]], placeholder: str = "") -> None:
        """Offer these (name, value) pairs, nothing chosen; `placeholder` invites to choose."""
        self.clear()
        for name, value in choices:
            self.addItem(name, value)
        self.setCurrentIndex(-1)
        self.setPlaceholderText(placeholder)
        if field := self.lineEdit():
            field.setPlaceholderText(placeholder)

    def choice(self) -> Any:
        """The value chosen, or None; None too while something else is typed."""
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            return None
        return self.currentData()

    def choose(self, value: object) -> None:
        """Choose by value; one that is not offered chooses nothing."""
        values = [self.itemData(row) for row in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else -1)

    def settle(self) -> None:
        """Take what was typed if it means one choice, else go back to what was chosen; Enter does it, and leaving."""
        if self.isEditable():
            typed = self.currentText().strip().lower()
            names = [self.itemText(row).lower() for row in range(self.count())]
            meant = [row for row, name in enumerate(names) if name == typed] or [
                row for row, name in enumerate(names) if typed and typed in name
            ]
            self.setCurrentIndex(meant[0] if len(meant) == 1 else self.currentIndex())
            self.setEditText(self.itemText(self.currentIndex()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the words opens the whole list, and whoever types narrows it."""
        if event.type() == QEvent.Type.MouseButtonRelease and watched is self.lineEdit():
            self._offer_all()
        return super().eventFilter(watched, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxArrow
        arrow = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        if not arrow.contains(event.position().toPoint()):
            self._offer_all()  # Beside the words: the arrow has opened the list itself.

    def _offer_all(self) -> None:
        field, completer = self.lineEdit(), self.completer()
        # Whoever marks a part of the words with the mouse wants that.
        if field is not None and completer is not None and not field.hasSelectedText():
            field.selectAll()
            completer.setCompletionPrefix("")
            completer.complete()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.settle()


def number_box(minimum: int, maximum: int, value: int) -> QSpinBox:
    """A small whole number (up to 31 bits: never a size in bytes)."""
    box = QSpinBox()
    box.setRange(minimum, maximum)
    box.setValue(value)
    box.lineEdit().setTextMargins(TEXT_INDENT, 0, TEXT_INDENT, 0)
    return box


def date_box(day: QDate) -> QDateEdit:
    """A day, typed or taken from a calendar."""
    box = QDateEdit(day)
    box.setCalendarPopup(True)
    box.setDisplayFormat(tr("d MMM yyyy"))
    box.setMinimumWidth(140)
    calendar = box.calendarWidget()
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setFixedSize(300, 250)
    # Qt paints week-ends red, which here would say that something failed.
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(weekend, QTextCharFormat())
    return box
