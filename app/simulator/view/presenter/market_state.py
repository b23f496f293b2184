"""How a market stands while its trades come in, without asking the database (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.simulator.course import Fill
from app.simulator.outcome import Outcome
from app.simulator.terms import MarketTerms
from app.vending import curves, valuation
from app.vending.rules import FeeMode, Side
from app.vending.view.price.price_series import BUY, SECOND, SELL, TradeArrays


@dataclass(frozen=True, slots=True)
class MarketState:
    """A market after so many steps; amounts in minor units.

    shortfall, stranded: what the reserve lacks of what the curve demands, and how many keys it
    therefore can't buy back. fees: all that the crowd has paid so far.
    """

    step: int
    price: int
    supply: int
    reserve: int
    shortfall: int
    stranded: int
    trades: int
    fees: int


@dataclass(slots=True)
class RunningTotals:
    """Counts what the trades of a run move; amounts in minor units."""

    terms: MarketTerms
    price: int
    supply: int
    reserve: int
    trades: int = 0
    fees: int = 0

    @classmethod
    def opened(cls, terms: MarketTerms) -> "RunningTotals":
        """The market before the crowd's first trade."""
        opening = terms.opening_quote()
        reserve = 0 if opening is None else opening.reserve_change
        return cls(terms, curves.price(terms.curve, terms.opening), terms.opening, reserve)

    def take(self, fills: Iterable[Fill]) -> None:
        """Count these trades, too."""
        inside = self.terms.mode is FeeMode.INSIDE
        for fill in fills:
            fee = fill.creator_fee + fill.protocol_fee
            change = fill.gross - inside * fee if fill.side is Side.BUY else -fill.gross
            self.reserve += change
            self.fees += fee
            self.trades += 1
            self.price, self.supply = fill.price_after, fill.supply_after

    def market_state(self, step: int) -> MarketState:
        """How the market stands after so many steps."""
        solvency = valuation.solvency(self.terms.curve, self.supply, self.reserve)
        return MarketState(
            step, self.price, self.supply, self.reserve, solvency.shortfall,
            solvency.stranded_keys, self.trades, self.fees,
        )  # fmt: skip


def state_of(outcome: Outcome) -> MarketState:
    """The same figures of a run that tells them itself."""
    return MarketState(
        outcome.steps, outcome.price_last, outcome.supply, outcome.reserve, outcome.shortfall,
        outcome.stranded_keys, outcome.trades, outcome.creator_fees + outcome.protocol_fees,
    )  # fmt: skip


def arrays_of(fills: Iterable[Fill]) -> TradeArrays:
    """Trades as the price chart takes them."""
    fills = tuple(fills)
    count = len(fills)
    return TradeArrays(
        np.fromiter((int(fill.at.timestamp()) * SECOND for fill in fills), np.int64, count),
        np.fromiter((float(fill.price_after) for fill in fills), np.float64, count),
        np.fromiter((float(fill.gross) for fill in fills), np.float64, count),
        np.fromiter((BUY if fill.side is Side.BUY else SELL for fill in fills), np.int8, count),
    )
