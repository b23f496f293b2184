"""What covers the stage: the keys to be pressed, and nothing but black."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kit.buttons import native_key
from app.kit.icons import Icons
from app.kit.painting import paint_box
from app.simulator.view.presenter.lettering import letters, paint_line, unit_of
from app.simulator.view.presenter.parts import StagePart


class BlackScreen(QWidget):
    """Takes the audience's eyes off the picture."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("presenter.black")
        self.setAccessibleName(self.tr("The screen is black"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), Qt.GlobalColor.black)


class KeysOverlay(StagePart):
    """The keys and what they do, over the darkened stage."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(icons, "keys", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        tr = self.tr
        self.title = tr("Keys to press")
        space, down, up = map(native_key, ("Space", "PgDown", "PgUp"))
        self.lines: tuple[tuple[tuple[str, ...], str], ...] = (
            ((space, down, "→"), tr("Next scene; pause while it plays, then go on")),
            ((up, "←"), tr("Back one scene")),
            ((native_key("End"),), tr("To the end of the scene at once")),
            (("R",), tr("Run exactly the same crowd again")),
            (("C",), tr("Change the curve, then run the same crowd")),
            (("+", "−"), tr("Faster, slower")),
            (("B", "."), tr("Black screen")),
            (("F11", "F5"), tr("Full screen")),
            ((native_key("Ctrl+P"),), tr("Storyboard as PDF")),
            (("H", "?"), tr("These keys")),
            ((native_key("Esc"),), tr("Leave full screen, then close")),
        )
        self.setAccessibleName(self.title)
        spoken = (f"{', '.join(keys)}: {words}" for keys, words in self.lines)
        self.setAccessibleDescription(". ".join(spoken))
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.u = u = unit_of(self.width(), self.height())
        painter.fillRect(self.rect(), self.color("scrim"))
        tall = 56 * u
        card = QRectF(0, 0, min(1240 * u, self.width() - 24), (len(self.lines) + 2) * tall)
        card.moveCenter(QRectF(self.rect()).center())
        paint_box(painter, card, 16 * u, self.color("floating"), self.color("border_strong"), 2)
        inner = card.adjusted(48 * u, 24 * u, -48 * u, -24 * u)
        line = QRectF(inner.left(), inner.top(), inner.width(), tall)
        paint_line(painter, line, self.title, letters(34 * u, 600), self.color("text"))
        for keys, words in self.lines:
            line.translate(0, tall)
            self._paint_keys(painter, line, keys)
            text = line.adjusted(420 * u, 0, 0, 0)
            paint_line(painter, text, words, letters(26 * u), self.color("text"))

    def _paint_keys(self, painter: QPainter, line: QRectF, keys: tuple[str, ...]) -> None:
        u, font = self.u, letters(22 * self.u, 500)
        left = line.left()
        for key in keys:
            wide = QFontMetricsF(font).horizontalAdvance(key) + 24 * u
            box = QRectF(left, line.top() + 9 * u, max(wide, 38 * u), line.height() - 18 * u)
            paint_box(painter, box, 6 * u, self.color("raised"), self.color("border_strong"), 2 * u)
            centre = Qt.AlignmentFlag.AlignHCenter
            paint_line(painter, box, key, font, self.color("text2"), centre)
            left = box.right() + 10 * u
