"""What the vending slice gives the rooms page: terms, tabs, treasury."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from app.addresses import AddressKind, check
from app.db.clock import SetClock
from app.db.database import Database
from app.kit.numbers import THIN
from app.kit.table.pane import TablePane
from app.kit.theme import Themes
from app.operators.desk import Desk
from app.rooms import queries, service
from app.rooms.queries import RoomRow
from app.shell.room_panels import vending_panels
from app.vending.machines import read_machine
from app.vending.rules import FeeMode, Fees, Side
from app.vending.trading import place
from app.vending.view.machine.machine_labels import fee_words, machine_facts, rule_words
from app.vending.view.machine.room_tabs import HoldersPanel, TradesPanel
from app.vending.view.machine.treasury_dialog import TreasuryDialog
from tests.examples import few_examples
from tests.factories import (
    Market,
    linear_terms,
    make_market,
    make_room,
    order,
    principal_of,
)
from tests.rooms.view.screens import Screen, screen
from tests.showing import plain_looks, still_themes, styled_themes

TEXTS = st.text(st.characters(codec="utf-16", exclude_characters="\0\r\n"), max_size=320)


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    yield still_themes()
    plain_looks(styled_themes())


@pytest.fixture
def market(sqlite_database: Database) -> Market:
    """A room where the first member holds 7 keys and the second one 2."""
    market = make_market(sqlite_database)
    first, second = market.members
    place(market.desk, order(market.room, first, 8))
    place(market.desk, order(market.room, second, 2))
    place(market.desk, order(market.room, first, 1, Side.SELL))
    return market


@pytest.fixture
def shown(themes: Themes, tmp_path: Path, clock: SetClock) -> Iterator[Screen]:
    with screen(themes, tmp_path, clock, size=(480, 700)) as window:
        yield window


def room_of(desk: Desk, row_id: int) -> RoomRow:
    return desk.database.read(lambda connection: queries.room_by_id(connection, row_id))


def cells(table: TablePane, *keys: str) -> list[tuple[str, ...]]:
    """Texts of some columns of all rows."""
    columns = [column for column in table.rows.columns if column.key in keys]
    rows = [table.rows.peek(at) for at in range(table.rows.total)]
    return [tuple(column.text(row) for column in columns) for row in rows]


def facts_of(desk: Desk, row_id: int) -> dict[str, str]:
    def work(connection: Connection) -> dict[str, str]:
        return {fact.title: fact.value for fact in machine_facts(connection, row_id)}

    return desk.database.read(work)


def test_terms_say_curve_fees_and_treasury(market: Market) -> None:
    facts = facts_of(market.desk, market.room)
    assert facts["Curve"] == "Linear"
    assert facts["Fees"] == f"Creator 2.5{THIN}%, protocol 2.5{THIN}%"
    assert facts["Treasury"].startswith(principal_of("treasury")[:5])
    assert "Supply cap" not in facts
    assert "Rules" not in facts


def test_terms_say_cap_and_rules_where_there_are_any(market: Market) -> None:
    terms = linear_terms(supply_cap=5_000, first_key_creators=True, last_key_kept=True)
    row_id = make_room(market.desk, "strict", terms=terms)
    facts = facts_of(market.desk, row_id)
    assert facts["Supply cap"] == f"5{THIN}000 keys"
    assert facts["Rules"] == "First key is the creator's, last key stays"
    machine = market.desk.database.read(lambda connection: read_machine(connection, market.room))
    assert rule_words(machine) == ""


def test_fees_that_differ_by_side_are_both_said() -> None:
    words = fee_words(Fees(250, 100, 250, 50), FeeMode.ON_TOP)
    assert words == f"Creator 2.5{THIN}%, protocol 1{THIN}% / 0.5{THIN}%"
    assert fee_words(Fees(), FeeMode.INSIDE).endswith(", inside the cost")


def test_holders_are_listed_largest_first(shown: Screen, market: Market) -> None:
    panel = HoldersPanel(shown.context, market.desk)
    shown.show(panel)
    panel.show_room(room_of(market.desk, market.room))
    shown.settle()
    assert cells(panel.table, "rank", "holder", "keys", "share") == [
        ("1", "member-1", "7", "77.8"),
        ("2", "member-2", "2", "22.2"),
    ]


def test_trades_are_listed_newest_first(shown: Screen, market: Market) -> None:
    panel = TradesPanel(shown.context, market.desk)
    shown.show(panel)
    panel.show_room(room_of(market.desk, market.room))
    shown.settle()
    assert cells(panel.table, "side", "member", "keys") == [
        ("Sell", "member-1", "1"),
        ("Buy", "member-2", "2"),
        ("Buy", "member-1", "8"),
    ]


def test_tabs_follow_the_room_and_its_trades(shown: Screen, market: Market) -> None:
    other = make_room(market.desk, "quiet")
    panel = TradesPanel(shown.context, market.desk)
    shown.show(panel)
    for row_id, count in ((market.room, 3), (other, 0), (market.room, 3)):
        panel.show_room(room_of(market.desk, row_id))
        shown.settle()
        assert panel.table.rows.total == count
    place(market.desk, order(market.room, market.members[0], 1))
    panel.show_room(room_of(market.desk, market.room))
    shown.settle()
    assert panel.table.rows.total == 4


def test_room_without_trades_says_so_and_offers_nothing_to_clear(
    shown: Screen, market: Market
) -> None:
    panel = HoldersPanel(shown.context, market.desk)
    shown.show(panel)
    panel.show_room(room_of(market.desk, make_room(market.desk, "quiet")))
    shown.settle()
    assert panel.table.no_match.isVisible()
    assert panel.table.no_match.words.text() == "Nobody holds keys of this room."
    assert not panel.table.no_match.clear.isVisible()


def test_panels_hold_everything_that_the_rooms_page_can_take() -> None:
    panels = vending_panels()
    assert all(vars(panels).values())


def dialog_of(shown: Screen, market: Market) -> TreasuryDialog:
    dialog = TreasuryDialog(
        shown.context, market.desk, room_of(market.desk, market.room), shown.window
    )
    shown.context.messages.show(dialog)
    shown.settle()
    return dialog


def treasury_of(market: Market) -> str:
    return market.desk.database.read(lambda c: read_machine(c, market.room)).treasury


def test_refused_treasury_stays_typed(shown: Screen, market: Market) -> None:
    dialog = dialog_of(shown, market)
    service.deprecate(market.desk, market.room, "Gone")
    dialog.treasury.set_text(principal_of("other"))
    dialog.yes.click()
    shown.settle()
    assert dialog.problem.isVisible()
    assert dialog.treasury.text() == principal_of("other")
    assert not dialog.yes.busy


def test_no_leaves_the_treasury_as_it_is(shown: Screen, market: Market) -> None:
    dialog = dialog_of(shown, market)
    dialog.treasury.set_text(principal_of("other"))
    dialog.no.click()
    shown.settle()
    assert treasury_of(market) == principal_of("treasury")


@few_examples
@given(text=TEXTS)
def test_any_text_is_a_treasury_or_a_message(shown: Screen, market: Market, text: str) -> None:
    dialog = dialog_of(shown, market)
    dialog.treasury.set_text(text)
    if not check(dialog.treasury.text(), AddressKind.STACKS).valid:
        dialog.yes.click()
        shown.settle()
        assert dialog.treasury.state == "error"
        assert treasury_of(market) == principal_of("treasury")
    dialog.reject()
