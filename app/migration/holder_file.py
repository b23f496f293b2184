"""Reads a file of legacy holders: one line a room, a holder and a number of keys (pure).

A holder is a member's username or a Stacks principal. No username is as long as a principal, so
the two can't be mixed up.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, Final

from app.addresses import Network, parse_principal
from app.amounts import MAX_AMOUNT, parse_whole
from app.errors import InvalidInput
from app.members.rules import LONGEST_USERNAME, check_username
from app.progress import Progress
from app.rooms.rules import check_room_id

COLUMNS: Final = ("room_id", "holder", "keys")
MOST_ROWS: Final = 1_000_000
LARGEST_FILE: Final = 256 * 2**20
SHOWN_FAULTS: Final = 1_000
STEP_ROWS: Final = 1_000

_SEPARATORS = (",", ";", "\t")
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A line of the file that can be right; `line` counts from 1 and is its first one."""

    line: int
    room_id: str
    holder: str
    keys: int

    @property
    def is_principal(self) -> bool:
        """Whether the holder is named by a principal, not by a username."""
        return len(self.holder) > LONGEST_USERNAME


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, in a sentence; field names the column, or is empty."""

    line: int
    field: str
    message: str


@dataclass(slots=True)
class Faults:
    """All faults of a file: the first ones are kept, the others counted."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, column: str, message: str) -> None:
        """Note a fault."""
        self.count += 1
        if len(self.kept) < SHOWN_FAULTS:
            self.kept.append(Fault(line, column, message))


@dataclass(frozen=True, slots=True)
class HolderFile:
    """What a file says.

    hash: SHA-256 of its bytes. rows: how many lines it has below the titles.
    lines: those that can be right. faults: what is wrong with the others.
    """

    name: str
    hash: bytes
    rows: int
    lines: Sequence[HolderLine]
    faults: Faults


