"""Where an operator sits: the open database, the clock and who is signed in."""

from dataclasses import dataclass

from app.db.clock import Clock
from app.db.database import Database
from app.operators.rules import Permission, Role, check_may, may


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The operator at the desk.

    id: row id; None where the program itself acts (making a workspace, filling the demo).
    """

    id: int | None
    name: str
    display_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Desk:
    """What every use case is given: where to write, what time it is, who asks."""

    database: Database
    clock: Clock
    operator: SignedIn

    @property
    def actor(self) -> str:
        """The name that entries and timelines keep."""
        return self.operator.name

    def may(self, permission: Permission) -> bool:
        """Whether the operator's role has the permission, for a button that follows it."""
        return may(self.operator.role, permission)

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed (`NEEDS_ROLE`, "Needs platform admin.") unless the role has it."""
        check_may(self.operator.role, permission)
