"""The curve chart: shading, tags, words that never overlap, readouts, export."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.chart.axis import AxisLayout
from app.kit.chart.export import csv_bytes, png_bytes, svg_bytes
from app.kit.numbers import grouped
from app.kit.theme import Themes
from app.vending.curve_shapes import Curve
from app.vending.curves import (
    Band,
    ConstantProduct,
    Exponential,
    Flat,
    Linear,
    Quadratic,
    Sigmoid,
    Stepped,
    cost,
    price,
)
from app.vending.rules import Fees
from app.vending.valuation import break_even_supply
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.curve.curve_labels import CurveReadout, OrderShape
from app.vending.view.curve.curve_picture import Words
from app.vending.view.curve.curve_series import sample
from tests.examples import few_examples

SVG = "http://www.w3.org/2000/svg"
USTX = Linear(1_000_000, 100_000)
ROOM = Quadratic(1_000, 16_000)


@pytest.fixture
def themes(qtbot: QtBot) -> Themes:
    themes = Themes()
    themes.choose("dark")
    # The scale of fonts outlives a test.
    themes.set_scale(110)
    themes.set_scale(100)
    return themes


@pytest.fixture
def chart(themes: Themes, qtbot: QtBot) -> CurveChart:
    chart = CurveChart(themes)
    qtbot.addWidget(chart)
    chart.resize(738, 228)
    chart.show()
    return chart


def order(curve: Curve, supply: int, keys: int) -> OrderShape:
    """Buys `keys`, or sells them if there are fewer than none."""
    after = supply + keys
    amount = abs(curve.integral(after) - curve.integral(supply))
    return OrderShape(
        "buy" if keys > 0 else "sell",
        abs(keys),
        f"{grouped(amount)} sats",
        price(curve, after),
        after,
    )


def dressed(curve: Curve, supply: int, keys: int) -> OrderShape:
    """An order with all that can stand on the chart: fees, and a flag or why there is none."""
    plain = order(curve, supply, keys)
    if keys < 0:
        return replace(plain, fee_share=-0.05, fees="fees −6 988 sats")
    gross = cost(curve, supply, keys)
    even = break_even_supply(curve, Fees(), supply + keys, keys, gross + gross // 20)
    note = "price stays too low" if even is None else "needs 1 234 more buyers"
    fees = "fees +12 226 sats"
    return replace(plain, fee_share=0.05, fees=fees, break_even=even, break_even_note=note)


def texts(chart: CurveChart) -> list[str]:
    return [words.text.replace("\u202f", " ") for words in chart.texts.words.texts]


def tags(layout: AxisLayout) -> list[str]:
    return [tag.text.replace("\u202f", " ") for tag in layout.tags]


def test_the_picture_of_an_order_as_in_the_design(chart: CurveChart) -> None:
    curve = Quadratic(1_000_000, 16_000)
    chart.show_machine(curve.integral, 312, None, "sats")
    chart.show_order(order(curve, 312, 36))
    reserve, amount = grouped(curve.integral(312)), grouped(cost(curve, 312, 36))
    assert set(texts(chart)) == {
        f"Reserve under the curve {reserve} sats".replace("\u202f", " "),
        "Now",
        "After buy",
        f"{amount} sats".replace("\u202f", " "),
        "curve cost of 36 keys",
    }
    assert tags(chart.bottom_axis.laid_out()) == ["312", "348"]
    leader = chart.texts.words.leader
    assert leader is not None
    assert leader[0].y() == leader[1].y()
    assert chart.area.order_polygon is not None
    assert chart.area.order_polygon.boundingRect().contains(leader[1])


@pytest.mark.parametrize("keys", [1, 2, 10, 100, -1, -10])
def test_shaded_area_is_the_cost_of_the_quote(chart: CurveChart, keys: int) -> None:
    chart.show_machine(USTX.integral, 10, None, "µSTX")
    chart.show_order(order(USTX, 10, keys))
    low = min(10, 10 + keys)
    assert chart.shaded_cost() == sum(price(USTX, at) for at in range(low, low + abs(keys)))
    area = chart.area.order_polygon
    assert area is not None
    box = area.boundingRect()
    assert box.left() == pytest.approx(chart.pane.x_pixel(low))
    assert box.right() == pytest.approx(chart.pane.x_pixel(low + abs(keys)))
    assert box.bottom() == pytest.approx(chart.pane.y_pixel(0))


def test_spec_vector_of_ten_keys(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 0, None, "µSTX")
    chart.show_order(order(USTX, 0, 10))
    assert chart.shaded_cost() == 14_500_000


def test_what_an_insolvent_reserve_lacks_is_shaded_below_the_first_keys(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 100, None, "µSTX")
    chart.show_gap(29_750_000, 17)
    missing = chart.area.gap_polygon
    assert missing is not None
    assert missing.boundingRect().left() == pytest.approx(0.0)
    assert missing.boundingRect().right() == pytest.approx(chart.pane.x_pixel(17.0))
    required = USTX.integral(100)
    held, whole = grouped(required - 29_750_000), grouped(required)
    assert f"Reserve {held} of {whole} µSTX".replace("\u202f", " ") in texts(chart)


def test_a_solvent_reserve_has_no_gap(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 100, None, "µSTX")
    chart.show_gap(29_750_000, 17)
    chart.show_gap(0, 0)
    assert chart.area.gap_polygon is None


def test_each_keystroke_moves_tags_and_words(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 24, None, "sats")
    for keys in (3, 36):
        chart.show_order(order(USTX, 24, keys))
        assert tags(chart.bottom_axis.laid_out()) == ["24", str(24 + keys)]
        assert f"curve cost of {keys} keys" in texts(chart)
    chart.show_order(order(USTX, 24, -1))
    assert "curve value of 1 key" in texts(chart)
    assert "After sell" in texts(chart)
    chart.show_order(None)
    assert chart.area.order_polygon is None
    assert tags(chart.bottom_axis.laid_out()) == ["24"]
    assert chart.shaded_cost() == 0


def test_an_order_the_curve_refuses_is_not_shaded(chart: CurveChart) -> None:
    curve = ConstantProduct(1_000_000, 500)
    chart.show_machine(curve.integral, 490, None, "sats")
    chart.show_order(OrderShape("buy", 50, "much", 1, 540))
    assert chart.area.order_polygon is None


def test_fit_zooms_to_three_times_the_order(chart: CurveChart, qtbot: QtBot) -> None:
    chart.show_machine(ROOM.integral, 312, None, "sats")
    chart.show_order(order(ROOM, 312, 36))
    with qtbot.waitSignal(chart.fit_changed):
        chart.set_fit(True)
    assert chart.pane.x_range == (276.0, 384.0)
    assert chart.pane.y_range[0] == 0
    QTest.mouseDClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
    assert not chart.fits
    assert chart.pane.x_range == (0.0, 416.0)


def test_the_cap_is_named(chart: CurveChart) -> None:
    chart.show_machine(ROOM.integral, 312, 10_000, "sats")
    assert any("supply cap 10 000" in text for text in texts(chart))
    chart.show_machine(ROOM.integral, 312, 400, "sats")
    chart.show_order(order(ROOM, 312, 88))
    assert "Supply cap 400" in texts(chart)
    assert chart.pane.x_range[1] > 400


def test_decimals_of_the_unit_are_respected(chart: CurveChart) -> None:
    curve = Quadratic(10**18)
    chart.show_machine(curve.integral, 40, None, "ETH", 18)
    assert tags(chart.value_axis.laid_out()) == ["0.1"]
    assert "Reserve under the curve 1.28375 ETH" in texts(chart)


def test_readout_is_the_machine_until_the_pointer_comes(chart: CurveChart, qtbot: QtBot) -> None:
    chart.show_machine(USTX.integral, 312, None, "sats")
    assert chart.readout == CurveReadout(312, price(USTX, 312), USTX.integral(312), False)
    x = round(16 + chart.pane.x_pixel(100.0))
    with qtbot.waitSignal(chart.readout_changed) as heard:
        QTest.mouseMove(chart.plot.viewport(), QPoint(x, 80))
    assert heard.args == [CurveReadout(100, price(USTX, 100), USTX.integral(100), True)]
    chart.plot.left.emit()
    assert chart.readout is not None
    assert not chart.readout.hovered


def test_arrow_keys_read_along_the_curve(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 312, None, "sats")
    for key, supply in ((Qt.Key.Key_Right, 312), (Qt.Key.Key_Right, 313), (Qt.Key.Key_Left, 312)):
        QTest.keyClick(chart.plot, key)
        assert chart.readout is not None
        assert (chart.readout.supply, chart.readout.hovered) == (supply, True)


def test_the_supply_slides_on_a_trade(chart: CurveChart, qtbot: QtBot) -> None:
    chart.show_machine(USTX.integral, 100, None, "sats")
    chart.show_machine(Linear(1_000_000, 100_000).integral, 140, None, "sats")
    assert chart.shown_supply < 140
    qtbot.waitUntil(lambda: chart.shown_supply == 140)
    assert tags(chart.bottom_axis.laid_out()) == ["140"]


def test_nothing_slides_with_reduced_motion_or_another_curve(
    chart: CurveChart, themes: Themes
) -> None:
    chart.show_machine(USTX.integral, 100, None, "sats")
    chart.show_machine(ROOM.integral, 140, None, "sats")
    assert chart.shown_supply == 140
    themes.set_reduced_motion(True)
    chart.show_machine(ROOM.integral, 200, None, "sats")
    assert chart.shown_supply == 200


def test_slow_curves_are_finished_in_later_turns(chart: CurveChart, qtbot: QtBot) -> None:
    curve = Sigmoid(10**18, 20, 300)
    chart.show_machine(curve.integral, 312, None, "sats")
    qtbot.waitUntil(lambda: chart.samples is not None and chart.samples.finished)


def test_samples_of_another_thread_are_shown(chart: CurveChart) -> None:
    chart.show_samples(sample(ROOM.integral, 312, 1_000, "sats"))
    assert chart.readout == CurveReadout(312, price(ROOM, 312), ROOM.integral(312), False)
    assert chart.pane.x_range == (0.0, 416.0)


def test_csv_of_the_points_is_exact(chart: CurveChart) -> None:
    assert csv_bytes(chart.series_csv()) == b"supply,price,reserve\r\n"
    curve = Linear(2**60, 2**50)
    chart.show_machine(curve.integral, 7, None, "sats")
    rows = chart.series_csv()
    assert rows[0] == ("supply", "price (sats)", "reserve (sats)")
    assert rows[8] == ("7", str(price(curve, 7)), str(curve.integral(7)))
    assert len(rows) == 52


def test_the_chart_speaks(chart: CurveChart) -> None:
    assert chart.accessibleName() == "Bonding curve"
    assert chart.text_summary() == "No machine."
    chart.show_machine(USTX.integral, 1, None, "sats")
    chart.show_order(order(USTX, 1, 2))
    assert chart.accessibleDescription().replace("\u202f", " ") == (
        "Price per key by supply: 1 key sold, price 1 100 000 sats, reserve 1 000 000 sats. "
        "2 300 000 sats, curve cost of 2 keys; then 3 keys sold, price 1 300 000 sats."
    )


def test_clearing_leaves_an_empty_chart(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 312, None, "sats")
    chart.clear()
    assert chart.readout is None
    assert chart.texts.words.texts == ()
    assert chart.value_axis.laid_out() == AxisLayout()
    assert not chart.grab().isNull()


def test_export_of_the_chart_is_valid(chart: CurveChart, tmp_path: Path) -> None:
    chart.show_machine(USTX.integral, 312, None, "sats")
    chart.show_order(order(USTX, 312, 36))
    root = ElementTree.fromstring(svg_bytes(chart))
    words = ["".join(node.itertext()).strip() for node in root.iter(f"{{{SVG}}}text")]
    assert {"Now", "After buy", "Keys", "312", "348"} <= set(words)
    assert png_bytes(chart).startswith(b"\x89PNG")


def test_theme_and_scale_change_at_run_time(chart: CurveChart, themes: Themes) -> None:
    chart.show_machine(USTX.integral, 312, None, "sats")
    dark = chart.grab().toImage()
    themes.choose("light")
    assert chart.grab().toImage().pixelColor(2, 2) != dark.pixelColor(2, 2)
    before = chart.texts.words.texts[0].box.height()
    themes.set_scale(150)
    assert chart.texts.words.texts[0].box.height() > before * 1.3


def assert_nothing_overlaps(chart: CurveChart) -> None:
    """No text on another, on the curve or outside; no tag on another or on a label."""
    words = chart.texts.words
    room = chart.pane.rect().adjusted(-16, -8, 5, 0)
    for text in words.texts:
        assert room.contains(text.box), text
    boxes = [text.box.adjusted(0.5, 0.5, -0.5, -0.5) for text in words.texts]
    for one, other in combinations(boxes, 2):
        assert not one.intersects(other), words.texts
    for layout in (chart.value_axis.laid_out(), chart.bottom_axis.laid_out()):
        for first, second in combinations((*layout.labels, *layout.tags), 2):
            assert not first.rect.intersects(second.rect), layout
    below = chart.bottom_axis.laid_out()
    for tag in chart.value_axis.laid_out().tags:
        corner = chart.value_axis.mapRectToItem(chart.bottom_axis, tag.rect)
        assert not any(corner.intersects(text.rect) for text in (*below.labels, *below.tags))
    assert_clear_of_curve(chart, words.texts)
    if words.leader is not None:
        start, end = words.leader
        points = [start + (end - start) * (step / 20) for step in range(21)]
        assert not any(text.box.contains(point) for text in words.texts for point in points)


def assert_clear_of_curve(chart: CurveChart, words: tuple[Words, ...]) -> None:
    samples = chart.samples
    assert samples is not None
    points = chart.pane.points(samples.x, samples.y)
    for text in words:
        assert not any(text.box.contains(point) for point in points), text


HARD_CASES: list[tuple[Curve, int, int]] = [
    (USTX, 0, 10),
    (USTX, 0, 200),
    (USTX, 1, -1),
    (ROOM, 312, -312),
    (ROOM, 312, 1),
    (Quadratic(10**18), 0, 1),
    (Linear(2**61, 2**50), 1_000, 100),
    (Linear(1, 0), 10**12, 10**11),
    (Flat(1), 100, 30),
    (Stepped((Band(100, 10), Band(200, 100), Band(1_000, 300))), 190, 30),
    (Sigmoid(100_000, 20, 300), 312, 100),
    (ConstantProduct(1_000_000, 500), 480, 19),
    (Exponential(100, 500), 312, 20),
]


@pytest.mark.parametrize("size", [(360, 140), (523, 208), (738, 228), (1_900, 700)])
@pytest.mark.parametrize("scale", [100, 150])
@pytest.mark.parametrize("fit", [False, True])
@pytest.mark.parametrize(("curve", "supply", "keys"), HARD_CASES)
def test_nothing_overlaps_in_the_hard_cases(
    chart: CurveChart,
    themes: Themes,
    curve: Curve,
    supply: int,
    keys: int,
    size: tuple[int, int],
    scale: int,
    fit: bool,
) -> None:
    themes.set_scale(scale)
    chart.resize(*size)
    chart.set_fit(fit)
    chart.show_machine(curve.integral, supply, curve.max_supply, "sats")
    chart.show_order(dressed(curve, supply, keys))
    chart.show_hint("Esc puts the amount back")
    QTest.mouseMove(chart.plot.viewport(), QPoint(size[0] // 2, size[1] // 2))
    assert_nothing_overlaps(chart)


@few_examples
@given(
    st.builds(Linear, st.integers(1, 2**60), st.integers(0, 2**50)),
    st.integers(0, 5_000),
    st.integers(-5_000, 5_000).filter(bool),
    st.integers(240, 2_000),
    st.integers(120, 900),
    st.booleans(),
    st.floats(0, 1),
)
def test_nothing_overlaps_whatever_is_typed(
    chart: CurveChart,
    curve: Curve,
    supply: int,
    keys: int,
    wide: int,
    tall: int,
    fit: bool,
    pointer: float,
) -> None:
    chart.resize(wide, tall)
    chart.set_fit(fit)
    chart.show_order(None)
    chart.show_machine(curve.integral, supply, None, "sats")
    chart.show_order(dressed(curve, supply, max(keys, -supply) or 1))
    chart.plot.hovered.emit(QPointF(16 + chart.pane.pixels_wide * pointer, tall / 2))
    assert chart.readout is not None
    assert chart.readout.hovered
    assert_nothing_overlaps(chart)


def test_cost_is_always_in_words_at_the_size_of_the_design(chart: CurveChart) -> None:
    for curve, supply, keys in HARD_CASES:
        chart.show_order(None)
        chart.show_machine(curve.integral, supply, curve.max_supply, "sats")
        shape = order(curve, supply, keys)
        chart.show_order(shape)
        assert shape.cost.replace("\u202f", " ") in texts(chart), curve
        assert "Now" in texts(chart), curve


def test_the_whole_curve_makes_room_for_the_flag(chart: CurveChart) -> None:
    chart.show_machine(USTX.integral, 40, None, "µSTX")
    chart.show_order(replace(order(USTX, 40, 10), break_even=75, break_even_note="needs 25 more"))
    assert chart.pane.x_range[1] >= 75
    assert "75" in tags(chart.bottom_axis.laid_out())
    assert {"Break-even", "needs 25 more"} <= set(texts(chart))


def test_a_flag_beyond_the_chart_is_named_at_its_edge(chart: CurveChart) -> None:
    far = replace(order(USTX, 40, 10), break_even=4_000, break_even_note="needs 3 950 more")
    chart.show_machine(USTX.integral, 40, None, "µSTX")
    chart.show_order(far)
    assert chart.pane.x_range[1] < 100
    assert "4 000 →" in tags(chart.bottom_axis.laid_out())
    assert "Break-even at 4 000 →" in texts(chart)
    assert "Break-even at 4 000 keys: needs 3 950 more." in chart.text_summary().replace(
        "\u202f", " "
    )


def test_an_order_that_never_breaks_even_says_why(chart: CurveChart) -> None:
    chart.show_machine(Flat(100).integral, 40, None, "sats")
    never = replace(order(Flat(100), 40, 10), break_even_note="price stays too low")
    chart.show_order(never)
    assert {"No break-even", "price stays too low"} <= set(texts(chart))
    assert "No break-even: price stays too low." in chart.text_summary()


def test_an_order_that_breaks_even_at_once_needs_no_flag(chart: CurveChart) -> None:
    chart.show_machine(Flat(1).integral, 40, None, "sats")
    chart.show_order(replace(order(Flat(1), 40, 10), break_even=50, break_even_note="at once"))
    assert tags(chart.bottom_axis.laid_out()) == ["40", "50"]
    assert {"Break-even", "at once"} <= set(texts(chart))


@few_examples
@given(
    st.builds(Linear, st.integers(1, 10**9), st.integers(0, 10**6)),
    st.integers(0, 3_000),
    st.integers(1, 3_000),
    st.booleans(),
)
def test_the_bottom_axis_always_tells_where_the_flag_is(
    chart: CurveChart, curve: Curve, supply: int, keys: int, fit: bool
) -> None:
    chart.set_fit(fit)
    chart.show_order(None)
    chart.show_machine(curve.integral, supply, None, "sats")
    shape = dressed(curve, supply, keys)
    chart.show_order(shape)
    if shape.break_even is not None and shape.break_even != shape.supply_after:
        even = grouped(shape.break_even).replace("\u202f", " ")
        inside = shape.break_even <= (chart.samples.supplies[-1] if chart.samples else 0)
        assert (even if inside else f"{even} →") in tags(chart.bottom_axis.laid_out())
