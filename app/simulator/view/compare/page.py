"""The page of comparisons, as the window needs to know it."""

from importlib import import_module

from app.kit.page import Page, PageSpec, ViewContext
from app.operators.desk import Desk


def _prepare() -> None:
    """Load the charts' libraries, which take longer than the page itself."""
    import_module("app.simulator.view.compare.compare_page")


def _build(context: ViewContext, _desk: Desk) -> Page:
    # The charts' libraries must not keep the window from opening.
    from app.simulator.view.compare.compare_page import ComparePage

    return ComparePage(context)


PAGE: PageSpec[Desk] = PageSpec(
    name="compare",
    title="Compare curves",
    subtitle="One crowd and one seed on up to four curves",
    icon="compare",
    group=1,
    build=_build,
    prepare=_prepare,
)
