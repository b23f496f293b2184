"""Commands about operators and the audit trail."""

import json

import click

from app.db.clock import SystemClock
from app.errors import Unavailable
from app.fields import extend, pick, record
from app.listing import Listing
from app.operators import queries, service
from app.operators.cli_desk import (
    asked_password,
    chosen,
    known_password,
    new_password,
    open_workspace,
    operator_option,
    pass_desk,
    persons_secrets,
    workspace_option,
)
from app.operators.desk import Desk
from app.operators.passwords import Argon2Hasher
from app.operators.queries import OPERATOR_FIELDS, TRAIL_FIELDS, OperatorRow
from app.operators.rules import Permission, Role, parse_role
from app.operators.secrets import operator_password
from app.operators.signing_in import sign_in
from app.operators.text_rules import check_encodable
from app.terminal import Group, json_option, parse_moment, print_json, print_rows, print_table

ROLES = ", ".join(role.value for role in Role)
MOST_LINES = 100_000

_LISTED = extend(
    pick(OPERATOR_FIELDS, "id", "name", "display_name"),
    role=lambda row: row.role.label,
    state=lambda row: "active" if row.active else "switched off",
)
_LINE = extend(
    TRAIL_FIELDS,
    before=lambda row: json.loads(row.before or "{}"),
    after=lambda row: json.loads(row.after or "{}"),
)
_LISTED_LINE = pick(
    extend(TRAIL_FIELDS, subject=lambda row: f"{row.subject_kind} {row.subject_name}"),
    "at", "operator", "action", "subject", "outcome", "reason",
)  # fmt: skip


@click.group(cls=Group)
def operators() -> None:
    """Who works here, what each may do, and what each did."""


@operators.command("list")
@json_option
@pass_desk
def list_operators(desk: Desk, as_json: bool) -> None:
    """List the operators."""
    desk.require(Permission.VIEW)
    rows = desk.database.read(queries.list_operators)
    print_rows(OPERATOR_FIELDS, rows, as_json, shown=_LISTED)


@operators.command("add")
@click.argument("name")
@click.option("--role", default=Role.VIEWER.value, show_default=True, help=f"One of {ROLES}.")
@click.option("--display-name", default="", help="The name that is shown; else the name.")
@json_option
@pass_desk
def add(desk: Desk, name: str, role: str, display_name: str, as_json: bool) -> None:
    """Make an operator; the password comes from TOKENDESK_NEW_PASSWORD or is asked for."""
    desk.require(Permission.MANAGE_OPERATORS)
    done = service.create_operator(
        desk,
        name=name,
        display_name=display_name or name,
        role=parse_role(role),
        password=new_password(name),
        hasher=Argon2Hasher(),
    )
    _show_one(done.value, as_json)


@operators.command("role")
@click.argument("name")
@click.argument("role")
@click.option("--reason", default="", help="Kept in the audit trail.")
@json_option
@pass_desk
def role(desk: Desk, name: str, role: str, reason: str, as_json: bool) -> None:
    """Give an operator another role."""
    wanted = parse_role(role)
    done = service.change_role(desk, _find(desk, name).id, wanted, reason=reason)
    _show_one(done.value, as_json)


@operators.command("password")
@click.argument("name")
@json_option
@pass_desk
def password(desk: Desk, name: str, as_json: bool) -> None:
    """Set a password, from TOKENDESK_NEW_PASSWORD or asked for; it ends a lock-out."""
    row = _find(desk, name)
    old = ""
    if row.id == desk.operator.id:
        old = known_password(desk.database.location, row.name)
    done = service.change_password(
        desk, row.id, new_password(row.name), hasher=Argon2Hasher(), old_password=old
    )
    _show_one(done.value, as_json)


@operators.command("disable")
@click.argument("name")
@click.option("--reason", default="", help="Kept in the audit trail.")
@json_option
@pass_desk
def disable(desk: Desk, name: str, reason: str, as_json: bool) -> None:
    """Switch an operator off; what they did stays."""
    done = service.set_active(desk, _find(desk, name).id, False, reason=reason)
    _show_one(done.value, as_json)


@operators.command("enable")
@click.argument("name")
@click.option("--reason", default="", help="Kept in the audit trail.")
@json_option
@pass_desk
def enable(desk: Desk, name: str, reason: str, as_json: bool) -> None:
    """Switch an operator on again; it ends a lock-out."""
    done = service.set_active(desk, _find(desk, name).id, True, reason=reason)
    _show_one(done.value, as_json)


@operators.command("remember")
@workspace_option
@operator_option
def remember(workspace: str | None, operator: str | None) -> None:
    """Keep one's password in the system keyring, for further commands.

    Without a keyring: in the encrypted file that TOKENDESK_SECRETS_FILE names, whose passphrase
    is in TOKENDESK_PASSPHRASE or asked for.
    """
    name = chosen("operator", operator)
    if not name:
        raise click.UsageError("Name the operator: --as OPERATOR.")
    secrets = persons_secrets()
    with open_workspace(chosen("workspace", workspace), secrets=secrets) as database:
        given = asked_password(name)
        desk = sign_in(database, SystemClock(), name, given, hasher=Argon2Hasher())
        store = secrets.keep(operator_password(database.location, desk.operator.name), given)
        if store is secrets.session:
            raise Unavailable(
                "There is no open keyring on this system; set TOKENDESK_PASSWORD instead, or "
                "TOKENDESK_SECRETS_FILE to keep secrets in an encrypted file.",
                code="NO_KEYRING",
            )
    click.echo(f"Kept in {store.title}.")


@operators.command("trail")
@click.option("--search", default="", help="Text in any part of a line.")
@click.option("--operator-name", multiple=True, metavar="NAME", help="Only what NAME did.")
@click.option("--action", multiple=True, help="Only lines of this action.")
@click.option("--subject-kind", multiple=True, metavar="KIND", help="Only lines about this kind.")
@click.option("--since", metavar="TIME", help="Not before (ISO 8601; without zone: UTC).")
@click.option("--until", metavar="TIME", help="Before (ISO 8601; without zone: UTC).")
@click.option("--limit", type=click.IntRange(1, MOST_LINES), default=50, show_default=True)
@json_option
@pass_desk
def trail(
    desk: Desk,
    search: str,
    operator_name: tuple[str, ...],
    action: tuple[str, ...],
    subject_kind: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show the audit trail, newest line first."""
    desk.require(Permission.AUDIT)
    for text in (*operator_name, *action, *subject_kind):
        check_encodable(text, field="filter", what="A filter")
    filters = {
        "operator": operator_name,
        "action": action,
        "subject_kind": subject_kind,
        "since": parse_moment(since, field="since"),
        "until": parse_moment(until, field="until"),
    }
    listing = Listing(search=search, filters=filters)
    page = desk.database.read(lambda connection: queries.TRAIL.page(connection, listing, 0, limit))
    print_rows(_LINE, page.rows, as_json, shown=_LISTED_LINE)


def _find(desk: Desk, name: str) -> OperatorRow:
    return desk.database.read(lambda connection: queries.operator_by_name(connection, name))


def _show_one(row: OperatorRow, as_json: bool) -> None:
    if as_json:
        print_json(record(OPERATOR_FIELDS, row))
    else:
        print_table(_LISTED, [row])
