"""Asks where a room's contracts shall go, and writes them there."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.contracts.export import Exported, export_contracts
from app.errors import Cancelled, UserError
from app.kit.files import ask_folder
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.progress import Progress
from app.rooms.queries import RoomRow
from app.rooms.view.bulk import BulkResult, RefusedRoom

translate = QCoreApplication.translate


def export_room(context: ViewContext, desk: Desk, room: RoomRow, window: QWidget) -> None:
    """Write one room's Clarinet project into a folder of its own, below the one that is chosen."""
    title = translate("Rooms", "Folder for the contracts")
    ask_folder(window, title, context.settings, partial(_export, context, desk, room))


def export_many(
    desk: Desk, room_row_ids: Sequence[int], folder: Path, progress: Progress
) -> BulkResult:
    """Write rooms as one project with one factory, below a folder; runs on the worker.

    Raises as `export_contracts` does; rooms that can't be exported are left out and named.
    """
    exported = export_contracts(
        desk, room_row_ids, folder / "room-contracts", progress, skip_refused=True
    )
    return BulkResult(
        tuple(each.row_id for each in exported.rooms),
        tuple(RefusedRoom(each.name, each.error.message) for each in exported.refused),
        0,
    )


def _export(context: ViewContext, desk: Desk, room: RoomRow, folder: Path) -> None:
    # A room id may hold anything; its symbol and row id can be the name of a folder.
    directory = folder / f"{room.symbol.lower()}-{room.id}-contracts"

    def work(progress: Progress) -> Exported:
        return export_contracts(desk, (room.id,), directory, progress)

    def done(exported: Exported) -> None:
        context.messages.success(
            translate("Rooms", "Contracts of {name} exported").format(name=room.name),
            str(exported.directory),
        )

    def failed(error: UserError) -> None:
        if not isinstance(error, Cancelled):
            context.messages.error(error)

    words = translate("Rooms", "Exporting the contracts of {name}").format(name=room.name)
    context.tasks.long(work, title=words, done=done, failed=failed, owner=context.messages)
