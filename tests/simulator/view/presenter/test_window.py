"""The presenter's window: what each key does, what covers the stage, how it closes."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.view.looks_card import LETTER_KEYS
from app.simulator.view.presenter.presentation import ScenePhase
from app.simulator.view.presenter.terms_dialog import TermsDialog
from app.simulator.view.presenter.window import PresenterWindow
from app.simulator.view.speed import Speed
from app.vending.curves import Flat
from app.vending.queries import markets
from app.vending.rules import FeeMode
from tests.showing import nameless
from tests.simulator.runs import NOON
from tests.simulator.view.presenter.conftest import OpenWindow
from tests.simulator.view.presenter.shows import play_all, play_scene, seen, start, until

Key = Qt.Key
NEXT = (Key.Key_Space, Key.Key_PageDown, Key.Key_Right)
BACK = (Key.Key_PageUp, Key.Key_Left)


@pytest.fixture
def window(open_window: OpenWindow) -> PresenterWindow:
    return open_window()


def press(window: PresenterWindow, key: Key) -> None:
    QTest.keyClick(window, key)


def terms_dialog(window: PresenterWindow) -> TermsDialog:
    assert isinstance(window.dialog, TermsDialog)
    return window.dialog


# Keys


@pytest.mark.parametrize("key", NEXT)
def test_one_key_plays_pauses_and_goes_on(window: PresenterWindow, key: Key, qtbot: QtBot) -> None:
    run = window.presentation
    press(window, key)
    qtbot.waitUntil(lambda: run.step > 0)
    press(window, key)
    assert seen(run) == (ScenePhase.PAUSED, 1)
    press(window, key)
    assert seen(run) == (ScenePhase.PLAYING, 1)


@pytest.mark.parametrize("key", BACK)
def test_a_clicker_goes_back_and_forward(window: PresenterWindow, key: Key, qtbot: QtBot) -> None:
    run = window.presentation
    play_scene(run, qtbot)
    play_scene(run, qtbot)
    press(window, key)
    assert seen(run) == (ScenePhase.BACK, 1)
    press(window, Key.Key_PageDown)
    assert seen(run) == (ScenePhase.ENDED, 2)


def test_end_plays_the_scene_out(window: PresenterWindow, qtbot: QtBot) -> None:
    press(window, Key.Key_End)
    until(window.presentation, qtbot, ScenePhase.ENDED)
    assert window.presentation.step == 60


def test_a_key_that_is_held_counts_once(window: PresenterWindow) -> None:
    held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
    QApplication.sendEvent(window, held)
    assert seen(window.presentation) == (ScenePhase.BEFORE, 1)


def test_r_runs_again(window: PresenterWindow, qtbot: QtBot) -> None:
    run = window.presentation
    play_scene(run, qtbot)
    ended = run.market_state
    press(window, Key.Key_R)
    assert run.scene.number == 1
    until(run, qtbot, ScenePhase.BEFORE)
    play_scene(run, qtbot)
    assert run.market_state == ended


def test_plus_and_minus_change_the_speed(window: PresenterWindow) -> None:
    speeds = []
    for key in (Key.Key_Plus, Key.Key_Equal, Key.Key_Minus):
        press(window, key)
        speeds.append(window.presentation.speed)
    assert speeds == [Speed.X16, Speed.X60, Speed.X16]
    assert "16×" in window.stage.foot.facts


def test_full_screen_and_back(window: PresenterWindow) -> None:
    for key in (Key.Key_F11, Key.Key_F5):
        press(window, key)
        assert window.isFullScreen()
        press(window, key)
        assert not window.isFullScreen()


def test_escape_leaves_one_thing_after_the_other(window: PresenterWindow, qtbot: QtBot) -> None:
    press(window, Key.Key_F11)
    press(window, Key.Key_H)
    press(window, Key.Key_Escape)
    assert (window.keys.isVisible(), window.isFullScreen()) == (False, True)
    press(window, Key.Key_Escape)
    assert not window.isFullScreen()
    with qtbot.waitSignal(window.closed):
        press(window, Key.Key_Escape)


@pytest.mark.parametrize("key", [Key.Key_H, Key.Key_Question, Key.Key_F1])
def test_the_keys_are_shown_over_the_stage(window: PresenterWindow, key: Key) -> None:
    press(window, key)
    assert window.keys.isVisible()
    assert window.keys.geometry() == window.rect()
    assert "Change the curve" in window.keys.accessibleDescription()
    press(window, key)
    assert not window.keys.isVisible()


@pytest.mark.parametrize("key", [Key.Key_B, Key.Key_Period])
def test_black_pauses_and_any_key_brings_the_picture_back(
    window: PresenterWindow, key: Key, qtbot: QtBot
) -> None:
    start(window.presentation, qtbot)
    press(window, key)
    assert window.black.isVisible()
    assert seen(window.presentation) == (ScenePhase.PAUSED, 1)
    picture = window.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2) == Qt.GlobalColor.black
    press(window, Key.Key_Space)
    assert not window.black.isVisible()
    assert seen(window.presentation) == (ScenePhase.PAUSED, 1)


def test_letters_can_be_switched_off(window: PresenterWindow, context: ViewContext) -> None:
    context.settings.set_flag(LETTER_KEYS, False)
    press(window, Key.Key_B)
    press(window, Key.Key_H)
    assert [each.isVisible() for each in (window.black, window.keys)] == [False, False]
    press(window, Key.Key_F11)
    assert window.isFullScreen()


def test_everything_is_in_the_menu_too(window: PresenterWindow, qtbot: QtBot) -> None:
    items = {item.text: item for item in window.menu_items()}
    assert {"Next", "Back", "Run again", "Change the curve…", "Storyboard as PDF…"} <= set(items)
    run = items["To the scene's end"].run
    assert run is not None
    run()
    until(window.presentation, qtbot, ScenePhase.ENDED)
    assert seen(window.presentation) == (ScenePhase.ENDED, 1)


@pytest.mark.parametrize("key", [Key.Key_P, Key.Key_E])
def test_control_and_a_letter_ask_where_the_storyboard_goes(
    window: PresenterWindow, key: Key, qtbot: QtBot
) -> None:
    with qtbot.waitActive(window):
        window.activateWindow()
    start(window.presentation, qtbot)
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    [question] = window.findChildren(QFileDialog)
    assert question.selectedFiles()[0].endswith("storyboard-test.pdf")
    assert seen(window.presentation) == (ScenePhase.PAUSED, 1)
    question.reject()


def test_the_menu_opens_with_the_right_button(window: PresenterWindow) -> None:
    centre = window.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, centre, window.mapToGlobal(centre))
    QApplication.sendEvent(window, event)
    [menu] = window.findChildren(QMenu)
    assert menu.isVisible()
    menu.close()


def test_a_pointer_that_rests_goes_from_a_full_screen(
    window: PresenterWindow, qtbot: QtBot
) -> None:
    window._rest.setInterval(1)
    press(window, Key.Key_F11)
    qtbot.waitUntil(lambda: window.cursor().shape() == Qt.CursorShape.BlankCursor)
    QTest.mouseMove(window, window.rect().center())
    press(window, Key.Key_F11)
    assert window.cursor().shape() == Qt.CursorShape.ArrowCursor


# The same crowd on another curve


def test_c_runs_the_same_crowd_on_another_curve(window: PresenterWindow, qtbot: QtBot) -> None:
    run = window.presentation
    play_all(run, qtbot)
    price, supply = run.market_state.price, run.market_state.supply
    press(window, Key.Key_C)
    dialog = terms_dialog(window)
    dialog.curve.choose_family("flat")
    dialog.curve.put({"price": "30000"})
    dialog.submit()
    assert window.dialog is None
    assert (run.terms.curve, run.scene.number) == (Flat(30_000), 1)
    until(run, qtbot, ScenePhase.BEFORE)
    qtbot.waitUntil(lambda: bool(run.former))
    play_all(run, qtbot)
    shown = {figure.key: figure for figure in window.stage.figures.figures}
    assert shown["price"].value.replace("\u202f", "") == "30000"
    assert shown["price"].former.replace("\u202f", "") == f"before: {price}"
    assert shown["supply"].former.replace("\u202f", "") == f"before: {supply}"


def test_c_begins_with_the_curve_as_it_is(window: PresenterWindow) -> None:
    press(window, Key.Key_C)
    dialog = terms_dialog(window)
    assert dialog.terms() == window.presentation.terms
    assert dialog.curve.parameters() == {"base": "10\u202f000", "slope": "250"}


def test_c_pauses_what_plays(window: PresenterWindow, qtbot: QtBot) -> None:
    start(window.presentation, qtbot)
    press(window, Key.Key_C)
    assert seen(window.presentation) == (ScenePhase.PAUSED, 1)
    terms_dialog(window).reject()
    assert seen(window.presentation) == (ScenePhase.PAUSED, 1)


def test_fees_can_go_inside_the_cost(window: PresenterWindow, qtbot: QtBot) -> None:
    press(window, Key.Key_C)
    dialog = terms_dialog(window)
    dialog.mode.button(FeeMode.INSIDE).click()
    dialog.submit()
    until(window.presentation, qtbot, ScenePhase.BEFORE)
    play_all(window.presentation, qtbot)
    solvency = window.stage.figures.figures[-1]
    assert (solvency.value, solvency.tone) == ("Insolvent", "error")
    assert window.stage.curve.area.gap_polygon is not None


@pytest.mark.parametrize(
    ("family", "parameters", "field"),
    [
        ("flat", {"price": "0"}, "price"),
        ("linear", {"base": "1", "slope": "x"}, "slope"),
        ("stepped", {"bands": "10:100,5:200"}, "bands"),
    ],
)
def test_a_curve_that_can_not_be_is_refused_at_its_field(
    window: PresenterWindow, family: str, parameters: dict[str, str], field: str
) -> None:
    press(window, Key.Key_C)
    dialog = terms_dialog(window)
    dialog.curve.choose_family(family)
    dialog.curve.put(parameters)
    dialog.submit()
    assert dialog.isVisible()
    assert dialog.curve.field(field).message.text()


# What goes wrong, and the end


def test_what_goes_wrong_is_said_on_the_stage(window: PresenterWindow) -> None:
    window.presentation.player.failed.emit(UserError("The server is away.", title="Not available"))
    assert window.problem.isVisible()
    assert "The server is away." in window.problem.accessibleName()
    assert window.rect().contains(window.problem.geometry())
    window.problem.action.click()
    assert not window.problem.isVisible()


def test_closing_while_it_plays_ends_between_two_transactions(
    window: PresenterWindow, context: ViewContext, desk: Desk, qtbot: QtBot
) -> None:
    start(window.presentation, qtbot)
    run = window.presentation.player.simulation
    assert run is not None
    window.close()
    assert context.tasks.wait_idle(10)
    [room] = desk.database.read(lambda connection: markets(connection, NOON))
    outcome = run.outcome()
    assert (room.trades, room.supply) == (outcome.trades, outcome.supply)


def test_a_window_that_is_hidden_stands_still(window: PresenterWindow, qtbot: QtBot) -> None:
    start(window.presentation, qtbot)
    window.hide()
    assert window.presentation.phase is ScenePhase.PAUSED


def test_its_place_is_remembered(open_window: OpenWindow) -> None:
    first = open_window()
    first.resize(701, 503)
    first.close()
    # Whoever opens it gives it no size; the fixture's comes after the remembered one.
    again = open_window(size=None)
    assert (again.width(), again.height()) == (701, 503)


def test_everything_has_a_name(window: PresenterWindow) -> None:
    assert nameless(window) == []
