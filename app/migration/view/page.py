"""The page of legacy rooms, as the window needs to know it."""

from app.kit.page import Build, PageSpec
from app.operators.desk import Desk

LEGACY_ROOM = "legacy_room"
"""Kind of record that this page opens."""


def _load() -> Build[Desk]:
    from app.migration.view.legacy_page import LegacyPage

    return LegacyPage


PAGE: PageSpec[Desk] = PageSpec(
    name="migration",
    title="Legacy rooms",
    subtitle="From the shared token to tokens of their own",
    icon="import",
    group=1,
    load=_load,
    kinds=frozenset({LEGACY_ROOM}),
)
