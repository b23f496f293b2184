"""The terms of a room's machine in words, for the detail of the room."""

from PySide6.QtCore import QCoreApplication
from sqlalchemy import Connection

from app.kit.numbers import basis_points, grouped, short_id
from app.kit.translation import said
from app.rooms.view.panels import Fact
from app.vending.curves import FAMILIES
from app.vending.machines import MachineView, read_machine
from app.vending.rules import FeeMode, Fees

translate = QCoreApplication.translate


def machine_facts(connection: Connection, room_row_id: int) -> tuple[Fact, ...]:
    """The terms of a room's machine, as its detail shows them."""
    machine = read_machine(connection, room_row_id)
    facts = [
        Fact(translate("RoomPanels", "Curve"), curve_words(machine)),
        Fact(translate("RoomPanels", "Fees"), fee_words(machine.fees, machine.fee_mode)),
    ]
    if machine.rules.supply_cap is not None:
        cap = translate("RoomPanels", "{count} keys").format(
            count=grouped(machine.rules.supply_cap)
        )
        facts.append(Fact(translate("RoomPanels", "Supply cap"), cap))
    rules = rule_words(machine)
    if rules:
        facts.append(Fact(translate("RoomPanels", "Rules"), rules))
    whole = machine.treasury
    facts.append(Fact(translate("RoomPanels", "Treasury"), short_id(whole), whole))
    return tuple(facts)


def curve_words(machine: MachineView) -> str:
    """The curve's family."""
    return said(FAMILIES[machine.curve.family].label)


def fee_words(fees: Fees, mode: FeeMode) -> str:
    """`Creator 2.5 %, protocol 2.5 %`; where sales differ, both: `2.5 / 1 %`."""
    creator = _both(fees.creator_buy_bps, fees.creator_sell_bps)
    protocol = _both(fees.protocol_buy_bps, fees.protocol_sell_bps)
    words = translate("RoomPanels", "Creator {creator}, protocol {protocol}")
    text = words.format(creator=creator, protocol=protocol)
    if mode is FeeMode.INSIDE:
        return translate("RoomPanels", "{fees}, inside the cost").format(fees=text)
    return text


def rule_words(machine: MachineView) -> str:
    """What the machine's rules keep back."""
    words = []
    if machine.rules.first_key_creators:
        words.append(translate("RoomPanels", "first key is the creator's"))
    if machine.rules.last_key_kept:
        words.append(translate("RoomPanels", "last key stays"))
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _both(buy_bps: int, sell_bps: int) -> str:
    if buy_bps == sell_bps:
        return basis_points(buy_bps)
    return f"{basis_points(buy_bps)} / {basis_points(sell_bps)}"
