"""`tokendesk trade` as scripts use it."""

import json

import pytest
from click.testing import Result

from app.db.clock import SystemClock
from app.db.database import Database
from app.listing import Listing
from app.operators.queries import TRAIL
from app.operators.rules import Role
from app.rooms.service import pause
from app.vending.queries import TRADE_PAGES
from tests.command_line import printed, refused, run, signed
from tests.factories import (
    desk_of,
    linear_terms,
    make_market,
    make_room,
)
from tests.operators.people import PASSWORD, make_admin, make_operator


class Trade:
    """The command in one workspace, as one of its operators."""

    def __init__(self, database: Database, operator: str = "ada") -> None:
        self.database = database
        self._variables = signed(operator, PASSWORD)

    def __call__(self, *words: str) -> Result:
        return run("trade", *words, workspace=self.database.location, **self._variables)

    def trades(self) -> int:
        """How many trades there are."""
        return self.database.read(lambda one: len(list(TRADE_PAGES.stream(one, Listing()))))


@pytest.fixture
def trade(file_database: Database) -> Trade:
    """The command beside a room with the µSTX preset and two members with money."""
    make_operator(make_admin(file_database, SystemClock()), "vic", Role.VIEWER)
    make_market(file_database)
    return Trade(file_database)


BUY_TEN = ("buy", "--room", "room-1", "--member", "member-1", "--keys", "10")
FIGURES = {
    "gross": 14_500_000,
    "creator_fee": 362_500,
    "protocol_fee": 362_500,
    "price_before": 1_000_000,
    "price_after": 2_000_000,
    "supply_after": 10,
}


class TestQuote:
    def test_it_has_the_figures_of_the_curve_and_the_asset(self, trade: Trade) -> None:
        found = printed(trade("quote", "--room", "room-1", "--keys", "10", "--json"))
        assert found.items() >= {**FIGURES, "total": 15_225_000, "quote": "uSTX"}.items()
        assert (found["room_id"], found["member_id"], found["side"]) == ("room-1", None, "buy")
        assert trade.trades() == 0

    @pytest.mark.parametrize(
        "words", [["--buy", "10"], ["--budget", "15225000"], ["--side", "buy", "--keys", "10"]]
    )
    def test_there_are_several_ways_to_ask(self, trade: Trade, words: list[str]) -> None:
        found = printed(trade("quote", "--room", "room-1", *words, "--json"))
        assert (found["keys"], found["total"]) == (10, 15_225_000)

    def test_a_sale_has_a_payout(self, trade: Trade) -> None:
        assert trade(*BUY_TEN).exit_code == 0
        for words in (["--sell", "10"], ["--side", "sell", "--keys", "10", "--member", "1"]):
            found = printed(trade("quote", "--room", "room-1", *words, "--json"))
            assert found["payout"] == 13_775_000
            assert "total" not in found

    def test_a_limit_that_would_hold_changes_nothing(self, trade: Trade) -> None:
        words = ["--keys", "10", "--max-total", "15225000", "--min-payout", "99999999"]
        assert printed(trade("quote", "--room", "room-1", *words, "--json"))["total"] == 15_225_000

    def test_a_sale_below_the_least_payout_is_refused_in_a_quote_too(self, trade: Trade) -> None:
        assert trade(*BUY_TEN).exit_code == 0
        sale = ("quote", "--room", "room-1", "--sell", "10", "--min-payout")
        refused(trade(*sale, "13775001"), "u201")
        assert trade(*sale, "13775000").exit_code == 0

    @pytest.mark.parametrize(
        ("words", "code", "exit_code"),
        [
            (["--keys", "0"], "u203", 1),
            (["--keys", "-4"], "u203", 1),
            (["--sell", "1"], "u202", 1),
            (["--sell", "1", "--member", "member-1"], "u202", 1),
            (["--keys", "1", "--member", "nobody"], "MEMBER_NOT_FOUND", 1),
            (["--keys", "x"], "INVALID_INPUT", 2),
            (["--budget", "-1"], "INVALID_INPUT", 2),
            ([], "USAGE", 2),
            (["--keys", "1", "--buy", "1"], "USAGE", 2),
            (["--side", "left", "--keys", "1"], "USAGE", 2),
            (["--keys", "10", "--max-total", "15224999"], "u201", 1),
            (["--keys", "10", "--max-total", "x"], "INVALID_INPUT", 2),
        ],
    )
    def test_what_cant_be_quoted_is_said(
        self, trade: Trade, words: list[str], code: str, exit_code: int
    ) -> None:
        refused(trade("quote", "--room", "room-1", *words), code, exit_code=exit_code)

    def test_viewers_may_ask_but_not_trade(self, trade: Trade) -> None:
        viewer = Trade(trade.database, "vic")
        assert viewer("quote", "--room", "room-1", "--keys", "1").exit_code == 0
        refused(viewer(*BUY_TEN), "NEEDS_ROLE")
        assert trade.trades() == 0


