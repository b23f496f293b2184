"""A round trip that somebody asks for, besides those that the doctor finds (pure)."""

from app.amounts import AmountOverflow
from app.doctor.nodes import NoPrice
from app.doctor.subject import Subject
from app.doctor.trades import NO_FEES, TrialTrade, round_trip
from app.errors import InvalidInput
from app.vending.rules import FeeMode, Fees


def tried(
    subject: Subject,
    supply: int,
    keys: int,
    fees: Fees = NO_FEES,
    mode: FeeMode = FeeMode.ON_TOP,
) -> tuple[TrialTrade, ...]:
    """Buying `keys` keys at a supply and selling them back at once.

    Errors: InvalidInput naming `keys` or `supply` where the subject has no price for it, or one
    that takes too long to work out.
    """
    if subject.max_supply is not None and supply + keys > subject.max_supply:
        raise InvalidInput(f"This curve ends at {subject.max_supply} keys.", field="keys")
    if not subject.workable(supply, keys):
        raise InvalidInput("So many keys take too long to add up here.", field="keys")
    try:
        return round_trip(subject, supply, keys, fees, mode)
    except (NoPrice, AmountOverflow) as error:
        raise InvalidInput(error.message, code=error.code, field="supply") from None
