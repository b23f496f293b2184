"""The parts of the stage around the charts, and what covers all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.kit.buttons import native_key
from app.kit.icons import Icons
from app.kit.painting import Painted, paint_box
from app.simulator.view.presenter.figures import LargeFigure
from app.simulator.view.presenter.lettering import TextBlock, fitted, letters, paint_line, unit_of
from app.simulator.view.presenter.script import ShownScene

TITLE_SIZES = (60.0, 54.0, 48.0, 44.0)
TEXT_SIZES = (36.0, 33.0, 30.0, 27.0, 24.0, 21.0)
TEXT_LEAST, TEXT_MOST = 96.0, 168.0
VALUE_SIZES = (54.0, 46.0, 40.0, 34.0, 28.0)
SIGNS = {"ok": "check-circle", "error": "error-octagon"}

_RIGHT = Qt.AlignmentFlag.AlignRight
_TOP_LINE, _TITLE = 44.0, 80.0
_SIGN_GAP = 14.0


class StagePart(Painted):
    """A part of the stage. u: pixels for one of a window of 1920 by 1080."""

    def __init__(self, icons: Icons, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icons.themes, parent)
        self.icons = icons
        self.u = 1.0
        self.setObjectName(f"presenter.{name}")

    def set_unit(self, u: float) -> None:
        """Paint for a window of this size."""
        self.u = u
        self.update()

    def color(self, token: str) -> QColor:
        """A colour of the theme in use."""
        return self.themes.current.color(token)


class Headline(StagePart):
    """Which scenario and scene it is, the scene's title, and its text in short lines."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "headline", parent)
        self.scenario = ""
        self.counter = ""
        self.count = 1
        self.scene: ShownScene | None = None
        self.played = 0

    def show_scene(self, scenario: str, scene: ShownScene, count: int, played: int) -> None:
        """Show one of `count` scenes; `played`: how many have been played to their end."""
        self.counter = self.tr("Scene {number} of {count}").format(number=scene.number, count=count)
        self.scenario, self.scene, self.count, self.played = scenario, scene, count, played
        self.setAccessibleName(f"{self.counter}: {scene.title}")
        self.setAccessibleDescription(scene.text)
        self.update()

    def title_block(self, width: float) -> TextBlock:
        """The title, in one line as far as it goes."""
        sizes = [size * self.u for size in TITLE_SIZES]
        title = "" if self.scene is None else self.scene.title
        return fitted(title, width, 1.4 * sizes[0], sizes, 600)

    def text_block(self, width: float) -> TextBlock:
        """The text, as large as it can be."""
        text = "" if self.scene is None else self.scene.text
        sizes = [size * self.u for size in TEXT_SIZES]
        return fitted(text, width, TEXT_MOST * self.u, sizes)

    def wanted_height(self, width: float) -> float:
        """Room for two lines of text, or more where there are more."""
        text = self.text_block(width).height
        return (_TOP_LINE + _TITLE) * self.u + max(text, TEXT_LEAST * self.u)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.scene is None:
            return
        painter, u, width = QPainter(self), self.u, float(self.width())
        top = QRectF(0, 0, width, _TOP_LINE * u)
        font = letters(26 * u, 500)
        wide = paint_line(painter, top, self.counter, font, self.color("text2"), _RIGHT)
        dots = self._paint_dots(painter, width - wide - 24 * u, top.center().y())
        left = QRectF(0, 0, dots - 32 * u, top.height())
        paint_line(painter, left, self.scenario, font, self.color("text2"))
        title = self.title_block(width)
        below = QRectF(0, top.height() + (_TITLE * u - title.height) / 2, width, title.height)
        title.paint(painter, below, self.color("text"))
        text = QRectF(0, top.height() + _TITLE * u, width, TEXT_MOST * u)
        self.text_block(width).paint(painter, text, self.color("text2"))

    def _paint_dots(self, painter: QPainter, right: float, middle: float) -> float:
        """A dot a scene: filled once it was played, ringed while it is shown; where they begin."""
        u, shown = self.u, 0 if self.scene is None else self.scene.number
        step = min(30 * u, self.width() * 0.4 / self.count)
        radius = step * 0.26
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        begin = right - step * self.count
        for number in range(1, self.count + 1):
            centre = QPointF(begin + (number - 0.5) * step, middle)
            done = number <= self.played
            painter.setBrush(self.color("chart_line") if done else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.color("chart_line" if done else "text3"), max(2 * u, 1)))
            painter.drawEllipse(centre, radius, radius)
            if number == shown:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self.color("text"), max(2.5 * u, 1)))
                painter.drawEllipse(centre, radius * 1.75, radius * 1.75)
        return begin


@dataclass(frozen=True, slots=True)
class EventWord:
    """An event of the scene, and whether it still goes on."""

    text: str
    going_on: bool


