"""The command palette: what it offers, by which keys, and that it runs it."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.errors import Unavailable, UserError
from app.kit.page import Hit
from app.operators.desk import Desk
from app.shell.pages import all_pages
from app.shell.palette import CommandPalette
from app.shell.palette_rows import Choice, matches, split_match
from tests.shell.house import House, notes_spec, notes_specs
from tests.showing import nameless


@pytest.fixture
def palette(house: House) -> CommandPalette:
    """The palette over the first page of an open workspace."""
    house.window.resize(1440, 900)
    house.enter()
    return opened(house)


def opened(house: House) -> CommandPalette:
    QTest.keyClick(house.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    dialog = house.context.messages.dialog
    assert isinstance(dialog, CommandPalette)
    return dialog


def type_in(house: House, palette: CommandPalette, text: str) -> None:
    """Type, and wait for the records."""
    palette.input.clear()
    QTest.keyClicks(palette.input, text)
    palette._pause.timeout.emit()
    palette._pause.stop()
    house.settle()


def titles(palette: CommandPalette) -> list[str]:
    return [choice.title for choice in palette.choices()]


def press(palette: CommandPalette, key: Qt.Key) -> None:
    QTest.keyClick(palette.input, key)


def test_everything_that_can_be_done_is_offered_at_first(palette: CommandPalette) -> None:
    assert titles(palette) == [
        "Actions", "Write a note", "Burn all notes", "Go to Rooms", "Go to Members",
        "Go to Settings", "Change theme", "Address passport…", "Refresh",
        "Narrow or widen the rail", "Help for this page", "Back up the workspace…",
        "Restore a backup…", "Lock", "Sign out",
        "Close workspace", "Quit Tokendesk",
    ]  # fmt: skip
    assert palette.count.text() == ""
    assert palette.input.hasFocus()


def test_typing_finds_actions_and_records_of_every_page(
    house: House, palette: CommandPalette
) -> None:
    type_in(house, palette, "re")
    assert titles(palette) == [
        "Actions", "Address passport…", "Refresh", "Restore a backup…",
        "Rooms", "Reading room",
        "Members", "Rea",
    ]  # fmt: skip
    assert palette.count.text() == "5 results"


def test_every_word_has_to_occur(house: House, palette: CommandPalette) -> None:
    type_in(house, palette, "SETT go")
    assert titles(palette) == ["Actions", "Go to Settings"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (">re", ["Actions", "Address passport…", "Refresh", "Restore a backup…"]),
        ("#re", ["Rooms", "Reading room"]),
        ("# re", ["Rooms", "Reading room"]),
        ("@re", ["Members", "Rea"]),
        ("#", ["Type a name"]),
        ("@", ["Type a name"]),
        ("#nobody", ["Nothing matches “nobody”"]),
        ("no such thing", ["Nothing matches “no such thing”"]),
        ("<b>&amp;", ["Nothing matches “<b>&amp;”"]),
    ],
)
def test_prefixes_look_only_among_one_kind(
    house: House, palette: CommandPalette, text: str, found: list[str]
) -> None:
    type_in(house, palette, text)
    assert titles(palette) == found


def test_arrows_go_round_and_pass_over_headings_and_what_is_denied(
    palette: CommandPalette,
) -> None:
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        current = palette.current()
        assert current is not None
        seen.append(current.title)
        press(palette, key)
    assert seen == ["Write a note", "Go to Rooms", "Write a note", "Quit Tokendesk"]


def test_enter_runs_what_is_chosen_once_the_palette_has_closed(
    house: House, palette: CommandPalette
) -> None:
    page = house.page
    press(palette, Qt.Key.Key_Return)
    assert page.ran == []
    house.settle()
    assert page.ran == ["write"]
    assert house.context.messages.dialog is None


def test_enter_opens_the_record_that_is_chosen(house: House, palette: CommandPalette) -> None:
    type_in(house, palette, "@re")
    press(palette, Qt.Key.Key_Return)
    house.settle()
    assert house.page.objectName() == "members"
    assert house.page.records == [3]


def test_click_runs_as_well(house: House, palette: CommandPalette) -> None:
    type_in(house, palette, ">members")
    index = palette.model.index(1, 0)
    place = palette.list.visualRect(index).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    house.settle()
    assert house.page.objectName() == "members"


def test_what_is_denied_stands_there_with_its_reason_and_doesnt_run(
    house: House, palette: CommandPalette
) -> None:
    type_in(house, palette, "burn")
    [_heading, burn] = palette.choices()
    assert (burn.title, burn.hint, burn.denied) == ("Burn all notes", "Needs fire", True)
    press(palette, Qt.Key.Key_Return)
    palette.run(palette.model.index(1, 0))
    house.settle()
    assert house.page.ran == []
    assert palette.isVisible()


def test_enter_on_nothing_does_nothing(house: House, palette: CommandPalette) -> None:
    type_in(house, palette, "no such thing")
    press(palette, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.current() is None


def test_escape_closes_without_doing_anything(house: House, palette: CommandPalette) -> None:
    press(palette, Qt.Key.Key_Escape)
    house.settle()
    assert house.context.messages.dialog is None
    assert house.page.ran == []


def test_old_records_stay_only_while_they_fit(house: House, palette: CommandPalette) -> None:
    type_in(house, palette, "r")
    assert "Reading room" in titles(palette)
    assert "Engine room" in titles(palette)
    QTest.keyClicks(palette.input, "ead")
    assert "Reading room" in titles(palette)
    assert "Engine room" not in titles(palette)


def test_answer_to_an_older_text_is_dropped(house: House, palette: CommandPalette) -> None:
    type_in(house, palette, "rea")
    palette._on_found(("old text", "rooms", (Hit("room", 9, "Room of old"),)))
    assert "Room of old" not in titles(palette)


def test_at_most_eight_records_of_a_page_are_shown(house: House) -> None:
    many = [Hit("room", number, f"Room {number}") for number in range(1, 30)]
    specs = (notes_spec("rooms", "Rooms", kind="room", found=many), *notes_specs()[1:])
    house.window._specs = specs
    house.enter()
    palette = opened(house)
    type_in(house, palette, "#room")
    assert len(palette.choices()) == 1 + 8


def test_source_that_fails_is_told_and_the_others_are_found(house: House) -> None:
    def broken(_desk: Desk, _text: str) -> Sequence[Hit]:
        raise Unavailable("The server doesn't answer.")

    from dataclasses import replace

    specs = notes_specs()
    house.window._specs = (replace(specs[0], find=broken), *specs[1:])
    refused: list[UserError] = []
    house.context.tasks.refused.connect(refused.append)
    house.enter()
    palette = opened(house)
    type_in(house, palette, "rea")
    assert "Rea" in titles(palette)
    assert len(refused) == 1


def test_palette_stands_at_a_fixed_place_and_is_as_high_as_its_lines(
    house: House, palette: CommandPalette
) -> None:
    assert house.window.mapFromGlobal(palette.pos()).y() == 96
    assert palette.width() == 640
    before = palette.height()
    type_in(house, palette, "sett go")
    assert palette.height() < before
    assert house.window.mapFromGlobal(palette.pos()).y() == 96
    assert palette.list.height() == 28 + 32
    head = palette.input.parentWidget()
    assert head is not None
    assert head.height() == 44


@pytest.mark.parametrize("percent", [100, 150])
def test_palette_fits_into_the_smallest_window(house: House, percent: int) -> None:
    house.window.resize(1120, 720)
    house.context.themes.set_scale(percent)
    house.enter()
    palette = opened(house)
    house.settle()
    bottom = house.window.mapFromGlobal(palette.pos()).y() + palette.height()
    assert bottom <= 720
    assert palette.list.verticalScrollBar().maximum() > 0


def test_palette_is_in_front_and_keeps_the_keys(house: House, palette: CommandPalette) -> None:
    assert palette.isModal()
    QTest.keyClicks(palette.input, "/")
    assert palette.input.text() == "/"
    assert QApplication.focusWidget() is palette.input


def test_everything_in_it_has_names(palette: CommandPalette) -> None:
    assert nameless(palette) == []
    assert palette.list.accessibleName() == "Results"


def test_records_of_the_real_pages_are_found(full_house: House, demo_copy: object) -> None:
    full_house.window.open_demo()
    full_house.settle()
    palette = opened(full_house)
    type_in(full_house, palette, "lightning")
    assert "Rooms" in titles(palette)
    assert "Lightning Devs" in titles(palette)
    type_in(full_house, palette, "time zone")
    assert titles(palette)[-2:] == ["Settings", "Time zone"]
    press(palette, Qt.Key.Key_Return)
    full_house.settle()
    assert full_house.bench.page.objectName() == "settings"


def test_every_page_that_has_records_finds_them_without_being_built() -> None:
    finding = {spec.name for spec in all_pages() if spec.find is not None}
    assert finding >= {"rooms", "members", "settings"}


# Matching and marking


@pytest.mark.parametrize(
    ("text", "title", "fits"),
    [
        ("", "Refresh", True),
        ("fresh", "Refresh", True),
        ("FRESH re", "Refresh", True),
        ("fresh x", "Refresh", False),
        ("strasse", "Straße", True),
    ],
)
def test_a_title_fits_when_it_holds_every_word(text: str, title: str, fits: bool) -> None:
    assert matches(text, title) is fits


@pytest.mark.parametrize(
    ("title", "typed", "parts"),
    [
        ("Refresh", "", [("Refresh", False)]),
        ("Refresh", "fre", [("Re", False), ("fre", True), ("sh", False)]),
        ("Go to Rooms", "ro go", [("Go", True), (" to ", False), ("Ro", True), ("oms", False)]),
        ("Refresh", "x", [("Refresh", False)]),
        ("a.b (c)", ". (", [("a", False), (".", True), ("b ", False), ("(", True), ("c)", False)]),
        ("Straße", "strasse", [("Straße", False)]),
    ],
)
def test_the_words_typed_are_marked(title: str, typed: str, parts: list[tuple[str, bool]]) -> None:
    assert list(split_match(title, typed)) == parts


def test_heading_is_what_has_nothing_to_do() -> None:
    assert Choice("Actions").is_heading
    assert not Choice("Burn", denied=True).is_heading
    assert not Choice("Write", run=lambda: None).is_heading
