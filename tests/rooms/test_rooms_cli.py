"""`tokendesk rooms` as scripts use it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app.db.clock import SystemClock
from app.db.database import Database
from app.db.location import Location
from app.operators.desk import Desk
from app.operators.rules import Role
from app.vending.quotes import open_quotes
from app.vending.trading import place
from tests.command_line import printed, refused, run, signed
from tests.factories import contract_of, make_market, make_member, order
from tests.factories import testnet_address as address
from tests.operators.people import PASSWORD, make_admin, make_operator

NEW = ("--name", "Lightning Devs", "--symbol", "LNDEV")


class Rooms:
    """The command in one workspace, as one of its operators."""

    def __init__(self, location: Location, operator: str = "ada") -> None:
        self._location = location
        self._variables = signed(operator, PASSWORD)

    def __call__(self, *words: str) -> Result:
        return run("rooms", *words, workspace=self._location, **self._variables)

    def of(self, operator: str) -> "Rooms":
        return Rooms(self._location, operator)


def filled(database: Database) -> Desk:
    """The desk of the admin of a workspace with a viewer, a supporter and a member."""
    admin = make_admin(database, SystemClock())
    make_operator(admin, "vic", Role.VIEWER)
    make_operator(admin, "sam", Role.SUPPORT)
    make_member(admin, "milo")
    database.write(open_quotes)
    return admin


@pytest.fixture
def rooms(file_database: Database) -> Rooms:
    """The command in a workspace in a file."""
    filled(file_database)
    return Rooms(file_database.location)


@pytest.fixture
def taken_to(rooms: Rooms) -> Callable[[int], dict[str, object]]:
    """Takes room 1 the given number of steps from nothing towards trading."""

    def take(steps: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for words in LIFE[:steps]:
            found = printed(rooms(*words, "--json"))
        return found

    return take


LIFE = (
    ("create", "1", *NEW, "--creator", "milo", "--uri", "ipfs://lndev"),
    ("request-deployment", "1"),
    ("set-contract", "1", contract_of("1")),
    ("initialise", "1"),
    ("initialise-machine", "1", "--curve", "linear", "--param", "base=1000000", "--param",
     "slope=100000", "--quote", "uSTX", "--treasury", address("treasury")),
)  # fmt: skip


def test_a_room_goes_from_its_draft_to_trading(
    rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
) -> None:
    statuses = []
    for words in LIFE[:-1]:
        found = printed(rooms(*words, "--json"))
        statuses.append(found["status"])
    assert statuses == ["draft", "deploy_requested", "contract_set", "initialised"]
    machine = printed(rooms(*LIFE[-1], "--json"))
    assert machine["status"] == "trading"
    assert machine["parameters"] == {"base": 1_000_000, "slope": 100_000}
    shown = printed(rooms("show", "1", "--json"))
    assert [line["step"] for line in shown["timeline"]] == [
        "create", "request_deployment", "set_contract", "initialise_token", "initialise_machine",
    ]  # fmt: skip
    assert {line["actor"] for line in shown["timeline"]} == {"ada"}
    assert (shown["creator"], shown["contract_principal"]) == ("milo", contract_of("1"))
    assert (shown["price"], shown["quote"]) == (1_000_000, "uSTX")


def test_a_room_is_paused_resumed_and_ended(
    rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
) -> None:
    taken_to(5)
    paused = printed(rooms("pause", "1", "--sells", "--reason", "a check", "--json"))
    assert (paused["status"], paused["sells_paused"]) == ("paused", True)
    assert printed(rooms("resume", "1", "--json"))["status"] == "trading"
    ended = printed(rooms("deprecate", "1", "--reason", "nobody comes", "--json"))
    assert ended["status"] == "deprecated"
    assert ended["timeline"][-1]["note"] == "nobody comes"


def test_a_failed_deployment_is_reported_and_requested_again(
    rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
) -> None:
    taken_to(2)
    failed = printed(rooms("report-failure", "1", "--reason", "no STX", "--json"))
    assert (failed["status"], failed["timeline"][-1]["note"]) == ("failed", "no STX")
    assert printed(rooms("request-deployment", "1", "--json"))["status"] == "deploy_requested"


def test_the_list_has_the_keys_that_scripts_rely_on(
    rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
) -> None:
    taken_to(5)
    assert rooms("create", "2", "--name", "Two", "--symbol", "TWO", "--creator", "1").exit_code == 0
    rows = printed(rooms("list", "--json"))
    assert [row["room_id"] for row in rows] == ["1", "2"]
    wanted = {"room_id", "name", "symbol", "status", "supply", "reserve", "price", "quote"}
    assert all(wanted <= set(row) for row in rows)
    assert [(row["price"], row["quote"]) for row in rows] == [(1_000_000, "uSTX"), (0, None)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--status", "draft"], ["2", "3"]),
        (["--status", "draft", "--status", "trading"], ["1", "2", "3"]),
        (["--search", "light"], ["1"]),
        (["--search", "100%"], []),
        (["--quote", "uSTX"], ["1"]),
        (["--quote", "gold"], []),
        (["--sort", "name"], ["1", "3", "2"]),
        (["--sort", "room_id", "--descending"], ["3", "2", "1"]),
        (["--limit", "1", "--offset", "1"], ["2"]),
        (["--offset", "99999999999999999999"], []),
    ],
)
def test_lists_are_narrowed_and_sorted(
    rooms: Rooms,
    taken_to: Callable[[int], dict[str, object]],
    words: list[str],
    found: list[str],
) -> None:
    taken_to(5)
    for room_id, name in (("2", "Zebra"), ("3", "Mosaic")):
        made = rooms("create", room_id, "--name", name, "--symbol", "X", "--creator", "milo")
        assert made.exit_code == 0
    assert [row["room_id"] for row in printed(rooms("list", *words, "--json"))] == found


def test_without_json_people_read_columns(
    rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
) -> None:
    taken_to(1)
    assert rooms("list").stdout.split() == [
        "1", "Lightning", "Devs", "LNDEV", "draft", "-", "-", "-",
    ]  # fmt: skip
    shown = rooms("show", "1").stdout
    assert "Lightning Devs (LNDEV)" in shown
    assert "Supply" not in shown


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["show", "none"], "u302", 1),
        (["create", "1", *NEW, "--creator", "milo"], "u301", 1),
        (["create", "9", *NEW], "INVALID_INPUT", 2),
        (["create", "9", *NEW, "--creator", "nobody"], "MEMBER_NOT_FOUND", 1),
        (["create", "9", *NEW, "--creator-principal", "ST1"], "INVALID_INPUT", 2),
        (["create", "9", *NEW, "--creator", "milo", "--creator-principal", "x"],
         "INVALID_INPUT", 2),
        (["create", "9", "--name", "Ünicode", "--symbol", "A", "--creator", "milo"],
         "INVALID_INPUT", 2),
        (["create", "9", "--name", "A", "--symbol", "lower", "--creator", "milo"],
         "INVALID_INPUT", 2),
        (["create", "9", *NEW, "--uri", "ftp://x", "--creator", "milo"], "INVALID_INPUT", 2),
        (["initialise", "1"], "ROOM_STATUS", 1),
        (["resume", "1"], "ROOM_STATUS", 1),
        (["set-contract", "1", "ST1.x"], "ROOM_STATUS", 1),
        (["deprecate", "1"], "USAGE", 2),
        (["deprecate", "1", "--reason", " "], "INVALID_INPUT", 2),
        (["list", "--status", "open"], "INVALID_INPUT", 2),
        (["list", "--sort", "luck"], "USAGE", 2),
        (["list", "--limit", "0"], "USAGE", 2),
        (["machine", "1"], "u204", 1),
        (["fly", "1"], "USAGE", 2),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_changes_nothing(
    rooms: Rooms,
    taken_to: Callable[[int], dict[str, object]],
    words: list[str],
    code: str,
    exit_code: int,
) -> None:
    before = taken_to(1)
    refused(rooms(*words), code, exit_code=exit_code)
    assert printed(rooms("show", "1", "--json")) == before
    assert len(printed(rooms("list", "--json"))) == 1


def test_a_contract_is_the_token_of_one_room_on_the_workspaces_network(
    rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
) -> None:
    taken_to(3)
    assert rooms("create", "2", *NEW, "--creator", "milo").exit_code == 0
    assert rooms("request-deployment", "2").exit_code == 0
    refused(rooms("set-contract", "2", contract_of("1")), "u301")
    mainnet = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7.key-token"
    sentence = refused(rooms("set-contract", "2", mainnet), "INVALID_INPUT", exit_code=2)
    assert sentence.startswith("contract_principal")


def test_roles_are_kept(rooms: Rooms, taken_to: Callable[[int], dict[str, object]]) -> None:
    taken_to(1)
    viewer, support = rooms.of("vic"), rooms.of("sam")
    assert viewer("list").exit_code == 0
    refused(viewer("create", "2", *NEW, "--creator", "milo"), "u300")
    assert support("request-deployment", "1").exit_code == 0
    refused(support("set-contract", "1", contract_of("1")), "u300")
    refused(viewer("transfer", "1", "--amount", "1", "--from", "milo", "--to", "1"), "NEEDS_ROLE")


class TestTransfer:
    @pytest.fixture
    def market(self, file_database: Database) -> Rooms:
        """A trading room whose member 1 holds five keys."""
        admin = make_admin(file_database, SystemClock())
        found = make_market(file_database)
        place(found.desk, order(found.room, found.members[0], 5))
        assert admin.operator.name == "ada"
        return Rooms(file_database.location)

    def test_keys_move_once_for_one_idempotency_key(self, market: Rooms) -> None:
        words = ("transfer", "room-1", "--amount", "2", "--from", "member-1", "--to", "member-2",
                 "--memo", "thanks", "--key", "gift-1", "--json")  # fmt: skip
        first, second = printed(market(*words)), printed(market(*words))
        assert first == second
        assert first["amount"] == 2
        back = market("transfer", "room-1", "--amount", "2", "--from", "member-2", "--to", "1")
        assert back.exit_code == 0, back.output
        assert "2 ROOM moved from member-2 to 1" in back.stdout

    @pytest.mark.parametrize(
        ("amount", "to", "code"),
        [("6", "member-2", "1"), ("1", "member-1", "2"), ("0", "member-2", "3"),
         ("-1", "member-2", "3"), ("99999999999999999999", "member-2", "1")],
    )  # fmt: skip
    def test_refusals_have_the_standards_codes(
        self, market: Rooms, amount: str, to: str, code: str
    ) -> None:
        words = ("transfer", "room-1", "--amount", amount, "--from", "member-1", "--to", to)
        refused(market(*words), code)

    def test_a_member_who_isnt_there_is_named_by_the_option(self, market: Rooms) -> None:
        words = ("transfer", "room-1", "--amount", "1", "--from", "member-1", "--to", "nobody")
        assert refused(market(*words), "MEMBER_NOT_FOUND").startswith("recipient")


class TestMachine:
    def test_it_shows_the_curve_and_whether_the_reserve_covers_it(self, demo_copy: Path) -> None:
        found = printed(run("rooms", "machine", "123", "--json", workspace=demo_copy))
        assert (found["family"], found["parameters"]["divisor"]) == ("quadratic", 16_000)
        assert found["required"] == found["reserve"]
        inside = printed(run("rooms", "machine", "106", "--json", workspace=demo_copy))
        assert inside["fee_mode"] == "inside"
        assert inside["shortfall"] > 0
        assert inside["stranded_keys"] > 0

    def test_the_treasury_changes_with_a_line_on_the_timeline(
        self, rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
    ) -> None:
        taken_to(5)
        other = address("other")
        found = printed(rooms("change-treasury", "1", other, "--json"))
        assert found["treasury"] == other
        shown = printed(rooms("show", "1", "--json"))
        assert shown["timeline"][-1]["step"] == "change_treasury"

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            (["--curve", "cubic"], "family"),
            (["--param", "base"], "base"),
            (["--param", "base=x"], "base"),
            (["--param", "base=1", "--param", "base=2"], "base"),
            (["--creator-bps", "1001"], "creator_bps"),
            (["--protocol-sell-bps", "-1"], "protocol_sell_bps"),
            (["--supply-cap", "0"], "supply_cap"),
            (["--supply-cap", "9223372036854775807"], "slope"),
            (["--treasury", "nobody"], "treasury"),
            (["--fee-mode", "inside"], "fee_mode"),
        ],
    )
    def test_terms_that_cant_be_name_their_field(
        self,
        rooms: Rooms,
        taken_to: Callable[[int], dict[str, object]],
        words: list[str],
        field: str,
    ) -> None:
        taken_to(4)
        given = {"--curve": "linear", "--quote": "uSTX", "--treasury": address("t")}
        params = ["base=1000000", "slope=100000"]
        if words[0] == "--param":
            params = [*words[1::2], "slope=1"]
        else:
            given |= {words[0]: words[1]}
        full = [text for pair in given.items() for text in pair]
        full += [text for param in params for text in ("--param", param)]
        sentence = refused(rooms("initialise-machine", "1", *full), "INVALID_INPUT", exit_code=2)
        assert sentence.startswith(f"{field}:")
        assert printed(rooms("show", "1", "--json"))["status"] == "initialised"

    def test_an_asset_that_isnt_there_is_refused(
        self, rooms: Rooms, taken_to: Callable[[int], dict[str, object]]
    ) -> None:
        taken_to(4)
        words = [*LIFE[-1][:-4], "--quote", "gold", "--treasury", address("t")]
        refused(rooms(*words), "ASSET_NOT_FOUND")


def test_a_room_comes_to_trading_on_a_server(postgres_database: Database) -> None:
    filled(postgres_database)
    rooms = Rooms(postgres_database.location)
    for words in LIFE:
        result = rooms(*words)
        assert result.exit_code == 0, result.output
    assert [row["status"] for row in printed(rooms("list", "--json"))] == ["trading"]
