"""The points of a chart as a table."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.kit.chart.table_dialog import TableDialog

ROWS = [("start (UTC)", "close (sats)"), ("2026-03-12", "6184"), ("2026-03-13", "12911")]


@pytest.fixture
def dialog(qtbot: QtBot) -> TableDialog:
    dialog = TableDialog("Price", "Price of two days.", ROWS)
    qtbot.addWidget(dialog)
    return dialog


def test_rows_and_header_are_shown_with_grouped_figures(dialog: TableDialog) -> None:
    model = dialog.model
    assert (model.rowCount(), model.columnCount()) == (2, 2)
    assert model.headerData(1, Qt.Orientation.Horizontal) == "close (sats)"
    assert model.data(model.index(1, 1)) == "12\u202f911"
    assert model.data(model.index(0, 0)) == "2026-03-12"
    assert model.data(QModelIndex()) is None


def test_figures_stand_at_the_right_and_their_headers_too(dialog: TableDialog) -> None:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    role = Qt.ItemDataRole.TextAlignmentRole
    model = dialog.model
    assert model.data(model.index(0, 1), role) == right
    assert model.data(model.index(0, 0), role) is None
    assert model.headerData(1, Qt.Orientation.Horizontal, role) == right
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_copying_takes_the_selected_rows_in_plain_digits(dialog: TableDialog) -> None:
    dialog.table.selectRow(1)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == "2026-03-13\t12911"


def test_copying_without_a_selection_takes_all(dialog: TableDialog) -> None:
    dialog.copy()
    assert QGuiApplication.clipboard().text() == "2026-03-12\t6184\n2026-03-13\t12911"


def test_the_summary_speaks(dialog: TableDialog) -> None:
    assert dialog.table.accessibleDescription() == "Price of two days."
