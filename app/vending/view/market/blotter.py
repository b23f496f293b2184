"""The room's trades, the newest on top, with filters and export."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kit.actions import Action
from app.kit.buttons import IconButton
from app.kit.explain import ExplanationDialog
from app.kit.labels import Label
from app.kit.menus import MenuButton
from app.kit.numbers import counted, grouped
from app.kit.page import ViewContext
from app.kit.panels import Pane, PaneHeader
from app.kit.table.columns import Column, moment, number, text
from app.kit.table.pane import TablePane, TableSpec
from app.kit.times import ZoneClock
from app.listing import Listing
from app.operators.desk import Desk
from app.vending.explaining import TradeStory, trade_story
from app.vending.queries import PAST, ROOM, TRADE_FIELDS
from app.vending.rules import Side
from app.vending.trading import TradeRow
from app.vending.view.explain.trade import explain_trade
from app.vending.view.market.fresh_rows import FreshRows, fresh_delegate
from app.vending.view.reading import trade_source

_LEAST, _ROOM_FOR_MEMBER = 210, 440


class Blotter(Pane):
    """Trades of one room.

    member_wanted: row id of a member whom the person wants to trade as.
    moment_wanted: number of a trade as of which the room is to be shown.
    """

    member_wanted = Signal(object)
    moment_wanted = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._room: int | None = None
        self._trades = 0
        self._past: int | None = None
        self._names: dict[int, str] = {}
        self.setObjectName("vending.trades")
        self._build(desk)

    def _build(self, desk: Desk) -> None:
        context, tr = self._context, self.tr
        self.table = TablePane(self._spec(), trade_source(desk), context)
        self.empty = quiet_words(tr("No trades yet. The first buy will appear here."))
        self.table.stack.addWidget(self.empty)
        self.fresh = FreshRows(self.table.view)
        for column in self.table.spec.columns:
            delegate = fresh_delegate(column.kind, self.table.view, self.fresh)
            self.table.view.set_delegate(column.key, delegate)
        self.header = PaneHeader(tr("Trades"), context.icons)
        self.side = MenuButton(
            "",
            [("", tr("All sides")), (Side.BUY.value, tr("Buys")), (Side.SELL.value, tr("Sales"))],
            context.icons, name="trades.side", extent="tiny",
        )  # fmt: skip
        self.member = MenuButton(
            "", [(None, tr("All members"))], context.icons, name="trades.member", extent="tiny"
        )
        self.export = IconButton(
            "export", tr("Export these trades"), context.icons, name="trades.export", extent="tiny"
        )
        for widget in (self.member, self.side, self.export):
            self.header.add(widget)
        self.column.addWidget(self.header)
        self.column.addWidget(self.table, 1)
        self.side.chosen.connect(self._on_side_chosen)
        self.member.chosen.connect(self.filter_member)
        self.export.clicked.connect(self.table.export)
        self.table.paged.loaded.connect(self._on_loaded)
        self.table.listing_changed.connect(self._on_listing_changed)
        self.table.view.opened.connect(self._on_opened)
        self.table.view.clicked.connect(self._on_clicked)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._context.themes.px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_header()

    def _fit_header(self) -> None:
        # A member can be chosen in the menu of a row, too.
        chosen = self.member.value() is not None
        self.member.setVisible(chosen or self.width() >= self._context.themes.px(_ROOM_FOR_MEMBER))

    def show_room(self, room: int, trades: int) -> None:
        """Show a room's trades, of which there are so many now."""
        other, self._room = room != self._room, room
        moved, self._trades = trades != self._trades, trades
        if not self.table.paged.started and not self.table.paged.listing.filters:
            self.table.start()
            self.side.set_value(self.table.paged.listing.filters.get("side", ""))
        if other:
            self.fresh.restart()
            self.member.set_value(None)
            self.table.paged.filter(**{ROOM: room, "member": None})
        elif moved:
            self.table.refresh()

    def show_past(self, number: int | None, mark: str = "") -> None:
        """Show the trades up to this number; None shows all. mark: for names of files."""
        self._past = number
        self.table.exporter.mark = mark
        self.table.paged.filter(**{PAST: number})

    def refresh(self) -> None:
        """Look again, whatever the count says."""
        if self._room is not None:
            self.table.refresh()

    def know_member(self, member: int, name: str) -> None:
        """Offer the member who trades in the filter."""
        chosen = self.member.value()
        kept = {one: known for one, known in self._names.items() if one == chosen}
        names = {member: name} | kept
        if names != self._names:
            self._names = names
            self._offer_members()

    def show_trade(self, row: TradeRow) -> None:
        """Select a trade, wherever it is in the list."""
        if row.room == self._room:
            self.table.paged.clear_filters()
            self.table.view.scrollToTop()
            self.table.paged.selection.select(row.id)
            self.table.view.setFocus()

    @Slot(object)
    def filter_member(self, member: int | None) -> None:
        """Show only this member's trades; None shows all."""
        self.member.set_value(member)
        self.table.paged.filter(member=member)

    def _offer_members(self) -> None:
        only = self.tr("Only {0}")
        named = [(member, only.format(name)) for member, name in self._names.items()]
        self.member.set_options([(None, self.tr("All members")), *named])

    @Slot(object)
    def _on_side_chosen(self, side: str) -> None:
        self.table.paged.filter(side=side or None)

    @Slot(object)
    def _on_listing_changed(self, listing: Listing) -> None:
        self.fresh.restart()
        self.side.set_value(listing.filters.get("side", ""))
        self.member.set_value(listing.filters.get("member"))
        self._fit_header()
        fixed = {ROOM: self._room, PAST: self._past}
        if any(listing.filters.get(name) != value for name, value in fixed.items()):
            # Clearing the filters must not lead to another room's trades, nor to later ones.
            self.table.paged.filter(**fixed)

    @Slot()
    def _on_loaded(self) -> None:
        self.fresh.look()
        total = self.table.rows.total
        narrowed = set(self.table.paged.listing.filters) - {ROOM, PAST}
        if not total and not narrowed:
            self.table.stack.setCurrentWidget(self.empty)
        whole = self.tr("{0} in this room") if self._past is None else self.tr("{0} up to then")
        words = self.tr("{0} of {1}") if narrowed else whole
        count = self._trades if self._past is None else self._past
        self.header.set_note(words.format(grouped(total), grouped(count)))

    @Slot(object)
    def _on_opened(self, row: TradeRow) -> None:
        self.member_wanted.emit(row.member)

    @Slot()
    def _on_clicked(self) -> None:
        row = self.table.view.current_row()
        if (
            row is not None
            and QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.explain(row)

    def explain(self, row: TradeRow) -> None:
        """Say why a trade's numbers are what they are."""
        database = self._desk.database
        self._context.tasks.query(
            lambda: database.read(lambda connection: trade_story(connection, row)),
            done=self._on_story,
            key="trades.why",
        )

    def _on_story(self, story: TradeStory) -> None:
        self._context.messages.show(
            ExplanationDialog(self._context.icons, explain_trade(story), self)
        )

    def _menu(self) -> Sequence[Action]:
        row = self.table.view.current_row()
        if row is None:
            return ()
        return (
            Action(self.tr("Why these numbers?"), lambda: self.explain(row), "help"),
            Action(
                self.tr("Show the room at this trade"),
                lambda: self.moment_wanted.emit(row.number),
                "clock",
            ),
            Action(
                self.tr("Only trades of {0}").format(row.username),
                lambda: self._only(row),
                "filter",
            ),
            Action(
                self.tr("Trade as {0}").format(row.username),
                lambda: self.member_wanted.emit(row.member),
                "user",
            ),
        )

    def _only(self, row: TradeRow) -> None:
        self._names[row.member] = row.username
        self._offer_members()
        self.filter_member(row.member)

    def _spec(self) -> TableSpec:
        zone, tr = self._context.zone, self.tr
        names = {Side.BUY: tr("Buy", "short"), Side.SELL: tr("Sell", "short")}
        field = TRADE_FIELDS

        def written(at: datetime) -> str:
            return moment_words(zone, at)

        columns: tuple[Column[TradeRow], ...] = (
            moment(field["at"], tr("Time"), zone, written, sort_key="at", width=102),
            Column("side", tr("Side"), field["side"].value, lambda row: names[row.side],
                   kind="side", sort_key="side", width=52, tone=lambda row: row.side.value),
            text(field["member"], tr("Member"), sort_key="member", width=52, stretch=True),
            number(field["keys"], tr("Keys"), sort_key="keys", width=42, unit=tr("keys")),
            number(field["price"], tr("Price after"), sort_key="price", width=82, yields=1),
            number(field["amount"], tr("Amount"), sort_key="gross", width=84,
                   tip=tr("What the curve says, before fees")),
            number(field["fees"], tr("Fees", "short"), sort_key="fees", width=60, yields=2,
                   tone=lambda _row: "text2"),
            number(field["total"], tr("Paid or got"), sort_key="total", width=84, shown=False),
            number(field["supply"], tr("Supply after"), width=84, shown=False),
            number(field["number"], tr("No."), sort_key="number", width=56, shown=False),
        )  # fmt: skip
        return TableSpec(
            name="trades",
            label=tr("Trades"),
            columns=columns,
            describe=lambda count: counted(count, tr("trade"), tr("trades")),
            row_height=24,
            several=True,
            filters=("side",),
            footer=False,
            menu=self._menu,
        )


def quiet_words(text: str) -> Label:
    """What stands in place of a small table without rows."""
    words = Label(text, "s3", align=Qt.AlignmentFlag.AlignHCenter, wrap=True)
    words.setContentsMargins(16, 8, 16, 8)
    return words


def moment_words(zone: ZoneClock, at: datetime) -> str:
    """When a trade was: the time of today, the day before that."""
    local, today = zone.local(at), zone.local(zone.now())
    return zone.clock(at) if local.date() == today.date() else zone.queue(at)
