"""Panes, cards, key-value rows, totals, key figures."""

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.kit.badges import Badge, SignedLabel
from app.kit.icons import Icons
from app.kit.kpi import Kpi, KpiStrip
from app.kit.labels import Label
from app.kit.marks import Sparkline
from app.kit.panels import Card, KeyValues, Pane, PaneHeader, TotalRow
from app.kit.theme import LIGHT, Themes
from tests.kit.test_buttons import put


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_header_is_32_high_and_takes_actions_at_the_right(
    icons: Icons, themes: Themes, window: QWidget
) -> None:
    header = PaneHeader("Trades", icons, note="669 in this room")
    badge = Badge("CSV", icons)
    header.add(badge)
    put(window, header)
    assert header.height() == 32
    assert badge.geometry().right() > header.width() - 20
    header.set_note("670 in this room")
    assert "670 in this room" in words(header)
    themes.set_scale(125)
    assert header.height() == 40


def test_pane_and_card_have_their_surface(icons: Icons, qtbot: QtBot) -> None:
    pane, card, raised = Pane(), Card(icons, "Title", note="why"), Card(icons, raised=True)
    for surface in (pane, card, raised):
        qtbot.addWidget(surface)
        surface.resize(240, 80)
    assert pane.grab().toImage().pixelColor(5, 5) == LIGHT.color("panel")
    middle = card.height() // 2
    assert card.grab().toImage().pixelColor(0, middle) == LIGHT.color("border")
    assert raised.grab().toImage().pixelColor(5, raised.height() // 2) == LIGHT.color("raised")
    assert raised.header is None


@pytest.fixture
def rows(icons: Icons, window: QWidget) -> KeyValues:
    values = KeyValues(icons)
    values.add("cost", "Curve cost", "248 118")
    values.add_line()
    values.add_widget("impact", "Price impact", Badge("High", icons, tone="warn"))
    put(window, values)
    return values


def test_rows_are_changed_by_key(rows: KeyValues) -> None:
    rows.set("cost", "250 000", tone="error")
    label = rows.widget("cost")
    assert isinstance(label, Label)
    assert label.text() == "250 000"
    assert label.property("tone") == "error"
    assert label.accessibleDescription() == "Curve cost"


def test_only_text_rows_take_text(rows: KeyValues) -> None:
    with pytest.raises(KeyError):
        rows.set("impact", "Low")
    with pytest.raises(KeyError):
        rows.set("unknown", "1")


def test_rows_grow_with_the_text(rows: KeyValues, themes: Themes) -> None:
    before = rows.sizeHint().height()
    themes.set_scale(150)
    assert rows.sizeHint().height() > before * 1.3


def test_values_stand_at_the_right_edge(rows: KeyValues) -> None:
    assert rows.widget("cost").geometry().right() >= rows.width() - 2
    assert rows.widget("impact").geometry().right() >= rows.width() - 2


def test_total_is_spoken_whole(window: QWidget, themes: Themes) -> None:
    total = TotalRow("Total to pay")
    put(window, total)
    total.show_total("You receive", "135 153", "sats")
    assert total.accessibleName() == "You receive: 135 153 sats"
    assert words(total) == ["You receive", "135 153", "sats"]


FIGURES = [
    Kpi("Rooms", "128", context="6 new in 7 days"),
    Kpi("Waiting", "13", context="2 older than 24 h", tone="warn"),
    Kpi("Reserve", "48.21", "M sats", "14.2 %", "buy", trend=(1, 2, 3)),
]


def test_key_figures_show_value_unit_and_context(icons: Icons, window: QWidget) -> None:
    strip = KpiStrip(icons, name="rooms.kpi")
    put(window, strip)
    strip.show_figures(FIGURES)
    shown = words(strip)
    assert {"Rooms", "128", "6 new in 7 days", "48.21", "M sats"} <= set(shown)
    assert strip.findChild(Sparkline) is not None
    change = strip.findChild(SignedLabel)
    assert change is not None
    assert change.text == "14.2 %"


def test_the_same_figures_again_change_nothing(icons: Icons, window: QWidget) -> None:
    strip = KpiStrip(icons, name="rooms.kpi", card=True)
    put(window, strip)
    strip.show_figures(FIGURES)
    before = strip.findChildren(QLabel)
    strip.show_figures(list(FIGURES))
    assert strip.findChildren(QLabel) == before


def test_new_figures_replace_the_old_and_six_are_enough(
    icons: Icons, window: QWidget, qtbot: QtBot
) -> None:
    strip = KpiStrip(icons, name="rooms.kpi")
    put(window, strip)
    strip.show_figures(FIGURES)
    strip.show_figures([Kpi(f"Figure {index}", str(index)) for index in range(9)])
    qtbot.waitUntil(lambda: "Rooms" not in words(strip))
    assert "Figure 5" in words(strip)
    assert "Figure 6" not in words(strip)
