"""Tables: their calm set-up, and delegates that paint progress and status."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from desktop_app.domain.texts import tr
from desktop_app.gui.look.formatting import as_tip
from desktop_app.gui.look.icons import paint_icon
from desktop_app.gui.look.tokens import ROW_HEIGHT, SPACE_M, SPACE_S, Role, current_tokens
from desktop_app.gui.widgets.progress import paint_bar

VALUE_ROLE = Qt.ItemDataRole.UserRole
"""Under this role models give the delegates their value; DisplayRole keeps the text for screen readers."""
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Under this role models give `TwoLineDelegate` its second line."""
TWO_LINE_HEIGHT = 54
"""Of the rows that it paints, in device-independent pixels."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class StatusLook:
    """How a status is shown: an icon, its colour and a word."""

    icon: str
    role: Role
    word: str


STATUS_LOOKS: Mapping[str, StatusLook] = {
    "pending": StatusLook("clock", "muted", tr("Waiting")),
    "uploading": StatusLook("upload", "accent", tr("Sending")),
    "uploaded": StatusLook("done", "success", tr("Sent")),
    "failed": StatusLook("error", "danger", tr("Failed")),
    "cancelled": StatusLook("cancel", "muted", tr("Cancelled")),
    "skipped": StatusLook("skipped", "muted", tr("Already there")),
    "blocked": StatusLook("blocked", "warning", tr("Blocked")),
    "in_progress": StatusLook("upload", "accent", tr("In progress")),
    "paused": StatusLook("pause", "warning", tr("Paused")),
    "completed": StatusLook("done", "success", tr("Completed")),
    "completed_with_errors": StatusLook("warning", "warning", tr("With errors")),
    "interrupted": StatusLook("warning", "warning", tr("Interrupted")),
    "planned": StatusLook("clock", "muted", tr("Planned")),
    "active": StatusLook("play", "accent", tr("Active")),
    "archived": StatusLook("folder", "muted", tr("Archived")),
}
"""The looks of file, upload session and cycle statuses, by the values of the enums in `domain.states`."""

# Put together once: flags are Python's work, and cells are painted by the thousand.
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def set_up_table(table: QTableView, name: str) -> None:
    """Give a table its calm looks: whole rows selected, no grid, roomy rows. `name` is for screen readers."""
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setCornerButtonEnabled(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    table.viewport().installEventFilter(_ToolTips(table))


class _ToolTips(QObject):
    """Shows what a cell's model says about it, in lines that fit the screen."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return super().eventFilter(watched, event)
        index = self._table.indexAt(event.pos())
        text = as_tip(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
        viewport = self._table.viewport()
        QToolTip.showText(event.globalPos(), text, viewport, self._table.visualRect(index))
        return True


class PathDelegate(QStyledItemDelegate):
    """Text that gives way in its middle, so that a path keeps its beginning and the file's name."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class TwoLineDelegate(QStyledItemDelegate):
    """Text with a quiet line below it, which NOTE_ROLE gives: a name and where it belongs."""

    def __init__(self, parent: QObject | None = None, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        """`mode` says where texts give way: paths in their middle, words at their end."""
        super().__init__(parent)
        self._mode = mode

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        paint_ground(painter, option)
        rect, height = _inner(option), option.fontMetrics.height()
        note = str(index.data(NOTE_ROLE) or "")
        # Without a second line the first one stands in the middle.
        upper = QRect(rect.left(), rect.center().y() - (height if note else height // 2), rect.width(), height)
        lower = upper.translated(0, height + 2)
        painter.save()
        font = option.font
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(current_tokens().colour("text"))
        _draw_line(painter, upper, str(index.data() or ""), self._mode)
        font.setWeight(font.Weight.Normal)
        font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        painter.setPen(current_tokens().colour("muted"))
        _draw_line(painter, lower, note, self._mode)
        painter.restore()


class ProgressDelegate(QStyledItemDelegate):
    """Paints a thin bar and its percentage for a per-mille int under VALUE_ROLE; None leaves the cell empty."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        paint_ground(painter, option)
        value = index.data(VALUE_ROLE)
        if value is None:
            return
        permille = min(max(int(value), 0), 1000)
        rect = _inner(option)
        words = QRect(rect)
        words.setLeft(rect.right() - option.fontMetrics.horizontalAdvance("100 %"))
        bar = QRect(rect.left(), rect.center().y() - 2, words.left() - rect.left() - SPACE_S, 6)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        role: Role = "success" if permille == 1000 else "accent"
        painter.save()
        seen = QStyle.visualRect(option.direction, rect, bar).toRectF()
        paint_bar(painter, seen, 0.0, permille / 1000, role, mirrored=mirrored)
        painter.setPen(current_tokens().colour("muted"))
        painter.drawText(QStyle.visualRect(option.direction, rect, words), _RIGHT, f"{permille // 10} %")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(140, super().sizeHint(option, index).height())


class StatusDelegate(QStyledItemDelegate):
    """Paints the status under VALUE_ROLE, a key of STATUS_LOOKS or a look itself, as icon and word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        paint_ground(painter, option)
        value = index.data(VALUE_ROLE)
        look = value if isinstance(value, StatusLook) else STATUS_LOOKS.get(value)
        if look is None:
            return
        rect = _inner(option)
        square = QRect(rect.left(), rect.center().y() - 7, 16, 16)
        paint_icon(painter, QStyle.visualRect(option.direction, rect, square), look.icon, look.role)
        words = QStyle.visualRect(option.direction, rect, rect.adjusted(16 + SPACE_S, 0, 0, 0))
        painter.save()
        painter.setPen(current_tokens().colour(look.role if look.role != "accent" else "text"))
        text = option.fontMetrics.elidedText(look.word, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(150, super().sizeHint(option, index).height())


def _draw_line(painter: QPainter, rect: QRect, text: str, mode: Qt.TextElideMode) -> None:
    shown = painter.fontMetrics().elidedText(text, mode, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


def _inner(option: QStyleOptionViewItem) -> QRect:
    return option.rect.adjusted(SPACE_M, 0, -SPACE_M, -2)


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """The cell without its text: hover, selection and the line below, as the style sheet has them."""
    bare = QStyleOptionViewItem(option)
    bare.text = ""
    view = option.widget
    view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, view)
