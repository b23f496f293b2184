"""Buttons: sizes, states, keys, what a busy or denied button does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.buttons import Button, IconButton
from app.kit.icons import Icons
from app.kit.theme import LIGHT, Themes


def put(window: QWidget, *widgets: QWidget) -> None:
    layout = window.layout()
    assert isinstance(layout, QLayout)
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()


@pytest.mark.parametrize(
    ("extent", "height"), [("", 32), ("small", 28), ("tiny", 24), ("large", 40)]
)
@pytest.mark.parametrize("scale", [100, 150])
def test_heights_are_those_of_the_design(
    icons: Icons, themes: Themes, extent: str, height: int, scale: int
) -> None:
    themes.set_scale(scale)
    button = Button("Set contract", icons, extent=extent)
    assert button.sizeHint().height() == round(height * scale / 100)


def test_text_is_never_cut(icons: Icons) -> None:
    button = Button("Copy deploy command", icons, icon="copy", trailing="chevron-down")
    assert button.minimumSizeHint() == button.sizeHint()
    assert button.sizeHint().width() > Button("Copy deploy command", icons).sizeHint().width() + 30


def test_choosing_a_segment_moves_nothing(icons: Icons) -> None:
    segment = Button("Whole curve", icons, kind="seg")
    segment.setCheckable(True)
    before = segment.sizeHint()
    segment.setChecked(True)
    assert segment.sizeHint() == before


def test_focus_moves_nothing_and_shows_a_ring(icons: Icons, window: QWidget, qtbot: QtBot) -> None:
    first, second = Button("One", icons), Button("Two", icons, kind="primary")
    put(window, first, second)
    before = second.geometry()
    second.setFocus()
    qtbot.waitUntil(second.hasFocus)
    assert second.geometry() == before
    edge = second.grab().toImage().pixelColor(1, second.height() // 2)
    assert edge == LIGHT.color("focus")


@pytest.mark.parametrize("kind", ["primary", "buy", "sell", "destroy", "danger", "ghost", "link"])
@pytest.mark.parametrize("state", ["normal", "off", "busy", "checked"])
def test_every_kind_paints_in_every_state(
    icons: Icons, qtbot: QtBot, kind: str, state: str
) -> None:
    button = Button("&Buy && sell", icons, kind=kind, icon="triangle-up", key="B")
    qtbot.addWidget(button)
    button.setEnabled(state != "off")
    button.setCheckable(True)
    button.setChecked(state == "checked")
    if state == "busy":
        button.set_busy("Sending…")
    assert not button.grab().isNull()


def test_busy_button_ignores_mouse_keys_and_code(
    icons: Icons, window: QWidget, qtbot: QtBot
) -> None:
    button = Button("Send", icons)
    put(window, button)
    button.setFocus()
    with qtbot.assertNotEmitted(button.clicked):
        button.set_busy("Sending…")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.keyClick(button, Qt.Key.Key_Space)
        button.click()
    assert button.busy
    assert button.hasFocus()
    assert button.accessibleDescription() == "Sending…"
    with qtbot.waitSignal(button.clicked):
        button.set_busy()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_busy_arc_turns_unless_motion_is_reduced(
    icons: Icons, themes: Themes, qtbot: QtBot
) -> None:
    button = Button("Send", icons)
    qtbot.addWidget(button)
    button.set_busy("Sending…")
    angle = button._angle
    qtbot.waitUntil(lambda: button._angle != angle)
    button.set_busy()
    themes.set_reduced_motion(True)
    button.set_busy("Sending…")
    assert not button._turn.isActive()


def test_denied_button_says_why(icons: Icons) -> None:
    button = Button("Approve", icons, tip="Approve the refund")
    button.set_denied("Needs platform admin")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Needs platform admin"
    button.set_denied("")
    assert button.isEnabled()
    assert button.toolTip() == "Approve the refund"


def test_enter_in_a_form_is_left_to_the_form(icons: Icons) -> None:
    assert not Button("Clear", icons).autoDefault()


def test_order_button_turns_from_buy_to_sell(icons: Icons, qtbot: QtBot) -> None:
    button = Button("", icons, kind="buy", extent="large", icon="triangle-up")
    qtbot.addWidget(button)
    assert button.grab().toImage().pixelColor(10, 20) == LIGHT.color("buy_fill")
    button.set_kind("sell")
    button.set_icon("triangle-down")
    assert button.grab().toImage().pixelColor(10, 20) == LIGHT.color("sell_fill")


def test_icon_button_has_a_name_and_tells_its_shortcut(icons: Icons) -> None:
    button = IconButton("play", "Play", icons, name="simulator.play", shortcut="Ctrl+E")
    assert button.objectName() == "simulator.play"
    assert button.accessibleName() == "Play"
    assert "Ctrl+E" in button.toolTip()
    button.set_look("pause", "Pause")
    assert button.accessibleName() == button.toolTip() == "Pause"


def test_icon_buttons_are_large_enough_to_hit(icons: Icons, window: QWidget) -> None:
    for extent in ("", "tiny"):
        button = IconButton("close", "Close", icons, extent=extent)
        put(window, button)
        assert button.width() >= 24
        assert button.height() >= 24
