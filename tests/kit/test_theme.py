"""Colours of the themes, their contrast, and what happens when another is chosen."""

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.kit import fonts
from app.kit.style_sheet import build_style_sheet, palette_of, repolish
from app.kit.theme import DARK, DARK_MARKET, LIGHT, LIGHT_MARKET, TOKENS, Theme, Themes
from tests.kit.colours import contrast, distance

BOTH = pytest.mark.parametrize(
    "theme",
    [DARK, LIGHT, DARK_MARKET, LIGHT_MARKET],
    ids=["dark", "light", "dark market", "light market"],
)
SURFACES = ("window", "rail", "panel", "raised", "hover", "selected", "field", "floating")
# The limits of the design, which rounds to one decimal.
READABLE = {
    "text": 12.0,
    "text2": 6.8,
    "text3": 4.69,
    **dict.fromkeys(("accent", "buy", "sell", "ok", "warn", "error"), 4.7),
    **dict.fromkeys(("bronze", "silver", "gold", "platinum"), 4.7),
}


@BOTH
@pytest.mark.parametrize("token", READABLE)
@pytest.mark.parametrize("surface", SURFACES)
def test_words_can_be_read_on_every_surface(theme: Theme, token: str, surface: str) -> None:
    assert contrast(theme.hex(token), theme.hex(surface)) >= READABLE[token]


@BOTH
@pytest.mark.parametrize("tone", ["buy", "sell", "ok", "warn", "error"])
def test_badge_words_can_be_read_on_their_tint(theme: Theme, tone: str) -> None:
    assert contrast(theme.hex(tone), theme.hex(f"{tone}_tint")) >= 4.7
    assert contrast(theme.text2, theme.hex(f"{tone}_tint")) >= 6.8


@BOTH
@pytest.mark.parametrize(
    "fill",
    ["accent_fill", "accent_hover", "accent_press", "buy_fill", "sell_fill", "error_fill"],
)
def test_white_can_be_read_on_filled_buttons(theme: Theme, fill: str) -> None:
    assert contrast("#FFFFFF", theme.hex(fill)) >= 4.6


@BOTH
@pytest.mark.parametrize("surface", ["window", "panel", "raised", "field"])
@pytest.mark.parametrize("token", ["field_border", "focus"])
def test_fields_and_focus_ring_stand_out(theme: Theme, surface: str, token: str) -> None:
    assert contrast(theme.hex(token), theme.hex(surface)) >= 3.1


@BOTH
def test_chart_series_stand_out_from_the_panel(theme: Theme) -> None:
    for token in ("chart_line", "cat1", "cat2", "cat3", "cat4", "cat5", "bar1", "bar4"):
        assert contrast(theme.hex(token), theme.panel) >= 3.6


@BOTH
@pytest.mark.parametrize("deficiency", ["protan", "deutan", "tritan"])
def test_buy_and_sell_differ_for_every_eye(theme: Theme, deficiency: str) -> None:
    assert distance(theme.buy, theme.sell, deficiency) >= 30


@BOTH
@pytest.mark.parametrize("token", TOKENS)
def test_every_token_is_a_colour(theme: Theme, token: str) -> None:
    assert re.fullmatch(r"#([0-9A-F]{6}|[0-9A-F]{8})", theme.hex(token))
    assert theme.color(token).isValid()


@pytest.mark.parametrize(
    ("token", "dark", "light"),
    [
        ("window", "#0E1116", "#F4F5F8"),
        ("field_border", "#667284", "#838C9C"),
        ("accent", "#85A1FF", "#2B50CC"),
        ("focus", "#85A1FF", "#3157DB"),
        ("sell_line", "#70402D", "#EDBFA6"),
        ("chart_muted", "#3A4352", "#C3CAD5"),
        ("platinum", "#8FD0E8", "#0F6688"),
    ],
)
def test_colours_are_those_of_the_design(token: str, dark: str, light: str) -> None:
    assert (DARK.hex(token), LIGHT.hex(token)) == (dark, light)


def test_token_names_may_be_written_with_a_hyphen() -> None:
    assert LIGHT.hex("accent-tint") == LIGHT.accent_tint
    assert LIGHT.color("border-strong") == QColor("#C9D0DA")


def test_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        LIGHT.hex("purple")


def test_scrim_lets_the_window_shine_through() -> None:
    assert DARK.color("scrim").alphaF() == pytest.approx(0.62, abs=0.005)
    assert LIGHT.color("scrim").alphaF() == pytest.approx(0.38, abs=0.005)


def test_mixed_colour_is_opaque_and_between() -> None:
    assert DARK.mixed("text", "panel", 1.0) == DARK.color("text")
    assert DARK.mixed("text", "panel", 0.0) == DARK.color("panel")
    middle = DARK.mixed("text", "panel", 0.5)
    assert DARK.color("panel").red() < middle.red() < DARK.color("text").red()


