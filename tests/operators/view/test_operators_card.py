"""The operators on the Settings page: table, dialogs, refusals."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.errors import UserError
from app.kit.dialogs import ReasonDialog
from app.kit.forms import FormDialog
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.queries import OperatorRow, list_operators
from app.operators.rules import Role
from app.operators.secrets import Secrets
from app.operators.service import set_active
from app.operators.signing_in import sign_in
from app.operators.view.operator_forms import role_option
from app.operators.view.operators_card import OperatorsCard, state_tone, state_words
from app.operators.view.settings_page import SettingsPage
from tests.operators.people import PASSWORD, QUICK, desk_for, make_operator, trail_of
from tests.showing import settle, show_page, titles

NEW_PASSWORD = "a longer one than before"


@pytest.fixture
def grace(admin: Desk) -> OperatorRow:
    return make_operator(admin, "grace", Role.SUPPORT)


@pytest.fixture
def card(grace: OperatorRow, page: SettingsPage) -> OperatorsCard:
    """The card with ada, an admin, and grace, who is chosen."""
    page.operators.select(grace.id)
    return page.operators


def now_of(desk: Desk, name: str) -> OperatorRow:
    return next(row for row in desk.database.read(list_operators) if row.name == name)


def form_of(context: ViewContext) -> FormDialog:
    dialog = context.messages.dialog
    assert isinstance(dialog, FormDialog)
    return dialog


def fill(form: FormDialog, **texts: str) -> None:
    for name, text in texts.items():
        field: Any = form.fields[name]
        field.set_text(text)


def entries(card: OperatorsCard) -> dict[str, QAction]:
    """The menu's entries by their words."""
    card.open_menu()
    menu = card._opened_menu
    assert menu is not None
    menu.hide()
    return {action.text(): action for action in menu.actions() if action.text()}


def cells(card: OperatorsCard, at: int) -> list[str]:
    model = card.table.rows
    return [str(model.index(at, column).data()) for column in range(model.columnCount())]


def test_table_shows_who_works_here(card: OperatorsCard) -> None:
    assert cells(card, 0) == ["Ada Admin", "Platform admin", "Active", "–"]
    assert cells(card, 1) == ["Grace", "Support staff", "Active", "–"]


def test_table_is_as_high_as_its_rows(card: OperatorsCard, context: ViewContext) -> None:
    assert card.table.height() == 28 + 2 * 32
    context.themes.set_scale(150)
    assert card.table.height() == 42 + 2 * 48
    assert card.table.view.rowHeight(0) == 48


def test_lock_out_is_shown_with_its_end_and_can_be_ended(
    card: OperatorsCard, page: SettingsPage, context: ViewContext, admin: Desk, clock: SetClock
) -> None:
    for _ in range(5):
        with pytest.raises(UserError):
            sign_in(admin.database, clock, "grace", "wrong", hasher=QUICK)
    page.reload()
    settle(context)
    assert cells(card, 1)[2] == "Locked until 12:15"
    entries(card)["End the lock-out…"].trigger()
    dialog = context.messages.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.set_text("She called.")
    dialog.yes.click()
    settle(context)
    assert cells(card, 1)[2] == "Active"
    assert trail_of(admin.database, action="operator.enable")[0].reason == "She called."


def test_lock_out_that_is_over_is_no_state(
    page: SettingsPage, admin: Desk, grace: OperatorRow, context: ViewContext, clock: SetClock
) -> None:
    for _ in range(5):
        with pytest.raises(UserError):
            sign_in(admin.database, clock, "grace", "wrong", hasher=QUICK)
    locked = now_of(admin, "grace")
    assert state_tone(locked, context.zone) == "warn"
    clock.advance(timedelta(minutes=16))
    assert state_words(locked, context.zone) == "Active"
    assert state_tone(locked, context.zone) == "ok"


