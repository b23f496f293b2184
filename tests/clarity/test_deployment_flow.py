"""From an empty chain to the first trade, by the calls that the exported README says to make."""

from pathlib import Path
from typing import Any

import pytest

from app.contracts.export import export_contracts
from app.contracts.plans import DEVNET_DEPLOYER
from app.db.database import Database
from app.progress import NoProgress
from app.rooms.rules import Metadata
from app.rooms.service import Creator, create_room_token
from tests.clarity.vm import ClarityVm
from tests.clarity.world import (
    MAX_UINT,
    SBTC_ASSET,
    STX,
    Room,
    World,
    build_world,
    calls_of,
)
from tests.factories import desk_of, principal_of

ANA, BO = principal_of("ana"), principal_of("bo")
SITE = '(some u"https://rooms.example/1.json")'


@pytest.fixture
def world(sqlite_database: Database, projects: Path) -> World:
    return build_world(sqlite_database, projects / "flow")


@pytest.fixture
def chain(world: World, vm: ClarityVm) -> ClarityVm:
    """A chain on which the contracts are deployed, and nothing was called."""
    vm.load(world.project)
    for money in (STX, SBTC_ASSET):
        for who in (ANA, vm.deployer):
            vm.fund(money, who, 10**9)
    return vm


def room_of(world: World, name: str) -> Room:
    return world.rooms[name]


def events_of(receipt: Any) -> list[str]:
    return [event["event"] for event in receipt["prints"] if "event" in event]


@pytest.mark.parametrize("name", ["linear in sats", "stepped"])
def test_every_call_of_the_readme_works_in_its_order(
    chain: ClarityVm, world: World, name: str
) -> None:
    room = room_of(world, name)
    calls = calls_of(world, room)
    functions = [call.rstrip(")").split()[2] for call in calls]
    assert functions == [
        "create-chat-room-token", "deploy-chat-room-token", "initialize-chat-room",
        "set-chat-room-token", "initialize", "quote-buy", "buy-keys", "pause", "resume",
        "set-treasury",
    ]  # fmt: skip
    results = [chain.run(call) for call in calls]
    assert all("ok" in result for result in results), results
    bought = results[functions.index("buy-keys")]["ok"]
    assert bought == results[functions.index("quote-buy")]["ok"]
    assert chain.read(room.token, "get-balance", f"'{chain.deployer}") == {"ok": 1}
    assert chain.read("Factory", "get-chat-room-token", f'u"{room.room_id}"') == (
        f"{chain.deployer}.{room.token}"
    )
    said = chain.read("Factory", "get-chat-room-metadata", f'u"{room.room_id}"')
    assert said == {"name": world.row_of(room).name, "symbol": "ROOM", "uri": None}


def test_the_words_of_the_devnet_belong_to_the_address_in_its_plan(chain: ClarityVm) -> None:
    assert chain.deployer == DEVNET_DEPLOYER


def test_no_call_can_be_made_before_its_turn_or_twice(chain: ClarityVm, world: World) -> None:
    room = room_of(world, "stepped")
    create, deploy, initialise, register, open_machine = calls_of(world, room)[:5]
    assert chain.run(deploy) == {"err": 302}
    assert chain.run(register) == {"err": 302}
    assert chain.run(create) == {"ok": True}
    assert chain.run(create) == {"err": 301}
    assert chain.run(register) == {"err": 303}
    assert chain.run(open_machine) == {"err": 204}
    for side, bound in (("buy-keys", MAX_UINT), ("sell-keys", 0)):
        assert chain.call(room.machine, side, "u1", f"u{bound}", sender=ANA) == {"err": 204}
    assert chain.call(room.machine, "set-treasury", f"'{BO}") == {"err": 204}
    assert chain.run(initialise) == {"ok": True}
    assert chain.run(initialise) == {"err": 103}
    assert chain.run(register) == {"ok": True}
    assert chain.run(register) == {"err": 301}
    assert chain.run(deploy) == {"err": 301}
    assert chain.run(open_machine) == {"ok": True}
    assert chain.run(open_machine) == {"err": 209}


