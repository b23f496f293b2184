"""Whatever is booked in whatever order, the books agree with a plain dictionary."""

import sqlite3
from collections import defaultdict
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection

from app.amounts import AmountOverflow
from app.db.database import Database
from app.errors import Conflict, InvalidInput, UserError
from app.ledger.audit import CHECKS, run_audit
from app.ledger.posting import Posted
from app.ledger.rules import (
    MAX_AMOUNT,
    AccountFrozen,
    AccountRef,
    AccountRole,
    EntryDraft,
    IdempotencyConflict,
    InsufficientBalance,
    TransferDraft,
)
from app.ledger.service import reverse, set_frozen
from app.progress import NoProgress
from tests.factories import NOON
from tests.ledger.books import Books, draft_of, open_books
from tests.spoiling import copy_of

NUMBERS = st.integers(0, 3)
AMOUNTS = st.one_of(st.integers(-1, 60), st.sampled_from([MAX_AMOUNT, MAX_AMOUNT - 1, 2**63]))
MOVES = st.lists(st.tuples(NUMBERS, NUMBERS, st.booleans(), AMOUNTS), max_size=4)
BOOKS = st.sampled_from(["one", "two", "three"])
KEYS = st.integers(0, 5)


class Model:
    """What the ledger ought to do, said the shortest way."""

    def __init__(self) -> None:
        self.balances: dict[AccountRef, int] = defaultdict(int)
        self.frozen: set[AccountRef] = set()
        self.requests: dict[str, tuple[object, int]] = {}
        self.booked: dict[int, tuple[TransferDraft, ...]] = {}
        self.reversed: dict[int, int] = {}

    def expect(self, draft: EntryDraft) -> type[UserError] | None:
        """Which refusal is due, if any; balances are changed when there is none."""
        for each in draft.transfers:
            if (
                each.amount < 1
                or each.debit == each.credit
                or each.debit.asset_id != each.credit.asset_id
            ):
                return InvalidInput
        trial = dict(self.balances)
        for each in draft.transfers:
            if each.debit in self.frozen or each.credit in self.frozen:
                return AccountFrozen
            left = trial.get(each.debit, 0) - each.amount
            if each.debit.role is not AccountRole.ISSUANCE and left < 0:
                return InsufficientBalance
            trial[each.debit] = left
            trial[each.credit] = trial.get(each.credit, 0) + each.amount
            if left < -MAX_AMOUNT or trial[each.credit] > MAX_AMOUNT:
                return AmountOverflow
        self.balances.update(trial)
        return None

    def note(self, posted: Posted, draft: EntryDraft) -> None:
        self.booked[posted.id] = tuple(draft.transfers)


class Ledger(RuleBasedStateMachine):
    """Drives a real ledger and the model side by side."""

    template: sqlite3.Connection

    @initialize()
    def open(self) -> None:
        self.database: Database = copy_of(self.template)
        self.books: Books = open_books(self.database)
        self.model = Model()
        self.numbers = count(1)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            report = run_audit(self.database, CHECKS, NoProgress())
            self.database.close()
            assert [check.detail for check in report.checks] == [""] * len(report.checks)

    def account(self, number: int, iron: bool) -> AccountRef:
        asset = self.books.iron if iron else self.books.gold
        return self.books.member(number, asset) if number else asset.issuance()

    def attempt(self, draft: EntryDraft) -> Posted | None:
        expected = self.model.expect(draft)
        if expected is None:
            posted = self.books.post_draft(draft)
            assert not posted.repeated
            self.model.note(posted, draft)
            return posted
        with pytest.raises(expected):
            self.books.post_draft(draft)
        return None

    @rule(moves=MOVES, book=BOOKS)
    def post(self, moves: list[tuple[int, int, bool, int]], book: str) -> None:
        transfers = [
            TransferDraft(self.account(giver, iron), self.account(taker, iron), amount)
            for giver, taker, iron, amount in moves
        ]
        self.attempt(draft_of(*transfers, book=book, key=f"post:{next(self.numbers)}"))

    @rule(key=KEYS, number=st.integers(1, 3), amount=st.integers(1, 3), book=BOOKS)
    def post_under_a_key(self, key: int, number: int, amount: int, book: str) -> None:
        draft = draft_of(
            self.books.mint(number, amount),
            key=f"key:{key}",
            book=book,
            request=[number, amount],
        )
        known = self.model.requests.get(draft.idempotency_key)
        if known is None:
            posted = self.attempt(draft)
            if posted is not None:
                self.model.requests[draft.idempotency_key] = ((number, amount), posted.id)
        elif known[0] == (number, amount):
            repeat = self.books.post_draft(draft)
            assert (repeat.repeated, repeat.id) == (True, known[1])
        else:
            with pytest.raises(IdempotencyConflict):
                self.books.post_draft(draft)

    @precondition(lambda self: self.model.booked)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        entry_id = data.draw(st.sampled_from(sorted(self.model.booked)))

        def work(connection: Connection) -> Posted:
            return reverse(connection, entry_id, actor="tester", at=NOON, reason="test")

        if entry_id in self.model.reversed.values() or not self.model.booked[entry_id]:
            with pytest.raises(Conflict):
                self.database.write(work)
            return
        if entry_id in self.model.reversed:
            assert self.database.write(work).id == self.model.reversed[entry_id]
            return
        back = draft_of(
            *(
                TransferDraft(each.credit, each.debit, each.amount)
                for each in reversed(self.model.booked[entry_id])
            )
        )
        expected = self.model.expect(back)
        if expected is not None:
            with pytest.raises(expected):
                self.database.write(work)
            return
        posted = self.database.write(work)
        self.model.note(posted, back)
        self.model.reversed[entry_id] = posted.id

    @precondition(lambda self: self.model.balances)
    @rule(data=st.data(), frozen=st.booleans())
    def set_ice(self, data: st.DataObject, frozen: bool) -> None:
        refs = sorted(self.model.balances, key=str)
        ref = data.draw(st.sampled_from(refs))
        self.database.write(
            lambda connection: set_frozen(
                connection,
                ref,
                frozen,
                actor="tester",
                at=NOON,
                reason="test",
                idempotency_key=f"ice:{next(self.numbers)}",
            )
        )
        (self.model.frozen.add if frozen else self.model.frozen.discard)(ref)

    @invariant()
    def balances_agree(self) -> None:
        if hasattr(self, "model"):
            for ref, balance in self.model.balances.items():
                assert self.books.balance(ref) == balance

    @invariant()
    def nothing_is_made_of_nothing(self) -> None:
        if hasattr(self, "model"):
            totals: dict[int, int] = defaultdict(int)
            for ref, balance in self.model.balances.items():
                totals[ref.asset_id] += balance
            assert set(totals.values()) <= {0}


def test_books_agree_with_a_plain_dictionary(sqlite_template: sqlite3.Connection) -> None:
    machine = type("Ledger", (Ledger,), {"template": sqlite_template})
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=25))
