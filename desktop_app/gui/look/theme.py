"""Our own look: Fusion, a palette and one style sheet made from the tokens, light or dark after the system."""

from dataclasses import asdict
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.gui.look.resources import resource_path
from desktop_app.gui.look.tokens import CONTROL_HEIGHT, DARK, LIGHT, RADIUS, RADIUS_CARD, Tokens

Scheme = Literal["system", "light", "dark"]

_FONTS = ("Inter", "Inter Variable", "Segoe UI Variable Text", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
_SIZES = range(13, 19)


class Theme(QObject):
    """Keeps the application in one colour scheme. Keep a reference for as long as the window lives."""

    changed = Signal()
    """The scheme changed. Only pictures that are kept need it: widgets repaint and icons re-tint by themselves."""

    def __init__(self, scheme: Scheme = "system", parent: QObject | None = None) -> None:
        """`scheme` "system" follows the system's setting; the others force one."""
        super().__init__(parent)
        self._scheme: Scheme = scheme

    @property
    def tokens(self) -> Tokens:
        """The tokens of the scheme in force."""
        if self._scheme == "system":
            return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._scheme == "dark" else LIGHT

    def apply(self, app: QApplication) -> None:
        """Dress the application, now and whenever the system's scheme changes."""
        app.setStyle("Fusion")
        _set_font(app)
        app.styleHints().colorSchemeChanged.connect(self._refresh)
        self.set_scheme(self._scheme)

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or force light or dark from now on."""
        self._scheme = scheme
        # Ours is the palette; this tells the system to draw title bars and file dialogs to match, where it can.
        schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        QGuiApplication.styleHints().setColorScheme(schemes[scheme])
        self._refresh()

    def _refresh(self) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        # Else Qt dresses every widget once more for the palette: 0.46 s for a full window instead of 0.10.
        app.setStyleSheet("")
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(style_sheet(self.tokens, app.font().pixelSize()))
        self.changed.emit()


def style_sheet(tokens: Tokens, font_size: int = 13) -> str:
    """The style sheet of one scheme, from resources/styles/waybill.qss; `font_size` is the body text's, in pixels."""
    values: dict[str, object] = {
        **asdict(tokens),
        "radius": RADIUS,
        "radius_card": RADIUS_CARD,
        "row": CONTROL_HEIGHT,
        "control": CONTROL_HEIGHT - 2,
        "control_focused": CONTROL_HEIGHT - 4,
        "small": font_size - 1,
        "body": font_size,
        "heading": font_size + 2,
        "title": font_size + 9,
        "styles": resource_path("styles").as_posix(),
    }
    return Template(resource_path("styles/waybill.qss").read_text("utf-8")).substitute(values)


def _set_font(app: QApplication) -> None:
    """The best interface font present, at the size the person chose for the system, within what the layout bears."""
    installed = set(QFontDatabase.families())
    font = app.font()
    family = next((name for name in _FONTS if name in installed), None)
    if family:
        font.setFamily(family)
    font.setPixelSize(min(max(QFontInfo(app.font()).pixelSize(), _SIZES.start), _SIZES.stop - 1))
    app.setFont(font)


def _palette(tokens: Tokens) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for which, value in {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.background,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.ToolTipBase: tokens.tool_tip,
        role.ToolTipText: tokens.tool_tip_text,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.accent_fill,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.raised,
        role.Midlight: tokens.hover,
        role.Mid: tokens.border,
        role.Dark: tokens.field_border,
        role.Shadow: tokens.border,
    }.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, which, QColor(tokens.disabled))
    return palette
