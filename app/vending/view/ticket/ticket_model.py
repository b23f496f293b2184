"""What an order would do: quote, refusal, break-even, worked out from the last known state."""

from dataclasses import dataclass

from app.amounts import checked
from app.errors import InvalidInput, NotAllowed, UserError
from app.members.rules import MemberStatus
from app.vending import rules, valuation
from app.vending.curves import ConstantProduct, Curve, Flat, Linear, Quadratic, Stepped
from app.vending.machines import MachineView
from app.vending.rules import NotEnough, Quote, Side, TradeRules
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
        if keys is None:
            return Offer(wish)
        quote = _quote(machine, wish.side, keys)
        for amount in (quote.gross, quote.total, quote.price_after, quote.supply_after):
            checked(amount, field="keys")
    except UserError as error:
        return Offer(wish, keys, refusal=error)
    refusal = _refusal(wish, quote)
    if wish.side is Side.BUY:
        return Offer(wish, keys, quote, refusal, even=_break_even(machine, quote))
    return Offer(wish, keys, quote, refusal, result=_result(wish, quote))


def keys_for(machine: MachineView, budget: int) -> int:
    """The most keys that `budget` minor units buy, fees included.

    Raises NotEnough where that is not one, SupplyCapReached where there are none left.
    """
    quote = rules.quote_budget(
        machine.curve,
        machine.fees,
        machine.supply,
        budget,
        mode=machine.fee_mode,
        supply_cap=machine.rules.supply_cap,
    )
    if quote.keys:
        return quote.keys
    cap = TradeRules(supply_cap=machine.rules.supply_cap)
    rules.check_buy(cap, machine.supply, 1, by_creator=True)
    first = _quote(machine, Side.BUY, 1)
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


def _quote(machine: MachineView, side: Side, keys: int) -> Quote:
    ask = rules.quote_buy if side is Side.BUY else rules.quote_sell
    return ask(machine.curve, machine.fees, machine.supply, keys, mode=machine.fee_mode)


def _refusal(wish: OrderDraft, quote: Quote) -> UserError | None:
    machine, funds = wish.machine, wish.funds
    try:
        if wish.side is Side.BUY:
            by_creator = funds is not None and funds.id == machine.creator_member_id
            rules.check_buy(machine.rules, machine.supply, quote.keys, by_creator=by_creator)
        else:
            held = quote.keys if funds is None else funds.position.keys
            rules.check_sell(machine.rules, machine.supply, quote.keys, held=held)
        if funds is not None:
            _check_funds(machine, funds, quote)
    except UserError as error:
        return error
    return None


def _check_funds(machine: MachineView, funds: Funds, quote: Quote) -> None:
    if funds.status is not MemberStatus.ACTIVE:
        raise NotAllowed(
            f"{funds.username} is {funds.status.value} and can't trade.",
            code="MEMBER_NOT_ACTIVE",
            field="member",
        )
    if quote.side is Side.BUY and quote.total > funds.cash:
        raise NotEnough(
            f"This needs {quote.total} {machine.quote}, and the member has {funds.cash}.",
            field="keys",
            details={"required": quote.total, "available": funds.cash},
        )
    if quote.side is Side.SELL and quote.gross > machine.reserve:
        raise NotEnough(
            f"The reserve holds too little to buy back {quote.keys} keys.",
            field="keys",
            details={"required": quote.gross, "available": machine.reserve},
        )


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
