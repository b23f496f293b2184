"""Asks where a room's contracts shall go, and writes them there."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, UserError
from app.kit.files import ask_folder
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.progress import Progress
from app.rooms.queries import RoomRow
from app.vending.contracts.export import Exported, export_contracts

translate = QCoreApplication.translate


def export_room(context: ViewContext, desk: Desk, room: RoomRow, window: QWidget) -> None:
    """Write one room's Clarinet project into a folder of its own, below the one that is chosen."""
    title = translate("Rooms", "Folder for the contracts")
    ask_folder(window, title, context.settings, partial(_export, context, desk, room))


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
