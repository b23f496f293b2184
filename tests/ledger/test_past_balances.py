"""Balances right after an entry: what the after-balances of transfers say."""

import random

from sqlalchemy import Connection

from app.db.database import Database
from app.ledger.assets import open_asset
from app.ledger.past_balances import balance_after, balances_after
from app.ledger.posting import post
from app.ledger.queries import balance_of
from app.ledger.rules import AccountRef, AccountRole, AssetKind, EntryDraft, TransferDraft
from tests.factories import NOON

OWNERS = (1, 2, 3, 4)


def test_balances_after_each_entry_are_those_that_stood_then(database: Database) -> None:
    dice = random.Random(3)

    def work(connection: Connection) -> list[tuple[int, dict[int, int]]]:
        asset = open_asset(connection, "sats", "sats", 0, AssetKind.QUOTE)
        mint = asset.issuance()
        refs = {owner: AccountRef(asset.id, "member", owner) for owner in OWNERS}
        seen = []
        for number in range(30):
            giver, taker = dice.sample(OWNERS, 2)
            there = balance_of(connection, refs[giver])
            # An account may move several times in one entry; its last balance counts.
            transfers = [TransferDraft(mint, refs[taker], dice.randint(1, 9))]
            if there:
                transfers.append(TransferDraft(refs[giver], refs[taker], there))
                transfers.append(TransferDraft(refs[taker], refs[giver], dice.randint(1, there)))
            draft = EntryDraft("book", "test", "tester", f"key:{number}", transfers, [number])
            entry = post(connection, draft, NOON).id
            seen.append((entry, {each: balance_of(connection, refs[each]) for each in OWNERS}))
        assert (
            balances_after(connection, asset.id, seen[-1][0], AccountRole.ISSUANCE)[0].balance < 0
        )
        for entry, balances in seen:
            after = {each: balance_after(connection, refs[each], entry) for each in OWNERS}
            assert after == balances
            held = balances_after(connection, asset.id, entry)
            assert {each.owner: each.balance for each in held} == {
                owner: balance for owner, balance in balances.items() if balance
            }
            assert [each.balance for each in held] == sorted(
                (each.balance for each in held), reverse=True
            )
        return seen

    database.write(work)


def test_before_the_first_entry_nobody_has_anything(database: Database) -> None:
    def work(connection: Connection) -> None:
        asset = open_asset(connection, "sats", "sats", 0, AssetKind.QUOTE)
        ref = AccountRef(asset.id, "member", 1)
        draft = EntryDraft(
            "book", "test", "tester", "key", [TransferDraft(asset.issuance(), ref, 5)], []
        )
        entry = post(connection, draft, NOON).id
        assert balance_after(connection, ref, entry) == 5
        assert balance_after(connection, ref, entry - 1) == 0
        assert balances_after(connection, asset.id, entry - 1) == ()
        assert balance_after(connection, AccountRef(asset.id, "member", 77), entry) == 0

    database.write(work)
