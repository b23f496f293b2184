"""A view file is read back as it was written, and a malformed one is refused with its line."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import InvalidInput, Unavailable, UserError
from app.kit.saved_views import ColumnState, SavedView, write_view
from app.kit.table.located_json import Located, parse
from app.kit.table.view_files import LARGEST_FILE, read_view
from app.listing import Listing
from tests.examples import few_examples
from tests.kit.table.fakes import COLUMNS

VIEW = SavedView(
    "Waiting, oldest first",
    (ColumnState("supply", 120, True), ColumnState("id", 0, True), ColumnState("name", 0, False)),
    Listing("id", True, "chess", {"stage": (1, 2), "creator": "ada.l", "open": None}),
)
FILTERS = ("stage", "creator", "open")
GOOD = """{
  "format": "tokendesk-view-1",
  "table": "rooms",
  "name": "Mine",
  "columns": [
    {"key": "id", "width": 80},
    {"key": "supply", "shown": false}
  ],
  "sort": "id",
  "descending": true,
  "filters": {"stage": [1, 2]}
}
"""


def load(path: Path, text: str) -> SavedView:
    path.write_text(text, encoding="utf-8")
    return read_view(path, "rooms", COLUMNS, FILTERS)


def plain(located: Located) -> object:
    if located.of(dict):
        return {name: plain(item) for name, item in located.entries().items()}
    return [plain(item) for item in located.items()] if located.of(list) else located.value


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "view.json"
    write_view(path, "rooms", VIEW)
    assert read_view(path, "rooms", COLUMNS, FILTERS) == VIEW


def test_what_is_left_out_has_its_usual_value(tmp_path: Path) -> None:
    short = '{"format": "tokendesk-view-1", "table": "rooms", "name": " Mine "}'
    assert load(tmp_path / "v.json", short) == SavedView("Mine")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"width": 80}', '"width": 80', 7, "double quotes"),
        ('"id",', '"id"', 10, "comma"),
        ('"name": "Mine"', '"name" "Mine"', 4, "colon"),
        ('"name": "Mine"', 'name: "Mine"', 4, "double quotes"),
        ('"Mine"', '""', 4, "1 to 80 characters"),
        ('"Mine"', "7", 4, "“name” must be a text"),
        ('  "name": "Mine",\n', "", 1, "“name” is missing"),
        ('"rooms"', '"members"', 3, "not of “rooms”"),
        ("view-1", "view-9", 1, "format"),
        ('"key": "id"', '"key": "price"', 6, "no column “price”"),
        ('"key": "supply"', '"key": "id"', 7, "twice"),
        ('{"key": "supply", "shown": false}', '"supply"', 7, "must be an object"),
        ('"shown": false', '"shown": 0', 7, "true or false"),
        ("80", "-1", 6, "“width” must be 0 to"),
        ("80", "true", 6, "a whole number"),
        ('"sort": "id"', '"sort": "contract"', 9, "can't be sorted by “contract”"),
        ('"stage"', '"colour"', 11, "no filter “colour”"),
        ("[1, 2]", "[1, [2]]", 11, "can't have this value"),
        ("[1, 2]", "0.5", 11, "can't have this value"),
        ('"sort"', '"order"', 9, "“order” is not known"),
        ("}\n", "} more", 12, "follows the end"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    position = GOOD.rindex(old)
    with pytest.raises(InvalidInput) as refusal:
        load(tmp_path / "view.json", GOOD[:position] + new + GOOD[position + len(old) :])
    assert refusal.value.message.startswith(f"view.json, line {line}: ")
    assert words in refusal.value.message
    assert (refusal.value.field, refusal.value.details["line"]) == ("file", line)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="can't be read"):
        read_view(tmp_path / "none.json", "rooms", COLUMNS, FILTERS)
    with pytest.raises(Unavailable, match="can't be read"):
        read_view(tmp_path / "nul\0", "rooms", COLUMNS, FILTERS)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v.json").write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(InvalidInput, match="not a text file"):
        read_view(tmp_path / "v.json", "rooms", COLUMNS, FILTERS)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="too large"):
        load(tmp_path / "v.json", " " * (LARGEST_FILE + 1))


@few_examples
@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("[" * 100_000)
@example('{"a":' * 50_000)
@example("1" * 10_000)
@example("NaN")
@example("null")
@example("[]")
def test_whatever_a_file_holds_it_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError):
        load(tmp_path / "view.json", text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    ),
    st.sampled_from([None, 0, 2]),
)
def test_values_are_read_as_python_reads_them(value: object, indent: int | None) -> None:
    assert plain(parse(json.dumps(value, indent=indent))) == value


def test_each_value_knows_its_line() -> None:
    located = parse('\n{"a": [\n1,\n\n2], "b"\n:\n3}')
    entries = located.entries()
    assert (located.line, entries["a"].line, entries["b"].line) == (2, 2, 7)
    assert [item.line for item in entries["a"].items()] == [3, 5]
