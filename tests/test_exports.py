"""Files of whole tables: exact values, harmless cells, nothing half written."""

import csv
import io
import json
import os
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Cancelled, InvalidInput, NotAllowed, NotFound, Unavailable, UserError
from app.exports import (
    FORMATS,
    LARGEST_EXACT,
    XLSX_CELL_CHARACTERS,
    XLSX_ROWS,
    Format,
    export,
    harmless,
    json_text,
    plain_text,
    write_csv,
)
from app.fields import Field
from app.progress import NoProgress
from tests.disks import largest_file

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Stage(Enum):
    """A value as slices keep it."""

    TRADING = "trading"


@dataclass(frozen=True)
class Trade:
    """A row with a value of each kind."""

    id: int
    member: str
    amount: int
    at: datetime | None
    stage: Stage = Stage.TRADING


COLUMNS = (
    Field[Trade]("id", "ID", lambda row: row.id),
    Field[Trade]("member", "Member", lambda row: row.member),
    Field[Trade]("amount", "Amount, sats", lambda row: row.amount),
    Field[Trade]("at", "Time", lambda row: row.at),
    Field[Trade]("stage", "Stage", lambda row: row.stage),
)
NOON = datetime(2026, 3, 12, 14, 32, 5, tzinfo=timezone(timedelta(hours=2)))
TRADES = (
    Trade(1, "ada.l", 6184, NOON),
    Trade(2, "=HYPERLINK(1)", -12, None),
    Trade(3, 'li, "the" ñ', LARGEST_EXACT + 1, NOON),
)


