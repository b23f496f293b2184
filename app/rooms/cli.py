"""Commands about rooms: their life from draft to trading, and their key tokens."""

from collections.abc import Callable
from uuid import uuid4

import click

from app.amounts import parse_whole
from app.changes import Done
from app.errors import InvalidInput, NotFound
from app.fields import extend, pick, record
from app.listing import Listing
from app.members.queries import member_by_username_or_id
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.text_rules import check_encodable
from app.rooms import queries, service
from app.rooms.key_token import KeyTransfer, transfer_keys
from app.rooms.queries import ROOM_FIELDS, TIMELINE_FIELDS, RoomRow
from app.rooms.rules import STATUS_WORDS, Metadata, Status
from app.rooms.service import Creator
from app.terminal import Group, json_option, print_columns, print_json, print_rows, print_table

MOST_ROWS = 100_000
STATUSES = ", ".join(status.value for status in Status)

_ROOM = extend(
    ROOM_FIELDS,
    quote=lambda row: row.quote or None,
    creator=lambda row: row.creator_name or None,
)
_LISTED = extend(
    pick(ROOM_FIELDS, "room_id", "name", "symbol", "status"),
    supply=lambda row: row.supply if row.is_open else None,
    reserve=lambda row: row.reserve if row.is_open else None,
    price=lambda row: row.price if row.is_open else None,
    quote=lambda row: row.quote,
)


@click.group(cls=Group)
def rooms() -> None:
    """Rooms and their key tokens."""


