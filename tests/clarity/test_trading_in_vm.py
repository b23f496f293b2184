"""Whatever is done in whatever order, the contracts and Tokendesk agree on every number."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.db.database import Database
from app.errors import UserError
from app.operators.desk import Desk
from app.operators.rules import Role
from app.rooms import service as rooms
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.rooms.rules import Status
from app.vending.machines import change_treasury
from app.vending.rules import Side
from app.vending.trading import place
from tests.clarity.vm import ClarityVm
from tests.clarity.world import (
    MAX_UINT,
    TREASURY,
    Room,
    World,
    build_world,
    holdings_of,
    open_twin,
)
from tests.examples import at_length
from tests.factories import desk_of, order, principal_of

STEPS = 1_000
BANK_RUN_EVERY = 125
TREASURIES = (TREASURY, principal_of("second treasury"), principal_of("third treasury"))
TRADERS = ("ana", "bo", "cy")

SAME_CODES = {"u300": "u200", "AMOUNT_OVERFLOW": "u206"}
"""Codes that are the factory's or the ledger's in Tokendesk, and the machine's on the chain."""

Outcome = tuple[str, object]


class Walk:
    """Does the same in both worlds, one step after the other."""

    def __init__(self, world: World, vm: ClarityVm, seed: int) -> None:
        self.world = world
        self.vm = vm
        self.seen: Counter[str] = Counter()
        self._chance = random.Random(seed)
        self._assets: Mapping[str, Mapping[str, int]] = {}
        self._state: Any = None
        self._stranger = desk_of(world.desk.database, role=Role.VIEWER)
        self._acts: tuple[tuple[Callable[[Room], tuple[Outcome, Outcome]], int], ...] = (
            (self.buy, 48),
            (self.sell, 34),
            (self.transfer, 9),
            (self.pause, 3),
            (self.resume, 12),
            (self.treasury, 3),
            (self.forge, 2),
            (self.open_again, 1),
        )

    def step(self) -> None:
        """One act in one room; fails unless both worlds say the same of it and after it."""
        room = self._chance.choice(tuple(self.world.rooms.values()))
        acts, weights = zip(*self._acts, strict=True)
        act = self._chance.choices(acts, weights)[0]
        here, there = act(room)
        assert here == there, (act.__name__, room)
        self._check(room)
        self.seen[f"{act.__name__} {here[0]}"] += 1

    def run_on_the_banks(self) -> None:
        """Everybody sells what they have, in every room that lets them."""
        for room in self.world.rooms.values():
            for member in TRADERS:
                held = self.world.keys_of(room, member)
                there = self._call(
                    room, room.machine, "sell-keys", _uint(held), "u0", sender=member
                )
                here = self._trade(room, Side.SELL, member, held, None)
                assert here == there
                self._check(room)
                self.seen[f"sell {here[0]}"] += 1

    def buy(self, room: Room) -> tuple[Outcome, Outcome]:
        member = self._chance.choice(TRADERS)
        keys = self._chance.choice([0, 1, 1, 1, 2, 3, 5, 9, 30, 79, 2**64, MAX_UINT])
        limit = self._limit(room, Side.BUY, keys)
        given = (_uint(keys), _uint(MAX_UINT if limit is None else limit))
        there = self._call(room, room.machine, "buy-keys", *given, sender=member)
        return self._trade(room, Side.BUY, member, keys, limit), there

    def sell(self, room: Room) -> tuple[Outcome, Outcome]:
        member = self._chance.choice(TRADERS)
        keys = self._chance.choice([0, 1, 1, 2, 3, 7, 25, 10**6, MAX_UINT])
        limit = self._limit(room, Side.SELL, keys)
        there = self._call(
            room, room.machine, "sell-keys", _uint(keys), _uint(limit or 0), sender=member
        )
        return self._trade(room, Side.SELL, member, keys, limit), there

    def transfer(self, room: Room) -> tuple[Outcome, Outcome]:
        sender, recipient, acting = (self._chance.choice(TRADERS) for _ in range(3))
        if self._chance.random() < 0.7:
            acting = sender
        keys = self._chance.choice([0, 1, 1, 2, 4, 50])
        memo = self._chance.choice(["", "for you"])
        there = self._call(
            room, room.token, "transfer", _uint(keys), _principal(sender), _principal(recipient),
            f"(some 0x{memo.encode().hex()})" if memo else "none", sender=acting,
        )  # fmt: skip
        ids = self.world.members
        wish = KeyTransfer(
            room.row_id, keys, ids[sender], ids[recipient], ids[acting], self._key(), memo
        )
        return self._here(lambda: transfer_keys(self.world.desk, wish)), there

    def pause(self, room: Room) -> tuple[Outcome, Outcome]:
        desk, sender = self._somebody()
        sells = self._chance.random() < 0.5
        there = self._call(room, room.machine, "pause", str(sells).lower(), sender=sender)
        return self._here(lambda: rooms.pause(desk, room.row_id, sells=sells)), there

    def resume(self, room: Room) -> tuple[Outcome, Outcome]:
        if self.world.row_of(room).status is not Status.PAUSED:
            return self.buy(room)
        desk, sender = self._somebody()
        there = self._call(room, room.machine, "resume", sender=sender)
        return self._here(lambda: rooms.resume(desk, room.row_id)), there

    def treasury(self, room: Room) -> tuple[Outcome, Outcome]:
        desk, sender = self._somebody()
        new = self._chance.choice(TREASURIES)
        there = self._call(room, room.machine, "set-treasury", f"'{new}", sender=sender)
        here = self._here(lambda: change_treasury(desk, room.row_id, new))
        if here[0] == "done":
            room.treasury = new
        return here, there

    def forge(self, room: Room) -> tuple[Outcome, Outcome]:
        """Only the machine makes and destroys keys; Tokendesk has no such service at all."""
        function = self._chance.choice(["mint", "burn"])
        sender = self._chance.choice([*TRADERS, ""])
        holder = _principal(self._chance.choice(TRADERS))
        there = self._call(room, room.token, function, "u1", holder, sender=sender)
        return ("u101", None), there

    def open_again(self, room: Room) -> tuple[Outcome, Outcome]:
        """A machine is opened once."""
        desk, sender = self._somebody()
        there = self._call(
            room, room.machine, "initialize", _principal("ana"), f"'{TREASURY}",
            f"'{self.vm.deployer}.{room.token}", f'u"{room.room_id}"', sender=sender,
        )  # fmt: skip
        return ("u209" if desk is self.world.desk else "u200", None), there

    def _check(self, room: Room) -> None:
        """Everybody holds the same in both worlds, and the machine says the same of its room."""
        assert holdings_of(self._assets, self.world) == self.world.holdings(self.vm)
        here, there = self.world.machine_of(room), self._state
        assert there["supply"] == here.supply
        assert there["reserve"] == here.reserve == here.curve.integral(here.supply)
        assert there["price"] == here.price
        assert there["treasury"] == here.treasury
        assert there["buys-paused"] == here.rules.buys_paused
        assert there["sells-paused"] == here.rules.sells_paused

    def _trade(self, room: Room, side: Side, member: str, keys: int, limit: int | None) -> Outcome:
        wish = order(room.row_id, self.world.members[member], keys, side, limit=limit)

        def act() -> object:
            row = place(self.world.desk, wish).value
            self.world.earned[room.money, room.treasury] += row.protocol_fee
            return {
                "amount": row.keys,
                "gross": row.gross,
                "creator-fee": row.creator_fee,
                "protocol-fee": row.protocol_fee,
                "total": row.total,
                "price-after": row.price_after,
                "supply-after": row.supply_after,
            }

        return self._here(act, tells=True)

    def _limit(self, room: Room, side: Side, keys: int) -> int | None:
        """Sometimes none, else just enough or one too little, by what the contract quotes."""
        if self._chance.random() < 0.6:
            return None
        name = "quote-buy" if side is Side.BUY else "quote-sell"
        quote = self.vm.read(room.machine, name, _uint(keys))
        if "err" in quote:
            return None
        off = self._chance.choice([0, 1])
        total = int(quote["ok"]["total"])
        return max(total - off, 0) if side is Side.BUY else total + off

    def _somebody(self) -> tuple[Desk, str]:
        """Mostly the owner, else somebody who may not."""
        if self._chance.random() < 0.65:
            return self.world.desk, ""
        return self._stranger, self._chance.choice(TRADERS)

    def _call(
        self, room: Room, contract: str, function: str, *arguments: str, sender: str
    ) -> Outcome:
        who = self.world.principal(sender) if sender else ""
        result, self._assets, self._state = self.vm.call_and_look(
            contract, function, *arguments, sender=who, at=room.machine
        )
        if "err" in result:
            return f"u{result['err']}", None
        return "done", None if result["ok"] is True else result["ok"]

    def _here(self, act: Callable[[], object], *, tells: bool = False) -> Outcome:
        try:
            done = act()
        except UserError as error:
            code = SAME_CODES.get(error.code, error.code)
            return (code if code.startswith("u") else f"u{code}"), None
        return "done", done if tells else None

    def _key(self) -> str:
        return f"walk:{self._chance.getrandbits(64)}"


