"""A project is in its folder whole or not at all, and writes over nobody's work."""

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.contracts.folder import FolderInUse, write_project
from app.contracts.project import MARK, project_of
from app.contracts.sources import RoomSpec
from app.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from tests.contracts.specs import room
from tests.factories import refusal_of

HALL = room(room_id="hall", symbol="HALL")
OTHER = "CHANGED"


def files_of(*rooms: RoomSpec) -> Mapping[str, str]:
    return project_of(rooms or [room()], room().network).files


def content(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an export of the room Lobby."""
    folder = tmp_path / "lobby"
    write_project(folder, files_of())
    return folder


def refused(folder: Path, *rooms: RoomSpec) -> FolderInUse:
    before = content(folder)
    error = refusal_of(lambda: write_project(folder, files_of(*rooms)))
    assert isinstance(error, FolderInUse)
    assert (error.code, error.field) == ("FOLDER_NOT_EMPTY", "path")
    assert content(folder) == before
    return error


def test_a_folder_that_is_not_there_is_made(folder: Path) -> None:
    assert content(folder) == files_of()
    assert [one.name for one in folder.parent.iterdir()] == ["lobby"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert write_project(tmp_path, files_of()) is False
    assert content(tmp_path) == files_of()


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real", target_is_directory=True)
    write_project(link, files_of())
    assert link.is_symlink()
    assert content(tmp_path / "real") == files_of()


def test_an_earlier_export_of_the_same_room_is_replaced(folder: Path) -> None:
    (folder / "contracts" / "Factory.clar").write_text(OTHER)
    assert write_project(folder, files_of()) is True
    assert content(folder) == files_of()


def test_contracts_that_are_no_longer_written_go_away(folder: Path) -> None:
    renamed = room(symbol="NEW")
    write_project(folder, files_of(renamed))
    assert content(folder) == files_of(renamed)


def test_what_a_person_added_or_set_stays(folder: Path) -> None:
    kept = {
        "settings/Testnet.toml": "mnemonic = 'mine'",
        "tests/own.test.ts": OTHER,
        ".cache/requirements/x.clar": OTHER,
    }
    for path, text in kept.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    write_project(folder, files_of())
    assert content(folder) == {**files_of(), **kept}
    # A second time as well, though the mark now tells the hash of the setting as it was ours.
    write_project(folder, files_of())
    assert content(folder) == {**files_of(), **kept}


def test_a_bulk_export_may_grow_but_not_lose_a_room(folder: Path) -> None:
    write_project(folder, files_of(room(), HALL))
    assert content(folder) == files_of(room(), HALL)
    assert "room hall" in refused(folder).message


def test_the_export_of_another_room_is_not_written_over(folder: Path) -> None:
    assert "room lobby" in refused(folder, HALL).message
    stranger = room(creator="ST3PF13W7Z0RRM42A8VZRVFQ75SV1K26RXEP8YGKJ")
    assert "room lobby" in refused(folder, stranger).message


@pytest.mark.parametrize(
    "mark",
    ["", "{", "[]", "{}", '{"rooms": 1}', '{"rooms": [], "files": []}',
     '{"rooms": [{}], "files": {}}', '{"rooms": [], "files": {"../x": ""}}',
     '{"rooms": [], "files": {"/etc/x": ""}}', None],
)  # fmt: skip
def test_a_folder_with_anything_else_is_refused(tmp_path: Path, mark: str | None) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    if mark is not None:
        (tmp_path / MARK).write_text(mark)
    assert "no earlier export" in refused(tmp_path).message


def test_a_link_in_an_earlier_export_is_not_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (folder / "contracts").rename(elsewhere)
    (elsewhere / "Factory.clar").write_text(OTHER)
    (folder / "contracts").symlink_to(elsewhere, target_is_directory=True)
    write_project(folder, files_of())
    assert content(folder) == files_of()
    assert (elsewhere / "Factory.clar").read_text() == OTHER


@pytest.mark.parametrize("number", range(1, 12))
def test_a_disk_that_fills_up_leaves_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    left = [number]
    sync = os.fsync

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    (folder / "README.md").write_text(OTHER)
    before = content(folder)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        error = refusal_of(lambda: write_project(folder, files_of()))
    assert isinstance(error, Unavailable)
    assert error.code == "EXPORT_DISK_FULL"
    assert content(folder) == before
    assert [one.name for one in folder.parent.iterdir()] == ["lobby"]


def test_a_folder_that_cannot_be_exchanged_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename
    before = content(folder)

    def busy(path: Path, target: Path) -> Path:
        if path.name == "fresh":
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", busy)
        error = refusal_of(lambda: write_project(folder, files_of()))
    assert isinstance(error, Unavailable)
    assert content(folder) == before


def test_places_that_are_no_folder_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for place, kind in (
        (file, InvalidInput),
        (tmp_path / "nowhere" / "x", NotFound),
        (file / "x", NotFound),
        (tmp_path / ("x" * 300), InvalidInput),
        (Path(f"{tmp_path}/a\0b"), InvalidInput),
    ):
        error = refusal_of(lambda place=place: write_project(place, files_of()))  # type: ignore[misc]  # Bound for the loop.
        assert isinstance(error, kind), place
        assert error.field == "path"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert isinstance(refusal_of(lambda: write_project(tmp_path / "x", files_of())), NotAllowed)
    tmp_path.chmod(0o700)


def test_the_mark_is_written_with_the_rest(folder: Path) -> None:
    assert json.loads((folder / MARK).read_text(encoding="utf-8"))["format"] == 1
