"""Writes whole tables as CSV, JSON lines and XLSX files, row by row (no Qt).

CSV follows RFC 4180: commas, quotes where needed, lines ended by CR LF; UTF-8 without a byte order
mark, which scripts would read as part of the first title. For spreadsheets there is XLSX, which
needs no guess at the encoding.
"""

import csv
import errno
import json
import math
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import IO, Literal, Protocol, get_args

from app.errors import InvalidInput, NotAllowed, NotFound, Unavailable, UserError
from app.fields import Field, Row
from app.progress import Progress

Format = Literal["csv", "jsonl", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""Formats by the ending of their files."""

# A spreadsheet takes text that begins so for a formula, also in its full-width forms and after
# blanks; see https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Spreadsheets keep numbers as doubles: above this a whole number would lose digits.
LARGEST_EXACT = 2**53
_EXACT_DIGITS = 15
XLSX_ROWS = 1_048_575
XLSX_CELL_CHARACTERS = 32_767
_FIRST_XLSX_YEAR = 1900

_STEP_ROWS = 500

# See https://www.sqlite.org/fileformat2.html#the_database_header
_DATABASE_START = b"SQLite format 3\0"


def export(
    path: Path,
    fmt: Format,
    columns: Sequence[Field[Row]],
    rows: Iterable[Row],
    total: int | None,
    progress: Progress,
) -> int:
    """Write all rows to a file and tell how many there were.

    The file appears under its name only when it is complete; a file of that name is replaced
    then. When the work is stopped or fails, nothing is left behind and an older file stays.

    total: how many rows are expected, for the progress; None when that isn't known.
    Raises InvalidInput, NotFound, NotAllowed or Unavailable with `field` "path" where the file
    can't be written, and lets `Cancelled` of the progress pass.
    """
    if fmt == "xlsx" and total is not None:
        _check_xlsx_rows(total)
    try:
        _check_path(path)
        # Where the name is a link, the file that it leads to is written.
        path = Path(os.path.realpath(path))
        # A folder beside the target: same disk, so the last step is one atomic rename.
        with tempfile.TemporaryDirectory(prefix=".tokendesk-", dir=path.parent) as folder:
            part = Path(folder) / "export"
            count = _write(part, fmt, columns, _counted(rows, total, progress))
            flush_to_disk(part)
            part.replace(path)
            return count
    except OSError as error:
        raise refusal(error, path) from error


def write_csv(
    stream: IO[str], columns: Sequence[Field[Row]], rows: Iterable[Row], delimiter: str = ","
) -> int:
    """Write a header line and a line for each row; tell how many rows."""
    # With LF alone, Python before 3.13 would leave a lone CR inside a cell unquoted.
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([plain_text(column.value(row)) for column in columns])
        count += 1
    return count


def write_jsonl(stream: IO[str], columns: Sequence[Field[Row]], rows: Iterable[Row]) -> int:
    """Write each row as one line of JSON, whole numbers with all their digits."""
    count = 0
    for row in rows:
        stream.write(json_text({column.key: column.value(row) for column in columns}))
        stream.write("\n")
        count += 1
    return count


def write_xlsx(path: Path, columns: Sequence[Field[Row]], rows: Iterable[Row]) -> int:
    """Write a workbook of one sheet; working files are kept in the folder of `path`."""
    # Imported here: only the person who exports a workbook waits for the library.
    import xlsxwriter  # type: ignore[import-untyped]  # it has annotations but doesn't say so

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = book.add_worksheet()
    try:
        cells = _SheetCells(
            sheet,
            book.add_format({"quote_prefix": True}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        header = book.add_format({"bold": True, "quote_prefix": True})
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.title, header)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, start=1):
            _check_xlsx_rows(count)
            for at, column in enumerate(columns):
                cells.write(count, at, column.value(row))
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] from error
    finally:
        # A workbook that isn't finished would leave its file of rows open.
        if sheet.row_data_fh is not None:
            sheet.row_data_fh.close()
    return count


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: such a start gets an apostrophe before it."""
    starts = text.startswith(_FORMULA_STARTS) or text.lstrip(" ").startswith(_FORMULA_STARTS)
    return f"'{text}" if starts else text


def plain_text(value: object) -> str:
    """A value as CSV holds it: plain digits, ISO times in UTC, nothing for None."""
    if isinstance(value, Enum):
        value = value.value
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return iso_text(value)
    raise TypeError(f"A {type(value).__name__} can't be exported.")


def iso_text(value: date) -> str:
    """A day, or a moment in UTC, in ISO 8601: `2026-03-12T14:32:05Z`."""
    if isinstance(value, datetime):
        return _in_utc(value).isoformat() + "Z"
    return value.isoformat()


def json_text(value: object, indent: int | None = None) -> str:
    """JSON with exact whole numbers; Decimals as text, times as in CSV."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, indent=indent, default=_json_value
    )


class _Sheet(Protocol):
    """The part of XlsxWriter's worksheet that is used."""

    def write_string(self, row: int, column: int, value: str, fmt: object, /) -> int: ...
    def write_number(self, row: int, column: int, value: float | Decimal, /) -> int: ...
    def write_boolean(self, row: int, column: int, value: bool, /) -> int: ...
    def write_datetime(self, row: int, column: int, value: datetime, fmt: object, /) -> int: ...


class _SheetCells:
    """Writes values of any kind into the cells of a worksheet."""

    def __init__(self, sheet: _Sheet, text: object, moment: object) -> None:
        self._sheet = sheet
        self._text = text
        self._moment = moment

    def write(self, row: int, column: int, value: object) -> None:
        if isinstance(value, Enum):
            value = value.value
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | Decimal) and _is_exact(value):
            self._sheet.write_number(row, column, value)
        elif isinstance(value, datetime) and value.year > _FIRST_XLSX_YEAR:
            self._sheet.write_datetime(row, column, _in_utc(value), self._moment)
        elif value is not None:
            self._write_text(row, column, value if isinstance(value, str) else plain_text(value))

    def _write_text(self, row: int, column: int, text: str) -> None:
        if len(text) > XLSX_CELL_CHARACTERS:
            raise InvalidInput(
                f"A text in row {row} is longer than a spreadsheet cell holds; export as CSV.",
                code="EXPORT_CELL_TOO_LONG",
            )
        # In a workbook the apostrophe is a property of the cell, so the text itself stays exact.
        cell_format = self._text if harmless(text) != text else None
        self._sheet.write_string(row, column, text, cell_format)


