"""How far an order can be pulled on the curve before the machine would refuse it (pure)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.errors import UserError
from app.vending import rules
from app.vending.machines import MachineView
from app.vending.rules import TradeRules
from app.vending.view.ticket.ticket_model import Funds, most_to_sell


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """The most keys that can be sold and bought, and why no more; None buys without end.

    sells_end, buys_end: what the ticket would say to one key more.
    """

    sells: int
    buys: int | None
    sells_end: UserError | None
    buys_end: UserError | None

    def within(self, keys: int) -> tuple[int, UserError | None]:
        """A wished number of keys, below zero for a sale, cut to the limits; and why, if it was.

        Where nothing is left on the wished side it is one key of the other; 0 where nothing is
        left on either.
        """
        buys = keys if self.buys is None else self.buys
        if keys < -self.sells:
            one = 0 if self.buys == 0 else 1
            return -self.sells or one, self.sells_end
        if keys > 0 and keys > buys:
            return buys or -min(self.sells, 1), self.buys_end
        return keys, None


def order_limits(machine: MachineView, funds: Funds | None) -> OrderLimits:
    """What a machine's rules allow with a member's keys; without a member, with all keys."""
    supply = machine.supply
    held = supply if funds is None else funds.position.keys
    sells = most_to_sell(machine, held)
    ends = [end for end in (machine.rules.supply_cap, machine.curve.max_supply) if end is not None]
    # What is paused can be looked at all the same; the ticket says that it is.
    allowed = TradeRules(min(ends, default=None), last_key_kept=machine.rules.last_key_kept)
    buys = None if allowed.supply_cap is None else max(allowed.supply_cap - supply, 0)
    past_sells = partial(rules.check_sell, allowed, supply, sells + 1, held=held)
    past_buys = partial(rules.check_buy, allowed, supply, (buys or 0) + 1, by_creator=True)
    return OrderLimits(sells, buys, _refusal(past_sells), _refusal(past_buys))


def _refusal(check: Callable[[], None]) -> UserError | None:
    try:
        check()
    except UserError as error:
        return error
    return None
