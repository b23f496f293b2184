"""Every contract that can be written passes the chain's own checks, whatever a room is called."""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.addresses import Network, stacks_address
from app.amounts import MAX_AMOUNT
from app.contracts.curve_source import curve_source
from app.contracts.export import export_contracts
from app.contracts.folder import write_project
from app.contracts.project import project_of
from app.contracts.sources import MachineSpec, RoomSpec
from app.db.database import Database, connect
from app.db.location import Location
from app.errors import UserError
from app.listing import Listing
from app.operators.desk import Desk
from app.progress import NoProgress
from app.rooms.queries import ROOMS, RoomRow
from app.rooms.rules import Metadata
from app.vending.curves import Curve, curve_from, price
from app.vending.rules import Fees
from tests.clarity.vm import ClarityVm
from tests.factories import desk_of, principal_of

CREATOR, TREASURY = principal_of("creator"), principal_of("treasury")
HOSTILE = {
    "quotes": ('")) (define-public (steal) (ok true)) (define-constant X u"', '"""', "Q"),
    "backslashes": ("\\\\\\", "\\u{41} \\n \\", "0"),
    "comments": (";; not a comment", ";; (", "123456"),
    "any letters": ("Łódź \u2028 café 日本語 🧑‍🚀 \u202e", "plain", "ABCDEFGHIJ"),
    "control characters": ("\n\r\t\x01\x7f\x85", "~ ~", "9999999999"),
    "longest": ("🧑" * 256, "\\" * 32, "LONG"),
    "longest plain": ("x" * 256, '"' * 32, "LONG2"),
    "braces": ("$room_id ${creator} {0}", "$name $$", "DOLLAR"),
}
LONGEST_URI = "https://" + '"\\' * 124

EXTREMES: Mapping[str, Mapping[str, object]] = {
    "linear": {"base": 1, "slope": 0},
    "flat": {"price": 1},
    "quadratic": {"unit": 1, "divisor": MAX_AMOUNT},
    "constant_product": {"virtual_quote": MAX_AMOUNT, "virtual_keys": MAX_AMOUNT},
    "stepped": {"bands": [(number, number) for number in range(1, 1_001)]},
}


def spec_of(
    symbol: str,
    curve: Curve | None,
    *,
    room_id: str = "lobby",
    name: str = "Lobby",
    uri: str = "",
    quote: str = "uSTX",
    first: bool = False,
    last: bool = False,
    cap: int | None = None,
) -> RoomSpec:
    machine = None
    if curve is not None:
        machine = MachineSpec(
            quote, curve, Fees(), TREASURY, supply_cap=cap,
            first_key_creators=first, last_key_kept=last,
        )  # fmt: skip
    return RoomSpec(room_id, Metadata(name, symbol, uri), CREATOR, Network.TESTNET, 0, machine)


def checked(vm: ClarityVm, folder: Path, rooms: list[RoomSpec]) -> None:
    """Write a project and let the VM check and deploy it."""
    project = project_of(rooms, rooms[0].network)
    write_project(folder, project.files)
    vm.load(folder)
    deployed = {name.partition(".")[2]: version for name, version in vm.contracts.items()}
    assert {name: deployed.get(name) for name in project.hashes} == dict.fromkeys(
        project.hashes, "Clarity3"
    )


def test_nothing_in_a_room_s_metadata_breaks_out_of_a_string(vm: ClarityVm, projects: Path) -> None:
    curve = curve_from("linear", {"base": 1, "slope": 1})
    rooms = [
        spec_of(symbol, curve, room_id=room_id, name=name, uri=LONGEST_URI)
        for room_id, name, symbol in HOSTILE.values()
    ]
    checked(vm, projects / "hostile", rooms)
    for room in rooms:
        said = vm.read(room.token_contract, "get-chat-room-metadata")["ok"]
        assert said == {
            "chat-room-id": room.room_id,
            "name": room.metadata.name,
            "symbol": room.metadata.symbol,
            "uri": LONGEST_URI,
            "creator": CREATOR,
            "initialized": False,
        }
        assert vm.read(room.machine_contract, "get-state")["chat-room-id"] == room.room_id
    readme = (projects / "hostile" / "README.md").read_text(encoding="utf-8")
    calls = [line for line in readme.splitlines() if line.startswith("(contract-call? ")]
    # All that a room is opened with; what comes later costs money that nobody has here.
    opening = [call for call in calls if " quote-buy " not in call and " buy-keys " not in call]
    assert len(opening) == 8 * len(rooms)
    for call in opening:
        if "(define-" in call or "-Q " in call:
            # The VM's console takes that for a contract of its own, wherever it stands.
            continue
        assert vm.run(call) == {"ok": True}, call


