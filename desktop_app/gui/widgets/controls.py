"""Labels, buttons and grounds in the roles the style sheet knows."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop_app.gui.look.formatting import as_tip
from desktop_app.gui.look.icons import icon, paint_icon
from desktop_app.gui.look.tokens import Role

LabelRole = Literal["body", "title", "heading", "strong", "muted", "caption", "error", "warning", "number"]
ButtonKind = Literal["primary", "secondary", "quiet", "link", "danger"]

_ICON = QSize(18, 18)
_ICON_AND_GAP = QSize(24, 18)
_ICON_ROLES: dict[ButtonKind, Role] = {
    "primary": "accent_text",
    "secondary": "text",
    "quiet": "accent",
    "link": "accent",
    "danger": "accent_text",
}


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and have the widget restyled if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str = "", role: LabelRole = "body", *, wrap: bool = False) -> QLabel:
    """A label; plain text always, since texts hold the names of files and people."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    result.setProperty("role", role)
    return result


def button(
    text: str, kind: ButtonKind = "secondary", icon_name: str = "", clicked: Callable[[], object] | None = None
) -> QPushButton:
    """A push button. It takes the focus by Tab only, so that the focus ring is the keyboard's."""
    result = QPushButton(text)
    result.setProperty("kind", kind)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setAutoDefault(False)
    if icon_name:
        result.setIconSize(_ICON_AND_GAP)
        set_button_kind(result, kind, icon_name)
    if clicked:
        result.clicked.connect(lambda: clicked())
    return result


def set_button_kind(target: QPushButton, kind: ButtonKind, icon_name: str = "") -> None:
    """Make a button of another kind, with its icon in that kind's colour."""
    set_style_property(target, "kind", kind)
    if icon_name:
        target.setIcon(icon(icon_name, _ICON_ROLES[kind]))


def icon_button(
    icon_name: str, name: str, role: Role = "muted", clicked: Callable[[], object] | None = None
) -> QToolButton:
    """A button of an icon alone; `name` is its tool tip and what a screen reader says."""
    result = QToolButton()
    result.setIcon(icon(icon_name, role))
    result.setIconSize(_ICON)
    result.setToolTip(name)
    result.setAccessibleName(name)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    if clicked:
        result.clicked.connect(lambda: clicked())
    return result


def centred(widget: QWidget) -> QHBoxLayout:
    """A widget in the middle of its row. An alignment would do it too, but takes no heed of how texts wrap."""
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(widget)
    row.addStretch()
    return row


def card() -> QFrame:
    """A raised ground with a thin border for a group of things; give it a layout."""
    result = QFrame()
    result.setProperty("ground", "card")
    return result


def line() -> QFrame:
    """A hair line between groups."""
    result = QFrame()
    result.setProperty("ground", "line")
    return result


class IconLabel(QLabel):
    """A still icon, tinted after the theme. Decorative: a screen reader passes over it, so put the word beside it."""

    def __init__(self, name: str, role: Role = "text", size: int = 20, parent: QWidget | None = None) -> None:
        """`size` in device-independent pixels."""
        super().__init__(parent)
        self.setFixedSize(size, size)
        self.set_icon(name, role)

    def set_icon(self, name: str, role: Role) -> None:
        """Show another icon."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(QPainter(self), square, self._name, self._role)


class ElidedLabel(QLabel):
    """One line that gives way in its middle, where paths are least telling; the tool tip has the whole text.

    With more `lines` it is broken at words first, and gives way in the last of them.
    """

    def __init__(
        self,
        text: str = "",
        role: LabelRole = "body",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
        parent: QWidget | None = None,
        *,
        lines: int = 1,
    ) -> None:
        """A label of that role, as narrow as its place demands; names of people give way at the end (ElideRight)."""
        super().__init__(parent)
        self._mode = mode
        self._lines = lines
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._whole = ""
        self.setText(text)

    def text(self) -> str:
        """The whole text, whatever of it is shown."""
        return self._whole

    @property
    def shown_text(self) -> str:
        """What fits."""
        return super().text()

    def setText(self, text: str) -> None:
        """Show another text; line breaks are shown as spaces."""
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        line_width = self.fontMetrics().horizontalAdvance(self._line()) + 2
        return QSize(line_width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance("mmm…mmm")
        return QSize(min(width, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _line(self) -> str:
        return " ".join(self._whole.split("\n"))

    def _elide(self) -> None:
        whole = self._line()
        before, last = self._broken(whole)
        shown = self.fontMetrics().elidedText(last, self._mode, self.width())
        super().setText("\n".join([*before, shown]))
        self.setToolTip(as_tip(self._whole) if shown != last else "")

    def _broken(self, whole: str) -> tuple[list[str], str]:
        """The lines that are full, and all that is left for the last one."""
        before: list[str] = []
        if self._lines > 1:
            layout = QTextLayout(whole, self.font())
            wrapping = QTextOption()
            wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(wrapping)
            layout.beginLayout()
            begun = 0
            while len(before) < self._lines - 1:
                line = layout.createLine()
                if not line.isValid():
                    break
                line.setLineWidth(self.width())
                end = line.textStart() + line.textLength()
                if end >= len(whole):
                    break
                before.append(whole[begun:end].rstrip())
                begun = end
            layout.endLayout()
            whole = whole[begun:]
        return before, whole
