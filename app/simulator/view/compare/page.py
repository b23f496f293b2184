"""The page of comparisons, as the window needs to know it."""

from app.kit.page import Build, PageSpec
from app.operators.desk import Desk


def _load() -> Build[Desk]:
    from app.simulator.view.compare.compare_page import ComparePage

    return lambda context, _desk: ComparePage(context)


PAGE: PageSpec[Desk] = PageSpec(
    name="compare",
    title="Compare curves",
    subtitle="One crowd and one seed on up to four curves",
    icon="compare",
    group=1,
    load=_load,
)
