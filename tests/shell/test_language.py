"""The window in Spanish: it says everything in it, nothing is cut, nothing but words changes."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.db.clock import SetClock
from app.kit.buttons import Button
from app.kit.page import ViewContext
from app.kit.resources import resource
from app.kit.table.header import TableHeader
from app.kit.translation import install
from app.shell.bootstrap import make_context
from app.shell.help import HelpDialog, help_pages, help_text
from app.shell.pages import all_pages
from app.shell.palette import CommandPalette
from app.shell.rail import RailEntry
from tests.shell.house import House, make_house
from tests.showing import cut_labels, plain_looks, styled_themes

CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)]+)\)")
PLAIN_NAME = re.compile(r"[a-zA-Z0-9_.:#-]*")


@pytest.fixture(autouse=True)
def _spanish(qapp: QApplication) -> Iterator[None]:
    install(qapp, "es")
    yield
    install(qapp, "en")


@pytest.fixture
def demo(full_house: House, demo_copy: object) -> House:
    """The window over the demo, on its first page."""
    full_house.window.resize(1440, 900)
    full_house.window.open_demo()
    full_house.settle()
    return full_house


def names_in(house: House) -> set[str]:
    """Object names of everything on all pages."""
    names = set()
    for name in house.bench.page_names():
        house.bench.show_page(name)
        house.settle()
        names |= {widget.objectName() for widget in house.window.findChildren(QWidget)}
    return names


def test_the_language_of_the_settings_is_installed(
    context: ViewContext, clock: SetClock, qapp: QApplication
) -> None:
    context.settings.set_language("en")
    made = make_context(context.settings, clock)
    assert all_pages()[0].title == "Rooms"
    context.settings.set_language("es")
    again = make_context(context.settings, clock)
    assert all_pages()[0].title == "Salas"
    for each in (made, again):
        assert each.tasks.close()
    styled_themes().apply(qapp)
    plain_looks(styled_themes())


def test_rail_and_title_name_the_pages_in_spanish(demo: House) -> None:
    shown = [entry.text() for entry in demo.bench.rail.findChildren(RailEntry)]
    assert shown == [
        "Salas", "Expendedora", "Comparar curvas", "Doctor de curvas", "Salas antiguas",
        "Miembros", "Auditoría", "Ajustes",
    ]  # fmt: skip
    demo.bench.show_page("audit")
    assert demo.bench.top.title.text() == "Auditoría"


def test_table_headers_are_in_spanish(demo: House) -> None:
    demo.bench.show_page("rooms")
    demo.settle()
    header = demo.bench.page.findChildren(TableHeader)[0]
    titles = [column.title for column in header.columns]
    assert {"Sala", "Etapa", "Suministro", "Reserva"} <= set(titles)


def test_palette_finds_actions_by_spanish_words(demo: House) -> None:
    demo.bench.open_palette()
    palette = demo.context.messages.dialog
    assert isinstance(palette, CommandPalette)
    palette.input.setText("ir a aju")
    assert "Ir a Ajustes" in [choice.title for choice in palette.choices()]
    palette.reject()


def test_help_opens_in_spanish(demo: House) -> None:
    QTest.keyClick(demo.window, Qt.Key.Key_F1)
    dialog = demo.context.messages.dialog
    assert isinstance(dialog, HelpDialog)
    assert dialog.windowTitle() == "Ayuda"
    assert "La vida de una sala" in dialog.browser.toPlainText()
    dialog.reject()


@pytest.mark.parametrize("name", [spec.name for spec in all_pages()])
@pytest.mark.parametrize("size", [(1120, 720), (1440, 900)])
def test_no_spanish_word_is_cut(demo: House, name: str, size: tuple[int, int]) -> None:
    demo.window.resize(*size)
    demo.bench.show_page(name)
    demo.settle()
    # Toolbars that take words away are laid out once more.
    demo.settle()
    assert cut_labels(demo.window) == []
    cut = [
        button.text()
        for button in demo.window.findChildren(Button)
        if button.isVisible() and button.width() < button._content_width(button.text())
    ]
    assert cut == []


def test_object_names_are_the_same_in_every_language(
    demo: House, context: ViewContext, clock: SetClock, qtbot: QtBot, qapp: QApplication
) -> None:
    spanish = names_in(demo)
    assert all(PLAIN_NAME.fullmatch(name) for name in spanish)
    demo.window.hide()
    install(qapp, "en")
    house = make_house(demo.folder, context, clock, qtbot, None)
    house.window.resize(1440, 900)
    house.window.open_demo()
    house.settle()
    assert names_in(house) == spanish
    house.close()


# Help pages


@pytest.mark.parametrize("name", help_pages())
def test_every_help_page_has_a_whole_spanish_one(name: str) -> None:
    english = resource("help", f"{name}.md").read_text(encoding="utf-8")
    spanish = resource("help", "es", f"{name}.md").read_text(encoding="utf-8")
    assert shape(spanish) == shape(english)
    assert CODE.findall(spanish) == CODE.findall(english)
    assert LINK.findall(spanish) == LINK.findall(english)
    assert spanish != english


def shape(markdown: str) -> list[str]:
    """What each line is: a heading, an item, a row with so many cells, a paragraph, nothing."""
    kinds = []
    for line in markdown.splitlines():
        start = line.split(" ")[0]
        if start.strip("#-") == "" and start:
            kinds.append(start)
        elif line.startswith("|"):
            kinds.append(f"row of {line.count('|')}")
        else:
            kinds.append("text" if line else "")
    return kinds


def test_no_spanish_help_page_is_left_over() -> None:
    found = {path.stem for path in resource("help", "es").glob("*.md")}
    assert found == set(help_pages())


def test_a_page_without_spanish_shows_the_english_one(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    qapp.setProperty("language", "xx")
    assert help_text("rooms").startswith("# Rooms")
