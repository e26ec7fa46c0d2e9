"""Icons from resources/icons, drawn sharp at any size and tinted with the theme's colours when painted."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache, QTransform
from PySide6.QtSvg import QSvgRenderer

from desktop_app.gui.look.resources import resource_path
from desktop_app.gui.look.tokens import Role, current_tokens

_ONWARDS = ("arrow-left", "chevron-right", "sign-out")
"""These point on or back along a line of text: the other way round where that is read from right to left."""
_APP_ICON_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)


# Kept for good: PySide6 crashes when the garbage collector, rather than the last reference, frees an icon with an
# engine written in Python, even while widgets hold copies of it.
@cache
def icon(name: str, role: Role = "text") -> QIcon:
    """The icon resources/icons/`name`.svg in the role's colour; it follows the theme and greys out when disabled."""
    return QIcon(_TintedIcon(name, role))


def app_icon() -> QIcon:
    """The program's own icon in its own colours, for windows, the tray and about pages."""
    renderer = QSvgRenderer(str(resource_path("icons/waybill.svg")))
    result = QIcon()
    for size in _APP_ICON_SIZES:
        result.addPixmap(_drawn(renderer, QSize(size, size)))
    return result


def paint_icon(painter: QPainter, rect: QRect, name: str, role: Role = "text") -> None:
    """Paint an icon into the square at the left of `rect`, for delegates and painted widgets."""
    rect = QRect(rect.left(), rect.top(), rect.height(), rect.height())
    mirrored = name in _ONWARDS and QGuiApplication.isRightToLeft()
    colour = current_tokens().colour(role).name()
    ratio = painter.device().devicePixelRatio()
    size = rect.size() * ratio
    key = f"waybill/{name}/{colour}/{size.width()}x{size.height()}{'/mirrored' if mirrored else ''}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        source = _source(name).replace(b"currentColor", colour.encode())
        pixmap = _drawn(QSvgRenderer(QByteArray(source)), size)
        if mirrored:
            pixmap = pixmap.transformed(QTransform.fromScale(-1, 1))
        QPixmapCache.insert(key, pixmap)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(rect, pixmap)
    painter.restore()


class _TintedIcon(QIconEngine):
    """Looks its colour up at each paint, so that a change of theme needs no new icons."""

    def __init__(self, name: str, role: Role) -> None:
        super().__init__()
        _source(name)
        self._name = name
        self._role: Role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, "disabled" if mode == QIcon.Mode.Disabled else self._role)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = _blank(size)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _TintedIcon(self._name, self._role)


@cache
def _source(name: str) -> bytes:
    return resource_path(f"icons/{name}.svg").read_bytes()


def _blank(size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _drawn(renderer: QSvgRenderer, size: QSize) -> QPixmap:
    pixmap = _blank(size)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap
