"""Stacks, Solana and ICP address texts: read, checked with a reason, and written (pure)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.errors import InvalidInput


class AddressKind(StrEnum):
    """What an address text is meant to be."""

    SOLANA = "solana"
    STACKS = "stacks"
    STACKS_CONTRACT = "stacks-contract"
    PRINCIPAL = "principal"


class Network(StrEnum):
    """Which Stacks chain a principal belongs to."""

    MAINNET = "mainnet"
    TESTNET = "testnet"


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """What is known of an address text.

    text: as it was given. reason: why it isn't valid, else empty.
    detail: what a valid address says of itself (network, kind of account), else empty.
    """

    text: str
    kind: AddressKind
    valid: bool
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class _StacksVersion:
    network: Network
    signers: str


STACKS_VERSIONS: Final = {
    22: _StacksVersion(Network.MAINNET, "single signature"),
    20: _StacksVersion(Network.MAINNET, "multiple signatures"),
    26: _StacksVersion(Network.TESTNET, "single signature"),
    21: _StacksVersion(Network.TESTNET, "multiple signatures"),
}
"""Version byte of a Stacks address; in the text it is the letter after S (P, M, T, N)."""

_TWINS: Final = {22: 26, 26: 22, 20: 21, 21: 20}

_C32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_AS_PYTHON = str.maketrans(_C32, "0123456789abcdefghijklmnopqrstuv")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_STACKS_LENGTH = 41
_STACKS_BYTES = 24
_CONTRACT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_CONTRACT_NAME_LENGTH = 40
_SOLANA_BYTES = 32
_SOLANA_LENGTHS = range(32, 45)
_ICP_BYTES = 29
_ICP_LENGTH = 63

_CHECKSUM_WRONG = (
    "The checksum does not match, so at least one character is wrong or missing. "
    "Copy the principal again."
)

_CURVE_PRIME = 2**255 - 19
_CURVE_D = -121665 * pow(121666, -1, _CURVE_PRIME) % _CURVE_PRIME


def check(text: str, kind: str) -> AddressCheck:
    """Whether a text is an address of that kind, and why not; spaces around it don't count.

    kind: `solana`, `stacks`, `stacks-contract` or `principal` (ICP).
    Errors: InvalidInput for an unknown kind only.
    """
    try:
        known = AddressKind(kind)
    except ValueError:
        kinds = ", ".join(AddressKind)
        raise InvalidInput(f"Choose one of these kinds: {kinds}.", field="kind") from None
    try:
        detail = _DETAILS[known](text.strip())
    except InvalidInput as refusal:
        return AddressCheck(text, known, False, refusal.message, "")
    return AddressCheck(text, known, True, "", detail)


def parse_principal(text: str, *, field: str, network: str | None = None) -> str:
    """A Stacks address typed or pasted by a person, without the spaces around it.

    network: `mainnet` or `testnet` where only one of them is accepted.
    Errors: InvalidInput naming `field`.
    """
    return _parsed(text, AddressKind.STACKS, field, network)


def parse_contract(text: str, *, field: str, network: str | None = None) -> str:
    """A contract principal `ADDRESS.name`; arguments and errors as for `parse_principal`."""
    return _parsed(text, AddressKind.STACKS_CONTRACT, field, network)


def network_of(principal: str) -> Network:
    """Network of a valid Stacks address or contract principal."""
    return STACKS_VERSIONS[_C32.index(principal[1])].network


def stacks_address(version: int, hash160: bytes) -> str:
    """The address text of a key's or script's hash.

    version: 22 or 20 (mainnet), 26 or 21 (testnet). hash160: 20 bytes.
    Source: SIP-005, c32check.
    """
    if len(hash160) != 20 or version not in range(32):
        raise ValueError("a Stacks address has a version below 32 and 20 bytes")
    return "S" + _C32[version] + _c32(hash160 + _stacks_checksum(version, hash160))


def twin_of(principal: str) -> str:
    """The address of the same key or script on the other Stacks network; contracts keep no twin."""
    if "." in principal:
        return ""
    version = _C32.index(principal[1])
    twin = _TWINS[version]
    return stacks_address(twin, _c32_bytes(principal[2:])[:20])


def solana_bytes(text: str) -> bytes:
    """The bytes of base58 text; each leading 1 is one zero byte."""
    significant = text.lstrip(_BASE58[0])
    return bytes(len(text) - len(significant)) + _bytes(_number(significant, _BASE58))


def solana_address(key: bytes) -> str:
    """The base58 text of a 32-byte Solana address."""
    if len(key) != _SOLANA_BYTES:
        raise ValueError("a Solana address has 32 bytes")
    zeros = len(key) - len(key.lstrip(b"\0"))
    return _BASE58[0] * zeros + _digits(int.from_bytes(key, "big"), _BASE58)


def icp_principal(raw: bytes) -> str:
    """The text of an ICP principal of at most 29 bytes.

    Source: Internet Computer interface specification, textual representation of principals.
    """
    if len(raw) > _ICP_BYTES:
        raise ValueError("a principal has at most 29 bytes")
    summed = binascii.crc32(raw).to_bytes(4, "big") + raw
    letters = base64.b32encode(summed).decode("ascii").rstrip("=").lower()
    return "-".join(letters[start : start + 5] for start in range(0, len(letters), 5))


def on_ed25519_curve(key: bytes) -> bool:
    """Whether 32 bytes are a point of the Ed25519 curve, so that a private key can exist.

    Source: RFC 8032, 5.1.3. Like Solana's own check it takes an unreduced y and ignores the
    sign of x.
    """
    y = (int.from_bytes(key, "little") & (2**255 - 1)) % _CURVE_PRIME
    square = (y * y - 1) * pow(_CURVE_D * y * y + 1, -1, _CURVE_PRIME) % _CURVE_PRIME
    return square == 0 or pow(square, (_CURVE_PRIME - 1) // 2, _CURVE_PRIME) == 1


def _parsed(text: str, kind: AddressKind, field: str, network: str | None) -> str:
    found = check(text, kind)
    if not found.valid:
        raise InvalidInput(found.reason, field=field)
    principal = text.strip()
    if network is not None and network_of(principal) != network:
        raise InvalidInput(
            f"This is a {network_of(principal)} principal; the workspace is on {network}.",
            field=field,
        )
    return principal


def _stacks_detail(text: str) -> str:
    if "." in text:
        raise InvalidInput("This names a contract. Leave out the point and the name after it.")
    version = _stacks_version(text)
    return f"{version.network}, {version.signers}"


def _contract_detail(text: str) -> str:
    address, point, name = text.partition(".")
    version = _stacks_version(address)
    if not point:
        raise InvalidInput("Add a point and the contract's name after the address.")
    _require_contract_name(name)
    return f"{version.network}, contract {name}"


def _require_contract_name(name: str) -> None:
    if not name:
        raise InvalidInput("The contract's name after the point is missing.")
    if len(name) > _CONTRACT_NAME_LENGTH:
        raise InvalidInput(
            f"The contract's name has {len(name)} characters; {_CONTRACT_NAME_LENGTH} are allowed."
        )
    if not _CONTRACT_NAME.fullmatch(name):
        raise InvalidInput(
            "A contract's name begins with a letter, and then has letters, digits, - and _ only."
        )


def _stacks_version(address: str) -> _StacksVersion:
    _require_stacks_start(address)
    _require_alphabet(address, _C32, "a Stacks principal")
    length = len(address)
    if length > _STACKS_LENGTH:
        raise InvalidInput(f"{length} characters; a Stacks principal has {_STACKS_LENGTH}.")
    version = _C32.index(address[1])
    data = _c32_bytes(address[2:])
    hash160, checksum = data[:20], data[20:]
    if len(data) == _STACKS_BYTES and checksum == _stacks_checksum(version, hash160):
        return STACKS_VERSIONS[version]
    # One address in four has 40 characters, and one in a hundred and thirty has fewer.
    if length < _STACKS_LENGTH - 1:
        raise InvalidInput(
            f"{length} of {_STACKS_LENGTH} characters. Copy the whole principal again."
        )
    raise InvalidInput(_CHECKSUM_WRONG)


def _require_stacks_start(address: str) -> None:
    if not address:
        raise InvalidInput("Type or paste a Stacks principal.")
    if address[0] in "'‘’":
        raise InvalidInput("Leave out the quote sign in front of the principal.")
    if address.upper().startswith(("SP", "SM", "ST", "SN")) and address != address.upper():
        raise InvalidInput("Stacks principals are written in capital letters.")
    if not address.startswith(("SP", "SM", "ST", "SN")):
        raise InvalidInput("A Stacks principal begins with SP, SM, ST or SN.")


def _stacks_checksum(version: int, hash160: bytes) -> bytes:
    once = hashlib.sha256(bytes([version]) + hash160).digest()
    return hashlib.sha256(once).digest()[:4]


def _c32(data: bytes) -> str:
    zeros = len(data) - len(data.lstrip(b"\0"))
    return _C32[0] * zeros + _digits(int.from_bytes(data, "big"), _C32)


def _c32_bytes(text: str) -> bytes:
    """Bytes of c32 letters; each leading 0 letter is one zero byte."""
    significant = text.lstrip(_C32[0])
    zeros = len(text) - len(significant)
    # Python reads base 32 in its own letters, ten times as fast as letter by letter.
    number = int(significant.translate(_AS_PYTHON), 32) if significant else 0
    return bytes(zeros) + _bytes(number)


def _solana_detail(text: str) -> str:
    if not text:
        raise InvalidInput("Type or paste a Solana address.")
    _require_alphabet(text, _BASE58, "a Solana address")
    length = len(text)
    if length not in _SOLANA_LENGTHS:
        raise InvalidInput(f"{length} characters; a Solana address has 32 to 44.")
    key = solana_bytes(text)
    if len(key) != _SOLANA_BYTES:
        raise InvalidInput(f"It stands for {len(key)} bytes; a Solana address has 32.")
    if on_ed25519_curve(key):
        return "on the Ed25519 curve: can be a wallet"
    return "not on the Ed25519 curve: belongs to a program, no wallet can sign for it"


def _icp_detail(text: str) -> str:
    if not text:
        raise InvalidInput("Type or paste an ICP principal.")
    if len(text) > _ICP_LENGTH:
        raise InvalidInput(f"{len(text)} characters; an ICP principal has at most {_ICP_LENGTH}.")
    if text != text.lower():
        raise InvalidInput("ICP principals are written in small letters.")
    _require_alphabet(text, _BASE32 + "-", "an ICP principal")
    letters = text.replace("-", "")
    raw = _base32_bytes(letters)
    if len(raw) < 4 or binascii.crc32(raw[4:]).to_bytes(4, "big") != raw[:4]:
        raise InvalidInput(_CHECKSUM_WRONG)
    written = icp_principal(raw[4:])
    if written.replace("-", "") != letters:
        raise InvalidInput(_CHECKSUM_WRONG)
    if written != text:
        raise InvalidInput("A dash must stand after each five characters, and nowhere else.")
    return _icp_class(raw[4:])


def _base32_bytes(letters: str) -> bytes:
    try:
        return base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except binascii.Error:
        raise InvalidInput(
            f"{len(letters)} letters can't be a whole principal. Copy the principal again."
        ) from None


def _icp_class(raw: bytes) -> str:
    if not raw:
        return "management canister"
    if raw == b"\x04":
        return "anonymous"
    names = {1: "canister", 2: "self-authenticating: a user's key", 3: "derived", 127: "reserved"}
    return names.get(raw[-1], "unknown class")


def _require_alphabet(text: str, alphabet: str, what: str) -> None:
    for place, letter in enumerate(text, start=1):
        if letter not in alphabet:
            shown = "The space" if letter.isspace() else f"“{letter}”"
            shown = shown if shown.isprintable() else "The sign"
            raise InvalidInput(f"{shown} at place {place} is never part of {what}.")


def _digits(number: int, alphabet: str) -> str:
    letters = []
    while number:
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    return "".join(reversed(letters))


def _number(text: str, alphabet: str) -> int:
    number = 0
    for letter in text:
        number = number * len(alphabet) + alphabet.index(letter)
    return number


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


_DETAILS: Final[dict[AddressKind, Callable[[str], str]]] = {
    AddressKind.SOLANA: _solana_detail,
    AddressKind.STACKS: _stacks_detail,
    AddressKind.STACKS_CONTRACT: _contract_detail,
    AddressKind.PRINCIPAL: _icp_detail,
}
