"""Fixtures for tests of the rooms page: themes, a street of rooms, the page over it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.db.clock import SetClock
from app.db.database import Database
from app.kit.theme import Themes
from app.operators.desk import Desk, SignedIn
from app.operators.rules import Role
from app.rooms.view.page import rooms_page
from app.shell.room_panels import vending_panels
from tests.factories import desk_of
from tests.rooms.view.houses import UNTIL, Street, build_street
from tests.rooms.view.screens import Screen, screen
from tests.showing import plain_looks, still_themes, styled_themes
from tests.spoiling import copy_of, driver_of


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    """The light theme, applied; without motion, so that nothing has to be waited for."""
    yield still_themes()
    plain_looks(styled_themes())


@pytest.fixture
def desk(sqlite_database: Database, clock: SetClock) -> Desk:
    """An admin's desk over an empty workspace."""
    return desk_of(sqlite_database, clock=clock)


@pytest.fixture(scope="session")
def street_template(sqlite_template: sqlite3.Connection) -> Iterator[Street]:
    """Rooms in every state, built once; tests take copies."""
    database = copy_of(sqlite_template)
    clock = SetClock(UNTIL)
    yield build_street(desk_of(database, clock=clock), clock)
    database.close()


@pytest.fixture
def street(desk: Desk, clock: SetClock, street_template: Street) -> Street:
    """Rooms in every state."""
    driver_of(street_template.desk.database).backup(driver_of(desk.database))
    clock.at = UNTIL
    return replace(street_template, desk=desk)


@pytest.fixture
def bare(themes: Themes, tmp_path: Path, clock: SetClock) -> Iterator[Screen]:
    """A window without a page."""
    with screen(themes, tmp_path, clock) as shown:
        yield shown


@pytest.fixture
def shown(bare: Screen, desk: Desk, street: Street) -> Screen:
    """The rooms page over the street, as an admin sees it."""
    bare.show(rooms_page(vending_panels()).build(bare.context, desk))
    return bare


@pytest.fixture
def seen_by_viewer(bare: Screen, desk: Desk, street: Street) -> Screen:
    """The rooms page over the street, as a viewer sees it."""
    viewer = replace(desk, operator=SignedIn(None, "vera", "Vera", Role.VIEWER))
    bare.show(rooms_page(vending_panels()).build(bare.context, viewer))
    return bare
