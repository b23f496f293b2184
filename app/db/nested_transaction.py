"""Lets services, which each commit on their own, work inside one larger transaction."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from app.db.database import Database

T = TypeVar("T")


class JoinedDatabase(Database):
    """A database whose reads and writes all happen in a transaction that is already open.

    If any of them raises, the whole transaction must roll back.
    """

    def __init__(self, database: Database, connection: Connection) -> None:
        super().__init__(database.engine, database.location)
        self._connection = connection

    def read(self, work: Callable[[Connection], T], *, snapshot: bool = False) -> T:
        return work(self._connection)

    def write(self, work: Callable[[Connection], T]) -> T:
        return work(self._connection)