def _uint(number: int) -> str:
    return f"u{number}"


def _principal(name: str) -> str:
    return f"'{principal_of(name)}"


@pytest.fixture
def world(sqlite_database: Database, projects: Path) -> World:
    return build_world(sqlite_database, projects / "walk")


@pytest.mark.parametrize("seed", range(2026, 2026 + at_length(3, short=1)))
def test_contracts_and_tokendesk_agree_after_every_step(
    world: World, vm: ClarityVm, seed: int
) -> None:
    open_twin(world, vm)
    walk = Walk(world, vm, seed)
    for number in range(STEPS):
        walk.step()
        if number % BANK_RUN_EVERY == 0:
            walk.run_on_the_banks()
    # The walk went everywhere it was meant to go.
    met = {name.partition(" ")[2] for name in walk.seen if name.startswith("buy ")}
    assert met == {"done", "u201", "u202", "u203", "u205", "u206", "u207"}
    met = {name.partition(" ")[2] for name in walk.seen if name.startswith("sell ")}
    assert met == {"done", "u201", "u202", "u203", "u205", "u208"}
    met = {name.partition(" ")[2] for name in walk.seen if name.startswith("transfer ")}
    assert met == {"done", "u1", "u2", "u3", "u4"}
    assert {"pause done", "pause u200", "treasury done", "treasury u200"} <= set(walk.seen)
    assert min(walk.seen["buy done"], walk.seen["sell done"]) > STEPS // 20
