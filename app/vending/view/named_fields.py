"""What forms do with fields that they know by name."""

from collections.abc import Mapping

from app.errors import UserError
from app.kit.fields import TextField
from app.kit.number_field import NumberField

NamedFields = Mapping[str, NumberField] | Mapping[str, NumberField | TextField]


def validate_all(fields: NamedFields) -> bool:
    """Judge all fields now; the cursor goes to the first that is wrong."""
    wrong = [field for field in fields.values() if not field.validate()]
    if wrong:
        wrong[0].editor.setFocus()
    return not wrong


def show_at_field(fields: NamedFields, error: UserError) -> bool:
    """Show a refusal at the field that caused it; tells whether there is one."""
    field = fields.get(error.field or "")
    if field is None:
        return False
    field.show_error(error.message)
    field.editor.setFocus()
    return True
