"""The foot of the side bar: who is signed in where, whether the company answers, what waits."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import format_count
from desktop_app.gui.look.icons import icon
from desktop_app.gui.look.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Role, current_tokens
from desktop_app.gui.widgets.controls import ElidedLabel, IconLabel, icon_button, line

Reachability = Literal["checking", "reachable", "away"]

_REACH: dict[Reachability, tuple[Role, str]] = {
    "checking": ("muted", tr("Checking the connection")),
    "reachable": ("success", tr("Connected")),
    "away": ("warning", tr("Company cannot be reached")),
}


class SideBarFoot(QWidget):
    """The foot of the side bar. Who is signed in is a button, with a menu of what they can do with their account."""

    account_requested = Signal()
    password_requested = Signal()
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nobody is signed in yet."""
        super().__init__(parent)
        self.setAccessibleName(tr("Status"))
        self._items: list[tuple[str, str, Callable[[], object]]] = []
        at_end = Qt.TextElideMode.ElideRight
        self._who = _Who()
        self._who.setObjectName("account_button")
        self._who.clicked.connect(self._show_menu)
        self._dot = _Dot()
        self._reach = ElidedLabel(role="caption", mode=at_end)
        self._waiting = ElidedLabel(role="caption", mode=at_end)
        self._sign_out = icon_button("sign-out", tr("Sign out"), clicked=self.sign_out_requested.emit)
        top = QHBoxLayout()
        top.setSpacing(SPACE_XS)
        top.addWidget(self._who, 1)
        top.addWidget(self._sign_out)
        reach = QHBoxLayout()
        reach.setSpacing(SPACE_S)
        reach.addSpacing(SPACE_S)
        reach.addWidget(self._dot)
        reach.addWidget(self._reach, 1)
        waiting = QHBoxLayout()
        # Under the words above it, which have the dot before them.
        waiting.addSpacing(SPACE_S + self._dot.width() + SPACE_S)
        waiting.addWidget(self._waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_S + 2, 0, SPACE_M, SPACE_L)
        column.setSpacing(SPACE_S)
        column.addWidget(line())
        column.addLayout(top)
        column.addLayout(reach)
        column.addLayout(waiting)
        self.set_signed_in("", "")
        self.set_reachability("checking")
        self.set_waiting(0)

    def add_item(self, icon_name: str, words: str, action: Callable[[], object]) -> None:
        """Add something to the menu, below what concerns the account."""
        self._items.append((icon_name, words, action))

    def set_signed_in(self, person: str, company: str) -> None:
        """Say who is signed in where; "" for nobody."""
        self._who.set_person(person, company)
        self._sign_out.setVisible(bool(person))
        self._describe()

    def set_reachability(self, state: Reachability, text: str = "") -> None:
        """Say whether the company answers, by a dot and in words (`text` in place of the usual ones)."""
        role, words = _REACH[state]
        self._dot.set_look(role, filled=state != "away")
        self._reach.setText(text or words)
        self._describe()

    def set_waiting(self, records: int) -> None:
        """Say how many records wait to be delivered to the company; 0 says nothing."""
        self._waiting.setText(tr("{records} to deliver", records=format_count(records, "record")) if records else "")
        self._waiting.setVisible(records > 0)
        self._describe()

    def _describe(self) -> None:
        parts = (*self._who.words, self._reach.text(), self._waiting.text())
        self.setAccessibleDescription(", ".join(filter(None, parts)))

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("account_menu")
        menu.addAction(icon("user"), tr("Your account…"), self.account_requested.emit)
        menu.addAction(icon("edit"), tr("Change password…"), self.password_requested.emit)
        if self._items:
            menu.addSeparator()
        for icon_name, words, action in self._items:
            menu.addAction(icon(icon_name), words, action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setMinimumWidth(self._who.width())
        menu.popup(self._who.mapToGlobal(QPoint(0, -menu.sizeHint().height() - SPACE_XS)))


class _Who(QAbstractButton):
    """A name over a company, pressed for what one can do with one's account."""

    def __init__(self) -> None:
        super().__init__()
        at_end = Qt.TextElideMode.ElideRight
        self._name = ElidedLabel(role="strong", mode=at_end)
        self._company = ElidedLabel(role="caption", mode=at_end)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS + 1)
        self._row.setSpacing(SPACE_XS)
        column = QVBoxLayout()
        column.setSpacing(1)
        self._row.addLayout(column, 1)
        self._more = IconLabel("more", "muted", 16)
        self._row.addWidget(self._more)
        column.addWidget(self._name)
        column.addWidget(self._company)
        for part in (self._name, self._company, self._more):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def words(self) -> tuple[str, str]:
        return self._name.text(), self._company.text()

    def set_person(self, person: str, company: str) -> None:
        self._name.setText(person or tr("Not signed in"))
        self._company.setText(company)
        self.setEnabled(bool(person))
        self._more.setVisible(bool(person))
        self.setCursor(Qt.CursorShape.PointingHandCursor if person else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(tr("Your account: {person}", person=person) if person else tr("Not signed in"))
        self.setToolTip("\n".join(filter(None, self.words)))

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.isEnabled():
            return
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(QColor(tokens.focus), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.pressed) if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), RADIUS, RADIUS)


class _Dot(QWidget):
    """A dot that is also told apart by being hollow."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(10, 10)

    def set_look(self, role: Role, *, filled: bool) -> None:
        self._role, self._filled = role, filled
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colour = current_tokens().colour(self._role)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2))
        if self._filled:
            painter.setBrush(colour)
        painter.drawEllipse(2, 2, 6, 6)
