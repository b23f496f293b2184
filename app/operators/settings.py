"""The settings that everybody who opens the workspace shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import Connection, UpdateBase, select
from sqlalchemy.dialects import sqlite

from app.addresses import Network
from app.changes import Changed, Done
from app.db.schema import table_of
from app.errors import Conflict, InvalidInput, NotAllowed, Unavailable
from app.operators import trail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.tables import WorkspaceSetting
from app.operators.text_rules import check_line

workspace_setting = table_of(WorkspaceSetting)

LONGEST_WORKSPACE_NAME = 64
MOST_LOCK_MINUTES = 24 * 60
MOST_SLIPPAGE_BPS = 5_000
LONGEST_URL = 256


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """What the workspace is set to.

    name: shown in the title bar.
    network: the Stacks network whose principals are taken.
    time_zone: IANA name of the zone that times are shown in.
    auto_lock_minutes: idle minutes after which the window asks for the password; 0 is never.
    default_slippage_bps: how far a trade may slip from its quote, in basis points.
    stacks_api: address of the Stacks API that is asked about deployments; empty for none.
    is_demo: filled with made-up data; opened without a password.
    versions: how often each setting was written, as loaded; `save_settings` compares them.
    """

    name: str = "Tokendesk"
    network: Network = Network.TESTNET
    time_zone: str = "UTC"
    auto_lock_minutes: int = 15
    default_slippage_bps: int = 50
    stacks_api: str = ""
    is_demo: bool = False
    versions: Mapping[str, int] = field(default_factory=dict, compare=False)

    def values(self) -> dict[str, str | int | bool]:
        """Each setting by its name, without the versions."""
        return {name: getattr(self, name) for name in _TYPES}


_TYPES: Mapping[str, type] = {
    "name": str,
    "network": Network,
    "time_zone": str,
    "auto_lock_minutes": int,
    "default_slippage_bps": int,
    "stacks_api": str,
    "is_demo": bool,
}


def check_settings(settings: WorkspaceSettings) -> None:
    """Refuse a value that a setting can't have; raises InvalidInput naming the field."""
    check_line(
        settings.name, field="name", what="A workspace's name", longest=LONGEST_WORKSPACE_NAME
    )
    if settings.network not in tuple(Network):
        raise InvalidInput("The network is mainnet or testnet.", field="network")
    _check_time_zone(settings.time_zone)
    _check_range("auto_lock_minutes", settings.auto_lock_minutes, MOST_LOCK_MINUTES, "minutes")
    _check_range(
        "default_slippage_bps", settings.default_slippage_bps, MOST_SLIPPAGE_BPS, "basis points"
    )
    if settings.stacks_api:
        check_api_url(settings.stacks_api)


def check_api_url(url: str) -> None:
    """Refuse what is no address of an API; raises InvalidInput (field `stacks_api`)."""
    check_line(url, field="stacks_api", what="An address", longest=LONGEST_URL)
    try:
        parts = urlsplit(url)
        port_is_right = parts.port != 0
    except ValueError:
        port_is_right = False
    if not (
        port_is_right
        and parts.scheme in ("http", "https")
        and parts.hostname
        and not any((parts.query, parts.fragment, parts.username, parts.password))
        and url.isascii()
        and " " not in url
    ):
        raise InvalidInput(
            "Write the API's address, like https://api.example.org.", field="stacks_api"
        )


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            "This time zone isn't known; take one like Europe/Madrid.", field="time_zone"
        ) from None


def _check_range(name: str, value: int, most: int, unit: str) -> None:
    if not 0 <= value <= most:
        raise InvalidInput(f"Between 0 and {most} {unit}.", field=name)


def load_settings(connection: Connection) -> WorkspaceSettings:
    """The settings as they stand; a setting that was never written has its default.

    Raises Unavailable when a value was changed by hand into something that can't be read.
    """
    columns = (workspace_setting.c.name, workspace_setting.c.value, workspace_setting.c.version)
    values: dict[str, object] = {}
    versions: dict[str, int] = {}
    for name, value, version in connection.execute(select(*columns)):
        if name in _TYPES:
            values[name] = _read(name, value)
            versions[name] = version
    return replace(WorkspaceSettings(), **values, versions=versions)  # type: ignore[arg-type]  # _read checked each value against its type.


def _read(name: str, value: str) -> object:
    try:
        return msgspec.json.decode(value, type=_TYPES[name])
    except msgspec.DecodeError:
        raise Unavailable(
            f"The setting {name} of this workspace can't be read.", code="SETTING_DAMAGED"
        ) from None


def save_settings(
    desk: Desk, settings: WorkspaceSettings, *, reason: str = ""
) -> Done[WorkspaceSettings]:
    """Write the settings that differ from what the workspace has now.

    settings: made from loaded ones with `dataclasses.replace`.
    Raises NotAllowed, InvalidInput naming the field, Conflict when somebody wrote the same
    setting since it was loaded.
    """
    with trail.noted_refusal(
        desk,
        action="settings.change",
        subject_kind="workspace",
        subject_id=0,
        subject_name=settings.name,
    ):
        desk.require(Permission.CHANGE_SETTINGS)
        check_settings(settings)
        return desk.database.write(lambda connection: _save(connection, desk, settings, reason))


def _save(
    connection: Connection, desk: Desk, settings: WorkspaceSettings, reason: str
) -> Done[WorkspaceSettings]:
    current = load_settings(connection)
    if settings.is_demo != current.is_demo and desk.operator.id is not None:
        raise NotAllowed("Only the program itself makes a demo workspace.", code="DEMO_FIXED")
    before, after = current.values(), settings.values()
    changed = [name for name in after if after[name] != before[name] or _is_new(current, name)]
    if not changed:
        return Done(current)
    for name in changed:
        _write(connection, name, after[name], settings.versions.get(name, 0))
    trail.record(
        connection,
        desk,
        action="settings.change",
        subject_kind="workspace",
        subject_id=0,
        subject_name=settings.name,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=reason,
    )
    return Done(load_settings(connection), (Changed("settings"), Changed("trail")))


def _is_new(current: WorkspaceSettings, name: str) -> bool:
    return name not in current.versions


def _write(connection: Connection, name: str, value: object, version: int) -> None:
    given = {"name": name, "value": msgspec.json.encode(value).decode(), "version": version + 1}
    # One statement, so that of two who save at once the second one finds another version.
    if connection.execute(_upsert(connection, version), given).first() is None:
        raise Conflict(
            "Somebody else changed this setting meanwhile; look at it and save again.", field=name
        )


def _upsert(connection: Connection, version: int) -> UpdateBase:
    table = workspace_setting
    if connection.dialect.name == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(
            index_elements=[table.c.name],
            set_={"value": lite.excluded.value, "version": lite.excluded.version},
            where=table.c.version == version,
        ).returning(table.c.name)
    # A file's commands start sooner without the server's dialect.
    from sqlalchemy.dialects import postgresql

    server = postgresql.insert(table)
    return server.on_conflict_do_update(
        index_elements=[table.c.name],
        set_={"value": server.excluded.value, "version": server.excluded.version},
        where=table.c.version == version,
    ).returning(table.c.name)