class _Hashed(io.RawIOBase):
    """Passes a file's bytes on, and hashes and counts them."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self.hash = sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # The base says "any buffer".
        part = self._file.read(len(buffer))
        buffer[: len(part)] = part
        self.hash.update(part)
        self.size += len(part)
        if self.size > LARGEST_FILE:
            raise InvalidInput(f"The file is larger than {LARGEST_FILE // 2**20} MB.", field="file")
        return len(part)


def read_holders(
    file: BinaryIO, name: str, network: Network, progress: Progress, *, size: int | None = None
) -> HolderFile:
    """Read and check a CSV file, line by line.

    file: UTF-8, with or without a byte order mark; titles `room_id`, `holder`, `keys` in any
    order, separated by commas, semicolons or tabs.
    network: whose principals are taken. size: of the file in bytes, for the progress.
    Raises InvalidInput (field `file`) for what is no such file at all; Cancelled.
    """
    hashed = _Hashed(file)
    raw = io.BufferedReader(hashed)
    _refuse_other_encodings(raw.peek(4)[:4])
    text = io.TextIOWrapper(raw, "utf-8-sig", errors="surrogateescape", newline="")
    reading = _Reading(network)
    for line, cells in _records(text, reading.faults):
        reading.take(line, cells)
        if reading.rows % STEP_ROWS == 0:
            progress.step(hashed.size, size, "Reading the file")
    if reading.order is None:
        raise InvalidInput("The file is empty.", field="file")
    if not reading.rows and not reading.faults.count:
        raise InvalidInput("The file has no holders below its titles.", field="file")
    return HolderFile(name, hashed.hash.digest(), reading.rows, reading.lines, reading.faults)


def _refuse_other_encodings(start: bytes) -> None:
    if start.startswith(_OTHER_MARKS):
        raise InvalidInput("The file is UTF-16; save it as CSV UTF-8.", field="file")
    if start.startswith(b"PK"):
        raise InvalidInput("This is a spreadsheet; save it as CSV UTF-8.", field="file")


def _records(text: io.TextIOWrapper, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The file's records with the number of the line where each begins; empty ones are left out."""
    first = text.readline()
    separator = max(_SEPARATORS, key=first.count)
    source = _Lines(first, text)
    reader = csv.reader(source, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(line, "", _csv_words(str(error)))
            continue
        if cells and any(cell.strip() for cell in cells):
            yield line, cells


class _Lines:
    """The first line, which was read to find the separator, and then the others."""

    def __init__(self, first: str, others: io.TextIOWrapper) -> None:
        self._first: str | None = first
        self._others = others

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        first, self._first = self._first, None
        return first if first else next(self._others)


def _csv_words(error: str) -> str:
    if "unexpected end" in error:
        return "A quote is opened here and never closed."
    if "field larger" in error:
        return "A cell of this line is far too long; look for a quote that is never closed."
    return "A quote stands where none may; write one inside a quoted cell twice."


class _Reading:
    """Takes one record after the other."""

    def __init__(self, network: Network) -> None:
        self.order: tuple[int, int, int] | None = None
        self.rows = 0
        self.lines: list[HolderLine] = []
        self.faults = Faults()
        self._network = network
        self._seen: dict[tuple[str, str], int] = {}
        # A file has few rooms, and asks for each of them many times.
        self._rooms: dict[str, str] = {}

    def take(self, line: int, cells: list[str]) -> None:
        """Check a record: the titles first, then holders."""
        if self.order is None:
            self.order = _order(cells)
            return
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise InvalidInput(f"The file has more than {MOST_ROWS} holders.", field="file")
        if len(cells) != len(COLUMNS):
            self.faults.add(line, "", f"{len(cells)} cells; there must be {len(COLUMNS)}.")
            return
        room, holder, keys = (cells[place].strip() for place in self.order)
        if any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
            self.faults.add(line, "", "This line isn't UTF-8; save the file as CSV UTF-8.")
            return
        self._take(line, room, holder, keys)

    def _take(self, line: int, room: str, holder: str, keys: str) -> None:
        faults = self.faults.count
        self._note(line, "room_id", self._room_fault(room))
        self._note(line, "holder", self._holder_fault(holder))
        number = 0
        try:
            number = parse_whole(keys, field="keys", minimum=1, maximum=MAX_AMOUNT)
        except InvalidInput as error:
            self.faults.add(line, "keys", error.message)
        if self.faults.count != faults:
            return
        before = self._seen.setdefault((room, holder), line)
        if before != line:
            message = f"Line {before} has this holder in this room already."
            self.faults.add(line, "holder", message)
            return
        self.lines.append(HolderLine(line, room, holder, number))

    def _note(self, line: int, column: str, message: str) -> None:
        if message:
            self.faults.add(line, column, message)

    def _room_fault(self, room: str) -> str:
        if room not in self._rooms:
            self._rooms[room] = _fault_of_room(room)
        return self._rooms[room]

    def _holder_fault(self, holder: str) -> str:
        try:
            if len(holder) > LONGEST_USERNAME:
                parse_principal(holder, field="holder", network=self._network)
            elif not holder:
                return "Name the holder: a username or a principal."
            else:
                check_username(holder)
        except InvalidInput as error:
            return error.message
        return ""


def _fault_of_room(room: str) -> str:
    try:
        check_room_id(room)
    except InvalidInput as error:
        return error.message
    return ""


def _order(titles: list[str]) -> tuple[int, int, int]:
    """Where the three columns stand; raises InvalidInput when the titles aren't theirs."""
    named = [title.strip().lower().replace(" ", "_") for title in titles]
    if sorted(named) != sorted(COLUMNS):
        found = ", ".join(titles)
        shown = found if len(found) <= _LONGEST_SHOWN else found[: _LONGEST_SHOWN - 1] + "…"
        shown = "".join(char if char.isprintable() else "?" for char in shown)
        raise InvalidInput(
            f"The first line must name the columns {', '.join(COLUMNS)}; it says “{shown}”.",
            field="file",
        )
    room, holder, keys = (named.index(name) for name in COLUMNS)
    return room, holder, keys