def _is_exact(value: float | Decimal) -> bool:
    """Whether a spreadsheet's number cell would keep the value."""
    if isinstance(value, int):
        return abs(value) <= LARGEST_EXACT
    if isinstance(value, float):
        return math.isfinite(value)
    return value.is_finite() and len(value.as_tuple().digits) <= _EXACT_DIGITS


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A time without a time zone can't be exported.")
    return moment.astimezone(UTC).replace(tzinfo=None)


def _json_value(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return plain_text(value)


def _write(part: Path, fmt: Format, columns: Sequence[Field[Row]], rows: Iterable[Row]) -> int:
    if fmt == "xlsx":
        return write_xlsx(part, columns, rows)
    write = write_csv if fmt == "csv" else write_jsonl
    with part.open("x", encoding="utf-8", newline="") as stream:
        return write(stream, columns, rows)


def _counted(rows: Iterable[Row], total: int | None, progress: Progress) -> Iterator[Row]:
    """The rows themselves, telling the progress about every few hundredth."""
    progress.step(0, total)
    count = 0
    for row in rows:
        yield row
        count += 1
        if count % _STEP_ROWS == 0:
            progress.step(count, total)
    progress.step(count, total)


def flush_to_disk(part: Path) -> None:
    """Wait until a file's content is on the disk, so that a name never leads to half of it."""
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())


def _check_xlsx_rows(count: int) -> None:
    if count > XLSX_ROWS:
        raise InvalidInput(
            f"A spreadsheet holds at most {XLSX_ROWS} rows; export as CSV.",
            code="EXPORT_TOO_MANY_ROWS",
        )


def _check_path(path: Path) -> None:
    if "\0" in str(path) or not path.name:
        raise InvalidInput("Give the name of a file to export to.", field="path")
    if path.is_dir():
        raise InvalidInput(
            f"{path} is a folder; give the name of a file in it.", field="path", code="IS_FOLDER"
        )
    if not path.exists():
        return
    if not path.is_file():
        raise InvalidInput(
            f"{path} isn't a file; choose another name.", field="path", code="NOT_A_FILE"
        )
    with path.open("rb") as file:
        if file.read(len(_DATABASE_START)) == _DATABASE_START:
            raise InvalidInput(
                f"{path} is a workspace or a backup; choose another name.",
                field="path",
                code="IS_DATABASE",
            )


def refusal(error: OSError, path: Path) -> UserError:
    """What is said to the person when the disk or the folder doesn't take a file or folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Unavailable(
            f"There is not enough space on the disk for {path.name}; make room and export again.",
            code="EXPORT_DISK_FULL",
            field="path",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NotAllowed(
            f"The folder {path.parent} can't be written to; choose another.",
            code="EXPORT_NO_PERMISSION",
            field="path",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return NotFound(
            f"The folder {path.parent} doesn't exist; choose another.",
            code="EXPORT_NO_FOLDER",
            field="path",
        )
    if error.errno == errno.ENAMETOOLONG:
        return InvalidInput("The file name is too long; choose a shorter one.", field="path")
    return Unavailable(
        f"{path.name} couldn't be written: {error.strerror or error}.",
        code="EXPORT_FAILED",
        field="path",
    )
