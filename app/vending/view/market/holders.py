"""Who holds the room's keys, the largest share first."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.kit.buttons import IconButton
from app.kit.numbers import counted, decimal
from app.kit.page import ViewContext
from app.kit.panels import Pane, PaneHeader
from app.kit.table.columns import Column, number, text
from app.kit.table.pane import TablePane, TableSpec
from app.operators.desk import Desk
from app.vending.past import PastRoom
from app.vending.queries import PAST, ROOM
from app.vending.view.market.blotter import quiet_words
from app.vending.view.reading import HOLDER_FIELDS, HolderShare, HolderSource

_LEAST = 130


class Holders(Pane):
    """Holders of one room's keys.

    member_wanted: row id of a member whom the person wants to trade as.
    """

    member_wanted = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = context.themes
        self._room: int | None = None
        self._state: tuple[int, int] | None = None
        self.setObjectName("vending.holders")
        tr = self.tr
        self._source = HolderSource(desk)
        self.table = TablePane(self._spec(), self._source, context)
        self.empty = quiet_words(tr("Nobody holds keys yet."))
        self.table.stack.addWidget(self.empty)
        self.header = PaneHeader(tr("Holders"), context.icons)
        self.export = IconButton(
            "export", tr("Export the holders"), context.icons, name="holders.export", extent="tiny"
        )
        self.header.add(self.export)
        self.column.addWidget(self.header)
        self.column.addWidget(self.table, 1)
        self.export.clicked.connect(self.table.export)
        self.table.paged.loaded.connect(self._on_loaded)
        self.table.view.opened.connect(self._on_opened)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._themes.px(_LEAST), super().minimumSizeHint().height())

    def show_room(self, room: int, trades: int, supply: int, *, moved: bool = False) -> None:
        """Show a room's holders; trades and supply tell whether anything moved.

        moved: look again in any case, because keys are also passed on without a trade.
        """
        moved = moved or self._state != (trades, supply)
        self._state = trades, supply
        if room != self._room:
            self._room = room
            if not self.table.paged.started:
                self.table.start()
            self.table.paged.filter(**{ROOM: room})
        elif moved:
            self.table.refresh()

    def show_past(self, past: PastRoom | None, mark: str = "") -> None:
        """Show who held keys at a past trade; None shows those of today. mark: for file names."""
        if past is not None:
            self._source.know(past)
        self.table.exporter.mark = mark
        self.table.paged.filter(**{PAST: None if past is None else past.number})

    @Slot()
    def _on_loaded(self) -> None:
        total = self.table.rows.total
        if not total:
            self.table.stack.setCurrentWidget(self.empty)
        self.header.set_note(self._members(total))

    def _members(self, count: int) -> str:
        return counted(count, self.tr("member"), self.tr("members"))

    @Slot(object)
    def _on_opened(self, row: HolderShare) -> None:
        self.member_wanted.emit(row.id)

    def _spec(self) -> TableSpec:
        tr = self.tr
        field = HOLDER_FIELDS
        columns: tuple[Column[HolderShare], ...] = (
            number(field["rank"], "#", align="left", width=40, yields=2, tone=lambda _row: "text3"),
            text(field["holder"], tr("Holder"), width=48, stretch=True),
            number(field["keys"], tr("Keys"), width=46, unit=tr("keys")),
            Column("share", tr("Share %"), lambda row: round(100 * row.share, 4),
                   lambda row: decimal(100 * row.share, 1), kind="share", width=78, yields=1,
                   level=lambda row: row.bar),
        )  # fmt: skip
        return TableSpec(
            name="holders",
            label=tr("Holders"),
            columns=columns,
            describe=self._members,
            row_height=24,
            several=True,
            footer=False,
        )
