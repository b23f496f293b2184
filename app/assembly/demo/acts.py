"""What happens in the demo: each act is carried out through a service, at the clock's time."""

from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection

from app.assembly.demo import launch, old_rooms
from app.assembly.demo.cast import Deposit, Desks, Joining, address_of
from app.assembly.demo.crowd import Purses
from app.assembly.demo.market import Market
from app.assembly.demo.people import KNOWN
from app.assembly.demo.story import Later, Purchase, RoomStory
from app.db.clock import SetClock
from app.members import money
from app.members.rules import MemberStatus
from app.members.service import create_member, set_status
from app.rooms.rules import Step
from app.vending.rules import Side, SlippageExceeded
from app.vending.trading import Order, TradeRow, execute, place

# Who books what the crowd trades: the platform's own chat program.
CHAT = "chat"


@dataclass(slots=True)
class Acts:
    """The workspace while its story is told.

    connection: the transaction of the whole build; the desks' services work inside it.
    markets: by room id. members, rooms: row ids by username and room id.
    """

    connection: Connection
    clock: SetClock
    desks: Desks
    markets: dict[str, Market]
    purses: Purses = field(default_factory=Purses)
    members: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    trades: int = 0
    _bystanders: list[int] = field(default_factory=list)

    def join(self, joining: Joining) -> None:
        """A member joins, and with them the crowds that they are part of."""
        name = joining.member.username
        row = create_member(
            self.desks.support,
            username=name,
            display_name=joining.member.display_name,
            principal=address_of(f"member {name}"),
        ).value
        self.members[name] = row.id
        kept = [one for one in self.markets.values() if name in one.story.keepers]
        for market in kept:
            market.crowd.loyal.add(row.id)
        for room_id in () if kept else joining.rooms:
            self.markets[room_id].crowd.members.append(row.id)
        if not (kept or joining.rooms or joining.member in KNOWN):
            self._bystanders.append(row.id)

    def deposit(self, deposit: Deposit) -> None:
        """A member brings in money."""
        member = self.members[deposit.username]
        key = f"demo:deposit:{deposit.username}:{deposit.asset}:{deposit.at:%Y%m%d%H%M}"
        money.deposit(self.desks.admin, member, deposit.asset, deposit.amount, key)
        self.purses.add(deposit.asset, member, deposit.amount)

    def step(self, story: RoomStory, later: Later) -> None:
        """An operator takes a room's next step."""
        if later.step is not Step.CREATE:
            launch.take(self.desks, story, self.rooms[story.room_id], later)
            return
        creator = self.members[story.creator]
        self.rooms[story.room_id] = launch.draft(self.desks, story, creator)
        market = self.markets.get(story.room_id)
        if market is not None and creator not in market.crowd.members:
            market.crowd.members.append(creator)

    def trade(self, room_id: str, last: bool) -> None:
        """Somebody of a room's crowd trades, if anybody wants to."""
        market = self.markets[room_id]
        wish = market.wish(self.clock.at, self.purses, last=last)
        if wish is None:
            return
        order = self._order(room_id, wish.member, wish.side, wish.keys)
        self._took(market, execute(self.connection, order, actor=CHAT, at=self.clock.at))

    def keep(self, room_id: str, purchase: Purchase) -> None:
        """A member has the support staff buy keys for them."""
        order = self._order(room_id, self.members[purchase.username], Side.BUY, purchase.keys)
        self._took(self.markets[room_id], place(self.desks.support, order).value)

    def miss(self, room_id: str, username: str) -> None:
        """A member's limit is below what a key costs by now; the trail keeps the refusal."""
        order = Order(
            self.rooms[room_id], self.members[username], Side.BUY, 5, 1, f"demo:missed:{room_id}"
        )
        with suppress(SlippageExceeded):
            place(self.desks.support, order)

    def bar(self, status: MemberStatus, reason: str) -> None:
        """Somebody who doesn't trade is barred."""
        if self._bystanders:
            set_status(self.desks.support, self._bystanders.pop(0), status, reason=reason)

    def bring_in_old_rooms(self, seed: int) -> None:
        """An admin imports who holds what in the rooms of the old system."""
        old_rooms.bring_in(self.desks.admin, old_rooms.holders(seed, self.members))

    def settle_old_rooms(self) -> None:
        """The holders of some of them are fixed."""
        old_rooms.settle(self.desks.admin)

    def _order(self, room_id: str, member: int, side: Side, keys: int) -> Order:
        self.trades += 1
        key = f"demo:trade:{self.trades}"
        return Order(self.rooms[room_id], member, side, keys, None, key)

    def _took(self, market: Market, row: TradeRow) -> None:
        buying = row.side is Side.BUY
        self.purses.add(market.story.quote, row.member, -row.total if buying else row.total)
        market.crowd.moved(row.member, row.keys if buying else -row.keys)
        market.supply = row.supply_after
        market.reserve += row.total - row.fees if buying else -row.gross
