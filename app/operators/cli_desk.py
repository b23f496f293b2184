"""Opens the workspace and signs in for commands: `--workspace`, `--as`, and where passwords are."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click
from click.core import ParameterSource

from app.db.clock import SystemClock
from app.db.database import Database
from app.db.location import Location, parse_location
from app.db.workspace import open_database
from app.errors import Unavailable
from app.operators.desk import Desk
from app.operators.keyring_store import KeyringStore
from app.operators.passwords import Argon2Hasher
from app.operators.secret_file import EncryptedFileStore
from app.operators.secrets import (
    OPERATOR_PASSWORD_VARIABLE,
    Secrets,
    database_password,
    operator_password,
)
from app.operators.settings import load_settings
from app.operators.signing_in import demo_desk, sign_in

P = ParamSpec("P")
R = TypeVar("R")

WORKSPACE_VARIABLE = "TOKENDESK_WORKSPACE"
OPERATOR_VARIABLE = "TOKENDESK_OPERATOR"
NEW_PASSWORD_VARIABLE = "TOKENDESK_NEW_PASSWORD"
SECRETS_FILE_VARIABLE = "TOKENDESK_SECRETS_FILE"
PASSPHRASE_VARIABLE = "TOKENDESK_PASSPHRASE"

workspace_option = click.option(
    "--workspace",
    metavar="PATH_OR_URL",
    envvar=WORKSPACE_VARIABLE,
    show_envvar=True,
    help="The workspace: a file, or a postgresql:// URL.",
)
operator_option = click.option(
    "--as",
    "operator",
    metavar="OPERATOR",
    envvar=OPERATOR_VARIABLE,
    show_envvar=True,
    help="Who signs in; a demo workspace needs nobody.",
)


def pass_desk(function: Callable[Concatenate[Desk, P], R]) -> Callable[P, R]:
    """Give a command `--workspace` and `--as`, and a signed-in desk as its first argument.

    The workspace is opened when the command runs, and closed after it.
    """

    @wraps(function)
    def with_desk(*args: P.args, **kwargs: P.kwargs) -> R:
        workspace = chosen("workspace", kwargs.pop("workspace"))
        with open_desk(workspace, chosen("operator", kwargs.pop("operator"))) as desk:
            return function(desk, *args, **kwargs)

    return workspace_option(operator_option(with_desk))


def chosen(name: str, value: object) -> str:
    """The option `name` of the command, or of the program before the command's name.

    What was typed wins over the environment, wherever it was typed; empty if nothing is known.
    """
    context = click.get_current_context()
    of_program = context.find_root().params.get(name)
    is_typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    found = value if is_typed else of_program or value
    return found if isinstance(found, str) else ""


@contextmanager
def open_desk(workspace: str, operator: str, *, secrets: Secrets | None = None) -> Iterator[Desk]:
    """The desk of an operator in a workspace, closed afterwards.

    operator: empty takes the demo workspace's admin.
    Raises click.UsageError when a name or a password is missing, and as `open_database` and
    `sign_in` do.
    """
    secrets = secrets or persons_secrets()
    with open_workspace(workspace, secrets=secrets) as database:
        yield _signed_in(database, operator, secrets)


@contextmanager
def open_workspace(workspace: str, *, secrets: Secrets | None = None) -> Iterator[Database]:
    """The workspace's database, closed afterwards; nobody is signed in.

    Raises as `open_desk` does.
    """
    if not workspace.strip():
        raise click.UsageError(
            f"Name the workspace: --workspace PATH_OR_URL, or {WORKSPACE_VARIABLE}."
        )
    database = _opened(parse_location(workspace), secrets or persons_secrets())
    try:
        yield database
    finally:
        database.close()


def persons_secrets() -> Secrets:
    """Where this person's secrets are: the keyring, and the encrypted file if they chose one.

    They choose it with TOKENDESK_SECRETS_FILE; its passphrase is in TOKENDESK_PASSPHRASE or
    asked for. Raises click.UsageError when there is nobody to ask.
    """
    path = os.environ.get(SECRETS_FILE_VARIABLE)
    if not path:
        return Secrets(KeyringStore())
    passphrase = os.environ.get(PASSPHRASE_VARIABLE)
    if passphrase is None:
        if not _can_ask():
            raise click.UsageError(
                f"The passphrase of {path} is missing: set {PASSPHRASE_VARIABLE}."
            )
        passphrase = _ask(f"Passphrase of {path}")
    return Secrets(KeyringStore(), file=EncryptedFileStore(Path(path).expanduser(), passphrase))


def _opened(location: Location, secrets: Secrets) -> Database:
    if location.is_file or location.password:
        return open_database(location, migrate=False)
    kept = secrets.find(database_password(location)) or ""
    try:
        return open_database(_with_password(location, kept), migrate=False)
    except Unavailable as error:
        if error.code != "DB_SIGN_IN" or not _can_ask():
            raise
    asked = _ask(f"Password for {location}")
    return open_database(_with_password(location, asked), migrate=False)


def _with_password(location: Location, password: str) -> Location:
    return Location(url=location.url, password=password)


def _signed_in(database: Database, operator: str, secrets: Secrets) -> Desk:
    clock = SystemClock()
    if not operator.strip():
        if database.read(load_settings).is_demo:
            return demo_desk(database, clock)
        raise click.UsageError(f"Name the operator: --as OPERATOR, or {OPERATOR_VARIABLE}.")
    password = known_password(database.location, operator, secrets=secrets)
    return sign_in(database, clock, operator, password, hasher=Argon2Hasher())


def known_password(location: Location, operator: str, *, secrets: Secrets | None = None) -> str:
    """An operator's password from TOKENDESK_PASSWORD, the keyring, or the person.

    Raises click.UsageError when there is nobody to ask.
    """
    found = (secrets or persons_secrets()).find(operator_password(location, operator))
    return asked_password(operator) if found is None else found


def asked_password(operator: str) -> str:
    """An operator's password from the person; raises click.UsageError when there is nobody."""
    if not _can_ask():
        raise click.UsageError(
            f"The password of {operator} is missing: set {OPERATOR_PASSWORD_VARIABLE}."
        )
    return _ask(f"Password for {operator}")


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _ask(question: str) -> str:
    # On stderr, so that a script that reads the command's output doesn't get the question.
    return str(click.prompt(question, hide_input=True, err=True))


def new_password(operator: str) -> str:
    """A password to be set, from TOKENDESK_NEW_PASSWORD or typed twice.

    Raises click.UsageError when there is nobody to type it.
    """
    given = os.environ.get(NEW_PASSWORD_VARIABLE)
    if given is not None:
        return given
    if not _can_ask():
        raise click.UsageError(
            f"The new password of {operator} is missing: set {NEW_PASSWORD_VARIABLE}."
        )
    question = f"New password for {operator}"
    return str(click.prompt(question, hide_input=True, confirmation_prompt=True, err=True))
