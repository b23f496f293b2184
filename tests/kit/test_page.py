"""Pages: when they reload, what they offer, that they end quietly."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import Changed
from app.kit.actions import Action
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.page import Hit, Page, PageSpec, ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock


class RoomsPage(Page):
    kinds = frozenset({"room", "trade"})

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.loads = 0

    def reload(self) -> None:
        self.loads += 1


class QuietPage(Page):
    """Decides by itself, by overriding what a change does."""

    heard = 0

    def on_changed(self, changed: tuple[Changed, ...]) -> None:
        QuietPage.heard += 1
        self.update()


@pytest.fixture
def context(themes: Themes, icons: Icons, window: QWidget, tmp_path: Path) -> Iterator[ViewContext]:
    tasks = Tasks()
    yield ViewContext(
        themes=themes,
        icons=icons,
        tasks=tasks,
        messages=Messages(icons),
        settings=ViewSettings(tmp_path / "view.ini"),
        zone=ZoneClock(),
        open_record=lambda kind, record_id: None,
    )
    assert tasks.close()


@pytest.fixture
def page(context: ViewContext, qtbot: QtBot) -> RoomsPage:
    shown = RoomsPage(context)
    qtbot.addWidget(shown)
    return shown


ROOM = (Changed("room", (131,)),)


def test_first_showing_loads(page: RoomsPage) -> None:
    assert page.stale
    assert page.loads == 0
    page.show()
    assert page.loads == 1
    assert not page.stale


def test_showing_again_loads_nothing_new(page: RoomsPage) -> None:
    page.show()
    page.hide()
    page.show()
    assert page.loads == 1


def test_a_change_reloads_a_page_in_sight(page: RoomsPage, context: ViewContext) -> None:
    page.show()
    context.tasks.changed.emit(ROOM)
    assert page.loads == 2


def test_a_hidden_page_waits_until_it_is_shown(page: RoomsPage, context: ViewContext) -> None:
    page.show()
    page.hide()
    context.tasks.changed.emit(ROOM)
    context.tasks.changed.emit((Changed("trade"),))
    assert page.loads == 1
    assert page.stale
    page.show()
    assert page.loads == 2


def test_other_changes_concern_nobody(page: RoomsPage, context: ViewContext) -> None:
    page.show()
    context.tasks.changed.emit((Changed("operator"), Changed("member")))
    context.tasks.changed.emit(())
    assert page.loads == 1


def test_a_deleted_page_hears_nothing_more(context: ViewContext, qtbot: QtBot) -> None:
    page = QuietPage(context)
    context.tasks.changed.emit(ROOM)
    before = QuietPage.heard
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    context.tasks.changed.emit(ROOM)
    assert before == QuietPage.heard > 0


def test_a_page_offers_nothing_by_itself(page: RoomsPage) -> None:
    assert page.commands() == ()
    page.show_record(1)
    page.export_current()
    page.focus_search()


def find_rooms(desk: list[str], text: str) -> list[Hit]:
    return [Hit("room", number, name) for number, name in enumerate(desk) if text in name]


def test_a_spec_describes_a_page_before_it_is_built(context: ViewContext, qtbot: QtBot) -> None:
    spec: PageSpec[list[str]] = PageSpec(
        name="rooms",
        title="Rooms",
        subtitle="Token factory",
        icon="rooms",
        group=1,
        load=lambda: lambda given, desk: RoomsPage(given),
        kinds=frozenset({"room"}),
        count=len,
        find=find_rooms,
    )
    built = spec.build(context, ["Proof Party"])
    qtbot.addWidget(built)
    assert isinstance(built, RoomsPage)
    assert spec.count is not None
    assert spec.count(["a", "b"]) == 2
    assert spec.find is not None
    assert spec.find(["Proof Party", "Sound Lab"], "Sound") == [Hit("room", 1, "Sound Lab")]


def test_commands_carry_what_the_palette_shows() -> None:
    ran: list[int] = []
    command = Action("Export rooms", lambda: ran.append(1), "export", "Ctrl+E")
    command.run()
    assert ran == [1]
    assert command.enabled
    assert not replace(command, denied="Needs platform admin").enabled
    assert not replace(command, ready=False).enabled