def test_every_family_works_with_every_rule_and_both_kinds_of_money(
    vm: ClarityVm, projects: Path
) -> None:
    ways: tuple[dict[str, Any], ...] = (
        {"quote": "uSTX"},
        {"quote": "sats", "first": True, "last": True},
        {"quote": "uSTX", "first": True, "cap": 900},
    )
    rooms = [
        spec_of(f"{family[:4].upper()}{number}", curve_from(family, EXTREMES[family]), **way)
        for family, (number, way) in product(EXTREMES, enumerate(ways))
    ]
    checked(vm, projects / "families", rooms)


@pytest.mark.parametrize("family", EXTREMES)
def test_numbers_reach_as_far_as_the_generator_says_and_are_exact_there(
    vm: ClarityVm, projects: Path, family: str
) -> None:
    curves = {name: curve_from(name, parameters) for name, parameters in EXTREMES.items()}
    rooms = {name: spec_of(name[:4].upper(), curve) for name, curve in curves.items()}
    checked(vm, projects / "extremes", list(rooms.values()))
    curve, machine = curves[family], rooms[family].machine_contract
    end = curve_source(curve).end
    assert vm.read(machine, "get-state")["max-supply"] == end
    for keys in (1, 2, 3, 999, end // 2, end - 1, end):
        quote = vm.read(machine, "quote-buy", f"u{keys}")
        if keys > end:
            assert quote == {"err": 206}
            continue
        assert quote["ok"]["gross"] == curve.integral(keys)
        assert quote["ok"]["price-after"] == price(curve, keys)
    assert vm.read(machine, "quote-buy", f"u{end + 1}") == {"err": 206}


def test_mainnet_contracts_pass_the_checks(vm: ClarityVm, projects: Path) -> None:
    creator = stacks_address(22, b"\x01" * 20)
    curve = curve_from("linear", {"base": 1, "slope": 1})
    rooms = [
        RoomSpec(
            "main", Metadata("Main", f"MAIN{number}"), creator, Network.MAINNET, 0,
            MachineSpec(quote, curve, Fees(), creator),
        )
        for number, quote in enumerate(("uSTX", "sats"))
    ]  # fmt: skip
    checked(vm, projects / "mainnet", rooms)


@pytest.fixture
def demo(demo_file: Path, at_last: ExitStack) -> Database:
    database = connect(Location(path=demo_file))
    at_last.callback(database.close)
    return database


def test_every_room_of_the_demo_that_can_be_exported_passes(
    demo: Database, vm: ClarityVm, projects: Path
) -> None:
    desk: Desk = desk_of(demo)
    rows: tuple[RoomRow, ...] = demo.read(
        partial(ROOMS.page, listing=Listing(sort="id"), offset=0, limit=100)
    ).rows
    done = export_contracts(
        desk, [row.id for row in rows], projects / "demo", NoProgress(), skip_refused=True
    )
    assert {one.name: _reason(one.error) for one in done.refused} == {
        "Fee Lab": "fee_mode",
        "Clarity Study Group": "family",
        "Ordinals Lounge": "family",
        "Book Club": "family",
    }
    assert len(done.rooms) == len(rows) - 4
    vm.load(projects / "demo")
    deployed = {name.partition(".")[2] for name in vm.contracts}
    assert set(done.hashes) <= deployed
    by_room = {row.room_id: row for row in rows}
    for one in done.rooms:
        said = vm.read(one.token, "get-chat-room-metadata")["ok"]
        row = by_room[one.room_id]
        assert (said["chat-room-id"], said["name"], said["uri"]) == (
            row.room_id, row.name, row.uri or None,
        )  # fmt: skip


def _reason(error: UserError) -> str | None:
    assert error.code == "NOT_FOR_THE_CHAIN"
    return error.field