class TestBuyAndSell:
    def test_buying_and_selling_say_what_was_booked(self, trade: Trade) -> None:
        bought = printed(trade(*BUY_TEN, "--max-total", "15225000", "--json"))
        assert bought.items() >= {**FIGURES, "total": 15_225_000, "keys": 10}.items()
        assert {"trade_id", "entry_id", "number", "member_id", "at"} <= set(bought)
        sold = printed(
            trade("sell", "--room", "room-1", "--member", "1", "--keys", "10",
                  "--min-payout", "13775000", "--json")
        )  # fmt: skip
        assert (sold["payout"], sold["supply_after"], sold["number"]) == (13_775_000, 0, 2)
        assert (sold["price_before"], sold["price_after"]) == (2_000_000, 1_000_000)
        assert "total" not in sold

    def test_one_idempotency_key_trades_once(self, trade: Trade) -> None:
        first = printed(trade(*BUY_TEN, "--key", "click-1", "--json"))
        second = printed(trade(*BUY_TEN, "--key", "click-1", "--json"))
        assert first == second
        assert trade.trades() == 1
        other = ("buy", "--room", "room-1", "--member", "member-1", "--keys", "9")
        refused(trade(*other, "--key", "click-1"), "IDEMPOTENCY_CONFLICT")

    def test_without_a_key_each_call_trades(self, trade: Trade) -> None:
        assert trade(*BUY_TEN).exit_code == trade(*BUY_TEN).exit_code == 0
        assert trade.trades() == 2

    def test_people_read_columns(self, trade: Trade) -> None:
        lines = [line.split() for line in trade(*BUY_TEN).stdout.splitlines()]
        assert ["total", "15225000"] in lines
        assert ["supply", "after", "10"] in lines

    @pytest.mark.parametrize(
        ("words", "code", "exit_code"),
        [
            (["--keys", "0"], "u203", 1),
            (["--keys", "10", "--max-total", "15224999"], "u201", 1),
            (["--keys", "99999"], "u202", 1),
            (["--keys", "1.5"], "INVALID_INPUT", 2),
            (["--keys", "1", "--max-total", "-1"], "INVALID_INPUT", 2),
            (["--keys", "1", "--max-total", "much"], "INVALID_INPUT", 2),
            ([], "USAGE", 2),
        ],
    )
    def test_what_is_refused_trades_nothing(
        self, trade: Trade, words: list[str], code: str, exit_code: int
    ) -> None:
        start = ("buy", "--room", "room-1", "--member", "member-1")
        refused(trade(*start, *words), code, exit_code=exit_code)
        assert trade.trades() == 0

    def test_a_payout_below_the_limit_is_refused_and_on_the_trail(self, trade: Trade) -> None:
        assert trade(*BUY_TEN).exit_code == 0
        words = ("sell", "--room", "room-1", "--member", "1", "--keys", "10")
        sentence = refused(trade(*words, "--min-payout", "13775001"), "u201")
        assert "13775000" in sentence
        page = trade.database.read(lambda one: TRAIL.page(one, Listing(), 0, 1))
        assert (page.rows[0].action, page.rows[0].outcome) == ("trade.sell", "refused")

    def test_a_room_without_a_machine_or_none_at_all_is_said(self, trade: Trade) -> None:
        refused(trade("buy", "--room", "x", "--member", "1", "--keys", "1"), "u302")
        run("rooms", "create", "2", "--name", "N", "--symbol", "N", "--creator", "1",
            workspace=trade.database.location, **signed("ada", PASSWORD))  # fmt: skip
        refused(trade("buy", "--room", "2", "--member", "1", "--keys", "1"), "u204")

    def test_pauses_and_caps_hold_for_quotes_and_trades(self, trade: Trade) -> None:
        desk = desk_of(trade.database)
        capped = make_room(desk, "capped", terms=linear_terms(supply_cap=3))
        refused(trade("quote", "--room", "capped", "--keys", "4"), "u206")
        budget = printed(trade("quote", "--room", "capped", "--budget", "999999999", "--json"))
        assert budget["keys"] == 3
        pause(desk, capped)
        for words in (["quote", "--keys", "1"], ["quote", "--budget", "9999999"],
                      ["buy", "--keys", "1", "--member", "1"]):  # fmt: skip
            refused(trade(*words, "--room", "capped"), "u205")


@pytest.fixture
def on_server(postgres_database: Database) -> Trade:
    """The same on a server."""
    make_admin(postgres_database, SystemClock())
    make_market(postgres_database)
    return Trade(postgres_database)


def test_trading_on_a_server_says_the_same(on_server: Trade) -> None:
    bought = printed(on_server(*BUY_TEN, "--key", "once", "--json"))
    assert bought.items() >= {**FIGURES, "total": 15_225_000}.items()
    assert json.loads(on_server(*BUY_TEN, "--key", "once", "--json").stdout) == bought
    refused(on_server(*BUY_TEN, "--max-total", "1"), "u201")
    audit = run("audit", "--json", workspace=on_server.database.location,
                **signed("ada", PASSWORD))  # fmt: skip
    assert printed(audit)["ok"]
