"""What happened to a market from outside, as words in the charts of its run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter

from app.kit.chart.pane import Pane, PaneLayer, dotted_pen, faded
from app.kit.fonts import CAPTION, ui_font
from app.kit.messages import Messages
from app.kit.theme import Theme, Themes
from app.simulator.engine import Batch
from app.simulator.view.labels import event_name
from app.simulator.view.player import Player
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.price.price_chart import PriceChart

_ROWS = 3
_EDGE, _DOT = 4, 3.0


@dataclass(frozen=True, slots=True)
class EventMark:
    """A word at a place of a chart.

    x: on its lower axis, such as seconds since 1970. y: on its value axis; None marks the
    moment with a line from top to bottom.
    """

    x: float
    word: str
    y: float | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark in pixels; without a box there was no room for the word. dot: None for a line."""

    left: float
    dot: QPointF | None
    word: str
    box: QRectF | None


class EventMarks(PaneLayer):
    """Lines with their words at the top, dots with their words above them; no words meet.

    marks: what is marked. others: boxes of what else is written in the pane, in pixels; a word
    gives way to them.
    """

    def __init__(
        self, pane: Pane, themes: Themes, others: Callable[[], Sequence[QRectF]] = tuple
    ) -> None:
        super().__init__(pane, themes, 4.5)
        self._others = others
        self.marks: tuple[EventMark, ...] = ()
        self._placed: tuple[_Placed, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that there was room for, from left to right."""
        self.refresh()
        return tuple(word for word, _ in self._written())

    def _written(self) -> Iterator[tuple[str, QRectF]]:
        # Asked for at each painting, because other words come and go without this layer.
        others = self._others()
        for each in self._placed:
            box = each.box
            if box is not None and not any(box.intersects(other) for other in others):
                yield each.word, box

    def set_marks(self, marks: Sequence[EventMark]) -> None:
        """Mark these and nothing else."""
        marks = tuple(sorted(marks, key=lambda mark: mark.x))
        if marks != self.marks:
            self.marks = marks
            self.invalidate()

    def _prepare(self) -> None:
        low, high = self.pane.x_range
        metrics = QFontMetricsF(ui_font(CAPTION, 500))
        placed: list[_Placed] = []
        for mark in self.marks:
            if low <= mark.x <= high:
                taken = [each.box for each in placed if each.box is not None]
                placed.append(self._place(mark, metrics, taken))
        self._placed = tuple(placed)

    def _place(self, mark: EventMark, metrics: QFontMetricsF, taken: list[QRectF]) -> _Placed:
        left = round(self.pane.x_pixel(mark.x))
        width, height = metrics.horizontalAdvance(mark.word) + 2 * _EDGE, metrics.height()
        dot = None
        if mark.y is None:
            # At the right edge the word stands before its line.
            start = left if left + width <= self.pane.pixels_wide else left - width
            box, way = QRectF(start, _EDGE, width, height), height
        else:
            dot = QPointF(left, self.pane.y_pixel(mark.y))
            # Left of a curve that rises there is nothing but ground.
            start = max(left - width, 0.0)
            box, way = QRectF(start, dot.y() - height - _DOT, width, height), -height
        for _ in range(_ROWS):
            if not any(box.intersects(other) for other in taken):
                return _Placed(left, dot, mark.word, box)
            box.translate(0, way)
        return _Placed(left, dot, mark.word, None)

    def _draw(self, painter: QPainter, theme: Theme) -> None:
        self._draw_places(painter, theme)
        painter.setFont(ui_font(CAPTION, 500))
        painter.setPen(theme.color("text2"))
        ground = faded(theme.color("panel"), 0.8)
        for word, box in self._written():
            painter.fillRect(box.adjusted(1, 1, -1, -1), ground)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

    def _draw_places(self, painter: QPainter, theme: Theme) -> None:
        tall = self.pane.pixels_tall
        painter.setBrush(theme.color("panel"))
        for each in self._placed:
            if each.dot is None:
                painter.setPen(dotted_pen(theme.color("text3")))
                painter.drawLine(QPointF(each.left, 0), QPointF(each.left, tall))
            else:
                painter.setPen(theme.color("text2"))
                painter.drawEllipse(each.dot, _DOT, _DOT)


class EventMarking(QObject):
    """Marks the events of the player's run while the charts show the run's room."""

    def __init__(
        self,
        player: Player,
        price: PriceChart,
        curve: CurveChart,
        themes: Themes,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._messages = messages
        self.on_price = EventMarks(price.pane, themes)
        self.on_curve = EventMarks(curve.pane, themes, curve.written)
        self._at_times: list[EventMark] = []
        self._at_supplies: list[EventMark] = []
        self._supply = self._price = 0
        self._room: int | None = None
        player.entered.connect(self._on_entered)
        player.advanced.connect(self._on_advanced)

    def show_room(self, room: int | None) -> None:
        """Know which room the charts show, by its row id."""
        self._room = room
        self._show()

    @Slot(object)
    def _on_entered(self, _room: int) -> None:
        self._at_times.clear()
        self._at_supplies.clear()
        simulation = self._player.simulation
        if simulation is not None:
            self._supply, self._price = simulation.supply, simulation.price
        self._show()

    @Slot(object)
    def _on_advanced(self, batch: Batch) -> None:
        simulation = self._player.simulation
        if simulation is None:
            return
        for event in batch.events:
            word = event_name(event.kind)
            at = simulation.begins_at + timedelta(
                seconds=event.step * simulation.scenario.step_seconds
            )
            self._at_times.append(EventMark(at.timestamp(), word))
            supply, price = self._stood(batch, event.step)
            self._at_supplies.append(EventMark(supply, word, price))
            self._messages.announce(word)
        if batch.fills:
            last = batch.fills[-1]
            self._supply, self._price = last.supply_after, last.price_after
        if batch.events:
            self._show()

    def _stood(self, batch: Batch, step: int) -> tuple[int, int]:
        """Supply and price when a step of the batch began."""
        for fill in reversed(batch.fills):
            if fill.step < step:
                return fill.supply_after, fill.price_after
        return self._supply, self._price

    def _show(self) -> None:
        simulation = self._player.simulation
        ours = simulation is not None and simulation.room == self._room
        self.on_price.set_marks(self._at_times if ours else ())
        self.on_curve.set_marks(self._at_supplies if ours else ())
