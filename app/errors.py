"""Errors that are said calmly to the person; everything else is a bug."""

from collections.abc import Mapping
from typing import Any


class UserError(Exception):
    """A refusal that the person can understand and act on.

    code: stable short identifier for scripts and support (`ROOM_NOT_FOUND`, `u201`).
    message: one sentence: what is wrong and how to put it right.
    field: name of the input that caused it, where one did.
    details: further facts for the details pane and for `--json`.
    """

    title = "Not done"
    default_code = "REFUSED"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        title: str | None = None,
        field: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.title = title or type(self).title
        self.field = field
        self.details: dict[str, Any] = dict(details or {})

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders in tests and workers; keyword arguments must survive.
        return (_rebuild, (type(self), self.message, self.__dict__.copy()))


def _rebuild(kind: type[UserError], message: str, state: dict[str, Any]) -> UserError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class InvalidInput(UserError):
    """A field holds something that it can't; `field` names it."""

    title = "Check the input"
    default_code = "INVALID_INPUT"


class NotFound(UserError):
    """What was asked for is not there."""

    title = "Not found"
    default_code = "NOT_FOUND"


class NotAllowed(UserError):
    """The operator's role, or the state of things, forbids it."""

    title = "Not allowed"
    default_code = "NOT_ALLOWED"


class Conflict(UserError):
    """Somebody else changed it first, or it exists already."""

    title = "Conflict"
    default_code = "CONFLICT"


class Unavailable(UserError):
    """An outside system (database, keyring, network) doesn't do its part now."""

    title = "Not available"
    default_code = "UNAVAILABLE"


class Cancelled(UserError):
    """The person stopped a running task."""

    title = "Cancelled"
    default_code = "CANCELLED"
