"""Files of legacy holders, and what an import says of them."""

import io
from collections.abc import Iterable

import pytest

from app.addresses import Network
from app.errors import InvalidInput
from app.migration.holder_file import HolderFile, read_holders
from app.migration.importing import ImportReport, import_holders
from app.operators.desk import Desk
from app.progress import NoProgress

TITLES = "room_id,holder,keys"


def text_of(*lines: str, titles: str = TITLES) -> bytes:
    """The bytes of a file with these lines below the titles."""
    return "\r\n".join([titles, *lines, ""]).encode()


def read(content: bytes, network: Network = Network.TESTNET) -> HolderFile:
    """What the file says."""
    return read_holders(io.BytesIO(content), "old.csv", network, NoProgress())


def faults_of(content: bytes) -> list[tuple[int, str, str]]:
    """Line, column and sentence of each fault that reading finds."""
    return [(each.line, each.field, each.message) for each in read(content).faults.kept]


def refusal(content: bytes) -> str:
    """Why the file as a whole can't be read."""
    with pytest.raises(InvalidInput) as caught:
        read(content)
    assert caught.value.field == "file"
    return caught.value.message


def imported(desk: Desk, *lines: str, dry_run: bool = False, name: str = "old.csv") -> ImportReport:
    """What came of importing these lines."""
    content = text_of(*lines)
    return import_holders(desk, io.BytesIO(content), name, NoProgress(), dry_run=dry_run).value


def sentences(report: ImportReport) -> list[tuple[int, str]]:
    """Line and sentence of each fault."""
    return [(fault.line, fault.message) for fault in report.faults]


def lines_of(room: str, holders: Iterable[tuple[str, int]]) -> list[str]:
    """A room's lines."""
    return [f"{room},{holder},{keys}" for holder, keys in holders]
