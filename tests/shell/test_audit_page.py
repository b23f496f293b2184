"""The Audit page: searching and filtering the trail, reading its values."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.db.database import Database
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.service import set_active
from app.shell.audit_page import AuditPage, values_text
from tests.operators.people import desk_for, make_admin, make_operator
from tests.showing import cut_labels, nameless, settle, show_page


@pytest.fixture
def admin(file_database: Database, clock: SetClock) -> Desk:
    """A trail of five lines: three operators made, one switched off, one refusal."""
    desk = make_admin(file_database, clock)
    linus = make_operator(desk, "linus")
    grace = desk_for(desk, "grace", Role.SUPPORT)
    set_active(desk, linus.id, False, reason="Left for the sea.")
    with pytest.raises(Exception, match="Needs platform admin"):
        make_operator(grace, "mallory")
    return desk


@pytest.fixture
def page(admin: Desk, context: ViewContext, qtbot: QtBot) -> AuditPage:
    shown = AuditPage(context, admin)
    shown.resize(1256, 828)
    show_page(shown, context, qtbot)
    return shown


def lines(page: AuditPage) -> list[tuple[str, str, str]]:
    """Operator, action and outcome, from the top."""
    rows = dict(page.table.rows.loaded())
    return [
        (rows[at].operator_name, rows[at].action, rows[at].outcome)
        for at in range(page.table.rows.total)
    ]


def test_newest_line_comes_first(page: AuditPage) -> None:
    assert lines(page) == [
        ("grace", "operator.create", "refused"),
        ("ada", "operator.disable", "done"),
        ("ada", "operator.create", "done"),
        ("ada", "operator.create", "done"),
        ("tokendesk", "operator.create", "done"),
    ]


def test_search_looks_at_operator_subject_values_and_reason(
    page: AuditPage, context: ViewContext
) -> None:
    for text, count in (("sea", 1), ("linus", 2), ("SUPPORT", 1), ("nowhere", 0), ("", 5)):
        page.list.search.set_text(text)
        settle(context)
        assert page.table.rows.total == count, text


def test_filters_join(page: AuditPage, context: ViewContext) -> None:
    page.list.filters["operator"].chosen.emit("ada")
    settle(context)
    assert len(lines(page)) == 3
    page.list.filters["action"].chosen.emit("operator.create")
    settle(context)
    assert len(lines(page)) == 2
    page.list.filters["outcome"].chosen.emit("refused")
    settle(context)
    assert lines(page) == []


def test_clearing_the_filters_shows_so_on_their_buttons(
    page: AuditPage, context: ViewContext
) -> None:
    page.list.filters["outcome"].chosen.emit("refused")
    page.list.search.set_text("nowhere")
    settle(context)
    assert page.table.stack.currentWidget() is page.table.no_match
    page.table.no_match.clear.click()
    settle(context)
    assert page.list.filters["outcome"].text() == "Outcome: all"
    assert len(lines(page)) == 5


def test_choices_are_those_of_the_trail(page: AuditPage) -> None:
    menu = page.list.filters["operator"]
    menu.open_menu()
    texts = [action.text() for action in menu._menu.actions()]
    menu._menu.hide()
    assert texts == ["all", "ada", "grace", "tokendesk"]


def test_filter_stays_when_the_choices_are_read_again(
    page: AuditPage, context: ViewContext
) -> None:
    page.list.filters["operator"].chosen.emit("somebody of before")
    settle(context)
    page.reload()
    settle(context)
    assert page.list.filters["operator"].value() == "somebody of before"
    assert lines(page) == []


def test_new_lines_come_in_when_something_was_changed(
    page: AuditPage, admin: Desk, context: ViewContext
) -> None:
    row = make_operator(admin, "noether")
    context.tasks.change(lambda: set_active(admin, row.id, False, reason="Retired."))
    settle(context)
    assert len(lines(page)) == 7


def test_slash_leads_to_the_search(page: AuditPage) -> None:
    page.table.view.setFocus()
    QTest.keyClick(page.table.view, Qt.Key.Key_Slash)
    assert page.list.search.editor.hasFocus()


def test_whole_trail_is_exported(page: AuditPage, context: ViewContext, tmp_path: Path) -> None:
    page.export_current()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "trail.csv"))
    dialog.reject()
    settle(context)
    text = (tmp_path / "trail.csv").read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 6
    assert "Left for the sea." in text
    assert '""role"":""support""' in text


def test_commands_check_and_export(page: AuditPage) -> None:
    assert [command.text for command in page.commands()] == [
        "Check the books",
        "Export the audit trail…",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", "–"),
        ('{"role":"admin","active":false}', "role: admin, active: false"),
        ('{"contract":null,"price":5}', "contract: –, price: 5"),
        ("{broken", "{broken"),
        ("[1]", "[1]"),
    ],
)
def test_values_are_read_as_pairs(text: str, shown: str) -> None:
    assert values_text(text) == shown


def test_everything_has_names_and_no_word_is_cut(page: AuditPage) -> None:
    assert nameless(page) == []
    assert cut_labels(page) == []
