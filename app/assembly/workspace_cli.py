"""Commands about a whole workspace: make, describe, migrate, back up, restore, audit."""

import os
from pathlib import Path

import click

from app.addresses import Network
from app.assembly.checks import audit_workspace
from app.assembly.create_workspace import FirstOperator, set_up_workspace
from app.assembly.jobs import JOBS
from app.db import backup as backups
from app.db.clock import SystemClock
from app.db.database import Database, connect
from app.db.file_check import check_file, check_usable
from app.db.location import Location, parse_location
from app.db.migrate import upgrade
from app.db.server_check import check_server
from app.db.workspace import describe
from app.errors import InvalidInput, NotFound, Unavailable
from app.fields import Fields, fields_of, record
from app.ledger.audit import AuditReport, CheckResult
from app.operators.cli_desk import (
    WORKSPACE_VARIABLE,
    chosen,
    new_password,
    open_desk,
    open_workspace,
    operator_option,
    pass_desk,
    persons_secrets,
    workspace_option,
)
from app.operators.desk import Desk
from app.operators.jobs import JOB_FIELDS, LISTED_JOB, job_states
from app.operators.passwords import Argon2Hasher
from app.operators.queries import list_operators
from app.operators.rules import Permission
from app.operators.secrets import OPERATOR_PASSWORD_VARIABLE, database_password
from app.operators.settings import load_settings
from app.terminal import (
    REFUSED,
    Command,
    ProgressBar,
    json_option,
    print_columns,
    print_json,
    print_table,
)

_CHECK_FIELDS: Fields[CheckResult] = fields_of("name", "ok", "rows", "detail")

# Damage that a backup is there to mend: nobody can sign in to such a file.
_BEYOND_SIGNING_IN = ("DB_DAMAGED", "DB_NOT_A_WORKSPACE", "DB_EMPTY", "DB_NOT_FOUND")


@click.command("init", cls=Command)
@click.option("--operator", "--as", "operator", required=True, help="The first admin's name.")
@click.option("--display-name", default="", help="The name that is shown; else the name.")
@click.option("--name", default="Tokendesk", show_default=True, help="Of the workspace.")
@click.option(
    "--network", type=click.Choice([one.value for one in Network]), default=Network.TESTNET.value
)
@workspace_option
@json_option
def init(
    operator: str,
    display_name: str,
    name: str,
    network: str,
    workspace: str | None,
    as_json: bool,
) -> None:
    """Make a workspace and its first operator.

    The password is taken from TOKENDESK_PASSWORD or asked for.
    """
    location = located(workspace)
    given = os.environ.get(OPERATOR_PASSWORD_VARIABLE)
    password = new_password(operator) if given is None else given
    with ProgressBar() as progress:
        desk = set_up_workspace(
            location,
            progress,
            clock=SystemClock(),
            hasher=Argon2Hasher(),
            first=FirstOperator(operator, display_name or operator, password),
            name=name,
            network=Network(network),
        )
    desk.database.close()
    if as_json:
        print_json({"workspace": str(location), "name": name, "operator": operator})
    else:
        click.echo(f"{location} is ready; {operator} is its first admin.")


@click.command("info", cls=Command)
@workspace_option
@json_option
def info(workspace: str | None, as_json: bool) -> None:
    """Describe a workspace: where it is, its version, its size."""
    with open_workspace(_named(workspace)) as database:
        found = describe(database)
        settings = database.read(load_settings)
        jobs = database.read(lambda connection: job_states(connection, JOBS))
    facts: dict[str, object] = {
        "workspace": found.place,
        "name": settings.name,
        "kind": found.kind,
        "server": found.server,
        "network": settings.network,
        "is_demo": settings.is_demo,
        "revision": found.revision,
        "newest_revision": found.newest_revision,
        "size": found.size,
    }
    if as_json:
        print_json(
            facts | {"tables": found.tables, "jobs": [record(JOB_FIELDS, job) for job in jobs]}
        )
        return
    print_columns([(name.replace("_", " "), str(value)) for name, value in facts.items()])
    print_columns([(str(rows), name) for name, rows in found.tables.items()], numeric=(0,))
    print_table(LISTED_JOB, jobs)


@click.command("migrate", cls=Command)
@workspace_option
@json_option
def migrate(workspace: str | None, as_json: bool) -> None:
    """Bring a workspace's schema up to date; a file is copied first."""
    location = located(workspace)
    database = connect(location)
    try:
        _check_openable(database)
        with ProgressBar() as progress:
            done = upgrade(database, progress)
    finally:
        database.close()
    if as_json:
        print_json({"before": done.before, "after": done.after, "backup": _text(done.backup)})
    elif done.before == done.after:
        click.echo(f"{location} is up to date ({done.after}).")
    else:
        click.echo(f"{location} went from {done.before} to {done.after}.")
        if done.backup is not None:
            click.echo(f"As it was before: {done.backup}")


