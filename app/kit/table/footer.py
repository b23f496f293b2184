"""The line below a table: how many rows, which of them are in view, and the keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QWidget

from app.kit.labels import KeyHint, Label, Line
from app.kit.layouts import in_column, in_row
from app.kit.numbers import grouped
from app.kit.table.paging import PagedTable
from app.kit.theme import Themes

HEIGHT = 32

KeyWords = tuple[tuple[str, ...], str]
"""Keys and the words for what they do: (("J", "K"), "move")."""


class TableFooter(QFrame):
    """`1 selected of 128 rooms … Rows 1 to 18 … J K move`.

    describe: a number of rows in words, such as "128 rooms".
    """

    def __init__(
        self,
        paged: PagedTable,
        themes: Themes,
        describe: Callable[[int], str],
        keys: Sequence[KeyWords],
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._paged = paged
        self._themes = themes
        self._describe = describe
        self.setProperty("pane", True)
        self.setObjectName(f"{name}_footer")
        self.count = Label("", "k")
        self.count.setObjectName(f"{name}_count")
        self.range = Label("", "k")
        self.range.setObjectName(f"{name}_range")
        self._build(keys)
        self._fit()
        paged.loaded.connect(self.update_texts)
        paged.selection.changed.connect(self.update_texts)
        paged.view.looked.connect(self._show_range)
        themes.changed.connect(self._on_themes_changed)
        self.update_texts()

    def _build(self, keys: Sequence[KeyWords]) -> None:
        row = in_row(margins=(16, 0, 16, 0), spacing=12)
        in_column(Line(), (row, 1), within=self, spacing=0)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.range)
        for caps, words in keys:
            row.addWidget(KeyHint(caps, words, self._themes))

    @Slot()
    def update_texts(self) -> None:
        """Say how many rows there are, how many are selected and which are in view."""
        if not self._paged.started:
            self.count.setText("")
            self.range.setText("")
            return
        all_rows = self._describe(self._paged.view.rows.total)
        selected = self._paged.selection.count()
        if selected:
            words = self.tr("%1 selected of %2")
            all_rows = words.replace("%1", grouped(selected)).replace("%2", all_rows)
        self.count.setText(all_rows)
        self._show_range()

    @Slot()
    def _show_range(self) -> None:
        first, last = self._paged.view.visible_rows()
        if last < first or not self._paged.started:
            self.range.setText("")
            return
        words = self.tr("Rows %1 to %2")
        self.range.setText(words.replace("%1", grouped(first + 1)).replace("%2", grouped(last + 1)))

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._themes.px(HEIGHT))
