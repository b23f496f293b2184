"""F6: the focus goes from pane to pane."""

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.panels import Pane
from app.shell.focus_cycle import next_pane


class Place:
    """A rail and a page with two panes, of which the right one was made first."""

    def __init__(self, qtbot: QtBot) -> None:
        self.root = QWidget()
        self.rail = QWidget()
        self.page = QWidget()
        self.right = Pane()
        self.left = Pane()
        row = QHBoxLayout(self.root)
        row.addWidget(self.rail)
        row.addWidget(self.page, 1)
        columns = QHBoxLayout(self.page)
        columns.addWidget(self.left)
        columns.addWidget(self.right)
        self.fields: dict[str, QLineEdit] = {}
        for name, owner in (
            ("rail", self.rail), ("left", self.left), ("left 2", self.left), ("right", self.right)
        ):  # fmt: skip
            field = QLineEdit()
            self.fields[name] = field
            column = owner.layout() or QVBoxLayout(owner)
            column.addWidget(field)
        qtbot.addWidget(self.root)
        with qtbot.waitActive(self.root):
            self.root.show()
            self.root.activateWindow()

    def press(self) -> str:
        next_pane(self.rail, self.page)
        return self.focused()

    def focused(self) -> str:
        focus = QApplication.focusWidget()
        return next((name for name, field in self.fields.items() if field is focus), "")


@pytest.fixture
def place(qtbot: QtBot) -> Place:
    return Place(qtbot)


def test_panes_follow_each_other_as_they_stand(place: Place) -> None:
    place.fields["rail"].setFocus()
    assert [place.press() for _ in range(4)] == ["left", "right", "rail", "left"]


def test_second_field_of_a_pane_leads_to_the_next_pane(place: Place) -> None:
    place.fields["left 2"].setFocus()
    assert place.press() == "right"


def test_what_is_hidden_or_disabled_is_passed_over(place: Place) -> None:
    place.fields["left"].setEnabled(False)
    place.fields["rail"].setFocus()
    assert place.press() == "left 2"
    place.right.hide()
    assert place.press() == "rail"


def test_without_a_focus_the_first_pane_gets_it(place: Place) -> None:
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    assert place.press() == "rail"


def test_nothing_to_focus_changes_nothing(place: Place) -> None:
    for field in place.fields.values():
        field.setEnabled(False)
    assert place.press() == ""


def test_area_without_panes_is_one(place: Place) -> None:
    place.fields["right"].setFocus()
    next_pane(place.rail)
    assert place.focused() == "rail"
