"""Pictures of every view, without a screen."""

import shutil
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.errors import InvalidInput, Unavailable
from app.kit.theme import DARK, LIGHT
from app.progress import Progress
from app.shell import shots
from app.shell.pages import all_pages
from app.shell.shots import render
from tests.showing import plain_looks, styled_themes


@pytest.fixture(autouse=True)
def _looks_of_before(qapp: QApplication) -> object:
    """The pictures' own themes are given away again."""
    yield
    themes = styled_themes()
    themes.apply(qapp)
    plain_looks(themes)


@pytest.fixture
def copied(demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo is copied where it would be built; that two builds agree is the demo's test."""

    def copy(path: Path, progress: Progress) -> None:
        shutil.copy(demo_file, path)

    monkeypatch.setattr(shots, "build_demo_file", copy)


@pytest.mark.usefixtures("copied")
def test_every_view_is_drawn_in_the_theme_and_size_that_is_asked_for(tmp_path: Path) -> None:
    written = render(tmp_path / "new folder", theme="dark", size=(1200, 760))
    pages = (spec.name for spec in all_pages())
    names = ("welcome", *pages, "scrubber", "room", "member", "legacy_room", "palette",
        "passport", "presenter")  # fmt: skip
    assert [path.name for path in written] == [f"{name}-dark.png" for name in names]
    for path in written:
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1200, 760)
    rail = QImage(str(tmp_path / "new folder" / "rooms-dark.png"))
    assert rail.pixelColor(2, 400) == DARK.color("rail")


def test_one_view_is_drawn_in_both_themes(tmp_path: Path) -> None:
    hooks = sys.excepthook, threading.excepthook
    written = render(tmp_path, view="settings", size=(1120, 720))
    assert [path.name for path in written] == ["settings-light.png", "settings-dark.png"]
    assert QImage(str(written[0])).pixelColor(2, 400) == LIGHT.color("rail")
    assert (sys.excepthook, threading.excepthook) == hooks


def test_welcome_needs_no_workspace(tmp_path: Path) -> None:
    [path] = render(tmp_path, theme="light", view="welcome")
    assert QImage(str(path)).pixelColor(2, 2) == LIGHT.color("window")


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize("view", ["members", "presenter"])
def test_pictures_are_the_same_each_time(tmp_path: Path, view: str) -> None:
    [first] = render(tmp_path / "a", theme="light", view=view)
    [second] = render(tmp_path / "b", theme="light", view=view)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.usefixtures("copied")
def test_view_that_isnt_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there are welcome, rooms") as refused:
        render(tmp_path, theme="light", view="shop")
    assert refused.value.field == "view"
    assert list(tmp_path.glob("*.png")) == []


def test_folder_that_cant_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="can't be made"):
        render(tmp_path / "file" / "shots")
