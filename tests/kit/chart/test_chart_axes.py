"""Axes lay out their labels and tags so that nothing overlaps."""

from datetime import UTC
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from app.kit.chart.axis import AxisLayout, AxisTag, LimitAxis
from app.kit.chart.bottom_axis import TimeAxis
from app.kit.chart.plot import Plot
from app.kit.chart.values import ValueFormat
from app.kit.theme import Themes
from tests.examples import few_examples
from tests.kit.chart.conftest import Surface


def tag(value: int, token: str = "chart_line") -> AxisTag:
    return AxisTag(value, ValueFormat().tag_texts(value), token)


def assert_disjoint(layout: AxisLayout) -> None:
    boxes = [text.rect for text in (*layout.labels, *layout.tags)]
    for one, other in combinations(boxes, 2):
        assert not one.intersects(other), (layout, one, other)


def texts(layout: AxisLayout) -> list[str]:
    return [label.text.replace("\u202f", " ") for label in layout.labels]


def test_value_axis_has_round_grouped_ticks(surface: Surface) -> None:
    surface.pane.show_range(y=(0.0, 11_700.0))
    assert texts(surface.values.laid_out()) == [
        "0",
        "2 000",
        "4 000",
        "6 000",
        "8 000",
        "10 000",
    ]


def test_labels_give_way_to_tags(surface: Surface) -> None:
    surface.pane.show_range(y=(0.0, 11_700.0))
    surface.values.set_tags([tag(6_184), tag(7_669, "buy")])
    layout = surface.values.laid_out()
    assert texts(layout) == ["0", "2 000", "4 000", "10 000"]
    assert [placed.text.replace("\u202f", " ") for placed in layout.tags] == ["6 184", "7 669"]
    assert_disjoint(layout)


@few_examples
@given(
    st.lists(st.integers(0, 12_000), max_size=4),
    st.integers(60, 500),
    st.sampled_from([100, 125, 150]),
)
def test_value_tags_never_overlap(
    surface: Surface, themes: Themes, values: list[int], height: int, percent: int
) -> None:
    themes.set_scale(percent)
    surface.plot.resize(400, height + 40)
    surface.values.set_tags([tag(value) for value in values])
    surface.plot.fit_value_axes()
    assert_disjoint(surface.values.laid_out())


@few_examples
@given(
    st.lists(st.integers(0, 2**40), min_size=1, max_size=3),
    st.integers(240, 1_600),
    st.sampled_from([100, 150]),
)
def test_supply_tags_never_overlap_nor_hide_the_word(
    surface: Surface, themes: Themes, values: list[int], width: int, percent: int
) -> None:
    themes.set_scale(percent)
    surface.plot.resize(width, 240)
    surface.pane.show_range((0.0, max(*values, 1) * 1.3))
    surface.counts.set_tags([AxisTag(value, (str(value),), "buy") for value in values])
    layout = surface.counts.laid_out()
    assert_disjoint(layout)
    assert "Keys" in texts(layout)


def test_keys_stand_at_the_left_in_place_of_zero(surface: Surface) -> None:
    layout = surface.counts.laid_out()
    assert texts(layout)[:2] == ["Keys", "50"]
    assert layout.labels[0].rect.left() == pytest.approx(4, abs=1)


def test_the_word_moves_away_for_a_tag_at_the_left(surface: Surface) -> None:
    surface.counts.set_tags([AxisTag(0, ("0",), "chart_line")])
    assert surface.counts.laid_out().labels[0].rect.left() > surface.pane.pixels_wide


def test_value_axis_is_sixty_wide_and_grows_for_long_tags(surface: Surface) -> None:
    surface.values.set_tags([tag(6_184)])
    assert surface.values.wanted_width() == 60
    surface.values.set_tags([tag(1_240_000)])
    wider = surface.values.wanted_width()
    assert 60 < wider < 96
    surface.values.set_tags([tag(2**63)])
    assert surface.values.wanted_width() == 96


def test_a_tag_too_long_for_the_axis_is_shortened(surface: Surface) -> None:
    surface.pane.show_range(y=(0.0, float(2**63)))
    surface.values.set_tags([tag(2**62)])
    surface.plot.fit_value_axes()
    (placed,) = surface.values.laid_out().tags
    assert placed.text == "4.6117e18"
    assert placed.rect.right() <= surface.values.rect().width()


def test_a_blank_axis_shows_nothing(surface: Surface) -> None:
    surface.values.set_blank(True)
    assert surface.values.laid_out() == AxisLayout()


def test_limit_axis_names_the_largest_value_below_its_top(surface: Surface, themes: Themes) -> None:
    axis = LimitAxis(surface.pane, themes)
    assert axis.laid_out().labels == ()
    axis.set_largest(446_204)
    (label,) = axis.laid_out().labels
    assert label.text == "446\u202fk"
    assert label.rect.top() > 0


def test_time_axis_keeps_bold_days_where_labels_are_dense(surface: Surface, themes: Themes) -> None:
    axis = TimeAxis([surface.pane], themes)
    axis.setGeometry(QRectF(0, 0, surface.pane.pixels_wide, 24))
    axis.set_zone(ZoneInfo("Europe/Berlin"))
    start = 1_773_000_000.0
    surface.pane.show_range((start, start + 3 * 86_400.0))
    layout = axis.laid_out()
    assert [label.text for label in layout.labels if label.bold] == ["9 Mar", "10 Mar", "11 Mar"]
    assert_disjoint(layout)
    axis.set_zone(UTC)
    assert axis.laid_out() != layout


@few_examples
@given(st.floats(0, 4e9), st.floats(600, 1e9), st.integers(200, 1_600))
def test_time_labels_never_overlap(
    surface: Surface, themes: Themes, start: float, length: float, width: int
) -> None:
    axis = TimeAxis([surface.pane], themes)
    axis.setGeometry(QRectF(0, 0, width - 81, 24))
    surface.plot.resize(width, 240)
    surface.pane.show_range((start, start + length))
    assert_disjoint(axis.laid_out())


def test_axes_follow_a_change_of_the_text_scale(surface: Surface, themes: Themes) -> None:
    before = surface.pane.pixels_wide
    themes.set_scale(150)
    assert surface.values.rect().width() == 90
    assert surface.pane.pixels_wide == pytest.approx(before - 30)


def test_the_plot_paints_in_both_themes(surface: Surface, themes: Themes) -> None:
    surface.values.set_tags([tag(6_184)])
    dark = surface.plot.grab().toImage()
    themes.choose("light")
    light = surface.plot.grab().toImage()
    assert dark.pixelColor(5, 5).name() == themes_panel("dark")
    assert light.pixelColor(5, 5).name() == themes_panel("light")


def themes_panel(name: str) -> str:
    themes = Themes()
    themes.choose(name)
    return themes.current.color("panel").name()


def test_an_empty_plot_paints(themes: Themes) -> None:
    plot = Plot(themes)
    plot.resize(300, 100)
    assert not plot.grab().isNull()
