"""How commands speak: one line an error, exit codes that scripts rely on, JSON on request."""

import errno
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import Any, BinaryIO, NoReturn, TextIO, TypeVar

import click

from app.errors import InvalidInput, NotFound, Unavailable, UserError
from app.fields import Fields, Row, record

REFUSED = 1
WRONG_USAGE = 2

BAR_WIDTH = 30
BAR_SECONDS = 0.1
"""Between two drawings of a progress bar."""
LONGEST_BAR_TEXT = 40
_CLEAR_LINE = "\r\x1b[K"

# Files that commands write say so themselves; what is left is what standard output refuses.
_OUTPUT_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Command(click.Command):
    """A command that ends in an exit code and, if refused, in one line on stderr."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        run = partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        return _leave(run) if standalone_mode else run()


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command that isn't imported yet.

    summary: its line in the list of commands. place: `module:attribute`.
    below: commands that it gets from elsewhere; it takes them by `add_lazily`.
    """

    summary: str
    place: str
    below: "Mapping[str, LazyCommand]" = field(default_factory=dict)

    def load(self) -> click.Command:
        """Import it; what is imported is spared from garbage collection.

        Modules and classes live until the program ends. Looking through them again and again
        would be a quarter of a short command's time.
        """
        module, _, name = self.place.partition(":")
        was_enabled = gc.isenabled()
        gc.disable()
        try:
            command: Any = getattr(import_module(module), name)
        finally:
            gc.freeze()
            if was_enabled:
                gc.enable()
        if self.below:
            command.add_lazily(self.below)
        assert isinstance(command, click.Command)
        return command


