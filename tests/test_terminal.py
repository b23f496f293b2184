"""How commands end: exit codes, one line an error, JSON that holds everything."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app import terminal
from app.errors import InvalidInput, NotFound, UserError


def command_that(does: Callable[[], None]) -> terminal.Command:
    count = click.Option(["--count"], type=int, expose_value=False)
    return terminal.Command("try", callback=does, params=[count])


def refusing(error: Exception) -> terminal.Command:
    def refuse() -> None:
        raise error

    return terminal.Command("try", callback=refuse)


def run(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


@pytest.mark.parametrize(
    ("error", "line", "status"),
    [
        (UserError("Not now."), "error: REFUSED: Not now.", 1),
        (NotFound("No such room.", code="u302"), "error: u302: No such room.", 1),
        (
            InvalidInput("The smallest value is 1.", field="buy"),
            "error: INVALID_INPUT: buy: The smallest value is 1.",
            2,
        ),
        (NotFound("Gone.", field="room"), "error: NOT_FOUND: room: Gone.", 1),
        (UserError("Two\nlines\r\x1b[31m."), "error: REFUSED: Two lines  [31m.", 1),
        (InvalidInput("Bad.", field="x" * 500), f"error: INVALID_INPUT: {'x' * 64}: Bad.", 2),
        (click.FileError("data.csv", "gone"), None, 1),
        (click.Abort(), "error: CANCELLED: Stopped before it was done.", 1),
        (KeyboardInterrupt(), "error: CANCELLED: Stopped before it was done.", 1),
    ],
)
def test_a_refusal_is_one_line_on_stderr_and_an_exit_code(
    error: Exception, line: str | None, status: int
) -> None:
    result = run(refusing(error))
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    if line is not None:
        assert lines == [line]
    assert lines[0].startswith("error: ")
    assert result.exit_code == status


@pytest.mark.skipif(sys.platform != "linux", reason="needs a disk that is always full")
@pytest.mark.parametrize("words", [["--help"], ["curve", "flat", "--param", "price=3", "--buy=1"]])
def test_a_full_disk_under_the_output_is_one_line(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [sys.executable, "-m", "app", *words], stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    said = "error: OUTPUT: The output couldn't be written: No space left on device.\n"
    assert (found.returncode, found.stderr) == (1, said)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
def test_a_command_without_an_output_ends_as_ever() -> None:
    code = "import sys; sys.argv = ['x', '--version']; import app.__main__ as it; it.main()"
    closed = f'exec "$0" -c "{code}" >&-'
    found = subprocess.run(
        ["/bin/sh", "-c", closed, sys.executable], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, None),
        ("", None),
        ("2026-03-12", datetime(2026, 3, 12, tzinfo=UTC)),
        ("2026-03-12T14:30", datetime(2026, 3, 12, 14, 30, tzinfo=UTC)),
        ("2026-03-12T14:30+02:00", datetime(2026, 3, 12, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_utc_unless_it_says_otherwise(
    text: str | None, moment: datetime | None
) -> None:
    assert terminal.parse_moment(text, field="since") == moment


@pytest.mark.parametrize("text", ["x", "2026-13-01", "12:00", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        terminal.parse_moment(text, field="since")
    assert refusal.value.field == "since"


def test_a_bug_is_not_dressed_up_as_a_refusal() -> None:
    result = run(refusing(ZeroDivisionError("bug")))
    assert isinstance(result.exception, ZeroDivisionError)


def test_success_exits_with_0_and_a_chosen_status_is_kept() -> None:
    def leave() -> None:
        click.get_current_context().exit(terminal.REFUSED)

    assert run(command_that(lambda: None)).exit_code == 0
    assert run(command_that(leave)).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--nope"], "No such option"),
        (["--count", "x"], "'x' is not a valid integer"),
        (["more"], "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_one_line_too(arguments: list[str], part: str) -> None:
    result = run(command_that(lambda: None), *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: USAGE: ")
    assert result.stderr.count("\n") == 1
    assert part in result.stderr


def program() -> terminal.Group:
    @click.group(cls=terminal.Group)
    def tokendesk() -> None:
        """Everything."""

    @tokendesk.group("rooms")
    def rooms() -> None:
        """Rooms."""

    @rooms.command("show")
    @click.argument("room")
    @terminal.json_option
    def show(room: str, as_json: bool) -> None:
        """One room."""
        if room == "none":
            raise NotFound("There is no such room.", field="room")
        if as_json:
            terminal.print_json({"room_id": room})
        else:
            terminal.print_columns([("room", room)])

    return tokendesk


class TestGroups:
    def test_errors_of_commands_below_end_the_same_way(self) -> None:
        result = run(program(), "rooms", "show", "none")
        assert (result.exit_code, result.stderr) == (
            1,
            "error: NOT_FOUND: room: There is no such room.\n",
        )
        assert run(program(), "rooms", "show").stderr.startswith("error: USAGE: Missing argument")
        assert run(program(), "nope").stderr == "error: USAGE: No such command 'nope'.\n"

    def test_commands_of_a_group_end_the_same_way_by_themselves(self) -> None:
        rooms = program().commands["rooms"]
        assert isinstance(rooms, terminal.Group)
        assert isinstance(rooms.commands["show"], terminal.Command)

    def test_without_a_command_they_show_their_help(self) -> None:
        result = run(program(), "rooms")
        assert result.exit_code == 2
        assert "Commands:" in result.stderr

    def test_json_is_asked_for_with_an_option(self) -> None:
        assert run(program(), "rooms", "show", "7", "--json").stdout == '{"room_id":"7"}\n'
        assert run(program(), "rooms", "show", "7").stdout == "room  7\n"

    def test_errors_reach_a_caller_who_asks_for_them(self) -> None:
        with pytest.raises(NotFound):
            program().main(["rooms", "show", "none"], standalone_mode=False)
        with pytest.raises(click.UsageError):
            command_that(lambda: None).main(["--nope"], standalone_mode=False)


@dataclass(frozen=True)
class Row:
    amount: int
    at: datetime


class TestPrinting:
    def test_json_holds_dataclasses_times_and_integers_of_any_size(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        terminal.print_json(Row(10**40, datetime(2026, 3, 1, tzinfo=UTC)))
        terminal.print_json([{"name": "Köln\n"}])
        lines = capsys.readouterr().out.splitlines()
        assert json.loads(lines[0]) == {"amount": 10**40, "at": "2026-03-01T00:00:00Z"}
        assert lines[1] == '[{"name":"Köln\\n"}]'

    def test_json_holds_text_that_was_no_utf8(self, capsys: pytest.CaptureFixture[str]) -> None:
        terminal.print_json({"text": "\udcff"})
        assert json.loads(capsys.readouterr().out) == {"text": "\udcff"}

    def test_columns_are_aligned(self, capsys: pytest.CaptureFixture[str]) -> None:
        terminal.print_columns([("Total", "5"), ("Fee", "1\u202f000"), ("a\nb", "")], numeric=[1])
        assert capsys.readouterr().out == "Total      5\nFee    1\u202f000\na b\n"

    def test_no_rows_print_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        terminal.print_columns([])
        assert capsys.readouterr().out == ""


def test_a_reader_who_leaves_early_is_no_error() -> None:
    program = (
        "import click\n"
        "from app import terminal\n"
        "@click.command(cls=terminal.Command)\n"
        "def many():\n"
        "    for number in range(200_000):\n"
        "        terminal.print_columns([(str(number),)])\n"
        "many()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"0\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


def test_a_terminal_without_a_character_gets_its_escape() -> None:
    program = (
        "import click\n"
        "from app import terminal\n"
        "@click.command(cls=terminal.Command)\n"
        "def say():\n"
        "    print('1\\u202f000')\n"
        "say()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"1\\u202f000\n"
