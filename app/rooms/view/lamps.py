"""Five lamps: how far a room has come on its way to trading."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.fonts import CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.painting import Painted

SIDE, HEIGHT = 18, 40

LIT, NEXT, BROKEN, DARK = "lit", "next", "broken", "dark"


@dataclass(frozen=True, slots=True)
class Lamp:
    """One lamp: its caption, its state (lit, next, broken or dark) and that state in words."""

    caption: str
    state: str
    words: str


class Lamps(Painted):
    """Lamps in a row with a line between them; each state has a sign of its own."""

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icons.themes, parent)
        self._icons = icons
        self.lamps: Sequence[Lamp] = ()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lamps(self, lamps: Sequence[Lamp]) -> None:
        """Show these lamps, from the left."""
        self.lamps = tuple(lamps)
        self.setAccessibleName(", ".join(f"{lamp.caption}: {lamp.words}" for lamp in lamps))
        self.setToolTip("\n".join(f"{lamp.caption}: {lamp.words}" for lamp in lamps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(260), self.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.lamps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(self.lamps)
        side = self.themes.px(SIDE)
        for number, lamp in enumerate(self.lamps):
            middle = width * (number + 0.5)
            if number:
                line = QRectF(middle - width + side / 2 + 4, side / 2 - 0.5, width - side - 8, 1)
                painter.fillRect(line, self.themes.current.color("border_strong"))
            self._paint_lamp(painter, QRectF(middle - side / 2, 0, side, side), lamp)
            painter.setFont(ui_font(CAPTION, 600 if lamp.state == NEXT else 400))
            painter.setPen(self.themes.current.color("text" if lamp.state == NEXT else "text2"))
            words = QRectF(width * number, side + 4, width, self.height() - side - 4)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(words, flags, lamp.caption)

    def _paint_lamp(self, painter: QPainter, circle: QRectF, lamp: Lamp) -> None:
        theme = self.themes.current
        fill, line, sign = {
            LIT: ("ok_tint", "ok_line", "check"),
            BROKEN: ("error_tint", "error_line", "close"),
            NEXT: ("accent_tint", "accent", ""),
            DARK: ("", "field_border", ""),
        }[lamp.state]
        painter.setPen(QPen(theme.color(line), 2 if lamp.state == NEXT else 1))
        painter.setBrush(theme.color(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        if lamp.state == NEXT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            inner = circle.width() / 4
            painter.drawEllipse(circle.center(), inner, inner)
        if sign:
            token = "ok" if lamp.state == LIT else "error"
            side = self.themes.px(12)
            picture = self._icons.pixmap(sign, side, token, self.devicePixelRatioF())
            at = circle.center()
            painter.drawPixmap(round(at.x() - side / 2), round(at.y() - side / 2), picture)