@rooms.command("list")
@click.option("--search", default="", help="Text in a name, symbol, id, principal or creator.")
@click.option("--status", multiple=True, help=f"Only rooms of this status: {STATUSES}.")
@click.option("--quote", multiple=True, metavar="CODE", help="Only rooms priced in this asset.")
@click.option("--sort", type=click.Choice(list(queries.ROOMS.sorts)), default="id")
@click.option("--descending", is_flag=True, help="Largest, last or newest first.")
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=1_000, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, help="Rows to pass over first.")
@json_option
@pass_desk
def list_rooms(
    desk: Desk,
    search: str,
    status: tuple[str, ...],
    quote: tuple[str, ...],
    sort: str,
    descending: bool,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """List rooms, the oldest first."""
    desk.require(Permission.VIEW)
    for code in quote:
        check_encodable(code, field="quote", what="An asset's code")
    filters = {"status": tuple(_status(each).value for each in status), "quote": quote}
    listing = Listing(sort=sort, descending=descending, search=search, filters=filters)
    page = desk.database.read(
        lambda connection: queries.ROOMS.page(connection, listing, offset, limit)
    )
    print_rows(_ROOM, page.rows, as_json, shown=_LISTED)


@rooms.command("show")
@click.argument("room")
@json_option
@pass_desk
def show(desk: Desk, room: str, as_json: bool) -> None:
    """Show a room (by its room id) and its timeline."""
    desk.require(Permission.VIEW)
    _show(desk, find_room(desk, room).id, as_json)


@rooms.command("create")
@click.argument("room_id")
@click.option("--name", required=True, help="Of the key token, up to 32 ASCII characters.")
@click.option("--symbol", required=True, help="1 to 10 of A-Z and 0-9.")
@click.option("--uri", default="", help="Where the token's metadata is: http(s) or ipfs.")
@click.option("--creator", metavar="MEMBER", help="Username or id of the creator.")
@click.option("--creator-principal", metavar="ADDRESS", help="A creator who is no member.")
@json_option
@pass_desk
def create(
    desk: Desk,
    room_id: str,
    name: str,
    symbol: str,
    uri: str,
    creator: str | None,
    creator_principal: str | None,
    as_json: bool,
) -> None:
    """Make the draft of a room's key token."""
    owner = _creator(desk, creator, creator_principal)
    done = service.create_room_token(desk, room_id, Metadata(name, symbol, uri), owner)
    _show(desk, done.value, as_json)


@rooms.command("request-deployment")
@click.argument("room")
@json_option
@pass_desk
def request_deployment(desk: Desk, room: str, as_json: bool) -> None:
    """Ask an admin to deploy the key token."""
    _step(desk, room, as_json, lambda row_id: service.request_deployment(desk, row_id))


@rooms.command("report-failure")
@click.argument("room")
@click.option("--reason", required=True, help="Kept on the timeline.")
@json_option
@pass_desk
def report_failure(desk: Desk, room: str, reason: str, as_json: bool) -> None:
    """Say that a requested deployment failed."""
    _step(desk, room, as_json, lambda row_id: service.report_failure(desk, row_id, reason))


@rooms.command("set-contract")
@click.argument("room")
@click.argument("principal")
@json_option
@pass_desk
def set_contract(desk: Desk, room: str, principal: str, as_json: bool) -> None:
    """Record the deployed contract, ADDRESS.name."""
    _step(desk, room, as_json, lambda row_id: service.set_contract(desk, row_id, principal))


@rooms.command("initialise")
@click.argument("room")
@json_option
@pass_desk
def initialise(desk: Desk, room: str, as_json: bool) -> None:
    """Write the room's metadata into its key token."""
    _step(desk, room, as_json, lambda row_id: service.initialise_token(desk, row_id))


@rooms.command("pause")
@click.argument("room")
@click.option("--sells", is_flag=True, help="Stop sales as well as buys.")
@click.option("--reason", default="", help="Kept on the timeline.")
@json_option
@pass_desk
def pause(desk: Desk, room: str, sells: bool, reason: str, as_json: bool) -> None:
    """Stop trading for a while."""
    _step(
        desk, room, as_json, lambda row_id: service.pause(desk, row_id, sells=sells, reason=reason)
    )


@rooms.command("resume")
@click.argument("room")
@json_option
@pass_desk
def resume(desk: Desk, room: str, as_json: bool) -> None:
    """Open a paused room again."""
    _step(desk, room, as_json, lambda row_id: service.resume(desk, row_id))


@rooms.command("deprecate")
@click.argument("room")
@click.option("--reason", required=True, help="Kept on the timeline.")
@json_option
@pass_desk
def deprecate(desk: Desk, room: str, reason: str, as_json: bool) -> None:
    """End a room; its keys can still be sold back."""
    _step(desk, room, as_json, lambda row_id: service.deprecate(desk, row_id, reason))


@rooms.command("transfer")
@click.argument("room")
@click.option("--amount", required=True, metavar="KEYS", help="How many keys.")
@click.option("--from", "sender", required=True, metavar="MEMBER", help="Who gives them.")
@click.option("--to", "recipient", required=True, metavar="MEMBER", help="Who gets them.")
@click.option("--memo", default="", help="Up to 34 bytes.")
@click.option("--key", default="", help="Idempotency key: the same one moves once; else a new one.")
@json_option
@pass_desk
def transfer(
    desk: Desk,
    room: str,
    amount: str,
    sender: str,
    recipient: str,
    memo: str,
    key: str,
    as_json: bool,
) -> None:
    """Move keys from one member to another, on the sender's behalf."""
    row = find_room(desk, room)
    keys = parse_whole(amount, field="amount", minimum=None)
    giver, taker = _member(desk, sender, "sender"), _member(desk, recipient, "recipient")
    order = KeyTransfer(row.id, keys, giver, taker, giver, key or uuid4().hex, memo)
    entry_id = transfer_keys(desk, order).value
    if as_json:
        print_json(
            {
                "entry_id": entry_id,
                "room_id": row.room_id,
                "sender_id": giver,
                "recipient_id": taker,
                "amount": keys,
            }
        )
        return
    click.echo(f"{keys} {row.symbol} moved from {sender} to {recipient} (entry {entry_id}).")


def find_room(desk: Desk, room_id: str) -> RoomRow:
    """The room with this room id; raises NotFound (u302)."""
    return desk.database.read(lambda connection: queries.room_by_room_id(connection, room_id))


def _member(desk: Desk, text: str, field: str) -> int:
    try:
        return desk.database.read(lambda connection: member_by_username_or_id(connection, text).id)
    except NotFound as error:
        error.field = field
        raise


def _creator(desk: Desk, member: str | None, principal: str | None) -> Creator:
    if member is not None and principal is not None:
        raise InvalidInput("Name a member or a principal, not both.", field="creator")
    if member is not None:
        return Creator(_member(desk, member, "creator"))
    return Creator(principal=principal or "")


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError:
        raise InvalidInput(f"A status is one of {STATUSES}.", field="status") from None


def _step(desk: Desk, room: str, as_json: bool, take: Callable[[int], Done[int]]) -> None:
    _show(desk, take(find_room(desk, room).id).value, as_json)


def _show(desk: Desk, row_id: int, as_json: bool) -> None:
    row = desk.database.read(lambda connection: queries.room_by_id(connection, row_id))
    steps = desk.database.read(lambda connection: queries.timeline(connection, row_id))
    if as_json:
        lines = [record(TIMELINE_FIELDS, step) for step in steps]
        print_json(record(_ROOM, row) | {"timeline": lines})
        return
    print_columns([(label, text) for label, text in _facts(row) if text])
    print_table(TIMELINE_FIELDS, steps)


def _facts(row: RoomRow) -> list[tuple[str, str]]:
    money = [
        ("Supply", f"{row.supply} keys"),
        ("Reserve", f"{row.reserve} {row.quote}"),
        ("Price", f"{row.price} {row.quote}"),
        ("Trades", str(row.trades)),
    ]
    return [
        ("Room", row.room_id),
        ("Name", f"{row.name} ({row.symbol})"),
        ("Status", STATUS_WORDS[row.status]),
        ("Creator", f"{row.creator_name} {row.creator_principal}".strip()),
        ("Contract", row.contract_principal or ""),
        ("URI", row.uri),
        *(money if row.is_open else []),
    ]
