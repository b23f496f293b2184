"""A room gets one vending machine, whose terms are fixed but for the treasury."""

import json

import pytest
from sqlalchemy import Connection

from app.db.database import Database
from app.db.schema import to_microseconds
from app.errors import InvalidInput, NotAllowed, NotFound, UserError
from app.operators.desk import Desk
from app.operators.rules import Role
from app.rooms import service as rooms
from app.rooms.rules import Metadata, Status, WrongStatus
from app.rooms.service import Creator
from app.vending.curves import Band, Linear, Stepped
from app.vending.machines import (
    MachineTerms,
    MachineView,
    change_treasury,
    initialise_machine,
    read_machine,
)
from app.vending.quotes import open_quotes
from app.vending.rules import FeeMode, Fees, NotInitialised, TradeRules
from app.vending.trading import place
from tests.db.rows import all_rows
from tests.factories import (
    NOON,
    contract_of,
    desk_of,
    give,
    linear_terms,
    make_market,
    make_member,
    make_room,
    order,
    principal_of,
)

MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A platform admin's desk in a workspace with sats and µSTX."""
    database.write(open_quotes)
    return desk_of(database)


def initialised(desk: Desk, *, is_demo: bool = False, creator: int | None = None) -> int:
    """A room that waits for its machine."""
    owner = Creator(creator) if creator else Creator(principal=principal_of("creator"))
    row_id = rooms.create_room_token(
        desk, "lobby", Metadata("Lobby", "LOB"), owner, is_demo=is_demo
    ).value
    rooms.request_deployment(desk, row_id)
    rooms.set_contract(desk, row_id, contract_of("lobby"))
    rooms.initialise_token(desk, row_id)
    return row_id


def machine(desk: Desk, row_id: int) -> MachineView:
    return desk.database.read(lambda connection: read_machine(connection, row_id))


def test_machine_has_its_terms(desk: Desk) -> None:
    member = make_member(desk, "ana")
    row_id = initialised(desk, creator=member)
    terms = linear_terms(
        quote="sats",
        fees=Fees(0, 1, 999, 1_000),
        supply_cap=500,
        first_key_creators=True,
        last_key_kept=True,
    )
    initialise_machine(desk, row_id, terms)
    assert machine(desk, row_id) == MachineView(
        room=row_id,
        room_id="lobby",
        name="Lobby",
        symbol="LOB",
        status=Status.TRADING,
        is_demo=False,
        creator_member_id=member,
        key_asset_id=3,
        quote_asset_id=1,
        quote="sats",
        curve=Linear(1_000_000, 100_000),
        fees=Fees(0, 1, 999, 1_000),
        fee_mode=FeeMode.ON_TOP,
        rules=TradeRules(supply_cap=500, first_key_creators=True, last_key_kept=True),
        treasury=principal_of("treasury"),
        supply=0,
        reserve=0,
        price=1_000_000,
        trades=0,
        traded_at=0,
    )


def test_default_terms_are_two_and_a_half_percent_on_top() -> None:
    terms = MachineTerms("uSTX", "flat", {"price": 5}, principal_of("treasury"))
    assert (terms.fees, terms.fee_mode) == (Fees(250, 250, 250, 250), FeeMode.ON_TOP)
    assert (terms.supply_cap, terms.first_key_creators, terms.last_key_kept) == (None, False, False)


@pytest.mark.parametrize(
    ("family", "parameters", "price"),
    [
        ("linear", {"base": "7", "slope": "1 000"}, 7),
        ("quadratic", {"unit": 10**18}, 0),
        ("flat", {"price": 9}, 9),
        ("exponential", {"base": 100, "rate_bps": 50}, 100),
        ("sigmoid", {"max": 1_000, "steepness_permille": 100, "mid": 5}, 389),
        ("constant_product", {"virtual_quote": 1_000, "virtual_keys": 11}, 100),
        ("stepped", {"bands": [[2, 10], [5, 30]]}, 10),
        ("stepped", {"bands": "2:10, 5:30"}, 10),
    ],
)
def test_every_family_is_kept_and_priced(
    desk: Desk, family: str, parameters: dict[str, object], price: int
) -> None:
    row_id = initialised(desk)
    initialise_machine(desk, row_id, linear_terms(family=family, parameters=parameters))
    found = machine(desk, row_id)
    assert (found.curve.family, found.price) == (family, price)
    if family == "stepped":
        assert found.curve == Stepped((Band(2, 10), Band(5, 30)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family": "cubic"}, "family"),
        ({"parameters": {"base": 1}}, "slope"),
        ({"parameters": {"base": 0, "slope": 1}}, "base"),
        ({"parameters": {"base": 1, "slope": -1}}, "slope"),
        ({"parameters": {"base": "one", "slope": 1}}, "base"),
        ({"parameters": {"base": 1, "slope": 1, "height": 2}}, "height"),
        ({"parameters": {"base": 2**63, "slope": 1}}, "base"),
        ({"supply_cap": 0}, "supply_cap"),
        ({"supply_cap": 2**63}, "supply_cap"),
        ({"supply_cap": 10**10}, "supply_cap"),
        ({"supply_cap": 10**15}, "slope"),
        ({"quote": "doubloons"}, "quote"),
        ({"quote": "\ud83d"}, "quote"),
        ({"quote": "key:1"}, "quote"),
        ({"treasury": ""}, "treasury"),
        ({"treasury": MAINNET}, "treasury"),
        ({"treasury": contract_of("treasury")[:-12]}, "treasury"),
        ({"fee_mode": FeeMode.INSIDE}, "fee_mode"),
    ],
)
def test_terms_that_no_machine_can_have_are_refused(
    desk: Desk, changes: dict[str, object], field: str
) -> None:
    row_id = initialised(desk)
    before = desk.database.read(all_rows)
    with pytest.raises(UserError) as caught:
        initialise_machine(desk, row_id, linear_terms(**changes))
    assert caught.value.field == field, caught.value
    assert desk.database.read(all_rows) == before


