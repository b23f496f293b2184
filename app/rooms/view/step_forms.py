"""The forms of the deployment steps that are the room's own: request, contract, key token."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from app.addresses import Network, parse_contract
from app.errors import UserError
from app.kit.buttons import Button
from app.kit.fields import TextField
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.kit.translation import said
from app.listing import Listing
from app.operators.desk import Desk
from app.rooms import service
from app.rooms.queries import ROOMS, RoomRow
from app.rooms.rules import Step
from app.rooms.view.labels import denied
from app.rooms.view.panels import StepForm

# As contracts are called where they are exported.
_KEY_TOKEN = "KeyToken"
_BEGINNING = {Network.MAINNET: "SP", Network.TESTNET: "ST"}


class CardForm(StepForm):
    """A raised card with a row of buttons below what it asks for."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow) -> None:
        super().__init__()
        self.context = context
        self.desk = desk
        self.room = room
        self.card = Card(context.icons, padding=12, raised=True)
        in_column(self.card, within=self)
        self.card.column.setSpacing(12)
        self.buttons = in_row(spacing=8)
        self._primary: Button | None = None
        send = QShortcut(QKeySequence("Ctrl+Return"), self)
        send.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        send.activated.connect(self.submit)

    @Slot()
    def submit(self) -> None:
        if self._primary is not None:
            self._primary.click()

    def add_buttons(self, primary: Button, *others: Button) -> None:
        """Put buttons below what the card holds so far."""
        self._primary = primary
        for button in (primary, *others):
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        self.card.column.addLayout(self.buttons)


class RequestForm(CardForm):
    """Asks an admin to deploy, or asks again after a failure.

    edit_wanted: the metadata shall be changed before.
    """

    edit_wanted = Signal()

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow, *, again: bool) -> None:
        super().__init__(context, desk, room)
        text = self.tr("An admin then deploys the key token. The metadata is fixed from then on.")
        self.card.column.addWidget(Label(text, "t2", wrap=True))
        words = self.tr("Request again") if again else self.tr("Request deployment")
        self.request = Button(
            words, context.icons, name="rooms.request", kind="primary", extent="small"
        )
        self.request.set_denied(denied(desk, Step.REQUEST_DEPLOYMENT, room))
        self.edit = Button(self.tr("Edit…"), context.icons, name="rooms.edit", extent="small")
        self.edit.set_denied(denied(desk, Step.EDIT, room))
        self.request.clicked.connect(self._on_request_clicked)
        self.edit.clicked.connect(self.edit_wanted)
        self.add_buttons(self.request, self.edit)

    @Slot()
    def _on_request_clicked(self) -> None:
        self.request.set_busy(self.tr("Requesting…"))
        self.context.tasks.change(
            partial(service.request_deployment, self.desk, self.room.id),
            done=self._on_requested,
            failed=self._on_refused,
        )

    def _on_requested(self, _row_id: int) -> None:
        self.request.set_busy()
        title = self.tr("Deployment of {name} requested").format(name=self.room.name)
        self.context.messages.success(title, self.tr("It waits for an admin now."))

    def _on_refused(self, error: UserError) -> None:
        self.request.set_busy()
        self.context.messages.error(error)


