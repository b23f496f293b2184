"""Text on paper: fonts at the sizes of the design, lines that fit, and how one is painted."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from app.kit.fonts import mono_font, ui_font
from app.kit.theme import LIGHT

Paint = Callable[[QPainter, QRectF], None]
"""Draws into a rectangle; called on the thread that makes the file."""

Align = Literal["left", "right"]

_LEADING = 1.45
_FEATURES = ("tnum", "calt", "liga")


def paper_font(px: float, weight: int = 400, *, mono: bool = False) -> QFont:
    """A font of the design at its own size, whatever the text scale of the window."""
    font = mono_font(px, weight) if mono else ui_font(px, weight)
    font.setPixelSize(round(px))
    # Qt can't name glyphs that stand for others: text of such ones couldn't be found or copied.
    for feature in _FEATURES:
        font.setFeature(QFont.Tag(feature), 0)
    return font


def leading(font: QFont) -> float:
    """How far lines of a font are apart."""
    return round(font.pixelSize() * _LEADING)


def lines_of(text: str, width: float, font: QFont) -> list[str]:
    """A text as lines that fit: broken between words, and within one that is too long."""
    found: list[str] = []
    for part in text.splitlines() or [""]:
        layout = QTextLayout(part, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        spans = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            spans.append((line.textStart(), line.textLength()))
        layout.endLayout()
        found += [part[start : start + length].rstrip() for start, length in spans] or [""]
    return found


def painted_line(text: str, font: QFont, token: str, align: Align) -> Paint:
    """Paints one line into a rectangle, in the light colour of a token."""
    metrics = QFontMetricsF(font)

    def paint(painter: QPainter, area: QRectF) -> None:
        painter.setFont(font)
        painter.setPen(LIGHT.color(token))
        indent = area.width() - metrics.horizontalAdvance(text) if align == "right" else 0.0
        base = area.top() + (area.height() + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(area.left() + indent, base), text)

    return paint


def nothing(_painter: QPainter, _area: QRectF) -> None:
    """For strips of which only the room counts."""
