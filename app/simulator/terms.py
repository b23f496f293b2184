"""What a market is made of, whether a scenario, a room or a person at the shell says it (pure)."""

from dataclasses import dataclass, field

from app.amounts import MAX_AMOUNT
from app.errors import InvalidInput, UserError
from app.vending import rules
from app.vending.curves import Curve
from app.vending.rules import FeeMode, Fees, Quote, TradeRules


@dataclass(frozen=True, slots=True)
class MarketTerms:
    """A machine to be simulated.

    opening: keys that the room's creator holds before the crowd comes.
    """

    curve: Curve
    fees: Fees
    mode: FeeMode = FeeMode.ON_TOP
    rules: TradeRules = field(default_factory=TradeRules)
    opening: int = 0

    @property
    def buy_fee_bps(self) -> int:
        """Both fees of a buy together, as the crowd adds them to the price."""
        if self.mode is FeeMode.INSIDE:
            return 0
        return self.fees.creator_buy_bps + self.fees.protocol_buy_bps

    def opening_quote(self) -> Quote | None:
        """The creator's buy of the opening keys; None for an empty room.

        One order of all keys leaves the same reserve and price as many of few, which is what
        makes a fresh room stand where another one stood. Raises UserError as a trade does.
        """
        if not self.opening:
            return None
        rules.check_buy(self.rules, 0, self.opening, by_creator=True)
        return rules.quote_buy(self.curve, self.fees, 0, self.opening, mode=self.mode)

    def opening_total(self) -> int:
        """What the creator pays for them; raises InvalidInput (field `opening_supply`)."""
        try:
            quote = self.opening_quote()
        except UserError as error:
            raise InvalidInput(error.message, field="opening_supply") from None
        if quote is None:
            return 0
        if max(quote.total, quote.gross, quote.price_after) > MAX_AMOUNT:
            raise InvalidInput(
                "So many keys cost more than the ledger can hold.", field="opening_supply"
            )
        return quote.total
