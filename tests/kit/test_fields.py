"""Text inputs: when they complain, what they hold, how they are spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput
from app.kit.fields import PasswordField, SearchField, TextArea, TextField
from app.kit.icons import Icons
from app.kit.theme import LIGHT, Themes
from tests.examples import few_examples
from tests.kit.test_buttons import put


@pytest.fixture
def symbol(icons: Icons, window: QWidget) -> TextField:
    """A field that takes capitals only, in a window with another field."""
    field = TextField("Symbol", icons, name="room.symbol", required=True)

    def check() -> None:
        if not field.text().isupper():
            raise InvalidInput("Use capital letters only.", field="symbol")

    field.set_check(check)
    put(window, field, TextField("Next", icons, name="room.next"))
    return field


def leave(field: TextField, window: QWidget, qtbot: QtBot) -> None:
    other = window.findChild(QLineEdit, "room.next")
    assert isinstance(other, QLineEdit)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)


def enter(field: TextField, qtbot: QtBot) -> None:
    field.setFocus()
    qtbot.waitUntil(field.editor.hasFocus)


def test_nothing_is_said_during_first_typing(symbol: TextField, qtbot: QtBot) -> None:
    enter(symbol, qtbot)
    QTest.keyClicks(symbol.editor, "pro")
    assert symbol.state == ""
    assert not symbol.message.isVisible()


def test_error_shows_after_leaving(symbol: TextField, window: QWidget, qtbot: QtBot) -> None:
    enter(symbol, qtbot)
    QTest.keyClicks(symbol.editor, "pro")
    leave(symbol, window, qtbot)
    assert symbol.state == "error"
    assert symbol.message.isVisible()
    assert symbol.message.text() == "Use capital letters only."
    assert symbol.box.property("state") == "error"
    assert symbol.editor.accessibleDescription() == "Use capital letters only."


def test_error_goes_as_soon_as_it_is_put_right(
    symbol: TextField, window: QWidget, qtbot: QtBot
) -> None:
    enter(symbol, qtbot)
    QTest.keyClicks(symbol.editor, "p")
    leave(symbol, window, qtbot)
    enter(symbol, qtbot)
    symbol.editor.clear()
    QTest.keyClicks(symbol.editor, "P")
    assert symbol.state == ""
    assert symbol.box.property("state") == ""


def test_a_field_left_untouched_is_not_judged(
    symbol: TextField, window: QWidget, qtbot: QtBot
) -> None:
    enter(symbol, qtbot)
    leave(symbol, window, qtbot)
    assert symbol.state == ""


def test_submit_judges_at_once(symbol: TextField) -> None:
    assert not symbol.validate()
    assert symbol.state == "error"
    symbol.set_text("PROOF")
    assert symbol.validate()
    assert symbol.state == ""


def test_leaving_is_told_once_something_was_typed(
    symbol: TextField, window: QWidget, qtbot: QtBot
) -> None:
    enter(symbol, qtbot)
    QTest.keyClicks(symbol.editor, "P")
    with qtbot.waitSignal(symbol.committed):
        leave(symbol, window, qtbot)


def test_enter_submits(symbol: TextField, qtbot: QtBot) -> None:
    enter(symbol, qtbot)
    with qtbot.waitSignal(symbol.submitted):
        QTest.keyClick(symbol.editor, Qt.Key.Key_Return)


def test_warning_and_praise_do_not_block(symbol: TextField) -> None:
    symbol.set_text("PROOF")
    symbol.show_warning("Far above the usual.")
    assert symbol.state == "warn"
    assert symbol.validate()
    symbol.show_ok("Free to use")
    assert symbol.state == "ok"
    assert symbol.box.property("state") == ""
    symbol.set_text("OTHER")
    assert symbol.state == ""


def test_note_stands_wherever_nothing_is_wrong(symbol: TextField) -> None:
    symbol.set_note("Three to eight letters")
    assert symbol.message.text() == "Three to eight letters"
    symbol.show_error("Too long.")
    assert symbol.message.text() == "Too long."
    symbol.clear_message()
    assert symbol.message.text() == "Three to eight letters"


def test_field_is_spoken_and_found(symbol: TextField) -> None:
    assert symbol.editor.objectName() == "room.symbol"
    assert symbol.editor.accessibleName() == "Symbol"
    assert symbol.label.buddy() is symbol.editor


def test_focus_ring_moves_nothing(symbol: TextField, qtbot: QtBot) -> None:
    before = symbol.editor.geometry()
    enter(symbol, qtbot)
    assert symbol.editor.geometry() == before
    edge = symbol.box.grab().toImage().pixelColor(1, symbol.box.height() // 2)
    assert edge == LIGHT.color("focus")


def test_box_is_32_high_and_grows_with_the_text(symbol: TextField, themes: Themes) -> None:
    assert symbol.box.height() == 32
    themes.set_scale(150)
    assert symbol.box.height() == 48


def test_locked_field_can_be_read_but_not_changed(symbol: TextField, qtbot: QtBot) -> None:
    symbol.set_text("PROOF")
    symbol.set_locked(True)
    QTest.keyClicks(symbol.editor, "X")
    assert symbol.text() == "PROOF"
    symbol.set_locked(False)
    QTest.keyClicks(symbol.editor, "X")
    assert "X" in symbol.text()


def test_clear_and_copy_buttons(icons: Icons, window: QWidget, qtbot: QtBot) -> None:
    field = TextField("Principal", icons, name="room.principal", clearable=True, copyable=True)
    put(window, field)
    assert not field._clear.isVisible()
    field.set_text("ST3KZ9")
    QTest.mouseClick(field._copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "ST3KZ9"
    QTest.mouseClick(field._clear, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert not field._clear.isVisible()


def test_clicking_beside_the_text_focuses_it(symbol: TextField, qtbot: QtBot) -> None:
    QTest.mouseClick(symbol.box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(symbol.editor.hasFocus)


@few_examples
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_taken_and_judged(symbol: TextField, text: str) -> None:
    symbol.set_text(text)
    assert symbol.validate() == symbol.text().isupper()


def test_password_is_hidden_until_the_eye_is_pressed(
    icons: Icons, window: QWidget, qtbot: QtBot
) -> None:
    field = PasswordField("Password", icons, name="sign_in.password")
    put(window, field)
    field.set_text(" two words ")
    assert field.text() == " two words "
    assert field.editor.echoMode() == QLineEdit.EchoMode.Password
    QTest.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert field.editor.echoMode() == QLineEdit.EchoMode.Normal
    assert field.eye.accessibleName() == "Hide password"
    QTest.mouseClick(field.eye, Qt.MouseButton.LeftButton)
    assert field.editor.echoMode() == QLineEdit.EchoMode.Password


@pytest.fixture
def search(icons: Icons, window: QWidget) -> SearchField:
    field = SearchField(icons, name="rooms.search", placeholder="Name, symbol or ID")
    put(window, field)
    return field


def test_search_waits_for_a_pause_in_typing(search: SearchField, qtbot: QtBot) -> None:
    heard: list[str] = []
    search.searched.connect(heard.append)
    search.setFocus()
    QTest.keyClicks(search.editor, "proof")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["proof"])


def test_enter_searches_at_once_and_only_what_is_new(search: SearchField, qtbot: QtBot) -> None:
    heard: list[str] = []
    search.searched.connect(heard.append)
    QTest.keyClicks(search.editor, " proof ")
    QTest.keyClick(search.editor, Qt.Key.Key_Return)
    QTest.keyClick(search.editor, Qt.Key.Key_Return)
    assert heard == ["proof"]


def test_escape_and_cross_clear_the_search(search: SearchField, qtbot: QtBot) -> None:
    heard: list[str] = []
    search.set_text("proof")
    assert not search.cap.isVisible()
    search.searched.connect(heard.append)
    QTest.keyClick(search.editor, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert heard == [""]
    assert search.cap.isVisible()
    search.set_text("again")
    QTest.mouseClick(search._clear, Qt.MouseButton.LeftButton)
    assert search.text() == ""


def test_search_is_spoken(search: SearchField) -> None:
    assert search.editor.accessibleName() == "Name, symbol or ID"
    assert search.focusProxy() is search.editor


def test_text_area_counts_and_refuses_too_much(icons: Icons, window: QWidget) -> None:
    area = TextArea("Reason", icons, name="refund.reason", limit=10)
    put(window, area)
    assert area.hint.text() == "0 of 10"
    area.set_text("  wrong size  ")
    assert area.text() == "wrong size"
    assert area.hint.text() == "10 of 10"
    assert area.validate()
    area.set_text("wrong size again")
    assert area.text() == "wrong size again"
    assert not area.validate()
    assert "6" in area.message.text()
    area.set_text("fits")
    assert area.state == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Escape])
def test_search_is_left_for_the_list(search: SearchField, key: Qt.Key) -> None:
    left: list[bool] = []
    search.left.connect(lambda: left.append(True))
    QTest.keyClick(search.editor, key)
    assert left == [True]


def test_escape_clears_a_search_before_it_leaves(search: SearchField) -> None:
    left: list[bool] = []
    search.left.connect(lambda: left.append(True))
    search.set_text("proof")
    QTest.keyClick(search.editor, Qt.Key.Key_Escape)
    assert (search.text(), left) == ("", [])
