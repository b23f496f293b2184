"""Reads a table of prices from lines `supply,price`, typed or in a file."""

import re
from pathlib import Path
from typing import Final

from app.amounts import parse_whole
from app.doctor.subject import PriceTable, table_of
from app.errors import InvalidInput

MAX_LINES: Final = 100_000
MAX_BYTES: Final = 8_000_000

_SEPARATORS: Final = re.compile(r"[,;\t]")


def text_of(path: Path) -> str:
    """What stands in a file of prices.

    Errors: as `decoded`, and InvalidInput where the file can't be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise InvalidInput(
            f"The file can't be read: {reason or 'its name is none'}.", field="prices"
        ) from None
    return decoded(data)


def decoded(data: bytes) -> str:
    """The text of a file of prices.

    Errors: InvalidInput naming `prices` for more than `MAX_BYTES`, or no UTF-8; then it names
    the line, too.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInput(f"A table has at most {MAX_BYTES} bytes.", field="prices")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong(data[: error.start].count(b"\n") + 1, "this is no UTF-8 text.") from None


def read_table(text: str) -> PriceTable:
    """The table that a text holds.

    text: one `supply,price` a line, divided by a comma, semicolon or tab; or one price a line,
    for supply 0, 1, 2 and so on. Empty lines, those that start with #, and a heading in the
    first line are passed over.
    Errors: InvalidInput naming `prices`, and the line in its message and `details["line"]`.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if len(lines) > MAX_LINES:
        raise InvalidInput(f"A table has at most {MAX_LINES} lines.", field="prices")
    rows: list[tuple[int, int]] = []
    column = False
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#") or (not rows and _heading(line)):
            continue
        cells = _SEPARATORS.split(line.strip())
        if not rows:
            column = len(cells) == 1
        if column:
            cells = [str(len(rows)), *cells]
            if len(cells) != 2:
                raise _wrong(number, "write one price, as in the lines above.")
        rows.append(_row(cells, number, rows[-1][0] if rows else None))
    return table_of(rows)


def _row(cells: list[str], number: int, before: int | None) -> tuple[int, int]:
    if len(cells) != 2:
        raise _wrong(number, "write supply and price, such as 10,2500.")
    try:
        supply = parse_whole(cells[0], field="prices")
        price = parse_whole(cells[1], field="prices", minimum=None)
    except InvalidInput as error:
        raise _wrong(number, error.message) from None
    if before is None and supply != 0:
        raise _wrong(number, "the first price is the one at supply 0.")
    if before is not None and supply <= before:
        raise _wrong(number, f"the supplies must rise, and {supply} comes after {before}.")
    return supply, price


def _heading(line: str) -> bool:
    return all(cell.strip().isalpha() for cell in _SEPARATORS.split(line))


def _wrong(number: int, sentence: str) -> InvalidInput:
    return InvalidInput(f"Line {number}: {sentence}", field="prices", details={"line": number})
