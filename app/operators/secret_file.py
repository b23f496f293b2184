"""Keeps secrets in a file encrypted with a passphrase, for systems without a keyring."""

import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.errors import NotAllowed, Unavailable
from app.operators.secrets import StoreState

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32


class Cost(msgspec.Struct, frozen=True):
    """What one guess of the passphrase costs, by Argon2id."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 1


class _Sealed(msgspec.Struct, frozen=True):
    """The file's content; everything but the ciphertext is authenticated with it."""

    version: int
    cost: Cost
    salt: bytes
    nonce: bytes
    ciphertext: bytes = b""

    def header(self) -> bytes:
        """What the ciphertext is bound to."""
        return msgspec.json.encode([self.version, self.cost, self.salt, self.nonce])


class WrongPassphrase(NotAllowed):
    """The passphrase doesn't open the file, or the file was changed."""

    title = "Wrong passphrase"
    default_code = "SECRETS_PASSPHRASE"


class EncryptedFileStore:
    """One file, readable by its owner only: Argon2id of the passphrase, then AES-256-GCM.

    Each change writes the whole file anew, with a new salt and nonce.
    """

    title = "the encrypted file"

    def __init__(self, path: Path, passphrase: str, *, cost: Cost | None = None) -> None:
        self._path = path
        self._passphrase = passphrase
        self._cost = cost or Cost()

    def state(self) -> StoreState:
        try:
            self._load()
        except WrongPassphrase:
            return StoreState.LOCKED
        except Unavailable:
            return StoreState.NONE
        return StoreState.AVAILABLE

    def find(self, name: str) -> str | None:
        return self._load().get(name)

    def keep(self, name: str, secret: str) -> None:
        self._save(self._load() | {name: secret})

    def forget(self, name: str) -> None:
        known = self._load()
        if name in known:
            del known[name]
            self._save(known)

    def _load(self) -> dict[str, str]:
        from argon2.exceptions import HashingError
        from cryptography.exceptions import InvalidTag

        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise _unavailable(self._path) from error
        try:
            sealed = msgspec.json.decode(content, type=_Sealed)
            plain = _cipher(self._passphrase, sealed).decrypt(
                sealed.nonce, sealed.ciphertext, sealed.header()
            )
        except InvalidTag:
            raise WrongPassphrase("This passphrase doesn't open the file of secrets.") from None
        except (msgspec.DecodeError, ValueError, HashingError) as error:
            raise _unavailable(self._path) from error
        return msgspec.json.decode(plain, type=dict[str, str])

    def _save(self, known: dict[str, str]) -> None:
        sealed = _Sealed(
            VERSION, self._cost, secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        )
        ciphertext = _cipher(self._passphrase, sealed).encrypt(
            sealed.nonce, msgspec.json.encode(known), sealed.header()
        )
        content = msgspec.json.encode(msgspec.structs.replace(sealed, ciphertext=ciphertext))
        try:
            _write_private(self._path, content)
        except OSError as error:
            raise _unavailable(self._path) from error


def _write_private(path: Path, content: bytes) -> None:
    # A temporary file is made with mode 0600, and takes the place of the old one at once.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _cipher(passphrase: str, sealed: _Sealed) -> "AESGCM":
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(
        hash_secret_raw(
            passphrase.encode(),
            sealed.salt,
            time_cost=sealed.cost.passes,
            memory_cost=sealed.cost.memory_kib,
            parallelism=sealed.cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    )


def _unavailable(path: Path) -> Unavailable:
    return Unavailable(
        f"The file of secrets {path.name} can't be read or written.", code="SECRETS_FILE"
    )