@pytest.mark.parametrize("bps", [-1, 1_001])
def test_fees_are_from_nothing_to_ten_percent(bps: int) -> None:
    for name in ("creator_buy_bps", "protocol_buy_bps", "creator_sell_bps", "protocol_sell_bps"):
        with pytest.raises(InvalidInput) as caught:
            Fees(**{name: bps})
        assert caught.value.field == name


def test_historic_fees_are_for_demos(desk: Desk) -> None:
    row_id = initialised(desk, is_demo=True)
    initialise_machine(desk, row_id, linear_terms(fee_mode=FeeMode.INSIDE))
    found = machine(desk, row_id)
    assert (found.fee_mode, found.is_demo) == (FeeMode.INSIDE, True)


def test_second_machine_is_refused(desk: Desk) -> None:
    row_id = make_room(desk)
    with pytest.raises(WrongStatus):
        initialise_machine(desk, row_id, linear_terms())


def test_room_without_a_machine_has_none_to_read(desk: Desk) -> None:
    row_id = initialised(desk)
    with pytest.raises(NotInitialised) as missing:
        machine(desk, row_id)
    assert (missing.value.code, missing.value.field) == ("u204", "room")
    with pytest.raises(NotFound) as unknown:
        machine(desk, 77)
    assert (unknown.value.code, unknown.value.field) == ("u302", "room")


def test_pauses_are_rules_of_the_machine(desk: Desk) -> None:
    row_id = make_room(desk)
    rooms.pause(desk, row_id)
    paused = machine(desk, row_id).rules
    assert (paused.buys_paused, paused.sells_paused) == (True, False)
    rooms.pause(desk, row_id, sells=True)
    shut = machine(desk, row_id).rules
    assert (shut.buys_paused, shut.sells_paused) == (True, True)
    rooms.resume(desk, row_id)
    assert machine(desk, row_id).rules == TradeRules()
    rooms.deprecate(desk, row_id, "Over")
    ended = machine(desk, row_id).rules
    assert (ended.buys_paused, ended.sells_paused) == (True, False)


def test_machine_moves_with_its_trades(database: Database) -> None:
    market = make_market(database)
    place(market.desk, order(market.room, market.members[0], 10))
    found = machine(market.desk, market.room)
    assert (found.supply, found.reserve, found.price, found.trades) == (
        10,
        14_500_000,
        2_000_000,
        1,
    )
    assert found.traded_at == to_microseconds(NOON)


def test_treasury_changes_with_before_and_after(desk: Desk) -> None:
    row_id = make_room(desk)
    other = principal_of("other")
    change_treasury(desk, row_id, f"  {other} ")
    assert machine(desk, row_id).treasury == other

    def read(connection: Connection) -> list[tuple[object, ...]]:
        rows = connection.exec_driver_sql(
            "SELECT action, before, after FROM operator_trail ORDER BY id DESC LIMIT 1"
        )
        return [(row[0], json.loads(row[1]), json.loads(row[2])) for row in rows]

    assert desk.database.read(read) == [
        (
            "room.change_treasury",
            {"status": "trading", "treasury": principal_of("treasury")},
            {"status": "trading", "treasury": other},
        )
    ]
    version = desk.database.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT version FROM vending_machine"
        ).scalar()
    )
    assert version == 2


@pytest.mark.parametrize("text", ["", MAINNET, "zero\0", "ST1", "\ud83d"])
def test_treasury_that_is_no_principal_of_this_network_is_refused(desk: Desk, text: str) -> None:
    row_id = make_room(desk)
    before = desk.database.read(all_rows)
    with pytest.raises(InvalidInput) as caught:
        change_treasury(desk, row_id, text)
    assert caught.value.field == "treasury"
    assert desk.database.read(all_rows) == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_only_admins_set_terms_and_treasury(desk: Desk, role: Role) -> None:
    row_id = make_room(desk)
    other = desk_of(desk.database, role=role)
    with pytest.raises(NotAllowed) as caught:
        change_treasury(other, row_id, principal_of("other"))
    assert caught.value.code == "u300"
    with pytest.raises(NotAllowed) as caught:
        initialise_machine(other, row_id, linear_terms())
    assert caught.value.code == "u300"


def test_two_rooms_trade_apart(desk: Desk) -> None:
    ana = make_member(desk, "ana")
    give(desk, ana, 10**12)
    one, two = make_room(desk, "one"), make_room(desk, "two")
    before = machine(desk, two)
    place(desk, order(one, ana, 10))
    assert machine(desk, two) == before
