"""Bars that stand along the days, with a scale at their left."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.gui.look.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, current_tokens
from desktop_app.gui.statistics.charts import Bar, BarChart
from desktop_app.gui.widgets.mirror import seen

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ColumnChart(BarChart):
    """Standing bars along the days, with a scale before the first; a bubble tells of the chosen one.

    Names that find no room are left out.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Without bars."""
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._in_words: Callable[[int], str] = str
        self._scale: Sequence[int] = (0, 1)

    def show_columns(self, bars: Sequence[Bar], in_words: Callable[[int], str], *, binary: bool) -> None:
        """Show these; `in_words` writes the scale's numbers, which are round ones of 1024 if `binary`."""
        self._in_words = in_words
        self._scale = scale_of(max((bar.value for bar in bars), default=0), binary=binary)
        self.show_bars(bars)

    @property
    def first_choice(self) -> int:
        return len(self._bars) - 1

    def sizeHint(self) -> QSize:
        return QSize(400, 230)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 230)

    def place_of(self, number: int) -> QRectF:
        return seen(self, self._slot(number))

    def paint_bars(self, painter: QPainter) -> None:
        tokens = current_tokens()
        ground = self._ground()
        painter.setFont(_small(self.font()))
        for mark in self._scale:
            y = round(ground.bottom() - ground.height() * mark / self._scale[-1]) + 0.5
            line = seen(self, QRectF(ground.left(), y, ground.width(), 0))
            painter.setPen(QPen(QColor(tokens.border if mark else tokens.field_border), 1))
            painter.drawLine(line.topLeft(), line.topRight())
            painter.setPen(tokens.colour("muted"))
            words = QRectF(0, y - 10, ground.left() - SPACE_S, 20)
            painter.drawText(seen(self, words), _RIGHT, self._in_words(mark))
        painter.setPen(Qt.PenStyle.NoPen)
        if (chosen := self._chosen) >= 0:
            painter.setBrush(QColor(tokens.hover))
            painter.drawRect(seen(self, self._slot(chosen).intersected(ground)))
        for number, bar in enumerate(self._bars):
            if bar.value:
                rect = self._bar_rect(number)
                radius = min(3.0, rect.width() / 3, rect.height())
                painter.setBrush(tokens.colour(bar.role))
                painter.drawRoundedRect(seen(self, rect), radius, radius)
        self._paint_names(painter, ground)
        if (told := self.chosen) is not None:
            _paint_bubble(painter, self.rect().toRectF(), seen(self, self._bar_rect(chosen)), told)

    def _paint_names(self, painter: QPainter, ground: QRectF) -> None:
        """Names at even distances, counted from the last: it is the one that people look for."""
        metrics = QFontMetrics(painter.font())
        widest = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0) + SPACE_M
        every = max(1, math.ceil(widest / self._slot(0).width()))
        painter.setPen(current_tokens().colour("muted"))
        edge = self.width() - SPACE_XS
        fitting = [n for n in range(len(self._bars)) if self._name_rect(n, metrics).right() <= edge]
        for number in range(max(fitting, default=-1), -1, -every):
            words = self._name_rect(number, metrics)
            if words.left() >= ground.left() - SPACE_L:
                painter.drawText(seen(self, words), Qt.AlignmentFlag.AlignCenter, self._bars[number].name)

    def _name_rect(self, number: int, metrics: QFontMetrics) -> QRectF:
        width = metrics.horizontalAdvance(self._bars[number].name) + 2
        return QRectF(self._slot(number).center().x() - width / 2, self.height() - 28, width, 20)

    # Told from left to right; `seen` mirrors them.

    def _ground(self) -> QRectF:
        metrics = QFontMetrics(_small(self.font()))
        left = max(metrics.horizontalAdvance(self._in_words(mark)) for mark in self._scale) + 2 * SPACE_S
        width, height = self.width() - left - SPACE_S, self.height() - SPACE_M - 30
        return QRectF(left, SPACE_M, max(1, width), max(1, height))

    def _slot(self, number: int) -> QRectF:
        ground = self._ground()
        width = ground.width() / max(1, len(self._bars))
        return QRectF(ground.left() + number * width, 0, width, self.height())

    def _bar_rect(self, number: int) -> QRectF:
        ground, slot = self._ground(), self._slot(number)
        width = min(max(slot.width() * 0.72, 1.0), 44.0)
        # Never lower than this, so that a little is told from nothing.
        height = max(2.0, ground.height() * self._bars[number].value / self._scale[-1])
        return QRectF(slot.center().x() - width / 2, ground.bottom() - height, width, height)


def scale_of(highest: int, *, binary: bool) -> Sequence[int]:
    """Three to five round marks from 0 on, the last of them not below `highest`; never 0 alone."""
    if binary:
        unit = 1024 ** ((max(highest, 1).bit_length() - 1) // 10)
        steps = [unit * 2**power // 16 for power in range(20)]
    else:
        steps = [head * 10**power for power in range(20) for head in (1, 2, 5)]
    step = next(step for step in steps if step and step * 4 >= highest)
    return [step * number for number in range(max(2, -(-highest // step)) + 1)]


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(font.pixelSize() - 1)
    return small


def _paint_bubble(painter: QPainter, within: QRectF, beside: QRectF, bar: Bar) -> None:
    """Above a bar, or over its upper end where it is too high; never beyond the edges."""
    tokens = current_tokens()
    strong, plain = QFont(painter.font()), QFont(painter.font())
    strong.setWeight(QFont.Weight.DemiBold)
    lines = [(bar.title or bar.name, strong), (bar.text, plain), *((line, plain) for line in bar.details.split("\n"))]
    lines = [(text, font) for text, font in lines if text]
    width = max(QFontMetrics(font).horizontalAdvance(text) for text, font in lines) + 2 * SPACE_M
    line_height = QFontMetrics(strong).height() + 2
    height = len(lines) * line_height + 2 * SPACE_S - 2
    left = min(max(beside.center().x() - width / 2, within.left()), within.right() - width)
    top = max(beside.top() - height - SPACE_S, within.top())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.tool_tip))
    painter.drawRoundedRect(QRectF(left, top, width, height), RADIUS, RADIUS)
    painter.setPen(QColor(tokens.tool_tip_text))
    for number, (text, font) in enumerate(lines):
        painter.setFont(font)
        words = QRectF(left + SPACE_M, top + SPACE_S - 1 + number * line_height, width - 2 * SPACE_M, line_height)
        painter.drawText(words, _LEFT, text)
