"""Markdown in the sizes and colours of the design."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QTextDocument, QTextFormat, QTextTable
from PySide6.QtWidgets import QApplication

from app.kit.theme import Themes
from app.shell.help import help_pages, help_text
from app.shell.help_document import document_of
from tests.showing import plain_looks, styled_themes

TEXT = """# Title

Some `code here` and **bold**.

## Part

| Head | Other |
|---|---|
| 1 | `2` |

- one
- two
"""


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    yield styled_themes()
    plain_looks(styled_themes())


def sizes(document: QTextDocument) -> dict[str, tuple[int, bool]]:
    """Pixel size and whether it is mono, by the text of each piece."""
    found: dict[str, tuple[int, bool]] = {}
    block = document.begin()
    while block.isValid():
        piece = block.begin()
        while not piece.atEnd():
            letters = piece.fragment().charFormat()
            plain = document.defaultFont().pixelSize()
            size = letters.property(QTextFormat.Property.FontPixelSize) or plain
            found[piece.fragment().text()] = (size, letters.fontFixedPitch())
            piece += 1
        block = block.next()
    return found


def test_headings_paragraphs_and_code_have_the_sizes_of_the_design(themes: Themes) -> None:
    owner = QObject()
    found = sizes(document_of(TEXT, themes, owner))
    assert found["Title"] == (18, False)
    assert found["Part"] == (15, False)
    assert found["Some "] == (13, False)
    assert found["code here"][0] == 12
    assert found["2"][0] == 12


def test_sizes_grow_with_the_text(themes: Themes) -> None:
    themes.set_scale(150)
    owner = QObject()
    found = sizes(document_of(TEXT, themes, owner))
    assert found["Title"] == (27, False)
    assert found["Part"] == (22, False)


def test_tables_take_the_whole_width_under_a_raised_head(themes: Themes) -> None:
    themes.choose("dark")
    owner = QObject()
    document = document_of(TEXT, themes, owner)
    [table] = [
        frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)
    ]
    assert table.format().width().rawValue() == 100
    raised = themes.current.color("raised")
    assert table.cellAt(0, 0).format().background().color() == raised
    assert table.cellAt(1, 0).format().background().color() != raised


@pytest.mark.parametrize("page", help_pages())
def test_every_help_page_can_be_laid_out(themes: Themes, page: str) -> None:
    owner = QObject()
    text = document_of(help_text(page), themes, owner).toPlainText()
    assert "\n#" not in text
    assert "|---" not in text
