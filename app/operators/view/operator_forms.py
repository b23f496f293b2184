"""Dialogs that make an operator, give a role and set a password."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.errors import InvalidInput
from app.kit.choice import ChoiceField
from app.kit.fields import PasswordField, TextField
from app.kit.forms import FormDialog
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.operators import rules, service
from app.operators.desk import Desk
from app.operators.passwords import Hasher
from app.operators.queries import OperatorRow
from app.operators.rules import Role

translate = QCoreApplication.translate


def role_words(role: Role) -> str:
    """The role as it stands in tables and choices."""
    return {
        Role.VIEWER: translate("Settings", "Viewer"),
        Role.SUPPORT: translate("Settings", "Support staff"),
        Role.ADMIN: translate("Settings", "Platform admin"),
    }[role]


def role_option(role: Role) -> Option:
    """The role with what it may do."""
    hint = {
        Role.VIEWER: translate("Settings", "reads and exports"),
        Role.SUPPORT: translate("Settings", "trades, prepares rooms"),
        Role.ADMIN: translate("Settings", "everything"),
    }[role]
    return Option(role, role_words(role), hint)


def new_operator_form(
    context: ViewContext, desk: Desk, hasher: Hasher, parent: QWidget
) -> FormDialog:
    """Asks for a further operator; submits an OperatorRow."""
    tr, icons = parent.tr, context.icons
    name = TextField(
        tr("Sign-in name"), icons, name="operator.name", required=True, hint=tr("without spaces")
    )
    shown = TextField(
        tr("Shown as"), icons, name="operator.display_name", hint=tr("empty: the sign-in name")
    )
    role = _role_field(context, parent)
    role.set_option(role_option(Role.VIEWER))
    password, again = _password_fields(context, lambda: name.text(), parent)
    name.set_check(lambda: rules.check_name(name.text()))

    def prepare() -> Callable[[], Done[OperatorRow]]:
        chosen, sign_in, secret = role.value(), name.text(), password.text()
        assert isinstance(chosen, Role)
        label = shown.text() or sign_in
        return lambda: service.create_operator(
            desk, name=sign_in, display_name=label, role=chosen, password=secret, hasher=hasher
        )

    return FormDialog(
        context,
        tr("Add an operator"),
        {
            "name": name,
            "display_name": shown,
            "role": role,
            "password": password,
            "again": again,
        },
        prepare,
        yes=tr("Add operator"),
        name="new_operator",
        text=tr("Tell them the name and the password; they can set their own afterwards."),
        icon="user",
        parent=parent,
    )


def role_form(context: ViewContext, desk: Desk, row: OperatorRow, parent: QWidget) -> FormDialog:
    """Gives another role, with a reason; submits an OperatorRow."""
    tr = parent.tr
    role = _role_field(context, parent)
    role.set_option(role_option(row.role))
    reason = TextField(
        tr("Reason"),
        context.icons,
        name="operator.reason",
        hint=tr("for the audit trail, optional"),
        limit=rules.LONGEST_REASON,
    )

    def prepare() -> Callable[[], Done[OperatorRow]]:
        chosen, why = role.value(), reason.text()
        assert isinstance(chosen, Role)
        return lambda: service.change_role(desk, row.id, chosen, version=row.version, reason=why)

    return FormDialog(
        context,
        tr("Role of %1").replace("%1", row.display_name),
        {"role": role, "reason": reason},
        prepare,
        yes=tr("Change role"),
        name="operator_role",
        text=tr("A window that they have open refuses changes until they sign in again."),
        icon="shield",
        parent=parent,
    )


def rename_form(context: ViewContext, desk: Desk, row: OperatorRow, parent: QWidget) -> FormDialog:
    """Changes the shown name; submits an OperatorRow."""
    tr = parent.tr
    shown = TextField(tr("Shown as"), context.icons, name="operator.display_name", required=True)
    shown.set_text(row.display_name)
    shown.set_check(lambda: rules.check_display_name(shown.text()))

    def prepare() -> Callable[[], Done[OperatorRow]]:
        text = shown.text()
        return lambda: service.rename_operator(desk, row.id, text, version=row.version)

    return FormDialog(
        context,
        tr("Rename %1").replace("%1", row.name),
        {"display_name": shown},
        prepare,
        yes=tr("Rename"),
        name="operator_rename",
        icon="edit",
        parent=parent,
    )


def password_form(
    context: ViewContext, desk: Desk, row: OperatorRow, hasher: Hasher, parent: QWidget
) -> FormDialog:
    """Sets a new password: one's own after the old one, anybody's for an admin."""
    tr = parent.tr
    is_own = row.id == desk.operator.id
    old = PasswordField(
        tr("Password now"), context.icons, name="operator.old_password", required=True
    )
    password, again = _password_fields(context, lambda: row.name, parent)
    fields = {"password": password, "again": again}

    def prepare() -> Callable[[], Done[OperatorRow]]:
        before, secret = old.text(), password.text()
        return lambda: service.change_password(
            desk, row.id, secret, hasher=hasher, old_password=before
        )

    title = tr("Change my password") if is_own else tr("New password for %1")
    return FormDialog(
        context,
        title.replace("%1", row.display_name),
        {"old_password": old, **fields} if is_own else fields,
        prepare,
        yes=tr("Set password"),
        name="operator_password",
        text="" if is_own else tr("It also ends a lock-out after wrong passwords."),
        icon="key",
        parent=parent,
    )


def _role_field(context: ViewContext, parent: QWidget) -> ChoiceField:
    return ChoiceField(
        parent.tr("Role"),
        context.icons,
        name="operator.role",
        source=among([role_option(role) for role in Role]),
        required=True,
    )


def _password_fields(
    context: ViewContext, name: Callable[[], str], parent: QWidget
) -> tuple[PasswordField, PasswordField]:
    tr, icons = parent.tr, context.icons
    hint = tr("%1 characters or more").replace("%1", str(rules.SHORTEST_PASSWORD))
    password = PasswordField(
        tr("New password"), icons, name="operator.password", hint=hint, required=True
    )
    again = PasswordField(tr("Again"), icons, name="operator.again", required=True)

    def same() -> None:
        if again.text() != password.text():
            raise InvalidInput(tr("The two passwords differ."), field="again")

    password.set_check(lambda: rules.check_password(password.text(), name=name()))
    again.set_check(same)
    return password, again
