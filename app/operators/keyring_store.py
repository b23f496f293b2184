"""Keeps secrets in the system's keyring."""

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.errors import Unavailable
from app.operators.secrets import StoreLocked, StoreState

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "tokendesk"
LONGEST_WAIT_SECONDS = 5.0
# They write secrets to plain files, or nowhere while saying that they did.
UNTRUSTED = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")


class KeyringStore:
    """The system's keyring, asked on a thread of its own because an unlock dialog may block it.

    backend: None takes the one that the keyring package finds for this system.
    """

    title = "the system keyring"

    def __init__(
        self,
        backend: "KeyringBackend | None" = None,
        *,
        wait_seconds: float = LONGEST_WAIT_SECONDS,
    ) -> None:
        self._backend = backend
        self._wait_seconds = wait_seconds

    def state(self) -> StoreState:
        try:
            self.find("state")
        except StoreLocked:
            return StoreState.LOCKED
        except Unavailable:
            return StoreState.NONE
        return StoreState.AVAILABLE

    def find(self, name: str) -> str | None:
        return self._ask(lambda backend: backend.get_password(SERVICE, name))

    def keep(self, name: str, secret: str) -> None:
        def work(backend: "KeyringBackend") -> bool:
            backend.set_password(SERVICE, name, secret)
            return backend.get_password(SERVICE, name) == secret

        if not self._ask(work):
            raise _none()

    def forget(self, name: str) -> None:
        def work(backend: "KeyringBackend") -> None:
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

        self._ask(work)

    def _ask(self, question: "Callable[[KeyringBackend], T]") -> T:
        answers: queue.Queue[T | Unavailable] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(question(_trusted(self._backend)))
            except Exception as error:  # noqa: BLE001 - An outside system may raise anything.
                answers.put(_said(error))

        threading.Thread(target=ask, daemon=True, name="keyring").start()
        try:
            answer = answers.get(timeout=self._wait_seconds)
        except queue.Empty:
            raise _locked() from None
        if isinstance(answer, Unavailable):
            raise answer
        return answer


def _trusted(backend: "KeyringBackend | None") -> "KeyringBackend":
    # Imported with the first secret, because most commands never need one.
    import keyring
    from keyring.errors import NoKeyringError

    found = backend or keyring.get_keyring()
    # A chain stands for the keyrings behind it.
    for each in getattr(found, "backends", [found]):
        if not type(each).__module__.startswith(UNTRUSTED):
            return each  # type: ignore[no-any-return]  # The chain's own list has no type.
    raise NoKeyringError


def _said(error: Exception) -> Unavailable:
    from keyring.errors import KeyringLocked

    if isinstance(error, KeyringLocked):
        return _locked()
    said = _none()
    said.details["keyring"] = repr(error)
    return said


def _locked() -> StoreLocked:
    return StoreLocked("The system keyring is locked; unlock it and try again.")


def _none() -> Unavailable:
    return Unavailable("This system has no keyring to keep secrets in.", code="NO_KEYRING")
