"""Copies a SQLite database page by page while others work on it, and verifies copies."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.db.faults import about_file
from app.errors import Cancelled, InvalidInput, Unavailable
from app.progress import Progress

WAIT_SECONDS = 2
PAGES_A_STEP = 1_024
STEPS_BETWEEN_LOOKS = 100_000


def real(path: Path) -> Path:
    """The file itself where the path is a link; unlike `Path.resolve`, calm about circles."""
    return Path(os.path.realpath(path))


def has_log(path: Path) -> bool:
    """Whether there is a write-ahead log whose content may be missing from the file itself."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def beside(path: Path) -> list[Path]:
    """The files in which SQLite keeps what isn't in the file itself yet, there or not."""
    return [path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")]


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """A SQLite file, opened so that neither it nor what lies beside it changes."""
    # Without a log nobody has the file open; SQLite is told so, or else it would leave a log.
    immutable = "" if has_log(path) else "&immutable=1"
    uri = f"{path.as_uri()}?mode=ro{immutable}"
    with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)) as file:
        yield file


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as it is now, whatever others commit meanwhile; to be read only."""
    with closing(sqlite3.connect(path, isolation_level=None)) as source:
        # The transaction also keeps the copying from starting anew after each commit.
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        yield source


def copy_pages(source: sqlite3.Connection, target: Path, progress: Progress, text: str) -> None:
    """Copy the whole database into a file that then is complete without a log beside it.

    progress counts pages.
    Raises Cancelled, and Unavailable when the disk is full or refuses.
    """

    def tell(_status: int, remaining: int, total: int) -> None:
        progress.step(total - remaining, total, text)

    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            source.backup(copy, pages=PAGES_A_STEP, progress=tell)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise about_file(error, target.name) or error from error


def verify(path: Path, progress: Progress, text: str) -> None:
    """Read the whole file and follow all its references.

    progress counts nothing, it only shows life.
    Raises Cancelled, and Unavailable (DB_DAMAGED).
    """
    stopped: list[Cancelled] = []

    def look() -> int:
        try:
            progress.step(0, None, text)
        except Cancelled as error:
            # SQLite calls this from C; the error is raised again once SQLite has given up.
            stopped.append(error)
        return len(stopped)

    with read_only(path) as file:
        file.set_progress_handler(look, STEPS_BETWEEN_LOOKS)
        try:
            found = file.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = file.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.Error as error:
            if stopped:
                raise stopped[0] from None
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                # What Ctrl+C raised inside the call from C is lost there.
                raise KeyboardInterrupt from None
            raise about_file(error, path.name) or error from error
    if found != "ok" or broken is not None:
        raise Unavailable(
            f"{path.name} is damaged; take another backup.",
            code="DB_DAMAGED",
            title="Workspace",
            details={"integrity": found, "reference": str(broken or "")},
        )


@contextmanager
def disk_faults_said(path: Path) -> Iterator[None]:
    """What the system refuses to do with this path becomes a sentence (code DB_DISK).

    FileExistsError passes: the caller knows what it means.
    """
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise Unavailable(
            f"{path} can't be used: {error.strerror or error}.", code="DB_DISK", title="Workspace"
        ) from error


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A new file beside the target to write to; gone afterwards unless it was put in place."""
    with disk_faults_said(target.parent):
        # Short, because the target's own name may be as long as a name can be.
        handle, name = tempfile.mkstemp(prefix=".tokendesk-", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        # A disk that filled up leaves SQLite's journal behind as well.
        for leftover in (part, *beside(part)):
            leftover.unlink(missing_ok=True)


def unused_name(path: Path, why: str) -> Path:
    """`NAME.why.bak` beside the file, or with a number where that is taken."""
    target = path.with_name(f"{path.name}.{why}.bak")
    number = 2
    while target.exists():
        target = path.with_name(f"{path.name}.{why}.{number}.bak")
        number += 1
    return target


def put_in_place(part: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, so that it is there whole or not at all, also after a crash.

    Raises FileExistsError when the target exists and isn't to be replaced, InvalidInput
    (NOT_A_FILE) for a device or a pipe, and Unavailable (DB_LOCKED where another program works
    with the target).
    """
    _bring_in_log(part)
    with disk_faults_said(target):
        _clear_way(target, replace=replace)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        if replace:
            os.replace(part, target)
        else:
            _take_name(part, target)
        _sync_folder(target.parent)


def _bring_in_log(part: Path) -> None:
    """Closing brings the log into the file, and is silent where the disk has no room for it."""
    if not has_log(part):
        return
    try:
        with closing(sqlite3.connect(part, timeout=WAIT_SECONDS)) as file:
            file.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise about_file(error, part.name) or error from error


def _clear_way(target: Path, *, replace: bool) -> None:
    """Make sure that SQLite takes nothing of an earlier file for the new one's."""
    if target.exists() and not target.is_file():
        raise InvalidInput(
            f"{target} isn't a file; choose another name.", field="path", code="NOT_A_FILE"
        )
    leftovers = [each for each in beside(target) if each.exists()]
    if target.exists() and target.stat().st_size > 0:
        if not replace:
            raise FileExistsError(str(target))
        if leftovers:
            raise Unavailable(
                f"{target.name} is in use as a workspace; choose another name.",
                code="DB_LOCKED",
                title="Workspace",
            )
    for leftover in leftovers:
        leftover.unlink()


def _take_name(part: Path, target: Path) -> None:
    try:
        # Unlike renaming, linking refuses a name that somebody took in between.
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        # File systems without hard links.
        if target.exists():
            raise FileExistsError(str(target)) from None
        os.rename(part, target)
    else:
        part.unlink()


def _sync_folder(folder: Path) -> None:
    # Windows can't open folders, and needs no such call.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
