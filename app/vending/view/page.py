"""The Vending machine page, as the window needs to know it."""

from importlib import import_module

from app.kit.page import Page, PageSpec, ViewContext
from app.operators.desk import Desk

MARKET = "market"
"""Kind of record that the page shows: a room that can be traded in, by its row id."""


def _prepare() -> None:
    """Load the charts' libraries, which take longer than the page itself."""
    import_module("app.vending.view.vending_page")


def _build(context: ViewContext, desk: Desk) -> Page:
    # The charts' libraries must not keep the window from opening.
    from app.vending.view.vending_page import VendingPage

    return VendingPage(context, desk)


PAGE: PageSpec[Desk] = PageSpec(
    name="vending",
    title="Vending machine",
    subtitle="Buy and sell room keys on the curve",
    icon="vending",
    group=1,
    build=_build,
    kinds=frozenset({MARKET}),
    prepare=_prepare,
)
