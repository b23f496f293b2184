"""The chart with its header and the bar that plays a case on it."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.doctor.verdict import Check, CheckStatus, Verdict
from app.doctor.view.chart import DoctorChart, PointRead
from app.doctor.view.chart_items import Limit
from app.doctor.view.labels import amount_words, figure
from app.doctor.view.picture import Picture, picture_of
from app.doctor.view.play_bar import PlayBar
from app.doctor.view.player import TrialPlayer
from app.doctor.view.playing import Case
from app.doctor.view.question import ExaminationResult
from app.kit.chart.chart_pane import ChartPane
from app.kit.labels import Line
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.segments import Segmented


class PlayPane(ChartPane):
    """Draws the prices around a case on a worker, and plays its trades.

    drawn: the prices are there, and a case can be played.
    """

    drawn = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        self.chart = DoctorChart(context.themes)
        super().__init__(
            context,
            self.chart,
            name="doctor.prices_chart",
            title=self.chart.tr("Price by supply"),
            parent=parent,
        )
        self.player = TrialPlayer(context.themes, self)
        self.bar = PlayBar(context, self.player)
        self._answer: ExaminationResult | None = None
        self._case: Case | None = None
        self.zoom = Segmented(
            [(False, self.tr("Whole curve")), (True, self.tr("Fit trades"))],
            context.icons,
            name="doctor.zoom",
            label=self.tr("Zoom"),
        )
        self.header.add(self.zoom)
        self.header.add(self.more)
        self.column.addWidget(Line())
        self.column.addWidget(self.bar)
        self.player.moved.connect(self._on_moved)
        self.chart.read.connect(self._on_read)
        self.zoom.chosen.connect(self._on_zoom_chosen)

    @property
    def case(self) -> Case | None:
        """The case that is shown."""
        return self._case

    def clear(self) -> None:
        """Show no prices."""
        self._answer = self._case = None
        self.chart.clear()
        self.player.load(())
        self.header.set_note("")

    def show_case(self, found: ExaminationResult, case: Case) -> None:
        """Show a case, none of its trades played."""
        self._answer, self._case = found, case
        self.bar.set_end(amount_words(case))
        self.player.load(case.steps)
        self._look(None)

    def _look(self, fit: bool | None) -> None:
        """Ask for the prices around the case."""
        found, case = self._answer, self._case
        if found is None or case is None:
            return
        steps = case.steps
        if case.example is not None:
            steps = (*steps, *case.example.instead)
        self.context.tasks.query(
            partial(picture_of, found, steps, fit),
            done=partial(self._on_drawn, found, case),
            key=("doctor picture", id(self)),
            owner=self,
            lane="pool",
        )

    def _on_drawn(self, found: ExaminationResult, case: Case, picture: Picture) -> None:
        if found is not self._answer or case is not self._case:
            return
        instead = case.example.instead if case.example is not None else ()
        self.zoom.set_value(picture.fits)
        self.zoom.setEnabled(bool(case.steps))
        self.header.set_note(
            self.tr("of one key; dashed, what it sells for") if picture.selling.supplies else ""
        )
        self.chart.show_picture(picture, case.steps, instead, limits_of(found.verdict))
        self.chart.show_played(self.player.played, self.player.step_ms)
        self.drawn.emit()

    @Slot()
    def _on_moved(self) -> None:
        self.chart.show_played(self.player.played, self.player.step_ms)

    @Slot(object)
    def _on_zoom_chosen(self, fit: object) -> None:
        self._look(bool(fit))

    @Slot(object)
    def _on_read(self, point: PointRead | None) -> None:
        if point is None:
            self.readout.setText("")
            return
        text = self.tr("Supply {supply}  Price {price}")
        if point.selling is not None:
            text = self.tr("Supply {supply}  Price {price}  Sells for {selling}")
        self.readout.setText(
            text.format(
                supply=grouped(point.supply),
                price=figure(point.buying),
                selling=figure(point.selling or 0),
            )
        )


def limits_of(verdict: Verdict) -> tuple[Limit, ...]:
    """Where numbers outgrow 64 and 128 bits, as far as they do."""
    limits = []
    for check, words in ((Check.OVERFLOW_64, "64 bits"), (Check.OVERFLOW_128, "128 bits")):
        finding = verdict.finding(check)
        if finding.status is CheckStatus.NOTE and finding.example is not None:
            limits.append(Limit(finding.example.supply + finding.example.keys, words))
    return tuple(limits)
