"""The members to trade as that the order ticket's picker offers."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef
from app.members.queries import find_members
from app.operators.desk import Desk
from app.vending.machines import MachineView

PICKED = 30
"""How many members the picker offers at once."""


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """A member as the picker offers them, with what they can spend in minor units."""

    id: int
    username: str
    cash: int


def find_choices(desk: Desk, machine: MachineView, text: str) -> tuple[MemberChoice, ...]:
    """Members to trade as, best matches first; runs on the worker."""

    def work(connection: Connection) -> tuple[MemberChoice, ...]:
        found = find_members(connection, text, PICKED)
        asset = machine.quote_asset_id
        return tuple(
            MemberChoice(
                each.id,
                each.username,
                balance_of(connection, AccountRef(asset, "member", each.id)),
            )
            for each in found
        )

    return desk.database.read(work)
