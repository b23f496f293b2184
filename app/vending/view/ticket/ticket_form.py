"""The order ticket as it looks: fields, figures, button, and the words around them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.buttons import Button
from app.kit.choice import ChoiceField
from app.kit.icons import Icons
from app.kit.labels import KeyHint, Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.notices import Notice
from app.kit.numbers import grouped, unit
from app.kit.options import Option, Source
from app.kit.panels import PaneHeader
from app.kit.segments import Segmented
from app.vending.machines import MachineView
from app.vending.rules import Side
from app.vending.view.curve.curve_labels import keys_text
from app.vending.view.ticket.amount_entry import AmountEntry, AmountTexts
from app.vending.view.ticket.limit_entry import LimitEntry
from app.vending.view.ticket.side_column import WIDTH
from app.vending.view.ticket.ticket_labels import brief, button_texts, paused_words
from app.vending.view.ticket.ticket_model import Funds, Offer
from app.vending.view.ticket.ticket_rows import TicketRows

_PADDING = 16
_BUTTON_EDGES = 2 * 12 + 14 + 7


@dataclass(frozen=True, slots=True)
class Typed:
    """An order as it stands in the fields; `limit` is empty while it is worked out."""

    side: Side
    amount: AmountTexts
    limit: str


class TicketForm(QWidget):
    """Order of reading: side, who, how many, limit, parts of the price, total, effect, button.

    find: the members to trade as. check_amount, check_limit: raise InvalidInput.
    """

    def __init__(
        self,
        icons: Icons,
        find: Source,
        check_amount: Callable[[], object],
        check_limit: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._closed = "", ""
        tr = self.tr
        self.setObjectName("ticket")
        self.header = PaneHeader(tr("Order ticket"), icons)
        self.quoted = Label("", "t3")
        self.quoted.setObjectName("ticket.quoted")
        self.header.add(self.quoted)
        self.notice = Notice(icons, "warn", "", name="ticket.notice")
        self.side_bar = self._sides()
        self.member = ChoiceField(
            tr("Trade as"), icons, name="ticket.member", source=find,
            placeholder=tr("Choose a member"),
        )  # fmt: skip
        self.amount = AmountEntry(icons, check_amount)
        self.limit = LimitEntry(icons, 0, check_limit)
        self.rows = TicketRows(icons)
        self.button = Button(
            "", icons, name="ticket.order", kind="buy", icon="triangle-up", extent="large"
        )
        # Its texts are of any length; the fullest that fits is shown.
        self.button.setMinimumWidth(1)
        self.keys_hint = KeyHint(("Ctrl", "Enter"), tr("submits the order"), icons.themes)
        self.denied_hint = Label("", "hint")
        self._arrange()

    def _sides(self) -> Segmented:
        bar = Segmented(
            [(Side.BUY, self.tr("Buy")), (Side.SELL, self.tr("Sell"))],
            self._icons,
            name="ticket.side",
            label=self.tr("Side"),
            extent="large",
            glyphs={Side.BUY: "triangle-up", Side.SELL: "triangle-down"},
            tones={Side.BUY: "buy", Side.SELL: "sell"},
            keys={Side.BUY: "B", Side.SELL: "S"},
        )
        bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return bar

    def _arrange(self) -> None:
        body = in_column(self._noticed(), margins=(_PADDING, 2, _PADDING, 6), spacing=0)
        for widget, gap in (
            (self.side_bar, 10), (self.member, 12), (self.amount, 12), (self.limit, 10),
            (self.rows, 8), (self.button, 6),
        ):  # fmt: skip
            body.addWidget(widget)
            body.addSpacing(gap)
        hints = in_row(self.keys_hint, self.denied_hint, STRETCH)
        body.addLayout(hints)
        in_column(self.header, body, within=self, spacing=0)

    def _noticed(self) -> QWidget:
        """The notice with its distance to what follows, both gone while there is none."""
        self._notice_room = QWidget()
        in_column(self.notice, within=self._notice_room, margins=(0, 0, 0, 10))
        self._notice_room.hide()
        return self._notice_room

    @property
    def side(self) -> Side:
        """Buy or sell."""
        return Side.SELL if self.side_bar.value() == Side.SELL else Side.BUY

    def typed(self) -> Typed:
        """What stands in the fields."""
        return Typed(self.side, self.amount.texts(), self.limit.typed())

    def show_typed(self, typed: Typed) -> None:
        """Put an order back into the fields."""
        self.show_side(typed.side)
        self.amount.show_texts(typed.amount)
        self.limit.show_typed(typed.limit)

    @property
    def why_closed(self) -> str:
        """Why no order is taken, for a reason that lies outside the ticket; empty if one is."""
        return ". ".join(self._closed) if self._closed[0] else ""

    def set_closed(self, title: str, text: str) -> None:
        """Take no orders and say why above the fields; an empty title opens the ticket again.

        What is typed stays.
        """
        self._closed = title, text
        for part in (self.side_bar, self.member, self.amount, self.limit, self.rows):
            part.setEnabled(not title)

    def set_denied(self, reason: str) -> None:
        """Say why this operator can't send orders; empty if they can."""
        self.denied_hint.setText(reason)
        self.denied_hint.setVisible(bool(reason))
        self.keys_hint.setVisible(not reason)

    def show_side(self, side: Side) -> None:
        """Buy or sell from now on."""
        self.side_bar.set_value(side)
        self.amount.set_buying(side is Side.BUY)
        self.amount.field.clear_message()
        self.limit.set_side(side)

    def show_machine(self, machine: MachineView | None) -> None:
        """Name the supply of the quote, the unit, and what is paused."""
        name = "" if machine is None else unit(machine.quote)
        supply = "" if machine is None else grouped(machine.supply)
        self.quoted.setText(self.tr("Quote at supply {0}").format(supply) if supply else "")
        self.amount.set_unit(name)
        self.limit.set_unit(name)
        title, text = self._closed
        if not title and machine is not None:
            title, text = paused_words(machine, self.side)
        self.notice.say("warn", title, text)
        self._notice_room.setVisible(bool(title))

    def show_member(self, machine: MachineView | None, funds: Funds | None) -> None:
        """Show who trades, what they can spend and what they hold."""
        if funds is None or machine is None:
            self.member.set_option(None)
            self.member.set_hint("")
            self.amount.hint.setText("")
            return
        self.member.set_option(Option(funds.id, funds.username, avatar=True))
        words = self.tr("Balance {0} {1}")
        self.member.set_hint(words.format(brief(funds.cash), unit(machine.quote)))
        self.member.hint.setToolTip(words.format(grouped(funds.cash), unit(machine.quote)))
        self.amount.hint.setText(self.tr("Holds {0}").format(keys_text(funds.position.keys)))

    def show_offer(self, machine: MachineView | None, offer: Offer | None, *, flash: bool) -> None:
        """Show the figures of an offer, and the limit that follows from it."""
        self.rows.show_offer(machine, offer, self.side, flash=flash)
        self.limit.show_offer(offer)
        self.amount.show_keys(None if offer is None else offer.keys)

    def show_button(self, name: str, offer: Offer | None, why_not: str, *, busy: bool) -> None:
        """Repeat side, count and total; `why_not` disables the button and is its tooltip."""
        side = self.side
        self.button.set_kind(side.value)
        self.button.set_icon("triangle-up" if side is Side.BUY else "triangle-down")
        keys, quote = (None, None) if offer is None else (offer.keys, offer.quote)
        texts = button_texts(side, keys, quote, name)
        self.button.setText(self._fitting(texts))
        self.button.setAccessibleName(texts[0])
        self.button.set_denied(why_not)
        if busy != self.button.busy:
            self.button.set_busy(self.tr("Sending…") if busy else "")

    def _fitting(self, texts: tuple[str, ...]) -> str:
        # The column's scroll bar may take some of its width.
        room = self._icons.themes.px(WIDTH - 2 * _PADDING - _BUTTON_EDGES) - 10
        metrics = self.button.fontMetrics()
        fits = (text for text in texts if metrics.horizontalAdvance(text) <= room)
        return next(fits, texts[-1])
