"""The ghost trade: pulls the order along the curve, the ticket follows, nothing is sent."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.vending.rules import Side
from app.vending.view.curve.curve_chart import CurveChart
from app.vending.view.curve.curve_series import drawable
from app.vending.view.market.order_limits import order_limits
from app.vending.view.ticket.ticket import OrderTicket
from app.vending.view.ticket.ticket_form import Typed
from app.vending.view.ticket.ticket_labels import refusal_text

_ASIDE, _ABOVE = 8.0, 12.0
_EDGE_MS = 40
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_NOT_OURS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_TAB_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class DragOrder(QObject):
    """Listens to the mouse and the keys over the curve chart before the chart itself does.

    announce: says to assistive tools what an arrow key led to.
    """

    def __init__(
        self,
        chart: CurveChart,
        ticket: OrderTicket,
        announce: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._chart, self._ticket = chart, ticket
        self._announce = announce
        self._viewport: QWidget = chart.plot.viewport()
        self._before: Typed | None = None
        self._grabbed: float | None = None
        self._pointer = QPointF()
        self._end: UserError | None = None
        self._pulled_to = Side.BUY
        self._edge = QTimer(self)
        self._edge.setInterval(_EDGE_MS)
        self._edge.timeout.connect(self._on_edge_timeout)
        self._viewport.installEventFilter(self)
        chart.plot.installEventFilter(self)
        ticket.offer_changed.connect(self._on_offer_changed)

    @property
    def dragging(self) -> bool:
        """Whether the order's edge is held by the pointer."""
        return self._grabbed is not None

    @property
    def _open(self) -> bool:
        """Whether there is an order that can be changed."""
        return self._ticket.machine is not None and not self._ticket.form.why_closed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._viewport and isinstance(event, QMouseEvent):
            return self._mouse(event)
        if event.type() == QEvent.Type.Leave and watched is self._viewport:
            self._point_out(False)
        elif isinstance(event, QKeyEvent) and watched is self._chart.plot:
            return self._key(event)
        elif isinstance(event, QFocusEvent) and watched is self._chart.plot:
            self._focus(event)
        return False

    # The mouse

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, at = event.type(), event.position()
        if kind == QEvent.Type.MouseMove:
            self._pointer = at
            if self.dragging and not event.buttons() & Qt.MouseButton.LeftButton:
                # The button was let go where nobody heard of it.
                self._let_go()
            if self.dragging:
                self._pull()
                return True
            self._point_out(self._on_handle(at))
        elif kind == QEvent.Type.MouseButtonPress:
            is_ours = event.button() == Qt.MouseButton.LeftButton and self._on_handle(at)
            if is_ours:
                self._grab(at)
            return is_ours
        elif kind == QEvent.Type.MouseButtonRelease and self.dragging:
            self._let_go()
            return True
        return False

    def _handle(self) -> tuple[float, float]:
        """Where the order's edge meets the curve, in pixels of the pane; without an order, now."""
        chart, order = self._chart, self._chart.order
        supply = chart.supply if order is None else order.supply_after
        price = chart.price_now if order is None else order.price_after
        return chart.pane.x_pixel(supply), chart.pane.y_pixel(drawable(price))

    def _on_handle(self, at: QPointF) -> bool:
        chart = self._chart
        if not self._open or chart.samples is None:
            return False
        spot = chart.plot.pane_pixel(chart.pane, at)
        x, y = self._handle()
        below = chart.pane.pixels_tall
        return abs(spot.x() - x) <= _ASIDE and y - _ABOVE <= spot.y() <= max(below, y + _ABOVE)

    def _point_out(self, inside: bool) -> None:
        """Say by the pointer's shape and in words that the edge can be pulled."""
        if self.dragging:
            return
        if inside:
            self._viewport.setCursor(Qt.CursorShape.SizeHorCursor)
            self._chart.show_hint(self.tr("Drag to change the order"))
        else:
            self._viewport.unsetCursor()
            self._chart.show_hint("")

    def _grab(self, at: QPointF) -> None:
        chart = self._chart
        self._grabbed = self._handle()[0] - chart.plot.pane_pixel(chart.pane, at).x()
        self._pointer = at
        self._before = self._ticket.form.typed()
        chart.hold(True)
        chart.plot.left.emit()
        self._show_hint()

    def _pull(self) -> None:
        """Follow the pointer; at the edge of the chart there is more to come."""
        chart = self._chart
        pixel = chart.plot.pane_pixel(chart.pane, self._pointer).x() + (self._grabbed or 0.0)
        wide = chart.pane.pixels_wide
        outside = pixel >= wide or (pixel <= 0 and chart.pane.x_range[0] > 0)
        if outside and not self._edge.isActive():
            self._edge.start()
        elif not outside:
            self._edge.stop()
        keys = round(chart.pane.x_value(min(max(pixel, 0.0), wide))) - chart.supply
        self._wish(keys or (1 if self._ticket.wished() > 0 else -1))

    @Slot()
    def _on_edge_timeout(self) -> None:
        chart = self._chart
        pixel = chart.plot.pane_pixel(chart.pane, self._pointer).x()
        if self._end is None:
            chart.look_beyond(pixel > chart.pane.pixels_wide / 2)
            self._pull()

    def _let_go(self) -> None:
        self._grabbed = None
        self._edge.stop()
        self._chart.hold(False)
        self._chart.show_hint("")
        if self._ticket.wished():
            self._ticket.form.amount.field.validate()

    # The keys

    def _key(self, event: QKeyEvent) -> bool:
        escapes = event.key() == Qt.Key.Key_Escape and self._before is not None
        if event.type() == QEvent.Type.ShortcutOverride and escapes:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if escapes:
            self.put_back()
            return True
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if not step or event.modifiers() & _NOT_OURS or not self._open:
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.step(step * 10 if shift else step)
        return True

    def _focus(self, event: QFocusEvent) -> None:
        if event.type() == QEvent.Type.FocusOut:
            self._before = None
            self._end = None
            self._chart.show_hint("")
        elif event.reason() in _TAB_REASONS and self._open:
            self._chart.show_hint(self.tr("← and → change the order, with Shift by 10"))

    def step(self, keys: int) -> None:
        """Buy so many keys more, or sell them."""
        if self._before is None:
            self._before = self._ticket.form.typed()
        wished = self._ticket.wished() + keys
        self._wish(wished or (1 if keys > 0 else -1))
        if self._ticket.offer is not None and not self._ticket.pending:
            self._announce(self._ticket.form.button.accessibleName())

    def put_back(self) -> None:
        """Leave the order as it was before it was pulled."""
        before, self._before = self._before, None
        if self.dragging:
            self._let_go()
        self._end = None
        self._chart.show_hint("")
        if before is not None:
            self._ticket.put_back(before)

    # What both want

    def _wish(self, keys: int) -> None:
        """Ask the ticket for so many keys, as far as the machine and the member allow."""
        machine, ticket = self._ticket.machine, self._ticket
        if machine is None:
            return
        self._pulled_to = Side.SELL if keys < 0 else Side.BUY
        keys, self._end = order_limits(machine, ticket.funds).within(keys)
        if keys and (keys != ticket.wished() or ticket.form.amount.spends):
            ticket.wish(keys)
        self._show_hint()

    def _show_hint(self) -> None:
        """Why it goes no further or the order would be refused; else the way back."""
        ticket = self._ticket
        refusal = self._end or (None if ticket.offer is None else ticket.offer.refusal)
        if refusal is not None:
            # Pulled beyond the keys held, the order turns into a buy; the reason is a sale's.
            side = ticket.form.side if self._end is None else self._pulled_to
            words = refusal_text(refusal, side, ticket.unit)
            self._chart.show_hint(words, warns=True)
        elif self._before is not None:
            self._chart.show_hint(self.tr("Esc puts the amount back"))

    @Slot(object)
    def _on_offer_changed(self, _offer: object) -> None:
        if self.dragging:
            self._show_hint()
