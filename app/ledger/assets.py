"""The assets of a workspace."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.db.projection import Projection
from app.db.rows import insert_if_absent, next_id
from app.db.schema import table_of
from app.errors import InvalidInput, NotFound
from app.ledger import rules
from app.ledger.rules import AssetKind
from app.ledger.tables import Asset

asset = table_of(Asset)

PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class AssetRow:
    """Something counted; `decimals` as the chain knows them."""

    id: int
    code: str
    name: str
    decimals: int
    kind: AssetKind

    @property
    def ledger_decimals(self) -> int:
        """How many of the decimals the ledger keeps."""
        return min(self.decimals, 9)

    def issuance(self) -> rules.AccountRef:
        """The account that goes negative by what is in circulation."""
        return rules.AccountRef(self.id, PLATFORM, 0, rules.AccountRole.ISSUANCE)


_row = Projection(AssetRow, asset, kind=AssetKind)
_SELECT = select(*_row.columns)


def find_asset(connection: Connection, code: str) -> AssetRow:
    """The asset with this code; raises NotFound."""
    found = _existing(connection, code) if rules.is_storable(code) else None
    if found is None:
        raise NotFound(f"There is no asset {code!r}.", code="ASSET_NOT_FOUND", field="asset")
    return found


def list_assets(connection: Connection, kind: AssetKind) -> tuple[AssetRow, ...]:
    """All assets of a kind, in the order in which they were opened."""
    rows = connection.execute(_SELECT.where(asset.c.kind == kind.value).order_by(asset.c.id))
    return tuple(map(_row, rows))


def open_asset(
    connection: Connection, code: str, name: str, decimals: int, kind: AssetKind
) -> AssetRow:
    """The asset with this code, made now if it isn't there yet.

    Raises InvalidInput when it is there with other decimals or of another kind.
    """
    found = _existing(connection, code)
    if found is None:
        if not 0 <= decimals <= 18:
            raise InvalidInput("An asset has 0 to 18 decimals.", field="decimals")
        _insert(connection, code, name, decimals, kind)
        # What another process opened in between counts, and may be another asset.
        found = find_asset(connection, code)
    if (found.decimals, found.kind) != (decimals, kind):
        raise InvalidInput(f"The asset {code!r} exists and is another.", field="asset")
    return found


def _existing(connection: Connection, code: str) -> AssetRow | None:
    row = connection.execute(_SELECT.where(asset.c.code == code)).first()
    return None if row is None else _row(row)


def _insert(connection: Connection, code: str, name: str, decimals: int, kind: AssetKind) -> None:
    row_id = next_id(connection, "ledger_asset")
    insert_if_absent(
        connection,
        asset,
        {
            "id": row_id,
            "code": code,
            "name": name,
            "decimals": decimals,
            "kind": kind.value,
            "seal": rules.asset_seal(row_id, code, name, decimals, kind.value),
        },
    )
