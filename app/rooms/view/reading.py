"""What the detail of a room reads on the worker, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from app.addresses import Network
from app.operators.settings import load_settings
from app.rooms import queries
from app.rooms.deployments import ReceiptRow, receipts_of
from app.rooms.queries import RoomRow, TimelineRow
from app.rooms.receipts import ContractPart
from app.rooms.rules import Status, Step
from app.rooms.view.panels import Fact

Facts = Callable[[Connection, int], tuple[Fact, ...]]
Calls = Callable[[Connection, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RoomDetail:
    """A room with everything that its detail shows."""

    room: RoomRow
    steps: tuple[TimelineRow, ...]
    facts: tuple[Fact, ...]
    network: Network
    receipts: Mapping[ContractPart, ReceiptRow] = field(default_factory=dict)
    calls: tuple[str, ...] = ()
    stacks_api: str = ""

    @property
    def reached(self) -> Status:
        """The status that counts for the checklist: a deprecated room's last one before it."""
        for step in reversed(self.steps):
            if step.status is not Status.DEPRECATED:
                return step.status
        return self.room.status

    def last(self, step: Step) -> TimelineRow | None:
        """When a step was taken last, and by whom; None if it never was."""
        return next((each for each in reversed(self.steps) if each.step is step), None)


def read_detail(
    connection: Connection, row_id: int, facts: Facts | None, calls: Calls | None = None
) -> RoomDetail:
    """The room with this row id; raises NotFound (u302)."""
    room = queries.room_by_id(connection, row_id)
    settings = load_settings(connection)
    return RoomDetail(
        room,
        queries.timeline(connection, row_id),
        facts(connection, row_id) if facts is not None and room.is_open else (),
        settings.network,
        receipts_of(connection, row_id),
        calls(connection, row_id) if calls is not None else (),
        settings.stacks_api,
    )
