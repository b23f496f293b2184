"""Units as they are written on screen."""

import pytest

from app.kit.numbers import unit


@pytest.mark.parametrize(
    ("code", "shown"), [("uSTX", "µSTX"), ("sats", "sats"), ("usdc", "usdc"), ("", "")]
)
def test_micro_units_get_their_sign(code: str, shown: str) -> None:
    assert unit(code) == shown