def test_a_room_of_one_s_own_is_made_by_anybody_and_named_by_the_owner(
    chain: ClarityVm, world: World
) -> None:
    new = ('"Mine"', '"MINE"', SITE, 'u"mine"')
    receipt = chain.receipt("Factory", "create-chat-room-token", *new, sender=BO)
    assert events_of(receipt) == ["create-chat-room-token"]
    assert receipt["prints"][0]["creator"] == BO
    assert chain.call("Factory", "deploy-chat-room-token", 'u"mine"', sender=ANA) == {"err": 303}
    assert chain.call("Factory", "deploy-chat-room-token", 'u"mine"', sender=BO) == {"ok": True}
    assert chain.call("Factory", "deploy-chat-room-token", 'u"mine"') == {"ok": True}
    token = f"'{chain.deployer}.{room_of(world, 'flat').token}"
    set_token = ("Factory", "set-chat-room-token", 'u"mine"', token)
    assert chain.call(*set_token, sender=BO) == {"err": 300}
    # The token of another room is no token of this one, even to the owner.
    assert chain.call(*set_token) == {"err": 303}
    assert chain.read("Factory", "get-chat-room-token", 'u"mine"') is None
    assert chain.call("Factory", "create-chat-room-token", *new[:3], 'u""') == {"err": 302}


def test_a_token_is_opened_for_its_own_room_only(chain: ClarityVm, world: World) -> None:
    room = room_of(world, "stepped")
    metadata = world.row_of(room)
    right = (f'u"{room.room_id}"', f'"{metadata.name}"', '"ROOM"', "none", f"'{ANA}")
    wrong = ('u"other"', '"Other"', '"OTHER"', SITE, f"'{BO}")
    for place in range(len(right)):
        given = [*right[:place], wrong[place], *right[place + 1 :]]
        assert chain.call(room.token, "initialize-chat-room", *given) == {"err": 103}
    assert chain.call(room.token, "initialize-chat-room", *right, sender=ANA) == {"err": 100}
    assert chain.read(room.token, "get-chat-room-id") == {"ok": None}
    assert chain.call(room.token, "initialize-chat-room", *right) == {"ok": True}
    assert chain.read(room.token, "get-chat-room-id") == {"ok": room.room_id}


def test_a_machine_is_opened_with_its_own_room_token_and_creator(
    chain: ClarityVm, world: World
) -> None:
    room = room_of(world, "stepped")
    for call in calls_of(world, room)[:4]:
        chain.run(call)
    token, self = f"'{chain.deployer}.{room.token}", f"'{chain.deployer}.{room.machine}"
    other = f"'{chain.deployer}.{room_of(world, 'flat').token}"
    right = (f"'{ANA}", f"'{BO}", token, f'u"{room.room_id}"')
    mainnet = "'SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7"
    wrong = (f"'{BO}", (self, mainnet), other, 'u"other"')
    for place, value in enumerate(wrong):
        for each in (value,) if isinstance(value, str) else value:
            given = [*right[:place], each, *right[place + 1 :]]
            assert chain.call(room.machine, "initialize", *given) == {"err": 210}
    assert chain.call(room.machine, "initialize", *right, sender=ANA) == {"err": 200}
    assert chain.call(room.machine, "initialize", *right) == {"ok": True}
    assert chain.call(room.machine, "set-treasury", self) == {"err": 210}
    assert chain.call(room.machine, "set-treasury", mainnet) == {"err": 210}


def test_every_change_prints_an_event(chain: ClarityVm, world: World) -> None:
    room = room_of(world, "stepped")
    for call in calls_of(world, room)[:5]:
        chain.run(call)
    buy = chain.receipt(room.machine, "buy-keys", "u2", "u1000", sender=ANA)
    sell = chain.receipt(room.machine, "sell-keys", "u1", "u0", sender=ANA)
    for receipt, event in ((buy, "buy-keys"), (sell, "sell-keys")):
        assert events_of(receipt) == [event]
        said = receipt["prints"][-1]
        assert (said["trader"], said["chat-room-id"]) == (ANA, room.room_id)
        assert said["trade"] == receipt["result"]["ok"]
    for function, given in (
        ("pause", ["true"]), ("resume", []), ("set-treasury", [f"'{BO}"]),
    ):  # fmt: skip
        receipt = chain.receipt(room.machine, function, *given)
        assert events_of(receipt) == [function]
    moved = chain.receipt(
        room.token, "transfer", "u1", f"'{ANA}", f"'{BO}", "(some 0x6869)", sender=ANA
    )
    assert moved == {"result": {"ok": True}, "prints": ["6869"]}


def test_a_room_without_a_machine_has_a_readme_that_works_as_far_as_it_goes(
    sqlite_database: Database, vm: ClarityVm, projects: Path
) -> None:
    desk = desk_of(sqlite_database)
    row_id = create_room_token(
        desk, "early", Metadata("Early", "EARLY"), Creator(principal=ANA)
    ).value
    done = export_contracts(desk, [row_id], projects / "early", NoProgress())
    assert list(done.hashes) == ["sip-010-trait", "Factory", "KeyToken-EARLY"]
    assert done.rooms[0].machine == ""
    vm.load(projects / "early")
    text = (projects / "early" / "README.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("(contract-call? "):
            assert vm.run(line) == {"ok": True}, line
