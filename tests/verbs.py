"""Holds every test to it that the work of a query writes nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.db.database import Database
from app.kit.tasks import Task, Tasks


@contextmanager
def queries_that_only_read() -> Iterator[None]:
    """Fail whatever writes while it is asked by `Tasks.query`; wraps runner and database."""
    query, write = Tasks.query, Database.write
    asking = threading.local()

    def guarded_query(tasks: Tasks, work: Callable[[], object], **wishes: Any) -> Task:
        def reading() -> object:
            asking.now = True
            try:
                return work()
            finally:
                asking.now = False

        return query(tasks, reading, **wishes)

    def guarded_write(database: Database, work: Callable[..., Any]) -> Any:
        assert not getattr(asking, "now", False), "A query writes; it must be a change."
        return write(database, work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tasks, "query", guarded_query)
        patch.setattr(Database, "write", guarded_write)
        yield
