"""Sets another contract for a room that has one and doesn't trade yet."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.addresses import Network
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.labels import RichLabel, stressed
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.rooms.queries import RoomRow
from app.rooms.view.step_forms import ContractForm


class ContractDialog(Dialog):
    """The form of the step, once more; the token must be initialised again afterwards."""

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        room: RoomRow,
        network: Network,
        *,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Set another contract")
        super().__init__(context.icons, title, icon="link", width=520, parent=parent)
        self.setObjectName("rooms.contract_dialog")
        text = self.tr("{name} keeps its metadata; its key token is initialised again.")
        self.content.addWidget(RichLabel(text.format(name=stressed(room.name)), "body2"))
        self.content.addSpacing(12)
        self.form = ContractForm(context, desk, room, network, done=self.accept)
        self.content.addWidget(self.form)
        self.no = Button(
            self.tr("Cancel"), context.icons, name="rooms.contract_cancel", extent="small"
        )
        self.no.clicked.connect(self._on_no_clicked)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.add_buttons()
        self.form.principal.editor.setFocus()

    @Slot()
    def _on_no_clicked(self) -> None:
        self.reject()
