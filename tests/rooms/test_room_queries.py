"""What lists, details and figures say of rooms."""

from datetime import timedelta

import pytest

from app.db.clock import SetClock
from app.db.database import Database
from app.errors import NotFound
from app.listing import Listing, Page
from app.operators.desk import Desk
from app.rooms import queries, service
from app.rooms.queries import ROOMS, QuoteTotals, RoomFigures
from app.rooms.rules import Metadata, Status
from app.rooms.service import Creator
from app.vending.machines import initialise_machine
from app.vending.trading import place
from tests.factories import (
    contract_of,
    desk_of,
    give,
    linear_terms,
    make_member,
    make_room,
    order,
    principal_of,
)
from tests.rooms.stages import room_at


@pytest.fixture
def desk(database: Database, clock: SetClock) -> Desk:
    """A platform admin's desk whose clock the test sets."""
    return desk_of(database, clock=clock)


def page(desk: Desk, listing: Listing, offset: int = 0, limit: int = 100) -> Page:
    return desk.database.read(lambda c: ROOMS.page(c, listing, offset, limit))


def found(desk: Desk, search: str = "", **filters: object) -> list[str]:
    listing = Listing(sort="id", search=search, filters=filters)
    result = page(desk, listing)
    assert result.total == len(result.rows)
    return [row.room_id for row in result.rows]


def create(desk: Desk, room_id: str, name: str = "Room", symbol: str = "R") -> int:
    creator = Creator(principal=principal_of(f"creator of {room_id}"))
    return service.create_room_token(desk, room_id, Metadata(name, symbol), creator).value


def test_room_is_read_by_row_and_by_room_id(desk: Desk) -> None:
    row_id = create(desk, "lobby", "Lobby", "LOB")
    by_id = desk.database.read(lambda c: queries.room_by_id(c, row_id))
    by_room_id = desk.database.read(lambda c: queries.room_by_room_id(c, "lobby"))
    assert by_id == by_room_id
    assert (by_id.id, by_id.name, by_id.quote, by_id.creator_name) == (row_id, "Lobby", "", "")


@pytest.mark.parametrize("room_id", ["", "hall", "LOBBY", "%", "zero\0", "half \ud83d"])
def test_room_that_is_not_there_is_not_found(desk: Desk, room_id: str) -> None:
    create(desk, "lobby")
    with pytest.raises(NotFound) as caught:
        desk.database.read(lambda c: queries.room_by_room_id(c, room_id))
    assert (caught.value.code, caught.value.field) == ("u302", "room")
    with pytest.raises(NotFound):
        desk.database.read(lambda c: queries.room_by_id(c, 77))


def test_search_looks_at_all_texts_whatever_their_case(desk: Desk) -> None:
    member = make_member(desk, "Zoe")
    service.create_room_token(desk, "one", Metadata("Garden Party", "GP"), Creator(member))
    two = create(desk, "two", "Cellar", "DARK")
    service.request_deployment(desk, two)
    service.set_contract(desk, two, contract_of("two"))
    assert found(desk, "garden") == ["one"]
    assert found(desk, " PARTY ") == ["one"]
    assert found(desk, "dar") == ["two"]
    assert found(desk, "zOE") == ["one"]
    assert found(desk, principal_of("zoe").lower()) == []
    assert found(desk, principal_of("Zoe").lower()) == ["one"]
    assert found(desk, contract_of("two")) == ["two"]
    assert found(desk, "TWO") == ["two"]
    assert found(desk, "e") == ["one", "two"]
    assert found(desk, "   ") == ["one", "two"]


def test_percent_and_underscore_are_plain_characters(desk: Desk) -> None:
    for room_id in ("100% pure", "100 pure", "snake_case", "snakeXcase", "back\\slash", "for/ward"):
        create(desk, room_id)
    assert found(desk, "0%") == ["100% pure"]
    assert found(desk, "%") == ["100% pure"]
    assert found(desk, "e_c") == ["snake_case"]
    assert found(desk, "_") == ["snake_case"]
    assert found(desk, "\\") == ["back\\slash"]
    assert found(desk, "/") == ["for/ward"]
    assert found(desk, "'") == []


@pytest.mark.parametrize("text", ["zero\0", "half \ud83d", "x" * 60_000, "%" * 1_999, "🗝" * 50])
def test_text_that_no_room_can_hold_finds_none(desk: Desk, text: str) -> None:
    create(desk, "lobby")
    assert found(desk, text) == []


def test_filters_narrow_and_go_together(desk: Desk, clock: SetClock) -> None:
    ana = make_member(desk, "ana")
    give(desk, ana, 10**12)
    trading = make_room(desk, "trading", creator=ana)
    make_room(desk, "quiet", creator=ana, terms=linear_terms(quote="sats"))
    create(desk, "draft")
    place(desk, order(trading, ana, 1))
    clock.advance(timedelta(days=2))
    since = clock.now() - timedelta(days=2)
    assert found(desk, status="trading") == ["trading", "quiet"]
    assert found(desk, status=("draft", "trading")) == ["trading", "quiet", "draft"]
    assert found(desk, creator=ana) == ["trading", "quiet"]
    assert found(desk, quote="sats") == ["quiet"]
    assert found(desk, traded_since=since) == ["trading"]
    assert found(desk, traded_since=since + timedelta(microseconds=1)) == []
    assert found(desk, idle_since=since) == ["quiet", "draft"]
    assert found(desk, "quiet", status="trading", creator=ana) == ["quiet"]
    assert found(desk, status="", creator=None) == ["trading", "quiet", "draft"]


