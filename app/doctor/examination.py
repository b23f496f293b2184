"""Examines a subject: all checks in turn, within a second and the same on every machine."""

from functools import partial
from typing import Final

from app.doctor import checks, shape_checks
from app.doctor.search import Ground
from app.doctor.subject import Subject
from app.doctor.trades import Bench
from app.doctor.verdict import Check, Verdict
from app.vending.curve_shapes import require_whole
from app.vending.rules import FeeMode, Fees

DEFAULT_SUPPLY_LIMIT: Final = 1_000_000
MAX_SUPPLY_LIMIT: Final = 10**18
DEFAULT_FEES: Final = Fees()


def examine(
    subject: Subject,
    *,
    supply_limit: int = DEFAULT_SUPPLY_LIMIT,
    fees: Fees = DEFAULT_FEES,
    mode: FeeMode = FeeMode.ON_TOP,
) -> Verdict:
    """The verdict on a subject up to a supply.

    fees: of the round trip after fees. mode: where the fees of a buy come from; inside, they
    are missing in the reserve.
    Errors: InvalidInput naming `supply_limit` outside 1 to 10¹⁸.
    """
    require_whole(supply_limit, "supply_limit", 1, MAX_SUPPLY_LIMIT)
    ground = Ground(subject, supply_limit)
    bench = Bench(subject, fees, mode)
    work = (
        checks.check_amounts,
        partial(checks.check_round_trip, with_fees=False),
        partial(checks.check_round_trip, with_fees=True),
        checks.check_split,
        checks.check_reserve,
        checks.check_rounding,
        shape_checks.check_monotony,
        partial(shape_checks.check_overflow, Check.OVERFLOW_64),
        partial(shape_checks.check_overflow, Check.OVERFLOW_128),
    )
    return Verdict(
        subject=subject.title,
        supply_limit=ground.supply_limit,
        examined_to=ground.examined_to,
        findings=tuple(check(bench, ground) for check in work),
    )
