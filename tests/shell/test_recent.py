"""The list of workspaces that were opened last."""

from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from app.db.location import Location
from app.shell.recent import MOST, RecentWorkspaces

SERVER = Location(url="postgresql://ada@db.example/desk", password="s3cret")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


@pytest.fixture
def recent(path: Path) -> RecentWorkspaces:
    return RecentWorkspaces(path)


def file(name: str) -> Location:
    return Location(path=Path(f"/home/ada/{name}.db"))


def names(recent: RecentWorkspaces) -> list[str]:
    return [each.name for each in recent.all()]


def test_nothing_was_opened_at_first(recent: RecentWorkspaces, path: Path) -> None:
    assert recent.all() == ()
    assert not path.exists()


def test_newest_comes_first_and_nothing_twice(recent: RecentWorkspaces) -> None:
    recent.add(file("north"), "North")
    recent.add(file("south"), "South")
    recent.add(file("north"), "North desk")
    assert names(recent) == ["North desk", "South"]


def test_list_ends_after_some(recent: RecentWorkspaces) -> None:
    for number in range(MOST + 3):
        recent.add(file(str(number)), str(number))
    assert len(recent.all()) == MOST
    assert names(recent)[0] == str(MOST + 2)


def test_another_start_finds_them(recent: RecentWorkspaces, path: Path) -> None:
    recent.add(file("north"), "North “desk” = 1\n[x]")
    [found] = RecentWorkspaces(path).all()
    assert (found.location, found.name) == (file("north"), "North “desk” = 1\n[x]")


def test_removed_one_is_gone(recent: RecentWorkspaces) -> None:
    recent.add(file("north"), "North")
    recent.add(file("south"), "South")
    recent.remove(file("north"))
    recent.remove(file("never there"))
    assert names(recent) == ["South"]


def test_password_of_a_server_is_never_written(recent: RecentWorkspaces, path: Path) -> None:
    recent.add(SERVER, "Team")
    assert "s3cret" not in path.read_text()
    assert recent.all()[0].location == Location(url=SERVER.url)


def test_other_settings_in_the_file_stay(recent: RecentWorkspaces, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("# mine\n[other]\nkey = 1\n")
    recent.add(file("north"), "North")
    text = path.read_text()
    assert "# mine" in text
    assert tomlkit.parse(text)["other"] == {"key": 1}


@pytest.mark.parametrize(
    "text",
    [
        "not toml at all [[[",
        "recent = 5",
        "recent = ['a', 5]",
        "[[recent]]\nplace = 5\nname = 'x'",
        "[[recent]]\nplace = 'ftp://x'\nname = 'x'",
        "[[recent]]\nplace = ''\nname = 'x'",
        "[[recent]]\nname = 'x'",
        "x = " + "[" * 5_000,
    ],
)
def test_garbage_counts_as_nothing_and_is_written_over(
    recent: RecentWorkspaces, path: Path, text: str
) -> None:
    path.parent.mkdir()
    path.write_text(text)
    assert recent.all() == ()
    recent.add(file("north"), "North")
    assert names(recent) == ["North"]


def test_bytes_that_are_no_text_count_as_nothing(recent: RecentWorkspaces, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe\x00garbage")
    assert recent.all() == ()


@given(text=st.text())
def test_no_text_in_the_file_breaks_the_list(
    recent: RecentWorkspaces, path: Path, text: str
) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    recent.all()
    recent.add(file("north"), "North")
    assert names(recent)[0] == "North"


@given(name=st.text(max_size=64))
def test_any_name_is_remembered_or_let_go(recent: RecentWorkspaces, name: str) -> None:
    recent.add(file("north"), "North")
    recent.add(file("south"), name)
    # A name that no text file can hold is let go, together with its place.
    assert names(recent) in ([name, "North"], ["North"])


def test_folder_that_cant_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    recent = RecentWorkspaces(tmp_path / "config" / "settings.toml")
    recent.add(file("north"), "North")
    assert recent.all() == ()


def test_path_that_is_no_text_is_not_remembered(recent: RecentWorkspaces) -> None:
    recent.add(file("north"), "North")
    recent.add(Location(path=Path("/home/ada/\udcff.db")), "Odd")
    assert names(recent) == ["North"]
