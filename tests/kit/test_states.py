"""Notices, banners, loading, empty and no-match states."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Unavailable
from app.kit.actions import Action
from app.kit.buttons import Button
from app.kit.icons import Icons
from app.kit.notices import Banner, Notice
from app.kit.states import EmptyState, NoMatch, Skeleton, StateStack
from app.kit.theme import LIGHT, Themes
from tests.kit.test_buttons import put

DOWN = Unavailable("Trading is off.", title="The node does not answer")


@pytest.mark.parametrize("tone", ["info", "ok", "warn", "error"])
def test_notice_has_sign_tint_and_words(icons: Icons, window: QWidget, tone: str) -> None:
    notice = Notice(icons, tone, "All balances agree", "Issued minus burned.")
    put(window, notice)
    tint = "accent_tint" if tone == "info" else f"{tone}_tint"
    assert notice.grab().toImage().pixelColor(6, notice.height() // 2) == LIGHT.color(tint)
    assert notice.accessibleName() == "All balances agree. Issued minus burned."
    notice.say("warn", "Clock differs")
    assert notice.accessibleName() == "Clock differs"


def test_notice_may_have_a_button(icons: Icons, window: QWidget, qtbot: QtBot) -> None:
    notice = Notice(icons, "info", "Demo", action="Leave", name="shell.demo")
    put(window, notice)
    with qtbot.waitSignal(notice.acted):
        QTest.mouseClick(notice.action, Qt.MouseButton.LeftButton)
    assert notice.action.objectName() == "shell.demo.action"


@pytest.fixture
def banner(icons: Icons, window: QWidget) -> Banner:
    band = Banner(icons, name="vending.banner")
    put(window, band)
    band.clear()
    return band


def test_banner_tells_cause_and_age(banner: Banner) -> None:
    assert not banner.isVisible()
    banner.show_error(DOWN, "14:28:11")
    assert banner.isVisible()
    assert banner.title.text() == "The node does not answer"
    assert banner.text.text() == "Trading is off. Figures are from 14:28:11."


def test_banner_retries_after_2_4_8_and_then_every_15_seconds(banner: Banner, qtbot: QtBot) -> None:
    waits = []
    for _ in range(5):
        banner.show_error(DOWN)
        waits.append(banner.seconds_left)
        for _second in range(banner.seconds_left - 1):
            with qtbot.assertNotEmitted(banner.retry_requested):
                banner.count_down()
        with qtbot.waitSignal(banner.retry_requested):
            banner.count_down()
    assert waits == [2, 4, 8, 15, 15]


def test_banner_counts_down_in_sight(banner: Banner) -> None:
    banner.show_error(DOWN)
    assert banner.countdown.text() == "Next try in 2 s"
    banner.count_down()
    assert banner.countdown.text() == "Next try in 1 s"


def test_retry_by_hand_stops_the_clock(banner: Banner, qtbot: QtBot) -> None:
    banner.show_error(DOWN)
    with qtbot.waitSignal(banner.retry_requested):
        QTest.mouseClick(banner.retry, Qt.MouseButton.LeftButton)
    assert banner.seconds_left == 0
    assert banner.isVisible()


def test_an_answer_ends_the_banner_and_its_patience(banner: Banner) -> None:
    for _ in range(3):
        banner.show_error(DOWN)
    banner.clear()
    assert not banner.isVisible()
    banner.show_error(DOWN)
    assert banner.seconds_left == 2


def test_banner_without_retries_has_no_countdown(banner: Banner) -> None:
    banner.show_error(DOWN, again=False)
    assert not banner.countdown.isVisible()


def test_details_carry_the_error(banner: Banner, qtbot: QtBot) -> None:
    banner.show_error(DOWN)
    with qtbot.waitSignal(banner.details_requested) as heard:
        QTest.mouseClick(banner.details, Qt.MouseButton.LeftButton)
    assert heard.args == [DOWN]
    assert not banner.grab().isNull()


def test_empty_page_leads_on(icons: Icons, window: QWidget) -> None:
    ways: list[str] = []
    empty = EmptyState(
        icons,
        icon="rooms",
        title="No rooms yet",
        text="A room token gives one chat room its own keys.",
        primary=Action("New room token", lambda: ways.append("new"), "plus", name="rooms.new"),
        secondary=Action("Load demo data", lambda: ways.append("demo")),
    )
    put(window, empty)
    first, second = empty.findChildren(Button)
    assert (first.kind, second.kind) == ("primary", "secondary")
    assert first.objectName() == "rooms.new"
    for button in (first, second):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert ways == ["new", "demo"]
    assert empty.accessibleName().startswith("No rooms yet.")


def test_no_match_repeats_the_filter_and_offers_to_clear_it(
    icons: Icons, window: QWidget, qtbot: QtBot
) -> None:
    nobody = NoMatch(icons, name="members.none")
    put(window, nobody)
    nobody.show_filter("No Gold member matches <b>sanna</b>")
    assert nobody.accessibleName() == "No Gold member matches sanna"
    with qtbot.waitSignal(nobody.clear_requested):
        QTest.mouseClick(nobody.clear, Qt.MouseButton.LeftButton)


def test_grey_bars_fill_the_room(icons: Icons, window: QWidget, themes: Themes) -> None:
    bars = Skeleton(icons, avatar=True)
    put(window, bars)
    image = bars.grab().toImage()
    assert image.pixelColor(25, 16) == LIGHT.color("skeleton")
    assert image.pixelColor(bars.width() // 2, 31) == LIGHT.color("border")
    assert bars.accessibleName() == "Loading"


@pytest.fixture
def stack(window: QWidget, themes: Themes) -> StateStack:
    states = StateStack(QLabel("rows"), loading=QLabel("bars"), empty=QLabel("none"))
    put(window, states)
    return states


def shown(stack: StateStack) -> str:
    label = stack.currentWidget()
    assert isinstance(label, QLabel)
    return label.text()


def test_loading_shows_only_after_a_moment(stack: StateStack, qtbot: QtBot) -> None:
    stack.show_loading()
    assert shown(stack) == ""
    qtbot.waitUntil(lambda: shown(stack) == "bars")


def test_a_quick_answer_shows_no_bars(stack: StateStack) -> None:
    stack.show_loading()
    stack.show_content()
    assert shown(stack) == "rows"
    assert not stack._pause.isActive()


def test_refreshing_keeps_old_rows_in_place(stack: StateStack) -> None:
    stack.show_content()
    stack.show_loading()
    assert shown(stack) == "rows"
    assert not stack._pause.isActive()


def test_nothing_yet_is_said_in_place_of_rows(stack: StateStack) -> None:
    stack.show_content()
    stack.show_empty()
    assert shown(stack) == "none"
