"""Rules of a vending machine: fees, quotes, limits and refusals (pure)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from app.amounts import BPS, floor_bps
from app.errors import InvalidInput, UserError
from app.vending import curves
from app.vending.curve_shapes import require_whole
from app.vending.curves import Curve

MAX_FEE_BPS: Final = 1_000
DEFAULT_FEE_BPS: Final = 250
DEFAULT_SLIPPAGE_BPS: Final = 50


class Side(StrEnum):
    """Direction of a trade, as the member sees it."""

    BUY = "buy"
    SELL = "sell"


class FeeMode(StrEnum):
    """Where the fees of a buy come from.

    ON_TOP: the buyer pays them besides the cost, so the reserve gets all of the cost.
    INSIDE: the historic contracts took them out of the cost, and the reserve falls short.
    """

    ON_TOP = "on_top"
    INSIDE = "inside"


class ImpactBand(StrEnum):
    """How loudly a price impact is shown."""

    QUIET = "quiet"
    AMBER = "amber"
    RED = "red"
    TYPED = "typed confirmation"


class SlippageExceeded(UserError):
    """The total moved past what the member allowed."""

    title = "The price moved"
    default_code = "u201"


class NotEnough(UserError):
    """The member's balance, or keys, don't cover the trade."""

    title = "Not enough"
    default_code = "u202"


class AmountNotPositive(UserError):
    """A trade of no keys."""

    title = "No keys to trade"
    default_code = "u203"


class NotInitialised(UserError):
    """The machine has no curve yet."""

    title = "Not initialised"
    default_code = "u204"


class TradingPaused(UserError):
    """The side of the machine is closed for now."""

    title = "Paused"
    default_code = "u205"


class SupplyCapReached(UserError):
    """The trade would pass the machine's supply cap, or the curve's end."""

    title = "Supply cap reached"
    default_code = "u206"


class FirstKeyReserved(UserError):
    """Nobody but the creator can buy the first key."""

    title = "First key is the creator's"
    default_code = "u207"


class LastKeyKept(UserError):
    """The last key stays with its holder."""

    title = "Last key can't be sold"
    default_code = "u208"


@dataclass(frozen=True, slots=True)
class Fees:
    """Basis points that the creator and the protocol get of a trade's gross, 0 to 1 000 each."""

    creator_buy_bps: int = DEFAULT_FEE_BPS
    protocol_buy_bps: int = DEFAULT_FEE_BPS
    creator_sell_bps: int = DEFAULT_FEE_BPS
    protocol_sell_bps: int = DEFAULT_FEE_BPS

    def __post_init__(self) -> None:
        for name in (
            "creator_buy_bps",
            "protocol_buy_bps",
            "creator_sell_bps",
            "protocol_sell_bps",
        ):
            require_whole(getattr(self, name), name, 0, MAX_FEE_BPS)

    def of(self, side: Side, gross: int) -> tuple[int, int]:
        """Creator's and protocol's fee of a gross amount, each rounded down to a minor unit."""
        if side is Side.BUY:
            return floor_bps(gross, self.creator_buy_bps), floor_bps(gross, self.protocol_buy_bps)
        return floor_bps(gross, self.creator_sell_bps), floor_bps(gross, self.protocol_sell_bps)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a trade is worth at one supply; amounts in minor units of the quote asset.

    total: what the buyer pays, or the seller gets. reserve_change: what the machine's reserve
    gains, below zero for a sale. price_before, price_after: of the next key.
    price_impact: signed share by which the price moves; from a price of zero it is measured
    against the first price that isn't.
    """

    side: Side
    mode: FeeMode
    keys: int
    gross: int
    creator_fee: int
    protocol_fee: int
    total: int
    reserve_change: int
    price_before: int
    price_after: int
    price_impact: Fraction
    supply_before: int
    supply_after: int

    @property
    def fees(self) -> int:
        """Both fees together."""
        return self.creator_fee + self.protocol_fee

    @property
    def average_price(self) -> Fraction:
        """Exact gross a key, before fees; 0 for no keys."""
        return Fraction(self.gross, self.keys or 1)

    @property
    def average_total(self) -> Fraction:
        """Exact amount that the member pays or gets a key, fees included."""
        return Fraction(self.total, self.keys or 1)

    @property
    def price_impact_bps(self) -> int:
        """The price impact in basis points, cut towards zero."""
        return int(self.price_impact * BPS)

    @property
    def impact_band(self) -> ImpactBand:
        """Under 1 % quiet, under 5 % amber, up to 25 % red, above it typed."""
        size = abs(self.price_impact)
        if size > Fraction(25, 100):
            return ImpactBand.TYPED
        if size >= Fraction(5, 100):
            return ImpactBand.RED
        return ImpactBand.AMBER if size >= Fraction(1, 100) else ImpactBand.QUIET


@dataclass(frozen=True, slots=True)
class TradeRules:
    """What a machine allows besides its curve.

    supply_cap: the most keys there can be, None for no cap of its own.
    first_key_creators: at supply 0 only the creator can buy.
    last_key_kept: no sale can bring the supply to 0.
    """

    supply_cap: int | None = None
    first_key_creators: bool = False
    last_key_kept: bool = False
    buys_paused: bool = False
    sells_paused: bool = False


def quote_buy(
    curve: Curve, fees: Fees, supply: int, keys: int, *, mode: FeeMode = FeeMode.ON_TOP
) -> Quote:
    """What buying `keys` keys at a supply costs.

    Errors: AmountNotPositive, SupplyCapReached past the curve's end, AmountOverflow for
    numbers too long to work out.
    """
    _require_keys(keys)
    _require_curve(curve, supply, keys)
    return _quote(curve, fees, Side.BUY, supply, keys, mode)


def quote_sell(
    curve: Curve, fees: Fees, supply: int, keys: int, *, mode: FeeMode = FeeMode.ON_TOP
) -> Quote:
    """What selling `keys` keys at a supply brings; the mode makes no difference to a sale.

    Errors: AmountNotPositive, NotEnough for more keys than there are.
    """
    _require_keys(keys)
    if keys > supply:
        raise NotEnough(
            f"There are {supply} keys; {keys} can't be sold.",
            field="keys",
            details={"required": keys, "available": supply},
        )
    return _quote(curve, fees, Side.SELL, supply, keys, mode)


def quote_budget(
    curve: Curve,
    fees: Fees,
    supply: int,
    budget: int,
    *,
    mode: FeeMode = FeeMode.ON_TOP,
    supply_cap: int | None = None,
) -> Quote:
    """The largest buy whose total is within `budget` minor units; of 0 keys if none is."""

    def total(gross: int) -> int:
        return gross + (sum(fees.of(Side.BUY, gross)) if mode is FeeMode.ON_TOP else 0)

    keys = curves.keys_for_budget(curve, supply, budget, total=total, supply_cap=supply_cap)
    return _quote(curve, fees, Side.BUY, supply, keys, mode)


def max_total_for(quote: Quote, slippage_bps: int = DEFAULT_SLIPPAGE_BPS) -> int:
    """The most that a buyer with that slippage is ready to pay, in minor units."""
    return quote.total + floor_bps(quote.total, _slippage(slippage_bps))


def min_payout_for(quote: Quote, slippage_bps: int = DEFAULT_SLIPPAGE_BPS) -> int:
    """The least that a seller with that slippage is ready to take, in minor units."""
    return quote.total - floor_bps(quote.total, _slippage(slippage_bps))


def check_limit(quote: Quote, limit: int | None) -> None:
    """Refuse a buy above the limit, or a sale below it; None sets no limit.

    Errors: SlippageExceeded, which says the current total.
    """
    if limit is None:
        return
    details = {"total": quote.total, "limit": limit}
    if quote.side is Side.BUY and quote.total > limit:
        raise SlippageExceeded(
            f"The total is now {quote.total}, above your limit of {limit}.",
            field="max_total",
            details=details,
        )
    if quote.side is Side.SELL and quote.total < limit:
        raise SlippageExceeded(
            f"The payout is now {quote.total}, below your limit of {limit}.",
            field="min_payout",
            details=details,
        )


def check_buy(rules: TradeRules, supply: int, keys: int, *, by_creator: bool) -> None:
    """Refuse a buy that the machine's rules don't allow; curve, money and limit come after.

    Errors: AmountNotPositive, TradingPaused, SupplyCapReached, FirstKeyReserved.
    """
    _require_keys(keys)
    if rules.buys_paused:
        raise TradingPaused("Buying is paused in this room.", details={"side": Side.BUY.value})
    if rules.supply_cap is not None and supply + keys > rules.supply_cap:
        raise _cap_reached(rules.supply_cap, supply)
    if rules.first_key_creators and supply == 0 and not by_creator:
        raise FirstKeyReserved("The first key of this room is for its creator to buy.")


def check_sell(rules: TradeRules, supply: int, keys: int, *, held: int) -> None:
    """Refuse a sale that the machine's rules, or the seller's keys, don't allow.

    Errors: AmountNotPositive, TradingPaused, NotEnough, LastKeyKept.
    """
    _require_keys(keys)
    if rules.sells_paused:
        raise TradingPaused("Selling is paused in this room.", details={"side": Side.SELL.value})
    if keys > held:
        raise too_few_keys(keys, held)
    if rules.last_key_kept and keys >= supply:
        raise LastKeyKept("The last key of this room can't be sold.", field="keys")


def too_few_keys(keys: int, held: int) -> NotEnough:
    """The refusal of a sale of more keys than the seller holds."""
    return NotEnough(
        f"You want to sell {keys} keys, and the member has {held}.",
        field="keys",
        details={"required": keys, "available": held},
    )


def _quote(curve: Curve, fees: Fees, side: Side, supply: int, keys: int, mode: FeeMode) -> Quote:
    buying = side is Side.BUY
    after = supply + keys if buying else supply - keys
    gross = abs(curve.integral(after) - curve.integral(supply))
    creator_fee, protocol_fee = fees.of(side, gross)
    taken = creator_fee + protocol_fee
    on_top = buying and mode is FeeMode.ON_TOP
    inside = buying and mode is FeeMode.INSIDE
    price_before, price_after = curves.price(curve, supply), curves.price(curve, after)
    return Quote(
        side=side,
        mode=mode,
        keys=keys,
        gross=gross,
        creator_fee=creator_fee,
        protocol_fee=protocol_fee,
        total=gross if inside else gross + taken if on_top else gross - taken,
        reserve_change=gross - taken if inside else gross if on_top else -gross,
        price_before=price_before,
        price_after=price_after,
        price_impact=_impact(curve, supply, price_before, price_after),
        supply_before=supply,
        supply_after=after,
    )


def _impact(curve: Curve, supply: int, before: int, after: int) -> Fraction:
    if before == after:
        return Fraction(0)
    if before == 0:
        free = curves.keys_for_budget(curve, supply, 0)
        before = curves.price(curve, supply + free)
    return Fraction(after - before, before)


def _require_keys(keys: int) -> None:
    if keys < 1:
        raise AmountNotPositive("The amount must be at least 1 key.", field="keys")


def _require_curve(curve: Curve, supply: int, keys: int) -> None:
    if curve.max_supply is not None and supply + keys > curve.max_supply:
        raise _cap_reached(curve.max_supply, supply)


def _cap_reached(cap: int, supply: int) -> SupplyCapReached:
    left = max(cap - supply, 0)
    return SupplyCapReached(
        f"There can be {cap} keys, so {left} more can be bought.",
        field="keys",
        details={"cap": cap, "supply": supply, "left": left},
    )


def _slippage(bps: int) -> int:
    if not 0 <= bps <= BPS:
        raise InvalidInput("Slippage is between 0 and 100 %.", field="slippage")
    return bps
