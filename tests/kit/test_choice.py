"""The choice among many: opening, filtering, picking, late answers."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.choice import ChoiceField
from app.kit.icons import Icons
from app.kit.options import Give, Option, among
from tests.kit.test_buttons import put

PEOPLE = [
    Option(2**70, "mirela", "48 keys", avatar=True),
    Option(2, "ada.l", "12 keys", avatar=True),
    Option(3, "Mira Okafor", avatar=True),
]


@pytest.fixture
def who(icons: Icons, window: QWidget) -> ChoiceField:
    field = ChoiceField("Trade as", icons, name="ticket.who", source=among(PEOPLE), required=True)
    put(window, field)
    return field


def shown(field: ChoiceField) -> list[str]:
    return [option.text for option in field.popup.model.options]


def test_nothing_is_chosen_at_first(who: ChoiceField) -> None:
    assert who.option() is None
    assert who.value() is None
    assert not who.validate()
    assert who.message.text() == "Choose one."


def test_click_opens_the_list_with_all(who: ChoiceField, qtbot: QtBot) -> None:
    QTest.mouseClick(who.button, Qt.MouseButton.LeftButton)
    assert who.popup.isVisible()
    assert shown(who) == ["mirela", "ada.l", "Mira Okafor"]
    who.popup.hide()


def test_typing_on_the_closed_field_opens_and_filters(who: ChoiceField, qtbot: QtBot) -> None:
    who.button.setFocus()
    QTest.keyClicks(who.button, "m")
    assert who.popup.search.editor.text() == "m"
    QTest.keyClicks(who.popup.search.editor, "i")
    assert shown(who) == ["mirela", "Mira Okafor"]
    who.popup.hide()


def test_enter_picks_the_current_row(who: ChoiceField, qtbot: QtBot) -> None:
    who.button.opened.emit("")
    QTest.keyClick(who.popup.search.editor, Qt.Key.Key_Down)
    with qtbot.waitSignal(who.chosen) as heard:
        QTest.keyClick(who.popup.search.editor, Qt.Key.Key_Return)
    assert heard.args == [PEOPLE[1]]
    assert who.value() == 2
    assert not who.popup.isVisible()
    assert who.validate()


def test_values_of_any_size_come_back_whole(who: ChoiceField, qtbot: QtBot) -> None:
    who.button.opened.emit("mirela")
    QTest.keyClick(who.popup.search.editor, Qt.Key.Key_Return)
    assert who.value() == 2**70


def test_arrows_stop_at_the_ends(who: ChoiceField) -> None:
    who.button.opened.emit("")
    edit = who.popup.search.editor
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert who.popup.list.currentIndex().row() == 0
    QTest.keyClick(edit, Qt.Key.Key_PageDown)
    assert who.popup.list.currentIndex().row() == 2
    who.popup.hide()


def test_escape_closes_without_choosing(who: ChoiceField, qtbot: QtBot) -> None:
    who.button.opened.emit("")
    with qtbot.assertNotEmitted(who.chosen):
        QTest.keyClick(who.popup.search.editor, Qt.Key.Key_Escape)
    assert not who.popup.isVisible()
    assert who.option() is None


def test_nothing_matching_is_said(who: ChoiceField, qtbot: QtBot) -> None:
    who.button.opened.emit("zzz")
    assert who.popup.empty.isVisible()
    assert not who.popup.list.isVisible()
    with qtbot.assertNotEmitted(who.chosen):
        QTest.keyClick(who.popup.search.editor, Qt.Key.Key_Return)
    who.popup.hide()


def test_the_row_of_the_choice_is_current_on_opening(who: ChoiceField) -> None:
    who.set_option(PEOPLE[2])
    who.button.opened.emit("")
    assert who.popup.list.currentIndex().row() == 2
    who.popup.hide()


def test_choice_is_spoken(who: ChoiceField) -> None:
    who.set_option(PEOPLE[0])
    assert who.button.accessibleName() == "Trade as: mirela"
    who.set_option(None)
    assert who.button.accessibleName() == "Trade as: nothing chosen"
    assert who.button.objectName() == "ticket.who"


def test_a_click_in_the_list_picks(who: ChoiceField, qtbot: QtBot) -> None:
    who.button.opened.emit("")
    rows = who.popup.list
    place = rows.visualRect(who.popup.model.index(1)).center()
    with qtbot.waitSignal(who.chosen):
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert who.value() == 2


def test_every_state_paints(who: ChoiceField) -> None:
    assert not who.grab().isNull()
    who.set_option(PEOPLE[0])
    who.setEnabled(False)
    assert not who.grab().isNull()
    who.button.opened.emit("")
    assert not who.popup.grab().isNull()
    assert who.popup.model.data(who.popup.model.index(0)) == "mirela 48 keys"
    who.popup.hide()


class LateSource:
    """Answers when the test says so, as a worker thread would."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Give]] = []

    def __call__(self, text: str, give: Give) -> None:
        self.asked.append((text, give))

    def answer(self, index: int, options: Sequence[Option]) -> None:
        self.asked[index][1](options)


def test_answers_to_an_older_text_are_dropped(icons: Icons, window: QWidget) -> None:
    source = LateSource()
    field = ChoiceField("Trade as", icons, name="ticket.who", source=source)
    put(window, field)
    field.button.opened.emit("")
    field.popup.search.editor.setText("ada")
    texts = [text for text, _give in source.asked]
    assert texts[-1] == "ada"
    source.answer(-1, [PEOPLE[1]])
    source.answer(0, PEOPLE)
    assert shown(field) == ["ada.l"]
    field.popup.hide()


def test_fixed_lists_match_every_word_in_any_case() -> None:
    found: list[Option] = []
    among(PEOPLE)("OKAFOR mira", found.extend)
    assert found == [PEOPLE[2]]
    among(PEOPLE)("12", found.extend)
    assert found[1:] == [PEOPLE[1]]


def test_ctrl_enter_is_left_to_the_form(who: ChoiceField) -> None:
    QTest.keyClick(who.button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not who.popup.isVisible()


def test_a_list_that_shrinks_stays_at_its_field(who: ChoiceField, qtbot: QtBot) -> None:
    QTest.mouseClick(who.button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(who.popup.search.editor, "ada")
    field = who.box.mapToGlobal(who.box.rect().topLeft()).y()
    top = who.popup.y()
    assert top in (field + who.box.height() + 4, field - who.popup.height() - 4)
    who.popup.hide()
