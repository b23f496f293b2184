"""The order ticket: works out what is typed, and sends it."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import InvalidInput, UserError
from app.kit.numbers import grouped, unit
from app.kit.options import Give, Option
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.vending.machines import MachineView
from app.vending.rules import Side
from app.vending.trading import Order, TradeRow
from app.vending.view.ticket.candidates import MemberChoice, find_choices
from app.vending.view.ticket.quoting import Quoting
from app.vending.view.ticket.submission import Submission
from app.vending.view.ticket.ticket_form import TicketForm, Typed
from app.vending.view.ticket.ticket_labels import paused_words, refusal_text
from app.vending.view.ticket.ticket_model import Funds, Offer, OrderDraft, check_limit, most_to_sell

_LIMITS = ("max_total", "min_payout", "limit")


class OrderTicket(QObject):
    """Quotes at every keystroke from the room's last known state.

    form: the widget, with the fields and what they show.
    offer_changed: the Offer whose figures ticket and button show; None without a room.
    member_chosen: a row id.
    """

    offer_changed = Signal(object)
    member_chosen = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.form = TicketForm(context.icons, self._find, self._check_amount, self._check_limit)
        self._context = context
        self._desk = desk
        self._machine: MachineView | None = None
        self._funds: Funds | None = None
        self._denied = needs(desk, Permission.TRADE)
        self.form.set_denied(self._denied)
        self.submission = Submission(context, desk, self)
        self._quoting = Quoting(context.tasks, self)
        self._most = Quoting(context.tasks, self)
        self._connect()
        self._show_button()

    def _connect(self) -> None:
        self.form.side_bar.chosen.connect(self.choose_side)
        self.form.member.chosen.connect(self._on_member_chosen)
        self.form.amount.edited.connect(self._work_out)
        self.form.amount.max_wanted.connect(self._on_max_wanted)
        self.form.amount.share_wanted.connect(self._on_share_wanted)
        self.form.limit.edited.connect(self._show_button)
        self.form.button.clicked.connect(self.submit)
        self._quoting.answered.connect(self._on_answered)
        self._most.answered.connect(self._on_most_known)
        self.submission.changed.connect(self._show_button)
        self.submission.traded.connect(self._on_traded)
        self.submission.refused.connect(self._on_refused)
        self.submission.quote_wanted.connect(self.new_quote)
        self._context.themes.changed.connect(self._on_themes_changed)

    @property
    def offer(self) -> Offer | None:
        """The offer that is shown."""
        return self._quoting.offer

    @property
    def pending(self) -> bool:
        """Whether the figures shown are not yet those of what is typed."""
        return self._quoting.pending

    @property
    def machine(self) -> MachineView | None:
        """The machine as it was read last."""
        return self._machine

    @property
    def funds(self) -> Funds | None:
        """The member who trades."""
        return self._funds

    @property
    def unit(self) -> str:
        """What amounts are counted in."""
        return "" if self._machine is None else unit(self._machine.quote)

    # What the page tells

    def show_state(
        self, machine: MachineView | None, funds: Funds | None, slippage_bps: int
    ) -> None:
        """Take over the room's and the member's last known state."""
        before, self._machine = self._machine, machine
        self._funds = funds
        same = before is not None and machine is not None and before.room == machine.room
        seen = before.supply if before is not None and same else None
        moved = machine is not None and seen not in (None, machine.supply)
        self.form.limit.set_default(slippage_bps)
        if not same:
            self._quoting.forget()
            self.form.limit.reset()
            self.form.amount.field.clear_message()
        self.form.show_machine(machine)
        self.form.show_member(machine, funds)
        self._work_out(flash=moved)

    def set_closed(self, title: str, text: str) -> None:
        """As `TicketForm.set_closed`."""
        self.form.set_closed(title, text)
        self.form.show_machine(self._machine)
        self._show_button()

    @Slot(object)
    def choose_side(self, side: Side) -> None:
        """Buy or sell from now on."""
        self.form.show_side(side)
        self.form.show_machine(self._machine)
        self._work_out()

    def wished(self) -> int:
        """How many keys are typed, below zero for a sale; 0 while there is no number."""
        bought = 0 if self.offer is None else self.offer.keys
        keys = (bought if self.form.amount.spends else self.form.amount.typed()) or 0
        return keys if self.form.side is Side.BUY else -keys

    def wish(self, keys: int) -> None:
        """Buy so many keys, or sell them if there are fewer than none."""
        side = Side.BUY if keys > 0 else Side.SELL
        if side is not self.form.side:
            self.form.show_side(side)
            self.form.show_machine(self._machine)
        self.form.amount.set_keys(abs(keys))

    def put_back(self, typed: Typed) -> None:
        """Go back to an order as it was typed before."""
        self.form.show_typed(typed)
        self.form.show_machine(self._machine)
        self._work_out()

    @Slot()
    def new_quote(self) -> None:
        """Work the limit out again from the price now."""
        self.form.limit.reset()
        self._show_button()
        self.form.button.setFocus()

    # Working out

    @Slot()
    def _work_out(self, *, flash: bool = False) -> None:
        machine = self._machine
        if machine is None:
            self._quoting.forget()
            self._show(flash=False)
            return
        typed = self.form.amount.typed()
        keys, budget = (None, typed) if self.form.amount.spends else (typed, None)
        self._quoting.ask(
            OrderDraft(machine, self._funds, self.form.side, keys, budget), flash=flash
        )
        if self._quoting.pending:
            self._show_button()

    @Slot(object, bool)
    def _on_answered(self, _offer: Offer, flash: bool) -> None:
        self._show(flash=flash)

    def _show(self, *, flash: bool) -> None:
        self.form.show_offer(self._machine, self.offer, flash=flash)
        self._show_button()
        if self.form.amount.field.state == "error":
            self.form.amount.field.validate()
        self.offer_changed.emit(self.offer)

    @Slot()
    def _on_max_wanted(self) -> None:
        machine, funds = self._machine, self._funds
        if machine is None or funds is None:
            return
        if self.form.side is Side.SELL:
            self.form.amount.set_keys(most_to_sell(machine, funds.position.keys))
            self.form.amount.keys.validate()
        else:
            self._most.ask(OrderDraft(machine, funds, Side.BUY, budget=funds.cash))

    @Slot(object, bool)
    def _on_most_known(self, offer: Offer, _flash: bool) -> None:
        if offer.keys:
            self.form.amount.set_keys(offer.keys)
            self.form.amount.keys.validate()
        elif offer.refusal is not None:
            self.form.amount.keys.show_error(refusal_text(offer.refusal, Side.BUY, self.unit))

    @Slot(int)
    def _on_share_wanted(self, share: int) -> None:
        if self._funds is not None:
            self.form.amount.set_budget(self._funds.cash * share // 100, share)

    # The button, and what is wrong

    @Slot()
    def _show_button(self) -> None:
        self.form.show_button(
            self.unit, self.offer, self._why_not(), busy=self.submission.under_way
        )

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._show_button()

    def _why_not(self) -> str:
        """Why no order can be sent, before anything is wrong with what is typed."""
        if self._denied:
            return self._denied
        if self._machine is None:
            return self.tr("No room is chosen.")
        if self.form.why_closed:
            return self.form.why_closed
        title, text = paused_words(self._machine, self.form.side)
        if title:
            return f"{title}. {text}"
        if self._funds is None:
            return self.tr("Choose a member to trade as.")
        if not self.form.amount.field.text():
            return self.tr("Type an amount.")
        return self.tr("Working out the price.") if self.pending else ""

    def _check_amount(self) -> None:
        self.form.amount.field.value()
        offer = None if self.pending else self.offer
        refusal = None if offer is None else offer.refusal
        if refusal is not None and refusal.field != "member":
            words = refusal_text(refusal, self.form.side, self.unit)
            raise InvalidInput(words, code=refusal.code, field="keys")

    def _check_limit(self) -> None:
        limit = self.form.limit.value()
        if self.offer is None or self.offer.quote is None:
            return
        try:
            check_limit(self.offer.quote, limit, "limit")
        except InvalidInput as error:
            words = refusal_text(error, self.form.side, self.unit)
            raise InvalidInput(words, code=error.code, field="limit") from None

    def _show_refusal(self, error: UserError) -> None:
        words = refusal_text(error, self.form.side, self.unit)
        if error.field in _LIMITS:
            self.form.limit.amount.show_error(words)
        elif error.field == "member":
            self.form.member.show_error(words)
        else:
            self.form.amount.field.show_error(words)

    # Sending

    @Slot()
    def submit(self) -> None:
        """Send the order, or say at the field why it can't be sent."""
        machine, funds, offer = self._machine, self._funds, self.offer
        if self.submission.under_way or self._why_not() or machine is None or funds is None:
            return
        self.form.member.clear_message()
        amount, limit = self.form.amount.field, self.form.limit.amount
        if not amount.validate():
            amount.setFocus()
        elif offer is None or offer.quote is None:
            return
        elif offer.refusal is not None:
            self._show_refusal(offer.refusal)
        elif not limit.validate():
            limit.setFocus()
        else:
            quote = offer.quote
            order = Order(
                machine.room, funds.id, self.form.side, quote.keys, self.form.limit.value(), ""
            )
            self.submission.submit(order, quote, machine.symbol, unit(machine.quote))

    @Slot(object)
    def _on_traded(self, _row: TradeRow) -> None:
        inside = self.form.isAncestorOf(self.form.focusWidget() or self.form)
        # A second click must not find the same order again.
        self.form.amount.clear()
        self.form.limit.reset()
        self._work_out()
        if inside:
            self.form.amount.field.setFocus()

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        self._show_refusal(error)
        self._show_button()

    # Members

    def _find(self, text: str, give: Give) -> None:
        machine = self._machine
        if machine is None:
            give(())
            return

        def show(found: tuple[MemberChoice, ...]) -> None:
            give([_option(each, unit(machine.quote)) for each in found])

        self._context.tasks.query(
            partial(find_choices, self._desk, machine, text),
            done=show,
            key=("vending.members", id(self)),
            owner=self,
        )

    @Slot(object)
    def _on_member_chosen(self, option: Option) -> None:
        self.form.member.clear_message()
        self.member_chosen.emit(option.value)


def _option(member: MemberChoice, unit: str) -> Option:
    return Option(member.id, member.username, f"{grouped(member.cash)} {unit}", avatar=True)
