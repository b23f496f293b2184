"""What the rooms page is given by slices above it: the vending machine's form, tabs and terms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection

from app.changes import Done
from app.kit.dialogs import Dialog
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.progress import Progress
from app.rooms.chain import Chain
from app.rooms.queries import RoomRow
from app.rooms.receipts import ContractPart
from app.rooms.view.bulk import BulkResult


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a room's metadata.

    copied: the whole identifier behind a shortened value; it gets a copy button.
    """

    title: str
    value: str
    copied: str = ""


class RoomPanel(QWidget):
    """A tab of the detail that another slice fills."""

    def show_room(self, room: RoomRow | None) -> None:
        """Show this room as it is now, again or for the first time; None shows nothing."""


class StepForm(QWidget):
    """The form of a deployment step; what is typed outlives a look at another room."""

    def draft(self) -> object:
        """What is typed so far."""
        return None

    def restore(self, draft: object) -> None:
        """Put back what `draft` gave."""

    def submit(self) -> None:
        """Do what the form's primary button does (Ctrl+Enter)."""


@dataclass(frozen=True)
class RoomPanels:
    """Parts of the rooms page that know vending machines; without them it shows rooms only.

    facts: terms of the room's machine, by row id; read on the worker, empty without a machine.
    machine_form: for a room whose token is initialised; its change is announced like any other.
    holders, trades: the tabs.
    treasury: asks for another treasury, in front of a window.
    market: kind of record that opens a room for trading, as `ViewContext.open_record` takes it.
    legacy: kind of record whose page migrates rooms of the old system.
    calls: what is to be run next on the chain, by row id; read on the worker.
    export: writes a room's contracts, asking where to in front of a window.
    export_many: writes those of rooms into a folder, by row ids; runs on the worker.
    check: asks a chain whether a deployed contract is the exported one; runs on the worker.
    """

    facts: Callable[[Connection, int], tuple[Fact, ...]] | None = None
    machine_form: Callable[[ViewContext, Desk, RoomRow], StepForm] | None = None
    holders: Callable[[ViewContext, Desk], RoomPanel] | None = None
    trades: Callable[[ViewContext, Desk], RoomPanel] | None = None
    treasury: Callable[[ViewContext, Desk, RoomRow, QWidget], Dialog] | None = None
    market: str = ""
    legacy: str = ""
    calls: Callable[[Connection, int], tuple[str, ...]] | None = None
    export: Callable[[ViewContext, Desk, RoomRow, QWidget], None] | None = None
    export_many: Callable[[Desk, Sequence[int], Path, Progress], BulkResult] | None = None
    check: Callable[[Desk, int, ContractPart, Chain], Done[bytes]] | None = None
