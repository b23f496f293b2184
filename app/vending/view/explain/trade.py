"""Why this number? A trade's amounts as a sentence and a tree, down to the entry in the books."""

from PySide6.QtCore import QCoreApplication

from app.kit.explain import INDENT, Explanation
from app.kit.numbers import grouped, unit
from app.vending.explaining import TradeStory
from app.vending.rules import FeeMode, Side
from app.vending.view.explain.order import curve_line, fee_line


def explain_trade(story: TradeStory) -> Explanation:
    """The parts of the total, then the entry with its transfers; each below what it makes."""
    return Explanation(_sentence(story), (*_parts(story), "", *_booked(story)))


def _sentence(story: TradeStory) -> str:
    tr, trade = QCoreApplication.translate, story.trade
    if trade.side is Side.BUY:
        words = tr("Explanation", "{0} bought {1} keys at a supply of {2} and paid {3} {4}.")
    else:
        words = tr("Explanation", "{0} sold {1} keys at a supply of {2} and got {3} {4}.")
    return words.format(
        trade.username,
        grouped(trade.keys),
        grouped(story.supply_before),
        grouped(trade.total),
        unit(story.machine.quote),
    )


def _parts(story: TradeStory) -> list[str]:
    tr, trade = QCoreApplication.translate, story.trade
    buying = trade.side is Side.BUY
    total = tr("Explanation", "Total to pay {0}") if buying else tr("Explanation", "Payout {0}")
    creator, protocol = tr("Explanation", "Creator fee"), tr("Explanation", "Protocol fee")
    lines = [
        total.format(grouped(trade.total)),
        INDENT + curve_line(story.machine.curve, story.supply_before, trade.supply_after),
        INDENT + fee_line(creator, trade.creator_fee, story.creator_bps, trade.gross),
        INDENT + fee_line(protocol, trade.protocol_fee, story.protocol_bps, trade.gross),
    ]
    if buying and story.machine.fee_mode is FeeMode.INSIDE:
        lines.append(
            INDENT + tr("Explanation", "The fees are inside the cost, so the reserve is short.")
        )
    return lines


def _booked(story: TradeStory) -> list[str]:
    tr, entry = QCoreApplication.translate, story.entry
    words = tr("Explanation", "Entry {0} by {1}, number {2} of book {3}")
    lines = [words.format(entry.id, entry.actor, grouped(entry.sequence), entry.book)]
    lines += [
        f"{INDENT}{grouped(each.amount)} {unit(each.asset)}: {each.debit} → {each.credit}"
        for each in entry.transfers
    ]
    lines.append(INDENT + tr("Explanation", "Hash {0}").format(entry.hash))
    return lines
