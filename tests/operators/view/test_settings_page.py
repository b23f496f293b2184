"""The Settings page as a whole: how it is found, reached and read."""

import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changed
from app.db.database import Database
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.secrets import Secrets
from app.operators.service import create_operator
from app.operators.view.page import PAGE, find, settings_page
from app.operators.view.setting_names import SETTINGS, setting_id, setting_titles
from app.operators.view.settings_page import SettingsPage
from tests.operators.people import PASSWORD, QUICK, desk_for, make_operator
from tests.showing import cut_labels, nameless, settle, show_page


def test_page_is_built_from_its_spec(admin: Desk, context: ViewContext, secrets: Secrets) -> None:
    page = settings_page(secrets, QUICK).build(context, admin)
    assert isinstance(page, SettingsPage)
    page.deleteLater()
    assert PAGE.name == "settings"
    assert PAGE.kinds == SettingsPage.kinds == {"operator", "settings"}


def test_settings_and_operators_are_found_by_every_word_typed(admin: Desk) -> None:
    make_operator(admin, "keyes")
    assert [hit.title for hit in find(admin, "zone time")] == ["Time zone"]
    assert [(hit.kind, hit.title) for hit in find(admin, "KEY")] == [
        ("settings", "Single-letter keys"),
        ("settings", "Keyring and database password"),
        ("operator", "Keyes"),
    ]
    assert find(admin, "zone nowhere") == []


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_is_reached_by_its_record(
    page: SettingsPage, context: ViewContext, name: str
) -> None:
    page.resize(936, 500)
    page.show_record(setting_id(name))
    settle(context)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page._place_of(name) in (focus, focus.parentWidget(), _field_of(focus))
    top = focus.mapTo(page, QPoint()).y()
    assert 0 <= top <= 500


def _field_of(focus: QWidget) -> QWidget | None:
    """The field that a line or a choice belongs to."""
    box = focus.parentWidget()
    return box.parentWidget() if box is not None else None


def test_settings_stand_in_the_order_in_which_they_are_found(page: SettingsPage) -> None:
    assert list(setting_titles()) == list(SETTINGS)
    tops = [page._place_of(name).mapTo(page, QPoint()).y() for name in SETTINGS[:6]]
    assert tops == sorted(tops)


def test_setting_that_is_locked_for_the_role_is_shown_all_the_same(
    admin: Desk, context: ViewContext, secrets: Secrets, qtbot: QtBot
) -> None:
    viewer = desk_for(admin, "grace", Role.VIEWER)
    page = SettingsPage(context, viewer, secrets, QUICK)
    show_page(page, context, qtbot)
    page.show_record(setting_id("time_zone"))
    assert not page.workspace.time_zone.isEnabled()


def test_operator_is_reached_by_their_record(
    page: SettingsPage, admin: Desk, context: ViewContext
) -> None:
    row = make_operator(admin, "linus")
    page.on_changed((Changed("operator", (row.id,)),))
    settle(context)
    page.show_record(row.id)
    assert page.operators.row is not None
    assert page.operators.row.name == "linus"


def test_operator_made_elsewhere_comes_into_the_table(
    page: SettingsPage, admin: Desk, context: ViewContext
) -> None:
    context.tasks.change(
        lambda: create_operator(
            admin,
            name="linus",
            display_name="Linus",
            role=Role.VIEWER,
            password=PASSWORD,
            hasher=QUICK,
        )
    )
    settle(context)
    assert page.operators.table.rows.total == 2


def test_commands_follow_the_role(page: SettingsPage, admin: Desk, context: ViewContext) -> None:
    assert [command.text for command in page.commands()] == [
        "Add operator…",
        "Change my password…",
    ]
    assert all(command.enabled for command in page.commands())


def test_settings_that_cant_be_read_are_said_in_a_banner(
    page: SettingsPage, context: ViewContext, file_database: Database
) -> None:
    with closing(sqlite3.connect(str(file_database.location.path))) as hand, hand:
        hand.execute(
            "INSERT INTO workspace_setting (name, value, version) VALUES ('time_zone', '[', 1)"
        )
    hand.close()
    page.reload()
    settle(context)
    assert page.banner.isVisible()
    assert page.banner.text.text() == "The setting time_zone of this workspace can't be read."
    page.banner.clear()


def test_everything_that_can_be_used_has_names(page: SettingsPage) -> None:
    assert nameless(page) == []


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_words_are_cut(
    admin: Desk, context: ViewContext, secrets: Secrets, qtbot: QtBot, theme: str, percent: int
) -> None:
    context.themes.choose(theme)
    context.themes.set_scale(percent)
    page = SettingsPage(context, admin, secrets, QUICK)
    page.resize(1064, 1500)
    show_page(page, context, qtbot)
    assert cut_labels(page) == []
    column = page.looks.width()
    assert column == 640 * percent // 100


def test_tab_goes_through_the_cards_in_reading_order(page: SettingsPage) -> None:
    page.looks.theme.button("light").setFocus()
    seen = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(
            next(index for index, card in enumerate(page._cards) if card.isAncestorOf(focus))
        )
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        again = QApplication.focusWidget()
        if again is None or (page.looks.isAncestorOf(again) and seen[-1] == 3):
            break
    assert seen == sorted(seen)
    assert set(seen) == {0, 1, 2, 3}
