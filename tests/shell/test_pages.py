"""The program's own pages in the window, over the demo: each shows, hears, exports, explains."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.changes import ANY, Changed
from app.shell.help import HelpDialog
from app.shell.pages import all_pages
from tests.shell.house import House
from tests.showing import nameless

NAMES = tuple(spec.name for spec in all_pages())


@pytest.fixture
def demo(full_house: House, demo_copy: object) -> House:
    """The window over the demo, on its first page."""
    full_house.window.resize(1440, 900)
    full_house.window.open_demo()
    full_house.settle()
    return full_house


def test_pages_stand_in_the_order_and_groups_of_the_rail() -> None:
    assert NAMES == (
        "rooms",
        "vending",
        "compare",
        "doctor",
        "migration",
        "members",
        "audit",
        "settings",
    )
    groups = [spec.group for spec in all_pages()]
    assert groups == sorted(groups)


def test_no_two_pages_open_the_same_kind_of_record() -> None:
    kinds = [kind for spec in all_pages() for kind in spec.kinds]
    assert len(kinds) == len(set(kinds))


def takes_the_focus_itself(demo: House, name: str) -> None:
    """No part of a new page has it."""
    demo.bench.focus_first()
    demo.bench.show_page(name)
    demo.settle()
    assert demo.window.focusWidget() is demo.bench.page


def shows_itself_and_is_refreshed(demo: House, name: str) -> None:
    page = demo.bench.page
    assert page.isVisible()
    assert not page.stale
    demo.context.tasks.changed.emit((Changed(ANY),))
    demo.settle()
    assert demo.toasts() == []
    assert demo.context.messages.dialog is None


def has_help_and_names_for_all_that_can_be_used(demo: House, name: str) -> None:
    assert nameless(demo.bench.page) == []
    QTest.keyClick(demo.window, Qt.Key.Key_F1)
    dialog = demo.context.messages.dialog
    assert isinstance(dialog, HelpDialog)
    assert dialog.page == name
    dialog.reject()


def keeps_quiet_while_it_is_hidden(demo: House, name: str) -> None:
    page = demo.bench.page
    demo.bench.show_page(next(each for each in NAMES if each != name))
    demo.settle()
    demo.context.tasks.changed.emit((Changed(ANY),))
    demo.settle()
    assert page.stale
    demo.bench.show_page(name)
    demo.settle()
    assert not page.stale


def fits_the_smallest_window_and_the_largest_text(demo: House, name: str) -> None:
    for percent in (100, 150):
        demo.context.themes.set_scale(percent)
        demo.window.resize(1120, 720)
        demo.settle()
        assert demo.window.width() == 1120
        assert demo.bench.page.width() <= 1120 - demo.bench.rail.width()


@pytest.mark.parametrize("name", NAMES)
def test_every_page_keeps_the_manners_of_the_window(demo: House, name: str) -> None:
    """One window for all, since opening one over the demo takes longer than looking."""
    takes_the_focus_itself(demo, name)
    shows_itself_and_is_refreshed(demo, name)
    has_help_and_names_for_all_that_can_be_used(demo, name)
    keeps_quiet_while_it_is_hidden(demo, name)
    fits_the_smallest_window_and_the_largest_text(demo, name)


def test_rooms_page_knows_vending_machines(demo: House) -> None:
    demo.bench.show_page("rooms")
    demo.settle()
    assert demo.bench.rail._entries["rooms"].count > 0
    demo.bench.open_record("room", 1)
    demo.settle()
    assert demo.bench.page_name == "rooms"


def test_charts_and_tables_are_loaded_only_when_a_page_needs_them() -> None:
    code = (
        "import sys; from app.shell.pages import all_pages; all_pages();"
        "print([name for name in ('pyqtgraph', 'numpy', 'argon2', 'keyring') if name in"
        " sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
