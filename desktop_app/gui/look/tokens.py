"""The program's colours and measures, by what they are for. Pairs of text and ground keep WCAG AA (4.5:1)."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor, QGuiApplication, QPalette

Kind = Literal["info", "success", "warning", "danger"]
Role = Literal["text", "muted", "disabled", "accent", "accent_text", "success", "warning", "danger", "info"]

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL, SPACE_XXL = 4, 8, 12, 16, 24, 40
"""Gaps in device-independent pixels: within a control, between neighbours, in a card, between groups, page edges."""
RADIUS = 7
"""Corner radius of controls, in device-independent pixels; cards and drop areas take `RADIUS_CARD`."""
RADIUS_CARD = 10
CONTROL_HEIGHT = 34
ROW_HEIGHT = 38


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; each value is "#RRGGBB"."""

    background: str
    side_bar: str
    surface: str
    raised: str
    hover: str
    pressed: str
    border: str
    field_border: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_soft: str
    accent_fill: str
    accent_fill_hover: str
    accent_text: str
    focus: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    danger_fill: str
    danger_fill_hover: str
    info: str
    info_soft: str
    selection: str
    track: str
    tool_tip: str
    tool_tip_text: str

    def colour(self, role: Role) -> QColor:
        """The colour of text, icons and painted marks with that role."""
        return QColor(getattr(self, role))

    def soft(self, kind: Kind) -> QColor:
        """The pale ground behind a message of that kind."""
        return QColor(getattr(self, f"{kind}_soft"))


LIGHT = Tokens(
    background="#F7F8FA",
    side_bar="#EEF0F4",
    surface="#FFFFFF",
    raised="#FFFFFF",
    hover="#F0F2F6",
    pressed="#E4E8EF",
    border="#E1E5EC",
    field_border="#C3CAD6",
    text="#1A2130",
    muted="#566072",
    disabled="#9AA3B2",
    accent="#3B57D0",
    accent_soft="#EAEEFC",
    accent_fill="#3B57D0",
    accent_fill_hover="#304ABB",
    accent_text="#FFFFFF",
    focus="#5B78F0",
    success="#177245",
    success_soft="#E6F5EC",
    warning="#8A5200",
    warning_soft="#FDF3DF",
    danger="#B92B27",
    danger_soft="#FDECEB",
    danger_fill="#C4322D",
    danger_fill_hover="#A92723",
    info="#1C5FA8",
    info_soft="#E7F1FB",
    selection="#E3E9FC",
    track="#E4E8EF",
    tool_tip="#1F2736",
    tool_tip_text="#F2F4F8",
)

DARK = Tokens(
    background="#16191F",
    side_bar="#111318",
    surface="#1D2128",
    raised="#262B34",
    hover="#262B34",
    pressed="#2F3540",
    border="#2D333E",
    field_border="#475062",
    text="#E6E9EF",
    muted="#9BA5B5",
    disabled="#626C7C",
    accent="#93A6FF",
    accent_soft="#232B4A",
    accent_fill="#4660DC",
    accent_fill_hover="#4F69E4",
    accent_text="#FFFFFF",
    focus="#7F96FF",
    success="#5CCB8F",
    success_soft="#173024",
    warning="#EDB458",
    warning_soft="#352A15",
    danger="#FF8F87",
    danger_soft="#3B2020",
    danger_fill="#C4322D",
    danger_fill_hover="#D03A34",
    info="#79B8F5",
    info_soft="#182C40",
    selection="#29335A",
    track="#323945",
    tool_tip="#E6E9EF",
    tool_tip_text="#1A2130",
)


def current_tokens() -> Tokens:
    """The tokens of the palette now in force; painters ask for them at each paint, so they need no signal."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT
