"""Names another treasury for a machine's protocol fees."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.addresses import Network, parse_principal
from app.changes import Done
from app.kit.fields import TextField
from app.kit.forms import FormDialog
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms.queries import RoomRow
from app.vending.machines import change_treasury, read_machine


class TreasuryDialog(FormDialog):
    """Stays, with what is typed, until the treasury is changed."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow, window: QWidget) -> None:
        self._desk = desk
        self._room = room
        self._network: Network | None = None
        tr, icons = window.tr, context.icons
        self.now = TextField(tr("Treasury now"), icons, name="machine.treasury_now", mono=True)
        self.now.set_locked(True)
        self.treasury = TextField(
            tr("New treasury principal"), icons, name="machine.new_treasury", required=True,
            mono=True, clearable=True, check=self._parsed, limit=300,
        )  # fmt: skip
        super().__init__(
            context,
            tr("Change the treasury of {name}").format(name=room.name),
            {"treasury": self.treasury},
            self._change,
            yes=tr("Change treasury"),
            name="machine.treasury_dialog",
            text=tr("Protocol fees of later trades are for the new treasury. This is audited."),
            parts=(self.now, self.treasury),
            busy=tr("Changing…"),
            done=self._on_changed,
            icon="wallet",
            width=520,
            extent="small",
            prefix="machine.treasury_",
            gap=8,
            parent=window,
        )
        context.tasks.query(
            partial(_reading, desk, room.id), done=self._on_read, failed=self.refuse
        )

    def _parsed(self) -> str:
        return parse_principal(self.treasury.text(), field="treasury", network=self._network)

    def _change(self) -> Callable[[], Done[int]]:
        return partial(change_treasury, self._desk, self._room.id, self._parsed())

    def _on_read(self, read: tuple[Network, str]) -> None:
        self._network, treasury = read
        self.now.set_text(treasury)

    def _on_changed(self, _row_id: int) -> None:
        self.context.messages.success(
            self.tr("Treasury of {name} changed").format(name=self._room.name)
        )


def _reading(desk: Desk, row_id: int) -> tuple[Network, str]:
    return desk.database.read(
        lambda connection: (
            load_settings(connection).network,
            read_machine(connection, row_id).treasury,
        )
    )
