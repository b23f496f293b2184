"""Dialogs that make a member, change one, and book money in or out."""

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.errors import InvalidInput
from app.kit.choice import ChoiceField
from app.kit.fields import TextField
from app.kit.forms import FormDialog
from app.kit.number_field import NumberField
from app.kit.numbers import grouped
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.ledger.assets import AssetRow
from app.members import money, service
from app.members.queries import MemberRow
from app.operators.desk import Desk

Booking = Callable[[Desk, int, str, int, str, str], Done[money.Moved]]


def new_member_form(
    context: ViewContext, desk: Desk, parent: QWidget, done: Callable[[MemberRow], None]
) -> FormDialog:
    """Asks for a new member's name and principal; done: hears of the member made."""
    tr, icons = parent.tr, context.icons
    username = TextField(tr("Username"), icons, name="member.username", required=True)
    shown = TextField(tr("Shown as"), icons, name="member.display_name", hint=tr("optional"))
    principal = TextField(
        tr("Stacks principal"), icons, name="member.principal", hint=tr("optional"), mono=True
    )

    def prepare() -> Callable[[], Done[MemberRow]]:
        values = username.text(), shown.text(), principal.text()
        return lambda: service.create_member(
            desk, username=values[0], display_name=values[1], principal=values[2]
        )

    return FormDialog(
        context,
        tr("New member"),
        {"username": username, "display_name": shown, "principal": principal},
        prepare,
        yes=tr("Create member"),
        done=done,
        name="new_member",
        icon="user",
        parent=parent,
    )


def edit_member_form(
    context: ViewContext, desk: Desk, row: MemberRow, parent: QWidget
) -> FormDialog:
    """Changes names; refuses when somebody changed the member meanwhile."""
    tr, icons = parent.tr, context.icons
    username = TextField(tr("Username"), icons, name="member.username", required=True)
    shown = TextField(tr("Shown as"), icons, name="member.display_name", required=True)
    username.set_text(row.username)
    shown.set_text(row.display_name)

    def prepare() -> Callable[[], Done[MemberRow]]:
        values = username.text(), shown.text()
        return lambda: service.rename_member(
            desk, row.id, username=values[0], display_name=values[1], version=row.version
        )

    return FormDialog(
        context,
        tr("Edit %1").replace("%1", row.username),
        {"username": username, "display_name": shown},
        prepare,
        yes=tr("Save"),
        name="edit_member",
        icon="edit",
        parent=parent,
    )


def principal_form(context: ViewContext, desk: Desk, row: MemberRow, parent: QWidget) -> FormDialog:
    """Sets the Stacks principal of a member, or takes it away."""
    tr = parent.tr
    principal = TextField(
        tr("Stacks principal"), context.icons, name="member.principal", mono=True, clearable=True
    )
    principal.set_text(row.principal)

    def prepare() -> Callable[[], Done[MemberRow]]:
        text = principal.text()
        return lambda: service.set_principal(desk, row.id, text, version=row.version)

    return FormDialog(
        context,
        tr("Principal of %1").replace("%1", row.username),
        {"principal": principal},
        prepare,
        yes=tr("Save"),
        name="member_principal",
        icon="key",
        parent=parent,
    )


def money_form(
    context: ViewContext,
    desk: Desk,
    row: MemberRow,
    assets: tuple[AssetRow, ...],
    parent: QWidget,
    *,
    is_deposit: bool,
) -> FormDialog:
    """Books an amount in or out, and tells the balance."""
    tr, icons = parent.tr, context.icons
    options = [Option(asset.code, asset.code, asset.name) for asset in assets]
    asset = ChoiceField(
        tr("Asset"), icons, name="money.asset", source=among(options), required=True
    )
    if options:
        asset.set_option(options[0])
    amount = NumberField(
        tr("Amount"), icons, name="money.amount", field="amount", hint=tr("minor units"),
        required=True, minimum=1,
    )  # fmt: skip
    memo = TextField(tr("Memo"), icons, name="money.memo", hint=tr("optional"))
    book: Booking = money.deposit if is_deposit else money.withdraw
    # One key for one dialog: however often it is submitted, the money moves once.
    key = f"window:{uuid4()}"

    def prepare() -> Callable[[], Done[money.Moved]]:
        code = asset.value()
        if not isinstance(code, str):
            raise InvalidInput(tr("Choose an asset."), field="asset")
        values = amount.value(), memo.text()
        return lambda: book(desk, row.id, code, values[0], key, values[1])

    def booked(moved: money.Moved) -> None:
        text = tr("%1 %2, balance now %3").replace("%1", grouped(moved.amount))
        text = text.replace("%2", moved.asset_code).replace("%3", grouped(moved.balance))
        context.messages.success(tr("Booked"), text)

    title = tr("Deposit for %1") if is_deposit else tr("Withdraw for %1")
    return FormDialog(
        context,
        title.replace("%1", row.username),
        {"asset": asset, "amount": amount, "memo": memo},
        prepare,
        yes=tr("Book deposit") if is_deposit else tr("Book withdrawal"),
        done=booked,
        name="money",
        text=tr("Booked in the ledger from or to the asset's issuance account."),
        icon="wallet",
        parent=parent,
    )
