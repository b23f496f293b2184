"""A program killed while it opens a legacy room leaves right books, and another goes on."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from app.db.database import Database
from tests.factories import desk_of, principal_of
from tests.migration.files import imported, lines_of
from tests.migration.old_rooms import ROOM, legacy_of, make_switched_from, opened, own_of
from tests.vending.exchange import assert_clean

HOLDERS = 40

OPENER = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from app.db.database import connect
    from app.db.location import Location
    from app.progress import NoProgress
    from app.migration import reserve
    from tests.factories import desk_of, linear_terms

    reserve.IN_A_BATCH, reserve.IN_AN_ENTRY = 4, 2

    class Die(NoProgress):
        def step(self, done, total, text=""):
            if done >= int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)

    desk = desk_of(connect(Location(path=Path(sys.argv[1]))))
    reserve.open_legacy(desk, 1, linear_terms(), Die())
    """
)


@pytest.mark.parametrize("last", [0, 4, 20, 36, 40])
def test_opening_goes_on_after_a_kill(file_database: Database, last: int) -> None:
    desk = desk_of(file_database)
    lines = lines_of(ROOM, ((principal_of(str(each)), each + 1) for each in range(HOLDERS)))
    assert imported(desk, *lines).ok
    make_switched_from(desk, legacy_of(file_database).id)
    path = str(file_database.location.path)
    killed = subprocess.run(
        [sys.executable, "-c", OPENER, path, str(last)],
        check=False,
        cwd=os.getcwd(),
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert killed.returncode == -signal.SIGKILL
    assert legacy_of(file_database).issued == last
    assert_clean(file_database)
    opened(desk, legacy_of(file_database).id)
    assert own_of(file_database).supply == HOLDERS * (HOLDERS + 1) // 2
    assert_clean(file_database)
