"""The open workspace's settings, followed wherever they are changed; kept passwords."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from app.changes import ANY, Changed
from app.db.location import Location
from app.errors import Unavailable
from app.operators.desk import Desk
from app.operators.secrets import Secrets, SessionStore, StoreState
from app.operators.settings import load_settings, save_settings
from app.shell.open_workspace import Opened
from app.shell.session import Session
from tests.shell.house import House

SERVER = Location(url="postgresql://desk@db.example:5432/tokendesk", password="s3cret")


class NoKeyring(SessionStore):
    """A system without a keyring."""

    title = "nothing"

    def state(self) -> StoreState:
        return StoreState.NONE

    def keep(self, name: str, secret: str) -> None:
        raise Unavailable("This system has no keyring to keep secrets in.", code="NO_KEYRING")


def change(desk: Desk, **values: object) -> None:
    settings = desk.database.read(load_settings)
    save_settings(desk, replace(settings, **values))  # type: ignore[arg-type]  # Each test names real settings.


def wait_for(house: House, name: str) -> None:
    house.qtbot.waitUntil(lambda: house.window.session.settings.name == name)
    house.settle()


def test_name_changed_in_another_program_is_shown_everywhere(house: House) -> None:
    location = house.enter()
    change(house.colleague(location), name="North & South")
    wait_for(house, "North & South")
    assert house.window.windowTitle() == "North & South · Tokendesk"
    assert house.bench.workspace.accessibleName() == "Workspace North & South"
    assert [recent.name for recent in house.around.recent.all()] == ["North & South"]


def test_zone_changed_in_another_program_is_used_by_every_page(house: House) -> None:
    location = house.enter()
    loads = house.page.loads
    change(house.colleague(location), name="North", time_zone="Asia/Tokyo")
    wait_for(house, "North")
    assert house.context.zone.name == "Asia/Tokyo"
    assert house.page.loads > loads
    house.bench.status.show_time()
    assert house.bench.status.zone.text() == "Times in Asia/Tokyo"
    assert house.bench.status.clock.text() == "2026-03-01 21:00:00"


def test_shorter_idle_time_holds_from_now_on(house: House) -> None:
    location = house.enter()
    change(house.colleague(location), name="North", auto_lock_minutes=1)
    wait_for(house, "North")
    house.clock.advance(timedelta(minutes=1))
    house.window.idle.look()
    assert house.window.workbench is None


def test_zone_that_this_computer_doesnt_know_becomes_utc_with_a_word(house: House) -> None:
    location = house.workspace()
    hand = sqlite3.connect(str(location.path))
    hand.execute(
        "INSERT INTO workspace_setting (name, value, version)"
        " VALUES ('time_zone', '\"Moon/Tycho\"', 1)"
    )
    hand.commit()
    hand.close()
    house.open(location)
    assert house.context.zone.name == "UTC"
    [(title, text)] = house.toasts()
    assert title == "Time zone"
    assert "Moon/Tycho" in text
    house.sign_in()
    assert house.bench


def test_settings_damaged_by_hand_are_told_when_the_workspace_is_opened(house: House) -> None:
    location = house.workspace()
    hand = sqlite3.connect(str(location.path))
    hand.execute(
        "INSERT INTO workspace_setting (name, value, version) VALUES ('time_zone', '[', 1)"
    )
    hand.commit()
    hand.close()
    house.open(location)
    assert house.welcome()
    assert [text for _title, text in house.toasts()] == [
        "The setting time_zone of this workspace can't be read."
    ]


def begin_on_server(house: House, keyring: SessionStore, *, keep: bool) -> Secrets:
    """Let a session begin as if a server had been opened; its rows are in a file all the same."""
    location = house.enter()
    secrets = Secrets(keyring, environment={})
    around = replace(house.around, secrets=secrets)
    session = Session(house.context, around, house.window)
    database = house.colleague(location).database
    database.location = replace(SERVER, password="")
    session.keep_password_of(SERVER if keep else None)
    session.begin(Opened(database, house.window.session.settings, has_operators=False))
    house.settle()
    session.end()
    house.settle()
    return secrets


def test_password_is_kept_only_if_the_person_says_so(house: House) -> None:
    keyring = SessionStore()
    begin_on_server(house, keyring, keep=False)
    assert keyring.find(f"database {SERVER}") is None


def test_password_that_proved_right_goes_to_the_keyring(house: House) -> None:
    keyring = SessionStore()
    begin_on_server(house, keyring, keep=True)
    assert keyring.find(f"database {SERVER}") == "s3cret"
    assert house.toasts() == []


def test_without_a_keyring_the_program_says_that_the_password_is_not_kept(house: House) -> None:
    secrets = begin_on_server(house, NoKeyring(), keep=True)
    assert house.toasts() == [
        ("Password not kept", "No keyring can be used here; the next start asks for it again.")
    ]
    assert secrets.session.find(f"database {SERVER}") == "s3cret"


def test_session_that_has_ended_follows_no_settings(house: House) -> None:
    house.enter()
    session = house.window.session
    heard: list[object] = []
    session.settings_changed.connect(heard.append)
    house.window.show_welcome()
    house.context.tasks.changed.emit((Changed(ANY),))
    house.settle()
    assert heard == []


@pytest.mark.parametrize("times", [1, 2])
def test_nothing_open_ends_at_once(house: House, times: int) -> None:
    for _ in range(times):
        assert house.window.session.end(lambda: pytest.fail("nothing was open")) is False
