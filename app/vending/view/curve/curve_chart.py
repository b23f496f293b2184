"""The bonding curve of a room: reserve, supply, and the order being typed as a shaded area."""

from time import perf_counter

from PySide6.QtCore import QEasingCurve, QRectF, QTimer, QVariantAnimation, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.chart.axis import ValueAxis
from app.kit.chart.bottom_axis import CountAxis
from app.kit.chart.chart_view import ChartView
from app.kit.chart.values import ValueFormat
from app.kit.numbers import grouped
from app.kit.theme import Themes
from app.vending.view.curve.axis_tags import axis_tags
from app.vending.view.curve.curve_items import (
    CurveArea,
    CurveFees,
    CurveLines,
    CurveMarks,
    CurveTexts,
    price_ceiling,
)
from app.vending.view.curve.curve_labels import (
    CurveReadout,
    OrderShape,
    curve_rows,
    curve_summary,
    legend_texts,
)
from app.vending.view.curve.curve_order import point_at, with_order
from app.vending.view.curve.curve_picture import CurvePicture
from app.vending.view.curve.curve_series import (
    CurveSampler,
    CurveSamples,
    Integral,
    drawable,
    fit_range,
    whole_range,
)

_SLIDE = 160
_BUDGET = 0.005
_CHUNK = 16
_ROOM_PAST_CAP = 0.03
_WIDER = 1.04


