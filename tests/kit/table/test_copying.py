"""What goes to the clipboard is exact where it is data and readable where it is for people."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from app.kit.table.columns import Column
from app.kit.table.copying import FORMS, as_csv, as_json, as_markdown, as_plain, cell_text
from tests.kit.table.fakes import COLUMNS, Room

SHOWN = tuple(column for column in COLUMNS if column.key in ("id", "name", "supply", "change"))
ROWS = (Room(7, "Chess", 6184, 2.5), Room(8, "=Go | `x`", 0, None))


def test_csv_has_a_header_and_plain_digits() -> None:
    assert as_csv(SHOWN, ROWS) == ("ID,Room,Supply,24 h\n7,Chess,6184,2.5\n8,'=Go | `x`,0,\n")


def test_plain_lines_are_tab_separated_without_header() -> None:
    assert as_plain(SHOWN, ROWS) == "7\tChess\t6184\t2.5\n8\t'=Go | `x`\t0\t"


def test_markdown_shows_the_texts_of_the_screen_and_escapes_pipes() -> None:
    assert as_markdown(SHOWN, ROWS) == (
        "| ID | Room | Supply | 24 h |\n"
        "| --- | --- | ---: | ---: |\n"
        "| 7 | Chess | 6 184 | 2.5 % |\n"
        "| 8 | =Go \\| \\`x\\` | – | – |\n"
    )


def test_json_holds_exact_values() -> None:
    rows = json.loads(as_json(SHOWN, (Room(7, "Chess", 2**80, None),)))
    assert rows == [{"id": "7", "name": "Chess", "supply": 2**80, "change": None}]


def test_a_single_cell_is_copied_exactly() -> None:
    contract = next(column for column in COLUMNS if column.key == "contract")
    supply = next(column for column in COLUMNS if column.key == "supply")
    room = Room(7, "-5", 6184)
    assert cell_text(contract, room) == "ST3KZ9B7WQ4M0T2XHR6PY8C5VDEF7"
    assert cell_text(supply, room) == "6184"
    assert cell_text(SHOWN[1], room) == "-5"


END: Column[str] = Column("b", "B", str, lambda _: "end")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_out_of_its_markdown_cell(text: str) -> None:
    columns: tuple[Column[str], ...] = (Column("a", "A", str, str), END)
    lines = as_markdown(columns, [text]).split("\n")
    assert len(lines) == 4
    assert lines[2].endswith(" | end |")
    assert lines[2].replace("\\\\", "").replace("\\|", "").count("|") == 3


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_csv_gives_as_many_lines_as_rows(texts: list[str]) -> None:
    columns: tuple[Column[str], ...] = (Column("a", "A", str, str), Column("n", "N", str, str))
    stream = io.StringIO(as_csv(columns, texts), newline="")
    assert len(list(csv.reader(stream))) == len(texts) + 1


def test_there_is_a_form_for_each_entry_of_the_menu() -> None:
    assert set(FORMS) == {"plain", "csv", "markdown", "json"}
