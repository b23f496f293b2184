"""Who a new room belongs to: a member, found by name, or a Stacks principal."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.addresses import Network, parse_principal
from app.errors import InvalidInput, UserError
from app.kit.choice import ChoiceField
from app.kit.fields import TextField
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import short_id
from app.kit.options import Give, Option
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.members.queries import MemberRow, find_members
from app.operators.desk import Desk
from app.rooms.service import Creator

SHOWN = 20


class CreatorField(QWidget):
    """Switches between a list of members and a text; what is in the other one stays.

    edited: the person, or the program, changed something.
    """

    edited = Signal()

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._network: Network | None = None
        self._build()
        self.kind.chosen.connect(self._on_kind_chosen)
        self.member.edited.connect(self.edited)
        self.principal.edited.connect(self.edited)

    def _build(self) -> None:
        icons = self._context.icons
        self.kind = Segmented(
            [("member", self.tr("Member")), ("principal", self.tr("Principal"))],
            icons,
            name="rooms.creator_kind",
            label=self.tr("Creator"),
        )
        head = in_row(
            Label(self.tr("Creator"), "label"),
            Label(self.tr("required"), "hint"),
            STRETCH,
            self.kind,
            margins=(0, 0, 0, 4),
            spacing=6,
        )
        self.member = ChoiceField(
            "",
            icons,
            name="rooms.creator_member",
            source=self._find,
            required=True,
            accessible=self.tr("Creator"),
            placeholder=self.tr("Choose a member"),
        )
        self.principal = TextField(
            "",
            icons,
            name="rooms.creator_principal",
            required=True,
            accessible=self.tr("Principal of the creator"),
            mono=True,
            clearable=True,
            check=self._parsed,
            limit=300,
        )
        self.principal.hide()
        in_column(head, self.member, self.principal, within=self, spacing=0)

    def set_network(self, network: Network) -> None:
        """Take principals of this network only."""
        self._network = network
        self.principal.editor.setPlaceholderText("ST…" if network is Network.TESTNET else "SP…")

    def creator(self) -> Creator:
        """Who was chosen; raises InvalidInput (field `creator`)."""
        if self.kind.value() == "principal":
            return Creator(principal=self._parsed())
        member = self.member.value()
        if not isinstance(member, int):
            raise InvalidInput(self.tr("Choose a member, or give a principal."), field="creator")
        return Creator(member_id=member)

    def show_error(self, text: str) -> None:
        """Say what is wrong at the part that is shown."""
        shown = self._shown()
        shown.show_error(text)
        shown.setFocus()

    def validate(self) -> bool:
        """Judge what is there now; the message says what is wrong."""
        try:
            self.creator()
        except InvalidInput as error:
            self._shown().show_error(error.message)
            return False
        return True

    def focus_first(self) -> None:
        """Put the cursor there."""
        self._shown().setFocus()

    def _shown(self) -> ChoiceField | TextField:
        return self.principal if self.kind.value() == "principal" else self.member

    def _parsed(self) -> str:
        return parse_principal(self.principal.text(), field="creator", network=self._network)

    def _find(self, text: str, give: Give) -> None:
        desk = self._desk
        self._context.tasks.query(
            lambda: desk.database.read(lambda connection: find_members(connection, text, SHOWN)),
            done=partial(self._on_found, give),
            failed=self._on_not_found,
            key=("creator", id(self)),
        )

    def _on_found(self, give: Give, members: Sequence[MemberRow]) -> None:
        give([_option(member) for member in members])

    def _on_not_found(self, error: UserError) -> None:
        self.member.show_error(error.message)

    @Slot(object)
    def _on_kind_chosen(self, kind: object) -> None:
        self.member.setVisible(kind != "principal")
        self.principal.setVisible(kind == "principal")
        self._shown().setFocus()
        self.edited.emit()


def _option(member: MemberRow) -> Option:
    hint = short_id(member.principal) if member.principal else member.display_name
    return Option(member.id, member.username, hint, avatar=True)
