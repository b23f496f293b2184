"""Drawings of the icons and how they follow the theme."""

import gc
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons, drawn, names, svg_text
from app.kit.resources import resource_text
from app.kit.theme import DARK, LIGHT, Themes

APP = Path(__file__).parents[2] / "app"
WANTED = (
    "audit bookmark check check-circle chevron-down chevron-right clock close columns copy "
    "database error-octagon export external eye filter folder help info-circle key lock "
    "logout members minus moon more pause play plus pop-out refresh rooms save search server "
    "settings shield sun trash triangle-down triangle-up undo user vending warn-triangle"
)


def ink(picture: QPixmap) -> set[str]:
    """Colours of the pixels that are fully covered."""
    image = picture.toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_every_icon_of_the_design_is_there() -> None:
    assert not set(WANTED.split()) - set(names())


def test_no_icon_is_unused() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in APP.rglob("*.py"))
    style = resource_text("themes", "tokendesk.qss")
    in_code = {name for name in names() if f'"{name}"' in code}
    in_style = {name for name in names() if f"@glyph({name}," in style}
    assert not set(names()) - in_code - in_style


@pytest.mark.parametrize("name", names())
def test_icon_is_drawn_on_the_grid_of_16(name: str) -> None:
    root = ElementTree.fromstring(svg_text(name))
    assert root.get("viewBox") == "0 0 16 16"
    assert "currentColor" in svg_text(name) or name == "logo"


@pytest.mark.parametrize("name", names())
def test_icon_shows_something_in_the_colour_asked_for(name: str, themes: Themes) -> None:
    colours = ink(drawn(name, "#FF0000", 32))
    assert colours
    assert colours <= {"#FF0000"} or name == "logo"


def test_unknown_icon_is_a_bug_at_once(icons: Icons) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icons.icon("no-such-icon")


def test_icon_given_once_follows_the_theme(icons: Icons, themes: Themes) -> None:
    icon = icons.icon("stop", "accent")
    assert ink(icon.pixmap(QSize(16, 16))) == {LIGHT.accent}
    themes.choose("dark")
    assert ink(icon.pixmap(QSize(16, 16))) == {DARK.accent}


def test_disabled_icon_is_grey(icons: Icons) -> None:
    picture = icons.icon("stop", "accent").pixmap(QSize(16, 16), QIcon.Mode.Disabled)
    assert ink(picture) == {LIGHT.disabled}


def test_picture_is_sharp_on_dense_screens(icons: Icons) -> None:
    picture = icons.pixmap("check", 16, "ok", 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)
    from_icon = icons.icon("check", "ok").pixmap(QSize(16, 16), 2.0)
    assert from_icon.width() == 32


def test_pictures_are_drawn_once(icons: Icons, themes: Themes) -> None:
    first = icons.pixmap("check", 16, "ok")
    themes.choose("dark")
    themes.choose("light")
    assert icons.pixmap("check", 16, "ok").cacheKey() == first.cacheKey()


def test_buttons_keep_their_icons_when_the_giver_is_gone(themes: Themes, qtbot: QtBot) -> None:
    button = QPushButton(Icons(themes).icon("plus"), "Add")
    qtbot.addWidget(button)
    gc.collect()
    assert not button.grab().isNull()


def test_an_icon_on_a_button_outlives_the_collected_giver(themes: Themes, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons = Icons(themes)
    button.setIcon(icons.icon("lock"))
    picture = button.icon().pixmap(16).toImage()
    icons.knot = icons  # type: ignore[attr-defined]
    del icons
    gc.collect()
    assert button.icon().pixmap(16).toImage() == picture


def test_a_copied_icon_can_be_changed(icons: Icons) -> None:
    copy = QIcon(icons.icon("plus"))
    red = QPixmap(8, 8)
    red.fill(QColor("red"))
    copy.addPixmap(red)
    del copy
    gc.collect()
    assert not icons.icon("plus").pixmap(16, 16).isNull()
