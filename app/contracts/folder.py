"""Puts a project's files into a folder, all of them or none."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from app.contracts.project import MARK, SETTINGS
from app.errors import Conflict, InvalidInput
from app.exports import flush_to_disk, refusal


class FolderInUse(Conflict):
    """The folder holds something else, which is not to be written over."""

    title = "Folder in use"
    default_code = "FOLDER_NOT_EMPTY"


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What an export left: room ids and creators, and the hash of each file by its path."""

    rooms: tuple[tuple[str, str], ...]
    files: Mapping[str, str]


def write_project(folder: Path, files: Mapping[str, str]) -> bool:
    """Make a project's files, by their paths, the content of a folder.

    A folder that isn't there is made; its parent has to be there. An earlier export is replaced
    if all its rooms are among those of this one; files that a person added, and settings that
    one changed, stay. Returns whether there was an earlier export.
    Raises FolderInUse, and InvalidInput, NotFound, NotAllowed or Unavailable with `field` "path".
    """
    if "\0" in str(folder) or not str(folder).strip():
        raise InvalidInput("Name a folder.", field="path")
    try:
        # Where the name is a link, the folder that it leads to is written.
        folder = Path(os.path.realpath(folder))
        earlier = _earlier(folder, files)
        # Beside the folder: the same disk, so the last step is a rename.
        with tempfile.TemporaryDirectory(prefix=".tokendesk-", dir=folder.parent) as work:
            fresh = Path(work) / "fresh"
            kept = set() if earlier is None else _copy_kept(folder, fresh, earlier)
            for path, text in files.items():
                if path not in kept:
                    _write(fresh / path, text)
            _put_in_place(fresh, folder, Path(work) / "earlier")
    except OSError as error:
        raise refusal(error, folder) from error
    return earlier is not None


def _earlier(folder: Path, files: Mapping[str, str]) -> _Earlier | None:
    """The export that is in the folder; None for an empty folder or none at all."""
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is a file; name a folder.", field="path")
    if not any(folder.iterdir()):
        return None
    mark = folder / MARK
    earlier = _read_mark(mark.read_bytes()) if mark.is_file() else None
    if earlier is None:
        raise FolderInUse(
            f"{folder} isn't empty, and no earlier export. Choose another folder.", field="path"
        )
    now = _read_mark(files[MARK].encode())
    for room in earlier.rooms:
        if now is None or room not in now.rooms:
            raise FolderInUse(
                f"{folder} holds the contracts of room {room[0]}, which is not to be exported "
                "now. Choose another folder.",
                field="path",
            )
    return earlier


def _read_mark(mark: bytes) -> _Earlier | None:
    """What the mark says; None for what no export wrote."""
    try:
        said: Any = json.loads(mark)
        rooms = tuple((str(room["room_id"]), str(room["creator"])) for room in said["rooms"])
        files = {str(path): str(hashed) for path, hashed in said["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if any(PurePosixPath(path).is_absolute() or ".." in path.split("/") for path in files):
        return None
    return _Earlier(rooms, files)


def _copy_kept(folder: Path, fresh: Path, earlier: _Earlier) -> set[str]:
    """Copy what isn't ours any more; returns the paths of settings that a person changed."""
    shutil.copytree(folder, fresh, symlinks=True)
    for name in {path.partition("/")[0] for path in earlier.files}:
        # Writing through a link would change files elsewhere before the export is whole.
        if (fresh / name).is_symlink():
            (fresh / name).unlink()
    kept = set()
    for path, hashed in earlier.files.items():
        file = fresh / path
        if not file.is_file():
            continue
        if path.startswith(SETTINGS) and sha256(file.read_bytes()).hexdigest() != hashed:
            kept.add(path)
        else:
            file.unlink()
    return kept


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    flush_to_disk(file)


def _put_in_place(fresh: Path, folder: Path, aside: Path) -> None:
    """Give the finished folder its name; should that fail, what was there has it again."""
    if not folder.exists():
        fresh.rename(folder)
        return
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
