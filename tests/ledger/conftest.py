"""Fixtures of the ledger's tests."""

import pytest

from app.db.database import Database
from tests.ledger.books import Books, open_books


@pytest.fixture
def books(database: Database) -> Books:
    """Books without entries, on each kind of database."""
    return open_books(database)


@pytest.fixture
def sqlite_books(sqlite_database: Database) -> Books:
    """Books without entries, on SQLite."""
    return open_books(sqlite_database)