class ContractForm(CardForm):
    """Takes the principal of the deployed contract, and checks it before it can be set.

    done: called once it is set, after the news of it.
    """

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        room: RoomRow,
        network: Network,
        *,
        done: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(context, desk, room)
        self._network = network
        self._done = done
        self._left = False
        self._asked = ""
        self.principal = TextField(
            self.tr("Deployed contract principal"),
            context.icons,
            name="rooms.contract_principal",
            hint=said(network.value.capitalize()),
            mono=True,
            placeholder=f"{_BEGINNING[network]}….{_KEY_TOKEN}-{room.symbol}",
            clearable=True,
            check=self._parsed,
            limit=300,
        )
        self.card.column.addWidget(self.principal)
        self.set = Button(
            self.tr("Set contract"),
            context.icons,
            name="rooms.set_contract",
            kind="primary",
            extent="small",
        )
        self.set.set_denied(denied(desk, Step.SET_CONTRACT, room))
        self.add_buttons(self.set)
        self.principal.edited.connect(self._on_edited)
        self.principal.committed.connect(self._on_committed)
        self.principal.submitted.connect(self._on_set_clicked)
        self.set.clicked.connect(self._on_set_clicked)

    def draft(self) -> object:
        return self.principal.text()

    def restore(self, draft: object) -> None:
        if isinstance(draft, str) and draft:
            self.principal.set_text(draft)
            self._on_committed()

    def _parsed(self) -> str:
        text = self.principal.text()
        return parse_contract(text, field="contract_principal", network=self._network)

    @Slot()
    def _on_edited(self) -> None:
        if not self.principal.text():
            self.principal.clear_message()
        elif self._left:
            self._judge()

    @Slot()
    def _on_committed(self) -> None:
        self._left = bool(self.principal.text())
        if self._left:
            self._judge()

    def _judge(self) -> None:
        """Say at once whether the principal can be set; only the database knows other rooms."""
        if not self.principal.validate():
            return
        self._asked = self._parsed()
        work = partial(_owner_of, self.desk, self._asked, self.room.id)
        self.context.tasks.query(
            work, done=self._on_owner_known, failed=self._on_owner_unknown, key=("owner", id(self))
        )

    def _on_owner_known(self, found: tuple[str, str]) -> None:
        contract, owner = found
        if contract != self.principal.text():
            return
        if owner:
            words = self.tr("This contract is the token of room {room}.")
            self.principal.show_error(words.format(room=owner))
            return
        words = self.tr("Valid on {network}: address and checksum agree, contract {name}.")
        name = contract.partition(".")[2]
        self.principal.show_ok(words.format(network=self._network.value, name=name))

    def _on_owner_unknown(self, _error: UserError) -> None:
        # Setting it asks again, and says then what is the matter.
        self.principal.clear_message()

    @Slot()
    def _on_set_clicked(self) -> None:
        if not self.set.isEnabled() or self.set.busy:
            return
        self._left = True
        if not self.principal.validate():
            self.principal.editor.setFocus()
            return
        self.set.set_busy(self.tr("Setting…"))
        self.context.tasks.change(
            partial(service.set_contract, self.desk, self.room.id, self.principal.text()),
            done=self._on_done,
            failed=self._on_refused,
        )

    def _on_done(self, _row_id: int) -> None:
        self.set.set_busy()
        title = self.tr("Contract of {name} set").format(name=self.room.name)
        self.context.messages.success(title, self.tr("Next: initialise the key token."))
        if self._done is not None:
            self._done()

    def _on_refused(self, error: UserError) -> None:
        self.set.set_busy()
        if error.field == "contract_principal":
            self.principal.show_error(error.message)
            self.principal.editor.setFocus()
        else:
            self.context.messages.error(error)


class TokenForm(CardForm):
    """Writes the room's metadata into its token."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow) -> None:
        super().__init__(context, desk, room)
        text = self.tr("Writes room ID, name, symbol, URI and creator into the token.")
        self.card.column.addWidget(Label(text, "t2", wrap=True))
        self.initialise = Button(
            self.tr("Initialise key token"),
            context.icons,
            name="rooms.initialise_token",
            kind="primary",
            extent="small",
        )
        self.initialise.set_denied(denied(desk, Step.INITIALISE_TOKEN, room))
        self.initialise.clicked.connect(self._on_initialise_clicked)
        self.add_buttons(self.initialise)

    @Slot()
    def _on_initialise_clicked(self) -> None:
        self.initialise.set_busy(self.tr("Initialising…"))
        self.context.tasks.change(
            partial(service.initialise_token, self.desk, self.room.id),
            done=self._on_done,
            failed=self._on_refused,
        )

    def _on_done(self, _row_id: int) -> None:
        self.initialise.set_busy()
        title = self.tr("Key token of {name} initialised").format(name=self.room.name)
        self.context.messages.success(title, self.tr("Next: initialise the vending machine."))

    def _on_refused(self, error: UserError) -> None:
        self.initialise.set_busy()
        self.context.messages.error(error)


def _owner_of(desk: Desk, contract: str, except_id: int) -> tuple[str, str]:
    """The contract and the room id of another room that has it, else an empty text."""
    asked = Listing(search=contract)
    found = desk.database.read(lambda connection: ROOMS.page(connection, asked, 0, 10).rows)
    owners = [
        row.room_id for row in found if row.contract_principal == contract and row.id != except_id
    ]
    return contract, owners[0] if owners else ""
