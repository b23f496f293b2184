"""A machine without a workspace: the same quotes, rules and refusals, in memory (pure)."""

from dataclasses import dataclass
from datetime import datetime

from app.amounts import MAX_AMOUNT, AmountOverflow, checked
from app.simulator.agents import Agent, AgentOrder
from app.simulator.course import Course, Fill, begin, fill_of
from app.simulator.scenario import MarketTerms, Scenario
from app.vending import curves, rules
from app.vending.rules import NotEnough, Quote, Side


@dataclass(slots=True)
class MemoryMarket:
    """A machine and its tills; amounts in minor units."""

    terms: MarketTerms
    supply: int = 0
    reserve: int = 0
    creator_fees: int = 0
    protocol_fees: int = 0
    trades: int = 0

    def __post_init__(self) -> None:
        opening = self.terms.opening_quote()
        if opening is not None:
            self._book(opening, opening.total)

    @property
    def price(self) -> int:
        """What the next key costs."""
        return curves.price(self.terms.curve, self.supply)

    def fill(self, step: int, at: datetime, agent: Agent, wish: AgentOrder, number: int) -> Fill:
        """Carry out an agent's wish, which isn't told of it here; the `Venue` of a course.

        Raises what the trade service would refuse the same order with.
        """
        quote = self._quote(agent, wish)
        rules.check_limit(quote, wish.limit)
        for amount in (quote.gross, quote.total, quote.price_after, quote.supply_after):
            checked(amount, field="keys")
        self._book(quote, agent.cash)
        return fill_of(step, number, at, agent, quote)

    def _quote(self, agent: Agent, wish: AgentOrder) -> Quote:
        terms = self.terms
        if wish.side is Side.BUY:
            rules.check_buy(terms.rules, self.supply, wish.keys, by_creator=False)
            return rules.quote_buy(terms.curve, terms.fees, self.supply, wish.keys, mode=terms.mode)
        rules.check_sell(terms.rules, self.supply, wish.keys, held=agent.keys)
        return rules.quote_sell(terms.curve, terms.fees, self.supply, wish.keys, mode=terms.mode)

    def _book(self, quote: Quote, cash: int) -> None:
        """Move the money as the ledger would, transfer by transfer, or refuse it."""
        if quote.side is Side.BUY:
            giver, takers = cash, (quote.reserve_change, self.reserve)
        else:
            giver, takers = self.reserve, (quote.total, cash)
        moves = (
            takers,
            (quote.creator_fee, self.creator_fees),
            (quote.protocol_fee, self.protocol_fees),
        )
        for amount, taker in moves:
            if amount > giver:
                raise NotEnough(f"This needs {amount}; {giver} are there.", field="keys")
            giver -= amount
            if taker + amount > MAX_AMOUNT:
                raise AmountOverflow("The balance would be larger than the ledger can hold.")
        self.reserve += quote.reserve_change
        self.creator_fees += quote.creator_fee
        self.protocol_fees += quote.protocol_fee
        self.supply = quote.supply_after
        self.trades += 1


def begin_in_memory(scenario: Scenario, terms: MarketTerms) -> tuple[Course, MemoryMarket]:
    """A scenario's run on a market in memory; take it on with `course.advance(n, market.fill)`."""
    market = MemoryMarket(terms)
    course = begin(
        scenario,
        terms,
        supply=market.supply,
        reserve=market.reserve,
        price=market.price,
        trades=market.trades,
    )
    return course, market
