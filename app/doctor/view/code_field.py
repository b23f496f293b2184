"""A field for expressions and tables: several lines in even type, and a mark at what is wrong."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.kit.boxes import Field
from app.kit.icons import Icons
from app.kit.translation import said

MOST_LINES: Final = 2_000
"""So many lines are typed into; more are kept beside the editor, which they would slow down."""
MOST_LETTERS: Final = 60_000


def is_long(text: str) -> bool:
    """Whether a text is too long for the editor."""
    return len(text) > MOST_LETTERS or text.count("\n") >= MOST_LINES


class CodeEdit(QPlainTextEdit):
    """Plain text without a frame.

    much_pasted: a text that is too long for it; it isn't put in.
    """

    much_pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bare")
        self.setProperty("role", "mono")
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if is_long(text):
            self.much_pasted.emit(text)
        else:
            self.insertPlainText(text)


class CodeField(Field):
    """Several lines whose faulty place is underlined.

    check: judges the content, raises InvalidInput, and may call `mark_column` or `mark_line`.
    lines: height in lines.
    """

    def __init__(
        self,
        label: str,
        icons: Icons,
        *,
        name: str,
        lines: int,
        check: Callable[[], object],
        accessible: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            icons,
            name=name,
            accessible=accessible,
            check=check,
            height=12 + 18 * lines,
            parent=parent,
        )
        self.editor = CodeEdit()
        self.box.row.setContentsMargins(5, 3, 3, 3)
        self._adopt(self.editor)
        self._marked: tuple[int, int] | None = None
        self.editor.textChanged.connect(self._on_text_changed)
        icons.themes.changed.connect(self._paint_mark)

    @property
    def marked(self) -> str:
        """The letters that are underlined."""
        return self._cursor().selectedText() if self._marked is not None else ""

    def text(self) -> str:
        """What is typed, with all its spaces, so that columns can be counted."""
        return self.editor.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text into the field."""
        self.editor.setPlainText(text)

    def mark_column(self, column: int) -> None:
        """Underline the letter at a column, counted from 1; past the end, the last letter."""
        text = self.text()
        at = min(max(column, 1), max(len(text), 1)) - 1
        # Qt counts a letter outside the first plane as two.
        start = len(text[:at].encode("utf-16-le")) // 2
        length = len(text[at : at + 1].encode("utf-16-le")) // 2
        self._mark(start, length)

    def mark_line(self, number: int) -> None:
        """Underline a line, counted from 1."""
        block = self.editor.document().findBlockByNumber(number - 1)
        if block.isValid():
            self._mark(block.position(), max(block.length() - 1, 0))

    def unmark(self) -> None:
        """Underline nothing."""
        self._marked = None
        self._paint_mark()

    def _mark(self, start: int, length: int) -> None:
        self._marked = (start, length) if length else None
        self._paint_mark()

    def _cursor(self) -> QTextCursor:
        start, length = self._marked or (0, 0)
        cursor = QTextCursor(self.editor.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _paint_mark(self) -> None:
        if self._marked is None:
            self.editor.setExtraSelections([])
            return
        theme = self.icons.themes.current
        look = QTextCharFormat()
        look.setBackground(theme.color("error_tint"))
        look.setUnderlineColor(theme.color("error"))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        selection = QTextEdit.ExtraSelection()
        selection.cursor = self._cursor()
        selection.format = look
        self.editor.setExtraSelections([selection])

    def refuse(self, text: str) -> None:
        """Say what is wrong before the field is left."""
        self._typed = True
        self.show_error(said(text))

    @Slot()
    def _on_text_changed(self) -> None:
        self.unmark()
        self._on_edited()
