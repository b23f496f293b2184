"""What stands in a room's contracts."""

import re
from hashlib import sha256

import pytest

from app.addresses import Network
from app.contracts.curve_source import NotForTheChain
from app.contracts.sources import (
    SBTC,
    RoomSpec,
    contract_hashes,
    contract_number,
    room_sources,
    shared_sources,
)
from app.errors import InvalidInput
from app.vending.rules import FeeMode
from tests.contracts.specs import machine, room
from tests.contracts.test_curve_source import SHAPES
from tests.factories import refusal_of

NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}")
COMMENT = re.compile(r";;.*")
DEFINED = re.compile(r"\(define-(?:constant|data-var|map|private|fungible-token) \(?([^\s()]+)")
SEED = ("create-chat-room-token", "deploy-chat-room-token", "set-chat-room-token",
        "get-chat-room-token", "get-chat-room-metadata")  # fmt: skip
ON_CHAIN = ("linear", "quadratic", "flat", "constant_product", "stepped")


def all_sources(spec: RoomSpec) -> dict[str, str]:
    return shared_sources() | room_sources(spec)


def refused(spec: RoomSpec) -> str | None:
    error = refusal_of(lambda: room_sources(spec))
    assert isinstance(error, NotForTheChain | InvalidInput)
    return error.field


def test_the_factory_has_the_five_functions_and_three_maps_of_the_design() -> None:
    factory = shared_sources()["Factory"]
    functions = re.findall(r"\(define-(?:public|read-only) \(([a-z-]+)", factory)
    assert sorted(functions) == sorted(SEED)
    maps = re.findall(r"\(define-map ([a-z-]+)", factory)
    assert maps == ["chat-room-tokens", "chat-room-metadata", "chat-room-creators"]


@pytest.mark.parametrize("family", ON_CHAIN)
@pytest.mark.parametrize("quote", ["uSTX", "sats"])
def test_sources_are_plain_ascii_and_nothing_in_them_is_unused(family: str, quote: str) -> None:
    spec = room(
        machine=machine(
            family=family, parameters=SHAPES[family], quote=quote,
            first_key_creators=True, last_key_kept=True,
        )
    )  # fmt: skip
    for name, source in all_sources(spec).items():
        assert source.isascii(), name
        assert "$" not in source, name
        code = COMMENT.sub("", source)
        for defined in DEFINED.findall(code):
            uses = re.findall(rf"(?<![\w-]){re.escape(defined)}(?![\w?!-])", code)
            assert len(uses) > 1, (name, defined)


@pytest.mark.parametrize("symbol", ["A", "0", "1234567890", "ABCDEFGHIJ"])
def test_names_are_identifiers_whatever_the_symbol(symbol: str) -> None:
    for spec in (room(symbol=symbol), room(symbol=symbol, number=99_999_999_999)):
        for name in room_sources(spec):
            assert NAME.fullmatch(name), name
            assert name.startswith((f"KeyToken-{symbol}", f"KeyVendingMachine-{symbol}"))


@pytest.mark.parametrize(
    ("deployed", "numbers"),
    [
        ({3: ""}, {3: 0}),
        ({3: "", 5: "", 9: ""}, {3: 0, 5: 5, 9: 9}),
        # Room 3 took the symbol of room 5 after that was deployed.
        ({3: "", 5: "KeyToken-LOBBY"}, {3: 3, 5: 0}),
        ({3: "KeyToken-LOBBY-3", 5: ""}, {3: 3, 5: 0}),
        ({3: "KeyToken-LOBBY-3", 5: "KeyToken-LOBBY"}, {3: 3, 5: 0}),
        ({3: "KeyToken-LOBBY-3"}, {3: 3}),
        ({3: "some-token", 5: "another"}, {3: 0, 5: 5}),
    ],
)
def test_rooms_that_share_a_symbol_keep_names_of_their_own(
    deployed: dict[int, str], numbers: dict[int, int]
) -> None:
    found = {row_id: contract_number(row_id, "LOBBY", deployed) for row_id in deployed}
    assert found == numbers


