"""The command palette: actions, pages and records by a few typed letters."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QWidget

from app.kit.actions import Action
from app.kit.boxes import Glyph
from app.kit.dialogs import Dialog
from app.kit.fields import LineEdit
from app.kit.labels import KeyCap, KeyHint, Label, Line
from app.kit.layouts import in_row
from app.kit.numbers import counted
from app.kit.page import Hit, PageSpec, ViewContext
from app.kit.throttle import Debounce
from app.shell.palette_rows import CHOICE, ROW, Choice, ChoiceRows, matches

WIDTH = 640
INPUT = 44
TOP = 96
MOST_ROWS = 12
MOST_HITS = 8
PAUSE_MS = 80
LONGEST_TEXT = 200
SHORTEST_ADDRESS = 20
"""Letters of a pasted word from which it may be an address."""

ACTIONS = ">"
RECORDS = {"#": "room", "@": "member"}
"""Prefixes that look only among records of one kind."""


class CommandPalette(Dialog):
    """Finds actions, records and pages; prefixes `>` actions, `#` rooms, `@` members.

    passport: says what a pasted address is.
    """

    def __init__(
        self,
        context: ViewContext,
        commands: Sequence[Action],
        specs: Sequence[PageSpec[Any]],
        desk: object,
        parent: QWidget,
        *,
        passport: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(context.icons, parent.tr("Command palette"), width=WIDTH, parent=parent)
        self._context = context
        self._commands = tuple(commands)
        self._specs = tuple(specs)
        self._desk = desk
        self._passport = passport
        # By page: the text that was looked for, and what was found.
        self._hits: dict[str, tuple[str, tuple[Hit, ...]]] = {}
        self.setObjectName("palette")
        self.input = LineEdit(self)
        self.count = Label("", "t3")
        self.model = QStandardItemModel(self)
        self.list = QListView(self)
        self._rows = ChoiceRows(context.icons, self.list)
        self._pause = Debounce(self, PAUSE_MS, self._search)
        self._compose()
        self.input.textChanged.connect(self._on_text_changed)
        self.list.clicked.connect(self.run)
        self._show_choices()

    def choices(self) -> list[Choice]:
        """The lines that are shown, from the top."""
        items = (self.model.item(row) for row in range(self.model.rowCount()))
        return [item.data(CHOICE) for item in items]

    def current(self) -> Choice | None:
        """What Enter would do."""
        index = self.list.currentIndex()
        return index.data(CHOICE) if index.isValid() else None

    # Looks

    def _compose(self) -> None:
        px = self._context.themes.px
        card = self.card.layout()
        assert card is not None
        # The line of the card's border stays free.
        card.setContentsMargins(1, 1, 1, 1)
        self.title.hide()
        while self.content.count():
            self.content.takeAt(0)
        self.content.addWidget(self._head())
        self.content.addWidget(Line())
        self.list.setObjectName("palette.list")
        self.list.setProperty("role", "floating")
        self.list.setAccessibleName(self.tr("Results"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._rows)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.content.addSpacing(px(4))
        self.content.addWidget(self.list)
        self.content.addSpacing(px(4))
        self.content.addWidget(Line())
        self.content.addLayout(self._foot())
        self.input.setFocus()

    def _head(self) -> QWidget:
        held = QWidget()
        # Not the input itself, whose height is the style sheet's.
        held.setFixedHeight(self._context.themes.px(INPUT))
        head = in_row(
            Glyph("search", "text2", self.icons), within=held, margins=(16, 0, 12, 0), spacing=12
        )
        words = self.tr("Search or run a command")
        self.input.setProperty("role", "palette")
        self.input.setObjectName("palette.input")
        self.input.setAccessibleName(words)
        self.input.setPlaceholderText(words)
        self.input.setMaxLength(LONGEST_TEXT)
        self.input.installEventFilter(self)
        head.addWidget(self.input, 1)
        head.addWidget(self.count)
        head.addWidget(KeyCap("Esc", self._context.themes))
        return held

    def _foot(self) -> QHBoxLayout:
        row = in_row(margins=(16, 8, 16, 8), spacing=16)
        for keys, words in (
            (("↑", "↓"), self.tr("move")),
            (("Enter",), self.tr("run")),
            ((ACTIONS,), self.tr("actions")),
            (("#",), self.tr("rooms")),
            (("@",), self.tr("members")),
        ):
            row.addWidget(KeyHint(keys, words, self._context.themes))
        row.addStretch(1)
        return row

    def _fit(self) -> None:
        """As high as its lines, at a fixed distance from the window's top."""
        owner = self.parentWidget()
        layout = self.layout()
        if owner is None or layout is None:
            return
        window, top = owner.window(), self._context.themes.px(TOP)
        lines = sum(map(self._rows.height_of, self.choices()))
        most = self._context.themes.px(ROW * MOST_ROWS)
        around = layout.totalSizeHint().height() - self.list.height()
        room = window.height() - top - around - 16
        self.list.setFixedHeight(max(min(lines, most, room), self._context.themes.px(ROW)))
        self.resize(self.width(), layout.totalSizeHint().height())
        left = (window.width() - self.width()) // 2
        self.move(window.mapToGlobal(QPoint(left, top)))

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._move(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.run(self.list.currentIndex())
                return True
        return False

    def _move(self, step: int) -> None:
        row, count = self.list.currentIndex().row(), self.model.rowCount()
        if row < 0 and step < 0:
            row = 0
        for _ in range(count):
            row = (row + step) % count
            if self.model.item(row).isEnabled():
                self.list.setCurrentIndex(self.model.index(row, 0))
                self._speak()
                return

    def _speak(self) -> None:
        # The focus stays in the input, so a screen reader isn't told by the list.
        choice = self.current()
        if choice is not None and QAccessible.isActive():
            self._context.messages.announce(f"{choice.title} {choice.hint}".strip())

    @Slot(QModelIndex)
    def run(self, index: QModelIndex) -> None:
        """Close, then do what the line says."""
        choice = index.data(CHOICE) if index.isValid() else None
        if not isinstance(choice, Choice) or choice.run is None:
            return
        self.accept()
        # After the palette has closed, so that what is run finds the window in front.
        owner = self.parentWidget()
        assert owner is not None
        QTimer.singleShot(0, owner, choice.run)

    # Finding

    def _typed(self) -> tuple[str, str]:
        """The prefix and the text behind it."""
        text = self.input.text().strip()
        if text[:1] == ACTIONS or text[:1] in RECORDS:
            return text[0], text[1:].strip()
        return "", text

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self._show_choices()
        self._pause.request()

    @Slot()
    def _search(self) -> None:
        mode, text = self._typed()
        if not text or mode == ACTIONS:
            return
        desk = self._desk
        for spec in self._specs:
            if spec.find is None or (mode and RECORDS[mode] not in spec.kinds):
                continue
            find, name = spec.find, spec.name
            self._context.tasks.query(
                lambda find=find, name=name: (text, name, tuple(find(desk, text))),  # type: ignore[misc]  # Each find keeps its own page.
                done=self._on_found,
                key=f"palette.{name}",
            )

    def _on_found(self, found: tuple[str, str, tuple[Hit, ...]]) -> None:
        text, name, hits = found
        if text == self._typed()[1]:
            self._hits[name] = text, hits[:MOST_HITS]
            self._show_choices()

    def _show_choices(self) -> None:
        mode, text = self._typed()
        self._rows.typed = text
        choices = [
            *self._passports(mode, text),
            *self._actions(mode, text),
            *self._records(mode, text),
        ]
        found = sum(1 for choice in choices if not choice.is_heading)
        if not choices:
            nothing = self.tr("Nothing matches “%1”").replace("%1", text)
            choices = [Choice(nothing if text else self.tr("Type a name"))]
        self._fill(choices)
        self.count.setText(counted(found, self.tr("result"), self.tr("results")) if text else "")

    def _actions(self, mode: str, text: str) -> Iterator[Choice]:
        actions = [each for each in self._commands if matches(text, each.text)]
        if mode in RECORDS or not actions:
            return
        yield Choice(self.tr("Actions"))
        for each in actions:
            run = each.run if each.enabled else None
            icon, denied = each.icon, not each.enabled
            yield Choice(each.text, each.denied, icon, each.shortcut, run, denied)

    def _passports(self, mode: str, text: str) -> Iterator[Choice]:
        """Offers to say what a pasted address is."""
        if (
            self._passport is not None
            and not mode
            and len(text) >= SHORTEST_ADDRESS
            and " " not in text
        ):
            yield Choice(self.tr("Address"))
            run = partial(self._passport, text)
            yield Choice(self.tr("What is this address?"), text, "search", run=run)

    def _records(self, mode: str, text: str) -> Iterator[Choice]:
        if not text or mode == ACTIONS:
            return
        for spec in self._specs:
            looked_for, hits = self._hits.get(spec.name, ("", ()))
            # Until the next answer is there, what was found before stays if it still fits.
            wanted = [
                hit
                for hit in hits
                if (looked_for == text or matches(text, f"{hit.title} {hit.hint}"))
                and (not mode or hit.kind == RECORDS[mode])
            ]
            if wanted:
                yield Choice(spec.title)
            for hit in wanted:
                yield Choice(hit.title, hit.hint, hit.icon, run=self._opens(hit))

    def _opens(self, hit: Hit) -> Callable[[], None]:
        return lambda: self._context.open_record(hit.kind, hit.id)

    def _fill(self, choices: Sequence[Choice]) -> None:
        self.model.clear()
        for choice in choices:
            item = QStandardItem(choice.title)
            item.setData(choice, CHOICE)
            item.setEnabled(choice.run is not None)
            item.setAccessibleText(f"{choice.title} {choice.hint}".strip())
            self.model.appendRow(item)
        self.list.setCurrentIndex(QModelIndex())
        self._move(1)
        self._fit()
