"""The figures of a scene in words, for the window and for paper."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.kit.numbers import THIN, compact, counted, grouped, percent
from app.simulator.outcome import Outcome
from app.simulator.scenario import Event
from app.simulator.view.labels import event_name
from app.simulator.view.presenter.market_state import MarketState

_LONG = 10**12

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class LargeFigure:
    """A large figure.

    note: a line of context. former: what it was in the run before, where there is one.
    tone: ok or error for a verdict, empty for a number.
    """

    key: str
    label: str
    value: str
    unit: str = ""
    note: str = ""
    former: str = ""
    tone: str = ""

    def spoken(self) -> str:
        """The figure in one line."""
        value = f"{self.label}: {self.value} {self.unit}".rstrip()
        return ", ".join(part for part in (value, self.note, self.former) if part)


def figures_of(
    now: MarketState, price_before: int, unit: str, former: MarketState | None = None
) -> tuple[LargeFigure, ...]:
    """Price, supply, reserve and solvency.

    price_before: when the scene began, in minor units of `unit`. former: the same scene's end in
    the run that this one is compared with.
    """
    formers = ("",) * 4 if former is None else _formers(former)
    trades = counted(now.trades, translate("Presenter", "trade"), translate("Presenter", "trades"))
    solvent, insolvent = translate("Presenter", "Solvent"), translate("Presenter", "Insolvent")
    return (
        LargeFigure(
            "price", translate("Presenter", "Price"), _amount(now.price), unit,
            _change(now.price, price_before), formers[0],
        ),
        LargeFigure(
            "supply", translate("Presenter", "Supply"), _amount(now.supply),
            translate("Presenter", "keys"), trades, formers[1],
        ),
        LargeFigure(
            "reserve", translate("Presenter", "Reserve"), _amount(now.reserve), unit,
            translate("Presenter", "fees so far {amount}").format(amount=_amount(now.fees)),
            formers[2],
        ),
        LargeFigure(
            "solvency", translate("Presenter", "Solvency"), insolvent if now.shortfall else solvent,
            "", _redeemable(now), formers[3], "error" if now.shortfall else "ok",
        ),
    )  # fmt: skip


def crowd_line(outcome: Outcome | None) -> str:
    """How the crowd stands: how many hold keys, are ahead, are behind; empty without figures."""
    if outcome is None:
        return ""
    holders = counted(
        outcome.holders, translate("Presenter", "holder"), translate("Presenter", "holders")
    )
    ahead = translate("Presenter", "{count} ahead").format(count=grouped(outcome.winners))
    behind = translate("Presenter", "{count} behind").format(count=grouped(outcome.losers))
    return f"{holders}  ·  {ahead}  ·  {behind}"


def event_words(event: Event, unit: str) -> str:
    """An event, with what a whale brings."""
    name = event_name(event.kind)
    return f"{name}: {_amount(event.budget)} {unit}" if event.budget is not None else name


def _amount(amount: int) -> str:
    return grouped(amount) if amount < _LONG else compact(amount)


def _formers(former: MarketState) -> tuple[str, ...]:
    text = translate("Presenter", "before: {value}")
    amounts = (_amount(each) for each in (former.price, former.supply, former.reserve))
    return tuple(text.format(value=value) for value in (*amounts, _verdict_in_full(former)))


def _change(price: int, before: int) -> str:
    if not before:
        return ""
    change = 100 * (price - before) / before
    if abs(change) >= 1_000:
        times = f"{compact(price / before, 3)}{THIN}×"
        return translate("Presenter", "{times} in this scene").format(times=times)
    return translate("Presenter", "{change} in this scene").format(
        change=percent(change, sign=True)
    )


def _verdict_in_full(now: MarketState) -> str:
    keys = grouped(now.stranded)
    if now.shortfall:
        return translate("Presenter", "insolvent, {count} keys stranded").format(count=keys)
    return translate("Presenter", "solvent")


def _redeemable(now: MarketState) -> str:
    if not now.shortfall:
        return translate("Presenter", "every key can be bought back")
    text = translate("Presenter", "{count} keys can't be bought back")
    if now.stranded == 1:
        text = translate("Presenter", "{count} key can't be bought back")
    return text.format(count=grouped(now.stranded))
