"""What the page calls measures, figures and results, and why they are what they are."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Literal

from PySide6.QtCore import QCoreApplication

from app.kit.numbers import grouped, signed
from app.kit.translation import said
from app.simulator.compare import Comparison
from app.simulator.scenario import MarketTerms
from app.simulator.view.compare.results import Measure, ends_and_middle
from app.vending import curves
from app.vending.curves import FAMILIES
from app.vending.rules import FeeMode
from app.vending.view.machine.machine_labels import fee_words

translate = QCoreApplication.translate

Better = Literal["low", "high", ""]


@dataclass(frozen=True)
class ComparedFigure:
    """A row of the table.

    why: how the figure comes about. value: of one curve. show: as it is written.
    better: which one is the best; empty where that is nobody's to say. on_paper: it counts on a
    reserve that pays, so one that falls short can't be the best.
    """

    key: str
    title: str
    why: str
    value: Callable[[Comparison], int]
    show: Callable[[int], str] = grouped
    better: Better = ""
    on_paper: bool = False


def measure_title(measure: Measure) -> str:
    """What a chart is called."""
    return {
        Measure.PRICE: translate("Compare", "Price"),
        Measure.SUPPLY: translate("Compare", "Supply"),
        Measure.RESERVE: translate("Compare", "Reserve"),
        Measure.FEES: translate("Compare", "Fees"),
    }[measure]


def measure_with_unit(measure: Measure, unit: str) -> str:
    """`Price, sats`: what a chart is called with the unit of its values."""
    if measure is Measure.SUPPLY:
        return translate("Compare", "Supply, keys")
    return f"{measure_title(measure)}, {unit}"


def measure_note(measure: Measure, unit: str) -> str:
    """What a chart's values are."""
    note = {
        Measure.PRICE: translate("Compare", "of the next key, {unit}"),
        Measure.SUPPLY: translate("Compare", "keys in circulation"),
        Measure.RESERVE: translate("Compare", "behind the keys, {unit}"),
        Measure.FEES: translate("Compare", "taken so far, {unit}"),
    }[measure]
    return note.format(unit=unit)


def permille(value: int) -> str:
    """Thousandths as a coefficient: 539 is `0.539`."""
    return f"{value // 1_000}.{value % 1_000:03}"


def terms_words(terms: MarketTerms) -> tuple[str, str]:
    """The curve with its parameters, and the fees of a market, for a report."""
    family = FAMILIES[terms.curve.family]
    given = curves.typed_parameters(terms.curve)
    for name, value in curves.params_of(terms.curve).items():
        if isinstance(value, int):
            given[name] = grouped(value)
    named = (f"{said(one.label)} {given[one.name]}" for one in family.parameters)
    return f"{said(family.label)}: {', '.join(named)}", fee_words(terms.fees, terms.mode)


