"""The side bar: where one can go, and at its foot who is signed in and how things stand."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
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

from desktop_app.domain.texts import tr
from desktop_app.gui.look.icons import app_icon, paint_icon
from desktop_app.gui.look.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, Role, current_tokens
from desktop_app.gui.widgets.controls import label
from desktop_app.gui.widgets.mirror import seen
from desktop_app.gui.widgets.side_bar_foot import SideBarFoot

_WIDTH = 224
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
        brand.addWidget(label(tr("Waybill"), "heading"), 1)
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
    def foot(self) -> SideBarFoot:
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
        painter.fillRect(seen(self, QRectF(self.width() - 1, 0, 1, self.height())), QColor(tokens.border))

    def _announce(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page_selected.emit(item.data(_KEY))


class _Mark(QWidget):
    """The program's icon, small."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(24, 24)
        self._icon = app_icon()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())


class _Navigation(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Pages"))
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
        square = QRect(words.left(), words.center().y() - 8, 18, 18)
        paint_icon(painter, QStyle.visualRect(option.direction, words, square), index.data(_ICON), role)
        font.setWeight(font.Weight.DemiBold if selected else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tokens.colour("text"))
        beside = QStyle.visualRect(option.direction, words, words.adjusted(18 + SPACE_M - 2, 0, 0, 0))
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.restore()
