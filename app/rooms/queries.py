"""What screens and reports read about rooms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, and_, case, false, func, or_, select

from app.db.paging import PagedQuery, contains, one_of
from app.db.projection import Projection
from app.db.schema import table_of
from app.errors import NotFound
from app.fields import Fields, fields_of
from app.ledger.rules import AccountRole
from app.ledger.tables import Account, Asset
from app.members.tables import Member
from app.operators.text_rules import is_encodable
from app.rooms.rules import Status, Step
from app.rooms.tables import Room, RoomStep

room, room_step, member = table_of(Room), table_of(RoomStep), table_of(Member)
account, asset = table_of(Account), table_of(Asset)

WAITING = (Status.DEPLOY_REQUESTED, Status.CONTRACT_SET, Status.INITIALISED)
OPEN = (Status.TRADING, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room as lists show it; reserve and price in minor units of `quote`."""

    id: int
    room_id: str
    name: str
    symbol: str
    uri: str
    creator_member_id: int | None
    creator_name: str
    creator_principal: str
    status: Status
    sells_paused: bool
    is_demo: bool
    contract_principal: str | None
    quote: str
    supply: int
    reserve: int
    price: int
    trades: int
    created_at: datetime
    changed_at: datetime
    traded_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether it has a vending machine, so that supply, reserve and price mean something."""
        return bool(self.quote)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of a room's timeline."""

    id: int
    at: datetime
    actor: str
    step: Step
    status: Status
    note: str


@dataclass(frozen=True, slots=True)
class QuoteTotals:
    """Sums over all rooms priced in one asset, in its minor units."""

    quote: str
    reserve: int
    creator_fees: int


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """What the strip above the rooms table says."""

    rooms: int
    new_rooms: int
    waiting: int
    waiting_long: int
    trading: int
    traded_lately: int
    median_to_trading: timedelta | None
    became_trading: int
    by_status: dict[Status, int]
    totals: tuple[QuoteTotals, ...]


_SOURCE = room.outerjoin(member, member.c.id == room.c.creator_member_id).outerjoin(
    asset, asset.c.id == room.c.quote_asset_id
)
_CREATOR = func.coalesce(member.c.username, "")
# In the order of a room's life, so that sorting by status sorts by how far a room has come.
_STAGE = case({status.value: index for index, status in enumerate(Status)}, value=room.c.status)


_room = Projection(
    RoomRow,
    room,
    {"creator_name": _CREATOR, "quote": func.coalesce(asset.c.code, "")},
    status=Status,
)
_timeline_row = Projection(TimelineRow, room_step, step=Step, status=Status)

ROOM_FIELDS: Fields[RoomRow] = fields_of(
    "id", "room_id", "name", "symbol", "status", "supply", "reserve", "price", "quote", "trades",
    "creator=creator_name", "creator_principal", "contract_principal", "uri", "sells_paused",
    "is_demo", "created_at", "changed_at", "traded_at", "version",
)  # fmt: skip
TIMELINE_FIELDS: Fields[TimelineRow] = fields_of("at", "actor", "step", "status", "note")


def _search(text: str) -> Any:
    if not is_encodable(text):
        return false()
    return or_(
        *(
            contains(column, text)
            for column in (
                room.c.name,
                room.c.symbol,
                room.c.room_id,
                room.c.contract_principal,
                room.c.creator_principal,
                _CREATOR,
            )
        )
    )


ROOMS: PagedQuery[RoomRow] = PagedQuery(
    source=_SOURCE,
    row=_room,
    id=room.c.id,
    sorts={
        "id": room.c.id,
        "room_id": room.c.room_id,
        "name": room.c.name,
        "creator": _CREATOR,
        "status": _STAGE,
        "contract": room.c.contract_principal,
        "supply": room.c.supply,
        "price": room.c.price,
        "reserve": room.c.reserve,
        "changed": room.c.changed_at,
        "created": room.c.created_at,
    },
    search=_search,
    filters={
        "status": one_of(room.c.status),
        "creator": one_of(room.c.creator_member_id),
        "quote": one_of(asset.c.code),
        "traded_since": lambda at: room.c.traded_at >= at,
        "idle_since": lambda at: or_(room.c.traded_at.is_(None), room.c.traded_at < at),
    },
)


