"""Looks: applied at once, remembered on this computer."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.operators.view.looks_card import LETTER_KEYS, LooksCard
from app.operators.view.settings_page import SettingsPage
from tests.showing import settle


def remembered(context: ViewContext, tmp_path: Path) -> ViewSettings:
    """The settings as another start of the program reads them."""
    context.settings.flush()
    return ViewSettings(tmp_path / "window.ini")


def test_theme_is_applied_at_once_and_remembered(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    QTest.mouseClick(page.looks.theme.button("dark"), Qt.MouseButton.LeftButton)
    assert context.themes.current.name == "dark"
    assert remembered(context, tmp_path).theme() == "dark"


def test_theme_that_was_changed_elsewhere_is_shown(
    page: SettingsPage, context: ViewContext
) -> None:
    context.themes.choose("dark")
    assert page.looks.theme.value() == "dark"


def test_text_size_is_applied_at_once_and_remembered(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    before = page.looks.theme.height()
    QTest.mouseClick(page.looks.scale.button(150), Qt.MouseButton.LeftButton)
    settle(context)
    assert context.themes.scale == 1.5
    assert page.looks.theme.height() > before
    assert remembered(context, tmp_path).scale() == 150


def test_language_is_remembered_for_the_next_start(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    assert page.looks.language.value() == "system"
    QTest.mouseClick(page.looks.language.button("es"), Qt.MouseButton.LeftButton)
    assert remembered(context, tmp_path).language() == "es"
    assert page.looks.language.accessibleDescription() == "Applies at the next start."


def test_languages_are_called_what_they_call_themselves(page: SettingsPage) -> None:
    shown = [page.looks.language.button(code).text() for code in ("system", "en", "es")]
    assert shown == ["System", "English", "Español"]


def test_motion_is_switched_off_at_once_and_remembered(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    page.looks.motion.click()
    assert context.themes.duration(120) == 0
    assert remembered(context, tmp_path).flag("reduced_motion")
    page.looks.motion.click()
    assert context.themes.duration(120) == 120


def test_market_colours_are_applied_at_once_and_remembered(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    teal = context.themes.current.buy
    page.looks.market.click()
    assert context.themes.current.buy != teal
    assert remembered(context, tmp_path).flag("market_colors")
    page.looks.market.click()
    assert context.themes.current.buy == teal


def test_commas_between_thousands_are_remembered_for_the_next_start(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    QTest.mouseClick(page.looks.grouping.button("comma"), Qt.MouseButton.LeftButton)
    assert remembered(context, tmp_path).text("grouping") == "comma"


def test_letter_keys_are_on_until_they_are_switched_off(
    page: SettingsPage, context: ViewContext, tmp_path: Path
) -> None:
    assert page.looks.keys.isChecked()
    page.looks.keys.click()
    assert not remembered(context, tmp_path).flag(LETTER_KEYS, True)


def test_what_was_chosen_before_is_shown(
    context: ViewContext, qapp: QApplication, qtbot: QtBot
) -> None:
    context.settings.set_flag(LETTER_KEYS, False)
    context.settings.set_language("es")
    context.themes.set_scale(125)
    context.themes.choose("dark")
    context.themes.set_reduced_motion(True)
    card = LooksCard(context)
    qtbot.addWidget(card)
    assert (card.theme.value(), card.scale.value()) == ("dark", 125)
    assert card.language.value() == "es"
    assert card.motion.isChecked()
    assert not card.keys.isChecked()


def test_a_text_size_between_the_offered_ones_shows_the_nearest(
    context: ViewContext, qtbot: QtBot
) -> None:
    context.themes.set_scale(139)
    card = LooksCard(context)
    qtbot.addWidget(card)
    assert card.scale.value() == 150


def test_switches_say_what_they_switch(page: SettingsPage) -> None:
    assert page.looks.motion.accessibleName() == "Reduced motion: Nothing moves"
    assert page.looks.keys.accessibleDescription() == "J, K, / and the like."
