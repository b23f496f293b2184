"""Buttons: one primary a pane, icons that follow the state, busy state, focus ring inside."""

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from app.kit.fonts import BODY, CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.painting import paint_arc, paint_focus_ring, paint_key_cap
from app.kit.style_sheet import repolish

FILLED = ("primary", "buy", "sell", "destroy")
_INK = {"danger": "error", "ghost": "text2", "link": "accent", "chip": "text2", "seg": "text2"}
_RADIUS = {"chip": 4, "seg": 0}
_HEIGHT = {"": 32, "small": 28, "tiny": 24, "large": 40}
_PADDING = {"": 13, "small": 11, "tiny": 9, "large": 17}
_NARROW = ("ghost", "link", "chip", "seg")
_ICON, _GAP = 16, 7


def native_key(key: str) -> str:
    """`Ctrl+E` as this system writes it, for tooltips."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class Button(QPushButton):
    """A button of the design.

    name: objectName, `area.purpose`. kind: secondary, primary, buy, sell, danger, destroy, ghost,
    link, chip, seg. extent: empty (32 high), small (28), tiny (24), large (40).
    icon, trailing: names of icons before and behind the text. key: key cap behind the text.
    """

    def __init__(
        self,
        text: str,
        icons: Icons,
        *,
        name: str = "",
        kind: str = "secondary",
        extent: str = "",
        icon: str = "",
        key: str = "",
        trailing: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.icons = icons
        self._glyph = icon
        self._key = key
        self._trailing = trailing
        self._tone = ""
        self._tip = tip
        self._busy_text = ""
        self._turn = QTimer(self, interval=80)
        self._turn.timeout.connect(self._on_turn)
        self._angle = 0
        self.setObjectName(name)
        self.setProperty("kind", kind)
        self.setProperty("extent", extent)
        self.setToolTip(tip)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        # A button must not swallow Enter meant for the form; dialogs choose their own default.
        self.setAutoDefault(False)

    @property
    def kind(self) -> str:
        """Which look the button has."""
        return str(self.property("kind"))

    def set_kind(self, kind: str) -> None:
        """Change the look, for an order button that turns from buy to sell."""
        repolish(self, kind=kind)

    def set_icon(self, name: str) -> None:
        """Change the icon before the text; empty for none."""
        self._glyph = name
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Colour of a chosen segment: `buy`, `sell` or empty."""
        self._tone = tone
        repolish(self, tone=tone)

    def set_active(self, active: bool) -> None:
        """Light the button of a filter that leaves something out."""
        repolish(self, active=active)

    def set_denied(self, reason: str) -> None:
        """Disable the button and say why in its tooltip; an empty reason enables it."""
        self.setEnabled(not reason)
        self.setToolTip(reason or self._tip)
        self.setAccessibleDescription(reason)

    @property
    def busy(self) -> bool:
        """Whether work is under way; a busy button ignores clicks."""
        return bool(self._busy_text)

    def set_busy(self, text: str = "") -> None:
        """Show a turning arc and `text` while work is under way; empty text ends it."""
        self._busy_text = text
        if text and not self.icons.themes.reduced_motion:
            self._turn.start()
        else:
            self._turn.stop()
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def click(self) -> None:
        """Click, unless busy."""
        if not self.busy:
            super().click()

    def hitButton(self, pos: QPoint) -> bool:
        # A busy button stays enabled, because disabling it would take the focus away.
        return not self.busy and super().hitButton(pos)

    def event(self, event: QEvent) -> bool:
        if self.busy and event.type() in (QEvent.Type.KeyPress, QEvent.Type.Shortcut):
            event.ignore()
            return False
        return super().event(event)

    def sizeHint(self) -> QSize:
        px, extent = self.icons.themes.px, str(self.property("extent"))
        height = _HEIGHT[extent]
        if self.kind in ("chip", "seg") and not extent:
            height = 24
        elif self.kind == "seg" and extent == "large":
            height = 36
        padding = 9 if self.kind in _NARROW and extent != "large" else _PADDING[extent]
        # Room for both texts, so that nothing moves when the button becomes busy.
        widest = max(self._content_width(self.text()), self._busy_width())
        return QSize(round(widest) + 2 * px(padding), px(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.busy:
            self._paint_busy(painter)
        else:
            self._paint_content(painter)
        if self.hasFocus():
            radius = _RADIUS.get(self.kind, 6)
            paint_focus_ring(painter, self.icons.themes, QRectF(self.rect()), radius)

    def _paint_content(self, painter: QPainter) -> None:
        px, ink = self.icons.themes.px, self._ink()
        left = max(4.0, (self.width() - self._content_width(self.text())) / 2)
        if self._glyph:
            side = px(self._glyph_side())
            self._draw_icon(painter, self._glyph, left, side, ink)
            left += side + (px(_GAP) if self.text() else 0)
        width = self._text_width(self.text())
        self._draw_text(painter, self.text(), left, ink)
        left += width
        if self._trailing:
            self._draw_icon(painter, self._trailing, left + px(_GAP), px(14), ink)
        elif self._key:
            height = px(17)
            top = round((self.height() - height) / 2)
            box = QRectF(round(left + px(_GAP + 1)), top, self._key_width(), height)
            enabled = self.isEnabled()
            paint_key_cap(painter, self.icons.themes, box, self._key, enabled=enabled)

    def _paint_busy(self, painter: QPainter) -> None:
        px, ink = self.icons.themes.px, self._ink()
        left = (self.width() - self._busy_width()) / 2
        side = px(12)
        circle = QRectF(left, (self.height() - side) / 2, side, side)
        paint_arc(painter, circle, self.icons.themes.current.color(ink), self._angle)
        self._draw_text(painter, self._busy_text, left + side + px(_GAP + 1), ink)

    def _draw_text(self, painter: QPainter, text: str, left: float, ink: str) -> None:
        painter.setFont(self._text_font())
        painter.setPen(self.icons.themes.current.color(ink))
        room = QRectF(left, 0, self.width() - left, self.height())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if self.kind == "link" and self.underMouse():
            font = self._text_font()
            font.setUnderline(True)
            painter.setFont(font)
        painter.drawText(room, middle | Qt.TextFlag.TextShowMnemonic, text)

    def _draw_icon(self, painter: QPainter, icon: str, left: float, side: int, ink: str) -> None:
        picture = self.icons.pixmap(icon, side, ink, self.devicePixelRatioF())
        painter.drawPixmap(round(left), round((self.height() - side) / 2), picture)

    def _ink(self) -> str:
        if not self.isEnabled():
            return "disabled"
        if self.kind in FILLED:
            return "on_fill"
        if self.isChecked():
            return self._tone or "accent"
        if self.property("active"):
            return "accent"
        if self.underMouse() and self.kind in ("ghost", "chip", "seg"):
            return "text"
        return _INK.get(self.kind, "text")

    def _text_font(self) -> QFont:
        small = self.kind in _NARROW or self.property("extent") in ("small", "tiny")
        large = self.property("extent") == "large"
        if self.kind in ("chip", "seg") and not large:
            weight = 600 if self.isChecked() else 400
        else:
            weight = 600 if large and self.kind != "seg" else 500
        return ui_font(BODY if large or not small else SMALL, weight)

    def _text_width(self, text: str) -> float:
        shown = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
        return QFontMetricsF(self._text_font()).horizontalAdvance(shown)

    def _content_width(self, text: str) -> float:
        px = self.icons.themes.px
        width = self._text_width(text)
        if self.kind in ("chip", "seg"):
            # As wide as the bold text of the chosen state, or choosing would move the others.
            bold = QFontMetricsF(ui_font(SMALL, 600)).horizontalAdvance(text)
            width = max(width, bold)
        if self._glyph:
            width += px(self._glyph_side()) + (px(_GAP) if text else 0)
        if self._trailing:
            width += px(14 + _GAP)
        elif self._key:
            width += self._key_width() + px(_GAP + 1)
        return width

    def _busy_width(self) -> float:
        if not self._busy_text:
            return 0.0
        return self._text_width(self._busy_text) + self.icons.themes.px(12 + _GAP + 1)

    def _key_width(self) -> int:
        text = QFontMetricsF(ui_font(CAPTION)).horizontalAdvance(self._key)
        return max(self.icons.themes.px(17), round(text) + self.icons.themes.px(9))

    def _glyph_side(self) -> int:
        small = self.kind in _NARROW or self.property("extent") in ("small", "tiny")
        return 14 if small or self._glyph.startswith("triangle") else _ICON

    @Slot()
    def _on_turn(self) -> None:
        self._angle = (self._angle + 30) % 360
        self.update()


class IconButton(QToolButton):
    """A square button with an icon only; its name is spoken and stands in the tooltip.

    extent: empty (28) or tiny (24). shortcut: written behind the name in the tooltip only.
    """

    def __init__(
        self,
        icon: str,
        label: str,
        icons: Icons,
        *,
        name: str = "",
        extent: str = "",
        token: str = "text2",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icons = icons
        self._token = token
        self.setObjectName(name)
        self.setProperty("extent", extent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_look(icon, label, shortcut)

    def set_look(self, icon: str, label: str, shortcut: str = "") -> None:
        """Change icon and name, for a button that turns from play to pause."""
        self.setIcon(self.icons.icon(icon, self._token))
        self.setAccessibleName(label)
        self.setToolTip(f"{label}  {native_key(shortcut)}" if shortcut else label)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            side = self.icons.themes.px(14 if self.property("extent") == "tiny" else 16)
            self.setIconSize(QSize(side, side))
