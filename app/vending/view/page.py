"""The Vending machine page, as the window needs to know it."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from app.kit.page import Page, PageSpec, ViewContext
from app.operators.desk import Desk

if TYPE_CHECKING:
    from app.vending.view.extensions import Extend

MARKET = "market"
"""Kind of record that the page shows: a room that can be traded in, by its row id."""


def vending_page(extend: Callable[[], "Extend"]) -> PageSpec[Desk]:
    """The page, with the part that `extend` gives, asked once the page is to be built."""

    def prepare() -> None:
        # The charts' libraries take longer to load than the page itself.
        import_module("app.vending.view.vending_page")
        extend()

    def build(context: ViewContext, desk: Desk) -> Page:
        # Imported here, so that the libraries don't keep the window from opening.
        from app.vending.view.vending_page import VendingPage

        return VendingPage(context, desk, extend())

    return PageSpec(
        name="vending",
        title="Vending machine",
        subtitle="Buy and sell room keys on the curve",
        icon="vending",
        group=1,
        build=build,
        kinds=frozenset({MARKET}),
        prepare=prepare,
    )
