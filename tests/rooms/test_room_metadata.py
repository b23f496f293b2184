"""Whatever is typed for a room is kept to the letter, or refused by the name of its field."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.db.database import Database
from app.errors import InvalidInput
from app.operators.desk import Desk
from app.rooms import service
from app.rooms.queries import room_by_room_id
from app.rooms.rules import Metadata, check_memo, check_metadata, check_room_id
from app.rooms.service import Creator
from tests.db.rows import all_rows
from tests.factories import desk_of, principal_of, refusal_of
from tests.rooms.stages import draft, room_of

# Any text at all, with halves of characters and zeros, and what is nearly right.
ANYTHING = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=300),
    st.text(string.printable, max_size=40),
    st.text(string.ascii_uppercase + string.digits, max_size=12),
)
URIS = st.one_of(
    ANYTHING,
    st.builds(
        "{}{}".format, st.sampled_from(["https://", "ipfs://", "http://", "ftp://"]), ANYTHING
    ),
)
CREATOR = Creator(principal=principal_of("creator"))


def is_one_line(text: str, longest: int) -> bool:
    return text.isprintable() and text == text.strip() and 1 <= len(text) <= longest


def fits(room_id: str, metadata: Metadata) -> bool:
    """The same rules said another way."""
    plain = set(string.ascii_uppercase + string.digits)
    return (
        is_one_line(room_id, 256)
        and is_one_line(metadata.name, 32)
        and metadata.name.isascii()
        and 1 <= len(metadata.symbol) <= 10
        and set(metadata.symbol) <= plain
        and (metadata.uri == "" or fits_uri(metadata.uri))
    )


def fits_uri(uri: str) -> bool:
    if not is_one_line(uri, 256) or not uri.isascii() or " " in uri:
        return False
    scheme, mark, rest = uri.partition("://")
    if not mark or not rest:
        return False
    return scheme == "ipfs" or (
        scheme in ("http", "https") and any(char.isalnum() for char in rest)
    )


@given(room_id=ANYTHING, metadata=st.builds(Metadata, name=ANYTHING, symbol=ANYTHING, uri=URIS))
@example(room_id="12", metadata=Metadata("A room", "R2", "ipfs://x"))
@example(room_id="茶館", metadata=Metadata("Tea", "TEA"))
@example(room_id="x", metadata=Metadata("Tea", "tea"))
@example(room_id="x\n", metadata=Metadata("Tea\0", "TEA"))
def test_any_text_is_kept_exactly_or_refused_by_its_field(
    sqlite_database: Database, room_id: str, metadata: Metadata
) -> None:
    desk = desk_of(sqlite_database)
    before = sqlite_database.read(all_rows)
    refusal = refusal_of(lambda: service.create_room_token(desk, room_id, metadata, CREATOR))
    if refusal is None:
        assert fits(room_id, metadata)
        room = sqlite_database.read(lambda connection: room_by_room_id(connection, room_id))
        assert Metadata(room.name, room.symbol, room.uri) == metadata
    elif isinstance(refusal, InvalidInput):
        assert refusal.field in ("room_id", "name", "symbol", "uri")
        assert not fits(room_id, metadata)
        assert sqlite_database.read(all_rows) == before
    else:
        # An earlier example took this room id.
        assert refusal.code == "u301"


@given(metadata=st.builds(Metadata, name=ANYTHING, symbol=ANYTHING, uri=URIS))
def test_edited_draft_keeps_any_text_exactly_or_stays(
    sqlite_database: Database, metadata: Metadata
) -> None:
    desk = desk_of(sqlite_database)
    row_id = edited_room(desk)
    shown = room_of(sqlite_database, row_id)
    refusal = refusal_of(lambda: service.edit_room_token(desk, row_id, shown.version, metadata))
    room = room_of(sqlite_database, row_id)
    if refusal is None:
        assert Metadata(room.name, room.symbol, room.uri) == metadata
    else:
        assert refusal.field in ("name", "symbol", "uri")
        assert not fits("x", metadata)
        assert room == shown


def edited_room(desk: Desk) -> int:
    if desk.database.read(all_rows)["room"]:
        return 1
    return draft(desk)


@given(room_id=ANYTHING, metadata=st.builds(Metadata, name=ANYTHING, symbol=ANYTHING, uri=URIS))
@example(room_id="zero\0", metadata=Metadata("Tea", "TEA"))
@example(room_id="half \ud83d", metadata=Metadata("Tea", "TEA"))
@example(room_id="🗝" * 256, metadata=Metadata("Tea", "TEA"))
def test_server_takes_what_the_file_takes(
    postgres_database: Database, room_id: str, metadata: Metadata
) -> None:
    desk = desk_of(postgres_database)
    refusal = refusal_of(lambda: service.create_room_token(desk, room_id, metadata, CREATOR))
    if fits(room_id, metadata):
        assert refusal is None or refusal.code == "u301"
        found = postgres_database.read(lambda connection: room_by_room_id(connection, room_id))
        assert found.room_id == room_id
    else:
        assert refusal is not None
        assert refusal.code in ("INVALID_INPUT", "u301")


@pytest.mark.parametrize(
    "room_id", ["1", "0" * 256, "a b", "茶 館", "'; DROP TABLE room; --", "%_"]
)
def test_room_ids_of_all_kinds_are_taken(room_id: str) -> None:
    assert check_room_id(room_id) == room_id


@pytest.mark.parametrize("room_id", ["", " ", " a", "a ", "a\tb", "x" * 257, "\u200b", "\x7f"])
def test_room_ids_that_nobody_can_read_are_refused(room_id: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_room_id(room_id)
    assert caught.value.field == "room_id"


@pytest.mark.parametrize(
    "metadata",
    [
        Metadata("x" * 32, "A" * 10, "https://" + "x" * 248),
        Metadata("!~", "0", "ipfs://!"),
        Metadata("A b", "Z9", "http://1"),
    ],
)
def test_longest_and_oddest_metadata_is_taken(metadata: Metadata) -> None:
    assert check_metadata(metadata) == metadata


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        (Metadata("", "A"), "name"),
        (Metadata("x" * 33, "A"), "name"),
        (Metadata("café", "A"), "name"),
        (Metadata("x", ""), "symbol"),
        (Metadata("x", "A" * 11), "symbol"),
        (Metadata("x", "a"), "symbol"),
        (Metadata("x", "A-B"), "symbol"),
        (Metadata("x", "٣"), "symbol"),
        (Metadata("x", "A", "https://"), "uri"),
        (Metadata("x", "A", "https://" + "x" * 249), "uri"),
        (Metadata("x", "A", "javascript:alert(1)"), "uri"),
        (Metadata("x", "A", "https://a b"), "uri"),
        (Metadata("x", "A", "HTTPS://a"), "uri"),
    ],
)
def test_metadata_that_the_contract_refuses_is_refused(metadata: Metadata, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_metadata(metadata)
    assert caught.value.field == field


@pytest.mark.parametrize("memo", ["", "x" * 34, "茶" * 11, "🗝" * 8, "two\nlines"])
def test_memo_has_up_to_34_bytes(memo: str) -> None:
    assert check_memo(memo) == memo


@pytest.mark.parametrize("memo", ["x" * 35, "茶" * 12, "🗝" * 9, "zero\0", "\ud83d"])
def test_longer_memo_is_refused(memo: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_memo(memo)
    assert caught.value.field == "memo"