def test_every_sort_is_total_and_turns_around(desk: Desk) -> None:
    for status in Status:
        room_at(desk, status, f"{status.value} 1")
    for number in (2, 3):
        create(desk, f"draft {number}")
    for key in ROOMS.sorts:
        up = [row.id for row in page(desk, Listing(sort=key)).rows]
        down = [row.id for row in page(desk, Listing(sort=key, descending=True)).rows]
        assert sorted(up) == list(range(1, 11))
        if key != "contract":
            # Databases disagree on whether nothing comes first.
            assert up == down[::-1]


def test_sorting_by_status_follows_a_rooms_life(desk: Desk) -> None:
    statuses = [Status.PAUSED, Status.DRAFT, Status.TRADING, Status.FAILED, Status.DEPRECATED]
    for status in statuses:
        room_at(desk, status, status.value)
    rows = page(desk, Listing(sort="status")).rows
    assert [row.status for row in rows] == [status for status in Status if status in statuses]


@pytest.mark.parametrize("descending", [False, True])
def test_pages_from_either_end_are_slices_of_the_whole(desk: Desk, descending: bool) -> None:
    for number in range(23):
        create(desk, f"room {number}", name=f"Name {number % 4}")
    listing = Listing(sort="name", descending=descending)
    whole = page(desk, listing).rows
    for offset in range(25):
        for limit in (1, 5, 30):
            part = page(desk, listing, offset, limit)
            assert (part.offset, part.total) == (offset, 23)
            assert part.rows == whole[offset : offset + limit]
    streamed = desk.database.read(lambda c: tuple(ROOMS.stream(c, listing)))
    assert streamed == whole


def test_symbols_may_be_shared_but_are_told(desk: Desk) -> None:
    row_id = create(desk, "lobby", symbol="LOB")

    def free(symbol: str, except_id: int | None = None) -> bool:
        return desk.database.read(lambda c: queries.symbol_is_free(c, symbol, except_id=except_id))

    assert free("HALL")
    assert not free("LOB")
    assert free("LOB", except_id=row_id)


def test_creators_are_listed_once_by_name(desk: Desk) -> None:
    zoe, ana = make_member(desk, "zoe"), make_member(desk, "ana")
    make_member(desk, "nobody")
    for number, member in enumerate((zoe, ana, zoe)):
        service.create_room_token(desk, str(number), Metadata("Room", "R"), Creator(member))
    create(desk, "without a member")
    assert desk.database.read(queries.creators) == ((ana, "ana"), (zoe, "zoe"))


def figures(desk: Desk) -> RoomFigures:
    return desk.database.read(lambda c: queries.figures(c, desk.clock.now()))


def test_figures_of_no_rooms_are_zeros(desk: Desk) -> None:
    assert figures(desk) == RoomFigures(0, 0, 0, 0, 0, 0, None, 0, {}, ())


def test_figures_count_rooms_and_add_up_reserves(desk: Desk, clock: SetClock) -> None:
    ana = make_member(desk, "ana")
    give(desk, ana, 10**12)
    give(desk, ana, 10**12, asset="sats")
    create(desk, "old draft")
    room_at(desk, Status.DEPLOY_REQUESTED, "waits long")
    clock.advance(timedelta(days=5))
    one = make_room(desk, "one")
    clock.advance(timedelta(hours=30))
    two = make_room(desk, "two", terms=linear_terms(quote="sats"))
    room_at(desk, Status.CONTRACT_SET, "waits")
    place(desk, order(one, ana, 10))
    place(desk, order(two, ana, 1))
    clock.advance(timedelta(hours=24))
    place(desk, order(one, ana, 1))
    clock.advance(timedelta(microseconds=1))
    seen = figures(desk)
    assert (seen.rooms, seen.new_rooms, seen.waiting, seen.waiting_long) == (5, 3, 2, 2)
    assert (seen.trading, seen.traded_lately) == (2, 1)
    assert seen.by_status == {
        Status.DRAFT: 1,
        Status.DEPLOY_REQUESTED: 1,
        Status.CONTRACT_SET: 1,
        Status.TRADING: 2,
    }
    assert seen.totals == (
        QuoteTotals("sats", 1_000_000, 25_000),
        QuoteTotals("uSTX", 14_500_000 + 2_000_000, 362_500 + 50_000),
    )


def test_median_wait_is_of_rooms_that_opened_within_thirty_days(
    desk: Desk, clock: SetClock
) -> None:
    make_room(desk, "long ago")
    clock.advance(timedelta(days=31))
    for number, hours in enumerate((2, 8, 3)):
        row_id = create(desk, f"room {number}")
        service.request_deployment(desk, row_id)
        service.set_contract(desk, row_id, contract_of(f"room {number}"))
        service.initialise_token(desk, row_id)
        clock.advance(timedelta(hours=hours))
        initialise_machine(desk, row_id, linear_terms())
    seen = figures(desk)
    assert (seen.became_trading, seen.median_to_trading) == (3, timedelta(hours=3))
