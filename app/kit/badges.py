"""Badges: a word with a tint, a line and a sign; and the signs that stand before names."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.fonts import CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.numbers import percent
from app.kit.painting import Painted, paint_box, paint_triangle
from app.kit.theme import Themes

HEIGHT, PADDING, ICON = 20, 8, 12

SIGNS = {
    "ok": "check-circle",
    "warn": "warn-triangle",
    "error": "error-octagon",
    "info": "info-circle",
    "buy": "triangle-up",
    "sell": "triangle-down",
}


def badge_width(icons: Icons, text: str, icon: str) -> int:
    """Width in pixels of a badge that `paint_badge` paints."""
    px = icons.themes.px
    width = QFontMetricsF(ui_font(CAPTION, 500)).horizontalAdvance(text)
    return round(width) + 2 * px(PADDING) + (px(ICON + 5) if icon else 0)


def paint_badge(
    painter: QPainter,
    icons: Icons,
    rect: QRectF,
    text: str,
    tone: str = "",
    icon: str = "",
    ratio: float = 1.0,
) -> None:
    """A badge that fills `rect`.

    tone: ok, warn, error, info, buy, sell, or empty for the outlined neutral one.
    ratio: pixel ratio of the screen, for the icon.
    """
    theme, px = icons.themes.current, icons.themes.px
    ink = {"": "text2", "info": "accent"}.get(tone, tone)
    if not tone:
        paint_box(painter, rect, 4, line=theme.color("border_strong"))
    elif tone == "info":
        paint_box(painter, rect, 4, theme.color("accent_tint"))
    else:
        paint_box(painter, rect, 4, theme.color(f"{tone}_tint"), theme.color(f"{tone}_line"))
    left = rect.left() + px(PADDING)
    if icon:
        top = rect.center().y() - px(ICON) / 2
        painter.drawPixmap(round(left), round(top), icons.pixmap(icon, px(ICON), ink, ratio))
        left += px(ICON + 5)
    painter.setPen(theme.color(ink))
    painter.setFont(ui_font(CAPTION, 500))
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class Badge(Painted):
    """A word with a tint; tones that mean something carry their sign by themselves.

    icon: another sign than that of the tone.
    """

    def __init__(
        self,
        text: str,
        icons: Icons,
        *,
        tone: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons.themes, parent)
        self._icons = icons
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_text(text, tone, icon)

    def show_text(self, text: str, tone: str = "", icon: str = "") -> None:
        """Show another word, tone and sign."""
        self.text, self.tone = text, tone
        self._icon = icon or SIGNS.get(tone, "")
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = badge_width(self._icons, self.text, self._icon)
        return QSize(width, self.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(
            QPainter(self),
            self._icons,
            QRectF(self.rect()),
            self.text,
            self.tone,
            self._icon,
            self.devicePixelRatioF(),
        )


def paint_pill(painter: QPainter, themes: Themes, box: QRectF, text: str) -> None:
    """A rounded count that fills `box`."""
    theme = themes.current
    dark = theme.name == "dark"
    line = None if dark else theme.color("border_strong")
    paint_box(painter, box, box.height() / 2, theme.color("hover" if dark else "panel"), line)
    painter.setFont(ui_font(CAPTION))
    painter.setPen(theme.color("text2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_count(painter: QPainter, themes: Themes, left: int, area: QRect, count: int) -> None:
    """A rounded count from `left`, in the middle of the height of `area`."""
    height = themes.px(18)
    width = QFontMetricsF(ui_font(CAPTION)).horizontalAdvance(str(count)) + themes.px(14)
    top = area.top() + (area.height() - height) // 2
    paint_pill(painter, themes, QRectF(left, top, max(width, height), height), str(count))


class SignedLabel(Painted):
    """A direction: triangle and words in the colour of buy or sell, neither for no change.

    direction: above zero up, below zero down. px, weight: of the font.
    """

    def __init__(
        self,
        themes: Themes,
        text: str = "",
        direction: float = 0,
        *,
        px: int = SMALL,
        weight: int = 400,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(themes, parent)
        self._font = (px, weight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_text(text, direction)

    def show_text(self, text: str, direction: float) -> None:
        """Show other words and direction."""
        self.text, self.direction = text, direction
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def show_change(self, change: float) -> None:
        """Show a change in percent, without sign because the triangle is one."""
        self.show_text(percent(abs(change)), change)
        self.setAccessibleName(percent(change, sign=True))

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(ui_font(*self._font))
        sign = self.themes.px(13) if self.direction else 0
        return QSize(
            round(metrics.horizontalAdvance(self.text)) + sign + 1, round(metrics.height())
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.themes.current
        token = "buy" if self.direction > 0 else "sell" if self.direction < 0 else "text3"
        rect = QRectF(self.rect())
        if self.direction:
            side = self.themes.px(8)
            sign = QRectF(0, rect.center().y() - side / 2, side, side)
            paint_triangle(painter, sign, self.direction > 0, theme.color(token))
            rect.setLeft(self.themes.px(13))
        painter.setFont(ui_font(*self._font))
        painter.setPen(theme.color(token))
        painter.drawText(
            rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text
        )
