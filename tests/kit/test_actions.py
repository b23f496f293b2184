"""One declaration of what can be done gives its button and its entry in a menu."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.actions import DIVIDER, Action
from app.kit.icons import Icons
from app.kit.menus import build_menu


def test_button_has_the_short_words_and_does_it(qtbot: QtBot, icons: Icons) -> None:
    ran: list[str] = []
    action = Action(
        "New member…", lambda: ran.append("new"), "plus", name="members.new", short="New member"
    )
    button = action.button(icons, kind="primary")
    qtbot.addWidget(button)
    button.click()
    assert (button.text(), button.objectName(), button.kind) == (
        "New member",
        "members.new",
        "primary",
    )
    assert ran == ["new"]


def test_denied_action_says_why_wherever_it_is_shown(qtbot: QtBot, icons: Icons) -> None:
    action = Action("Deposit…", lambda: None, denied="Needs platform admin")
    button, place = action.button(icons), QWidget()
    for widget in (button, place):
        qtbot.addWidget(widget)
    assert (button.isEnabled(), button.toolTip()) == (False, "Needs platform admin")
    [entry, line] = build_menu((action, DIVIDER), icons, place).actions()
    assert (entry.text(), entry.isEnabled()) == ("Deposit… – Needs platform admin", False)
    assert line.isSeparator()
    assert not action.enabled
