"""Type for an audience: sizes follow the window, not the text scale; texts are made to fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.kit.fonts import ui_font
from app.kit.numbers import ELLIPSIS
from app.kit.pdf_text import lines_of

WIDE, TALL = 1920.0, 1080.0
"""The window that the sizes are meant for."""

_LEADING = 1.32


def unit_of(width: float, height: float) -> float:
    """Pixels that stand for one of a window of 1920 by 1080."""
    return max(min(width / WIDE, height / TALL), 0.2)


def letters(px: float, weight: int = 400) -> QFont:
    """The text font at exactly so many pixels, whatever the text scale."""
    font = ui_font(13, weight)
    font.setPixelSize(max(round(px), 1))
    return font


@dataclass(frozen=True)
class TextBlock:
    """Lines of one font. height: of all of them."""

    font: QFont
    lines: tuple[str, ...]

    @property
    def leading(self) -> float:
        """How far the lines are apart."""
        return self.font.pixelSize() * _LEADING

    @property
    def height(self) -> float:
        """How high all lines are."""
        return self.leading * len(self.lines)

    def paint(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        """Write the lines from the top left of an area."""
        metrics = QFontMetricsF(self.font)
        base = area.top() + (self.leading + metrics.ascent() - metrics.descent()) / 2
        painter.setFont(self.font)
        painter.setPen(color)
        for number, line in enumerate(self.lines):
            painter.drawText(QPointF(area.left(), base + number * self.leading), line)


def fitted(
    text: str, width: float, height: float, sizes: Sequence[float], weight: int = 400
) -> TextBlock:
    """A text in the largest of some sizes in which it fits; cut in the smallest if it never does.

    sizes: in pixels, the largest first.
    """
    for size in sizes:
        font = letters(size, weight)
        block = TextBlock(font, tuple(lines_of(text, width, font)))
        if block.height <= height + 0.5:
            return block
    return _cut(block, width, height)


def _cut(block: TextBlock, width: float, height: float) -> TextBlock:
    count = max(int((height + 0.5) / block.leading), 1)
    if count >= len(block.lines):
        return block
    *kept, last = block.lines[:count]
    metrics = QFontMetricsF(block.font)
    cut = metrics.elidedText(f"{last} {ELLIPSIS}", Qt.TextElideMode.ElideRight, width)
    return TextBlock(block.font, (*kept, cut))


def paint_line(
    painter: QPainter, area: QRectF, text: str, font: QFont, color: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:  # fmt: skip
    """Write one line in the middle of an area's height, cut where it is too long; its width."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(area.width(), 0.0))
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, shown)
    return metrics.horizontalAdvance(shown)
