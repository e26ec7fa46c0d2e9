"""The side bar: where one can go, and at its foot who is signed in and how things stand."""

from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.gui.formatting import format_count
from desktop_app.gui.icons import app_icon, paint_icon
from desktop_app.gui.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Role, current_tokens
from desktop_app.gui.widgets.controls import ElidedLabel, icon_button, label, line

Reachability = Literal["checking", "reachable", "away"]

_WIDTH = 224
_REACH: dict[Reachability, tuple[Role, str]] = {
    "checking": ("muted", "Checking the connection"),
    "reachable": ("success", "Connected"),
    "away": ("warning", "Company cannot be reached"),
}
_KEY, _ICON = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class SideBar(QWidget):
    """Navigation and the state of things. Pages are known by a key."""

    page_selected = Signal(str)
    """The key of the page that was chosen, by mouse, keyboard or `select`."""
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty: add pages in order."""
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._list = _Navigation()
        self._list.currentItemChanged.connect(self._announce)
        self._foot = SideBarFoot()
        self._foot.sign_out_requested.connect(self.sign_out_requested)
        brand = QHBoxLayout()
        brand.setContentsMargins(SPACE_M + 6, SPACE_L + 2, SPACE_M, SPACE_M + 2)
        brand.setSpacing(SPACE_S + 2)
        brand.addWidget(_Mark())
        brand.addWidget(label("Waybill", "heading"), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(brand)
        column.addWidget(self._list, 1)
        column.addWidget(self._foot)

    @property
    def navigation(self) -> QWidget:
        """The list of pages, to give it the focus."""
        return self._list

    @property
    def foot(self) -> "SideBarFoot":
        """Who is signed in where, whether the company answers, what waits."""
        return self._foot

    def add_page(self, key: str, title: str, icon_name: str) -> None:
        """Add a page at the end."""
        item = QListWidgetItem(title, self._list)
        item.setData(_KEY, key)
        item.setData(_ICON, icon_name)

    def add_group(self, title: str) -> None:
        """Add a small heading over the pages that follow, such as "Admin"."""
        item = QListWidgetItem(title, self._list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def clear_pages(self) -> None:
        """Take all pages away, as when someone else signs in."""
        self._list.blockSignals(True)
        self._list.clear()
        self._list.blockSignals(False)

    def select(self, key: str) -> None:
        """Go to a page that was added."""
        for row in range(self._list.count()):
            if self._list.item(row).data(_KEY) == key:
                self._list.setCurrentRow(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.side_bar))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(tokens.border))

    def _announce(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page_selected.emit(item.data(_KEY))


class SideBarFoot(QWidget):
    """The foot of the side bar."""

    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nobody is signed in yet."""
        super().__init__(parent)
        self.setAccessibleName("Status")
        at_end = Qt.TextElideMode.ElideRight
        self._name = ElidedLabel(role="strong", mode=at_end)
        self._company = ElidedLabel(role="caption", mode=at_end)
        self._dot = _Dot()
        self._reach = ElidedLabel(role="caption", mode=at_end)
        self._waiting = ElidedLabel(role="caption", mode=at_end)
        self._sign_out = icon_button("sign-out", "Sign out", clicked=self.sign_out_requested.emit)
        who = QVBoxLayout()
        who.setSpacing(1)
        who.addWidget(self._name)
        who.addWidget(self._company)
        top = QHBoxLayout()
        top.setSpacing(SPACE_XS)
        top.addLayout(who, 1)
        top.addWidget(self._sign_out)
        reach = QHBoxLayout()
        reach.setSpacing(SPACE_S)
        reach.addWidget(self._dot)
        reach.addWidget(self._reach, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M + 6, 0, SPACE_M, SPACE_L)
        column.setSpacing(SPACE_S)
        column.addWidget(line())
        column.addSpacing(SPACE_XS)
        column.addLayout(top)
        column.addLayout(reach)
        column.addWidget(self._waiting)
        self.set_signed_in("", "")
        self.set_reachability("checking")
        self.set_waiting(0)

    def set_signed_in(self, person: str, company: str) -> None:
        """Say who is signed in where; "" for nobody."""
        self._name.setText(person or "Not signed in")
        self._company.setText(company)
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
        self._waiting.setText(f"{format_count(records, 'record')} to deliver" if records else "")
        self._waiting.setVisible(records > 0)
        self._describe()

    def _describe(self) -> None:
        parts = (part.text() for part in (self._name, self._company, self._reach, self._waiting))
        self.setAccessibleDescription(", ".join(filter(None, parts)))


class _Mark(QWidget):
    """The program's icon, small."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(24, 24)
        self._icon = app_icon()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())


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


class _Navigation(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self.setItemDelegate(_NavigationDelegate(self))
        self.setMouseTracking(True)
        self.setStyleSheet("background: transparent;")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _NavigationDelegate(QStyledItemDelegate):
    """A page's icon and title on a rounded ground; a group's heading."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, 38 if index.data(_KEY) else 34)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, state = current_tokens(), option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        ground = option.rect.adjusted(SPACE_S + 2, 1, -SPACE_S - 2, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = ground.adjusted(SPACE_S, 0, -SPACE_S, 0)
        font = option.font
        if not index.data(_KEY):
            font.setPixelSize(font.pixelSize() - 1)
            painter.setFont(font)
            painter.setPen(tokens.colour("muted"))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, index.data())
            painter.restore()
            return
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selection if selected else tokens.pressed))
            painter.drawRoundedRect(ground, RADIUS, RADIUS)
        ring = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange
        if selected and state & ring == ring:
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.toRectF().adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)
        role: Role = "accent" if selected else "muted"
        paint_icon(painter, QRect(words.left(), words.center().y() - 8, 18, 18), index.data(_ICON), role)
        font.setWeight(font.Weight.DemiBold if selected else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tokens.colour("text"))
        painter.drawText(words.adjusted(18 + SPACE_M - 2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.restore()
