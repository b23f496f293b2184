"""The workspace's settings: kept, checked, told in the trail."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.addresses import Network
from app.changes import Changed
from app.db.clock import SetClock
from app.db.database import Database
from app.errors import Conflict, InvalidInput, NotAllowed, Unavailable
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.service import program_desk
from app.operators.settings import (
    WorkspaceSettings,
    check_settings,
    load_settings,
    save_settings,
    workspace_setting,
)
from app.operators.tables import WorkspaceSetting
from tests.operators.people import desk_for, rows_in, trail_of


def load(desk: Desk) -> WorkspaceSettings:
    """The settings as stored."""
    return desk.database.read(load_settings)


def test_a_new_workspace_has_the_defaults(admin: Desk) -> None:
    assert load(admin) == WorkspaceSettings()
    assert load(admin).default_slippage_bps == 50


def test_saved_settings_are_what_is_loaded(admin: Desk) -> None:
    wanted = WorkspaceSettings(
        name="Chat keys",
        network=Network.MAINNET,
        time_zone="Europe/Madrid",
        auto_lock_minutes=5,
        default_slippage_bps=100,
    )
    done = save_settings(admin, wanted)
    assert done.value == load(admin) == wanted
    assert Changed("settings") in done.changed


def test_a_change_is_told_with_the_values_that_differ(admin: Desk) -> None:
    save_settings(admin, load(admin))
    save_settings(admin, replace(load(admin), auto_lock_minutes=5), reason="new policy")
    line = trail_of(admin.database, action="settings.change")[-1]
    assert (line.before, line.after) == ('{"auto_lock_minutes":15}', '{"auto_lock_minutes":5}')
    assert line.reason == "new policy"


def test_saving_what_is_there_writes_nothing(admin: Desk) -> None:
    save_settings(admin, load(admin))
    lines = len(trail_of(admin.database))
    assert save_settings(admin, load(admin)).changed == ()
    assert len(trail_of(admin.database)) == lines


def test_two_who_change_the_same_setting_hear_of_each_other(admin: Desk) -> None:
    seen = load(admin)
    save_settings(admin, replace(seen, name="One"))
    with pytest.raises(Conflict) as refused:
        save_settings(admin, replace(seen, name="Two"))
    assert refused.value.field == "name"
    assert load(admin).name == "One"


def test_two_who_change_different_settings_do_not_undo_each_other(admin: Desk) -> None:
    save_settings(admin, load(admin))
    seen = load(admin)
    save_settings(admin, replace(seen, name="One"))
    with pytest.raises(Conflict):
        save_settings(admin, replace(seen, auto_lock_minutes=1))
    save_settings(admin, replace(load(admin), auto_lock_minutes=1))
    assert (load(admin).name, load(admin).auto_lock_minutes) == ("One", 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "\0"),
        ("name", "x" * 65),
        ("network", "devnet"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("time_zone", "../etc/passwd"),
        ("time_zone", "Europe"),
        ("time_zone", "\0"),
        ("time_zone", "\ud800"),
        ("auto_lock_minutes", -1),
        ("auto_lock_minutes", 1_441),
        ("default_slippage_bps", -1),
        ("default_slippage_bps", 5_001),
        ("stacks_api", "api.example.org"),
        ("stacks_api", "file:///etc/passwd"),
        ("stacks_api", "https://user:secret@example.org"),
        ("stacks_api", "https://example.org:99999"),
        ("stacks_api", "https://" + "x" * 300),
    ],
)
def test_values_that_a_setting_cannot_have_are_refused_at_its_field(
    name: str, value: object
) -> None:
    changed = replace(WorkspaceSettings(), **{name: value})  # type: ignore[arg-type]  # Wrong on purpose.
    with pytest.raises(InvalidInput) as refused:
        check_settings(changed)
    assert refused.value.field == name


@given(name=st.text(max_size=70), zone=st.one_of(st.just("UTC"), st.text(max_size=20)))
def test_any_text_is_kept_exactly_or_refused_at_its_field(
    database: Database, clock: SetClock, name: str, zone: str
) -> None:
    desk = program_desk(database, clock)
    before = load(desk)
    try:
        saved = save_settings(desk, replace(before, name=name, time_zone=zone)).value
    except InvalidInput as error:
        assert error.field in ("name", "time_zone")  # noqa: PT017 - Either way counts.
        assert load(desk) == before
    else:
        assert (saved.name, saved.time_zone) == (name, zone)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT])
def test_only_admins_change_settings(admin: Desk, role: Role) -> None:
    desk = desk_for(admin, "sam", role)
    with pytest.raises(NotAllowed, match="Needs platform admin"):
        save_settings(desk, replace(load(desk), name="Mine"))
    assert trail_of(admin.database, outcome="refused")[0].operator_name == "sam"


def test_nobody_turns_a_workspace_into_a_demo_or_back(admin: Desk) -> None:
    with pytest.raises(NotAllowed):
        save_settings(admin, replace(load(admin), is_demo=True))
    program = program_desk(admin.database, admin.clock)
    save_settings(program, replace(load(admin), is_demo=True))
    with pytest.raises(NotAllowed):
        save_settings(admin, replace(load(admin), is_demo=False))


def test_a_value_damaged_by_hand_is_said_not_guessed(admin: Desk) -> None:
    save_settings(admin, load(admin))
    damage = update(workspace_setting).where(workspace_setting.c.name == "network")
    admin.database.write(lambda connection: connection.execute(damage.values(value="{")))
    with pytest.raises(Unavailable, match="network"):
        load(admin)


def test_settings_of_a_newer_program_are_left_alone(admin: Desk) -> None:
    save_settings(admin, load(admin))
    row = {"name": "from_the_future", "value": "1", "version": 1}
    admin.database.write(lambda connection: connection.execute(workspace_setting.insert(), row))
    assert load(admin) == WorkspaceSettings()
    count = rows_in(admin.database, WorkspaceSetting)
    save_settings(admin, replace(load(admin), name="Still here"))
    assert rows_in(admin.database, WorkspaceSetting) == count
