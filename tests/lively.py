"""A workspace in which a bit of everything has happened, the same each time."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from app.db.clock import SetClock
from app.db.database import Database
from app.errors import UserError
from app.ledger.rules import AccountRef
from app.ledger.service import reverse, set_frozen
from app.operators.desk import Desk
from app.rooms import service as rooms
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.rooms.rules import Metadata
from app.rooms.service import Creator
from app.vending.rules import FeeMode, Fees, Side
from app.vending.trading import Order, place
from tests.factories import (
    Market,
    desk_of,
    give,
    linear_terms,
    make_member,
    make_room,
    principal_of,
)

MONEY = 10**9

# Room, member, side, keys: by their numbers. A minus before the member: refused.
_ORDERS = (
    (1, 1, Side.BUY, 3), (1, 2, Side.BUY, 5), (2, 2, Side.BUY, 4), (1, -3, Side.SELL, 1),
    (1, 1, Side.SELL, 2), (2, 3, Side.BUY, 7), (1, -3, Side.BUY, 10**6), (1, 3, Side.BUY, 2),
    (2, 2, Side.SELL, 1), (1, 2, Side.SELL, 4), (3, -3, Side.BUY, 10**6), (3, 1, Side.BUY, 2),
)  # fmt: skip


def make_lively(database: Database) -> Market:
    """Members, a real room, two for demos (one with the historic fees), trades and refusals."""
    clock = SetClock(desk_of(database).clock.now())
    desk = desk_of(database, clock=clock)
    members = tuple(make_member(desk, name) for name in ("ana", "bo", "cem", "dora"))
    for member in members:
        give(desk, member, MONEY, key=f"give:{member}")
    ids = _rooms(desk, members[0])
    for number, (room, member, side, keys) in enumerate(_ORDERS):
        clock.advance(timedelta(minutes=7))
        order = Order(ids[room - 1], members[abs(member) - 1], side, keys, None, f"order:{number}")
        if member < 0:
            with pytest.raises(UserError):
                place(desk, order)
        else:
            place(desk, order)
    _besides(desk, ids[0], members)
    return Market(desk, ids[0], members)


def _rooms(desk: Desk, creator: int) -> tuple[int, int, int]:
    real = make_room(desk, "lobby", creator=creator, name="Lobby")
    historic = linear_terms(fee_mode=FeeMode.INSIDE)
    demo = make_room(desk, "bazaar", terms=historic, is_demo=True, name="Bazaar")
    cheap = linear_terms(
        family="sigmoid",
        parameters={"max": 10_000_000, "steepness_permille": 200, "mid": 5},
        fees=Fees(0, 0, 100, 100),
        supply_cap=2_000_000,
    )
    curved = make_room(desk, "den", terms=cheap, is_demo=True, name="Den")
    draft = Metadata("Attic", "ATT")
    rooms.create_room_token(desk, "attic", draft, Creator(principal=principal_of("creator")))
    return real, demo, curved


def _besides(desk: Desk, room: int, members: tuple[int, ...]) -> None:
    ana, bo, _, dora = members
    transfer_keys(desk, KeyTransfer(room, 1, bo, dora, bo, "gift", "for you"))
    mistake = give(desk, dora, 77, key="mistake")
    cash = 1

    def correct(connection: Connection) -> None:
        reverse(connection, mistake, actor="checker", at=desk.clock.now(), reason="typo")
        for number, frozen in ((ana, True), (dora, True), (ana, False)):
            set_frozen(
                connection,
                AccountRef(cash, "member", number),
                frozen,
                actor="checker",
                at=desk.clock.now(),
                reason="odd",
                idempotency_key=f"ice:{number}:{frozen}",
            )

    desk.database.write(correct)
