"""What an order would do: quote, refusal, break-even, worked out from the last known state."""

from dataclasses import dataclass, replace

from app.errors import InvalidInput, UserError
from app.members.rules import MemberStatus
from app.vending import rules, valuation
from app.vending.curves import ConstantProduct, Curve, Flat, Linear, Quadratic, Stepped
from app.vending.machines import MachineView
from app.vending.rules import NotEnough, Quote, Side, TradeRules
from app.vending.trading import Trader, assess, largest_buy
from app.vending.valuation import BreakEven, Position

_FEW_BANDS = 40


@dataclass(frozen=True, slots=True)
class Funds:
    """The member who trades: what can be spent, in minor units, and the keys held."""

    id: int
    username: str
    status: MemberStatus
    cash: int
    position: Position


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as far as it is typed.

    keys: None while no number is typed. budget: minor units to spend; then it decides the keys.
    """

    machine: MachineView
    funds: Funds | None
    side: Side
    keys: int | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What comes of a wish.

    quote: None where there is nothing to work out, or it can't be. refusal: why the order
    would be refused now. even: after a buy, from which supply on selling brings back what was
    paid, fees of both sides counted. result: what a sale brings beyond the money paid for these
    keys, in minor units.
    """

    wish: OrderDraft
    keys: int | None = None
    quote: Quote | None = None
    refusal: UserError | None = None
    even: BreakEven | None = None
    result: int | None = None

    @property
    def break_even(self) -> int | None:
        """How many further keys somebody must buy until then; None where it is out of reach."""
        if self.even is None or self.even.supply is None or self.quote is None:
            return None
        return self.even.supply - self.quote.supply_after


def is_quick(curve: Curve) -> bool:
    """Whether quotes of the curve take microseconds, so that no worker is needed."""
    if isinstance(curve, Stepped):
        return len(curve.bands) <= _FEW_BANDS
    return isinstance(curve, (Linear, Quadratic, Flat, ConstantProduct))


def work_out(wish: OrderDraft) -> Offer:
    """The offer for a wish; a refusal is in it, never raised."""
    machine, keys = wish.machine, wish.keys
    try:
        if wish.budget is not None:
            keys = keys_for(machine, wish.budget)
    except UserError as error:
        return Offer(wish, keys, refusal=error)
    if keys is None:
        return Offer(wish)
    found = assess(machine, wish.side, keys, _trader(wish, keys))
    quote = found.quote
    if quote is None:
        return Offer(wish, keys, refusal=found.refusal)
    if wish.side is Side.BUY:
        return Offer(wish, keys, quote, found.refusal, even=_break_even(machine, quote))
    return Offer(wish, keys, quote, found.refusal, result=_result(wish, quote))


def keys_for(machine: MachineView, budget: int) -> int:
    """The most keys that `budget` minor units buy, fees included.

    Raises NotEnough where that is not one, SupplyCapReached where there are none left.
    """
    if found := largest_buy(machine, budget).keys:
        return found
    cap = TradeRules(supply_cap=machine.rules.supply_cap)
    first = assess(replace(machine, rules=cap), Side.BUY, 1).allowed()
    raise NotEnough(
        f"One key costs {first.total} {machine.quote}.",
        field="budget",
        details={"required": first.total, "available": budget},
    )


def most_to_sell(machine: MachineView, held: int) -> int:
    """How many of `held` keys can be sold at once."""
    kept = machine.rules.last_key_kept and held >= machine.supply
    return max(held - 1, 0) if kept else held


def limit_for(offer: Offer, slippage_bps: int) -> int | None:
    """The limit that a slippage in basis points allows, in minor units; at most the budget."""
    quote = offer.quote
    if quote is None:
        return None
    if quote.side is Side.SELL:
        return rules.min_payout_for(quote, slippage_bps)
    most = rules.max_total_for(quote, slippage_bps)
    return most if offer.wish.budget is None else min(most, offer.wish.budget)


def _trader(wish: OrderDraft, keys: int) -> Trader:
    funds = wish.funds
    if funds is None:
        return Trader(is_creator=False, keys=keys)
    is_creator = funds.id == wish.machine.creator_member_id
    return Trader(is_creator, funds.position.keys, funds.username, funds.status, funds.cash)


def _break_even(machine: MachineView, quote: Quote) -> BreakEven:
    return valuation.break_even(
        machine.curve,
        machine.fees,
        quote.supply_after,
        quote.keys,
        quote.total,
        machine.rules.supply_cap,
    )


def _result(wish: OrderDraft, quote: Quote) -> int | None:
    if wish.funds is None or not 0 < quote.keys <= wish.funds.position.keys:
        return None
    position = wish.funds.position
    return quote.total - position.paid * quote.keys // position.keys


def check_limit(quote: Quote, limit: int, field: str) -> None:
    """Refuse a limit that the quote is past already; raises InvalidInput naming `field`."""
    try:
        rules.check_limit(quote, limit)
    except UserError as error:
        raise InvalidInput(
            error.message, code=error.code, field=field, details=error.details
        ) from None
