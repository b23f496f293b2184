"""A file of legacy holders is read line by line, and every fault is told with its line."""

import io
from hashlib import sha256

import pytest

from app.addresses import Network
from app.amounts import MAX_AMOUNT
from app.errors import Cancelled
from app.migration import holder_file
from app.migration.holder_file import HolderLine, read_holders
from tests.factories import principal_of
from tests.migration.files import faults_of, read, refusal, text_of

ANA = principal_of("ana")


def test_lines_are_what_they_say() -> None:
    found = read(text_of("7,mirela,12", f"lobby,{ANA},3"))
    assert found.lines == [HolderLine(2, "7", "mirela", 12), HolderLine(3, "lobby", ANA, 3)]
    assert [line.is_principal for line in found.lines] == [False, True]
    assert (found.rows, found.faults.count) == (2, 0)


def test_hash_is_that_of_the_bytes() -> None:
    content = text_of("7,mirela,12")
    assert read(content).hash == sha256(content).digest()
    assert read(content).hash != read(text_of("7,mirela,13")).hash


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + text_of("7,mirela,12"),
        text_of("12;7;mirela", titles="Keys;Room ID;HOLDER"),
        b"keys\troom_id\tholder\n12\t7\tmirela",
        b'"room_id","holder","keys"\n"7"," mirela ","12"\n\n,,\n',
    ],
)
def test_spellings_of_the_same_file(content: bytes) -> None:
    assert [line.keys for line in read(content).lines] == [12]
    assert read(content).faults.count == 0


def test_quoted_line_break_counts_as_a_line() -> None:
    found = faults_of(text_of('7,"mir\nela",12', "7,mirela,0"))
    assert [line for line, _, _ in found] == [2, 4]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("7,mirela", "", "2 cells; there must be 3."),
        ("7,mirela,1,2", "", "4 cells; there must be 3."),
        (",mirela,1", "room_id", "A room id can't be empty."),
        ("x" * 257 + ",mirela,1", "room_id", "A room id has at most 256 characters."),
        ("7,,1", "holder", "Name the holder: a username or a principal."),
        (
            "7,ST" + "0" * 31 + ",1",
            "holder",
            "33 of 41 characters. Copy the whole principal again.",
        ),
        (f"7,{ANA.lower()},1", "holder", "Stacks principals are written in capital letters."),
        ("7,mirela,0", "keys", "The smallest value is 1."),
        ("7,mirela,-3", "keys", "The smallest value is 1."),
        ("7,mirela,1.5", "keys", "Only whole numbers here, without decimals."),
        ("7,mirela,many", "keys", "“many” is not a number. Type digits only."),
        ("7,mirela,", "keys", "Type a number."),
        (f"7,mirela,{MAX_AMOUNT + 1}", "keys", f"The largest value is {MAX_AMOUNT}."),
        (
            '7,"mirela"x,1',
            "",
            "A quote stands where none may; write one inside a quoted cell twice.",
        ),
        ('7,"mirela,1', "", "A quote is opened here and never closed."),
    ],
)
def test_fault_of_a_line(line: str, column: str, message: str) -> None:
    assert faults_of(text_of("7,ana,1", line)) == [(3, column, message)]


def test_every_cell_of_a_line_is_looked_at() -> None:
    assert [column for _, column, _ in faults_of(text_of(",,x"))] == ["room_id", "holder", "keys"]


def test_principal_of_the_other_network_is_a_fault() -> None:
    [fault] = faults_of(text_of("7,SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7,1"))
    assert fault[2] == "This is a mainnet principal; the workspace is on testnet."
    assert read(text_of(f"7,{ANA},1"), Network.MAINNET).faults.count == 1


def test_holder_named_twice_in_a_room_is_a_fault() -> None:
    assert faults_of(text_of("7,ana,1", "8,ana,1", "7,ana,2")) == [
        (4, "holder", "Line 2 has this holder in this room already.")
    ]


def test_line_that_is_not_utf_8_is_a_fault() -> None:
    content = text_of("7,ana,1") + "7,mír,1\r\n".encode("latin-1") + b"7,eva,1\r\n"
    assert faults_of(content) == [(3, "", "This line isn't UTF-8; save the file as CSV UTF-8.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"room_id,holder,keys\n", "The file has no holders below its titles."),
        (b"room,holder,keys\n7,ana,1\n", "The first line must name the columns"),
        (b"7,ana,1\n", "it says “7, ana, 1”."),
        (b"room_id,holder,keys,note\n", "The first line must name the columns"),
        ("room_id,holder,keys\n7,ana,1\n".encode("utf-16"), "The file is UTF-16"),
        (b"PK\x03\x04rest", "This is a spreadsheet"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder_file, "MOST_ROWS", 2)
    assert refusal(text_of("7,a,1", "7,b,1", "7,c,1")) == "The file has more than 2 holders."


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder_file, "LARGEST_FILE", 2**20)
    assert refusal(text_of("x" * 2**21)) == "The file is larger than 1 MB."


def test_all_faults_are_counted_and_the_first_ones_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder_file, "SHOWN_FAULTS", 3)
    faults = read(text_of(*("7,ana,0" for _ in range(10)))).faults
    assert ([each.line for each in faults.kept], faults.count) == ([2, 3, 4], 10)


def test_reading_can_be_stopped_and_tells_how_far_it_is() -> None:
    content = text_of(*(f"7,m{number},1" for number in range(5_000)))
    seen: list[tuple[int, int | None]] = []

    class Stop:
        def step(self, done: int, total: int | None, text: str = "") -> None:
            seen.append((done, total))
            if len(seen) == 3:
                raise Cancelled("stop")

    with pytest.raises(Cancelled):
        read_holders(io.BytesIO(content), "x", Network.TESTNET, Stop(), size=len(content))
    assert all(0 < done <= len(content) == total for done, total in seen)
