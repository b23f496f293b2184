"""Hashes operators' passwords with Argon2id."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from app.errors import Unavailable
from app.operators.rules import as_hashed

if TYPE_CHECKING:
    from argon2 import PasswordHasher


class Hasher(Protocol):
    """Turns a password into what is stored, and compares one with what is stored."""

    @property
    def decoy(self) -> str:
        """A hash that no password matches, compared where a name is unknown."""
        ...

    def hash(self, password: str) -> str:
        """What is stored of the password; another text each time."""
        ...

    def matches(self, stored: str, password: str) -> bool:
        """Whether the password is the stored one; raises Unavailable for a damaged hash."""
        ...

    def is_outdated(self, stored: str) -> bool:
        """Whether the stored hash was made at another cost than new ones are."""
        ...


class Argon2Hasher:
    """Argon2id at a given cost.

    memory_kib, passes, lanes: OWASP's minimum is 19 456 KiB, 2 and 1, about 30 ms
    (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
    """

    def __init__(self, memory_kib: int = 19_456, passes: int = 2, lanes: int = 1) -> None:
        self._cost = (memory_kib, passes, lanes)

    @cached_property
    def _argon2(self) -> "PasswordHasher":
        # Imported with the first password, because most commands never see one.
        from argon2 import PasswordHasher

        memory_kib, passes, lanes = self._cost
        return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)

    @cached_property
    def decoy(self) -> str:
        return self._argon2.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        return self._argon2.hash(as_hashed(password))

    def matches(self, stored: str, password: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

        try:
            return self._argon2.verify(stored, as_hashed(password))
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError) as error:
            raise Unavailable(
                "The stored password can't be read; an admin must set a new one.",
                code="PASSWORD_DAMAGED",
            ) from error

    def is_outdated(self, stored: str) -> bool:
        return self._argon2.check_needs_rehash(stored)
