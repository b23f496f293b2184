"""What could be done to the historic contracts, and some more, fails on these."""

from pathlib import Path

import pytest

from app.db.database import Database
from tests.clarity.vm import ClarityVm
from tests.clarity.world import (
    MAX_UINT,
    STX,
    TREASURY,
    Room,
    World,
    build_world,
    holdings_of,
    open_twin,
)
from tests.factories import principal_of

ANA, BO = principal_of("ana"), principal_of("bo")
MAX = f"u{MAX_UINT}"


@pytest.fixture
def world(sqlite_database: Database, projects: Path) -> World:
    return build_world(sqlite_database, projects / "attacks")


@pytest.fixture
def market(world: World, vm: ClarityVm) -> ClarityVm:
    """A chain where every room trades."""
    open_twin(world, vm)
    return vm


@pytest.fixture
def room(world: World) -> Room:
    """A room on the linear preset in micro-STX."""
    return world.rooms["linear"]


def money_of(market: ClarityVm, holder: str) -> int:
    return market.assets()[STX].get(holder, 0)


def at(market: ClarityVm, room: Room) -> str:
    return f"{market.deployer}.{room.machine}"


def buy(market: ClarityVm, room: Room, keys: int, who: str = ANA) -> dict[str, int]:
    bought: dict[str, int] = market.call(room.machine, "buy-keys", f"u{keys}", MAX, sender=who)[
        "ok"
    ]
    return bought


def test_nobody_sells_keys_that_they_do_not_have(
    market: ClarityVm, world: World, room: Room
) -> None:
    buy(market, room, 10)
    before = holdings_of(market.assets(), world)
    for keys in (1, 10, 11, MAX_UINT):
        answer = market.call(room.machine, "sell-keys", f"u{keys}", "u0", sender=BO)
        assert answer == {"err": 202}
    assert market.call(room.machine, "sell-keys", "u11", "u0", sender=ANA) == {"err": 202}
    assert holdings_of(market.assets(), world) == before


def test_a_sale_is_paid_to_the_seller_out_of_the_reserve(market: ClarityVm, room: Room) -> None:
    bought = buy(market, room, 10)
    assert (bought["gross"], bought["total"]) == (14_500_000, 15_225_000)
    assert money_of(market, at(market, room)) == 14_500_000
    buy(market, room, 1, BO)
    before, reserve = money_of(market, BO), market.read(room.machine, "get-reserve")
    sold = market.call(room.machine, "sell-keys", "u1", "u0", sender=BO)["ok"]
    assert money_of(market, BO) == before + sold["total"]
    assert money_of(market, at(market, room)) == reserve - sold["gross"]


