"""The rooms that can be traded in: search, chips, and rows of two lines with price and change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.kit.buttons import Button
from app.kit.fields import SearchField
from app.kit.icons import Icons
from app.kit.labels import Label, Line, escaped, stressed
from app.kit.layouts import in_column
from app.kit.numbers import grouped
from app.kit.panels import Pane, PaneHeader
from app.kit.segments import ChipRow
from app.kit.states import NoMatch
from app.kit.throttle import Debounce
from app.rooms.rules import Status
from app.vending.queries import MarketRow
from app.vending.view.market.room_rows import RoomDelegate, RoomModel

WIDTH = 212
NEW = timedelta(days=7)


class Chip(StrEnum):
    """Which rooms are listed."""

    ALL = "all"
    HELD = "held"
    GAINERS = "gainers"
    NEW = "new"


class MarketList(Pane):
    """Lists rooms and follows the market without losing selection or scroll.

    chosen: row id of the room that the person picks. asked: the chip, which may need other rows.
    """

    chosen = Signal(object)
    asked = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName("vending.rooms")
        self.setAccessibleName(self.tr("Rooms"))
        self._markets: tuple[MarketRow, ...] = ()
        self._held: frozenset[int] | None = None
        self._now: datetime | None = None
        self._room: int | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        icons, tr = self._icons, self.tr
        self.header = PaneHeader(tr("Rooms"), icons, padding=12)
        self.unit = Label("", "t3")
        self.header.add(self.unit)
        self.search = SearchField(
            icons, name="vending.search", placeholder=tr("Name, symbol or ID")
        )
        self.chips = ChipRow(
            [(Chip.ALL, tr("All")), (Chip.HELD, tr("Held")), (Chip.GAINERS, tr("Gainers")),
             (Chip.NEW, tr("New"))],
            icons, name="vending.chips", label=tr("Rooms"), fill=True,
        )  # fmt: skip
        for chip in self.chips.findChildren(Button):
            # All four stand in one row, if a little narrower than elsewhere.
            chip.setMinimumWidth(24)
        self.model = RoomModel(self)
        self.list = QListView()
        self.list.setObjectName("vending.room_list")
        self.list.setAccessibleName(tr("Rooms"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(RoomDelegate(icons, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.none = NoMatch(icons, name="vending.rooms_none")
        self.none.hide()
        top = in_column(self.search, self.chips, margins=(12, 0, 12, 10), spacing=8)
        self.column.addWidget(self.header)
        self.column.addLayout(top)
        self.column.addWidget(Line())
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.none, 1)
        # Going through rooms with the arrow keys must not read each of them.
        self._settle = Debounce(self, 150, self._on_settled)

    def _connect(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.search.editor.returnPressed.connect(self._on_return_pressed)
        self.search.left.connect(self.list.setFocus)
        self.chips.chosen.connect(self._on_chip_chosen)
        self.none.clear_requested.connect(self.clear_filters)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.clicked.connect(self._on_clicked)
        self._icons.themes.changed.connect(self._on_theme_changed)

    @property
    def chip(self) -> Chip:
        """Which rooms are listed."""
        value = self.chips.value()
        return value if isinstance(value, Chip) else Chip.ALL

    def show_markets(
        self, markets: Sequence[MarketRow], held: frozenset[int] | None, now: datetime
    ) -> None:
        """Show the rooms as they stand now; held: row ids, None where it isn't known."""
        self._markets, self._now = tuple(markets), now
        if held is not None:
            self._held = held
        trading = sum(row.status is Status.TRADING for row in self._markets)
        self.header.set_note(self.tr("{0} trading").format(grouped(trading)))
        quotes = {row.quote for row in self._markets}
        unit = quotes.pop() if len(quotes) == 1 else self.tr("price")
        self.model.set_mixed(len(quotes) > 0)
        self.unit.setText(self.tr("{0} · 24 h").format(unit) if self._markets else "")
        self._filter()

    def select(self, room: int) -> None:
        """Mark a room as the one that is shown, without a signal."""
        self._room = room
        self._mark()

    @Slot()
    def clear_filters(self) -> None:
        """List all rooms again."""
        self.chips.set_value(Chip.ALL)
        self.search.clear()
        self.asked.emit(Chip.ALL)
        self._filter()

    def _filter(self) -> None:
        words = self.search.text().casefold().split()
        rows = [row for row in self._of_chip() if _matches(row, words)]
        scroll = self.list.verticalScrollBar().value()
        self.model.show(rows)
        self.list.verticalScrollBar().setValue(scroll)
        self._mark()
        empty = not rows and bool(self._markets)
        self.none.setVisible(empty)
        self.list.setVisible(not empty)
        if empty:
            self.none.show_filter(self._none_words())

    def _of_chip(self) -> list[MarketRow]:
        match self.chip:
            case Chip.HELD:
                return [row for row in self._markets if self._held and row.id in self._held]
            case Chip.GAINERS:
                risen = [row for row in self._markets if row.change > 0]
                return sorted(risen, key=lambda row: -row.change)
            case Chip.NEW:
                since = None if self._now is None else self._now - NEW
                young = [row for row in self._markets if since and row.opened_at >= since]
                return sorted(young, key=lambda row: row.opened_at, reverse=True)
            case _:
                return list(self._markets)

    def _none_words(self) -> str:
        text = self.search.text()
        if text:
            return escaped(self.tr("No room matches %1")).replace("%1", stressed(text))
        words = {
            Chip.HELD: self.tr("This member holds no keys."),
            Chip.GAINERS: self.tr("No price rose in the last 24 hours."),
            Chip.NEW: self.tr("No room opened in the last 7 days."),
        }
        return escaped(words.get(self.chip, ""))

    def _mark(self) -> None:
        at = self.model.place_of(self._room)
        selection = self.list.selectionModel()
        blocked = selection.blockSignals(True)
        if at is None:
            selection.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(self.model.index(at), flags)
        selection.blockSignals(blocked)
        self.list.viewport().update()

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self._filter()

    @Slot()
    def _on_return_pressed(self) -> None:
        if self.model.rows:
            self._choose(self.model.rows[0].id)

    @Slot(object)
    def _on_chip_chosen(self, chip: Chip) -> None:
        self.asked.emit(chip)
        self._filter()

    @Slot(QModelIndex)
    def _on_current_changed(self, index: QModelIndex) -> None:
        if index.isValid():
            self._settle.request()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._settle.stop()
        self._choose(self.model.rows[index.row()].id)

    @Slot()
    def _on_settled(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self._choose(self.model.rows[index.row()].id)

    def _choose(self, room: int) -> None:
        if room != self._room:
            self._room = room
            self._mark()
        self.chosen.emit(room)

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self.list.doItemsLayout()


def _matches(row: MarketRow, words: list[str]) -> bool:
    text = f"{row.name} {row.symbol} #{row.room_id}".casefold()
    return all(word in text for word in words)
