"""What a member may be called and which states a member is in."""

from enum import StrEnum

from app.errors import InvalidInput
from app.operators.text_rules import check_line

LONGEST_USERNAME = 32
LONGEST_DISPLAY_NAME = 64


class MemberStatus(StrEnum):
    """Whether a member takes part."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    BANNED = "banned"


def check_username(username: str) -> None:
    """Refuse what is not 1–32 printable characters; raises InvalidInput (field `username`)."""
    check_line(username, field="username", what="A username", longest=LONGEST_USERNAME)


def check_display_name(display_name: str) -> None:
    """Refuse what is not 0–64 printable characters; raises InvalidInput (`display_name`)."""
    check_line(
        display_name,
        field="display_name",
        what="A shown name",
        longest=LONGEST_DISPLAY_NAME,
        shortest=0,
    )


def parse_status(text: str) -> MemberStatus:
    """The status of this name; raises InvalidInput (field `status`)."""
    try:
        return MemberStatus(text)
    except ValueError:
        names = ", ".join(status.value for status in MemberStatus)
        raise InvalidInput(f"A status is one of {names}.", field="status") from None
