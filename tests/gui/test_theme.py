"""The palette is readable, follows the system, and icons follow the palette."""

import dataclasses
import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.gui.look.icons import app_icon, icon
from desktop_app.gui.look.resources import resource_path
from desktop_app.gui.look.theme import Theme, style_sheet
from desktop_app.gui.look.tokens import DARK, LIGHT, Tokens, current_tokens

pytestmark = pytest.mark.usefixtures("qapp")

GROUNDS = ("background", "side_bar", "surface", "raised", "hover", "selection")
TEXT_ON_GROUND = [
    *((text, ground) for text in ("text", "muted") for ground in GROUNDS),
    *((kind, "surface") for kind in ("accent", "success", "warning", "danger", "info")),
    *((kind, "background") for kind in ("accent", "success", "warning", "danger", "info")),
    *((kind, "selection") for kind in ("success", "warning", "danger")),
    *(("text", f"{kind}_soft") for kind in ("accent", "success", "warning", "danger", "info")),
    *((kind, f"{kind}_soft") for kind in ("accent", "success", "warning", "danger", "info")),
    ("warning", "accent_soft"),
    ("accent_text", "accent_fill"),
    ("accent_text", "accent_fill_hover"),
    ("accent_text", "danger_fill"),
    ("accent_text", "danger_fill_hover"),
    ("tool_tip_text", "tool_tip"),
]


def luminance(value: str) -> float:
    """As WCAG 2 defines it."""
    colour = QColor(value)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    return LIGHT if request.param == "light" else DARK


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(tokens: Tokens, text: str, ground: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("ground", ["background", "side_bar", "surface", "selection"])
def test_the_focus_ring_can_be_seen(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.focus, getattr(tokens, ground)) >= 3


def test_tokens_are_opaque_colours(tokens: Tokens) -> None:
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for value in dataclasses.asdict(tokens).values())


def test_every_picture_of_the_style_sheet_is_there(tokens: Tokens) -> None:
    pictures = re.findall(r'url\("(.*?)"\)', style_sheet(tokens))
    assert pictures
    assert all(resource_path("styles").joinpath(picture).is_file() for picture in pictures)


def test_a_forced_scheme_sets_the_palette_and_says_so(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    assert current_tokens() is LIGHT
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("dark")
    assert current_tokens() is DARK
    theme.set_scheme("light")


def colours_of(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = shown.pixmap(QSize(96, 96), mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


def test_an_icon_takes_its_colour_from_the_theme_of_the_moment(qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    shown = icon("plus", "danger")
    assert colours_of(shown) == {LIGHT.danger}
    theme.set_scheme("dark")
    assert colours_of(shown) == {DARK.danger}
    assert colours_of(shown, QIcon.Mode.Disabled) == {DARK.disabled}
    theme.set_scheme("light")


def test_an_icon_is_drawn_at_the_screens_own_resolution() -> None:
    pixmap = icon("upload").pixmap(QSize(16, 16), 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.devicePixelRatio() == 2


@pytest.mark.parametrize("path", sorted(resource_path("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something(path: Path) -> None:
    image = icon(path.stem).pixmap(QSize(48, 48)).toImage()
    assert any(image.pixelColor(x, y).alpha() > 200 for x in range(48) for y in range(48))


def test_an_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError, match="no-such"):
        icon("no-such")


def test_the_programs_icon_comes_in_every_size() -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 256} <= sizes


def test_an_icon_outlives_the_garbage_collector() -> None:
    ring: list[object] = [icon("retry")]
    ring.append(ring)
    del ring
    gc.collect()
    assert not icon("retry").pixmap(QSize(16, 16)).isNull()
