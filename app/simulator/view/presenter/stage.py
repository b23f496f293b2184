"""Everything that the audience sees, laid out for whatever size the projector has."""

from datetime import timedelta

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kit.chart.chart_view import ChartView
from app.kit.numbers import grouped, unit
from app.kit.page import ViewContext
from app.kit.painting import paint_box
from app.kit.throttle import Throttle
from app.kit.translation import said
from app.simulator.scenario import MarketTerms
from app.simulator.view.event_marks import EventMarks
from app.simulator.view.labels import speed_name
from app.simulator.view.presenter.figures import crowd_line, event_words, figures_of
from app.simulator.view.presenter.lettering import letters, paint_line, unit_of
from app.simulator.view.presenter.market_state import MarketState, SceneEnd
from app.simulator.view.presenter.marks import FormerLine, event_marks, price_points
from app.simulator.view.presenter.parts import (
    EventWord,
    FigureRow,
    Foot,
    Headline,
    SceneEvents,
    StagePart,
)
from app.simulator.view.presenter.presentation import Presentation, ScenePhase
from app.simulator.view.speed import Speed
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.price.price_chart import PriceChart
from app.vending.view.price.price_range import TimeSpan


class Enlarged(QWidget):
    """Draws a chart with everything in it `factor` times as large, still in sharp lines.

    The chart itself is laid out beside what can be seen: it works as usual, and follows the
    pointer that is here.
    """

    def __init__(self, chart: ChartView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = chart
        self._plot = chart.plot
        self.factor = 1.0
        chart.setParent(self)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setObjectName(f"{chart.objectName()}_enlarged")
        self.setAccessibleName(chart.accessibleName())
        self._plot.scene().changed.connect(self._on_scene_changed)

    def set_factor(self, factor: float) -> None:
        """How many times as large."""
        self.factor = factor
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = round(self.width() / self.factor), round(self.height() / self.factor)
        self.chart.setGeometry(self.width(), 0, width, height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, self._plot.backgroundBrush())
        source = self._plot.viewport().rect()
        self._plot.render(painter, area, source, Qt.AspectRatioMode.IgnoreAspectRatio)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._plot.hovered.emit(QPointF(event.position() / self.factor))
        # The window wants to know as well that the pointer moves.
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self._plot.left.emit()

    @Slot()
    def _on_scene_changed(self) -> None:
        self.update()


MOST_MARKS = 4
"""Events that are named in the price chart, the newest ones."""

_CHART_FACTOR = 2.0
_SLOW = (Speed.X1, Speed.X4)
_MARGIN, _GAP, _CAPTION = 56.0, 24.0, 52.0
_EVENTS, _FIGURES, _FORMER, _FOOT = 52.0, 162.0, 34.0, 56.0


class ChartCard(StagePart):
    """A chart in large type under its name."""

    def __init__(self, context: ViewContext, chart: Enlarged, title: str, name: str) -> None:
        super().__init__(context.icons, name)
        self.chart = chart
        self.title = title
        self.note = ""
        chart.setParent(self)

    def show_note(self, note: str) -> None:
        """Say something about the chart at the right of its name."""
        self.note = note
        self.update()

    def set_unit(self, u: float) -> None:
        self.u = u
        # The chart lays out its own letters by the text scale, which the audience has no use for.
        self.chart.set_factor(max(_CHART_FACTOR * u / self.themes.scale, 0.5))
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        top, edge = round(_CAPTION * self.u), max(round(2 * self.u), 1)
        self.chart.setGeometry(
            edge, top, self.width() - 2 * edge - round(8 * self.u), self.height() - top - edge
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, u = QPainter(self), self.u
        edge = max(round(2 * u), 1)
        area = QRectF(self.rect())
        paint_box(painter, area, 12 * u, self.color("panel"), self.color("border"), edge)
        line = QRectF(24 * u, 4 * u, area.width() - 48 * u, _CAPTION * u)
        right = Qt.AlignmentFlag.AlignRight
        font = letters(22 * u)
        wide = paint_line(painter, line, self.note, font, self.color("text2"), right)
        name = line.adjusted(0, 0, -wide - 16 * u, 0)
        paint_line(painter, name, self.title, letters(25 * u, 600), self.color("text"))


class PresenterStage(QWidget):
    """Shows a presentation; it is told nothing and asks nothing, but looks."""

    def __init__(self, context: ViewContext, show: Presentation, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._show = show
        self._trades_shown = 0
        self._stale = True
        self._curve_drawn: tuple[MarketTerms, int, int] | None = None
        self._former_drawn: SceneEnd | None = None
        self.setObjectName("presenter.stage")
        self._build()
        self._look = Throttle(self, self._show_play)
        show.began.connect(self._on_began)
        show.changed.connect(self.refresh)
        show.traded.connect(self._look.request)
        context.themes.changed.connect(self._on_themes_changed)
        self._on_began()

    def _build(self) -> None:
        context, icons, themes = self._context, self._context.icons, self._context.themes
        zone = context.zone.local(context.zone.now()).tzinfo
        assert zone is not None
        self.curve = CurveChart(themes)
        self.price = PriceChart(themes, zone=zone)
        self.price.set_range(TimeSpan.ALL)
        self.price.set_style("line")
        self.headline = Headline(icons, self)
        self.former_price = FormerLine(self.price.pane, themes)
        self.former_curve = FormerLine(self.curve.pane, themes)
        self.marks = EventMarks(self.price.pane, themes)
        curve, price = Enlarged(self.curve), Enlarged(self.price)
        title = self.tr("Bonding curve: price by supply")
        self.curve_card = ChartCard(context, curve, title, "curve")
        self.price_card = ChartCard(context, price, self.tr("Price over time"), "price")
        self.events = SceneEvents(icons, self)
        self.figures = FigureRow(icons, self)
        self.foot = Foot(icons, self)
        for chart in (self.curve_card, self.price_card):
            chart.setParent(self)

    # What is shown

    @Slot()
    def refresh(self) -> None:
        """Show the presentation as it stands now."""
        self._show_play()
        self._lay_out()

    @Slot()
    def _show_play(self) -> None:
        self._show_words()
        self._show_market()

    @Slot()
    def _on_began(self) -> None:
        show = self._show
        quote = unit(show.scenario.market.quote)
        self.price.set_unit(quote)
        self._trades_shown = 0
        self._stale = True
        self.refresh()

    def _show_words(self) -> None:
        show, scene = self._show, self._show.scene
        name = said(show.scenario.name) if show.shipped else show.scenario.name
        self.headline.show_scene(name, scene, len(show.scenes), len(show.kept))
        quote = unit(show.scenario.market.quote)
        events = [EventWord(event_words(event, quote), on) for event, on in show.events]
        self.events.show_events(events, crowd_line(show.outcome))
        length = scene.ends - scene.begins
        share = (show.step - scene.begins) / length if length else 1.0
        icon, state = self._state_words()
        self.foot.show_state(icon, state, self._facts(), min(max(share, 0.0), 1.0))

    def _show_market(self) -> None:
        show = self._show
        now, quote = show.market_state, unit(show.scenario.market.quote)
        self._draw_curve(now)
        trades = show.shown_trades
        if self._stale or len(trades) < self._trades_shown:
            self.price.show_trades(trades)
        elif len(trades) > self._trades_shown:
            self.price.append(trades.part(self._trades_shown, len(trades)))
        self._trades_shown, self._stale = len(trades), False
        begins_at = show.at - timedelta(seconds=show.step * show.scenario.step_seconds)
        self.marks.set_marks(event_marks(show.scenario, begins_at, show.step, MOST_MARKS))
        self._draw_former()
        former = None if show.before is None else show.before.market_state
        self.figures.show_figures(figures_of(now, show.price_before, quote, former))

    def _draw_former(self) -> None:
        """The run before, as far as the scene that is shown."""
        before, curve = self._show.before, self._show.former_curve
        if before is self._former_drawn:
            return
        self._former_drawn = before
        none = np.empty(0)
        prices = (none, none) if before is None else price_points(before.trades)
        self.former_price.show_points(*prices)
        points = (none, none) if before is None or curve is None else (curve.x, curve.y)
        self.former_curve.show_points(*points)
        dashed = self.tr("dashed: the run before")
        self.price_card.show_note("" if before is None else dashed)
        self.curve_card.show_note("" if before is None or curve is None else dashed)

    def _draw_curve(self, now: MarketState) -> None:
        terms = self._show.terms
        drawn = (terms, now.supply, now.shortfall)
        if drawn == self._curve_drawn:
            return
        self._curve_drawn = drawn
        slide = self._show.player.speed in _SLOW
        quote = unit(self._show.scenario.market.quote)
        self.curve.show_gap(now.shortfall, now.stranded)
        self.curve.show_machine(
            terms.curve.integral, now.supply, terms.rules.supply_cap, quote, slide=slide
        )

    def _state_words(self) -> tuple[str, str]:
        phase, tr = self._show.phase, self.tr
        return {
            ScenePhase.OPENING: ("clock", tr("The crowd is coming in")),
            ScenePhase.BEFORE: ("play", tr("Space begins")),
            ScenePhase.PLAYING: ("play", tr("Playing")),
            ScenePhase.PAUSED: ("pause", tr("Paused")),
            ScenePhase.ENDED: ("pause", tr("Space goes on")),
            ScenePhase.OVER: ("stop", tr("The end")),
            ScenePhase.BACK: ("undo", tr("Looking back")),
        }[phase]

    def _facts(self) -> str:
        show = self._show
        steps = self.tr("Step {step} of {steps}").format(
            step=grouped(show.step), steps=grouped(show.scenario.steps)
        )
        zone = self._context.zone
        at = f"{zone.day(show.at)} {zone.local(show.at):%H:%M}"
        return f"{at}   ·   {steps}   ·   {speed_name(show.speed)}"

    # Where it stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        u = unit_of(width, height)
        margin, gap = round(_MARGIN * u), round(_GAP * u)
        inner = width - 2 * margin
        for part in (self.headline, self.events, self.figures, self.foot):
            part.set_unit(u)
        top = round(40 * u)
        head = round(self.headline.wanted_height(inner))
        self.headline.setGeometry(margin, top, inner, head)
        foot = round(_FOOT * u)
        bottom = height - round(20 * u) - foot
        self.foot.setGeometry(margin, bottom, inner, foot)
        compared = bool(self._show.former)
        figures = round((_FIGURES + _FORMER * compared) * u)
        bottom -= figures + round(12 * u)
        self.figures.setGeometry(margin, bottom, inner, figures)
        events = round(_EVENTS * u)
        bottom -= events + round(16 * u)
        self.events.setGeometry(margin, bottom, inner, events)
        top += head + round(12 * u)
        wide = (inner - gap) // 2
        tall = max(bottom - round(16 * u) - top, 1)
        self.curve_card.setGeometry(margin, top, wide, tall)
        self.price_card.setGeometry(width - margin - wide, top, wide, tall)
        for card in (self.curve_card, self.price_card):
            card.set_unit(u)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._context.themes.current.color("window"))

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._lay_out()
        self.update()

    def text_summary(self) -> str:
        """What the audience sees, in sentences."""
        parts = (self.headline, self.events, self.figures)
        said_of = (f"{part.accessibleName()}. {part.accessibleDescription()}" for part in parts)
        return " ".join(said_of)