def test_added_operator_can_sign_in_and_is_chosen(
    card: OperatorsCard, context: ViewContext, admin: Desk, clock: SetClock
) -> None:
    QTest.mouseClick(card.add, Qt.MouseButton.LeftButton)
    form = form_of(context)
    fill(form, name="linus", password=PASSWORD, again=PASSWORD)
    form.submit()
    settle(context)
    assert context.messages.dialog is None
    assert titles(context) == ["linus can sign in now"]
    assert card.row is not None
    assert card.row.name == "linus"
    assert sign_in(admin.database, clock, "linus", PASSWORD, hasher=QUICK).operator.role == "viewer"


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"name": "", "password": PASSWORD, "again": PASSWORD}, "name",
         "An operator's name can't be empty."),
        ({"name": "two words", "password": PASSWORD, "again": PASSWORD}, "name",
         "An operator's name holds no spaces."),
        ({"name": "grace", "password": PASSWORD, "again": PASSWORD}, "name",
         "There is an operator grace already."),
        ({"name": "linus", "password": "short", "again": "short"}, "password",
         "A password has at least 10 characters."),
        ({"name": "linus", "password": PASSWORD, "again": PASSWORD + " "}, "again",
         "The two passwords differ."),
        ({"name": "linus-torvalds", "password": "linus-torvalds", "again": "linus-torvalds"},
         "password", "The password can't be the name."),
        ({"name": "linus", "display_name": "x" * 65, "password": PASSWORD, "again": PASSWORD},
         "display_name", "A shown name has at most 64 characters."),
    ],
)  # fmt: skip
def test_what_an_operator_cant_be_is_said_at_its_field(
    card: OperatorsCard,
    context: ViewContext,
    admin: Desk,
    texts: dict[str, str],
    field: str,
    said: str,
) -> None:
    card.open_new()
    form = form_of(context)
    fill(form, **texts)
    form.submit()
    settle(context)
    assert form.fields[field].message.text() == said
    assert form.isVisible()
    assert len(admin.database.read(list_operators)) == 2


def test_role_is_changed_with_a_reason(
    card: OperatorsCard, context: ViewContext, admin: Desk
) -> None:
    entries(card)["Change role…"].trigger()
    form = form_of(context)
    role: Any = form.fields["role"]
    role.popup.picked.emit(role_option(Role.ADMIN))
    fill(form, reason="Runs the shop now.")
    form.submit()
    settle(context)
    assert now_of(admin, "grace").role is Role.ADMIN
    assert cells(card, 1)[1] == "Platform admin"
    assert titles(context) == ["Grace is now: Platform admin"]
    assert trail_of(admin.database, action="operator.change_role")[0].reason == "Runs the shop now."


def test_last_admin_stays_one_and_hears_why_in_a_sentence(
    card: OperatorsCard, context: ViewContext, admin: Desk
) -> None:
    card.select(now_of(admin, "ada").id)
    entries(card)["Change role…"].trigger()
    form = form_of(context)
    role: Any = form.fields["role"]
    role.popup.picked.emit(role_option(Role.VIEWER))
    form.submit()
    settle(context)
    assert form.problem.isVisible()
    assert form.problem.text.text() == "ada is the last platform admin; make another one first."
    assert now_of(admin, "ada").role is Role.ADMIN


def test_last_admin_cant_be_switched_off(
    card: OperatorsCard, context: ViewContext, admin: Desk
) -> None:
    refused: list[UserError] = []
    context.tasks.refused.connect(refused.append)
    card.select(now_of(admin, "ada").id)
    entries(card)["Switch off…"].trigger()
    dialog = context.messages.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.set_text("Leaves.")
    dialog.yes.click()
    settle(context)
    assert [error.code for error in refused] == ["LAST_ADMIN"]
    assert now_of(admin, "ada").active


def test_operator_is_switched_off_and_on_again_with_reasons(
    card: OperatorsCard, context: ViewContext, admin: Desk
) -> None:
    for words, action, active in (
        ("Switch off…", "operator.disable", False),
        ("Switch on…", "operator.enable", True),
    ):
        entries(card)[words].trigger()
        dialog = context.messages.dialog
        assert isinstance(dialog, ReasonDialog)
        dialog.yes.click()
        assert dialog.reason.state == "error"
        dialog.reason.set_text(f"{words} she said")
        dialog.yes.click()
        settle(context)
        assert now_of(admin, "grace").active is active
        assert trail_of(admin.database, action=action)[0].reason == f"{words} she said"


def test_operator_is_renamed(card: OperatorsCard, context: ViewContext) -> None:
    entries(card)["Rename…"].trigger()
    form = form_of(context)
    fill(form, display_name="Grace Hopper")
    form.submit()
    settle(context)
    assert cells(card, 1)[0] == "Grace Hopper"


