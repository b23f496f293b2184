"""The work behind the ways in, on whatever thread it runs."""

from pathlib import Path

import pytest

from app.addresses import Network
from app.assembly.create_workspace import FirstOperator
from app.db.clock import SetClock
from app.db.location import PASSWORD_VARIABLE, Location
from app.errors import Cancelled, Conflict
from app.operators.desk import SignedIn
from app.operators.secrets import Secrets, SessionStore, database_password
from app.progress import NoProgress
from app.shell.open_workspace import (
    Beginning,
    Opened,
    Surroundings,
    open_demo,
    open_there,
    set_up,
    with_password,
)
from app.shell.recent import RecentWorkspaces
from tests.operators.people import PASSWORD, QUICK

SERVER = Location(url="postgresql://ada@db.example/desk")
BEGINNING = Beginning(FirstOperator("ada", "Ada Admin", PASSWORD), "North desk", Network.MAINNET)


class Stopped(NoProgress):
    """Somebody gave up waiting when the last step was reached."""

    def step(self, done: int, total: int | None, text: str = "") -> None:
        if (done, total) == (1, 1):
            raise Cancelled("The task was stopped.")


@pytest.fixture
def around(tmp_path: Path, clock: SetClock) -> Surroundings:
    return Surroundings(
        clock=clock,
        hasher=QUICK,
        secrets=Secrets(SessionStore(), environment={}),
        recent=RecentWorkspaces(tmp_path / "settings.toml"),
        data_folder=tmp_path,
        log_file=tmp_path / "tokendesk.log",
        demo_file=tmp_path / "demo.db",
    )


def close(opened: Opened) -> Opened:
    opened.database.close()
    return opened


def test_new_workspace_is_opened_with_its_first_operator_at_the_desk(
    around: Surroundings, tmp_path: Path
) -> None:
    location = Location(path=tmp_path / "north.db")
    opened = close(set_up(around, location, BEGINNING)(NoProgress()))
    assert opened.desk is not None
    assert opened.desk.operator == SignedIn(1, "ada", "Ada Admin", opened.desk.operator.role)
    assert (opened.settings.name, opened.settings.network) == ("North desk", Network.MAINNET)
    with pytest.raises(Conflict):
        set_up(around, location, BEGINNING)(NoProgress())


def test_workspace_that_is_there_wants_somebody_to_sign_in(
    around: Surroundings, tmp_path: Path
) -> None:
    location = Location(path=tmp_path / "north.db")
    close(set_up(around, location, BEGINNING)(NoProgress()))
    opened = close(open_there(around, location)(NoProgress()))
    assert opened.desk is None
    assert opened.has_operators


def test_demo_is_opened_with_its_admin_at_the_desk(around: Surroundings, demo_copy: Path) -> None:
    assert around.demo_file == demo_copy
    opened = close(open_demo(around)(NoProgress()))
    assert opened.settings.is_demo
    assert opened.desk is not None


def test_who_gives_up_at_the_last_moment_leaves_nothing_open(
    around: Surroundings, tmp_path: Path
) -> None:
    location = Location(path=tmp_path / "north.db")
    close(set_up(around, location, BEGINNING)(NoProgress()))
    with pytest.raises(Cancelled):
        open_there(around, location)(Stopped())
    assert not (tmp_path / "north.db-wal").exists()


def test_password_of_a_server_is_looked_for_where_none_was_given(around: Surroundings) -> None:
    assert with_password(around.secrets, SERVER).password == ""
    around.secrets.keyring.keep(database_password(SERVER).name, "s3cret")
    assert with_password(around.secrets, SERVER).password == "s3cret"


def test_given_password_is_taken_and_a_file_needs_none(around: Surroundings) -> None:
    around.secrets.keyring.keep(database_password(SERVER).name, "s3cret")
    typed = Location(url=SERVER.url, password="typed")
    assert with_password(around.secrets, typed) is typed
    file = Location(path=Path("x.db"))
    assert with_password(around.secrets, file) is file


def test_environment_wins_over_the_keyring() -> None:
    secrets = Secrets(SessionStore(), environment={PASSWORD_VARIABLE: "from outside"})
    assert with_password(secrets, SERVER).password == "from outside"
