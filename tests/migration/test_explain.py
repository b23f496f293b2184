"""The old design's failures come out as the specification says."""

from app.migration.explain import explain_failure, gaps
from app.vending import curves
from app.vending.rules import Fees

CURVE = curves.curve_from("linear", {"base": 1_000_000, "slope": 100_000})


def test_fees_inside_leave_the_reserve_short() -> None:
    ten = explain_failure(CURVE, Fees(), 10, 10)
    assert (ten.required, ten.held, ten.shortfall, ten.stranded) == (
        14_500_000, 13_775_000, 725_000, 1,
    )  # fmt: skip
    hundred = explain_failure(CURVE, Fees(), 100, 100)
    assert (hundred.shortfall, hundred.stranded) == (29_750_000, 17)


def test_keys_of_other_rooms_move_the_price() -> None:
    found = explain_failure(CURVE, Fees(), 10, 310)
    assert (found.own_price, found.shared_price) == (2_000_000, 32_000_000)


def test_without_fees_nothing_is_short() -> None:
    found = explain_failure(CURVE, Fees(0, 0, 0, 0), 10, 10)
    assert (found.shortfall, found.stranded) == (0, 0)


def test_gap_opens_with_the_supply() -> None:
    found = gaps(CURVE, Fees(), 1_000)
    assert (found[0].required, found[0].held) == (0, 0)
    assert found[-1].supply == 1_000
    short = [gap.required - gap.held for gap in found]
    assert short == sorted(short)
    assert len(found) == 81
    assert [gap.supply for gap in gaps(CURVE, Fees(), 3)] == [0, 1, 2, 3]
    assert [gap.supply for gap in gaps(CURVE, Fees(), 0)] == [0]
