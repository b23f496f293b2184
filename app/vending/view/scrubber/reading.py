"""What the page reads to show a room as of a past trade; runs on the worker."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.errors import NotFound
from app.members.queries import member_by_id
from app.operators.desk import Desk
from app.vending.machines import read_machine
from app.vending.past import PastRoom, past_cash, past_position, past_room
from app.vending.view.price.price_series import TradeArrays
from app.vending.view.reading import RoomReading
from app.vending.view.ticket.ticket_model import Funds


@dataclass(frozen=True, slots=True)
class PastReading:
    """A room as of a trade, with what a member had in it then; None without a member."""

    past: PastRoom
    funds: Funds | None

    def is_of(self, room: int, number: int, member: int | None) -> bool:
        """Whether it is this moment of this room, with what this member had."""
        known = None if self.funds is None else self.funds.id
        return (self.past.machine.room, self.past.number, known) == (room, number, member)

    def over(self, live: RoomReading) -> RoomReading:
        """The past in the shape of a live reading of the same room."""
        past = self.past
        return replace(
            live,
            machine=past.machine,
            figures=past.figures,
            solvency=past.solvency,
            after=past.number,
            points=TradeArrays.empty(),
            samples=None,
        )


def read_past(
    desk: Desk, room: int, number: int, member: int | None, known: PastReading | None = None
) -> PastReading:
    """The room right after its trade `number`, in one snapshot. Raises as `past_room` does.

    known: what was read last. Of the same moment only the present can have changed since.
    """

    def work(connection: Connection) -> PastReading:
        if known is not None and known.is_of(room, number, member):
            today = read_machine(connection, room)
            return replace(known, past=replace(known.past, today=today))
        past = past_room(connection, room, number)
        return PastReading(past, None if member is None else _funds(connection, past, member))

    return desk.database.read(work, snapshot=True)


def _funds(connection: Connection, past: PastRoom, member: int) -> Funds | None:
    try:
        row = member_by_id(connection, member)
    except NotFound:
        return None
    position = past_position(connection, past, member)
    return Funds(row.id, row.username, row.status, past_cash(connection, past, member), position)