@pytest.mark.parametrize("keys", [10, 60])
def test_every_key_can_be_redeemed_and_the_reserve_ends_at_nothing(
    market: ClarityVm, room: Room, keys: int
) -> None:
    buy(market, room, 1)
    buy(market, room, keys // 2 - 1, BO if keys == 10 else ANA)
    buy(market, room, keys - keys // 2)
    for who in (BO, ANA):
        held = market.read(room.token, "get-balance", f"'{who}")["ok"]
        for _ in range(held):
            assert "ok" in market.call(room.machine, "sell-keys", "u1", "u0", sender=who)
    assert market.read(room.machine, "get-chat-room-supply") == 0
    assert money_of(market, at(market, room)) == 0


def test_no_token_but_its_own_is_ever_asked(market: ClarityVm, room: Room) -> None:
    """The historic machine burned whatever token its caller named."""
    market.deploy(
        "fake-token",
        "(define-read-only (get-chat-room-id) (ok (some u\"room linear\")))"
        "(define-public (burn (amount uint) (holder principal)) (ok true))"
        "(define-public (mint (amount uint) (holder principal)) (ok true))"
        "(define-read-only (get-balance (holder principal)) (ok u1000000))",
    )  # fmt: skip
    fake = f"'{market.deployer}.fake-token"
    given = (f"'{ANA}", f"'{TREASURY}", fake, f'u"{room.room_id}"')
    # The machine is open already; that of a room that isn't would answer u210.
    assert market.call(room.machine, "initialize", *given) == {"err": 209}
    assert market.call(room.machine, "sell-keys", "u1", "u0", sender=BO) == {"err": 202}


def test_no_other_machine_makes_or_destroys_keys(market: ClarityVm, room: Room) -> None:
    market.deploy(
        "fake-machine",
        f"(define-public (forge) (contract-call? .{room.token} mint u5 tx-sender))"
        f"(define-public (seize) (as-contract (contract-call? .{room.token} burn u1 '{ANA})))",
    )
    buy(market, room, 2)
    assert market.call("fake-machine", "forge", sender=BO) == {"err": 101}
    assert market.call("fake-machine", "seize", sender=BO) == {"err": 101}
    assert market.read(room.token, "get-total-supply") == {"ok": 2}


def test_an_owner_who_is_lured_into_another_contract_changes_nothing(
    market: ClarityVm, room: Room
) -> None:
    market.deploy(
        "gift",
        f"(define-public (take) (contract-call? .{room.machine} set-treasury '{BO}))"
        f"(define-public (stop) (contract-call? .{room.machine} pause true))",
    )
    assert market.call("gift", "take") == {"err": 200}
    assert market.call("gift", "stop") == {"err": 200}
    assert market.read(room.machine, "get-state")["treasury"] == TREASURY


def test_keys_leave_nobody_who_did_not_send_them(market: ClarityVm, room: Room) -> None:
    buy(market, room, 2)
    given = (f"'{ANA}", f"'{BO}", "none")
    assert market.call(room.token, "transfer", "u1", *given, sender=BO) == {"err": 4}
    assert market.call(room.token, "transfer", "u3", *given, sender=ANA) == {"err": 1}
    assert market.call(room.token, "transfer", MAX, *given, sender=ANA) == {"err": 1}


@pytest.mark.parametrize("name", ["linear", "flat", "quadratic", "stepped", "constant_product"])
def test_no_amount_ends_in_arithmetic_that_faults(
    market: ClarityVm, world: World, name: str
) -> None:
    room = world.rooms[name]
    most = market.read(room.machine, "get-state")["max-supply"]
    for supply in (0, 3):
        if supply:
            buy(market, room, supply)
        for side in ("buy-keys", "sell-keys"):
            assert market.call(room.machine, side, "u0", "u0", sender=ANA) == {"err": 203}
        for keys in (most - supply + 1, 2**64, 2**127, MAX_UINT):
            answer = market.call(room.machine, "buy-keys", f"u{keys}", MAX, sender=ANA)
            assert answer == {"err": 206}
            answer = market.call(room.machine, "sell-keys", f"u{keys}", "u0", sender=ANA)
            assert answer == {"err": 202}
        asked = market.read(room.machine, "quote-buy", f"u{most - supply}")
        assert asked["ok"]["supply-after"] == most
        assert market.read(room.machine, "quote-sell", f"u{supply + 1}") == {"err": 202}


def test_money_sent_without_a_trade_moves_no_price(market: ClarityVm, room: Room) -> None:
    buy(market, room, 5)
    before = market.read(room.machine, "get-state")
    assert market.run(f"(stx-transfer? u777 tx-sender .{room.machine})") == {"ok": True}
    assert market.read(room.machine, "get-state") == before
    assert money_of(market, at(market, room)) == before["reserve"] + 777


def test_creator_and_treasury_trade_like_anybody(market: ClarityVm, room: Room) -> None:
    before = money_of(market, ANA)
    bought = buy(market, room, 2)
    assert money_of(market, ANA) == before - bought["gross"] - bought["protocol-fee"]
    assert market.call(room.machine, "set-treasury", f"'{BO}") == {"ok": True}
    before = money_of(market, BO)
    bought = buy(market, room, 1, BO)
    assert money_of(market, BO) == before - bought["gross"] - bought["creator-fee"]
    sold = market.call(room.machine, "sell-keys", "u1", "u0", sender=BO)["ok"]
    assert money_of(market, BO) == (
        before - bought["gross"] - bought["creator-fee"] + sold["total"] + sold["protocol-fee"]
    )


def test_fees_are_rounded_down_to_a_whole_unit(market: ClarityVm, world: World) -> None:
    room = world.rooms["linear in sats"]
    assert [buy(market, room, 1)["creator-fee"] for _ in range(2)] == [0, 1]


def test_a_buy_in_one_room_moves_nothing_in_another(
    market: ClarityVm, world: World, room: Room
) -> None:
    states = {
        name: market.read(other.machine, "get-state")
        for name, other in world.rooms.items()
        if other is not room
    }
    buy(market, room, 7)
    for name, state in states.items():
        assert market.read(world.rooms[name].machine, "get-state") == state
