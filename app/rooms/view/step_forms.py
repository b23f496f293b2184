"""The forms of the deployment steps that are the room's own: request, contract, key token."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from app.addresses import Network, parse_contract
from app.changes import Done
from app.errors import UserError
from app.kit.boxes import Field
from app.kit.buttons import Button
from app.kit.field_errors import show_at_field, validate_all
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


class ActForm(StepForm):
    """Takes one step with one button; a refusal stands at its field, or is news.

    fields: what is judged before, by the names that errors call them.
    """

    def __init__(self, context: ViewContext, desk: Desk) -> None:
        super().__init__()
        self.context = context
        self.desk = desk
        self.fields: dict[str, Field] = {}
        self._busy = ""

    def make_act(self, words: str, busy: str, *, name: str, denied: str) -> Button:
        """The button; busy: what it says while the step is taken."""
        self._busy = busy
        self.act = Button(words, self.context.icons, name=name, kind="primary", extent="small")
        self.act.set_denied(denied)
        self.act.clicked.connect(self.take_step)
        return self.act

    def work(self) -> Callable[[], Done[Any]]:
        """The step as it is to be taken on the worker, by what is typed."""
        raise NotImplementedError

    def validate(self) -> bool:
        """Judge what is typed; the cursor goes to the first that is wrong."""
        return validate_all(self.fields)

    def tell(self, value: Any) -> None:
        """Say what was done."""

    @Slot()
    def take_step(self) -> None:
        """Take the step, unless it is denied, under way, or something is wrong."""
        if self.act.busy or not self.act.isEnabled() or not self.validate():
            return
        self.act.set_busy(self._busy)
        self.context.tasks.change(self.work(), done=self._on_taken, failed=self.refuse)

    def refuse(self, error: UserError) -> None:
        """Say why the step was not taken; it can be tried again."""
        self.act.set_busy()
        if not show_at_field(self.fields, error):
            self.context.messages.error(error)

    def _on_taken(self, value: object) -> None:
        self.act.set_busy()
        self.tell(value)


class CardForm(ActForm):
    """A raised card with a row of buttons below what it asks for."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow) -> None:
        super().__init__(context, desk)
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
        request = self.make_act(
            words,
            self.tr("Requesting…"),
            name="rooms.request",
            denied=denied(desk, Step.REQUEST_DEPLOYMENT, room),
        )
        self.edit = Button(self.tr("Edit…"), context.icons, name="rooms.edit", extent="small")
        self.edit.set_denied(denied(desk, Step.EDIT, room))
        self.edit.clicked.connect(self.edit_wanted)
        self.add_buttons(request, self.edit)

    def work(self) -> Callable[[], Done[int]]:
        return partial(service.request_deployment, self.desk, self.room.id)

    def tell(self, value: int) -> None:
        title = self.tr("Deployment of {name} requested").format(name=self.room.name)
        self.context.messages.success(title, self.tr("It waits for an admin now."))


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
        self.fields["contract_principal"] = self.principal
        self.add_buttons(
            self.make_act(
                self.tr("Set contract"),
                self.tr("Setting…"),
                name="rooms.set_contract",
                denied=denied(desk, Step.SET_CONTRACT, room),
            )
        )
        self.principal.edited.connect(self._on_edited)
        self.principal.committed.connect(self._on_committed)
        self.principal.submitted.connect(self.take_step)

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

    def validate(self) -> bool:
        self._left = True
        return super().validate()

    def work(self) -> Callable[[], Done[int]]:
        return partial(service.set_contract, self.desk, self.room.id, self.principal.text())

    def tell(self, value: int) -> None:
        title = self.tr("Contract of {name} set").format(name=self.room.name)
        self.context.messages.success(title, self.tr("Next: initialise the key token."))
        if self._done is not None:
            self._done()


class TokenForm(CardForm):
    """Writes the room's metadata into its token."""

    def __init__(self, context: ViewContext, desk: Desk, room: RoomRow) -> None:
        super().__init__(context, desk, room)
        text = self.tr("Writes room ID, name, symbol, URI and creator into the token.")
        self.card.column.addWidget(Label(text, "t2", wrap=True))
        self.add_buttons(
            self.make_act(
                self.tr("Initialise key token"),
                self.tr("Initialising…"),
                name="rooms.initialise_token",
                denied=denied(desk, Step.INITIALISE_TOKEN, room),
            )
        )

    def work(self) -> Callable[[], Done[int]]:
        return partial(service.initialise_token, self.desk, self.room.id)

    def tell(self, value: int) -> None:
        title = self.tr("Key token of {name} initialised").format(name=self.room.name)
        self.context.messages.success(title, self.tr("Next: initialise the vending machine."))


def _owner_of(desk: Desk, contract: str, except_id: int) -> tuple[str, str]:
    """The contract and the room id of another room that has it, else an empty text."""
    asked = Listing(search=contract)
    found = desk.database.read(lambda connection: ROOMS.page(connection, asked, 0, 10).rows)
    owners = [
        row.room_id for row in found if row.contract_principal == contract and row.id != except_id
    ]
    return contract, owners[0] if owners else ""