def figures(unit: str) -> tuple[ComparedFigure, ...]:
    """The rows of the table, in order; unit: of the amounts."""
    tr = translate
    rounded = tr("Compare", "Sum over all trades of cost × rate, rounded down in each.")
    rows: tuple[tuple[str, str, str, str, Better], ...] = (
        (
            "price", "price_last", tr("Compare", "Price at the end, {unit}"),
            tr("Compare", "Cost of the next key: reserve for s + 1 keys − reserve for s keys."), "",
        ),
        (
            "highest", "price_highest", tr("Compare", "Highest price, {unit}"),
            tr("Compare", "The highest price of the next key after any trade."), "",
        ),
        (
            "supply", "supply", tr("Compare", "Supply, keys"),
            tr("Compare", "Keys bought − keys sold, those of the opening included."), "",
        ),
        (
            "reserve", "reserve", tr("Compare", "Reserve, {unit}"),
            tr("Compare", "What buyers paid for the curve − what sellers got from it."), "",
        ),
        (
            "shortfall", "shortfall", tr("Compare", "Shortfall, {unit}"),
            tr("Compare", "What the curve demands for the supply − the reserve, at least 0."),
            "low",
        ),
        (
            "stranded", "stranded_keys", tr("Compare", "Stranded keys"),
            tr("Compare", "Keys that find nothing left of the reserve, selling one by one."),
            "low",
        ),
        (
            "trades", "trades", tr("Compare", "Trades"),
            tr("Compare", "Buys and sales that were carried out."), "",
        ),
        (
            "refused", "refused_orders", tr("Compare", "Refused orders"),
            tr("Compare", "Orders refused for their limit, the cap, or money that wasn't there."),
            "low",
        ),
        (
            "creator_fees", "creator_fees", tr("Compare", "Fees of the creator, {unit}"),
            rounded, "high",
        ),
        (
            "protocol_fees", "protocol_fees", tr("Compare", "Fees of the protocol, {unit}"),
            rounded, "high",
        ),
    )  # fmt: skip
    market = (
        ComparedFigure(key, title.format(unit=unit), why, _outcome(name), better=better)
        for key, name, title, why, better in rows
    )
    return (*market, *_holder_figures(unit))


def _outcome(name: str) -> Callable[[Comparison], int]:
    return attrgetter(f"outcome.{name}")


def _holder_figures(unit: str) -> tuple[ComparedFigure, ...]:
    tr = translate
    result = tr(
        "Compare",
        "Result of a trader: cash + what the curve pays for its keys, fees taken off, if it is "
        "the next to sell − what it came with. A reserve that falls short can't pay all of them.",
    )
    return (
        ComparedFigure(
            "winners",
            tr("Compare", "Traders with a profit"),
            result,
            _outcome("winners"),
            better="high",
            on_paper=True,
        ),
        ComparedFigure(
            "losers",
            tr("Compare", "Traders with a loss"),
            result,
            _outcome("losers"),
            better="low",
            on_paper=True,
        ),
        *(
            ComparedFigure(
                key, title.format(unit=unit), result, partial(_result, place), signed, "high", True
            )
            for place, (key, title) in enumerate(
                (
                    ("worst", tr("Compare", "Worst result, {unit}")),
                    ("median", tr("Compare", "Median result, {unit}")),
                    ("best", tr("Compare", "Best result, {unit}")),
                )
            )
        ),
        ComparedFigure(
            "gini",
            tr("Compare", "Gini of the keys"),
            tr(
                "Compare",
                "Among those who hold keys: 2·Σ i·xᵢ / (n·Σ xᵢ) − (n + 1)/n, holdings x rising; "
                "0 if all hold the same.",
            ),
            _outcome("gini_permille"),
            permille,
            "low",
        ),
    )


def _result(place: int, one: Comparison) -> int:
    return ends_and_middle([agent.result for agent in one.outcome.agents])[place]


def best_of(figure: ComparedFigure, found: tuple[Comparison, ...]) -> frozenset[int]:
    """Places of the best values of a row; none where nobody can say, or all are alike."""
    values = [figure.value(one) for one in found]
    judged = [
        place for place, one in enumerate(found) if not (figure.on_paper and one.outcome.shortfall)
    ]
    if not figure.better or len(set(values)) < 2 or not judged:
        return frozenset()
    known = [values[place] for place in judged]
    wanted = min(known) if figure.better == "low" else max(known)
    return frozenset(place for place in judged if values[place] == wanted)


BAND_NAMES = ("≤ −50", "−50 … −10", "−10 … 0", "0", "0 … 10", "10 … 50", "≥ 50")
"""What the bands of results are called on the axis, in percent, losses first."""


def is_legacy(terms: MarketTerms) -> bool:
    """Whether a market's reserve is bound to fall short."""
    fees = terms.fees
    taken = fees.creator_buy_bps + fees.protocol_buy_bps
    return terms.mode is FeeMode.INSIDE and taken > 0
