"""The workspace's settings: shown, checked, saved, and kept apart from what others change."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.addresses import Network
from app.changes import Changed
from app.db.database import Database, connect
from app.errors import InvalidInput
from app.kit.dialogs import Confirmation
from app.kit.options import Option
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.secrets import Secrets
from app.operators.settings import WorkspaceSettings, load_settings, save_settings
from app.operators.view.settings_page import SettingsPage
from app.operators.view.workspace_card import WorkspaceCard, read_percent, show_percent
from tests.examples import few_examples
from tests.operators.people import QUICK, desk_for, trail_of
from tests.showing import settle, show_page, titles


@pytest.fixture
def card(page: SettingsPage) -> WorkspaceCard:
    return page.workspace


@pytest.fixture
def colleague(admin: Desk) -> Iterator[Desk]:
    """The same admin in another program that has the file open."""
    database = connect(admin.database.location)
    yield Desk(database, admin.clock, admin.operator)
    database.close()


def stored(database: Database) -> WorkspaceSettings:
    return database.read(load_settings)


def pick(card: WorkspaceCard, name: str, value: object) -> None:
    """Choose a value as if in the list that opens."""
    field: Any = card.fields[name]
    field.popup.picked.emit(Option(value, str(value)))


def change(desk: Desk, **values: Any) -> None:
    save_settings(desk, replace(desk.database.read(load_settings), **values))


def test_settings_are_shown_as_they_stand(card: WorkspaceCard) -> None:
    assert card.name.text() == "Tokendesk"
    assert card.network.value() == Network.TESTNET
    assert card.time_zone.value() == "UTC"
    assert card.auto_lock.value() == 15
    assert card.slippage.text() == "0.5"
    assert not card.save.isEnabled()
    assert card.save.toolTip() == "Nothing has been changed"


def test_what_was_typed_is_saved_in_the_units_that_are_kept(
    card: WorkspaceCard, context: ViewContext, admin: Desk
) -> None:
    card.name.set_text("North desk")
    card.auto_lock.set_text("0")
    card.slippage.set_text("1.25")
    assert card.save.isEnabled()
    QTest.mouseClick(card.save, Qt.MouseButton.LeftButton)
    settle(context)
    now = stored(admin.database)
    assert (now.name, now.auto_lock_minutes, now.default_slippage_bps) == ("North desk", 0, 125)
    assert titles(context) == ["Settings saved"]
    assert not card.save.isEnabled()
    assert trail_of(admin.database, action="settings.change")[0].operator_name == "ada"


def test_saved_zone_is_the_one_that_times_are_shown_in(
    card: WorkspaceCard, context: ViewContext, admin: Desk
) -> None:
    pick(card, "time_zone", "Europe/Madrid")
    with_signal: list[object] = []
    card.saved.connect(with_signal.append)
    card.submit()
    settle(context)
    assert context.zone.name == "Europe/Madrid"
    assert stored(admin.database).time_zone == "Europe/Madrid"
    assert len(with_signal) == 1


def test_another_network_is_taken_only_after_a_question(
    card: WorkspaceCard, context: ViewContext, admin: Desk
) -> None:
    pick(card, "network", Network.MAINNET)
    card.submit()
    question = context.messages.dialog
    assert isinstance(question, Confirmation)
    assert "Mainnet" in question.title.text()
    question.reject()
    settle(context)
    assert stored(admin.database).network is Network.TESTNET
    assert card.network.value() is Network.MAINNET

    card.submit()
    again = context.messages.dialog
    assert isinstance(again, Confirmation)
    again.yes.click()
    settle(context)
    assert stored(admin.database).network is Network.MAINNET


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("name", "", "A workspace's name can't be empty."),
        ("name", "x" * 65, "A workspace's name has at most 64 characters."),
        ("auto_lock_minutes", "1441", "The largest value is 1440."),
        ("auto_lock_minutes", "soon", "“soon” is not a number. Type digits only."),
        ("auto_lock_minutes", "-1", "The smallest value is 0."),
        ("default_slippage_bps", "50.01", "The largest value is 50."),
        ("default_slippage_bps", "0.005", "This amount can have at most 2 decimals."),
        ("default_slippage_bps", "-1", "The amount can't be below zero."),
    ],
)
def test_what_cant_be_is_said_at_its_field_and_not_saved(
    card: WorkspaceCard, context: ViewContext, admin: Desk, name: str, text: str, said: str
) -> None:
    field: Any = card.fields[name]
    field.set_text(text)
    card.submit()
    settle(context)
    assert (field.state, field.message.text()) == ("error", said)
    assert stored(admin.database) == WorkspaceSettings()


def test_discard_brings_back_what_is_stored(card: WorkspaceCard) -> None:
    card.name.set_text("North desk")
    card.auto_lock.set_text("never")
    card.submit()
    card.discard.click()
    assert (card.name.text(), card.auto_lock.text()) == ("Tokendesk", "15")
    assert card.auto_lock.state == ""
    assert not card.discard.isVisible()


def test_change_of_a_colleague_is_taken_in_beside_what_was_typed(
    card: WorkspaceCard, page: SettingsPage, context: ViewContext, colleague: Desk
) -> None:
    card.name.set_text("North desk")
    change(colleague, auto_lock_minutes=30)
    page.on_changed((Changed("settings"),))
    settle(context)
    assert (card.name.text(), card.auto_lock.value()) == ("North desk", 30)
    assert card.name.state == ""


def test_same_setting_changed_by_a_colleague_is_warned_about_and_may_be_replaced(
    card: WorkspaceCard, page: SettingsPage, context: ViewContext, colleague: Desk
) -> None:
    card.name.set_text("North desk")
    change(colleague, name="South desk")
    page.on_changed((Changed("settings"),))
    settle(context)
    assert card.name.text() == "North desk"
    assert card.name.message.text() == (
        "Somebody set this to South desk meanwhile; saving replaces it."
    )
    card.submit()
    settle(context)
    assert stored(colleague.database).name == "North desk"


def test_conflict_that_nobody_saw_coming_is_said_at_the_field(
    card: WorkspaceCard, context: ViewContext, colleague: Desk
) -> None:
    change(colleague, default_slippage_bps=75)
    card.slippage.set_text("2")
    card.submit()
    settle(context)
    assert card.slippage.message.text() == (
        "Somebody else changed this setting meanwhile; look at it and save again."
    )
    assert card.slippage.text() == "2"
    assert stored(colleague.database).default_slippage_bps == 75


def test_who_is_no_admin_sees_the_settings_and_why_they_stay(
    admin: Desk, context: ViewContext, secrets: Secrets, qtbot: QtBot
) -> None:
    viewer = desk_for(admin, "grace", Role.VIEWER)
    page = SettingsPage(context, viewer, secrets, QUICK)
    show_page(page, context, qtbot)
    for field in page.workspace.fields.values():
        assert not field.isEnabled()
        assert field.toolTip() == "Needs platform admin"
    assert not page.workspace.save.isEnabled()
    assert page.workspace.save.toolTip() == "Needs platform admin"


def test_operator_whose_role_was_taken_meanwhile_is_told_so(
    card: WorkspaceCard, context: ViewContext, admin: Desk
) -> None:
    desk_for(admin, "grace", Role.ADMIN)
    with admin.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE operator SET role = 'viewer' WHERE name = 'ada'")
    card.name.set_text("North desk")
    card.submit()
    settle(context)
    assert card.problem.isVisible()
    assert "sign in again" in card.problem.text.text()
    card.name.set_text("South desk")
    assert not card.problem.isVisible()


@few_examples
@given(text=st.text(max_size=40))
def test_no_text_breaks_a_field(
    card: WorkspaceCard, context: ViewContext, admin: Desk, text: str
) -> None:
    for field in (card.auto_lock, card.slippage):
        field.set_text(text)
    card.name.set_text(text)
    card.submit()
    settle(context)
    # Whatever was taken is a value that can be read again.
    now = stored(admin.database)
    assert 0 <= now.auto_lock_minutes <= 1_440
    assert 0 <= now.default_slippage_bps <= 5_000


@pytest.mark.parametrize(
    ("text", "bps"), [("0", 0), ("0.5", 50), ("1", 100), (".25", 25), ("50", 5_000)]
)
def test_percent_is_kept_as_basis_points(text: str, bps: int) -> None:
    assert read_percent(text) == bps
    assert read_percent(show_percent(bps)) == bps


def test_a_percentage_beyond_all_numbers_is_refused_at_the_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_percent("9" * 40)
    assert refused.value.field == "default_slippage_bps"
