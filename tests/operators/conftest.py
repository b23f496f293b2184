"""Fixtures of the operators slice."""

import pytest

from app.db.clock import SetClock
from app.db.database import Database
from app.operators.desk import Desk
from tests.operators.people import make_admin


@pytest.fixture
def admin(database: Database, clock: SetClock) -> Desk:
    """The desk of the workspace's first operator."""
    return make_admin(database, clock)
