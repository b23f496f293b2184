"""What each role may do, which names and passwords are taken, and when wrong tries lock."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import InvalidInput, NotAllowed
from app.operators.text_rules import check_encodable, check_line

LONGEST_NAME = 64
LONGEST_REASON = 1_000
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
FEWEST_DIFFERENT_CHARACTERS = 4

WRONG_TRIES_ALLOWED = 5
LOCK_OUT = timedelta(minutes=15)


class Role(StrEnum):
    """What an operator is; each role may all that the one before it may."""

    VIEWER = "viewer"
    SUPPORT = "support"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role in the product's words."""
        return _LABELS[self]


_LABELS = {Role.VIEWER: "viewer", Role.SUPPORT: "support staff", Role.ADMIN: "platform admin"}


class Permission(StrEnum):
    """Something that a role may or may not do."""

    VIEW = "view"
    EXPORT = "export"
    AUDIT = "audit"
    TRADE = "trade"
    CREATE_ROOM = "create_room"
    REQUEST_DEPLOYMENT = "request_deployment"
    SET_CONTRACT = "set_contract"
    INITIALISE = "initialise"
    PAUSE_ROOM = "pause_room"
    DEPRECATE_ROOM = "deprecate_room"
    CHANGE_TREASURY = "change_treasury"
    TRANSFER_KEYS = "transfer_keys"
    MANAGE_MEMBERS = "manage_members"
    DEPOSIT = "deposit"
    MANAGE_OPERATORS = "manage_operators"
    CHANGE_SETTINGS = "change_settings"
    BACKUP = "backup"
    RESTORE = "restore"


_VIEWER = frozenset({Permission.VIEW, Permission.EXPORT, Permission.AUDIT})
_SUPPORT = _VIEWER | {
    Permission.TRADE,
    Permission.CREATE_ROOM,
    Permission.REQUEST_DEPLOYMENT,
    Permission.MANAGE_MEMBERS,
}

ALLOWED: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.SUPPORT: _SUPPORT,
    Role.ADMIN: frozenset(Permission),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role has the permission."""
    return permission in ALLOWED[role]


def least_role(permission: Permission) -> Role:
    """The smallest role that has the permission."""
    return next(role for role in Role if may(role, permission))


def check_may(role: Role, permission: Permission) -> None:
    """Raise NotAllowed (`NEEDS_ROLE`), naming the role needed, unless the role may."""
    if not may(role, permission):
        needed = least_role(permission)
        raise NotAllowed(
            f"Needs {needed.label}.",
            code="NEEDS_ROLE",
            details={"needed": needed.value, "role": role.value, "permission": permission.value},
        )


def check_name(name: str) -> None:
    """Refuse a sign-in name that is not 1–64 printable characters without spaces.

    Raises InvalidInput (field `name`).
    """
    check_line(name, field="name", what="An operator's name", longest=LONGEST_NAME)
    if " " in name:
        raise InvalidInput("An operator's name holds no spaces.", field="name")


def check_display_name(display_name: str) -> None:
    """Refuse a shown name that is not 1–64 printable characters; raises InvalidInput."""
    check_line(display_name, field="display_name", what="A shown name", longest=LONGEST_NAME)


def parse_role(text: str) -> Role:
    """The role of this name; raises InvalidInput (field `role`)."""
    try:
        return Role(text)
    except ValueError:
        names = ", ".join(role.value for role in Role)
        raise InvalidInput(f"A role is one of {names}.", field="role") from None


def as_hashed(password: str) -> str:
    """The password as it is hashed, so that two keyboards' spellings of é are one."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, name: str) -> None:
    """Refuse a new password that is easily guessed; any characters are taken.

    Length counts, not a mix of character kinds (NIST SP 800-63B, section 3.1.1).
    Raises InvalidInput (field `password`).
    """
    check_encodable(password, field="password", what="A password")
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(
            f"A password has at least {SHORTEST_PASSWORD} characters.", field="password"
        )
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput(
            f"A password has at most {LONGEST_PASSWORD} characters.", field="password"
        )
    if len(set(password)) < FEWEST_DIFFERENT_CHARACTERS:
        raise InvalidInput("This password repeats too few characters.", field="password")
    if name and password.casefold() == name.casefold():
        raise InvalidInput("The password can't be the name.", field="password")


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passwords given for one name since the last right one."""

    wrong: int = 0
    locked_until: datetime | None = None

    def wait(self, now: datetime) -> timedelta | None:
        """How long no password is looked at any more; None when one may be tried."""
        if self.locked_until is None or self.locked_until <= now:
            return None
        return self.locked_until - now

    def after_wrong(self, now: datetime) -> "Tries":
        """The count after one more wrong password; the fifth locks for 15 minutes.

        A lock that has run out starts the count anew.
        """
        wrong = 1 if self.locked_until is not None else self.wrong + 1
        if wrong >= WRONG_TRIES_ALLOWED:
            return Tries(wrong, now + LOCK_OUT)
        return Tries(wrong)


def wait_text(wait: timedelta) -> str:
    """The wait in words, rounded up: `15 minutes`, `1 minute`, `40 seconds`."""
    seconds = -(-wait // timedelta(seconds=1))
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
