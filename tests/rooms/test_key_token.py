"""Holders pass keys on to each other, as SIP-010 says."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.assembly.checks import CHECKS
from app.db.database import Database
from app.errors import InvalidInput, NotAllowed, NotFound
from app.ledger.assets import find_asset
from app.ledger.audit import run_audit
from app.ledger.queries import balance_of, entry_view
from app.ledger.rules import AccountRef, IdempotencyConflict
from app.operators.rules import Role
from app.progress import NoProgress
from app.rooms.key_token import KEY_DECIMALS, KeyTransfer, transfer_keys
from app.rooms.rules import Status, TokenTransferRefused
from app.vending.trading import place
from tests.db.rows import all_rows
from tests.factories import Market, desk_of, make_market, order, refusal_of
from tests.rooms.stages import draft, room_at, trail_of


@pytest.fixture
def market(database: Database) -> Market:
    """A room of which the first member holds 5 keys."""
    market = make_market(database)
    place(market.desk, order(market.room, market.members[0], 5))
    return market


def passing(market: Market, amount: int, **changes: object) -> KeyTransfer:
    """Keys on their way from the first member to the second."""
    giver, taker = market.members
    values: dict[str, object] = {
        "room_id": market.room,
        "amount": amount,
        "sender_id": giver,
        "recipient_id": taker,
        "acting_member_id": giver,
        "idempotency_key": "pass",
    }
    return KeyTransfer(**(values | changes))  # type: ignore[arg-type]  # Each test names real fields.


def keys(market: Market) -> list[int]:
    def read(connection: Connection) -> list[int]:
        asset = find_asset(connection, f"key:{market.room}")
        return [
            balance_of(connection, AccountRef(asset.id, "member", member))
            for member in market.members
        ]

    return market.desk.database.read(read)


def test_keys_go_to_the_other_member_and_the_supply_stays(market: Market) -> None:
    done = transfer_keys(market.desk, passing(market, 2, memo="for you 🗝"))
    assert keys(market) == [3, 2]
    view = market.desk.database.read(lambda connection: entry_view(connection, done.value))
    assert (view.book, view.kind, view.memo) == ("room:1", "key_transfer", "for you 🗝")
    assert [(change.kind, change.ids) for change in done.changed] == [
        ("room", (market.room,)),
        ("member", market.members),
    ]
    assert run_audit(market.desk.database, CHECKS, NoProgress()).ok


def test_trail_says_who_gave_what_to_whom(market: Market) -> None:
    transfer_keys(market.desk, passing(market, 2, memo="thanks"))
    line = trail_of(market.desk.database)[-1]
    assert (line.action, line.subject, line.reason) == ("key.transfer", "room-1", "thanks")
    assert line.after == {"amount": 2, "sender": 1, "recipient": 2}


def test_keys_are_whole() -> None:
    assert KEY_DECIMALS == 0


@pytest.mark.parametrize(
    ("amount", "changes", "code", "field"),
    [
        (6, {}, "1", "amount"),
        (2**63, {}, "1", "amount"),
        (2, {"sender_id": 2, "recipient_id": 1, "acting_member_id": 2}, "1", "amount"),
        (2, {"recipient_id": 1}, "2", "recipient"),
        (0, {}, "3", "amount"),
        (-4, {}, "3", "amount"),
        (2, {"acting_member_id": 2}, "4", "sender"),
    ],
)
def test_refusals_carry_the_standards_numbers(
    market: Market, amount: int, changes: dict[str, object], code: str, field: str
) -> None:
    before = market.desk.database.read(all_rows)
    with pytest.raises(TokenTransferRefused) as caught:
        transfer_keys(market.desk, passing(market, amount, **changes))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert market.desk.database.read(all_rows) == before


def test_refusal_says_how_many_keys_are_there(market: Market) -> None:
    with pytest.raises(TokenTransferRefused) as caught:
        transfer_keys(market.desk, passing(market, 6))
    assert caught.value.message == "The sender holds 5 keys, not 6."
    assert caught.value.details["available"] == 5


def test_same_transfer_sent_twice_moves_keys_once(market: Market) -> None:
    first = transfer_keys(market.desk, passing(market, 3))
    lines = len(trail_of(market.desk.database))
    assert transfer_keys(market.desk, passing(market, 3)).value == first.value
    assert keys(market) == [2, 3]
    assert len(trail_of(market.desk.database)) == lines


def test_key_of_one_transfer_serves_no_other(market: Market) -> None:
    transfer_keys(market.desk, passing(market, 3))
    with pytest.raises(IdempotencyConflict):
        transfer_keys(market.desk, passing(market, 1))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_only_admins_move_keys(market: Market, role: Role) -> None:
    with pytest.raises(NotAllowed) as caught:
        transfer_keys(desk_of(market.desk.database, role=role), passing(market, 1))
    assert caught.value.code == "NEEDS_ROLE"


def test_room_without_a_token_has_no_keys_to_move(market: Market) -> None:
    rooms = [77, draft(market.desk), room_at(market.desk, Status.CONTRACT_SET, "hall")]
    for room in rooms:
        with pytest.raises(NotFound) as caught:
            transfer_keys(market.desk, passing(market, 1, room_id=room))
        assert (caught.value.code, caught.value.field) == ("u302", "room")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipient_id": 77}, "recipient"),
        ({"sender_id": 77, "acting_member_id": 77}, "sender"),
    ],
)
def test_keys_go_from_members_to_members(
    market: Market, changes: dict[str, object], field: str
) -> None:
    before = market.desk.database.read(all_rows)
    with pytest.raises(NotFound) as caught:
        transfer_keys(market.desk, passing(market, 1, **changes))
    assert (caught.value.code, caught.value.field) == ("MEMBER_NOT_FOUND", field)
    assert market.desk.database.read(all_rows) == before


@given(
    memo=st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    key=st.text(st.characters(codec=None, exclude_categories=()), max_size=210),
)
@example(memo="for you", key="k")
@example(memo="zero\0", key="k")
@example(memo="", key="half \ud83d")
def test_any_memo_and_key_are_kept_exactly_or_refused(market: Market, memo: str, key: str) -> None:
    before = keys(market)
    order = passing(market, 1, memo=memo, idempotency_key=key)
    refusal = refusal_of(lambda: transfer_keys(market.desk, order))
    if refusal is None:
        entry = transfer_keys(market.desk, order).value
        view = market.desk.database.read(lambda connection: entry_view(connection, entry))
        assert view.memo == memo
    else:
        assert keys(market) == before
        if isinstance(refusal, InvalidInput):
            assert refusal.field in ("memo", "idempotency_key")
        else:
            # The keys ran out, or an earlier example took this idempotency key.
            assert refusal.code in ("1", "IDEMPOTENCY_CONFLICT")
