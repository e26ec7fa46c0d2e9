"""What is painted by hand lies the other way round for people who read from right to left, as Qt's layouts do."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget


def is_mirrored(widget: QWidget) -> bool:
    """Whether it is read from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def seen(widget: QWidget, rect: QRectF) -> QRectF:
    """Where a rectangle of a widget, told from left to right, is seen."""
    if not is_mirrored(widget):
        return rect
    return QRectF(widget.width() - rect.right(), rect.top(), rect.width(), rect.height())
