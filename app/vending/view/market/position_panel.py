"""What the chosen member has in the room, and what it would bring now."""

from PySide6.QtWidgets import QWidget

from app.kit.badges import Badge, SignedLabel
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel
from app.kit.layouts import in_column, in_row
from app.kit.numbers import DASH, grouped, percent, ratio, signed, unit
from app.kit.panels import KeyValues
from app.vending.machines import MachineView
from app.vending.view.ticket.ticket_labels import break_even_text, brief
from app.vending.view.ticket.ticket_model import Funds

_ROWS = ("held", "paid", "average", "value")


class PositionPanel(QWidget):
    """Keys, money paid in, value after fees, unrealised result with its sign, break-even."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = self.tr
        self.setObjectName("position")
        self.shown: tuple[MachineView, Funds] | None = None
        self.title = ElidedLabel(tr("Position"), "h2")
        self.share = Badge("", icons)
        self.share.setObjectName("position.share")
        self.rows = KeyValues(icons, row_height=22)
        self.rows.add("held", tr("Keys held"))
        self.rows.add("paid", tr("Paid in, fees included"))
        self.rows.add("average", tr("Average cost per key"))
        self.rows.add("value", tr("Value if sold, after fees"))
        self.result = SignedLabel(icons.themes)
        self.result.setObjectName("position.result")
        # A block of its own, so that a long result doesn't take the room of the titles above.
        self.outcome = KeyValues(icons, row_height=22)
        self.outcome.add_widget("result", tr("Unrealised result"), self.result)
        self.outcome.add("even", tr("Break-even supply")).setObjectName("position.even")
        for key in _ROWS:
            self.rows.widget(key).setObjectName(f"position.{key}")
        in_column(
            in_row((self.title, 1), self.share, spacing=8),
            in_column(self.rows, self.outcome, spacing=0),
            within=self,
            margins=(16, 6, 16, 4),
            spacing=4,
        )

    def show_funds(
        self, machine: MachineView | None, funds: Funds | None, *, past: bool = False
    ) -> None:
        """Show a member's position in a room; both are needed. past: they are of a past moment."""
        known = machine is not None and funds is not None
        self.shown = None if machine is None or funds is None else (machine, funds)
        words = self.tr("Past position of {0}") if past else self.tr("Position of {0}")
        title = words.format(funds.username) if funds else self.tr("Position")
        self.title.setText(title)
        self.setAccessibleName(title)
        self.share.setVisible(known)
        if machine is None or funds is None:
            for key in _ROWS:
                self.rows.set(key, DASH)
            self.outcome.set("even", DASH)
            self.result.show_text(DASH, 0)
            return
        position, name = funds.position, unit(machine.quote)
        share = percent(ratio(position.keys, machine.supply))
        self.share.show_text(self.tr("{0} of supply").format(share))
        self.rows.set("held", grouped(position.keys))
        self._amount("paid", position.paid)
        if position.keys:
            self._amount("average", position.paid // position.keys)
        else:
            self.rows.set("average", DASH)
        self._amount("value", position.value)
        self.outcome.set("even", self._even(machine, funds))
        result = position.result if position.keys else 0
        text = f"{'+' if result > 0 else ''}{brief(result)} {name}" if position.keys else DASH
        self.result.show_text(text, (result > 0) - (result < 0))
        self.result.setToolTip(signed(result))

    def amounts(self) -> dict[str, QWidget]:
        """What stands at the right of each row."""
        rows = {key: self.rows.widget(key) for key in _ROWS}
        return rows | {key: self.outcome.widget(key) for key in ("result", "even")}

    def _even(self, machine: MachineView, funds: Funds) -> str:
        position, cap = funds.position, machine.rules.supply_cap
        even = position.break_even_supply
        if not position.keys:
            return DASH
        if even is not None and (cap is None or even <= cap):
            return grouped(even)
        end = machine.curve.max_supply if even is None else cap
        return break_even_text(None, end)

    def _amount(self, key: str, amount: int) -> None:
        self.rows.set(key, brief(amount))
        self.rows.widget(key).setToolTip(grouped(amount))
