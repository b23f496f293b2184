"""What the plot tells of pointer, wheel and keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.chart.crosshair import Crosshair
from app.kit.theme import Themes
from tests.kit.chart.conftest import Surface


def wheel(surface: Surface, x: int, notches: int) -> None:
    port = surface.plot.viewport()
    event = QWheelEvent(
        QPointF(x, 100),
        QPointF(port.mapToGlobal(QPoint(x, 100))),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    surface.plot.wheelEvent(event)


def test_wheel_zooms_around_the_pointer(surface: Surface) -> None:
    heard: list[tuple[float, float]] = []
    surface.plot.zoomed.connect(lambda factor, x: heard.append((factor, x)))
    wheel(surface, 116, 1)
    wheel(surface, 116, -1)
    assert [x for _, x in heard] == [100, 100]
    assert heard[0][0] < 1 < heard[1][0]


def test_dragging_tells_the_way(surface: Surface) -> None:
    ways: list[float] = []
    surface.plot.dragged.connect(ways.append)
    port = surface.plot.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
    QTest.mouseMove(port, QPoint(130, 50))
    QTest.mouseMove(port, QPoint(120, 50))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(120, 50))
    QTest.mouseMove(port, QPoint(300, 50))
    assert ways == [30, -10]


def test_pointer_is_followed_and_its_leaving_told(surface: Surface, qtbot: QtBot) -> None:
    port = surface.plot.viewport()
    with qtbot.waitSignal(surface.plot.hovered) as heard:
        QTest.mouseMove(port, QPoint(216, 60))
    (position,) = heard.args or []
    assert surface.plot.pane_pixel(surface.pane, position).x() == 200
    with qtbot.waitSignal(surface.plot.left):
        surface.plot.clearFocus()
        surface.plot.setFocus()
        surface.plot.clearFocus()


def test_double_click_resets(surface: Surface, qtbot: QtBot) -> None:
    with qtbot.waitSignal(surface.plot.reset):
        QTest.mouseDClick(surface.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 50))


@pytest.mark.parametrize(
    ("key", "shift", "steps"),
    [
        (Qt.Key.Key_Left, False, -1),
        (Qt.Key.Key_Right, False, 1),
        (Qt.Key.Key_Right, True, 10),
    ],
)
def test_arrow_keys_step_along_the_series(
    surface: Surface, qtbot: QtBot, key: Qt.Key, shift: bool, steps: int
) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(surface.plot.stepped) as heard:
        QTest.keyClick(surface.plot, key, held)
    assert heard.args == [steps]


def test_plus_minus_and_zero_zoom_and_reset(surface: Surface, qtbot: QtBot) -> None:
    for key, larger in ((Qt.Key.Key_Plus, False), (Qt.Key.Key_Minus, True)):
        with qtbot.waitSignal(surface.plot.zoomed) as heard:
            QTest.keyClick(surface.plot, key)
        assert (heard.args or [0])[0] != 1
        assert ((heard.args or [0])[0] > 1) is larger
    with qtbot.waitSignal(surface.plot.reset):
        QTest.keyClick(surface.plot, Qt.Key.Key_0)


def test_focus_by_the_keyboard_is_seen(surface: Surface) -> None:
    surface.plot.clearFocus()
    plain = surface.plot.grab().toImage()
    surface.plot.setFocus(Qt.FocusReason.TabFocusReason)
    assert surface.plot.grab().toImage().pixelColor(1, 100) != plain.pixelColor(1, 100)


def test_crosshair_crosses_at_the_values_and_follows_the_range(
    surface: Surface, themes: Themes
) -> None:
    crosshair = Crosshair([surface.pane], themes, surface.plot)
    crosshair.show_at(200.0, 6_000.0)
    upright, level = crosshair.lines
    assert upright.line().x1() == round(surface.pane.pixels_wide / 2)
    assert level.line().y1() == round(surface.pane.pixels_tall / 2)
    surface.pane.show_range((0.0, 800.0))
    assert upright.line().x1() == round(surface.pane.pixels_wide / 4)
    surface.pane.show_range((500.0, 800.0))
    assert not upright.isVisible()
    crosshair.hide()
    assert crosshair.at is None
    assert not level.isVisible()
