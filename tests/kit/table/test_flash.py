"""Rows that came in are lit for a moment, few at a time, and not where motion is reduced."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.table.flash import AT_MOST, RowFlash
from app.kit.table.model import TableModel
from app.kit.table.paging import PagedTable
from app.kit.table.view import TableView
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.listing import Listing
from tests.kit.table.fakes import COLUMNS, MemorySource, rooms


@pytest.fixture
def flash(themes: Themes, qapp: QObject) -> RowFlash:
    return RowFlash(themes, qapp)


def test_the_tint_fades_and_ends(qtbot: QtBot, flash: RowFlash) -> None:
    flash.start([7])
    assert 0.9 < flash.share(7) <= 1
    assert flash.share(8) == 0
    with qtbot.waitSignal(flash.faded):
        pass
    assert flash.share(7) < 1
    qtbot.waitUntil(lambda: not flash.active, timeout=3_000)
    assert flash.share(7) == 0


def test_of_many_rows_only_the_first_are_lit(flash: RowFlash) -> None:
    flash.start(range(100))
    assert [flash.share(at) > 0 for at in (0, AT_MOST - 1, AT_MOST)] == [True, True, False]


def test_nothing_is_lit_where_motion_is_reduced(flash: RowFlash, themes: Themes) -> None:
    themes.set_reduced_motion(True)
    flash.start([7])
    assert not flash.active


def test_a_refresh_lights_what_came_in_and_nothing_else(
    qtbot: QtBot, icons: Icons, tasks: Tasks, source: MemorySource
) -> None:
    view = TableView(TableModel(COLUMNS), icons, name="t", label="T", flashes=True)
    qtbot.addWidget(view)
    view.show()
    paged = PagedTable(view, source, tasks)
    paged.show(Listing())
    assert tasks.wait_idle()
    assert view.flash is not None
    assert not view.flash.active
    source.change(4, supply=1)
    paged.refresh()
    assert tasks.wait_idle()
    assert not view.flash.active
    source.rows[:0] = rooms([5000, 5001])
    paged.refresh()
    assert tasks.wait_idle()
    assert [view.flash.share(row_id) > 0 for row_id in (5000, 5001, 0)] == [True, True, False]
    assert not view.grab().isNull()
