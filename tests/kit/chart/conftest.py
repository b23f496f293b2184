"""A theme and a plot for the tests of charts."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.chart.axis import ValueAxis
from app.kit.chart.bottom_axis import CountAxis
from app.kit.chart.pane import Pane
from app.kit.chart.plot import Plot
from app.kit.theme import Themes


@pytest.fixture
def themes(qtbot: QtBot) -> Themes:
    """Themes at a text scale of 100 %."""
    themes = Themes()
    themes.choose("dark")
    # The scale of fonts outlives a test.
    themes.set_scale(110)
    themes.set_scale(100)
    return themes


class Surface:
    """A plot of 600 by 240 pixels with one pane and both axes."""

    def __init__(self, themes: Themes) -> None:
        self.plot = Plot(themes)
        self.pane: Pane = self.plot.add_pane()
        self.values = ValueAxis(self.pane, themes)
        self.counts = CountAxis(self.pane, themes, "Keys")
        self.plot.add_value_axis(self.values)
        self.plot.set_bottom(self.counts)
        self.plot.resize(600, 240)
        self.plot.show()
        self.pane.show_range((0.0, 400.0), (0.0, 12_000.0))


@pytest.fixture
def surface(themes: Themes, qtbot: QtBot) -> Surface:
    """A shown plot."""
    surface = Surface(themes)
    qtbot.addWidget(surface.plot)
    return surface