def room_by_id(connection: Connection, row_id: int) -> RoomRow:
    """The room with this row id; raises NotFound (u302)."""
    return _one(connection, room.c.id == row_id, str(row_id))


def room_by_room_id(connection: Connection, room_id: str) -> RoomRow:
    """The room with this room id; raises NotFound (u302)."""
    if not is_encodable(room_id):
        raise NotFound("There is no room of this name.", code="u302", field="room")
    return _one(connection, room.c.room_id == room_id, room_id)


def _one(connection: Connection, condition: Any, name: str) -> RoomRow:
    row = connection.execute(select(*_room.columns).select_from(_SOURCE).where(condition)).first()
    if row is None:
        raise NotFound(f"There is no room {name}.", code="u302", field="room")
    return _room(row)


def timeline(connection: Connection, row_id: int) -> tuple[TimelineRow, ...]:
    """The room's steps, oldest first."""
    rows = connection.execute(
        select(*_timeline_row.columns).where(room_step.c.room_id == row_id).order_by(room_step.c.id)
    )
    return tuple(map(_timeline_row, rows))


def symbol_is_free(connection: Connection, symbol: str, *, except_id: int | None = None) -> bool:
    """Whether no other room uses the symbol; sharing one is allowed, but confuses people."""
    condition = and_(room.c.symbol == symbol, room.c.id != (except_id or 0))
    return connection.execute(select(room.c.id).where(condition).limit(1)).first() is None


def creators(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Members who have made rooms, by name: id and username."""
    rows = connection.execute(
        select(member.c.id, member.c.username)
        .where(member.c.id.in_(select(room.c.creator_member_id)))
        .order_by(member.c.username)
    )
    return tuple((member_id, username) for member_id, username in rows)


def figures(connection: Connection, now: datetime) -> RoomFigures:
    """The strip above the rooms table, as of `now`."""
    waiting = room.c.status.in_([status.value for status in WAITING])
    day, week = now - timedelta(days=1), now - timedelta(days=7)
    counts = connection.execute(
        select(
            func.count(),
            _count_if(room.c.created_at >= week),
            _count_if(waiting),
            _count_if(and_(waiting, room.c.changed_at < day)),
            _count_if(and_(room.c.status == Status.TRADING.value, room.c.traded_at >= day)),
        ).select_from(room)
    ).one()
    by_status = {
        Status(status): int(count)
        for status, count in connection.execute(
            select(room.c.status, func.count()).group_by(room.c.status)
        )
    }
    waits = _waits(connection, now - timedelta(days=30))
    return RoomFigures(
        rooms=counts[0],
        new_rooms=counts[1],
        waiting=counts[2],
        waiting_long=counts[3],
        trading=by_status.get(Status.TRADING, 0),
        traded_lately=counts[4],
        median_to_trading=timedelta(seconds=median(waits)) if waits else None,
        became_trading=len(waits),
        by_status=by_status,
        totals=_totals(connection),
    )


def _count_if(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _waits(connection: Connection, since: datetime) -> list[float]:
    rows = connection.execute(
        select(room.c.created_at, room_step.c.at)
        .join(room, room.c.id == room_step.c.room_id)
        .where(room_step.c.step == Step.INITIALISE_MACHINE.value, room_step.c.at >= since)
    )
    return [(opened - created).total_seconds() for created, opened in rows]


def _totals(connection: Connection) -> tuple[QuoteTotals, ...]:
    # One row a room and role: few enough to add up here, where sums can't overflow.
    sums: dict[str, dict[str, int]] = {}
    for code, role, balance in connection.execute(
        select(asset.c.code, account.c.role, account.c.balance)
        .join(asset, asset.c.id == account.c.asset_id)
        .where(
            account.c.owner_kind == "room",
            account.c.role.in_([AccountRole.RESERVE.value, AccountRole.CREATOR_FEES.value]),
        )
    ):
        of_code = sums.setdefault(code, {})
        of_code[role] = of_code.get(role, 0) + balance
    return tuple(
        QuoteTotals(
            code, of_code.get(AccountRole.RESERVE, 0), of_code.get(AccountRole.CREATOR_FEES, 0)
        )
        for code, of_code in sorted(sums.items())
    )
