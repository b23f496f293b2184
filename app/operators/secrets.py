"""Keeps secrets (database password, operators' passwords) and knows where to look for them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.db.location import PASSWORD_VARIABLE, Location
from app.errors import Unavailable

OPERATOR_PASSWORD_VARIABLE = "TOKENDESK_PASSWORD"


class StoreState(StrEnum):
    """Whether a store can be asked."""

    AVAILABLE = "available"
    LOCKED = "locked"
    NONE = "none"


class StoreLocked(Unavailable):
    """The store is there, but nobody has unlocked it in time."""

    title = "Locked"
    default_code = "SECRETS_LOCKED"


class SecretStore(Protocol):
    """One place that keeps secrets by name."""

    @property
    def title(self) -> str:
        """What the place is called in a sentence."""
        ...

    def state(self) -> StoreState:
        """Whether it can be asked now."""
        ...

    def find(self, name: str) -> str | None:
        """The secret, or None where there is none; raises Unavailable when it can't be asked."""
        ...

    def keep(self, name: str, secret: str) -> None:
        """Store or replace a secret; raises Unavailable when it can't be stored."""
        ...

    def forget(self, name: str) -> None:
        """Remove a secret if it is there; raises Unavailable when it can't be asked."""
        ...


class SessionStore:
    """Keeps secrets until the program ends."""

    title = "this session"

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def state(self) -> StoreState:
        return StoreState.AVAILABLE

    def find(self, name: str) -> str | None:
        return self._secrets.get(name)

    def keep(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    def forget(self, name: str) -> None:
        self._secrets.pop(name, None)


@dataclass(frozen=True, slots=True)
class SecretName:
    """What a secret is found by.

    name: in a store. variable: of the environment, which wins over every store.
    """

    name: str
    variable: str


def database_password(location: Location) -> SecretName:
    """The password of the server that the workspace is on."""
    return SecretName(f"database {location}", PASSWORD_VARIABLE)


def operator_password(location: Location, operator: str) -> SecretName:
    """An operator's password in this workspace, for commands."""
    return SecretName(f"operator {operator} of {location}", OPERATOR_PASSWORD_VARIABLE)


@dataclass(frozen=True)
class Secrets:
    """Looks for a secret in the environment, the keyring, this session and the encrypted file.

    file: only where the person has chosen to have one.
    """

    keyring: SecretStore
    session: SecretStore = field(default_factory=SessionStore)
    file: SecretStore | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def find(self, secret: SecretName) -> str | None:
        """The secret from the first place that has it; None where the person must be asked.

        A store that is locked, or isn't there, is passed over.
        """
        given = self.environment.get(secret.variable)
        if given is not None:
            return given
        for store in self._stores():
            try:
                found = store.find(secret.name)
            except Unavailable:
                continue
            if found is not None:
                return found
        return None

    def keep(self, secret: SecretName, value: str) -> SecretStore:
        """Store a secret and tell where: the keyring, else the file, else this session only."""
        lasting = (self.keyring,) if self.file is None else (self.keyring, self.file)
        for store in lasting:
            try:
                store.keep(secret.name, value)
            except Unavailable:
                continue
            return store
        self.session.keep(secret.name, value)
        return self.session

    def forget(self, secret: SecretName) -> None:
        """Remove a secret from every store that can be asked."""
        for store in self._stores():
            try:
                store.forget(secret.name)
            except Unavailable:
                continue

    def _stores(self) -> tuple[SecretStore, ...]:
        stores = (self.keyring, self.session)
        return stores if self.file is None else (*stores, self.file)
