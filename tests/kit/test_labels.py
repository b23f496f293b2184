"""Labels, elided text, key caps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.labels import ElidedLabel, KeyCap, KeyHint, Label, Line, RichLabel, escaped, stressed
from app.kit.theme import LIGHT, Themes


def test_roles_and_tones_choose_size_and_colour(themes: Themes, qtbot: QtBot) -> None:
    label = Label("742", "hero", tone="error")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().pixelSize() == 28
    assert label.palette().windowText().color() == LIGHT.color("error")
    label.set_tone("")
    label.set_role("t3")
    label.ensurePolished()
    assert label.font().pixelSize() == 11
    assert label.palette().windowText().color() == LIGHT.color("text3")


def test_plain_labels_show_markup_as_it_is(themes: Themes, qtbot: QtBot) -> None:
    label = Label("<b>room</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_foreign_text_is_made_harmless() -> None:
    assert escaped("<img src=x>") == "&lt;img src=x&gt;"
    assert stressed("a & b") == "<b>a &amp; b</b>"


def test_rich_labels_wrap(themes: Themes, qtbot: QtBot) -> None:
    label = RichLabel(f"Removes {stressed('690 tokens')} and more")
    qtbot.addWidget(label)
    assert label.wordWrap()
    assert label.heightForWidth(60) > label.heightForWidth(600)


def test_long_text_ends_in_an_ellipsis_and_is_whole_in_the_tooltip(
    themes: Themes, qtbot: QtBot
) -> None:
    text = "Zero-Knowledge Cryptography and Friends"
    label = ElidedLabel(text)
    qtbot.addWidget(label)
    label.show()
    label.resize(80, 20)
    assert label.text().endswith("…")
    assert label.toolTip() == label.full_text() == label.accessibleName() == text
    label.resize(600, 20)
    assert label.text() == text
    assert label.toolTip() == ""


def test_elided_label_asks_for_room_for_all(themes: Themes, qtbot: QtBot) -> None:
    label = ElidedLabel("short")
    qtbot.addWidget(label)
    before = label.sizeHint().width()
    label.setText("a good deal longer than before")
    assert label.sizeHint().width() > before


def test_key_caps_are_at_least_square_and_grow(themes: Themes, qtbot: QtBot) -> None:
    slash, control = KeyCap("/", themes), KeyCap("Ctrl", themes)
    for cap in (slash, control):
        qtbot.addWidget(cap)
        assert not cap.grab().isNull()
    assert slash.sizeHint().width() == slash.sizeHint().height()
    assert control.sizeHint().width() > slash.sizeHint().width()
    themes.set_scale(150)
    assert slash.sizeHint().height() == 26


def test_key_hint_is_spoken_as_one(themes: Themes, qtbot: QtBot) -> None:
    hint = KeyHint(("J", "K"), "move", themes)
    qtbot.addWidget(hint)
    assert hint.accessibleName() == "J K: move"


def test_lines_are_one_pixel(themes: Themes, qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    assert Line(parent=owner).maximumHeight() == 1
    assert Line(upright=True, parent=owner).maximumWidth() == 1
