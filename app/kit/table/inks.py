"""Colours and fonts of a table in the current theme, made once and used for every cell."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from app.kit.fonts import CAPTION, SMALL, mono_font, ui_font
from app.kit.theme import Themes

_LINE = Qt.TextFlag.TextSingleLine.value
LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value | _LINE
RIGHT = (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value | _LINE
CENTER = Qt.AlignmentFlag.AlignCenter.value | _LINE
SIDES = {"left": LEFT, "right": RIGHT, "center": CENTER}


class Face:
    """A font with its measures."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)

    def width(self, text: str) -> int:
        """Pixels that a text takes."""
        return self.metrics.horizontalAdvance(text)


class Inks:
    """What a table paints with; made anew after each change of theme or text scale."""

    def __init__(self, themes: Themes) -> None:
        self.themes = themes
        self.px = themes.px
        self._colors: dict[str, QColor] = {}
        self.cell = Face(ui_font(SMALL))
        self.bold = Face(ui_font(SMALL, 500))
        self.name = Face(ui_font(SMALL, 600))
        self.mono = Face(mono_font(SMALL))
        self.caption = Face(ui_font(CAPTION))
        self.heading = Face(ui_font(CAPTION, 500))
        self.sorted = Face(ui_font(CAPTION, 600))

    def color(self, token: str) -> QColor:
        """Colour of a token."""
        known = self._colors.get(token)
        if known is None:
            known = self._colors[token] = self.themes.current.color(token)
        return known

    def write(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        face: Face,
        token: str,
        side: int = LEFT,
    ) -> int:
        """Write one line into a rectangle, shortened where it doesn't fit; returns its width."""
        width = face.width(text)
        if width > rect.width():
            text = face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            width = rect.width()
        painter.setFont(face.font)
        painter.setPen(self.color(token))
        painter.drawText(rect, side, text)
        return width
