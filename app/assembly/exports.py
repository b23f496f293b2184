"""Every table that can be exported, by its name."""

from app.ledger import exports as ledger
from app.members import exports as members
from app.operators import exports as operators
from app.rooms import exports as rooms
from app.vending import exports as vending

EXPORTS = {
    **rooms.EXPORTS,
    **vending.EXPORTS,
    **members.EXPORTS,
    **ledger.EXPORTS,
    **operators.EXPORTS,
}
