"""The command `members`."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.db.database import Database
from app.members.cli import members
from app.operators.desk import Desk
from app.operators.passwords import Argon2Hasher
from app.operators.service import create_first_operator, program_desk
from app.operators.settings import WorkspaceSettings, save_settings
from tests import factories
from tests.factories import desk_of
from tests.members.people import make, open_ustx


@pytest.fixture
def desk(file_database: Database) -> Desk:
    """A desk in a demo workspace in a file, where commands need no password."""
    desk = desk_of(file_database)
    create_first_operator(
        file_database,
        desk.clock,
        name="demo",
        display_name="Demo",
        password="correct horse battery",
        hasher=Argon2Hasher(memory_kib=8, passes=1),
    )
    save_settings(program_desk(file_database, desk.clock), WorkspaceSettings(is_demo=True))
    open_ustx(desk)
    return desk


def run(desk: Desk, *words: str) -> Result:
    """The command's result."""
    place = str(desk.database.location)
    return CliRunner().invoke(members, list(words), env={"TOKENDESK_WORKSPACE": place})


def output(result: Result) -> Any:
    """What a command printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_member_is_created_shown_and_listed(desk: Desk) -> None:
    address = factories.testnet_address("ann")
    made = output(
        run(desk, "create", "ann", "--display-name", "Ann", "--principal", address, "--json")
    )
    assert (made["username"], made["status"], made["principal"]) == ("ann", "active", address)
    assert output(run(desk, "show", "ann", "--json")) == made
    assert output(run(desk, "show", str(made["id"]), "--json")) == made
    listed = output(run(desk, "list", "--json"))
    assert [(row["id"], row["username"], row["status"]) for row in listed] == [
        (made["id"], "ann", "active")
    ]
    assert address in run(desk, "list").stdout


def test_lists_are_searched_filtered_sorted_and_cut(desk: Desk) -> None:
    for name in ("carl", "ann", "anna", "bob"):
        make(desk, name)
    run(desk, "suspend", "anna", "--reason", "spam")

    def names(*words: str) -> list[str]:
        return [row["username"] for row in output(run(desk, "list", "--json", *words))]

    assert names() == ["carl", "ann", "anna", "bob"]
    assert names("--search", "ANN") == ["ann", "anna"]
    assert names("--status", "suspended") == ["anna"]
    assert names("--status", "suspended", "--status", "active", "--limit", "1") == ["carl"]
    assert names("--sort", "username", "--descending", "--offset", "1", "--limit", "2") == [
        "bob",
        "anna",
    ]


def test_money_goes_in_and_out_with_the_assets_code_beside_it(desk: Desk) -> None:
    make(desk, "ann")
    paid = output(
        run(desk, "deposit", "ann", "--asset", "uSTX", "--amount", "100", "--key", "k", "--json")
    )
    assert (paid["amount"], paid["asset"], paid["balance"], paid["repeated"]) == (
        100,
        "uSTX",
        100,
        False,
    )
    again = output(
        run(desk, "deposit", "ann", "--asset", "uSTX", "--amount", "100", "--key", "k", "--json")
    )
    assert (again["entry_id"], again["repeated"]) == (paid["entry_id"], True)
    taken = output(run(desk, "withdraw", "ann", "--asset", "uSTX", "--amount", "40", "--json"))
    assert taken["balance"] == 60
    shown = output(run(desk, "show", "ann", "--json"))
    assert shown["balances"] == [{"asset": "uSTX", "balance": 60, "frozen": False}]
    assert "60  uSTX" in run(desk, "show", "ann").stdout


def test_deposits_without_a_key_are_each_their_own(desk: Desk) -> None:
    make(desk, "ann")
    for _ in range(2):
        result = run(desk, "deposit", "ann", "--asset", "uSTX", "--amount", "5")
        assert result.exit_code == 0
    assert "Balance: 10 uSTX." in result.stdout


def test_a_member_is_suspended_and_let_back(desk: Desk) -> None:
    make(desk, "ann")
    assert output(run(desk, "suspend", "ann", "--reason", "x", "--json"))["status"] == "suspended"
    back = run(desk, "suspend", "ann", "--lift", "--reason", "y", "--json")
    assert output(back)["status"] == "active"


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (("show", "nobody"), "MEMBER_NOT_FOUND", 1),
        (("show", "\udcff"), "MEMBER_NOT_FOUND", 1),
        (("create", "ann"), "CONFLICT", 1),
        (("create", "x" * 33), "INVALID_INPUT", 2),
        (("create", "\udcff"), "INVALID_INPUT", 2),
        (("create", "bob", "--principal", "ST1"), "INVALID_INPUT", 2),
        (("list", "--status", "asleep"), "INVALID_INPUT", 2),
        (("list", "--sort", "size"), "USAGE", 2),
        (("list", "--limit", "-1"), "USAGE", 2),
        (("deposit", "ann", "--asset", "uSTX", "--amount", "0"), "USAGE", 2),
        (("deposit", "ann", "--asset", "uSTX", "--amount", "1.5"), "USAGE", 2),
        (("deposit", "ann", "--asset", "uSTX", "--amount", str(2**63)), "USAGE", 2),
        (("deposit", "ann", "--asset", "\udcff", "--amount", "1"), "INVALID_INPUT", 2),
        (("deposit", "ann", "--asset", "XYZ", "--amount", "1"), "ASSET_NOT_FOUND", 1),
        (("withdraw", "ann", "--asset", "uSTX", "--amount", "1"), "INSUFFICIENT_BALANCE", 1),
        (("suspend", "ann"), "USAGE", 2),
        (("suspend", "ann", "--reason", " "), "INVALID_INPUT", 2),
    ],
)
def test_refusals_are_one_line_with_code_and_exit_status(
    desk: Desk, words: tuple[str, ...], code: str, status: int
) -> None:
    make(desk, "ann")
    result = run(desk, *words)
    assert result.exit_code == status, result.output
    assert result.stderr.startswith(f"error: {code}: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