@BOTH
def test_palette_takes_its_roles_from_tokens(theme: Theme) -> None:
    palette = palette_of(theme)
    group = QPalette.ColorGroup.Active
    role = QPalette.ColorRole
    assert palette.color(group, role.Base) == theme.color("panel")
    assert palette.color(group, role.Highlight) == theme.color("selected")
    assert palette.color(group, role.Accent) == theme.color("accent_fill")
    greyed = palette.color(QPalette.ColorGroup.Disabled, role.ButtonText)
    assert greyed == theme.color("disabled")


@BOTH
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_style_sheet_has_no_placeholder_left(theme: Theme, scale: float, tmp_path: object) -> None:
    sheet = build_style_sheet(theme, scale, str(tmp_path))
    rules = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    assert "@" not in rules
    assert not re.search(r"\dsp\b", rules)
    assert rules.count("{") == rules.count("}")


def test_style_sheet_grows_with_the_scale_but_lines_do_not(tmp_path: object) -> None:
    small = build_style_sheet(LIGHT, 1.0, str(tmp_path))
    large = build_style_sheet(LIGHT, 1.5, str(tmp_path))
    assert 'QLabel[role="hero"] { font-size: 28px' in small
    assert 'QLabel[role="hero"] { font-size: 42px' in large
    assert small.count("1px solid") == large.count("1px solid") > 10


def test_style_sheet_prefers_the_longest_token(tmp_path: object) -> None:
    sheet = build_style_sheet(LIGHT, 1.0, str(tmp_path))
    assert (
        f'QLabel[role="t3"], QLabel[role="hint"] {{ font-size: 11px; color: {LIGHT.text3}' in sheet
    )


def test_choosing_a_theme_repaints_the_application(themes: Themes, qtbot: QtBot) -> None:
    label = QLabel("Total")
    qtbot.addWidget(label)
    label.show()
    with qtbot.waitSignal(themes.changed) as heard:
        themes.choose("dark")
    assert heard.args == [DARK]
    assert themes.current is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window) == DARK.color("window")
    assert label.palette().color(QPalette.ColorRole.WindowText) == DARK.color("text")


def ink(label: QLabel) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name().upper()


def test_what_is_hidden_is_dressed_anew_when_it_is_shown(themes: Themes, qtbot: QtBot) -> None:
    label = QLabel("Total")
    qtbot.addWidget(label)
    label.show()
    label.hide()
    themes.choose("dark")
    assert ink(label) == LIGHT.text
    label.show()
    assert ink(label) == DARK.text


def test_who_is_dressed_twice_wears_one_sheet(themes: Themes, qtbot: QtBot) -> None:
    label = QLabel("Total")
    qtbot.addWidget(label)
    children = len(label.children())
    themes.dress(label)
    assert len(label.children()) == children


def test_what_comes_into_a_dressed_part_is_dressed_too(themes: Themes, qtbot: QtBot) -> None:
    frame = QWidget()
    qtbot.addWidget(frame)
    label = QLabel("Total", frame)
    frame.show()
    assert ink(label) == LIGHT.text
    themes.choose("dark")
    assert ink(label) == DARK.text


def test_choosing_the_same_theme_says_nothing(themes: Themes, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(themes.changed):
        themes.choose("light")


def test_a_choice_that_nobody_knows_counts_as_system(themes: Themes) -> None:
    themes.choose("sepia")
    assert themes.choice == "system"
    assert themes.current in (DARK, LIGHT)


@pytest.mark.parametrize(
    ("percent", "scale"), [(100, 1.0), (130, 1.3), (150, 1.5), (80, 1.0), (900, 1.5)]
)
def test_scale_stays_between_100_and_150_percent(
    themes: Themes, percent: int, scale: float
) -> None:
    themes.set_scale(percent)
    assert themes.scale == pytest.approx(scale)
    assert fonts.ui_font(20).pixelSize() == round(20 * scale)
    assert themes.px(32) == round(32 * scale)


def test_scale_grows_widgets_that_are_shown(themes: Themes, qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    before = edit.sizeHint().height()
    themes.set_scale(150)
    edit.ensurePolished()
    assert edit.sizeHint().height() >= round(before * 1.4)


def test_reduced_motion_takes_all_durations_away(themes: Themes, qtbot: QtBot) -> None:
    assert themes.duration(120) == 120
    with qtbot.waitSignal(themes.changed):
        themes.set_reduced_motion(True)
    assert themes.duration(120) == 0


def test_repolish_sets_only_what_is_new(themes: Themes, qtbot: QtBot) -> None:
    label = QLabel("12")
    qtbot.addWidget(label)
    repolish(label, tone="error")
    label.ensurePolished()
    assert label.property("tone") == "error"
    assert label.palette().color(QPalette.ColorRole.WindowText) == LIGHT.color("error")
