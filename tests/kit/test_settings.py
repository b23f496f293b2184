"""What the window remembers, and what it does with a broken file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from app.kit.saved_views import ColumnState, SavedView
from app.kit.settings import ViewSettings
from app.listing import Listing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "window" / "view.ini"


def again(settings: ViewSettings, path: Path) -> ViewSettings:
    settings.flush()
    return ViewSettings(path)


def test_nothing_known_gives_defaults(path: Path) -> None:
    settings = ViewSettings(path)
    assert settings.theme() == "system"
    assert settings.scale() == 100
    assert settings.language() == "system"
    assert not settings.flag("rail_narrow")
    assert settings.flag("shortcuts", default=True)
    assert settings.text("zone", "UTC") == "UTC"
    assert settings.geometry("window").isEmpty()
    assert settings.sizes("rooms") == []
    assert settings.columns("rooms") == ()
    assert settings.filters("rooms") == {}
    assert settings.saved_views("rooms") == ()


def test_everything_survives_the_next_start(path: Path) -> None:
    settings = ViewSettings(path)
    settings.set_theme("dark")
    settings.set_scale(130)
    settings.set_language("es")
    settings.set_flag("rail_narrow", True)
    settings.set_text("zone", "Europe/Berlin, “quoted”; x=1 \\ ü")
    settings.set_geometry("window", QByteArray(bytes(range(256))))
    settings.set_sizes("rooms", [820, 396])
    settings.set_columns("rooms", [ColumnState("id", 60), ColumnState("room", 0, shown=False)])
    settings.set_filters("rooms", {"stage": ("draft", "trading"), "creator": 7})
    settings = again(settings, path)
    assert settings.theme() == "dark"
    assert settings.scale() == 130
    assert settings.language() == "es"
    assert settings.flag("rail_narrow")
    assert settings.text("zone") == "Europe/Berlin, “quoted”; x=1 \\ ü"
    assert settings.geometry("window").data() == bytes(range(256))
    assert settings.sizes("rooms") == [820, 396]
    assert settings.columns("rooms") == (ColumnState("id", 60), ColumnState("room", 0, shown=False))
    assert settings.filters("rooms") == {"stage": ("draft", "trading"), "creator": 7}


def test_views_are_kept_by_name(path: Path) -> None:
    settings = ViewSettings(path)
    settings.save_view("rooms", SavedView("Waiting", listing=Listing(sort="id")))
    settings.save_view("rooms", SavedView("Mine", listing=Listing(search="ada")))
    settings.save_view("rooms", SavedView("Waiting", listing=Listing(sort="name")))
    settings = again(settings, path)
    assert [view.name for view in settings.saved_views("rooms")] == ["Mine", "Waiting"]
    assert settings.saved_views("rooms")[1].listing.sort == "name"
    settings.remove_view("rooms", "Mine")
    assert [view.name for view in settings.saved_views("rooms")] == ["Waiting"]
    assert settings.saved_views("members") == ()


GARBAGE = [
    "\x00\xff\xfe not an ini file at all [[[",
    "[look]\ntheme=@Variant(\\0\\0\\0\\x99)\nscale=[[[\n",
    '[look]\ntheme=42\nscale="true"\n[geometry]\nwindow="\\"%%%\\""\n',
    '[sizes]\nrooms="[1, null]"\n[columns]\nrooms="{}"\n[views]\nrooms="[1, {\\"x\\": 2}]"',
    '[filters]\nrooms="{\\"filters\\": 3}"\n[columns]\nrooms="[{\\"key\\": 1}, 2]"\n',
    '[sizes]\nrooms="[-5, 99999999999999999999]"\n' + "[" * 5000,
]


@pytest.mark.parametrize("content", GARBAGE)
def test_garbage_in_the_file_counts_as_nothing_known(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8", errors="surrogateescape")
    settings = ViewSettings(path)
    assert settings.theme() == "system"
    assert 100 <= settings.scale() <= 150
    assert settings.geometry("window").isEmpty()
    assert settings.sizes("rooms") == []
    assert settings.columns("rooms") == ()
    assert settings.filters("rooms") == {}
    assert settings.saved_views("rooms") == ()
    settings.set_theme("light")
    assert again(settings, path).theme() == "light"


def test_a_theme_that_is_none_is_not_believed(path: Path) -> None:
    settings = ViewSettings(path)
    settings.set_theme("neon")
    settings.set_scale(5_000)
    assert (settings.theme(), settings.scale()) == ("system", 150)


def test_sizes_that_hide_everything_are_not_believed(path: Path) -> None:
    settings = ViewSettings(path)
    settings.set_sizes("rooms", [0, 0])
    assert settings.sizes("rooms") == []
