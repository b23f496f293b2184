"""Why this number? A trade's amounts as a sentence and a tree, to be copied."""

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.labels import Label
from app.kit.numbers import basis_points, grouped, unit
from app.kit.page import ViewContext
from app.vending.explaining import TradeStory
from app.vending.rules import FeeMode, Side

WIDTH = 720
HEIGHT = 264
INDENT = "    "


def sentence(story: TradeStory) -> str:
    """What happened, in one sentence."""
    tr, trade = QCoreApplication.translate, story.trade
    if trade.side is Side.BUY:
        words = tr("Why", "{0} bought {1} keys at a supply of {2} and paid {3} {4}.")
    else:
        words = tr("Why", "{0} sold {1} keys at a supply of {2} and got {3} {4}.")
    return words.format(
        trade.username,
        grouped(trade.keys),
        grouped(story.supply_before),
        grouped(trade.total),
        unit(story.machine.quote),
    )


def tree(story: TradeStory) -> str:
    """The parts of the total, then the entry with its transfers; each below what it makes."""
    return "\n".join([*_parts(story), "", *_booked(story)])


def _parts(story: TradeStory) -> list[str]:
    tr, trade = QCoreApplication.translate, story.trade
    buying = trade.side is Side.BUY
    total = tr("Why", "Total to pay {0}") if buying else tr("Why", "Payout {0}")
    high, low = story.reserve_before, story.reserve_after
    above, below = story.supply_before, trade.supply_after
    if buying:
        high, low, above, below = low, high, below, above
    curve = tr("Why", "Curve {0} = {1} (reserve for {2} keys) − {3} (for {4})")
    fee = tr("Why", "{0} {1} = {2} of {3}, rounded down")
    lines = [
        total.format(grouped(trade.total)),
        INDENT
        + curve.format(
            grouped(trade.gross), grouped(high), grouped(above), grouped(low), grouped(below)
        ),
    ]
    for name, amount, bps in (
        (tr("Why", "Creator fee"), trade.creator_fee, story.creator_bps),
        (tr("Why", "Protocol fee"), trade.protocol_fee, story.protocol_bps),
    ):
        parts = (name, grouped(amount), basis_points(bps), grouped(trade.gross))
        lines.append(INDENT + fee.format(*parts))
    if buying and story.machine.fee_mode is FeeMode.INSIDE:
        lines.append(INDENT + tr("Why", "The fees are inside the cost, so the reserve is short."))
    return lines


def _booked(story: TradeStory) -> list[str]:
    tr, entry = QCoreApplication.translate, story.entry
    words = tr("Why", "Entry {0} by {1}, number {2} of book {3}")
    lines = [words.format(entry.id, entry.actor, grouped(entry.sequence), entry.book)]
    lines += [
        f"{INDENT}{grouped(each.amount)} {unit(each.asset)}: {each.debit} → {each.credit}"
        for each in entry.transfers
    ]
    lines.append(INDENT + tr("Why", "Hash {0}").format(entry.hash))
    return lines


class WhyTrade(Dialog):
    """Shows the story of a trade."""

    def __init__(self, context: ViewContext, story: TradeStory, parent: QWidget) -> None:
        super().__init__(
            context.icons, parent.tr("Why this number?"), icon="help", width=WIDTH, parent=parent
        )
        self.setObjectName("why")
        self.content.addWidget(Label(sentence(story), "body2", wrap=True))
        self.content.addSpacing(12)
        self.tree = QPlainTextEdit(tree(story), self)
        self.tree.setObjectName("why.tree")
        self.tree.setAccessibleName(self.tr("How it came about"))
        self.tree.setProperty("role", "mono")
        self.tree.setReadOnly(True)
        self.tree.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.tree.setFixedHeight(context.themes.px(HEIGHT))
        self.content.addWidget(self.tree)
        self._text = f"{sentence(story)}\n\n{tree(story)}\n"
        self.copy = Button(
            self.tr("Copy"), context.icons, name="why.copy", icon="copy", extent="small"
        )
        close = Button(
            self.tr("Close"), context.icons, name="why.close", kind="primary", extent="small"
        )
        self.copy.clicked.connect(self._on_copy)
        close.clicked.connect(self.accept)
        self.buttons.addWidget(self.copy)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        self.add_buttons()
        close.setFocus()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.copy.setText(self.tr("Copied"))
