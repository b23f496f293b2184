"""What an address text is, whatever was pasted: its kind, network, faults, and what it is near to.

Nothing here asks a chain; a valid text can still belong to nobody (pure).
"""

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from app.addresses import AddressKind, Network, check, network_of, solana_bytes, twin_of

LONGEST_TEXT: Final = 400
FARTHEST: Final = 2
"""Characters by which a text may differ from one that it is near to."""
SHORTEST_COMPARED: Final = 20

_PIECES: Final = FARTHEST + 1
_SAME_START, _SAME_END = 6, 4

_C32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]+")
_HEX = re.compile(r"[0-9a-fA-F]+")
# Letters that nobody uses in a Stacks address, and what they are taken for.
_TAKEN_FOR = str.maketrans("OoLlIi", "001111")
_SIGNATURE_LENGTHS = range(86, 89)
_BITCOIN_BYTES = 25
_FEWEST_DASHES = 3


class TextKind(StrEnum):
    """What a text is."""

    STACKS = "stacks"
    STACKS_CONTRACT = "stacks-contract"
    SOLANA = "solana"
    PRINCIPAL = "principal"
    ICP_ACCOUNT = "icp-account"
    STACKS_TX = "stacks-tx"
    SOLANA_TX = "solana-tx"
    BITCOIN = "bitcoin"
    ETHEREUM = "ethereum"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mending:
    """A text that would be right, one slip away from what was pasted.

    place: of the slip, counted from 1. wrong, right: what stands there, and what should; one of
    them is empty for a letter too many or too few.
    """

    text: str
    place: int
    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Passport:
    """What is known of a text by itself.

    text: without blanks around it. network: `mainnet`, `testnet`, or empty where the text
    doesn't tell. reason: why it isn't valid, else empty. detail: what it says of itself.
    mendings: what was probably meant. twin: the same key's address on Stacks' other network.
    """

    text: str
    kind: TextKind
    valid: bool
    network: str = ""
    reason: str = ""
    detail: str = ""
    mendings: tuple[Mending, ...] = ()
    twin: str = ""

    @property
    def compared(self) -> str:
        """The part that is held against known addresses: of a contract, its deployer."""
        return self.text.partition(".")[0] if self.kind is TextKind.STACKS_CONTRACT else self.text


def read_passport(text: str) -> Passport:
    """Say what a pasted text is; whatever it is, there is an answer."""
    stripped = text.strip()
    if not stripped:
        return Passport("", TextKind.UNKNOWN, False, reason="Paste an address.")
    if len(stripped) > LONGEST_TEXT:
        return _unknown(stripped[:LONGEST_TEXT], "This is too long for an address.")
    for read in (_stacks, _hex, _icp, _bitcoin, _base58):
        found = read(stripped)
        if found is not None:
            return found
    return _unknown(stripped, "This is no kind of address that is known here.")


def _unknown(text: str, reason: str) -> Passport:
    return Passport(text, TextKind.UNKNOWN, False, reason=reason)


def _stacks(text: str) -> Passport | None:
    bare = text.lstrip("'‘’")
    if not re.match(r"(?i)S[PMTN][0-9A-Z]{20}", bare):
        return None
    kind = AddressKind.STACKS_CONTRACT if "." in text else AddressKind.STACKS
    found = check(text, kind)
    if not found.valid:
        mendings = tuple(_mended_stacks(bare, kind))
        network = str(network_of(bare.upper()))
        return Passport(text, TextKind(kind), False, network, found.reason, mendings=mendings)
    return Passport(
        text, TextKind(kind), True, str(network_of(text)), detail=found.detail, twin=twin_of(text)
    )


def _mended_stacks(text: str, kind: AddressKind) -> Iterator[Mending]:
    if check(text, kind).valid:
        # Only the quote sign that Clarity writes in front of it was too much.
        yield Mending(text, 1, "'", "")
        return
    address, point, name = text.partition(".")
    for each in _slips(address, address.upper().translate(_TAKEN_FOR), _C32, 2):
        if check(each.text, AddressKind.STACKS).valid:
            whole = f"{each.text}{point}{name}"
            if check(whole, kind).valid:
                yield Mending(whole, each.place, each.wrong, each.right)


def _icp(text: str) -> Passport | None:
    if not re.fullmatch(r"(?i)(?=.*-)[a-z0-9-]{5,80}", text):
        return None
    found = check(text, AddressKind.PRINCIPAL)
    if found.valid:
        return Passport(text, TextKind.PRINCIPAL, True, "", detail=found.detail)
    if text.count("-") < _FEWEST_DASHES:
        # Names have dashes too.
        return None
    mendings = tuple(
        each
        for each in _slips(text, text.lower(), _BASE32 + "-", 0)
        if check(each.text, AddressKind.PRINCIPAL).valid
    )
    return Passport(text, TextKind.PRINCIPAL, False, reason=found.reason, mendings=mendings)