class Recorder:
    """Notes the progress, and stops the work at a given row."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.steps: list[tuple[int, int | None]] = []
        self._stop_at = stop_at

    def step(self, done: int, total: int | None, text: str = "") -> None:
        self.steps.append((done, total))
        if self._stop_at is not None and done >= self._stop_at:
            raise Cancelled("Stopped.")


def save(path: Path, fmt: Format, rows: tuple[Trade, ...] = TRADES) -> int:
    return export(path, fmt, COLUMNS, rows, len(rows), NoProgress())


def sheet_cells(path: Path) -> list[list[tuple[str, str]]]:
    """(type, text) of each cell of the first sheet, as the file holds them."""
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{SHEET}c")]
        for row in root.iter(f"{SHEET}row")
    ]


def test_csv_holds_plain_digits_iso_times_and_harmless_text(tmp_path: Path) -> None:
    assert save(tmp_path / "trades.csv", "csv") == 3
    assert (tmp_path / "trades.csv").read_bytes().decode() == (
        'ID,Member,"Amount, sats",Time,Stage\r\n'
        "1,ada.l,6184,2026-03-12T12:32:05Z,trading\r\n"
        "2,'=HYPERLINK(1),-12,,trading\r\n"
        '3,"li, ""the"" ñ",9007199254740993,2026-03-12T12:32:05Z,trading\r\n'
    )


def test_jsonl_holds_exact_numbers_and_untouched_text(tmp_path: Path) -> None:
    assert save(tmp_path / "trades.jsonl", "jsonl") == 3
    lines = (tmp_path / "trades.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[2])["amount"] == LARGEST_EXACT + 1
    assert json.loads(lines[1]) == {
        "id": 2,
        "member": "=HYPERLINK(1)",
        "amount": -12,
        "at": None,
        "stage": "trading",
    }


def test_xlsx_keeps_numbers_as_numbers_and_text_as_text(tmp_path: Path) -> None:
    assert save(tmp_path / "trades.xlsx", "xlsx") == 3
    header, first, second, third = sheet_cells(tmp_path / "trades.xlsx")
    assert [text for _, text in header] == ["ID", "Member", "Amount, sats", "Time", "Stage"]
    assert first[:3] == [("n", "1"), ("inlineStr", "ada.l"), ("n", "6184")]
    assert second[1:3] == [("inlineStr", "=HYPERLINK(1)"), ("n", "-12")]
    assert third[2] == ("inlineStr", "9007199254740993")


def test_xlsx_marks_formula_like_text_as_text(tmp_path: Path) -> None:
    save(tmp_path / "trades.xlsx", "xlsx")
    with zipfile.ZipFile(tmp_path / "trades.xlsx") as book:
        assert b'quotePrefix="1"' in book.read("xl/styles.xml")
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_xlsx_times_are_cells_of_time_in_utc(tmp_path: Path) -> None:
    save(tmp_path / "trades.xlsx", "xlsx")
    kind, serial = sheet_cells(tmp_path / "trades.xlsx")[1][3]
    assert kind == "n"
    moment = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=float(serial))
    assert abs(moment - NOON) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (LARGEST_EXACT, "n"),
        (-LARGEST_EXACT - 1, "inlineStr"),
        (True, "b"),
        (0.5, "n"),
        (float("inf"), "inlineStr"),
        (Decimal("0.25"), "n"),
        (Decimal("12345678901234567.89"), "inlineStr"),
        (date(2026, 3, 12), "inlineStr"),
        (datetime(1850, 1, 1, tzinfo=UTC), "inlineStr"),
    ],
)
def test_xlsx_cell_types(tmp_path: Path, value: object, kind: str) -> None:
    columns = (Field[object]("value", "Value", lambda row: row),)
    export(tmp_path / "one.xlsx", "xlsx", columns, [value], None, NoProgress())
    assert sheet_cells(tmp_path / "one.xlsx")[1][0][0] == kind


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "  =1", "＝1", "＠x"]
)
def test_formula_like_text_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1", "a=1", " ", "ada.l", "'=1", "–"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_csv_and_starts_no_formula(text: str) -> None:
    stream = io.StringIO(newline="")
    columns = (Field[str]("text", "Text", str), Field[str]("n", "N", len))
    write_csv(stream, columns, [text])
    stream.seek(0)
    cell, length = list(csv.reader(stream))[1]
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert length == str(len(text))
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.integers())
def test_whole_numbers_keep_all_digits(number: int) -> None:
    assert int(plain_text(number)) == number
    assert json.loads(json_text({"n": number})) == {"n": number}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (False, "false"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.00000001"), "0.00000001"),
        (date(2026, 3, 12), "2026-03-12"),
        (Stage.TRADING, "trading"),
    ],
)
def test_plain_text_of_each_kind(value: object, text: str) -> None:
    assert plain_text(value) == text


def test_a_time_without_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        plain_text(datetime(2026, 3, 12))  # noqa: DTZ001 - the missing zone is what is tested


def test_a_value_of_unknown_kind_is_a_bug() -> None:
    with pytest.raises(TypeError, match="bytes"):
        plain_text(b"raw")


def test_progress_counts_the_rows_up_to_the_total(tmp_path: Path) -> None:
    recorder = Recorder()
    rows = tuple(Trade(number, "x", 0, None) for number in range(1200))
    export(tmp_path / "t.csv", "csv", COLUMNS, rows, 1200, recorder)
    assert recorder.steps == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_stopped_export_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, fmt: Format
) -> None:
    path = tmp_path / "trades"
    path.write_text("older")
    rows = (Trade(number, "x", 0, None) for number in range(5000))
    with pytest.raises(Cancelled):
        export(path, fmt, COLUMNS, rows, 5000, Recorder(stop_at=1000))
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "older"


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_finished_export_replaces_the_older_file(tmp_path: Path, fmt: Format) -> None:
    path = tmp_path / "trades"
    path.write_text("older")
    save(path, fmt)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() != b"older"


@pytest.mark.parametrize("fmt", FORMATS)
def test_rows_that_fail_leave_nothing_behind(tmp_path: Path, fmt: Format) -> None:
    def rows() -> Iterator[Trade]:
        yield TRADES[0]
        raise LookupError("bug")

    with pytest.raises(LookupError):
        export(tmp_path / "trades", fmt, COLUMNS, rows(), None, NoProgress())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path, fmt: Format) -> None:
    rows = (Trade(number, f"member {number * 7919}", number, NOON) for number in range(20_000))
    with largest_file(20_000), pytest.raises(Unavailable) as refusal:
        export(tmp_path / "trades", fmt, COLUMNS, rows, None, NoProgress())
    assert refusal.value.code == "EXPORT_DISK_FULL"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("missing/trades.csv", NotFound, "EXPORT_NO_FOLDER"),
        ("file/trades.csv", NotFound, "EXPORT_NO_FOLDER"),
        ("folder", InvalidInput, "IS_FOLDER"),
        ("nul\0", InvalidInput, "INVALID_INPUT"),
        ("x" * 300, InvalidInput, "INVALID_INPUT"),
    ],
)
def test_a_path_that_can_not_be_written_is_refused_in_words(
    tmp_path: Path, name: str, error: type[UserError], code: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(error) as refusal:
        save(tmp_path / name, "csv")
    assert (refusal.value.code, refusal.value.field) == (code, "path")


def test_a_workspace_is_never_replaced_by_an_export(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "desk.db")) as workspace:
        workspace.execute("CREATE TABLE kept (id)")
    before = (tmp_path / "desk.db").read_bytes()
    with pytest.raises(InvalidInput) as refusal:
        save(tmp_path / "desk.db", "csv")
    assert (refusal.value.code, refusal.value.field) == ("IS_DATABASE", "path")
    assert (tmp_path / "desk.db").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes with names, and links")
def test_what_is_no_file_is_not_replaced_and_a_link_is_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput) as refusal:
        save(tmp_path / "pipe", "csv")
    assert refusal.value.code == "NOT_A_FILE"
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "link.csv").symlink_to("trades.csv")
    save(tmp_path / "link.csv", "csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "trades.csv").stat().st_size > 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that nobody may write to")
def test_a_folder_without_permission_is_refused_in_words() -> None:
    with pytest.raises(NotAllowed) as refusal:
        save(Path("/sys/trades.csv"), "csv")
    assert refusal.value.code == "EXPORT_NO_PERMISSION"


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    with pytest.raises(InvalidInput, match="export as CSV"):
        export(tmp_path / "t.xlsx", "xlsx", COLUMNS, iter(()), XLSX_ROWS + 1, NoProgress())
    assert list(tmp_path.iterdir()) == []


def test_a_text_longer_than_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    rows = (Trade(1, "x" * (XLSX_CELL_CHARACTERS + 1), 0, None),)
    with pytest.raises(InvalidInput, match="longer than a spreadsheet cell"):
        save(tmp_path / "t.xlsx", "xlsx", rows)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_result_is_a_file_with_a_header(tmp_path: Path) -> None:
    assert save(tmp_path / "t.csv", "csv", ()) == 0
    assert (tmp_path / "t.csv").read_text().count("\n") == 1
    assert save(tmp_path / "t.xlsx", "xlsx", ()) == 0
    assert len(sheet_cells(tmp_path / "t.xlsx")) == 1