def test_a_name_that_would_be_too_long_is_refused() -> None:
    assert refused(room(symbol="ABCDEFGHIJ", number=10**12)) == "symbol"


@pytest.mark.parametrize("symbol", ["", "abc", "A B", "A)", "../X", "É", "ABCDEFGHIJK"])
def test_a_symbol_that_is_no_identifier_is_refused(symbol: str) -> None:
    assert refused(room(symbol=symbol)) == "symbol"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"room_id": "x" * 257}, "room_id"),
        ({"room_id": "\ud83d"}, "room_id"),
        ({"name": "Café"}, "name"),
        ({"name": "x" * 33}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"uri": "x" * 257}, "uri"),
    ],
)
def test_metadata_that_no_contract_holds_is_refused(changes: dict[str, str], field: str) -> None:
    assert refused(room(**changes)) == field


def test_the_token_obeys_the_machine_of_its_own_room_alone() -> None:
    sources = room_sources(room(number=7))
    assert list(sources) == ["KeyToken-LOBBY-7", "KeyVendingMachine-LOBBY-7"]
    assert "(define-constant MACHINE .KeyVendingMachine-LOBBY-7)" in sources["KeyToken-LOBBY-7"]
    machine_source = sources["KeyVendingMachine-LOBBY-7"]
    called = set(re.findall(r"contract-call\? (\S+)", machine_source))
    assert called == {".KeyToken-LOBBY-7"}


def test_rules_that_are_off_leave_nothing_behind() -> None:
    plain = room_sources(room())["KeyVendingMachine-LOBBY"]
    assert "u207" not in plain
    assert "u208" not in plain
    strict = room(machine=machine(first_key_creators=True, last_key_kept=True))
    source = room_sources(strict)["KeyVendingMachine-LOBBY"]
    assert "ERR-FIRST-KEY-RESERVED" in source
    assert "ERR-LAST-KEY-KEPT" in source


def test_the_cap_is_the_room_s_or_else_the_numbers_own() -> None:
    capped = room_sources(room(machine=machine(supply_cap=500)))
    assert "(define-constant MAX-SUPPLY u500)" in capped["KeyVendingMachine-LOBBY"]
    free = room_sources(room())["KeyVendingMachine-LOBBY"]
    assert "(define-constant MAX-SUPPLY u13581869)" in free
    beyond = machine(
        family="quadratic", parameters={"unit": 1, "divisor": 2**63 - 1}, supply_cap=2**50
    )
    assert refused(room(machine=beyond)) == "supply_cap"


@pytest.mark.parametrize("network", list(Network))
def test_sats_are_the_network_s_own_sbtc(network: Network) -> None:
    source = room_sources(room(machine=machine(quote="sats"), network=network))
    assert f"'{SBTC[network]} transfer" in source["KeyVendingMachine-LOBBY"]


def test_what_is_for_demos_is_refused_with_the_reason() -> None:
    assert refused(room(machine=machine(fee_mode=FeeMode.INSIDE))) == "fee_mode"
    assert refused(room(machine=machine(quote="ckBTC"))) == "quote"
    sigmoid = machine(family="sigmoid", parameters=SHAPES["sigmoid"])
    assert refused(room(machine=sigmoid)) == "family"


def test_hashes_are_those_of_the_sources_as_they_are_written() -> None:
    sources = all_sources(room())
    hashes = contract_hashes(sources)
    assert list(hashes) == list(sources)
    for name, source in sources.items():
        assert hashes[name] == sha256(source.encode()).hexdigest()


def test_a_token_is_the_same_before_and_after_its_machine_is_known() -> None:
    early, late = room_sources(room(machine=None)), room_sources(room())
    assert list(early) == ["KeyToken-LOBBY"]
    assert late["KeyToken-LOBBY"] == early["KeyToken-LOBBY"]
