"""Names another treasury for a machine's protocol fees."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.addresses import Network, parse_principal
from app.errors import UserError
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.fields import TextField
from app.kit.labels import RichLabel
from app.kit.notices import Notice
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.settings import load_settings
from app.rooms.queries import RoomRow
from app.vending.machines import change_treasury, read_machine


class TreasuryDialog(Dialog):
    """Stays, with what is typed, until the treasury is changed."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow, window: QWidget) -> None:
        title = self.tr("Change the treasury of {name}").format(name=room.name)
        super().__init__(context.icons, title, icon="wallet", width=520, parent=window)
        self.setObjectName("machine.treasury_dialog")
        self._context = context
        self._desk = desk
        self._room = room
        self._network: Network | None = None
        text = self.tr("Protocol fees of later trades are for the new treasury. This is audited.")
        self.content.addWidget(RichLabel(text, "body2"))
        self.content.addSpacing(12)
        self.now = TextField(
            self.tr("Treasury now"), context.icons, name="machine.treasury_now", mono=True
        )
        self.now.set_locked(True)
        self.content.addWidget(self.now)
        self.content.addSpacing(12)
        self.treasury = TextField(
            self.tr("New treasury principal"),
            context.icons,
            name="machine.new_treasury",
            required=True,
            mono=True,
            clearable=True,
            check=self._parsed,
            limit=300,
        )
        self.content.addWidget(self.treasury)
        self.trouble = Notice(context.icons, "error", "", name="machine.treasury_trouble")
        self.trouble.hide()
        self.content.addSpacing(8)
        self.content.addWidget(self.trouble)
        self._add_buttons()
        context.tasks.query(
            partial(_reading, desk, room.id), done=self._on_read, failed=self._on_refused
        )

    def _add_buttons(self) -> None:
        icons = self._context.icons
        self.no = Button(self.tr("Cancel"), icons, name="machine.treasury_no", extent="small")
        self.yes = Button(
            self.tr("Change treasury"),
            icons,
            name="machine.treasury_yes",
            kind="primary",
            extent="small",
        )
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.buttons.addWidget(self.yes)
        self.add_buttons()
        self.no.clicked.connect(self._on_no_clicked)
        self.yes.clicked.connect(self._on_yes_clicked)
        self.treasury.submitted.connect(self._on_yes_clicked)
        self.treasury.editor.setFocus()

    def _parsed(self) -> str:
        return parse_principal(self.treasury.text(), field="treasury", network=self._network)

    def _on_read(self, read: tuple[Network, str]) -> None:
        self._network, treasury = read
        self.now.set_text(treasury)

    @Slot()
    def _on_yes_clicked(self) -> None:
        if self.yes.busy:
            return
        self.trouble.hide()
        if not self.treasury.validate():
            self.treasury.editor.setFocus()
            return
        self.yes.set_busy(self.tr("Changing…"))
        self._context.tasks.change(
            partial(change_treasury, self._desk, self._room.id, self._parsed()),
            done=self._on_changed,
            failed=self._on_refused,
        )

    @Slot()
    def _on_no_clicked(self) -> None:
        self.reject()

    def _on_changed(self, _row_id: int) -> None:
        self.yes.set_busy()
        self.accept()
        self._context.messages.success(
            self.tr("Treasury of {name} changed").format(name=self._room.name)
        )

    def _on_refused(self, error: UserError) -> None:
        self.yes.set_busy()
        if error.field == "treasury":
            self.treasury.show_error(error.message)
            self.treasury.editor.setFocus()
            return
        self.trouble.say("error", error.title, error.message)
        self.trouble.show()


def _reading(desk: Desk, row_id: int) -> tuple[Network, str]:
    return desk.database.read(
        lambda connection: (
            load_settings(connection).network,
            read_machine(connection, row_id).treasury,
        )
    )
