"""What the vending slice gives the rooms page; each part is loaded when it is first shown."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection

from app.changes import Done
from app.kit.dialogs import Dialog
from app.kit.page import ViewContext
from app.migration.view.page import LEGACY_ROOM
from app.operators.desk import Desk
from app.progress import Progress
from app.rooms.chain import Chain
from app.rooms.queries import RoomRow
from app.rooms.receipts import ContractPart
from app.rooms.view.bulk import BulkResult
from app.rooms.view.panels import Fact, RoomPanel, RoomPanels, StepForm
from app.vending.view.page import MARKET


def vending_panels() -> RoomPanels:
    """Everything that the rooms page is given."""
    return RoomPanels(
        facts=_facts,
        machine_form=_machine_form,
        holders=_holders,
        trades=_trades,
        treasury=_treasury,
        market=MARKET,
        legacy=LEGACY_ROOM,
        calls=_calls,
        export=_export,
        export_many=_export_many,
        check=_check,
    )


def _facts(connection: Connection, room_row_id: int) -> tuple[Fact, ...]:
    from app.vending.view.machine.machine_labels import machine_facts

    return machine_facts(connection, room_row_id)


def _calls(connection: Connection, room_row_id: int) -> tuple[str, ...]:
    from app.contracts.calls import next_calls

    return next_calls(connection, room_row_id)


def _export(context: ViewContext, desk: Desk, room: RoomRow, window: QWidget) -> None:
    from app.contracts.view.contract_export import export_room

    export_room(context, desk, room, window)


def _export_many(
    desk: Desk, room_row_ids: Sequence[int], folder: Path, progress: Progress
) -> BulkResult:
    from app.contracts.view.contract_export import export_many

    return export_many(desk, room_row_ids, folder, progress)


def _check(desk: Desk, room_row_id: int, part: ContractPart, chain: Chain) -> Done[bytes]:
    from app.contracts.checking import check_deployment

    return check_deployment(desk, room_row_id, part, chain)


def _machine_form(context: ViewContext, desk: Desk, room: RoomRow) -> StepForm:
    from app.vending.view.machine.machine_form import MachineForm

    return MachineForm(context, desk, room)


def _holders(context: ViewContext, desk: Desk) -> RoomPanel:
    from app.vending.view.machine.room_tabs import HoldersPanel

    return HoldersPanel(context, desk)


def _trades(context: ViewContext, desk: Desk) -> RoomPanel:
    from app.vending.view.machine.room_tabs import TradesPanel

    return TradesPanel(context, desk)


def _treasury(context: ViewContext, desk: Desk, room: RoomRow, window: QWidget) -> Dialog:
    from app.vending.view.machine.treasury_dialog import TreasuryDialog

    return TreasuryDialog(context, desk, room, window)
