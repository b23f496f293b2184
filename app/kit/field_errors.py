"""What forms do with fields that they know by the names that errors call them."""

from collections.abc import Mapping

from app.errors import UserError
from app.kit.boxes import Field


def validate_all(fields: Mapping[str, Field]) -> bool:
    """Judge all fields now; the cursor goes to the first that is wrong."""
    wrong = [field for field in fields.values() if not field.validate()]
    if wrong:
        wrong[0].setFocus()
    return not wrong


def show_at_field(fields: Mapping[str, Field], error: UserError) -> bool:
    """Show a refusal at the field that caused it; tells whether there is one."""
    field = fields.get(error.field or "")
    if field is None:
        return False
    field.show_error(error.message)
    field.setFocus()
    return True
