"""The whole result is exported on a thread of its own, with progress, and can be stopped."""

import csv
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import NotFound
from app.kit.settings import ViewSettings
from app.kit.table.clipboard import BATCH, stretches
from app.kit.table.export_dialog import TableExport
from app.kit.tasks import Task
from app.listing import Listing
from tests.kit.table.conftest import Table
from tests.kit.table.fakes import MemorySource, rooms


@pytest.fixture
def exporter(table: Table, settings: ViewSettings) -> TableExport:
    table.show()
    return TableExport(table.paged, table.tasks, settings, name="rooms", label="Rooms")


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_everything_is_exported_not_only_what_is_loaded(
    qtbot: QtBot, table: Table, exporter: TableExport, tmp_path: Path
) -> None:
    table.paged.show(Listing(sort="id", descending=True, search="Room 1"))
    table.settle()
    table.view.header.show_column(table.model.position("stage"), False)
    with qtbot.waitSignal(exporter.done) as signal:
        exporter.export_to(tmp_path / "rooms.csv", "csv")
    assert signal.args == [tmp_path / "rooms.csv", 1111]
    content = lines(tmp_path / "rooms.csv")
    assert content[0] == ["ID", "Room", "Supply", "24 h"]
    assert [line[0] for line in content[1:4]] == ["1999", "1998", "1997"]
    assert len(content) == 1112


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "jsonl"])
def test_each_format_is_written(
    qtbot: QtBot, exporter: TableExport, tmp_path: Path, fmt: str
) -> None:
    kind = exporter.kinds()[fmt]  # type: ignore[index]  # the names of the formats are the keys
    path = tmp_path / f"rooms.{kind.ending}"
    with qtbot.waitSignal(exporter.done) as signal:
        exporter._on_path_chosen(path, kind)
    assert signal.args == [path, 2000]
    assert path.stat().st_size > 10_000


def test_an_export_can_be_stopped_and_leaves_nothing(
    qtbot: QtBot, table: Table, exporter: TableExport, tmp_path: Path
) -> None:
    started: list[Task] = []
    table.tasks.started.connect(started.append)
    gate = table.source.gate = threading.Event()
    with qtbot.assertNotEmitted(exporter.done), qtbot.assertNotEmitted(exporter.failed):
        task = exporter.export_to(tmp_path / "rooms.csv", "csv")
        assert started == [task]
        assert "rooms.csv" in task.title
        task.cancel()
        gate.set()
        table.settle()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(
    qtbot: QtBot, exporter: TableExport, tmp_path: Path
) -> None:
    with qtbot.waitSignal(exporter.failed) as signal:
        exporter.export_to(tmp_path / "none" / "rooms.csv", "csv")
    assert signal.args is not None
    assert isinstance(signal.args[0], NotFound)


def test_the_file_is_named_after_table_and_day(exporter: TableExport) -> None:
    assert exporter.suggestion(datetime(2026, 3, 12, tzinfo=UTC)) == "rooms-2026-03-12"


def test_asking_opens_a_dialog_that_leads_to_the_export(
    qtbot: QtBot, table: Table, exporter: TableExport, tmp_path: Path, settings: ViewSettings
) -> None:
    settings.set_text("last_folder", str(tmp_path))
    question = exporter.ask(datetime(2026, 3, 12, tzinfo=UTC))
    assert question.dialog.isVisible()
    with qtbot.waitSignal(exporter.done) as signal:
        question.dialog.accept()
    assert signal.args == [tmp_path / "rooms-2026-03-12.csv", 2000]


def test_an_export_streams_and_asks_for_no_pages(
    qtbot: QtBot, table: Table, exporter: TableExport, tmp_path: Path
) -> None:
    asked = list(table.source.asked)
    with qtbot.waitSignal(exporter.done):
        exporter.export_to(tmp_path / "rooms.csv", "csv")
    assert (table.source.streamed, table.source.asked) == (1, asked)


def test_stretches_are_read_in_order() -> None:
    source = MemorySource(rooms(range(20_000)))
    found = stretches(source, Listing(), [(3, 4), (9_000, 9_000 + BATCH)])
    assert [row.id for row in found] == [3, 4, *range(9_000, 9_001 + BATCH)]
