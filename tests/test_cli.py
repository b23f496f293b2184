"""The command line as a whole: what it lists, how fast it starts, and that nothing upsets it."""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from app import __version__
from app.assembly.demo.builder import DEMO_UNTIL
from app.assembly.demo.rooms import ROOMS
from app.assembly.demo.telling import Settings, tell
from app.cli import COMMANDS, OPERATOR_VARIABLE, WORKSPACE_VARIABLE, tokendesk
from app.db.location import Location
from app.db.workspace import create_workspace
from app.operators import cli_desk
from app.progress import NoProgress
from tests.command_line import printed, refused, run
from tests.examples import few_examples

USTX = ("curve", "linear", "--param", "base=1000000", "--param", "slope=100000")
HEAVY = ("PySide6", "numpy", "pyqtgraph", "alembic", "xlsxwriter")
LONGEST_START_SECONDS = 0.4


def start(*words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, without a display."""
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    environment.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, words)],
        env=environment | variables, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


class TestStarting:
    def test_the_example_of_the_handbook(self) -> None:
        result = start(*USTX, "--supply", "0", "--buy", "10", "--json")
        assert result.stdout == (
            '{"gross":14500000,"creator_fee":362500,"protocol_fee":362500,"total":15225000,'
            '"price_before":1000000,"price_after":2000000,"supply_after":10}\n'
        )
        assert (result.returncode, result.stderr) == (0, "")

    @pytest.mark.parametrize(
        "words",
        [
            ["--help"], ["--version"], [*USTX, "--buy", "1"],
            ["wallets", "check", "x", "--kind", "solana"], ["curve", "--help"],
        ],
        ids=" ".join,
    )  # fmt: skip
    def test_commands_without_a_workspace_start_at_once(self, words: list[str]) -> None:
        bare = min(_seconds([sys.executable, "-c", "import click"]) for _ in range(3))
        best = min(_seconds([sys.executable, "-m", "app", *words]) for _ in range(3))
        # On a busy machine even Python itself takes its time.
        assert best - bare < LONGEST_START_SECONDS

    def test_a_command_on_a_file_starts_without_the_servers_parts(self, demo_copy: Path) -> None:
        code = (
            "import gc, sys; from app.cli import tokendesk\n"
            "tokendesk(['rooms', 'list', '--json'], standalone_mode=False)\n"
            "parts = ('psycopg', 'sqlalchemy.dialects.postgresql')\n"
            "print([name for name in parts if name in sys.modules], gc.get_freeze_count() > 10_000,"
            " gc.isenabled())"
        )
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env=os.environ | {WORKSPACE_VARIABLE: str(demo_copy)},
        )  # fmt: skip
        # What was imported is out of garbage collection, which goes on for what comes after it.
        assert found.stdout.endswith("[] True True\n")

    @pytest.mark.parametrize("name", COMMANDS)
    def test_no_command_imports_qt_or_charts(self, name: str) -> None:
        code = (
            "import sys; from app.cli import COMMANDS; COMMANDS[sys.argv[1]].load();"
            "print([name for name in sys.argv[2:] if name in sys.modules])"
        )
        found = subprocess.run(
            [sys.executable, "-c", code, name, *HEAVY], capture_output=True, text=True, check=True
        )
        assert found.stdout == "[]\n"

    def test_the_list_of_commands_imports_none_of_them(self) -> None:
        code = (
            "import sys; from app.cli import tokendesk; tokendesk(['--help'], "
            "standalone_mode=False); print([n for n in sys.modules if n.startswith('sqlalchemy')])"
        )
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert found.stdout.endswith("[]\n")

    def test_the_workspace_commands_run_without_importing_qt(self, demo_copy: Path) -> None:
        code = (
            "import sys; from app.cli import tokendesk\n"
            "tokendesk(['rooms', 'list', '--json'], standalone_mode=False)\n"
            "print([name for name in ('PySide6', 'numpy') if name in sys.modules])"
        )
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env=os.environ | {WORKSPACE_VARIABLE: str(demo_copy)},
        )  # fmt: skip
        assert found.stdout.endswith("[]\n")


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - began


class TestProgram:
    def test_help_lists_every_command_with_a_line(self) -> None:
        result = run("--help")
        for name, command in COMMANDS.items():
            assert re.search(rf"^  {name} +{re.escape(command.summary)}$", result.stdout, re.M)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_help(self, name: str) -> None:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: tokendesk {name}")

    def test_the_version_is_the_packages(self) -> None:
        assert run("--version").stdout == f"tokendesk {__version__}\n"

    def test_an_unknown_command_is_a_wrong_usage(self) -> None:
        refused(run("fly"), "USAGE", exit_code=2)

    def test_the_variables_are_those_of_the_commands(self) -> None:
        assert WORKSPACE_VARIABLE == cli_desk.WORKSPACE_VARIABLE
        assert OPERATOR_VARIABLE == cli_desk.OPERATOR_VARIABLE

    def test_the_workspace_may_be_named_before_the_command(
        self, demo_copy: Path, tmp_path: Path
    ) -> None:
        found = printed(run("--workspace", demo_copy, "info", "--json"))
        assert found["workspace"] == str(demo_copy)
        # What is typed wins over the environment, and the command's own over the program's.
        other = tmp_path / "none.db"
        assert run("--workspace", demo_copy, "rooms", "list", workspace=other).exit_code == 0
        result = run("--workspace", other, "rooms", "list", "--workspace", demo_copy)
        assert result.exit_code == 0

    def test_rooms_have_their_machines_commands_too(self) -> None:
        rooms = COMMANDS["rooms"].load()
        assert isinstance(rooms, click.Group)
        assert {"list", "create", "initialise", "initialise-machine", "machine"} <= set(
            rooms.list_commands(click.Context(rooms))
        )

    def test_without_a_display_the_window_names_the_way_out(self) -> None:
        result = start()
        assert result.returncode == 2
        assert result.stdout == ""
        assert result.stderr.startswith("error: NO_DISPLAY: ")
        assert "tokendesk shots" in result.stderr
        assert result.stderr.count("\n") == 1

    @pytest.mark.parametrize("platform", ["xcb", "wayland", "wayland;xcb", "xcb:x"])
    def test_a_platform_that_needs_a_display_is_no_way_around(self, platform: str) -> None:
        refused(run(QT_QPA_PLATFORM=platform), "NO_DISPLAY", exit_code=2)

    def test_a_workspace_that_cant_be_named_is_said_before_the_window(self) -> None:
        refused(run("--workspace", "mysql://x"), "INVALID_INPUT", exit_code=2)

    def test_a_reader_that_goes_away_is_no_crash(self, demo_copy: Path) -> None:
        command = f"{sys.executable} -m app export trades --workspace {demo_copy} | head -n 2"
        result = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, check=False
        )
        assert result.stdout.count("\n") == 2
        assert result.stderr == ""


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that isn't a group."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from leaves(found, (*words, name))
        else:
            yield (*words, name)


def command_of(words: tuple[str, ...]) -> click.Command:
    """The command that the words name."""
    found: click.Command = tokendesk
    for word in words:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None
        found = inner
    return found


LEAVES = list(leaves(tokendesk))
PRINTS_WHAT_IS_WRONG = [("wallets", "check"), ("wallets", "passport")]

# What a command needs so that it comes to look at the option that is tried.
USUAL = {
    "room": "126", "room_id": "900", "member": "milo", "sender": "milo", "recipient": "yuki",
    "keys": "1", "amount": "1", "principal": "ST1", "name": "Name", "symbol": "SYM",
    "reason": "why", "family": "linear", "quote": "sats", "treasury": "ST1", "operator": "mira",
    "table": "rooms", "kind": "stacks", "addresses": "ST1", "asset": "sats", "role": "viewer",
    "username": "newcomer",
}  # fmt: skip
PATHS = ("file", "directory", "out", "place", "workspace")
IMPOSSIBLE_PATHS = (
    "", " ", "\0", "a\0b", "n" * 300, "/dev/null/x", "/proc/none/x", "mysql://host/x",
    "postgresql://127.0.0.1:1/none", "postgresql://[::1", "postgresql://host:port/x",
)  # fmt: skip

any_text = st.one_of(
    st.text(),
    st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF), min_size=1),
    st.sampled_from(["-", "--", "\n", "\x1b[2J", "0", "-1", "1e9", "9" * 30, "9" * 5_000, "%s"]),
)


@pytest.fixture(scope="session")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo workspace in a folder of its own, for commands to be tried on."""
    path = tmp_path_factory.mktemp("playground") / "small.db"
    database = create_workspace(Location(path=path))
    few = tuple(room for room in ROOMS if room.symbol in ("KITCH", "PROOF"))
    story = Settings(1, 1, DEMO_UNTIL, few)
    database.write(lambda connection: tell(connection, database, NoProgress(), story))
    database.close()
    return path


def books(path: Path) -> str:
    """Stands for every row of the workspace but the audit trail's."""
    with closing(sqlite3.connect(path)) as file, file:
        tables = [
            name
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != "operator_trail"
        ]
        rows = [file.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]
    file.close()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def usual_words(command: click.Command, tried: str, folder: Path) -> list[str]:
    """What the command needs besides the parameter that is tried; files are in `folder`."""
    words: list[str] = []
    usual = USUAL | dict.fromkeys(PATHS, f"{folder}/usual")
    for parameter in command.params:
        if parameter.name is None or parameter.name == tried:
            continue
        if isinstance(parameter, click.Argument):
            words.append(usual.get(parameter.name, "none"))
        elif parameter.required:
            words += [parameter.opts[0], usual.get(parameter.name, "1")]
    return words


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
@few_examples
@given(data=st.data())
def test_whatever_is_typed_ends_in_a_sentence_and_writes_nothing_if_refused(
    words: tuple[str, ...], playground: Path, data: st.DataObject
) -> None:
    command = command_of(words)
    tried = [each for each in command.params if each.name and not getattr(each, "is_flag", False)]
    if not tried:
        return
    parameter = data.draw(st.sampled_from(tried), label="parameter")
    assert parameter.name is not None
    text = data.draw(_text_for(parameter.name, words, playground.parent), label="text")
    given_words = [text] if isinstance(parameter, click.Argument) else [parameter.opts[0], text]
    before = books(playground)
    result = run(
        *words, *_always(words), *usual_words(command, parameter.name, playground.parent),
        *given_words, workspace=playground, TOKENDESK_PASSWORD="tokendesk demo",
    )  # fmt: skip
    _check_calm(result, words)
    if result.exit_code:
        assert books(playground) == before


def _always(words: tuple[str, ...]) -> list[str]:
    # Nothing is drawn here, no window is opened, and no command goes on for ever.
    added = {"shots": ["--size", "1x1"], "demo": ["--no-window"], "work": ["--once"]}
    return added.get(words[0], [])


def _text_for(name: str, words: tuple[str, ...], folder: Path) -> st.SearchStrategy[str]:
    if name not in PATHS:
        return any_text
    impossible = st.sampled_from(IMPOSSIBLE_PATHS)
    if words == ("demo",):
        return impossible
    inside = st.text(st.characters(exclude_characters="./\0"), min_size=1, max_size=20)
    return st.one_of(impossible, inside.map(lambda text: f"{folder}/{text}"))


def _check_calm(result: Result, words: tuple[str, ...]) -> None:
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in (0, 1, 2)
    assert "Traceback" not in result.output
    if result.exit_code and words not in PRINTS_WHAT_IS_WRONG:
        assert re.fullmatch(r"error: \w+: .+\n", result.stderr), result.stderr
