"""Commands about members."""

from uuid import uuid4

import click

from app.fields import Fields, fields_of, pick, record
from app.ledger.rules import MAX_AMOUNT
from app.listing import Listing
from app.members import money, queries, service
from app.members.money import Moved
from app.members.queries import BALANCE_FIELDS, MEMBER_FIELDS, MemberRow
from app.members.rules import MemberStatus, parse_status
from app.operators.cli_desk import pass_desk
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.terminal import Group, json_option, print_json, print_rows, print_table

MOST_ROWS = 100_000
_MOVED: Fields[Moved] = fields_of(
    "entry_id", "member_id", "asset=asset_code", "amount", "balance", "repeated"
)
_LISTED = pick(MEMBER_FIELDS, "id", "username", "display_name", "status", "principal")


@click.group(cls=Group)
def members() -> None:
    """The people who trade."""


@members.command("list")
@click.option("--search", default="", help="Text in a username, shown name or principal; an id.")
@click.option("--status", multiple=True, help="Only members of this status.")
@click.option("--sort", type=click.Choice(list(queries.MEMBERS.sorts)), default="id")
@click.option("--descending", is_flag=True, help="Largest, last or newest first.")
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=100, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, help="Rows to pass over first.")
@json_option
@pass_desk
def list_members(
    desk: Desk,
    search: str,
    status: tuple[str, ...],
    sort: str,
    descending: bool,
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """List members, the oldest first."""
    desk.require(Permission.VIEW)
    filters = {"status": tuple(parse_status(each).value for each in status)}
    listing = Listing(sort=sort, descending=descending, search=search, filters=filters)
    page = desk.database.read(
        lambda connection: queries.member_page(connection, listing, offset, limit)
    )
    print_rows(MEMBER_FIELDS, page.rows, as_json, shown=_LISTED)


@members.command("show")
@click.argument("member")
@json_option
@pass_desk
def show(desk: Desk, member: str, as_json: bool) -> None:
    """Show a member (username or id) and what they hold."""
    desk.require(Permission.VIEW)
    row = _find(desk, member)
    _show(desk, row, as_json)


@members.command("create")
@click.argument("username")
@click.option("--display-name", default="", help="Shown instead of the username.")
@click.option("--principal", default="", help="A Stacks address on the workspace's network.")
@json_option
@pass_desk
def create(desk: Desk, username: str, display_name: str, principal: str, as_json: bool) -> None:
    """Make a member."""
    done = service.create_member(
        desk, username=username, display_name=display_name, principal=principal
    )
    _show(desk, done.value, as_json)


def _amount_options(function: click.decorators.FC) -> click.decorators.FC:
    options = (
        click.argument("member"),
        click.option("--asset", required=True, metavar="CODE", help="The asset's code."),
        click.option(
            "--amount",
            required=True,
            type=click.IntRange(1, MAX_AMOUNT),
            help="In the asset's minor units.",
        ),
        click.option("--memo", default="", help="Kept with the entry."),
        click.option(
            "--key", default="", help="Idempotency key: the same one books once; else a new one."
        ),
        json_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@members.command("deposit")
@_amount_options
@pass_desk
def deposit(
    desk: Desk, member: str, asset: str, amount: int, memo: str, key: str, as_json: bool
) -> None:
    """Book money that a member brought in."""
    row = _find(desk, member)
    done = money.deposit(desk, row.id, asset, amount, key or uuid4().hex, memo)
    _show_moved(done.value, as_json)


@members.command("withdraw")
@_amount_options
@pass_desk
def withdraw(
    desk: Desk, member: str, asset: str, amount: int, memo: str, key: str, as_json: bool
) -> None:
    """Book money that a member takes out."""
    row = _find(desk, member)
    done = money.withdraw(desk, row.id, asset, amount, key or uuid4().hex, memo)
    _show_moved(done.value, as_json)


@members.command("suspend")
@click.argument("member")
@click.option("--reason", required=True, help="Kept in the audit trail.")
@click.option("--lift", is_flag=True, help="Make the member active again.")
@json_option
@pass_desk
def suspend(desk: Desk, member: str, reason: str, lift: bool, as_json: bool) -> None:
    """Suspend a member, or lift it."""
    status = MemberStatus.ACTIVE if lift else MemberStatus.SUSPENDED
    done = service.set_status(desk, _find(desk, member).id, status, reason=reason)
    _show(desk, done.value, as_json)


def _find(desk: Desk, member: str) -> MemberRow:
    return desk.database.read(
        lambda connection: queries.member_by_username_or_id(connection, member)
    )


def _show(desk: Desk, row: MemberRow, as_json: bool) -> None:
    balances = desk.database.read(lambda connection: queries.member_balances(connection, row.id))
    if as_json:
        held = [record(BALANCE_FIELDS, each) for each in balances]
        print_json(record(MEMBER_FIELDS, row) | {"balances": held})
        return
    print_table(_LISTED, [row])
    print_table(pick(BALANCE_FIELDS, "balance", "asset"), balances)


def _show_moved(moved: Moved, as_json: bool) -> None:
    if as_json:
        print_json(record(_MOVED, moved))
        return
    said = "was booked already" if moved.repeated else "booked"
    click.echo(f"{moved.amount} {moved.asset_code} {said} (entry {moved.entry_id}).")
    click.echo(f"Balance: {moved.balance} {moved.asset_code}.")
