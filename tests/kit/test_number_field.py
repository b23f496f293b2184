"""Number inputs: any text, any size, steps, grouping, worked-out values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.amounts import parse_whole
from app.errors import InvalidInput
from app.kit.fields import TextField
from app.kit.icons import Icons
from app.kit.number_field import NumberField
from app.kit.numbers import basis_points
from tests.examples import few_examples
from tests.kit.test_buttons import put

N = "\u202f"
HUGE = 2**80


@pytest.fixture
def other(icons: Icons) -> TextField:
    return TextField("Next", icons, name="ticket.next")


@pytest.fixture
def keys(icons: Icons, window: QWidget, other: TextField) -> NumberField:
    """The amount of an order: one to a thousand keys."""
    field = NumberField(
        "Amount", icons, name="ticket.amount", field="keys", unit="keys", steps=True,
        minimum=1, maximum=1_000,
    )  # fmt: skip
    put(window, field, other)
    return field


def focus(field: NumberField | TextField, qtbot: QtBot) -> None:
    field.setFocus()
    qtbot.waitUntil(field.editor.hasFocus)


def test_digits_are_grouped_only_while_not_edited(
    icons: Icons, window: QWidget, other: TextField, qtbot: QtBot
) -> None:
    field = NumberField("Limit", icons, name="ticket.limit", field="limit", unit="sats")
    put(window, field, other)
    field.set_value(263_128)
    assert field.text() == f"263{N}128"
    focus(field, qtbot)
    assert field.text() == "263128"
    assert field.editor.selectedText() == "263128"
    focus(other, qtbot)
    assert field.text() == f"263{N}128"


def test_numbers_wider_than_64_bits_survive(icons: Icons, window: QWidget) -> None:
    field = NumberField("Supply", icons, name="room.supply", field="supply")
    put(window, field)
    field.set_value(HUGE)
    assert field.value() == HUGE
    field.step(1)
    assert field.value() == HUGE + 1


@pytest.mark.parametrize(
    ("key", "shift", "result"),
    [
        (Qt.Key.Key_Up, False, 37),
        (Qt.Key.Key_Down, False, 35),
        (Qt.Key.Key_Up, True, 46),
        (Qt.Key.Key_Down, True, 26),
        (Qt.Key.Key_PageUp, False, 46),
        (Qt.Key.Key_PageDown, True, 26),
    ],
)
def test_arrows_go_by_one_and_by_ten(
    keys: NumberField, qtbot: QtBot, key: Qt.Key, shift: bool, result: int
) -> None:
    keys.set_value(36)
    modifier = Qt.KeyboardModifier
    QTest.keyClick(keys.editor, key, modifier.ShiftModifier if shift else modifier.NoModifier)
    assert keys.value() == result


def test_buttons_go_by_one(keys: NumberField, qtbot: QtBot) -> None:
    keys.set_value(36)
    with qtbot.waitSignal(keys.edited):
        QTest.mouseClick(keys.plus, Qt.MouseButton.LeftButton)
    assert keys.value() == 37
    QTest.mouseClick(keys.minus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(keys.minus, Qt.MouseButton.LeftButton)
    assert keys.value() == 35
    assert keys.plus.width() >= 28


def test_steps_stop_at_the_bounds(keys: NumberField) -> None:
    keys.set_value(999)
    keys.step(10)
    assert keys.value() == 1_000
    keys.step(-5_000)
    assert keys.value() == 1


def test_a_step_from_an_empty_field_starts_at_the_smallest(keys: NumberField) -> None:
    keys.set_text("")
    keys.step(1)
    assert keys.value() == 1


def test_a_step_from_nonsense_says_what_is_wrong(keys: NumberField) -> None:
    keys.set_text("many")
    keys.step(1)
    assert keys.text() == "many"
    assert keys.state == "error"


@pytest.mark.parametrize("text", ["", "abc", "1.5", "0", "1001", "-3", "1e3", "٣٤", "9" * 100])
def test_bad_text_is_kept_and_named(keys: NumberField, text: str) -> None:
    keys.set_text(text)
    assert keys.state == ""
    with pytest.raises(InvalidInput) as refused:
        keys.value()
    assert refused.value.field == "keys"
    assert not keys.validate()
    assert keys.message.text() == refused.value.message


def test_error_shows_after_leaving_not_while_typing(
    keys: NumberField, other: TextField, qtbot: QtBot
) -> None:
    focus(keys, qtbot)
    QTest.keyClicks(keys.editor, "2000")
    assert keys.state == ""
    focus(other, qtbot)
    assert keys.state == "error"
    focus(keys, qtbot)
    QTest.keyClick(keys.editor, Qt.Key.Key_End)
    QTest.keyClick(keys.editor, Qt.Key.Key_Backspace)
    assert keys.value() == 200
    assert keys.state == ""


def test_a_field_may_be_left_empty_where_that_is_allowed(icons: Icons, window: QWidget) -> None:
    field = NumberField("Cap", icons, name="rule.cap", field="cap", blank_allowed=True)
    put(window, field)
    assert field.validate()
    field.set_text("x")
    assert not field.validate()


def test_narrower_bounds_judge_again(keys: NumberField) -> None:
    keys.set_text("500")
    keys.set_range(1, 48)
    assert not keys.validate()
    keys.set_range(1, 1_000)
    assert keys.state == ""


def test_a_worked_out_number_follows_until_it_is_edited(keys: NumberField, qtbot: QtBot) -> None:
    keys.set_computed(True)
    keys.offer(10)
    keys.offer(20)
    assert keys.value() == 20
    assert keys.computed
    focus(keys, qtbot)
    QTest.keyClicks(keys.editor, "7")
    keys.offer(30)
    assert keys.value() == 7


def test_editing_takes_the_lock_away(keys: NumberField) -> None:
    keys.set_computed(True)
    keys.set_text("12")
    assert not keys.computed


def test_locked_number_takes_no_keys(keys: NumberField, qtbot: QtBot) -> None:
    keys.set_value(36)
    keys.set_locked(True)
    QTest.keyClick(keys.editor, Qt.Key.Key_Up)
    QTest.keyClicks(keys.editor, "9")
    assert keys.value() == 36


def hundredths(text: str) -> int:
    return round(parse_whole(text.replace("%", "").replace(".", ""), field="slip") * 1)


@pytest.fixture
def slip(icons: Icons, window: QWidget) -> NumberField:
    """Percent typed with two decimals, hundredths of a percent kept; at most 50 %."""
    field = NumberField(
        "Slippage", icons, name="ticket.slip", field="slip", maximum=5_000,
        read=hundredths, show=lambda value: f"{value // 100}.{value % 100:02}",
    )  # fmt: skip
    put(window, field)
    return field


def test_numbers_may_be_typed_otherwise_than_kept(slip: NumberField) -> None:
    slip.set_value(50)
    assert slip.text() == "0.50"
    assert slip.value() == 50
    slip.step(1)
    assert slip.text() == "0.51"


def test_bounds_hold_for_them_too(slip: NumberField) -> None:
    slip.set_text("60.00")
    with pytest.raises(InvalidInput, match=r"50\.00") as refused:
        slip.value()
    assert refused.value.field == "slip"
    slip.minimum = 10
    slip.set_text("0.05")
    with pytest.raises(InvalidInput, match="smallest"):
        slip.value()
    assert basis_points(10) == f"0.1{N}%"


@few_examples
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=130))
def test_any_text_gives_a_number_in_range_or_a_named_fault(keys: NumberField, text: str) -> None:
    keys.set_text(text)
    problem = keys.problem()
    if problem:
        with pytest.raises(InvalidInput) as refused:
            keys.value()
        assert refused.value.field == "keys"
    else:
        assert 1 <= keys.value() <= 1_000
    keys.step(1)
    keys.step(-10)


@few_examples
@given(number=st.integers(min_value=-(10**40), max_value=10**40))
def test_every_number_comes_back_as_it_was(icons: Icons, number: int) -> None:
    field = NumberField("Any", icons, name="any.number", field="any", minimum=None)
    field.set_value(number)
    assert field.value() == number
    field.deleteLater()


def test_a_field_that_was_emptied_is_no_error_when_it_is_left(
    keys: NumberField, other: TextField, qtbot: QtBot
) -> None:
    focus(keys, qtbot)
    QTest.keyClicks(keys.editor, "4")
    keys.empty()
    focus(other, qtbot)
    assert keys.text() == ""
    assert keys.state == ""


def test_letters_are_not_typed_into_a_number(keys: NumberField, qtbot: QtBot) -> None:
    keys.set_value(36)
    focus(keys, qtbot)
    keys.editor.end(False)
    QTest.keyClicks(keys.editor, "BsÉ5")
    assert keys.text() == "365"
    QTest.keyClick(keys.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert keys.editor.selectedText() == "365"


def test_letters_that_are_pasted_are_told_to_be_wrong(keys: NumberField, qtbot: QtBot) -> None:
    focus(keys, qtbot)
    keys.set_text("ten")
    assert not keys.validate()
    assert keys.text() == "ten"
