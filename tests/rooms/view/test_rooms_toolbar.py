"""The toolbar in its widths and states, and the names that every control has."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from app.kit.saved_views import SavedView
from app.listing import Listing
from app.rooms.view.filters import WAITING_VALUES, CreatorButton
from app.rooms.view.room_dialog import RoomDialog
from app.rooms.view.step_dialog import StepDialog
from app.rooms.view.toolbar import GAP, MARGIN
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView, QTabBar)


def controls(root: QWidget) -> Iterator[QWidget]:
    """What a person can use in a widget."""
    for widget in root.findChildren(QWidget):
        # Parts that Qt makes by itself have names of Qt.
        own = not widget.objectName().startswith("qt_") and "Scroll" not in widget.objectName()
        used = isinstance(widget, CONTROLS) and not isinstance(widget, QHeaderView)
        if used and own and widget.isVisibleTo(root):
            yield widget


def spoken(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def assert_named(root: QWidget) -> None:
    nameless = [widget for widget in controls(root) if not widget.objectName()]
    mute = [widget.objectName() for widget in controls(root) if not spoken(widget)]
    assert not nameless
    assert not mute


@pytest.mark.parametrize("room_id", ["130", "131", "127", "129", "123", "119", "113", "112"])
def test_every_control_has_a_name_for_tests_and_one_for_people(shown: Screen, room_id: str) -> None:
    shown.open(room_id)
    assert_named(shown.rooms)


def test_every_control_of_the_dialogs_has_names(shown: Screen, street: Street) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    assert_named(dialog)
    dialog.creator.kind.button("principal").click()
    assert_named(dialog)
    dialog.reject()
    shown.rooms.room_actions.pause(room_of(street.desk, "123"))
    assert_named(shown.dialog(StepDialog))


def test_controls_of_the_page_are_named_differently(shown: Screen) -> None:
    shown.open("129")
    names = [widget.objectName() for widget in controls(shown.rooms)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("width", [560, 640, 720, 800, 860, 1000, 1400])
def test_nothing_of_the_toolbar_is_cut_off_at_any_width(shown: Screen, width: int) -> None:
    toolbar = shown.rooms.list.toolbar
    toolbar.resize(width, toolbar.height())
    QApplication.processEvents()
    layout = toolbar.layout()
    assert layout is not None
    items = [layout.itemAt(at) for at in range(layout.count())]
    widgets = [item.widget() for item in items if item is not None]
    shown_widgets = [widget for widget in widgets if widget is not None and widget.isVisible()]
    wanted = sum(
        widget.minimumSizeHint().width() for widget in shown_widgets if widget != toolbar.search
    )
    room = width - 2 * MARGIN - GAP * len(shown_widgets)
    assert wanted + toolbar.search.minimumWidth() <= max(room, 600)


def test_words_come_back_when_there_is_room_again(shown: Screen) -> None:
    toolbar = shown.rooms.list.toolbar
    toolbar.resize(600, toolbar.height())
    assert toolbar.export.text() == ""
    toolbar.resize(1400, toolbar.height())
    assert toolbar.export.text() == "Export"
    assert toolbar.views.text() == "Views"


def test_search_being_typed_survives_a_filter_chosen_meanwhile(shown: Screen) -> None:
    toolbar = shown.rooms.list.toolbar
    toolbar.search.editor.setText("lig")
    toolbar.stage.chosen.emit("trading")
    assert toolbar.search.text() == "lig"
    toolbar.search._send()
    shown.settle()
    assert shown.shown() == ["123"]


def test_saved_view_brings_search_filters_and_order_back(shown: Screen) -> None:
    table = shown.rooms.list.table
    listing = Listing(sort="name", search="ar", filters={"status": WAITING_VALUES, "activity": ""})
    shown.context.settings.save_view("rooms", SavedView("To do", listing=listing))
    table.views.apply("To do")
    shown.settle()
    toolbar = shown.rooms.list.toolbar
    assert toolbar.search.text() == "ar"
    assert toolbar.stage.text() == "Stage: Waiting for an admin"
    assert shown.shown() == ["127", "116", "131"]


def test_creator_that_is_no_longer_offered_is_still_shown_as_chosen(bare: Screen) -> None:
    button = CreatorButton(bare.context.icons)
    bare.show(button)
    button.set_value(7)
    assert button.text() == "Creator: …"
    button.set_creators([(7, "fern")])
    assert (button.text(), button.value()) == ("Creator: fern", 7)
    button.set_value("nonsense")
    assert (button.text(), button.value()) == ("Creator", None)


def test_actions_open_as_a_menu_below_the_button(shown: Screen) -> None:
    shown.select("131", "130")
    shown.rooms.list.toolbar.open_actions()
    menu = shown.find(QMenu, "rooms.actions_menu", shown.rooms.list.toolbar.act)
    texts = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    assert texts[:3] == ["Request deployment", "Pause…", "Resume"]


def test_tab_goes_from_the_search_to_the_filters(shown: Screen) -> None:
    toolbar = shown.rooms.list.toolbar
    toolbar.search.editor.setFocus()
    QTest.keyClick(toolbar.search.editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is toolbar.stage
    QTest.keyClick(toolbar.stage, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is toolbar.creator


def test_head_is_shown_to_those_who_have_to_wait(shown: Screen) -> None:
    page = shown.rooms
    fresh = type(page.list)(shown.context, page._desk, page.room_actions, page._panels)
    shown.show(fresh)
    assert not fresh.toolbar.isVisible()
    fresh._patience.timeout.emit()
    assert fresh.toolbar.isVisible()
    assert [cell.value for cell in fresh.figures._shown] == ["–"] * len(fresh.figures._shown)
