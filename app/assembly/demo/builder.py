"""Makes and opens demo workspaces, whole or not at all."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG

import platformdirs
from sqlalchemy import Connection

from app.assembly.demo.telling import Built, Settings, tell
from app.db.copying import WAIT_SECONDS, part_of, put_in_place, real
from app.db.database import Database, connect
from app.db.faults import about_file
from app.db.file_check import check_file
from app.db.location import Location
from app.db.workspace import create_workspace, open_database
from app.errors import Conflict, InvalidInput, Unavailable
from app.operators.queries import list_operators
from app.operators.settings import load_settings
from app.progress import Progress

DEMO_SEED = 42
LARGEST_SCALE = 1_000

DEMO_UNTIL = datetime(2026, 3, 12, 14, 30, tzinfo=UTC)
"""The end of the demo's history where it is to be the same on every day: pictures, tests."""

_EARLIEST_END = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST_END = datetime(2200, 1, 1, tzinfo=UTC)


def demo_path() -> Path:
    """The file of the demo workspace in the person's folder for data."""
    return Path(platformdirs.user_data_dir("tokendesk", appauthor=False)) / "demo.db"


def last_full_hour(now: datetime) -> datetime:
    """Where a demo's history ends unless it is said: all builds of one hour are the same."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def build_demo(
    database: Database,
    progress: Progress,
    *,
    seed: int = DEMO_SEED,
    scale: int = 1,
    until: datetime | None = None,
) -> Built:
    """Fill a workspace without rows with the demo, whole or not at all.

    The same seed, scale and end give the same rows and the same root hash, on either database.
    scale: how many times 200 members and about 6 000 trades.
    until: end of the history, aware of its zone; None is the last full hour.
    Raises InvalidInput naming the field; Conflict where there are operators already; Cancelled.
    """
    story = _settings(seed, scale, until)
    return database.write(lambda connection: tell(connection, database, progress, story))


def build_demo_file(
    path: Path,
    progress: Progress,
    *,
    seed: int = DEMO_SEED,
    scale: int = 1,
    until: datetime | None = DEMO_UNTIL,
    fresh: bool = False,
) -> Built:
    """Make a demo workspace in a file, which appears only when it is complete.

    fresh: a demo that is there already is replaced; anything else never is.
    Raises as `build_demo` does, Conflict (DB_EXISTS, NOT_A_DEMO), and Unavailable.
    """
    story = _settings(seed, scale, until)
    path = real(path)
    is_missing = _is_missing(path)
    _make_folder(path.parent)
    if not is_missing:
        if not fresh:
            raise _exists(path)
        _require_demo(path)
    with part_of(path) as part:
        database = create_workspace(Location(path=part), progress)
        try:
            built = database.write(lambda one: tell(one, database, progress, story))
        finally:
            database.close()
        if is_missing and not _is_missing(path):
            raise _exists(path)
        _make_way(path)
        try:
            put_in_place(part, path, replace=path.exists())
        except FileExistsError:
            raise _exists(path) from None
    return built


def open_demo(
    place: Path | Location,
    progress: Progress,
    *,
    seed: int = DEMO_SEED,
    scale: int = 1,
    until: datetime | None = None,
    fresh: bool = False,
) -> Database:
    """The demo workspace at a place, made first where it isn't there yet. Close it after use.

    place: a file, or a server's database that is empty or holds a demo.
    fresh: make the demo in a file anew.
    Raises as `build_demo_file` and `open_database` do.
    """
    location = Location(path=place) if isinstance(place, Path) else place
    story = _settings(seed, scale, until)
    if location.path is not None and (fresh or _is_missing(location.path)):
        try:
            build_demo_file(
                location.path, progress, seed=seed, scale=scale, until=until, fresh=fresh
            )
        except Conflict as error:
            # Another program has made it in the meantime.
            if fresh or error.code != "DB_EXISTS":
                raise
    database = _opened(location, progress)
    try:
        _complete(database, progress, story, fresh=fresh and not location.is_file)
    except BaseException:
        database.close()
        raise
    return database


def _settings(seed: int, scale: int, until: datetime | None) -> Settings:
    if not 1 <= scale <= LARGEST_SCALE:
        raise InvalidInput(f"The scale is 1 to {LARGEST_SCALE}.", field="scale")
    end = last_full_hour(datetime.now(UTC)) if until is None else until.astimezone(UTC)
    if not _EARLIEST_END <= end <= _LATEST_END:
        raise InvalidInput("The demo's history ends between 2000 and 2200.", field="until")
    return Settings(seed, scale, end)


def _is_missing(path: Path) -> bool:
    """Whether there is nothing at the path, or a file without content."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise _no_place(path, error) from error
    return S_ISREG(status.st_mode) and status.st_size == 0


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_place(folder, error) from error


def _no_place(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"The demo can't be put at {path}: {error.strerror or error}.",
        code="DB_FOLDER",
        title="Workspace",
    )


def _require_demo(path: Path) -> None:
    check_file(path)
    database = connect(Location(path=path))
    try:
        if not database.read(load_settings).is_demo:
            raise _not_a_demo(path.name)
    finally:
        database.close()


def _make_way(path: Path) -> None:
    """Make sure that nobody works with the file that is there; raises Unavailable (DB_LOCKED)."""
    if _is_missing(path):
        return
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as file:
            # Leaving the log mode needs the file for oneself alone.
            file.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise about_file(error, path.name) or error from error


def _opened(location: Location, progress: Progress) -> Database:
    try:
        return open_database(location, migrate=True, progress=progress)
    except Unavailable as error:
        if location.is_file or error.code != "DB_EMPTY":
            raise
    return create_workspace(location, progress)


def _complete(database: Database, progress: Progress, story: Settings, *, fresh: bool) -> None:
    """Fill a workspace that nobody has used yet; refuse one that isn't a demo."""

    def look(connection: Connection) -> tuple[bool, bool]:
        return load_settings(connection).is_demo, not list_operators(connection)

    is_demo, is_blank = database.read(look)
    if is_demo:
        if fresh:
            raise Conflict(
                "A demo on a server isn't made anew; name an empty database.", code="DB_EXISTS"
            )
    elif is_blank:
        database.write(lambda connection: tell(connection, database, progress, story))
    else:
        raise _not_a_demo(database.location.name)


def _exists(path: Path) -> Conflict:
    return Conflict(
        f"{path} exists already; open it, or choose another name.",
        code="DB_EXISTS",
        title="Workspace",
    )


def _not_a_demo(name: str) -> Conflict:
    return Conflict(
        f"{name} is a workspace that isn't a demo; give the demo a place of its own.",
        code="NOT_A_DEMO",
        title="Workspace",
    )
