"""A chart leaves its page for a window of its own, and comes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.chart.pop_out import ChartWindow
from app.kit.theme import Themes


class Page(QWidget):
    """A label, the chart, and a label, in a layout."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = QVBoxLayout(self)
        self.chart = QLabel("chart")
        for widget in (QLabel("above"), self.chart, QLabel("below")):
            self.rows.addWidget(widget)
        self.resize(400, 300)


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    return page


def popped(page: Page, themes: Themes) -> ChartWindow:
    window = ChartWindow(page.chart, "Bonding curve, Lightning Devs", themes)
    window.show()
    return window


def test_the_window_shows_the_chart_and_the_page_says_where_it_is(
    page: Page, themes: Themes
) -> None:
    window = popped(page, themes)
    assert page.chart.window() is window
    assert page.chart.isVisible()
    assert window.windowTitle() == "Bonding curve, Lightning Devs"
    assert page.findChild(QWidget, "chart.placeholder") is not None
    window.close()


def test_escape_gives_the_chart_back_to_its_place(page: Page, themes: Themes, qtbot: QtBot) -> None:
    window = popped(page, themes)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.rows.indexOf(page.chart) == 1
    assert page.chart.isVisible()


def test_the_button_on_the_page_brings_it_back(page: Page, themes: Themes, qtbot: QtBot) -> None:
    window = popped(page, themes)
    button = page.findChild(QPushButton, "chart.bring_back")
    assert button is not None
    with qtbot.waitSignal(window.closed):
        button.click()
    assert page.chart.window() is page


def test_f11_fills_the_screen_and_leaves_it(page: Page, themes: Themes) -> None:
    window = popped(page, themes)
    window.toggle_full_screen()
    assert window.isFullScreen()
    window.toggle_full_screen()
    assert not window.isFullScreen()
    window.close()


def test_a_splitter_keeps_its_sizes(qtbot: QtBot, themes: Themes) -> None:
    splitter = QSplitter(Qt.Orientation.Vertical)
    qtbot.addWidget(splitter)
    chart = QLabel("chart")
    for widget in (QLabel("above"), chart):
        splitter.addWidget(widget)
    splitter.resize(300, 400)
    splitter.show()
    splitter.setSizes([100, 300])
    before = splitter.sizes()
    window = ChartWindow(chart, "Price", themes)
    window.show()
    assert splitter.sizes() == before
    window.close()
    assert splitter.widget(1) is chart
    assert splitter.sizes() == before


def test_a_page_that_goes_away_closes_the_window(page: Page, themes: Themes, qtbot: QtBot) -> None:
    window = ChartWindow(page.chart, "Price", themes)
    window.setParent(None)
    window.show()
    placeholder = page.findChild(QWidget, "chart.placeholder")
    assert placeholder is not None
    with qtbot.waitSignal(window.destroyed):
        placeholder.deleteLater()


def test_a_widget_without_a_place_is_refused(themes: Themes, qtbot: QtBot) -> None:
    lonely = QLabel("chart")
    qtbot.addWidget(lonely)
    with pytest.raises(ValueError, match="layout or a splitter"):
        ChartWindow(lonely, "Price", themes)
