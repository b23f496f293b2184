"""The doctor's chart: price of a key by supply, and the trades of a case as blocks on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QEasingCurve, QVariantAnimation, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.doctor.trades import TrialTrade
from app.doctor.view.chart_items import BlockLayer, Limit, MarkLayer, PriceLayer, TradeBlock
from app.doctor.view.labels import figure, step_words
from app.doctor.view.picture import Picture, drawable
from app.kit.chart.axis import AxisTag, ValueAxis
from app.kit.chart.bottom_axis import CountAxis
from app.kit.chart.chart_view import ChartView
from app.kit.chart.pane_marks import Caption
from app.kit.theme import Themes

_GROW_MS = 400
_MOST_NAMED = 4
_ROOM_ABOVE = 1.16


@dataclass(frozen=True)
class PointRead:
    """Prices under the pointer, in minor units; selling: None where it is the same."""

    supply: int
    buying: int
    selling: int | None


class DoctorChart(ChartView):
    """Prices, trades and limits.

    read: a PointRead, or None while nothing is pointed at.
    """

    read = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(themes, "doctor.", parent)
        self._picture: Picture | None = None
        self._limits: tuple[Limit, ...] = ()
        self._steps: tuple[TrialTrade, ...] = ()
        self._instead: tuple[TrialTrade, ...] = ()
        self._played = 0
        self._share = 1.0
        self._build()
        self.clear()

    def _build(self) -> None:
        themes = self._themes
        self._set_axes(
            self.tr("Price by supply"),
            CountAxis(self.pane, themes, self.tr("Keys")),
            ValueAxis(self.pane, themes),
        )
        self.prices = PriceLayer(self.pane, themes)
        self.blocks = BlockLayer(self.pane, themes)
        self.marks = MarkLayer(self.pane, themes)
        self.caption = Caption(self.pane, themes, middle=True)
        self._grow = QVariantAnimation(self)
        self._grow.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._grow.setStartValue(0.0)
        self._grow.setEndValue(1.0)
        self._grow.valueChanged.connect(self._on_grown)

    # What it is told

    def clear(self, words: str = "") -> None:
        """Show nothing but some words."""
        self._picture = None
        self._steps = self._instead = ()
        self._limits = ()
        self.caption.set_text(words)
        self.redraw()

    def show_picture(
        self,
        picture: Picture,
        steps: Sequence[TrialTrade],
        instead: Sequence[TrialTrade],
        limits: Sequence[Limit],
    ) -> None:
        """Show prices, and the trades to play on them, none of them played."""
        self._grow.stop()
        self._picture, self._steps, self._instead = picture, tuple(steps), tuple(instead)
        self._limits = tuple(one for one in limits if picture.low <= one.supply <= picture.high)
        self._played, self._share, self._hovered = 0, 1.0, None
        drawn = bool(picture.buying.supplies)
        self.caption.set_text("" if drawn else self.tr("There is no price to draw here"))
        self.redraw()

    def show_played(self, played: int, step_ms: int) -> None:
        """Show so many trades played; the newest grows within a step's time."""
        forward = played == self._played + 1
        self._grow.stop()
        self._played, self._share = min(played, len(self._steps)), 1.0
        duration = self._themes.duration(min(_GROW_MS, step_ms * 2 // 3))
        if forward and duration and self.isVisible():
            self._share = 0.0
            self._grow.setDuration(duration)
            self._grow.start()
        self.redraw()

    # What it tells

    @property
    def picture(self) -> Picture | None:
        """The prices that are drawn; None while there are none."""
        return self._picture

    @property
    def supply(self) -> float | None:
        """The supply after what has been played; None without trades."""
        if not self._steps:
            return None
        if not self._played:
            return drawable(self._steps[0].supply)
        last = self._steps[self._played - 1]
        start, stop = drawable(last.supply), drawable(last.supply_after)
        return start + (stop - start) * self._share

    def series_csv(self) -> list[tuple[str, ...]]:
        """The drawn points with a header row, in plain digits."""
        picture = self._picture
        if picture is None:
            return [("supply", "price")]
        line = picture.buying
        if not picture.selling.supplies:
            rows = zip(line.supplies, line.prices, strict=True)
            return [("supply", "price"), *((str(at), str(price)) for at, price in rows)]
        table: list[tuple[str, ...]] = [("supply", "buy", "sell")]
        for at, price in zip(line.supplies, line.prices, strict=True):
            sale = picture.selling.price_at(at)
            table.append((str(at), str(price), "" if sale is None else str(sale)))
        return table

    def text_summary(self) -> str:
        """What is drawn, in sentences."""
        picture = self._picture
        if picture is None or not picture.buying.prices:
            return self.tr("No prices.")
        line = picture.buying
        text = self.tr("The next key costs {first} at supply {low} and {last} at supply {high}.")
        words = text.format(
            first=figure(line.prices[0]),
            low=figure(line.supplies[0]),
            last=figure(line.prices[-1]),
            high=figure(line.supplies[-1]),
        )
        played = "; ".join(step_words(step) for step in self._steps[: self._played])
        return " ".join((words, f"{played}.")) if played else words

    # Drawing

    def _shown_blocks(self) -> list[TradeBlock]:
        few = len(self._steps) <= _MOST_NAMED
        blocks = [
            TradeBlock(step, step_words(step), named=few or at + 1 == self._played)
            for at, step in enumerate(self._steps[: self._played])
        ]
        if blocks:
            blocks[-1] = replace(blocks[-1], share=self._share)
        ended = self._played == len(self._steps) and self._share >= 1
        if ended:
            ghosts = self._instead
            blocks += [TradeBlock(step, step_words(step), ghost=True, named=few) for step in ghosts]
        return blocks

    def redraw(self) -> None:
        picture = self._picture
        blank = picture is None or not picture.buying.supplies
        self._set_blank(blank)
        supply = self.supply
        if blank or picture is None:
            self.prices.show_picture(None, None)
            self.blocks.show_blocks(())
            self.marks.show_marks(None, ())
            self._tag(None)
            self._read()
            return
        self._fit(picture)
        self.prices.show_picture(picture, supply)
        self.blocks.show_blocks(self._shown_blocks())
        dot = None
        if supply is not None:
            dot = supply, float(np.interp(supply, picture.buying.x, picture.buying.y))
        self.marks.show_marks(dot, self._limits)
        self._tag(dot)
        self._read()
        self.setAccessibleDescription(self.text_summary())

    def _fit(self, picture: Picture) -> None:
        """All prices and all blocks to come, so that playing doesn't move the axes."""
        heights = [TradeBlock(step, "").height for step in (*self._steps, *self._instead)]
        levels = np.concatenate((picture.buying.y, picture.selling.y, np.array([0.0, *heights])))
        low, high = float(levels.min()), float(levels.max())
        if high <= low:
            high = low + 1.0
        room = (high - low) * (_ROOM_ABOVE - 1)
        bottom = low - room if low < 0 else 0.0
        right = drawable(picture.high) + max((picture.high - picture.low) * 0.02, 0.01)
        self.pane.show_range((drawable(picture.low), right), (bottom, high + room))

    def _tag(self, dot: tuple[float, float] | None) -> None:
        """The supply and the next key's price on the axes, once nothing moves."""
        if dot is None or self._share < 1 or self._picture is None or not self._steps:
            self._show_tags((), ())
            return
        last = self._steps[max(self._played - 1, 0)]
        supply = last.supply_after if self._played else last.supply
        price = self._picture.buying.price_at(supply)
        texts = () if price is None else self._format.tag_texts(price)
        self._show_tags(
            [AxisTag(dot[1], texts, "chart_line")] if texts else (),
            [AxisTag(dot[0], (figure(supply),), "chart_line")],
        )

    @Slot(object)
    def _on_grown(self, share: float) -> None:
        self._share = share
        self.redraw()

    # Reading

    def _read(self) -> None:
        picture, at = self._picture, self._hovered
        if picture is None or at is None or at >= len(picture.buying.supplies):
            self._crosshair.hide()
            self.read.emit(None)
            return
        supply, price = picture.buying.supplies[at], picture.buying.prices[at]
        self._crosshair.show_at(drawable(supply), drawable(price))
        self.read.emit(PointRead(supply, price, picture.selling.price_at(supply)))

    def _place_at(self, value: float) -> int | None:
        return None if self._picture is None else self._picture.buying.nearest(value)

    def _place_beside(self, steps: int) -> int | None:
        count = len(self._picture.buying.supplies) if self._picture is not None else 0
        place = 0 if self._hovered is None else self._hovered + steps
        return min(max(place, 0), count - 1) if count else None
