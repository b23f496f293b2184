"""Typefaces: families, figures of equal width, scale."""

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.kit import fonts
from app.kit.fonts import load_bundled, mono_font, ui_font
from app.kit.theme import Themes


def test_first_choice_comes_first_and_the_system_last(qapp: QApplication) -> None:
    assert ui_font(13).families()[:2] == ["Inter", "Noto Sans"]
    assert mono_font(12).families()[:2] == ["JetBrains Mono", "Noto Sans Mono"]
    assert len(ui_font(13).families()) == 3


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_figures_have_one_width(qapp: QApplication, weight: int) -> None:
    font = ui_font(13, weight)
    assert font.weight() == QFont.Weight(weight)
    widths = [QFontMetricsF(font).horizontalAdvance(digit * 8) for digit in "0123456789"]
    # The typeface itself rounds some digits by a 64th of a pixel.
    assert max(widths) - min(widths) < 0.5


def test_style_sheet_keeps_figures_of_one_width(themes: Themes, qtbot: QtBot) -> None:
    label = QLabel("111")
    label.setProperty("role", "value")
    qtbot.addWidget(label)
    label.show()
    metrics = QFontMetricsF(label.font())
    assert label.font().pixelSize() == 20
    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("8888"))


def test_mono_font_gives_all_letters_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(mono_font(12))
    assert metrics.horizontalAdvance("iiii") == pytest.approx(metrics.horizontalAdvance("WWWW"))
    assert QFontInfo(mono_font(12)).pixelSize() == 12


def test_sizes_follow_the_scale_last_applied(themes: Themes) -> None:
    themes.set_scale(125)
    assert (ui_font(12).pixelSize(), mono_font(28).pixelSize()) == (15, 35)
    themes.set_scale(100)
    assert ui_font(12).pixelSize() == 12


def test_a_font_given_out_can_be_changed_without_harm(qapp: QApplication) -> None:
    ui_font(13).setUnderline(True)
    assert not ui_font(13).underline()


def test_a_checkout_carries_no_fonts(qapp: QApplication) -> None:
    assert load_bundled() == 0
    assert fonts.CAPTION == 11
