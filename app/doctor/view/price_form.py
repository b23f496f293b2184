"""A table of prices: typed, pasted, loaded from a file, or drawn."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.doctor.price_file import read_table
from app.doctor.price_file import text_of as text_in
from app.doctor.subject import Subject
from app.doctor.view.code_field import CodeField, is_long
from app.doctor.view.drawn_points import MOST_DRAWN, Rows, text_of
from app.doctor.view.labels import located
from app.doctor.view.price_canvas import PriceCanvas
from app.errors import InvalidInput, UserError
from app.kit.buttons import Button
from app.kit.files import FileKind, ask_open_path
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.notices import Notice
from app.kit.numbers import grouped
from app.kit.page import ViewContext

FIRST: Final = "0,100\n10,150\n25,300\n50,700\n100,1500"
_DRAWN_LETTERS: Final = 20_000


class PriceForm(QWidget):
    """Lines `supply,price` and the canvas that follows them and writes them.

    A text too long for the editor is kept beside it. edited: the prices have changed.
    """

    edited = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._held: str | None = None
        self._refusal = ""
        icons = context.icons
        self.prices = CodeField(
            self.tr("A line “supply,price” or a price each"),
            icons,
            name="doctor.prices",
            lines=7,
            check=self._judge,
        )
        self.canvas = PriceCanvas(context.themes)
        self.load = Button(
            self.tr("Load a file…"), icons, name="doctor.load", icon="folder", extent="small"
        )
        self.kept = Notice(icons, "info", "", action=self.tr("Type instead"), name="doctor.kept")
        self._arrange()
        self.prices.set_text(FIRST)
        self._show_drawing()
        self.prices.edited.connect(self._on_prices_edited)
        self.prices.editor.much_pasted.connect(self._on_much_pasted)
        self.canvas.drawn.connect(self._on_drawn)
        self.load.clicked.connect(self._on_load_clicked)
        self.kept.acted.connect(self.release)

    def _arrange(self) -> None:
        column = in_column(self.prices, self.kept, self.canvas, within=self, spacing=8)
        words = self.tr(
            "Drag a point; a click adds one, Delete takes it away. A price holds until the next "
            "one."
        )
        self._hint = Label(words, "t3", wrap=True)
        column.addWidget(self._hint)
        row = in_row(self.load, STRETCH)
        column.addLayout(row)
        self.kept.hide()

    def maker(self) -> Callable[[], Subject]:
        """Makes a subject of the prices; it reads them, and refuses them, where it is called."""
        text = self.prices.text() if self._held is None else self._held
        return partial(read_table, text)

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal of the prices, at their line; tells whether it is one."""
        if error.field != "prices":
            return False
        words = located(error)
        if self._held is not None:
            self.kept.say("error", self.kept.title.text(), words)
            return True
        self._refusal = words
        line = error.details.get("line")
        if isinstance(line, int):
            self.prices.mark_line(line)
        if self.prices.text().strip():
            self.prices.refuse(words)
        return True

    def take(self, text: str, title: str) -> None:
        """Put a text into the editor, or keep it under a title where it is too long."""
        if not is_long(text):
            self.release()
            self.prices.set_text(text)
            return
        self._held = text
        lines = text.count("\n") + (not text.endswith("\n"))
        words = self.tr("{count} lines, too many to type into.").format(count=grouped(lines))
        self.kept.say("info", title, words)
        self._show_kept()
        self.edited.emit()

    @Slot()
    def release(self) -> None:
        """Go back to what is typed."""
        if self._held is not None:
            self._held = None
            self._show_kept()
            self.edited.emit()

    def read_file(self, path: Path) -> None:
        """Take the prices of a file; one that can't be read is said at the editor."""
        self._context.tasks.query(
            partial(text_in, path),
            done=partial(self._on_file_read, path.name),
            failed=self._on_file_refused,
            key=("doctor file", id(self)),
            owner=self,
            lane="pool",
        )

    def _judge(self) -> None:
        if self._refusal:
            raise InvalidInput(self._refusal, field="prices")

    def _show_kept(self) -> None:
        held = self._held is not None
        self.kept.setVisible(held)
        for part in (self.prices, self.canvas, self._hint):
            part.setVisible(not held)

    def _show_drawing(self) -> None:
        """The canvas follows the text where it can be read, and has few enough points."""
        text = self.prices.text()
        rows: Rows = ()
        note = ""
        try:
            if len(text) > _DRAWN_LETTERS:
                note = self.tr("Too many prices to draw by hand")
            elif text.strip():
                rows = read_table(text).rows
        except InvalidInput:
            note = self.tr("The drawing follows once the prices can be read")
        if len(rows) > MOST_DRAWN:
            rows, note = (), self.tr("Too many prices to draw by hand")
        self.canvas.show_rows(rows, note)

    @Slot()
    def _on_prices_edited(self) -> None:
        self._refusal = ""
        if self.prices.state == "error":
            self.prices.clear_message()
        self._show_drawing()
        self.edited.emit()

    @Slot(object)
    def _on_drawn(self, rows: Rows) -> None:
        self.prices.set_text(text_of(rows))

    @Slot(str)
    def _on_much_pasted(self, text: str) -> None:
        self.take(text, self.tr("Pasted prices"))

    @Slot()
    def _on_load_clicked(self) -> None:
        kinds = (FileKind("csv", self.tr("Prices as CSV")), FileKind("txt", self.tr("Text")))
        ask_open_path(
            self, self.tr("Load prices"), kinds, self._context.settings, self._on_path_chosen
        )

    def _on_path_chosen(self, path: Path, _kind: FileKind) -> None:
        self.read_file(path)

    def _on_file_read(self, name: str, text: str) -> None:
        self.take(text, name)

    def _on_file_refused(self, error: UserError) -> None:
        self.release()
        self.prices.refuse(located(error))
