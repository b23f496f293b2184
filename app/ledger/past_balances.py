"""Balances as they were right after an entry, from the after-balances of transfers."""

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    select,
)

from app.db.schema import table_of
from app.ledger.rules import AccountRef, AccountRole
from app.ledger.tables import Account, Transfer

account, transfer = table_of(Account), table_of(Transfer)


class PastBalance(NamedTuple):
    """What an owner had in an account, in minor units."""

    account: int
    owner: int
    balance: int


def _newest(debited: bool) -> ColumnElement[int]:
    """The last entry that the account took part in on one side.

    Ids of entries follow the order in which an account's balance changed.
    """
    column = transfer.c.debit_account_id if debited else transfer.c.credit_account_id
    return (
        select(func.coalesce(func.max(transfer.c.entry_id), 0))
        .where(column == account.c.id, transfer.c.entry_id <= bindparam("entry"))
        .correlate(account)
        .scalar_subquery()
    )


def _statement(*conditions: ColumnElement[bool]) -> Any:
    """Accounts with the balance that the last transfer up to an entry left in them."""
    sides = (
        select(
            account.c.id,
            account.c.owner_id,
            _newest(True).label("debit"),
            _newest(False).label("credit"),
        )
        .where(*conditions)
        # Worked out once, not once for each time that it is named below.
        .cte("sides")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    mine = transfer.c.debit_account_id == sides.c.id
    # Not a join: a server would rather read the whole table than look up so many rows.
    after = (
        select(case((mine, transfer.c.debit_balance_after), else_=transfer.c.credit_balance_after))
        .where(
            transfer.c.entry_id
            == case((sides.c.debit > sides.c.credit, sides.c.debit), else_=sides.c.credit),
            mine | (transfer.c.credit_account_id == sides.c.id),
        )
        .order_by(transfer.c.position.desc())
        .limit(1)
        .correlate(sides)
        .scalar_subquery()
    )
    return select(sides.c.id, sides.c.owner_id, after)


_ONE = _statement(
    account.c.asset_id == bindparam("asset"),
    account.c.owner_kind == bindparam("owner_kind"),
    account.c.owner_id == bindparam("owner"),
    account.c.role == bindparam("role"),
)
_ALL = _statement(account.c.asset_id == bindparam("asset"), account.c.role == bindparam("role"))


def balance_after(connection: Connection, ref: AccountRef, entry: int) -> int:
    """The account's balance in minor units right after the entry with this id.

    The entry need not have touched the account, nor be there at all: entries up to its id count.
    """
    values = {
        "asset": ref.asset_id,
        "owner_kind": ref.owner_kind,
        "owner": ref.owner_id,
        "role": ref.role.value,
        "entry": entry,
    }
    row = connection.execute(_ONE, values).first()
    return int(row[2] or 0) if row else 0


def balances_after(
    connection: Connection, asset: int, entry: int, role: AccountRole = AccountRole.HOLDER
) -> tuple[PastBalance, ...]:
    """Everybody's balance in an asset right after an entry, largest first, without empty ones.

    Two indexed reads for each account that there is today, however long the ledger is.
    """
    values = {"asset": asset, "role": role.value, "entry": entry}
    # Sorted here: in the statement each balance would be looked up once more for the order.
    found = (PastBalance(*row) for row in connection.execute(_ALL, values) if row[2])
    return tuple(sorted(found, key=lambda each: (-each.balance, each.account)))
