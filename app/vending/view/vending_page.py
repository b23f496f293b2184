"""The Vending machine page: rooms, curve, price, trades, holders, ticket and position."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.changes import ANY, Changed
from app.errors import UserError
from app.kit.actions import Action
from app.kit.labels import Line
from app.kit.layouts import in_column, in_row
from app.kit.notices import Banner
from app.kit.page import PROOF, Page, ViewContext
from app.kit.splits import Split
from app.kit.states import EmptyState, Skeleton, StateStack
from app.kit.throttle import Throttle
from app.operators.desk import Desk
from app.vending.machines import MachineView
from app.vending.rules import NotInitialised, Side
from app.vending.trading import TradeRow
from app.vending.view.extensions import Extend, MarketExtension, MarketParts
from app.vending.view.market.blotter import Blotter
from app.vending.view.market.curve_pane import CurvePane
from app.vending.view.market.drag_order import DragOrder
from app.vending.view.market.explanations import MarketExplanations
from app.vending.view.market.header_strip import HeaderStrip, RoomPopup
from app.vending.view.market.holders import Holders
from app.vending.view.market.position_panel import PositionPanel
from app.vending.view.market.price_pane import PricePane
from app.vending.view.market.room_list import WIDTH, Chip, MarketList
from app.vending.view.reading import MarketQuery, MarketSnapshot, RoomReading, read_screen
from app.vending.view.scrubber.frame import PastFrame
from app.vending.view.scrubber.past_view import PastView
from app.vending.view.scrubber.scrubber import Scrubber
from app.vending.view.ticket.side_column import SideColumn
from app.vending.view.ticket.ticket import OrderTicket
from app.vending.view.ticket.ticket_model import Funds, Offer

NARROW_BELOW = 1280
_LONGEST_ID = 18
_ROOM, _MEMBER = "vending.room", "vending.member"


class VendingPage(Page):
    """Trades keys of one room at a time and follows its market."""

    kinds = frozenset({"trade", "room", "member", "settings"})

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        extend: Extend | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """extend: makes the part that a higher slice adds to the page, if any."""
        super().__init__(context, parent)
        self._desk = desk
        self._place = str(desk.database.location)
        self._room = self._remembered(_ROOM)
        self._member = self._remembered(_MEMBER)
        self._reading: RoomReading | None = None
        self._narrow: bool | None = None
        self._moved_members = False
        self.setObjectName("vending")
        self._build()
        self.extension = self._extended(extend)
        self._arrange()
        self._connect()
        self._bind()
        self.states.show_loading()

    @property
    def desk(self) -> Desk:
        """Who works where."""
        return self._desk

    def _extended(self, extend: Extend | None) -> MarketExtension | None:
        if extend is None:
            return None
        charts = self.curve.chart, self.price.chart
        return extend(MarketParts(self, self.context, self._desk, *charts))

    @property
    def _bar(self) -> QWidget | None:
        return self.extension.bar if self.extension is not None else None

    def _build(self) -> None:
        context, desk, icons = self.context, self._desk, self.context.icons
        self.header = HeaderStrip(icons)
        self.rooms = MarketList(icons)
        self.popup = RoomPopup(icons, self)
        self.curve = CurvePane(context)
        self.price = PricePane(context)
        self.blotter = Blotter(context, desk)
        self.holders = Holders(context, desk)
        self.ticket = OrderTicket(context, desk, self)
        self.position = PositionPanel(icons)
        self.drag_order = DragOrder(self.curve.chart, self.ticket, context.messages.announce, self)
        self.explanations = MarketExplanations(context, self.header, self.ticket, self.position)
        self.banner = Banner(icons, name="vending.banner")
        self.past = Scrubber(context, desk, self)
        self.throttle = Throttle(self, self._read, slow=True)

    def _arrange(self) -> None:
        """Put everything in its place, from the outside to the inside.

        A part that is moved with all that it holds is styled anew each time, so the frames
        are in place before the parts come into them: that makes the page twice as fast to build.
        """
        icons = self.context.icons
        trading = QWidget()
        self.states = StateStack(trading, loading=Skeleton(icons), empty=self._no_rooms())
        outer = in_column((self.states, 1), within=self, spacing=0)
        self._body = in_row(spacing=0)
        in_column(
            self.banner,
            self.header,
            Line(),
            self.past.strip,
            (self._body, 1),
            within=trading,
            spacing=0,
        )
        self._divider = Line(upright=True)
        self._body.addWidget(self._divider)
        market = QWidget()
        self.middle = StateStack(market, loading=Skeleton(icons), empty=self._no_machine())
        self._body.addWidget(self.middle, 1)
        self._arrange_market(QHBoxLayout(market))
        self._past_view = PastView(
            self.header, self.curve, self.price, self.blotter, self.holders, self.ticket,
            self.position, PastFrame(self.context.themes, market), self._bar,
        )  # fmt: skip
        if self._bar is not None:
            # Last, because the tab key follows the order in which parts come into the window.
            outer.addWidget(self._bar)

    def _arrange_market(self, row: QHBoxLayout) -> None:
        settings = self.context.settings
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.centre = Split(down, settings, name="vending.centre", first=(262, 288, 222))
        row.addWidget(self.centre, 1)
        row.addWidget(Line(upright=True))
        self.side = SideColumn(self.context.themes)
        row.addWidget(self.side)
        self.side.hold(self.ticket.form, self.position)
        self.bottom = Split(across, settings, name="vending.bottom", first=(506, 226))
        for place, stretch in ((self.curve, 3), (self.price, 3), (self.bottom, 2)):
            self.centre.addWidget(place)
            self.centre.setStretchFactor(self.centre.count() - 1, stretch)
        self.bottom.addWidget(self.blotter)
        self.bottom.addWidget(self.holders)
        self.bottom.setStretchFactor(0, 1)

    def _no_rooms(self) -> EmptyState:
        return EmptyState(
            self.context.icons,
            icon="vending",
            title=self.tr("No trading rooms yet"),
            text=self.tr(
                "A room can be traded in once its vending machine is initialised. "
                "The steps to get there stand on the Rooms page."
            ),
            primary=Action(
                self.tr("Go to Rooms"), partial(self._open_page, "room"), name="vending.to_rooms"
            ),
        )

    def _no_machine(self) -> EmptyState:
        return EmptyState(
            self.context.icons,
            icon="lock",
            title=self.tr("This room isn't initialised"),
            text=self.tr("It has no vending machine yet, so nothing can be bought or sold."),
            primary=Action(
                self.tr("Open its next step"), self._open_room_page, name="vending.next_step"
            ),
        )

    def _connect(self) -> None:
        self.rooms.chosen.connect(self.open_id)
        self.rooms.asked.connect(self._on_chip_asked)
        self.header.rooms_wanted.connect(self._on_rooms_wanted)
        self.ticket.offer_changed.connect(self._on_offer_changed)
        self.ticket.member_chosen.connect(self.choose_member)
        self.ticket.submission.view_wanted.connect(self._on_view_wanted)
        self.blotter.member_wanted.connect(self.choose_member)
        self.past.arrived.connect(self.banner.clear)
        self.past.failed.connect(self._on_read_failed)
        self.past.left.connect(self.throttle.restart)
        self.holders.member_wanted.connect(self.choose_member)
        if self.extension is not None:
            self.extension.entered.connect(self._on_run_entered)
            self.price.present_wanted.connect(self.extension.present)
        self.header.solvency.popup.proof_wanted.connect(partial(self._open_page, PROOF))
        self.banner.retry_requested.connect(self.throttle.restart)
        self.banner.details_requested.connect(self.context.messages.details)
        self.context.themes.changed.connect(self._on_themes_changed)

    def _bind(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "B": partial(self.trade, Side.BUY),
            "S": partial(self.trade, Side.SELL),
            "Ctrl+Return": self.ticket.submit,
            "Ctrl+Enter": self.ticket.submit,
        }
        if self.extension is not None:
            keys |= self.extension.keys()
        shortcuts = []
        for key, run in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)
            shortcuts.append(shortcut)
        self.past.serve(self._past_view, shortcuts)

    # What the window asks for

    def reload(self) -> None:
        self.throttle.request()

    def on_changed(self, changed: tuple[Changed, ...]) -> None:
        # Keys passed on between members change the holders without a trade.
        if any(each.kind in ("room", "member", ANY) for each in changed):
            self._moved_members = True
        super().on_changed(changed)

    def commands(self) -> tuple[Action, ...]:
        tr, curve, price = self.tr, self.curve, self.price
        ours = (
            Action(tr("Buy keys"), partial(self.trade, Side.BUY), "triangle-up", "B"),
            Action(tr("Sell keys"), partial(self.trade, Side.SELL), "triangle-down", "S"),
            Action(tr("Show the whole curve"), partial(curve.set_fit, False), "vending"),
            Action(tr("Fit the curve to the order"), partial(curve.set_fit, True), "zoom-fit"),
            Action(tr("Export the trades…"), self.export_current, "export", "Ctrl+E"),
            Action(tr("Export the holders…"), self.holders.table.export, "export"),
            Action(tr("Export the bonding curve…"), curve.export, "export"),
            Action(tr("Export the price chart…"), price.export, "export"),
            Action(tr("Show the bonding curve in its own window"), curve.pop_out, "pop-out"),
            Action(tr("Show the price chart in its own window"), price.pop_out, "pop-out"),
        )
        theirs = self.extension.commands() if self.extension is not None else ()
        return (*ours, *self.past.commands(), *theirs)

    def show_record(self, record_id: int) -> None:
        self.open_id(record_id)
        self.ticket.form.amount.field.setFocus()

    def export_current(self) -> None:
        self.blotter.table.export()

    def focus_search(self) -> None:
        if self._narrow:
            self._on_rooms_wanted()
        self.rooms.search.setFocus()

    @Slot(object)
    def open_id(self, room: int) -> None:
        """Show the room with this row id."""
        self.rooms.select(room)
        if room == self._room and self._reading is not None:
            return
        self._room = room
        self._remember(_ROOM, room)
        self.past.leave()
        self.throttle.restart()

    @Slot(object)
    def choose_member(self, member: int) -> None:
        """Trade as the member with this row id."""
        self._member = member
        self._remember(_MEMBER, member)
        self.throttle.restart()

    def trade(self, side: Side) -> None:
        """Go to the ticket to buy or to sell."""
        self.ticket.choose_side(side)
        self.ticket.form.amount.field.setFocus()

    # Reading

    @Slot()
    def _read(self) -> None:
        if self.past.on:
            self.past.look_again(self._member)
            self.throttle.done()
            return
        reading = self._reading
        known = reading is not None and reading.machine.room == self._room
        asked = MarketQuery(
            room=self._room,
            member=self._member,
            after=reading.machine.trades if known and reading is not None else 0,
            held=self.rooms.chip is Chip.HELD,
            at=self.extension.market_time(self._room) if self.extension is not None else None,
        )
        self.context.tasks.query(
            partial(read_screen, self._desk, asked),
            done=self._on_read,
            failed=self._on_read_failed,
            key=("vending", id(self)),
        )

    def _on_read(self, screen: MarketSnapshot) -> None:
        # The past may have been chosen while the present was being read.
        if not self.past.on:
            self._show_first(screen)
        # All at once would keep the window from answering for two frames.
        QTimer.singleShot(0, self, partial(self._show_rest, screen))

    def _show_first(self, screen: MarketSnapshot) -> None:
        self.past.end()
        self.banner.clear()
        self.rooms.show_markets(screen.markets, screen.held, self._desk.clock.now())
        if not screen.markets and screen.room is None and not screen.missing:
            self._reading = None
            self.states.show_empty()
        else:
            self.states.show_content()
            self._show_room(screen)
        self.past.keep(self._reading, self._member)

    def _show_room(self, screen: MarketSnapshot) -> None:
        reading = screen.room
        if reading is None:
            self._show_no_room(screen)
            return
        other = self._reading is None or self._reading.machine.room != reading.machine.room
        self._reading = reading
        self._room = reading.machine.room
        self._member = screen.funds.id if screen.funds is not None else None
        self.middle.show_content()
        self.rooms.select(reading.machine.room)
        self.header.show_reading(reading)
        self._show_extension(reading.machine)
        if other:
            self.curve.show_offer(None)
        self.price.show_reading(reading)
        self._show_tables(reading, screen.funds)

    def _show_rest(self, screen: MarketSnapshot) -> None:
        """The second half of a reading, unless another room or the past is shown by now."""
        reading = screen.room
        if reading is not None and reading is self._reading and not self.past.on:
            # The ticket's offer changes the curve, which is to be drawn once.
            self.curve.show_reading(reading)
            self.ticket.show_state(reading.machine, screen.funds, screen.slippage_bps)
            self.position.show_funds(reading.machine, screen.funds)
        self.throttle.done()

    def _show_extension(self, machine: MachineView | None) -> None:
        if self.extension is not None:
            self.extension.show_room(machine)

    def _show_tables(self, reading: RoomReading, funds: Funds | None) -> None:
        machine = reading.machine
        self.blotter.show_room(machine.room, machine.trades)
        moved, self._moved_members = self._moved_members, False
        self.holders.show_room(machine.room, machine.trades, machine.supply, moved=moved)
        if funds is not None:
            self.blotter.know_member(funds.id, funds.username)

    def _show_no_room(self, screen: MarketSnapshot) -> None:
        self._reading = None
        if not isinstance(screen.problem, NotInitialised):
            # The room that was remembered is another workspace's: begin with the first one.
            self._room = None
            self.throttle.request()
            return
        self.header.show_missing(screen.missing)
        self._show_extension(None)
        self.middle.show_empty()
        self.ticket.show_state(None, None, screen.slippage_bps)

    def _on_read_failed(self, error: UserError) -> None:
        self.banner.show_error(error)
        self.states.show_content()
        self.throttle.done()

    # What happens in the parts

    @Slot(object)
    def _on_offer_changed(self, offer: Offer | None) -> None:
        if not self.past.shown:
            self.curve.show_offer(offer)

    @Slot(object)
    def _on_chip_asked(self, _chip: Chip) -> None:
        self.throttle.restart()

    @Slot(object)
    def _on_view_wanted(self, row: TradeRow) -> None:
        self.past.leave()
        self.open_id(row.room)
        self.blotter.show_trade(row)

    @Slot(object)
    def _on_run_entered(self, room: int) -> None:
        self.open_id(room)
        self.price.show_everything()

    @Slot()
    def _on_rooms_wanted(self) -> None:
        self.popup.open_below(self.header.rooms)
        self.rooms.search.setFocus()

    def _open_page(self, kind: str) -> None:
        self.context.open_record(kind, 0)

    def _open_room_page(self) -> None:
        if self._room is not None:
            self.context.open_record("room", self._room)

    # Looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.header.fit()
        self._narrow = None
        self._fit_width()

    def _fit_width(self) -> None:
        scale = self.context.themes.scale
        narrow = self.window().width() < NARROW_BELOW * scale
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.header.set_narrow(narrow)
        self._divider.setVisible(not narrow)
        if narrow:
            self.rooms.setMinimumWidth(0)
            self.rooms.setMaximumWidth(16_777_215)
            self.popup.take(self.rooms)
        else:
            self.popup.hide()
            self.rooms.setFixedWidth(self.context.themes.px(WIDTH))
            self._body.insertWidget(0, self.rooms)
            self.rooms.show()

    # What is remembered

    def _remembered(self, name: str) -> int | None:
        """A row id, if it was remembered in this very workspace."""
        place, _, number = self.context.settings.text(name).rpartition("|")
        usable = number.isdecimal() and len(number) <= _LONGEST_ID
        return int(number) if usable and place == self._place else None

    def _remember(self, name: str, row_id: int) -> None:
        self.context.settings.set_text(name, f"{self._place}|{row_id}")
