"""Why a room can't be traded in, in words."""

from PySide6.QtCore import QCoreApplication

from app.rooms.rules import Status
from app.vending.machines import MachineView
from app.vending.rules import Side


def paused_words(machine: MachineView, side: Side) -> tuple[str, str]:
    """Title and sentence for a side that is closed; empty ones where it is open."""
    rules = machine.rules
    if not (rules.buys_paused if side is Side.BUY else rules.sells_paused):
        return "", ""
    if machine.status is Status.DEPRECATED:
        text = _tr("It is out of use. Keys can still be sold.")
        return _tr("Nobody buys in this room any more"), text
    if rules.sells_paused:
        return _tr("Trading is paused"), _tr("Neither buys nor sales are taken until it resumes.")
    return _tr("Buying is paused"), _tr("Keys can still be sold.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("OrderTicket", text)
