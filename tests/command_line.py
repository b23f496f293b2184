"""Runs commands as a shell would, in this process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from app.cli import tokendesk
from app.db.location import Location
from app.operators.secrets import OPERATOR_PASSWORD_VARIABLE

# Set in the environment of whoever runs the tests, they would change what a command does.
_FOREIGN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(
    *words: str | Path | int, workspace: str | Path | Location | None = None, **variables: str
) -> Result:
    """What `tokendesk WORDS` does; variables are set in its environment."""
    environment: dict[str, str | None] = dict.fromkeys(_FOREIGN)
    if workspace is not None:
        environment["TOKENDESK_WORKSPACE"] = str(workspace)
        if isinstance(workspace, Location) and workspace.password:
            environment["TOKENDESK_DB_PASSWORD"] = workspace.password
    return CliRunner().invoke(tokendesk, [str(word) for word in words], env=environment | variables)


def printed(result: Result) -> Any:
    """The JSON that a successful command printed."""
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def refused(result: Result, code: str, *, exit_code: int = 1) -> str:
    """The sentence of a command that was refused, in one line, with this code."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    start = f"error: {code}: "
    assert result.stderr.startswith(start), result.stderr
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix(start).rstrip("\n")


def signed(operator: str, password: str) -> dict[str, str]:
    """Variables with which an operator signs in."""
    return {"TOKENDESK_OPERATOR": operator, OPERATOR_PASSWORD_VARIABLE: password}