def _slips(text: str, folded: str, alphabet: str, start: int) -> Iterator[Mending]:
    """Texts that one slip of the hand makes of `text`: case, another, a swapped, a missing or an
    additional letter. The first `start` letters stand as they are.
    """
    if folded != text:
        place = next((at for at, pair in enumerate(zip(text, folded, strict=True), 1)
                      if pair[0] != pair[1]), 1)  # fmt: skip
        yield Mending(folded, place, text[place - 1], folded[place - 1])
        text = folded
    for at in range(start, len(text)):
        before, after = text[:at], text[at + 1 :]
        for letter in alphabet:
            if letter != text[at]:
                yield Mending(before + letter + after, at + 1, text[at], letter)
        if after and after[0] != text[at]:
            swapped = before + after[0] + text[at] + after[1:]
            yield Mending(swapped, at + 1, text[at : at + 2], after[0] + text[at])
        if at == start or text[at] != text[at - 1]:
            yield Mending(before + after, at + 1, text[at], "")
    for at in range(start, len(text) + 1):
        for letter in alphabet:
            if at == start or letter != text[at - 1]:
                yield Mending(text[:at] + letter + text[at:], at + 1, "", letter)


def _hex(text: str) -> Passport | None:
    prefixed = text[:2].lower() == "0x"
    digits = text[2:] if prefixed else text
    if not _HEX.fullmatch(digits) or (not prefixed and len(digits) != 64):
        return None
    if len(digits) == 64:
        return _of_32_bytes(text, digits, prefixed=prefixed)
    if len(digits) == 40:
        return Passport(
            text,
            TextKind.ETHEREUM,
            False,
            reason="An Ethereum address; nothing here is on Ethereum.",
        )
    return Passport(
        text,
        TextKind.STACKS_TX,
        False,
        reason=f"{len(digits)} hex digits; a transaction's id has 64.",
    )


def _of_32_bytes(text: str, digits: str, *, prefixed: bool) -> Passport:
    raw = bytes.fromhex(digits)
    # Source: Internet Computer ledger, account identifiers: CRC-32 before 28 bytes.
    if not prefixed and binascii.crc32(raw[4:]).to_bytes(4, "big") == raw[:4]:
        return Passport(text, TextKind.ICP_ACCOUNT, True, detail="its checksum matches")
    detail = "" if prefixed else "written without 0x; as an ICP account its checksum is wrong"
    return Passport(text, TextKind.STACKS_TX, True, detail=detail)


def _bitcoin(text: str) -> Passport | None:
    reason = "A Bitcoin address; sats are kept under Stacks addresses here."
    if re.fullmatch(r"(?i)(bc1|tb1)[a-z0-9]{11,71}", text):
        network = Network.MAINNET if text[:2].lower() == "bc" else Network.TESTNET
        return Passport(text, TextKind.BITCOIN, False, str(network), reason)
    if not _BASE58.fullmatch(text) or not 25 < len(text) < 36:
        return None
    raw = solana_bytes(text).rjust(_BITCOIN_BYTES, b"\0")
    once = hashlib.sha256(raw[:-4]).digest()
    if len(raw) != _BITCOIN_BYTES or hashlib.sha256(once).digest()[:4] != raw[-4:]:
        return None
    return Passport(text, TextKind.BITCOIN, False, reason=reason)


def _base58(text: str) -> Passport | None:
    if not _BASE58.fullmatch(text) or len(text) < 30:
        return None
    if len(text) in _SIGNATURE_LENGTHS and len(solana_bytes(text)) == 64:
        return Passport(text, TextKind.SOLANA_TX, True, detail="a transaction's signature")
    found = check(text, AddressKind.SOLANA)
    return Passport(text, TextKind.SOLANA, found.valid, "", found.reason, found.detail)


def pieces(text: str) -> tuple[str, ...]:
    """Parts of a text, one of which stands unbroken in every text that is near to it.

    Two slips can break two of three parts, never all of them. Empty for texts too short to be
    compared.
    """
    if len(text) < SHORTEST_COMPARED:
        return ()
    ends = [len(text) * number // _PIECES for number in range(_PIECES + 1)]
    return tuple(text[start:end] for start, end in pairwise(ends))


def distance(one: str, other: str) -> int:
    """Letters to be changed, added or left out to make one text the other; at most 3 is told.

    3 stands for "3 or more". Source: Levenshtein, reckoned in a band around the diagonal.
    """
    far = FARTHEST + 1
    if abs(len(one) - len(other)) > FARTHEST:
        return far
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        first, last = max(at - FARTHEST, 1), min(at + FARTHEST, len(other))
        before, row = row, [far] * (len(other) + 1)
        row[0] = at
        for place in range(first, last + 1):
            same = before[place - 1] + (letter != other[place - 1])
            row[place] = min(same, before[place] + 1, row[place - 1] + 1)
    return min(row[len(other)], far)


def looks_like(one: str, other: str) -> bool:
    """Whether two different texts begin and end alike, as people compare them at a glance."""
    return one != other and ends_of(one) == ends_of(other)


def ends_of(text: str) -> tuple[str, str]:
    """What people look at: the first six letters and the last four."""
    return text[:_SAME_START], text[-_SAME_END:]
