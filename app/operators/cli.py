"""Commands about operators and the audit trail."""

import json

import click

from app.db.clock import SystemClock
from app.errors import Unavailable
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
from app.operators.queries import OperatorRow, TrailRow
from app.operators.rules import Permission, Role, parse_role
from app.operators.secrets import operator_password
from app.operators.signing_in import sign_in
from app.operators.text_rules import check_encodable
from app.terminal import Group, json_option, parse_moment, print_columns, print_json

ROLES = ", ".join(role.value for role in Role)
MOST_LINES = 100_000


@click.group(cls=Group)
def operators() -> None:
    """Who works here, what each may do, and what each did."""


@operators.command("list")
@json_option
@pass_desk
def list_operators(desk: Desk, as_json: bool) -> None:
    """List the operators."""
    desk.require(Permission.VIEW)
    _show(desk.database.read(queries.list_operators), as_json)


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
    if as_json:
        print_json([_line(row) for row in page.rows])
        return
    print_columns([_cells(row) for row in page.rows])


def _find(desk: Desk, name: str) -> OperatorRow:
    return desk.database.read(lambda connection: queries.operator_by_name(connection, name))


def _show(rows: tuple[OperatorRow, ...], as_json: bool) -> None:
    if as_json:
        print_json([_operator(row) for row in rows])
        return
    print_columns(
        [(str(row.id), row.name, row.display_name, row.role.label, _state(row)) for row in rows],
        numeric=(0,),
    )


def _show_one(row: OperatorRow, as_json: bool) -> None:
    if as_json:
        print_json(_operator(row))
    else:
        _show((row,), as_json=False)


def _state(row: OperatorRow) -> str:
    return "active" if row.active else "switched off"


def _operator(row: OperatorRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "display_name": row.display_name,
        "role": row.role,
        "active": row.active,
        "locked_until": row.tries.locked_until,
        "created_at": row.created_at,
        "signed_in_at": row.signed_in_at,
    }


def _line(row: TrailRow) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "operator": row.operator_name,
        "action": row.action,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "subject_name": row.subject_name,
        "outcome": row.outcome,
        "before": json.loads(row.before or "{}"),
        "after": json.loads(row.after or "{}"),
        "reason": row.reason,
    }


def _cells(row: TrailRow) -> tuple[str, ...]:
    return (
        row.at.isoformat(sep=" ", timespec="seconds"),
        row.operator_name,
        row.action,
        f"{row.subject_kind} {row.subject_name}",
        row.outcome,
        row.reason,
    )