class Group(Command, click.Group):
    """Commands below one name; errors of any of them end as those of `Command`."""

    command_class = Command
    group_class = type

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._lazy: dict[str, LazyCommand] = {}
        self._loaded: dict[str, click.Command] = {}

    def add_lazily(self, commands: Mapping[str, LazyCommand]) -> None:
        """Add commands that are imported when they are run; listing them imports none."""
        self._lazy.update(commands)

    def list_commands(self, ctx: click.Context) -> list[str]:
        # A program's own commands stand in the order in which they were added.
        return [*sorted({*self.commands, *self._lazy})] if self.commands else [*self._lazy]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._lazy and cmd_name not in self._loaded:
            self._loaded[cmd_name] = self._lazy[cmd_name].load()
        return self._loaded.get(cmd_name) or super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        room = formatter.width - 6 - max(map(len, self.list_commands(ctx)), default=0)
        rows = [(name, self._summary(name, room)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _summary(self, name: str, room: int) -> str:
        if name in self._lazy:
            return self._lazy[name].summary
        return self.commands[name].get_short_help_str(room)


def json_option(function: _Function) -> _Function:
    """Give a command `--json`; it arrives as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")(
        function
    )


def parse_moment(text: str | None, *, field: str) -> datetime | None:
    """The moment that an ISO 8601 text names, in UTC, which it is in without a zone of its own.

    None where nothing is given. Raises InvalidInput with the field.
    """
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput("Write a time like 2026-03-12T14:30.", field=field) from None


@contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """A file that somebody named, to read from.

    Errors: NotFound (field `file`); Unavailable (`CANT_READ`), also for what happens within.
    """
    if "\0" in path:
        raise NotFound("No file can have such a name.", field="file")
    try:
        with open(path, "rb") as file:
            yield file
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", field="file") from None
    except OSError as error:
        raise Unavailable(f"{path} can't be read: {error.strerror}.", code="CANT_READ") from None


def print_json(value: object) -> None:
    """Print a value as one line of JSON: dataclasses, big integers, dates and Decimals too."""
    click.echo(_json(value))


def print_rows(
    fields: Fields[Row], rows: Sequence[Row], as_json: bool, *, shown: Fields[Row] | None = None
) -> None:
    """Print rows as a list: all fields as JSON, else aligned columns of those that are shown."""
    if as_json:
        print_json([record(fields, row) for row in rows])
    else:
        print_table(shown or fields, rows)


def print_table(fields: Fields[Row], rows: Iterable[Row]) -> None:
    """Print a line for each row, without titles; whole numbers stand at the right."""
    lines = [list(record(fields, row).values()) for row in rows]
    numeric = {at for line in lines for at, value in enumerate(line) if type(value) is int}
    print_columns([[_cell(value) for value in line] for line in lines], numeric=[*numeric])


def print_facts(facts: Mapping[str, object], as_json: bool) -> None:
    """Print what is known of one thing: JSON, else a line for each fact that there is."""
    if as_json:
        print_json(facts)
    else:
        known = {name: fact for name, fact in facts.items() if fact is not None}
        print_columns([(name.replace("_", " "), str(fact)) for name, fact in known.items()])


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def print_columns(rows: Iterable[Sequence[str]], *, numeric: Sequence[int] = ()) -> None:
    """Print rows of text as aligned columns; those with an index in `numeric` to the right."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if index in numeric else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())


class ProgressBar:
    """A `Progress` that draws one line on standard error, at most ten times a second.

    It prints nothing where nobody watches. The work is stopped with Ctrl+C, which Python raises
    wherever it happens to be.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._drawn_at: float | None = None
        self._is_terminal = self._stream.isatty()

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn_at is not None:
            self._write(_CLEAR_LINE)

    def step(self, done: int, total: int | None, text: str = "") -> None:
        """Draw the line anew, if it is time for it."""
        if not self._is_terminal:
            return
        now = time.monotonic()
        if self._drawn_at is not None and now - self._drawn_at < BAR_SECONDS:
            return
        self._drawn_at = now
        self._write(_CLEAR_LINE + bar_text(done, total, text))

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def bar_text(done: int, total: int | None, text: str) -> str:
    """The line without its end: a bar and a share where the total is known."""
    words = one_line(text)[:LONGEST_BAR_TEXT]
    if not total:
        return f"{words} {done}" if done else words
    filled = min(done, total) * BAR_WIDTH // total
    share = min(done, total) * 100 // total
    return f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {share:3} % {words}".rstrip()


def input_lines() -> Iterator[str]:
    """Lines of standard input that hold something, without their ends; any bytes are read."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    for line in sys.stdin:
        if line.strip():
            yield line.rstrip("\r\n")


def one_line(text: str) -> str:
    """The text without line breaks and control characters, which would spoil a line."""
    return "".join(letter if letter.isprintable() or letter == "\u202f" else " " for letter in text)


def _leave(run: Callable[[], object]) -> NoReturn:
    """Run a command and leave the program: 0 done, 1 refused, 2 wrong usage."""
    _write_anything()
    try:
        status = run()
        # Here rather than at the program's end, where a full disk would be a traceback.
        if sys.stdout is not None:
            sys.stdout.flush()
    except UserError as error:
        _say_error(error.code, _sentence(error))
        status = WRONG_USAGE if isinstance(error, InvalidInput) else REFUSED
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        status = WRONG_USAGE
    except click.UsageError as error:
        _say_error("USAGE", error.format_message())
        status = WRONG_USAGE
    except click.ClickException as error:
        _say_error("REFUSED", error.format_message())
        status = REFUSED
    except click.Abort:
        _say_error("CANCELLED", "Stopped before it was done.")
        status = REFUSED
    except OSError as error:
        if error.errno not in (errno.EPIPE, *_OUTPUT_FAULTS):
            raise
        _forget_output()
        if error.errno != errno.EPIPE:
            _say_error("OUTPUT", f"The output couldn't be written: {error.strerror}.")
        status = REFUSED
    sys.exit(status if isinstance(status, int) else 0)


def _say_error(code: str, sentence: str) -> None:
    click.echo(f"error: {code}: {one_line(sentence)}", err=True)


def _sentence(error: UserError) -> str:
    """The message with the name of the field before it, which a form would show by place."""
    if error.field is None:
        return error.message
    return f"{error.field[:64]}: {error.message}"


def _json(value: object) -> str:
    # Imported here, so that commands without --json start without it.
    import msgspec

    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        # Text from outside that was no valid UTF-8; JSON's own escapes can hold it.
        import json

        return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


def _write_anything() -> None:
    """Let a terminal that lacks a character show its escape, rather than stop the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _forget_output() -> None:
    """Send what is still to be written nowhere, since the reader of the pipe has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