class SceneEvents(StagePart):
    """What has happened in the scene at the left, how the crowd stands at the right."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "events", parent)
        self.events: tuple[EventWord, ...] = ()
        self.crowd = ""

    def show_events(self, events: Sequence[EventWord], crowd: str) -> None:
        """Show these events, and a line about the crowd."""
        if (tuple(events), crowd) != (self.events, self.crowd):
            self.events, self.crowd = tuple(events), crowd
            happened = "; ".join(event.text for event in events)
            self.setAccessibleName(self.tr("What happens"))
            self.setAccessibleDescription(f"{happened}. {crowd}".strip(". "))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, u = QPainter(self), self.u
        area = QRectF(self.rect())
        wide = paint_line(painter, area, self.crowd, letters(27 * u), self.color("text2"), _RIGHT)
        left, limit = 0.0, area.width() - wide - 24 * u
        font = letters(27 * u, 600)
        metrics = QFontMetricsF(font)
        for each in self.events:
            length = metrics.horizontalAdvance(each.text) + 68 * u
            if left + length > limit:
                break
            self._paint_chip(painter, QRectF(left, 0, length, area.height()), each)
            left += length + 16 * u

    def _paint_chip(self, painter: QPainter, box: QRectF, event: EventWord) -> None:
        u, on = self.u, event.going_on
        fill = self.color("warn_tint") if on else None
        line = self.color("warn_line" if on else "border_strong")
        paint_box(painter, box, 8 * u, fill, line, max(2 * u, 1))
        ink = "warn" if on else "text2"
        side = round(28 * u)
        sign = self.icons.pixmap("play" if on else "check", side, ink, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(box.left() + 14 * u, box.center().y() - side / 2), sign)
        words = box.adjusted(50 * u, 0, 0, 0)
        paint_line(painter, words, event.text, letters(27 * u, 600), self.color(ink))


class FigureRow(StagePart):
    """The large figures side by side; each with a line of context, and with the run before."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "figures", parent)
        self.figures: tuple[LargeFigure, ...] = ()

    def show_figures(self, figures: tuple[LargeFigure, ...]) -> None:
        """Show these."""
        if figures != self.figures:
            self.figures = figures
            self.setAccessibleName(self.tr("Figures"))
            self.setAccessibleDescription(". ".join(figure.spoken() for figure in figures))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, u = QPainter(self), self.u
        area = QRectF(self.rect())
        edge = max(round(2 * u), 1)
        paint_box(painter, area, 12 * u, self.color("panel"), self.color("border"), edge)
        wide = area.width() / max(len(self.figures), 1)
        for place, figure in enumerate(self.figures):
            cell = QRectF(place * wide, 0, wide, area.height())
            if place:
                painter.fillRect(
                    QRectF(cell.left(), edge, edge, area.height() - 2 * edge), self.color("border")
                )
            self._paint_figure(painter, cell.adjusted(28 * u, 12 * u, -20 * u, -12 * u), figure)

    def _paint_figure(self, painter: QPainter, cell: QRectF, figure: LargeFigure) -> None:
        u = self.u
        label = QRectF(cell.left(), cell.top(), cell.width(), 34 * u)
        value = QRectF(cell.left(), label.bottom(), cell.width(), 66 * u)
        note = QRectF(cell.left(), value.bottom(), cell.width(), 34 * u)
        former = QRectF(cell.left(), note.bottom(), cell.width(), 34 * u)
        paint_line(painter, label, figure.label, letters(25 * u, 500), self.color("text2"))
        self._paint_value(painter, value, figure)
        paint_line(painter, note, figure.note, letters(24 * u), self.color("text2"))
        paint_line(painter, former, figure.former, letters(24 * u, 600), self.color("accent"))

    def _paint_value(self, painter: QPainter, area: QRectF, figure: LargeFigure) -> None:
        u, ink = self.u, self.color(figure.tone or "text")
        if figure.tone:
            side = round(44 * u)
            sign = self.icons.pixmap(
                SIGNS[figure.tone], side, figure.tone, self.devicePixelRatioF()
            )
            painter.drawPixmap(QPointF(area.left(), area.center().y() - side / 2), sign)
            area = area.adjusted(side + _SIGN_GAP * u, 0, 0, 0)
        unit = letters(26 * u, 500)
        room = area.width() - QFontMetricsF(unit).horizontalAdvance(figure.unit) - 12 * u
        block = fitted(figure.value, room, 70 * u, [size * u for size in VALUE_SIZES], 600)
        wide = paint_line(painter, area, block.lines[0], block.font, ink)
        behind = area.adjusted(wide + 12 * u, 0, 0, 0)
        # On the base line of the value, whose letters are larger.
        behind.translate(0, (block.font.pixelSize() - unit.pixelSize()) * 0.36)
        paint_line(painter, behind, figure.unit, unit, self.color("text2"))


class Foot(StagePart):
    """What goes on now at the left, when and how fast at the right, how far below."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons, "foot", parent)
        self.state = ""
        self.facts = ""
        self.icon = "pause"
        self.share = 0.0

    def show_state(self, icon: str, state: str, facts: str, share: float) -> None:
        """Show a state with its sign, facts about it, and how much of the scene is played."""
        if (icon, state, facts, share) != (self.icon, self.state, self.facts, self.share):
            self.icon, self.state, self.facts, self.share = icon, state, facts, share
            self.setAccessibleName(state)
            self.setAccessibleDescription(facts)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, u = QPainter(self), self.u
        bar = QRectF(0, self.height() - 6 * u, self.width(), 6 * u)
        paint_box(painter, bar, 3 * u, self.color("border"))
        if self.share > 0:
            done = QRectF(bar.left(), bar.top(), max(bar.width() * self.share, 6 * u), 6 * u)
            paint_box(painter, done, 3 * u, self.color("chart_line"))
        line = QRectF(0, 0, self.width(), self.height() - 12 * u)
        wide = paint_line(painter, line, self.facts, letters(24 * u), self.color("text2"), _RIGHT)
        side = round(26 * u)
        sign = self.icons.pixmap(self.icon, side, "accent", self.devicePixelRatioF())
        painter.drawPixmap(QPointF(0, line.center().y() - side / 2), sign)
        words = QRectF(38 * u, 0, line.width() - wide - 62 * u, line.height())
        paint_line(painter, words, self.state, letters(25 * u, 600), self.color("text"))


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
