"""The Members page as the window knows it."""

from collections.abc import Sequence

from app.kit.page import Build, Hit, PageSpec
from app.members.queries import find_members
from app.operators.desk import Desk

MOST_HITS = 8


def _load() -> Build[Desk]:
    from app.members.view.members_page import MembersPage

    return MembersPage


def _find(desk: Desk, text: str) -> Sequence[Hit]:
    rows = desk.database.read(lambda connection: find_members(connection, text, MOST_HITS))
    return [Hit("member", row.id, row.username, row.display_name, "user") for row in rows]


PAGE: PageSpec[Desk] = PageSpec(
    name="members",
    title="Members",
    subtitle="The people who trade",
    icon="members",
    group=2,
    load=_load,
    kinds=frozenset({"member"}),
    find=_find,
)