@click.command("backup", cls=Command)
@click.argument("file")
@click.option("--replace", is_flag=True, help="Overwrite an earlier backup of this name.")
@json_option
@pass_desk
def backup(desk: Desk, file: str, replace: bool, as_json: bool) -> None:
    """Write the whole workspace into one file, verified; others go on working."""
    desk.require(Permission.BACKUP)
    with ProgressBar() as progress:
        done = backups.backup(desk.database, file_named(file), progress, replace=replace)
    if as_json:
        print_json(
            {
                "file": str(done.path),
                "revision": done.revision,
                "size": done.size,
                "rows": done.rows,
            }
        )
    else:
        click.echo(f"{done.rows} rows are in {done.path} ({done.size} bytes), verified.")


@click.command("restore", cls=Command)
@click.argument("file")
@click.option("--replace", is_flag=True, help="Take the place of the file that is there.")
@workspace_option
@operator_option
@json_option
def restore(
    file: str, replace: bool, workspace: str | None, operator: str | None, as_json: bool
) -> None:
    """Make the workspace what a backup holds; a file that was there is kept beside it."""
    location = located(workspace)
    if replace and location.is_file:
        _require_restore(str(location), chosen("operator", operator))
    with ProgressBar() as progress:
        done = backups.restore(file_named(file), location, progress, replace=replace)
    if as_json:
        print_json(
            {
                "workspace": str(done.location),
                "revision": done.revision,
                "rows": done.rows,
                "kept": _text(done.kept),
            }
        )
        return
    click.echo(f"{done.rows} rows are in {done.location}.")
    if done.kept is not None:
        click.echo(f"What was there before: {done.kept}")


@click.command("audit", cls=Command)
@json_option
@pass_desk
@click.pass_context
def audit(context: click.Context, desk: Desk, as_json: bool) -> None:
    """Prove the books: recompute every hash and balance. Exits with 1 if one is wrong."""
    desk.require(Permission.AUDIT)
    with ProgressBar() as progress:
        report = audit_workspace(desk.database, progress)
    if as_json:
        print_json(
            {
                "ok": report.ok,
                "checks": [record(_CHECK_FIELDS, each) for each in report.checks],
                "root_hash": report.root_hash,
            }
        )
    else:
        _show_report(report)
    context.exit(0 if report.ok else REFUSED)


def located(workspace: str | None) -> Location:
    """Where the workspace is; a server's password from the keyring if it isn't given.

    Raises click.UsageError when no workspace is named, InvalidInput for one that can't be.
    """
    location = parse_location(_named(workspace))
    if location.is_file or location.password:
        return location
    kept = persons_secrets().find(database_password(location))
    return Location(url=location.url, password=kept or "")


def file_named(text: str) -> Path:
    """The file or folder of this name; raises InvalidInput (field `file`) if none can be."""
    path = Path(text).expanduser()
    try:
        path.stat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it can't be a file's name"
        raise InvalidInput(f"This file can't be used: {why}.", field="file") from None
    if not text.strip():
        raise InvalidInput("Name a file.", field="file")
    return path


def _named(workspace: str | None) -> str:
    found = chosen("workspace", workspace)
    if not found.strip():
        raise click.UsageError(
            f"Name the workspace: --workspace PATH_OR_URL, or {WORKSPACE_VARIABLE}."
        )
    return found


def _check_openable(database: Database) -> None:
    path = database.location.path
    if path is None:
        check_server(database)
    else:
        check_file(path)
        check_usable(path)


def _require_restore(workspace: str, operator: str) -> None:
    """Only who may restore replaces a workspace that can still be opened."""
    try:
        with open_workspace(workspace) as database:
            if not database.read(list_operators):
                return
        with open_desk(workspace, operator) as desk:
            desk.require(Permission.RESTORE)
    except (Unavailable, NotFound) as error:
        if error.code not in _BEYOND_SIGNING_IN:
            raise


def _show_report(report: AuditReport) -> None:
    print_columns(
        [
            ("ok" if each.ok else "FAILED", each.name, f"{each.rows} rows", each.detail)
            for each in report.checks
        ],
        numeric=(2,),
    )
    click.echo(f"root hash {report.root_hash}")


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
