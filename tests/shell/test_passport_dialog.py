"""The address passport tells what was pasted, and leads to the known address that it is near."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.kit.labels import Label
from app.members.service import create_member
from app.shell.palette import CommandPalette
from app.shell.passport_dialog import PassportDialog
from tests.factories import principal_of
from tests.shell.house import House
from tests.showing import nameless

TREASURY = principal_of("treasury")


@pytest.fixture
def home(house: House) -> House:
    """An open workspace with one member."""
    house.window.resize(1440, 900)
    location = house.enter()
    desk = house.colleague(location)
    create_member(desk, username="ana", principal=TREASURY)
    return house


def shown(home: House, text: str) -> PassportDialog:
    home.bench.show_passport(text)
    home.settle()
    dialog = home.context.messages.dialog
    assert isinstance(dialog, PassportDialog)
    return dialog


def texts(dialog: PassportDialog) -> list[str]:
    labels = dialog.findChildren(Label)
    return [label.text() for label in labels if label.isVisible() and label.text()]


def button(dialog: PassportDialog, name: str) -> QAbstractButton:
    found = dialog.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def test_nothing_pasted_asks_for_it(home: House) -> None:
    dialog = shown(home, "")
    assert dialog.notice.tone == "info"
    assert dialog.input.editor.hasFocus()


def test_known_address_is_told_and_opened(home: House) -> None:
    dialog = shown(home, TREASURY)
    assert (dialog.notice.tone, dialog.notice.title.text()) == ("ok", "Stacks address · Testnet")
    assert dialog.notice.text.text() == "single signature"
    assert "This is the member ana" in texts(dialog)
    home.bench.show_page("rooms")
    button(dialog, "passport.open_1").click()
    home.settle()
    assert home.bench.page_name == "members"
    assert home.page.records == [1]


def test_slip_of_the_hand_is_shown_with_what_was_meant(home: House) -> None:
    dialog = shown(home, TREASURY[:9] + TREASURY[10:])
    assert dialog.notice.tone == "error"
    assert f"Character 10 is missing: {TREASURY[9]}" in texts(dialog)
    assert "One character from the member ana" in texts(dialog)
    button(dialog, "passport.copy_1").click()
    assert QApplication.clipboard().text() == TREASURY


def test_valid_address_of_the_other_network_warns(home: House) -> None:
    dialog = shown(home, "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7")
    assert dialog.notice.tone == "warn"
    assert dialog.notice.text.text() == "Valid, but the workspace is on testnet."
    assert "The same key on the other network" in texts(dialog)


def test_address_that_only_looks_the_same_warns(home: House) -> None:
    lookalike = next(
        text
        for text in (TREASURY[:6] + letter * 31 + TREASURY[-4:] for letter in "0123456789")
        if text != TREASURY
    )
    dialog = shown(home, lookalike)
    assert "Begins and ends like the member ana, and is another" in texts(dialog)


def test_it_answers_while_it_is_typed(home: House) -> None:
    dialog = shown(home, "nothing")
    assert dialog.notice.title.text() == "No address"
    dialog.input.editor.clear()
    QTest.keyClicks(dialog.input.editor, "2vxsx-fae")
    home.settle()
    assert (dialog.notice.title.text(), dialog.notice.tone) == ("ICP principal", "ok")


def test_every_control_has_a_name(home: House) -> None:
    assert nameless(shown(home, TREASURY[:-1])) == []


def test_palette_offers_it_for_a_pasted_address(home: House) -> None:
    QTest.keyClick(home.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = home.context.messages.dialog
    assert isinstance(palette, CommandPalette)
    palette.input.setText(TREASURY)
    assert [choice.title for choice in palette.choices()][:2] == [
        "Address", "What is this address?",
    ]  # fmt: skip
    QTest.keyClick(palette.input, Qt.Key.Key_Return)
    home.settle()
    dialog = home.context.messages.dialog
    assert isinstance(dialog, PassportDialog)
    assert dialog.input.text() == TREASURY
