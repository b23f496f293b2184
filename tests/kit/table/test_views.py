"""Saved views: by name, shared as files, offered in a menu."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Conflict, InvalidInput, NotFound
from app.kit.actions import DIVIDER
from app.kit.dialogs import Confirmation
from app.kit.files import FileQuestion
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.saved_views import SavedView
from app.kit.settings import ViewSettings
from app.kit.table.views import TableViews
from app.kit.table.views_menu import NameDialog, ViewsButton
from app.listing import Listing
from tests.kit.table.conftest import Table


@pytest.fixture
def views(table: Table, settings: ViewSettings) -> TableViews:
    table.show()
    return TableViews(table.paged, settings, table.tasks, table="rooms", filters=("stage",))


@pytest.fixture
def messages(icons: Icons, window: QWidget) -> Messages:
    messages = Messages(icons)
    messages.attach(window)
    return messages


@pytest.fixture
def button(
    qtbot: QtBot, views: TableViews, icons: Icons, messages: Messages, settings: ViewSettings
) -> ViewsButton:
    button = ViewsButton(views, icons, messages, settings, name="rooms.table")
    qtbot.addWidget(button)
    return button


def arrange_something(table: Table) -> None:
    table.view.header.show_column(table.model.position("stage"), False)
    table.view.header.set_width(table.model.position("supply"), 144)
    table.paged.show(Listing("id", True, "Room 1", {"stage": (5,)}))
    table.settle()


def test_a_view_brings_back_columns_order_and_filters(
    qtbot: QtBot, table: Table, views: TableViews, settings: ViewSettings
) -> None:
    arrange_something(table)
    states, listing = table.view.header.states(), table.paged.listing
    with qtbot.waitSignal(views.changed):
        views.save("  Mine,  newest ")
    assert (views.names(), views.current) == (("Mine, newest",), "Mine, newest")
    table.view.header.put_back()
    table.paged.clear_filters()
    views.apply("Mine, newest")
    table.settle()
    assert table.view.header.states() == states
    assert table.paged.listing == listing
    assert settings.columns("rooms") == states
    assert table.ids_in_view()[0] == 1999


def test_names_are_checked(views: TableViews) -> None:
    views.save("Mine")
    for name in ("", "   ", "x" * 81):
        with pytest.raises(InvalidInput) as refusal:
            views.save(name)
        assert refusal.value.field == "name"
    with pytest.raises(Conflict, match="already"):
        views.save("Mine")
    with pytest.raises(NotFound):
        views.apply("Yours")


def test_a_view_can_be_updated_renamed_and_deleted(table: Table, views: TableViews) -> None:
    views.save("Mine")
    views.save("Yours")
    arrange_something(table)
    views.update()
    views.rename("Yours", "Ours")
    assert (views.names(), views.current) == (("Mine", "Ours"), "Ours")
    with pytest.raises(Conflict):
        views.rename("Ours", "Mine")
    views.rename("Ours", "Ours")
    table.paged.clear_filters()
    views.apply("Ours")
    table.settle()
    assert table.paged.listing.search == "Room 1"
    views.delete("Ours")
    assert (views.names(), views.current) == (("Mine",), "")


def test_a_view_is_shared_as_a_file(
    qtbot: QtBot, table: Table, views: TableViews, tmp_path: Path
) -> None:
    arrange_something(table)
    views.save("Mine")
    with qtbot.waitSignal(views.exported) as signal:
        views.export_to("Mine", tmp_path / "mine.json")
    assert signal.args == [tmp_path / "mine.json"]
    table.paged.clear_filters()
    with qtbot.waitSignal(views.imported) as signal:
        views.import_from(tmp_path / "mine.json")
    table.settle()
    assert signal.args is not None
    assert isinstance(signal.args[0], SavedView)
    assert views.names() == ("Mine", "Mine 2")
    assert views.current == "Mine 2"
    assert table.paged.listing == Listing("id", True, "Room 1", {"stage": (5,)})


def test_a_bad_file_changes_nothing_and_names_the_line(
    qtbot: QtBot, table: Table, views: TableViews, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{\n"format": "tokendesk-view-1",\n"table": 7}')
    before = table.view.header.states()
    with qtbot.waitSignal(views.failed) as signal:
        views.import_from(tmp_path / "bad.json")
    assert signal.args is not None
    assert "line 3" in signal.args[0].message
    assert (views.names(), table.view.header.states()) == ((), before)


def test_a_file_that_can_not_be_written_is_told(
    qtbot: QtBot, views: TableViews, tmp_path: Path
) -> None:
    views.save("Mine")
    with qtbot.waitSignal(views.failed):
        views.export_to("Mine", tmp_path / "none" / "mine.json")


def texts(button: ViewsButton) -> list[str]:
    return [item.text for item in button.items() if item is not DIVIDER]


def test_the_menu_offers_views_and_what_can_be_done_with_the_chosen_one(
    button: ViewsButton, views: TableViews
) -> None:
    assert button.text() == "Views"
    assert texts(button) == ["Save as a new view…", "Import a view…"]
    views.save("Mine")
    assert button.text() == "Mine"
    assert texts(button) == [
        "Mine",
        "Save as a new view…",
        "Update “Mine”",
        "Rename “Mine”…",
        "Export “Mine”…",
        "Delete “Mine”…",
        "Import a view…",
    ]
    button.open_menu()
    button.open_menu()
    assert button.menu_shown is not None
    assert button.menu_shown.isVisible()


def test_a_view_is_chosen_from_the_menu(
    table: Table, button: ViewsButton, views: TableViews
) -> None:
    arrange_something(table)
    views.save("Mine")
    table.paged.clear_filters()
    run = button.items()[0].run
    assert run is not None
    run()
    table.settle()
    assert table.paged.listing.search == "Room 1"


def test_the_dialog_says_at_the_field_what_is_wrong_with_a_name(
    button: ViewsButton, views: TableViews, messages: Messages
) -> None:
    views.save("Mine")
    button.ask_name()
    dialog = messages.dialog
    assert isinstance(dialog, NameDialog)
    dialog.field.set_text("Mine")
    dialog.yes.click()
    assert dialog.isVisible()
    assert dialog.field.state == "error"
    dialog.field.set_text("Yours")
    dialog.yes.click()
    assert views.names() == ("Mine", "Yours")


def test_a_view_is_renamed_in_the_dialog(
    button: ViewsButton, views: TableViews, messages: Messages
) -> None:
    views.save("Mine")
    button.ask_new_name()
    dialog = messages.dialog
    assert isinstance(dialog, NameDialog)
    assert dialog.field.text() == "Mine"
    dialog.field.set_text("Ours")
    dialog.field.submitted.emit()
    assert views.names() == ("Ours",)


def test_a_view_is_deleted_only_after_a_question(
    button: ViewsButton, views: TableViews, messages: Messages
) -> None:
    views.save("<b>Mine")
    button.ask_delete()
    dialog = messages.dialog
    assert isinstance(dialog, Confirmation)
    assert views.names() == ("<b>Mine",)
    dialog.yes.click()
    assert views.names() == ()


def test_files_are_asked_for_with_a_fitting_name(
    qtbot: QtBot,
    button: ViewsButton,
    views: TableViews,
    settings: ViewSettings,
    tmp_path: Path,
) -> None:
    settings.set_text("last_folder", str(tmp_path))
    views.save("My rooms / all")
    button.ask_export()
    save = button.findChildren(FileQuestion)[-1]
    assert save.dialog.selectedFiles() == [str(tmp_path / "my-rooms---all.json")]
    with qtbot.waitSignal(views.exported):
        save.dialog.accept()
    button.ask_import()
    load = button.findChildren(FileQuestion)[-1]
    load.dialog.selectFile("my-rooms---all.json")
    with qtbot.waitSignal(views.imported):
        load.dialog.accept()
    assert views.names() == ("My rooms / all", "My rooms / all 2")
