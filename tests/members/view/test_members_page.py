"""The members page, driven through its widgets."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.db.clock import SetClock
from app.db.database import Database
from app.db.schema import table_of
from app.kit.buttons import Button
from app.kit.forms import FormDialog
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.members.queries import member_balances, member_by_id
from app.members.tables import Member
from app.members.view.members_page import MembersPage
from app.members.view.page import PAGE
from app.operators.desk import Desk
from app.operators.rules import Role
from tests import factories
from tests.examples import few_examples
from tests.factories import desk_of, give, make_member

Opener = Callable[[Desk], MembersPage]


@pytest.fixture
def open_page(
    qtbot: QtBot, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opener]:
    """Opens the page for a desk and waits for its first rows."""
    opened: list[MembersPage] = []

    def open_(desk: Desk) -> MembersPage:
        themes = Themes()
        icons = Icons(themes)
        context = ViewContext(
            themes=themes,
            icons=icons,
            tasks=Tasks(),
            messages=Messages(icons),
            settings=ViewSettings(tmp_path_factory.mktemp("settings") / "window.ini"),
            zone=ZoneClock(now=SetClock(factories.NOON).now),
            open_record=lambda kind, record_id: None,
        )
        page = MembersPage(context, desk)
        qtbot.addWidget(page)
        context.messages.attach(page)
        page.resize(1200, 800)
        page.show()
        opened.append(page)
        wait(page)
        return page

    yield open_
    for page in opened:
        page.context.tasks.close()


def wait(page: MembersPage) -> None:
    """Until everything that was asked for has been read."""
    for _ in range(5):
        assert page.context.tasks.wait_idle()
        QApplication.processEvents()


def new_button(page: MembersPage) -> Button:
    """The button for a new member."""
    button = page.findChild(Button, "members.new")
    assert button is not None
    return button


def dialog_of(page: MembersPage) -> FormDialog:
    """The form that is open."""
    dialog = page.context.messages.dialog
    assert isinstance(dialog, FormDialog)
    return dialog


def fill(dialog: FormDialog, **values: str) -> None:
    """Type into the form's fields."""
    for name, value in values.items():
        field = dialog.fields[name]
        field.editor.setText(value)  # type: ignore[attr-defined]  # Fields of a form have editors.


def test_a_new_member_is_made_found_and_opened(
    sqlite_database: Database, open_page: Opener
) -> None:
    page = open_page(desk_of(sqlite_database))
    new_button(page).click()
    fill(dialog_of(page), username="mirela", display_name="Mirela", principal="")
    dialog_of(page).submit()
    wait(page)
    assert page.split.opened
    assert page.detail.shown is not None
    assert page.detail.shown.member.username == "mirela"
    assert page.table.rows.total == 1
    assert page.context.messages.toasts


def test_a_taken_username_is_said_at_its_field_and_nothing_typed_is_lost(
    sqlite_database: Database, open_page: Opener
) -> None:
    desk = desk_of(sqlite_database)
    make_member(desk, "mirela")
    page = open_page(desk)
    page.open_new()
    dialog = dialog_of(page)
    fill(dialog, username="mirela", display_name="Another")
    dialog.submit()
    wait(page)
    assert dialog.isVisible()
    assert dialog.fields["username"].state == "error"
    assert dialog.fields["display_name"].text() == "Another"  # type: ignore[attr-defined]  # A TextField.


def test_a_deposit_is_booked_once_however_often_it_is_submitted(
    sqlite_database: Database, open_page: Opener
) -> None:
    desk = desk_of(sqlite_database)
    member = make_member(desk, "mirela")
    give(desk, member, 5)
    page = open_page(desk)
    page.show_record(member)
    wait(page)
    page.detail.deposit.click()
    dialog = dialog_of(page)
    fill(dialog, amount="1 000 000")
    dialog.submit()
    dialog.submit()
    wait(page)
    balances = sqlite_database.read(lambda c: member_balances(c, member))
    assert [row.balance for row in balances] == [1_000_005]
    assert page.detail.shown is not None
    assert page.detail.shown.history[0][1].change == 1_000_000