class CurveChart(ChartView):
    """Price per key by supply, drawn as a line; the cost is summed key by key.

    readout_changed: a CurveReadout, or None without a machine. fit_changed: the zoom was reset
    or set, so that the buttons can follow.
    """

    readout_changed = Signal(object)
    fit_changed = Signal(bool)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(themes, "vending.curve_", parent)
        self._sampler: CurveSampler | None = None
        self._supply = 0
        self._cap: int | None = None
        self._unit = ""
        self._order: OrderShape | None = None
        self._fit = False
        self._held: tuple[int, int] | None = None
        self._today: int | None = None
        self._shortfall, self._stranded = 0, 0
        self._hint, self._hint_warns = "", False
        self._shown_supply = 0.0
        self._samples: CurveSamples | None = None
        self._readout: CurveReadout | None = None
        self._build()

    def _build(self) -> None:
        themes = self._themes
        self._set_axes(
            self.tr("Bonding curve"),
            CountAxis(self.pane, themes, self.tr("Keys")),
            ValueAxis(self.pane, themes),
        )
        self.area = CurveArea(self.pane, themes)
        self.fees = CurveFees(self.pane, themes)
        self.texts = CurveTexts(self.pane, themes)
        self._items = (
            self.area,
            self.fees,
            CurveLines(self.pane, themes),
            CurveMarks(self.pane, themes),
            self.texts,
        )
        self._refiner = QTimer(self, singleShot=True)
        self._refiner.timeout.connect(self._on_refiner_timeout)
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._on_slide_value_changed)
        self._set_blank(True)

    @property
    def readout(self) -> CurveReadout | None:
        """What the header shows now."""
        return self._readout

    @property
    def samples(self) -> CurveSamples | None:
        """The points that are drawn, None without a machine."""
        return self._samples

    def written(self) -> tuple[QRectF, ...]:
        """Where its words stand, in pixels of the pane."""
        return tuple(text.box for text in self.texts.words.texts)

    @property
    def shown_supply(self) -> float:
        """Where the dot is: on the way while the supply slides."""
        return self._shown_supply

    @property
    def order(self) -> OrderShape | None:
        """The order that is shaded; None without one, or where the curve doesn't reach so far."""
        return self._drawn_order()

    @property
    def supply(self) -> int:
        """The machine's supply, wherever the dot is on its way there."""
        return self._supply

    @property
    def price_now(self) -> int:
        """Price of the machine's next key in minor units; 0 without a machine."""
        return 0 if self._sampler is None else self._sampler.price(self._supply)

    @property
    def fits(self) -> bool:
        """Whether the order fills the chart instead of the whole curve."""
        return self._fit

    def show_machine(
        self,
        integral: Integral,
        supply: int,
        cap: int | None,
        unit: str,
        decimals: int = 0,
        *,
        slide: bool = True,
    ) -> None:
        """Show a machine's curve and supply; the supply slides there if the curve stays the same.

        integral: reserve in minor units behind a supply; may raise UserError past the curve's
        end. It is asked for a few hundred supplies, spread over several repaints where it is slow.
        cap: largest supply allowed. unit, decimals: name of the amounts' unit, and how many
        digits of minor units stand behind the point. slide: False where trades come so fast that
        the dot would only be on its way.
        """
        same = self._sampler is not None and _same(self._sampler.integral, integral)
        if not same or self._sampler is None:
            self._sampler = CurveSampler(integral)
        self._unit, self._format, self._cap = unit, ValueFormat(decimals), cap
        self.value_axis.set_format(self._format)
        self._move_supply(supply, slide=slide and same)
        self.redraw()

    def show_samples(self, samples: CurveSamples, decimals: int = 0) -> None:
        """Show a machine by points that `curve_series.sample` worked out on another thread."""
        same = self._sampler is not None and _same(self._sampler.integral, samples.integral)
        if not same or self._sampler is None:
            self._sampler = CurveSampler(samples.integral)
        self._sampler.adopt(samples)
        self.show_machine(
            self._sampler.integral, samples.supply, samples.cap, samples.unit, decimals
        )

    def clear(self) -> None:
        """Show no machine."""
        self._slide.stop()
        self._refiner.stop()
        self._sampler = self._samples = self._order = self._hovered = None
        for item in self._items:
            item.show_picture(CurvePicture())
        self._set_blank(True)
        self._read()

    def show_order(self, order: OrderShape | None) -> None:
        """Shade the order being typed; None shades nothing."""
        if order != self._order:
            self._order = order
            self.redraw()

    def set_fit(self, fit: bool) -> None:
        """Zoom to the order with three times its width around it, or show the whole curve."""
        if fit != self._fit:
            self._fit = fit
            self.redraw()
            self.fit_changed.emit(fit)

    def hold(self, held: bool) -> None:
        """Keep the supplies that are in view now, while an order is pulled about among them."""
        seen = self._samples.supplies if held and self._samples is not None else ()
        self._held = (seen[0], seen[-1]) if seen else None
        self.redraw()

    def look_beyond(self, to_the_right: bool) -> None:
        """Have some more supplies in view on one side while the view is held."""
        if self._held is None or self._sampler is None:
            return
        low, high = self._held
        more = max(int((high - low) * (_WIDER - 1)), 1)
        low, high = (low, high + more) if to_the_right else (max(low - more, 0), high)
        if self._cap is not None:
            high = max(min(high, self._cap), self._supply)
        self._held = low, self._sampler.last(low, high)
        self.redraw()

    def show_hint(self, text: str, *, warns: bool = False) -> None:
        """Say what the pointer can do here, or why it can't; an empty text says nothing."""
        if (text, warns) != (self._hint, self._hint_warns):
            self._hint, self._hint_warns = text, warns
            self.redraw()

    def show_today(self, supply: int | None) -> None:
        """Mark today's supply while the machine is shown as of the past; None ends the past."""
        if supply != self._today:
            self._today = supply
            self.redraw()

    def show_gap(self, shortfall: int, stranded: int) -> None:
        """Shade what an insolvent reserve lacks, in minor units, below the keys that it strands.

        Keys with the lowest numbers are sold last, so these are the ones that find it empty.
        """
        if (shortfall, stranded) != (self._shortfall, self._stranded):
            self._shortfall, self._stranded = shortfall, stranded
            self.redraw()

    def shaded_cost(self) -> int:
        """What the shaded area stands for in minor units, summed key by key."""
        if self._sampler is None or self._order is None:
            return 0
        reserves = (self._sampler.reserve(at) for at in (self._supply, self._order.supply_after))
        return abs(next(reserves) - next(reserves))

    def series_csv(self) -> list[tuple[str, ...]]:
        """The drawn points with a header row, in plain digits; each one exact."""
        return curve_rows(self._samples, self._unit, self._format)

    def text_summary(self) -> str:
        """Supply, price, reserve, and the order, in sentences."""
        machine = None if self._sampler is None else self._machine_readout(self._sampler)
        return curve_summary(machine, self._order, self._unit, self._format)

    def _move_supply(self, supply: int, *, slide: bool) -> None:
        self._slide.stop()
        moved, self._supply = supply != self._supply, supply
        duration = self._themes.duration(_SLIDE)
        if not (slide and moved and duration and self.isVisible()):
            self._shown_supply = float(supply)
            return
        self._slide.setStartValue(self._shown_supply)
        self._slide.setEndValue(float(supply))
        self._slide.setDuration(duration)
        self._slide.start()

    def redraw(self) -> None:
        """Sample what is to be seen, as far as there is time before the next repaint."""
        sampler = self._sampler
        if sampler is None:
            return
        order = self._drawn_order()
        after = order.supply_after if order else self._supply
        low, high = self._range(sampler, after, order.break_even if order else None)
        # Every past supply as a point of its own would be thousands in the end.
        through = (self._supply, after) if self._today is None else (self._today,)
        sampler.cover(low, high, through)
        self._refine(sampler)

    def _range(self, sampler: CurveSampler, after: int, even: int | None) -> tuple[int, int]:
        if self._held is not None:
            return min(self._held[0], after), max(self._held[1], after)
        if self._fit and after != self._supply:
            return fit_range(sampler, self._supply, after, self._cap)
        if self._today is not None:
            # The picture stays as it is today, unless there once were more keys than now.
            after = max(after, self._today)
            return whole_range(sampler, after, after, self._cap)
        return whole_range(sampler, self._supply, after, self._cap, even)

    def _refine(self, sampler: CurveSampler) -> None:
        deadline, done = perf_counter() + _BUDGET, False
        while not done and perf_counter() < deadline:
            done = sampler.refine(_CHUNK)
        if not done:
            self._refiner.start(0)
        self._samples = sampler.samples(self._supply, self._cap, self._unit)
        self._draw(sampler, self._samples)

    def _drawn_order(self) -> OrderShape | None:
        """The order, unless the curve doesn't reach so far: then its quote is refused anyway."""
        if self._order is None or self._sampler is None:
            return None
        try:
            self._sampler.reserve(self._order.supply_after)
        except UserError:
            return None
        return self._order

    def _draw(self, sampler: CurveSampler, samples: CurveSamples) -> None:
        machine = self._machine_readout(sampler)
        picture = self._picture(samples, machine)
        self._set_blank(False)
        right = float(samples.supplies[-1])
        if picture.cap is not None:
            right += max((right - samples.supplies[0]) * _ROOM_PAST_CAP, 0.5)
        top = price_ceiling(picture, self.pane, right, self._themes.scale)
        self.pane.show_range((float(samples.supplies[0]), right), (0.0, top))
        for item in self._items:
            item.show_picture(picture)
        self._read()
        self._tag()
        self.setAccessibleDescription(self.text_summary())

    def _picture(self, samples: CurveSamples, machine: CurveReadout) -> CurvePicture:
        order = self._drawn_order()
        cap = self._cap if self._cap is not None and self._cap <= samples.supplies[-1] else None
        picture = CurvePicture(
            x=samples.x,
            y=samples.y,
            now=point_at(samples, self._shown_supply),
            now_word=self.tr("Now") if self._today is None else self.tr("Then"),
            legends=legend_texts(
                machine.reserve,
                self._cap if cap is None else None,
                self._unit,
                self._format,
                min(self._shortfall, machine.reserve),
            ),
            cap=None if cap is None else float(cap),
            cap_word=self.tr("Supply cap {count}").format(count=grouped(self._cap or 0)),
            hint=self._hint,
            hint_warns=self._hint_warns,
            today=self._today_point(samples),
            today_word=self.tr("Today", "mark"),
            stranded=float(self._stranded),
        )
        return picture if order is None else with_order(picture, order, samples)

    def _today_point(self, samples: CurveSamples) -> tuple[float, float] | None:
        if self._today is None or self._today == self._supply:
            return None
        return point_at(samples, self._today)

    def _tag(self) -> None:
        """Put the values of now, after, break-even and the pointer on the axes."""
        sampler, samples = self._sampler, self._samples
        if sampler is None or samples is None:
            return
        now = (*point_at(samples, self._shown_supply), self._machine_readout(sampler))
        prices, keys = axis_tags(samples, now, self._drawn_order(), self._readout, self._format)
        self._show_tags(prices, keys)

    def _machine_readout(self, sampler: CurveSampler) -> CurveReadout:
        supply = self._supply
        return CurveReadout(supply, sampler.price(supply), sampler.reserve(supply), False)

    def _read(self) -> None:
        """Tell the header which supply to show: the hovered one, else the machine's."""
        sampler, readout = self._sampler, None
        if sampler is None or self._samples is None or self._hovered is None:
            self._crosshair.hide()
            readout = None if sampler is None else self._machine_readout(sampler)
        else:
            low, high = self._samples.supplies[0], self._samples.supplies[-1]
            supply = min(max(self._hovered, low), high)
            price = sampler.price(supply)
            readout = CurveReadout(supply, price, sampler.reserve(supply), True)
            self._crosshair.show_at(float(supply), drawable(price))
        if readout != self._readout:
            self._readout = readout
            self._tag()
            self.readout_changed.emit(readout)

    def _on_refiner_timeout(self) -> None:
        if self._sampler is not None:
            self._refine(self._sampler)

    def _on_slide_value_changed(self, supply: float) -> None:
        self._shown_supply = supply
        if self._sampler is not None and self._samples is not None:
            self._draw(self._sampler, self._samples)

    def _place_at(self, value: float) -> int:
        return round(value)

    def _place_beside(self, steps: int) -> int | None:
        if self._samples is None:
            return None
        place = self._supply if self._hovered is None else self._hovered + steps
        return min(max(place, self._samples.supplies[0]), self._samples.supplies[-1])

    def _on_plot_reset(self) -> None:
        self.set_fit(False)


def _same(one: Integral, other: Integral) -> bool:
    """Whether two callables are one curve: equal curves have equal bound methods."""
    owners = getattr(one, "__self__", None), getattr(other, "__self__", None)
    return one == other or (owners[0] is not None and owners[0] == owners[1])
