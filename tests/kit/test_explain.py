"""Why this number? Asked by Alt+click, the context menu and the keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.explain import ExplainableArea, Explanation, ExplanationDialog
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.messages import Messages
from app.kit.panels import KeyValues
from app.kit.theme import Themes

WHY = Explanation("Ten is five and five.", ("10", "    5 + 5"))
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


class Sums(QWidget):
    """Two amounts that can be asked, and one that can't now."""

    def __init__(self) -> None:
        super().__init__()
        icons = Icons(Themes())
        self.messages = Messages(icons)
        self.messages.attach(self)
        self.values = KeyValues(icons)
        for key in ("ten", "none"):
            self.values.add(key, key.capitalize(), "10")
        self.other = Label("elsewhere")
        column = QVBoxLayout(self)
        column.addWidget(self.values)
        column.addWidget(self.other)
        self.area = ExplainableArea(self.values, icons, self.messages, label="Sums")
        self.area.add(self.values.widget("ten"), lambda: "Ten", lambda: WHY)
        self.area.add(self.values.widget("none"), lambda: "None", lambda: None)

    @property
    def dialog(self) -> ExplanationDialog | None:
        dialog = self.messages.dialog
        return dialog if isinstance(dialog, ExplanationDialog) else None


@pytest.fixture
def sums(qtbot: QtBot) -> Sums:
    sums = Sums()
    qtbot.addWidget(sums)
    sums.resize(900, 500)
    with qtbot.waitExposed(sums):
        sums.show()
    sums.activateWindow()
    return sums


def context_menu(target: QWidget, reason: QContextMenuEvent.Reason) -> None:
    middle = target.rect().center()
    event = QContextMenuEvent(reason, middle, target.mapToGlobal(middle))
    QApplication.sendEvent(target, event)


def opened(sums: Sums) -> bool:
    return sums.dialog is not None


def offered(sums: Sums) -> list[str]:
    menu = sums.area.menu
    assert menu is not None
    return [action.text() for action in menu.actions()]


def test_alt_click_asks_an_amount_or_its_name(sums: Sums) -> None:
    ten = sums.values.widget("ten")
    QTest.mouseClick(ten, LEFT)
    assert not opened(sums)
    QTest.mouseClick(ten, LEFT, ALT)
    dialog = sums.dialog
    assert dialog is not None
    assert dialog.lines.toPlainText() == "10\n    5 + 5"
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "Ten is five and five.\n\n10\n    5 + 5\n"
    dialog.reject()
    name = next(label for label in sums.values.findChildren(Label) if label.buddy() is ten)
    QTest.mouseClick(name, LEFT, ALT)
    assert sums.dialog is not None


def test_what_has_no_number_has_no_answer(sums: Sums) -> None:
    QTest.mouseClick(sums.values.widget("none"), LEFT, ALT)
    QTest.mouseClick(sums.other, LEFT, ALT)
    assert sums.dialog is None


def test_the_context_menu_of_an_amount_asks_it(sums: Sums) -> None:
    context_menu(sums.values.widget("ten"), QContextMenuEvent.Reason.Mouse)
    assert offered(sums) == ["Why this number?"]
    assert sums.area.menu is not None
    sums.area.menu.actions()[0].trigger()
    assert sums.dialog is not None


def test_keys_offer_every_amount_that_has_an_answer(sums: Sums) -> None:
    sums.values.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(sums.values, Qt.Key.Key_Return)
    assert offered(sums) == ["Why this? Ten"]
    context_menu(sums.values, QContextMenuEvent.Reason.Keyboard)
    assert offered(sums) == ["Why this? Ten"]
    assert sums.area.menu is not None
    sums.area.menu.actions()[0].trigger()
    assert sums.dialog is not None


def test_the_part_shows_that_it_has_the_focus(sums: Sums) -> None:
    sums.values.clearFocus()
    bare = sums.values.grab().toImage()
    sums.values.setFocus(Qt.FocusReason.TabFocusReason)
    assert sums.values.grab().toImage() != bare
    sums.values.clearFocus()
    assert sums.values.grab().toImage() == bare


def test_a_long_tree_scrolls_in_a_dialog_of_bounded_height(sums: Sums) -> None:
    long = Explanation("Long.", tuple(str(line) for line in range(400)))
    dialog = ExplanationDialog(Icons(Themes()), long, sums)
    dialog.show()
    assert 300 < dialog.lines.height() < 400
    assert dialog.why.text.count("\n") == 402
    dialog.deleteLater()


def test_the_point_of_a_click_outside_says_nothing(sums: Sums) -> None:
    QTest.mouseClick(sums.values, LEFT, ALT, QPoint(1, 1))
    assert sums.dialog is None
