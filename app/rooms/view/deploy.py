"""The command that puts a room's key token on its chain (pure)."""

import re
import shlex

from app.addresses import Network
from app.rooms.queries import RoomRow

LONGEST_NAME = 40

_PREFIX = "key-token-"
_ODD = re.compile(r"[^A-Za-z0-9_-]+")


def contract_name(room: RoomRow) -> str:
    """A name for the room's contract that Clarity takes: letters, digits, - and _, at most 40."""
    tail = _ODD.sub("-", room.room_id).strip("-") or room.symbol.lower()
    return (_PREFIX + tail)[:LONGEST_NAME].rstrip("-")


def deploy_command(room: RoomRow, network: Network) -> str:
    """The line to run with the Stacks command line, whose key stays with the person.

    Source: `stx deploy_contract SOURCE NAME FEE NONCE KEY`; `-t` stands for the test network.
    """
    source = shlex.quote(f"KeyToken-{room.symbol}.clar")
    test = " -t" if network is Network.TESTNET else ""
    return f'stx deploy_contract {source} {contract_name(room)} "$FEE" "$NONCE" "$KEY"{test}'
