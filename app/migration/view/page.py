"""The page of legacy rooms, as the window needs to know it."""

from app.kit.page import Page, PageSpec, ViewContext
from app.operators.desk import Desk

LEGACY_ROOM = "legacy_room"
"""Kind of record that this page opens."""


def _build(context: ViewContext, desk: Desk) -> Page:
    from app.migration.view.legacy_page import LegacyPage

    return LegacyPage(context, desk)


PAGE: PageSpec[Desk] = PageSpec(
    name="migration",
    title="Legacy rooms",
    subtitle="From the shared token to tokens of their own",
    icon="import",
    group=1,
    build=_build,
    kinds=frozenset({LEGACY_ROOM}),
)