def test_admin_sets_a_new_password_for_another(
    card: OperatorsCard, context: ViewContext, admin: Desk, clock: SetClock
) -> None:
    entries(card)["Reset password…"].trigger()
    form = form_of(context)
    assert list(form.fields) == ["password", "again"]
    fill(form, password=NEW_PASSWORD, again=NEW_PASSWORD)
    form.submit()
    settle(context)
    assert sign_in(admin.database, clock, "grace", NEW_PASSWORD, hasher=QUICK)


def test_own_password_needs_the_one_before(
    card: OperatorsCard, context: ViewContext, admin: Desk, clock: SetClock
) -> None:
    card.own_password.click()
    settle(context)
    form = form_of(context)
    fill(form, old_password="not this one", password=NEW_PASSWORD, again=NEW_PASSWORD)
    form.submit()
    settle(context)
    assert form.fields["old_password"].message.text() == "The name or the password is wrong."
    fill(form, old_password=PASSWORD)
    form.submit()
    settle(context)
    assert context.messages.dialog is None
    assert sign_in(admin.database, clock, "ada", NEW_PASSWORD, hasher=QUICK)


def test_change_over_an_older_state_is_refused_with_a_sentence(
    card: OperatorsCard, context: ViewContext, admin: Desk, grace: OperatorRow
) -> None:
    entries(card)["Change role…"].trigger()
    form = form_of(context)
    set_active(admin, grace.id, False)
    role: Any = form.fields["role"]
    role.popup.picked.emit(role_option(Role.VIEWER))
    form.submit()
    settle(context)
    assert form.problem.text.text() == "Somebody else changed grace meanwhile; look at it again."
    assert now_of(admin, "grace").role is Role.SUPPORT


def test_nothing_can_be_done_before_an_operator_is_chosen(page: SettingsPage) -> None:
    assert not page.operators.change.isEnabled()
    assert page.operators.change.toolTip() == "Choose an operator first"


def test_enter_on_a_row_opens_what_can_be_done(card: OperatorsCard) -> None:
    QTest.keyClick(card.table.view, Qt.Key.Key_Return)
    menu = card._opened_menu
    assert menu is not None
    assert menu.isVisible()
    menu.hide()


def test_columns_sort(card: OperatorsCard, context: ViewContext) -> None:
    for key, descending, first in (
        ("name", True, "Grace"),
        ("role", False, "Grace"),
        ("role", True, "Ada Admin"),
        ("signed_in", False, "Ada Admin"),
        ("state", False, "Ada Admin"),
    ):
        card.table.paged.sort(key, descending)
        settle(context)
        assert cells(card, 0)[0] == first


def test_signed_in_and_never_signed_in_sort_together(
    card: OperatorsCard, page: SettingsPage, context: ViewContext, admin: Desk, clock: SetClock
) -> None:
    sign_in(admin.database, clock, "grace", PASSWORD, hasher=QUICK)
    page.reload()
    card.table.paged.sort("signed_in", True)
    settle(context)
    assert cells(card, 0)[3] == "2026-03-01 12:00"


def test_who_is_no_admin_sees_the_table_and_changes_only_their_password(
    admin: Desk, context: ViewContext, secrets: Secrets, clock: SetClock, qtbot: QtBot
) -> None:
    support = desk_for(admin, "linus", Role.SUPPORT)
    page = SettingsPage(context, support, secrets, QUICK)
    show_page(page, context, qtbot)
    card = page.operators
    assert card.table.rows.total == 2
    assert card.add.toolTip() == "Needs platform admin"
    card.select(support.operator.id or 0)
    assert card.change.toolTip() == "Needs platform admin"
    assert all(not entry.isEnabled() for entry in entries(card).values())
    card.change_own_password()
    settle(context)
    form = form_of(context)
    fill(form, old_password=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)
    form.submit()
    settle(context)
    assert sign_in(admin.database, clock, "linus", NEW_PASSWORD, hasher=QUICK)


def test_in_a_demo_nobody_changes_the_own_password(card: OperatorsCard, admin: Desk) -> None:
    card.show_demo(True)
    assert not card.own_password.isEnabled()
    card.select(now_of(admin, "ada").id)
    denied = [text for text in entries(card) if text.startswith("Reset password…")]
    assert denied == ["Reset password… – The demo opens without a password"]
    card.show_demo(False)
    assert card.own_password.isEnabled()