def test_withdrawing_more_than_there_is_says_so_and_books_nothing(
    sqlite_database: Database, open_page: Opener
) -> None:
    desk = desk_of(sqlite_database)
    member = make_member(desk, "mirela")
    give(desk, member, 5)
    page = open_page(desk)
    page.show_record(member)
    wait(page)
    page.detail.withdraw.click()
    dialog = dialog_of(page)
    fill(dialog, amount="6")
    dialog.submit()
    wait(page)
    assert dialog.isVisible()
    said = dialog.problem.text.text() + dialog.fields["amount"].message.text()
    assert "6" in said
    assert [row.balance for row in sqlite_database.read(lambda c: member_balances(c, member))] == [
        5
    ]


def test_suspending_asks_for_a_reason(sqlite_database: Database, open_page: Opener) -> None:
    desk = desk_of(sqlite_database)
    member = make_member(desk, "mirela")
    page = open_page(desk)
    page.show_record(member)
    wait(page)
    [suspend] = [each for each in page.detail._menu() if each.text == "Suspend…"]
    suspend.run()
    dialog = page.context.messages.dialog
    assert dialog is not None
    dialog.reason.set_text("several accounts")  # type: ignore[attr-defined]  # A ReasonDialog.
    dialog.yes.click()
    wait(page)
    assert sqlite_database.read(lambda c: member_by_id(c, member)).status == "suspended"
    assert page.detail.shown is not None
    assert page.detail.shown.member.status == "suspended"


def test_a_viewer_sees_everything_and_can_change_nothing(
    sqlite_database: Database, open_page: Opener
) -> None:
    make_member(desk_of(sqlite_database), "mirela")
    page = open_page(desk_of(sqlite_database, role=Role.VIEWER))
    assert page.table.rows.total == 1
    assert not new_button(page).isEnabled()
    assert "support" in new_button(page).toolTip()
    buttons = page.detail.findChildren(Button)
    assert not any(button.isEnabled() for button in buttons if "…" in button.text())


def test_search_and_status_narrow_the_list(sqlite_database: Database, open_page: Opener) -> None:
    desk = desk_of(sqlite_database)
    for name in ("mirela", "milo", "sana"):
        make_member(desk, name)
    make_member(desk, "arlo", status="suspended")
    page = open_page(desk)
    page.table.paged.search("mi")
    wait(page)
    assert page.table.rows.total == 2
    page.table.paged.search("")
    page.list.filters["status"].chosen.emit("suspended")
    wait(page)
    assert page.table.rows.total == 1
    page.table.paged.search("nobody")
    wait(page)
    assert page.table.stack.currentWidget() is page.table.no_match


def test_escape_closes_the_detail(sqlite_database: Database, open_page: Opener) -> None:
    desk = desk_of(sqlite_database)
    member = make_member(desk, "mirela")
    page = open_page(desk)
    page.show_record(member)
    wait(page)
    QTest.keyClick(page.split, Qt.Key.Key_Escape)
    assert not page.split.opened


def test_an_empty_workspace_says_what_to_do_first(
    sqlite_database: Database, open_page: Opener
) -> None:
    page = open_page(desk_of(sqlite_database))
    assert page.table.stack.currentWidget() is page.table.empty


def test_the_palette_finds_members_by_name(sqlite_database: Database) -> None:
    desk = desk_of(sqlite_database)
    member = make_member(desk, "mirela")
    assert PAGE.find is not None
    (hit,) = PAGE.find(desk, "mire")
    assert (hit.kind, hit.id, hit.title) == ("member", member, "mirela")


TEXTS = st.text(max_size=60)


@few_examples
@given(username=TEXTS, shown=TEXTS, principal=TEXTS)
def test_any_text_in_the_form_is_stored_as_typed_or_refused_at_a_field(
    sqlite_database: Database, open_page: Opener, username: str, shown: str, principal: str
) -> None:
    desk = desk_of(sqlite_database)
    page = open_page(desk)
    count = select(func.count()).select_from(table_of(Member))
    before = sqlite_database.read(lambda c: c.execute(count).scalar_one())
    page.open_new()
    dialog = dialog_of(page)
    fill(dialog, username=username, display_name=shown, principal=principal)
    dialog.submit()
    wait(page)
    made = sqlite_database.read(lambda c: c.execute(count).scalar_one()) - before
    if made == 0:
        assert any(field.state == "error" for field in dialog.fields.values())
        dialog.reject()
    assert made in (0, 1)
    page.context.tasks.close()
