"""Charts as files."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput, Unavailable
from app.kit.chart.axis import AxisTag, ValueAxis
from app.kit.chart.bottom_axis import CountAxis
from app.kit.chart.chart_view import ChartView
from app.kit.chart.export import csv_bytes, export_chart
from app.kit.theme import Themes

ROWS = [("supply", "price (sats)"), ("0", "1000000"), ("1", "1010000")]


class Drawn(ChartView):
    """A chart of 600 by 240 pixels with a tag."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes, "drawn_")
        self._set_axes(
            "Bonding curve", CountAxis(self.pane, themes, "Keys"), ValueAxis(self.pane, themes)
        )
        self._show_tags([AxisTag(6_184, ("6 184",), "buy")], ())

    def redraw(self) -> None:
        self.pane.show_range((0.0, 400.0), (0.0, 12_000.0))

    def _read(self) -> None:
        self._crosshair.hide()

    def series_csv(self) -> Sequence[tuple[str, ...]]:
        return ROWS

    def text_summary(self) -> str:
        return "Supply 312 & price < 7 000"


@pytest.fixture
def chart(themes: Themes, qtbot: QtBot) -> Drawn:
    chart = Drawn(themes)
    qtbot.addWidget(chart)
    chart.resize(600, 240)
    chart.show()
    return chart


def test_png_has_twice_the_pixels(chart: Drawn, tmp_path: Path) -> None:
    export_chart(chart, tmp_path / "curve.png")
    image = QImage(str(tmp_path / "curve.png"))
    assert image.size() == QSize(1200, 480)
    colors = {image.pixelColor(x, y).name() for x in range(0, 1200, 7) for y in range(0, 480, 7)}
    assert len(colors) > 4


def test_svg_parses_and_carries_texts_and_summary(chart: Drawn, tmp_path: Path) -> None:
    path = tmp_path / "curve.SVG"
    export_chart(chart, path)
    root = ElementTree.fromstring(path.read_bytes())
    space = "{http://www.w3.org/2000/svg}"
    texts = ["".join(node.itertext()).strip() for node in root.iter(f"{space}text")]
    assert "6 184" in texts
    assert "Keys" in texts
    assert root.findtext(f"{space}title") == "Bonding curve"
    assert root.findtext(f"{space}desc") == "Supply 312 & price < 7 000"
    assert root.get("viewBox") == "0 0 600 240"
    assert not list(root.iter(f"{space}image"))


def test_svg_draws_again(chart: Drawn, tmp_path: Path) -> None:
    export_chart(chart, tmp_path / "curve.svg")
    assert QSvgRenderer(str(tmp_path / "curve.svg")).isValid()


def test_csv_is_exact(chart: Drawn, tmp_path: Path) -> None:
    export_chart(chart, tmp_path / "curve.csv")
    content = (tmp_path / "curve.csv").read_bytes()
    assert content == b"supply,price (sats)\r\n0,1000000\r\n1,1010000\r\n"
    assert list(csv.reader(io.StringIO(content.decode()))) == [list(row) for row in ROWS]


def test_csv_quotes_what_needs_it() -> None:
    assert csv_bytes([("a,b", 'say "c"')]) == b'"a,b","say ""c"""\r\n'


def test_other_endings_are_refused(chart: Drawn, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refusal:
        export_chart(chart, tmp_path / "curve.jpg")
    assert refusal.value.field == "path"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(chart: Drawn, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"curve\.csv"):
        export_chart(chart, tmp_path / "missing" / "curve.csv")
