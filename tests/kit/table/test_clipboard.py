"""Selected rows go to the clipboard in their shown order, loaded or not."""

import json

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput, Unavailable
from app.kit.table.clipboard import MOST_ROWS, TableClipboard
from app.kit.table.copying import CopyFormat
from tests.kit.table.conftest import Table
from tests.kit.table.fakes import rooms


@pytest.fixture
def clipboard(table: Table) -> TableClipboard:
    table.show()
    QGuiApplication.clipboard().clear()
    return TableClipboard(table.paged, table.tasks)


def copied(table: Table) -> str:
    table.settle()
    return QGuiApplication.clipboard().text()


def test_selected_rows_are_copied_as_plain_digits(table: Table, clipboard: TableClipboard) -> None:
    table.view.selectRow(2)
    clipboard.copy_plain()
    assert copied(table) == "2\tRoom 2\tTrading\t6\t0.0"


def test_columns_are_copied_as_they_are_shown(table: Table, clipboard: TableClipboard) -> None:
    header = table.view.header
    header.show_column(table.model.position("stage"), False)
    header.move_column(table.model.position("supply"), -1)
    table.view.selectRow(2)
    clipboard.copy_csv()
    assert copied(table) == "ID,Supply,Room,24 h\n2,6,Room 2,0.0\n"


@pytest.mark.parametrize(
    ("form", "start"), [("markdown", "| ID | Room |"), ("json", '[\n  {\n    "id": "2"')]
)
def test_rows_can_be_copied_for_tickets_and_programs(
    table: Table, clipboard: TableClipboard, form: CopyFormat, start: str
) -> None:
    table.view.selectRow(2)
    {"markdown": clipboard.copy_markdown, "json": clipboard.copy_json}[form]()
    assert copied(table).startswith(start)


def test_without_a_selection_the_current_row_is_copied(
    table: Table, clipboard: TableClipboard
) -> None:
    table.view.go_to(4)
    table.view.clearSelection()
    clipboard.copy_plain()
    assert copied(table).startswith("4\tRoom 4")


def test_with_nothing_to_copy_the_clipboard_stays(
    qtbot: QtBot, table: Table, clipboard: TableClipboard
) -> None:
    QGuiApplication.clipboard().setText("mine")
    table.source.rows = []
    table.refresh()
    with qtbot.assertNotEmitted(clipboard.copied):
        clipboard.copy_plain()
        clipboard.copy_cell()
    assert copied(table) == "mine"


def test_a_cell_is_copied_exactly(table: Table, clipboard: TableClipboard) -> None:
    contract = table.model.position("contract")
    table.view.header.show_column(contract, True)
    table.view.setCurrentIndex(table.model.index(3, contract))
    clipboard.copy_cell()
    assert copied(table) == "ST3KZ9B7WQ4M0T2XHR6PY8C5VDEF3"


def test_rows_that_are_not_loaded_are_fetched_for_the_copy(
    qtbot: QtBot, table: Table, clipboard: TableClipboard
) -> None:
    table.view.selectAll()
    with qtbot.waitSignal(clipboard.copied) as signal:
        clipboard.copy_json()
    assert signal.args == [2000]
    assert [row["id"] for row in json.loads(copied(table))] == [str(at) for at in range(2000)]


def test_a_failing_source_is_told(qtbot: QtBot, table: Table, clipboard: TableClipboard) -> None:
    table.view.selectAll()
    table.source.error = Unavailable("The server does not answer.")
    with qtbot.waitSignal(clipboard.failed) as signal:
        clipboard.copy_csv()
    assert signal.args == [table.source.error]


def test_too_many_rows_are_refused_with_the_way_out(
    qtbot: QtBot, table: Table, clipboard: TableClipboard
) -> None:
    table.source.rows = rooms(range(MOST_ROWS + 1))
    table.refresh()
    table.view.selectAll()
    with qtbot.waitSignal(clipboard.failed) as signal:
        clipboard.copy_csv()
    assert signal.args is not None
    assert isinstance(signal.args[0], InvalidInput)
    assert "export" in signal.args[0].message
