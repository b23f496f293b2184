"""Takes what the chain said of a deployment, as it is pasted."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.addresses import Network
from app.changes import Done
from app.kit.choice import ChoiceField
from app.kit.fields import TextArea
from app.kit.forms import FormDialog
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.rooms.deployments import ReceiptRow, record_receipt
from app.rooms.queries import RoomRow
from app.rooms.receipts import LONGEST_PASTE, ContractPart, parse_receipt

translate = QCoreApplication.translate


def part_words(part: ContractPart) -> str:
    """What was deployed."""
    if part is ContractPart.TOKEN:
        return translate("Rooms", "Key token")
    return translate("Rooms", "Vending machine")


def receipt_dialog(
    context: ViewContext,
    desk: Desk,
    room: RoomRow,
    network: Network,
    part: ContractPart,
    parent: QWidget,
) -> FormDialog:
    """The dialog; it closes once the receipt is kept."""
    options = [Option(each, part_words(each)) for each in ContractPart]
    chosen = ChoiceField(
        translate("Rooms", "Contract"),
        context.icons,
        name="rooms.receipt_part",
        source=among(options),
    )
    chosen.set_option(next(option for option in options if option.value is part))
    pasted = TextArea(
        translate("Rooms", "Transaction result"),
        context.icons,
        name="rooms.receipt_text",
        required=True,
        limit=LONGEST_PASTE,
        lines=7,
    )
    pasted.set_check(lambda: parse_receipt(pasted.text(), network))

    def prepare() -> Callable[[], Done[ReceiptRow]]:
        given, value = parse_receipt(pasted.text(), network), chosen.value()
        assert isinstance(value, ContractPart)
        return lambda: record_receipt(desk, room.id, value, given)

    text = translate(
        "Rooms",
        "Paste the API's JSON of the transaction, or three lines: contract principal, "
        "transaction id, block height.",
    )
    # Whatever is wrong with what was pasted is said at the place where it was pasted.
    fields = {
        "part": chosen,
        "receipt": pasted,
    }
    dialog = FormDialog(
        context,
        translate("Rooms", "Paste a receipt"),
        fields,
        prepare,
        yes=translate("Rooms", "Keep receipt"),
        name="rooms.receipt_dialog",
        text=text,
        icon="import",
        parent=parent,
    )
    pasted.setFocus()
    return dialog
