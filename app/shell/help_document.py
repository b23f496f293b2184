"""Lays Markdown out in the sizes and colours of the design."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from app.kit.fonts import BODY, SMALL, TITLE, mono_font, ui_font
from app.kit.theme import Themes

HEADINGS = {1: 18, 2: TITLE, 3: BODY}
"""Design pixels of headings by their level."""
MARGIN, PADDING, BELOW, ABOVE_HEADING = 12, 5, 8, 16


def document_of(markdown: str, themes: Themes, parent: QObject) -> QTextDocument:
    """The text as a document: headings, paragraphs, code and tables."""
    document = QTextDocument(parent)
    document.setDefaultFont(ui_font(BODY))
    document.setDocumentMargin(themes.px(MARGIN))
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    for block in list(_blocks(document)):
        _space(block, themes)
    for start, end in list(_code(document)):
        _range(document, start, end).mergeCharFormat(_letters(mono_font(SMALL)))
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _rule(frame, themes)
    return document


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _space(block: QTextBlock, themes: Themes) -> None:
    cursor, shape = QTextCursor(block), block.blockFormat()
    level = shape.headingLevel()
    in_table = cursor.currentTable() is not None
    shape.setTopMargin(themes.px(ABOVE_HEADING) if level > 1 else 0)
    shape.setBottomMargin(0 if in_table else themes.px(BELOW))
    cursor.setBlockFormat(shape)
    if level:
        start, font = block.position(), ui_font(HEADINGS.get(level, BODY), 600)
        # Not merged: headings are larger by a factor, which would stay beside the size.
        _range(cursor.document(), start, start + block.length() - 1).setCharFormat(_letters(font))


def _code(document: QTextDocument) -> Iterator[tuple[int, int]]:
    """Where pieces of code begin and end."""
    for block in _blocks(document):
        piece = block.begin()
        while not piece.atEnd():
            fragment = piece.fragment()
            if fragment.charFormat().fontFixedPitch():
                yield fragment.position(), fragment.position() + fragment.length()
            piece += 1


def _letters(font: QFont) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFont(font)
    return letters


def _range(document: QTextDocument, start: int, end: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _rule(table: QTextTable, themes: Themes) -> None:
    """Thin lines, a raised header, the whole width."""
    theme, shape = themes.current, table.format()
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QBrush(theme.color("border_strong")))
    shape.setBorderCollapse(True)
    shape.setCellPadding(themes.px(PADDING))
    shape.setTopMargin(themes.px(BELOW))
    shape.setBottomMargin(themes.px(BELOW))
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        look = cell.format()
        look.setBackground(QBrush(theme.color("raised")))
        cell.setFormat(look)
