"""The Vending machine page, as the window needs to know it."""

from app.kit.page import Build, PageSpec
from app.operators.desk import Desk

MARKET = "market"
"""Kind of record that the page shows: a room that can be traded in, by its row id."""


def _load() -> Build[Desk]:
    from app.vending.view.vending_page import VendingPage

    return VendingPage


PAGE: PageSpec[Desk] = PageSpec(
    name="vending",
    title="Vending machine",
    subtitle="Buy and sell room keys on the curve",
    icon="vending",
    group=1,
    load=_load,
    kinds=frozenset({MARKET}),
)
