"""A pasted address is held against those that the workspace knows."""

import json
from pathlib import Path

import pytest

from app.addresses import stacks_address
from app.assembly.known_addresses import Acquaintance, Whose, acquaint
from app.db.database import Database
from app.passport import read_passport
from app.rooms.deployments import record_receipt
from app.rooms.receipts import ContractPart, DeploymentReceipt
from tests.command_line import run
from tests.factories import contract_of, desk_of, make_member, make_room, principal_of

TX = "0x" + "ab12" * 16
TREASURY, CREATOR = principal_of("treasury"), principal_of("creator")
ADA = "ST16EB18W66V9JP9TG82PCXBA94EPNWS6GB7ZAVFW"


@pytest.fixture
def town(database: Database) -> Database:
    desk = desk_of(database)
    make_member(desk, "ana")
    for number in (1, 2):
        room = make_room(desk, f"room-{number}", name=f"Room {number}")
    receipt = DeploymentReceipt(contract_of("machine"), TX, 7)
    record_receipt(desk, room, ContractPart.MACHINE, receipt)
    return database


def near(database: Database, text: str) -> list[tuple[Whose, str, int]]:
    return [(each.whose, each.name, each.distance) for each in found(database, text).near]


def found(database: Database, text: str) -> Acquaintance:
    return database.read(lambda connection: acquaint(connection, read_passport(text)))


def slipped(text: str, *places: int) -> str:
    for place in places:
        text = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    return text


@pytest.mark.parametrize(
    ("text", "whose", "name"),
    [
        (TREASURY, Whose.TREASURY, "Room 1"),
        (CREATOR, Whose.CREATOR, "Room 1"),
        (principal_of("ana"), Whose.MEMBER, "ana"),
        (contract_of("room-2"), Whose.CONTRACT, "Room 2"),
        (contract_of("machine"), Whose.CONTRACT, "Room 2"),
        ("room-2", Whose.ROOM, "Room 2"),
        (TX, Whose.TRANSACTION, "Room 2"),
        (TX[2:].upper(), Whose.TRANSACTION, "Room 2"),
    ],
)
def test_known_text_is_told(town: Database, text: str, whose: Whose, name: str) -> None:
    assert near(town, text) == [(whose, name, 0)]
    assert found(town, text).is_known


@pytest.mark.parametrize("places", [(5,), (20,), (40,), (3, 30), (12, 13)])
def test_address_one_or_two_characters_from_the_treasury(
    town: Database, places: tuple[int, ...]
) -> None:
    text = slipped(TREASURY, *places)
    assert near(town, text) == [(Whose.TREASURY, "Room 1", len(places))]
    assert not found(town, text).is_known


def test_letter_too_many_or_too_few_is_near_too(town: Database) -> None:
    assert near(town, TREASURY[:9] + TREASURY[10:]) == [(Whose.TREASURY, "Room 1", 1)]
    assert near(town, TREASURY[:9] + "X" + TREASURY[9:]) == [(Whose.TREASURY, "Room 1", 1)]


def test_small_letters_lead_to_the_same_address(town: Database) -> None:
    [only] = found(town, TREASURY.lower()).near
    assert (only.whose, only.text) == (Whose.TREASURY, TREASURY)


def test_address_that_begins_and_ends_alike_is_told(town: Database) -> None:
    lookalike = TREASURY[:6] + "0" * 31 + TREASURY[-4:]
    assert near(town, lookalike) == [(Whose.TREASURY, "Room 1", 3)]


def test_contract_of_a_deployer_near_to_another(town: Database) -> None:
    address, _, name = contract_of("room-2").partition(".")
    assert near(town, f"{slipped(address, 9)}.{name}") == [(Whose.CONTRACT, "Room 2", 1)]
    assert near(town, f"{address}.another-token") == []


def test_strangers_are_near_to_nobody(town: Database) -> None:
    for text in (principal_of("nobody"), "So11111111111111111111111111111111111111112", "room"):
        assert near(town, text) == []


def test_other_network_is_told(town: Database) -> None:
    assert found(town, stacks_address(22, b"\x01" * 20)).is_foreign
    assert not found(town, TREASURY).is_foreign


class TestCommand:
    def test_text_by_itself_needs_no_workspace(self) -> None:
        result = run("wallets", "passport", ADA, ADA[:-1] + "X")
        assert result.exit_code == 1
        assert result.stdout.splitlines() == [
            f"valid    stacks  {ADA}  testnet, single signature",
            f"invalid  stacks  {ADA[:-1]}X  The checksum does not match, so at least one character "
            "is wrong or missing. Copy the principal again.",
            f"         perhaps {ADA} (character 41)",
        ]

    def test_known_addresses_are_told_from_the_workspace(self, demo_copy: Path) -> None:
        result = run("wallets", "passport", "--known", ADA, "131", workspace=demo_copy)
        assert result.exit_code == 0
        assert "         is member of ada.l" in result.stdout.splitlines()
        assert "         is room of Proof Party" in result.stdout.splitlines()

    def test_json_is_one_object_a_line(self, demo_copy: Path) -> None:
        words = ("wallets", "passport", "--known", "--json", ADA, "nothing")
        result = run(*words, workspace=demo_copy)
        assert result.exit_code == 1
        first, second = map(json.loads, result.stdout.splitlines())
        assert (first["kind"], first["valid"], first["is_known"]) == ("stacks", True, True)
        assert {each["whose"] for each in first["near"]} == {"creator", "member"}
        assert (second["kind"], second["near"]) == ("unknown", [])
