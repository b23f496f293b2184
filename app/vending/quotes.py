"""The assets that keys are priced in, which every workspace begins with."""

from sqlalchemy import Connection

from app.ledger.assets import AssetRow, open_asset
from app.ledger.rules import AssetKind

SATS = "sats"
USTX = "uSTX"
# Both count the smallest unit there is, so neither has decimals.
QUOTES = ((SATS, "Satoshi"), (USTX, "Micro-STX"))


def open_quotes(connection: Connection) -> tuple[AssetRow, ...]:
    """Open the quote assets that aren't there yet; all of them, in a fixed order."""
    return tuple(open_asset(connection, code, name, 0, AssetKind.QUOTE) for code, name in QUOTES)
