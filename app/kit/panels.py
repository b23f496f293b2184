"""Surfaces and their order: panes with a header, cards, rows of keys and values."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QWidget

from app.kit.icons import Icons
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import STRETCH, in_column, in_row


class Pane(QFrame):
    """A flat surface; its content goes into `column`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("pane", "true")
        self.column = in_column(within=self, spacing=0)


class PaneHeader(QWidget):
    """Title and note at the left, whatever is added at the right; 32 high.

    padding: left and right, 16 or 12 in narrow panes.
    """

    def __init__(
        self,
        title: str,
        icons: Icons,
        *,
        note: str = "",
        padding: int = 16,
        role: str = "h2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = icons.themes
        self.title = Label(title, role)
        self.note = ElidedLabel(note, "t3")
        row = in_row(
            self.title, (self.note, 1), within=self, margins=(padding, 0, padding, 0), spacing=8
        )
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        icons.themes.changed.connect(self._on_themes_changed)
        self._fit()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def set_note(self, text: str) -> None:
        """Change the note beside the title."""
        self.note.setText(text)

    def _on_themes_changed(self, _theme: object) -> None:
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._themes.px(32))


class Card(QFrame):
    """A bordered surface with a title of its own; its content goes into `column`."""

    def __init__(
        self,
        icons: Icons,
        title: str = "",
        *,
        note: str = "",
        padding: int = 16,
        raised: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", "raised" if raised else "true")
        outer = in_column(within=self, margins=(1, 1, 1, 1), spacing=0)
        self.header: PaneHeader | None = None
        top = padding
        if title:
            self.header = PaneHeader(title, icons, note=note, padding=padding, role="h3")
            outer.addSpacing(4)
            outer.addWidget(self.header)
            top = 4
        self.column = in_column(margins=(padding, top, padding, padding), spacing=0)
        outer.addLayout(self.column, 1)


class KeyValues(QWidget):
    """Rows of a key at the left and a value at the right.

    row_height: in design pixels, 24 or 22 in a ticket.
    """

    def __init__(
        self, icons: Icons, *, row_height: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes = icons.themes
        self._row_height = row_height
        self._values: dict[str, QWidget] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        icons.themes.changed.connect(self._on_themes_changed)

    def add(self, key: str, title: str, value: str = "", *, role: str = "v") -> Label:
        """A row with a text; `role` is that of the value's label. Returns the label."""
        label = ElidedLabel(value, role)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.add_widget(key, title, label)
        return label

    def add_widget(self, key: str, title: str, value: QWidget) -> None:
        """A row with any widget at the right."""
        row = self._grid.rowCount()
        name = Label(title, "k")
        name.setBuddy(value)
        self._grid.addWidget(name, row, 0)
        if isinstance(value, ElidedLabel):
            self._grid.addWidget(value, row, 1)
        else:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(value, row, 1, right)
        self._grid.setRowMinimumHeight(row, self._themes.px(self._row_height))
        self._values[key] = value
        self._speak(key, title)

    def add_line(self) -> None:
        """A divider across both columns."""
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, 9)
        self._grid.addWidget(Line(), row, 0, 1, 2, Qt.AlignmentFlag.AlignVCenter)

    def set(self, key: str, value: str, *, tone: str = "") -> None:
        """Change the text of a row; KeyError for a row that has none."""
        label = self._values[key]
        if not isinstance(label, Label):
            raise KeyError(key)
        label.setText(value)
        label.set_tone(tone)

    def widget(self, key: str) -> QWidget:
        """What stands at the right of a row."""
        return self._values[key]

    def _speak(self, key: str, title: str) -> None:
        self._values[key].setAccessibleDescription(title)

    def _on_themes_changed(self, _theme: object) -> None:
        for row in range(1, self._grid.rowCount()):
            item = self._grid.itemAtPosition(row, 1)
            if item is not None and not isinstance(item.widget(), Line):
                self._grid.setRowMinimumHeight(row, self._themes.px(self._row_height))


class TotalRow(QWidget):
    """The one sum that matters: words at the left, a large figure and its unit at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(title, "total")
        self.figure = Label("", "total")
        self.unit = Label("", "t3")
        in_row(
            self.title,
            STRETCH,
            self.figure,
            self.unit,
            within=self,
            margins=(0, 6, 0, 6),
            spacing=6,
        )

    def show_total(self, title: str, figure: str, unit: str) -> None:
        """Change words, figure and unit."""
        self.title.setText(title)
        self.figure.setText(figure)
        self.unit.setText(unit)
        self.setAccessibleName(f"{title}: {figure} {unit}")
