"""What the program says: toasts, questions, reasons, details of errors."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Conflict, UserError
from app.kit.actions import Action
from app.kit.dialogs import Confirmation, Dialog, ReasonDialog, Scrim
from app.kit.icons import Icons
from app.kit.labels import RichLabel
from app.kit.messages import Messages
from app.kit.report_dialog import ErrorDetails, error_report
from app.kit.theme import Themes
from app.kit.toasts import MARGIN, SHOWN_MS, WIDTH, Toast

FAULT = Conflict(
    "The price moved above your limit.",
    code="u207",
    title="Trade not sent",
    field="limit",
    details={"limit": 263_128, "total": 270_001},
)


@pytest.fixture
def messages(icons: Icons, window: QWidget) -> Messages:
    speaker = Messages(icons, window)
    speaker.attach(window)
    return speaker


def opened(messages: Messages, qtbot: QtBot) -> Dialog:
    dialog = messages.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_nothing_is_said_before_there_is_a_window(icons: Icons) -> None:
    speaker = Messages(icons)
    speaker.info("Hello")
    assert speaker.toasts == ()


def test_toasts_stand_at_the_bottom_right(messages: Messages, window: QWidget) -> None:
    messages.success("Bought 36 keys", "260 522 sats")
    messages.info("Exported")
    lower, upper = messages.toasts[1], messages.toasts[0]
    for toast in (lower, upper):
        assert toast.isVisible()
        assert toast.width() == WIDTH
        assert toast.geometry().right() + 1 == window.width() - MARGIN
    assert upper.geometry().bottom() < lower.geometry().top()
    assert lower.geometry().bottom() < window.height()


def test_toasts_follow_the_window(messages: Messages, window: QWidget) -> None:
    messages.info("Exported")
    window.resize(700, 500)
    assert messages.toasts[0].geometry().right() + 1 == 700 - MARGIN


def test_at_most_three_and_errors_stay_longest(messages: Messages) -> None:
    messages.error(FAULT)
    for count in range(4):
        messages.info(f"News {count}")
    assert [toast.title for toast in messages.toasts] == ["Trade not sent", "News 2", "News 3"]


def test_a_fourth_error_takes_the_place_of_the_first(messages: Messages) -> None:
    for count in range(4):
        messages.error(Conflict(f"Fault {count}."))
    assert [toast.text for toast in messages.toasts] == ["Fault 1.", "Fault 2.", "Fault 3."]


def test_news_goes_after_six_seconds_but_errors_stay(messages: Messages) -> None:
    messages.warn("Clock differs")
    messages.error(FAULT)
    news, error = messages.toasts
    assert news.waiting
    assert not error.waiting
    timer = news.findChild(QTimer)
    assert isinstance(timer, QTimer)
    assert timer.interval() == SHOWN_MS == 6_000
    timer.timeout.emit()
    assert messages.toasts == (error,)


def point(toast: Toast) -> None:
    where = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(where, where, where))


def test_the_pointer_stops_the_clock(messages: Messages) -> None:
    messages.info("Exported")
    toast = messages.toasts[0]
    point(toast)
    assert not toast.waiting
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.waiting


def test_action_runs_once_and_takes_the_toast_away(messages: Messages) -> None:
    undone: list[bool] = []
    messages.success("Balance set", action=Action("Undo", lambda: undone.append(True)))
    button = messages.toasts[0].action_button
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert messages.toasts == ()


def test_toast_is_closed_by_its_cross(messages: Messages) -> None:
    messages.error(FAULT)
    QTest.mouseClick(messages.toasts[0].close_button, Qt.MouseButton.LeftButton)
    assert messages.toasts == ()


def test_long_words_make_a_toast_higher_not_wider(messages: Messages) -> None:
    messages.info("Short")
    messages.info("Long", "A sentence that needs some lines. " * 6)
    short, long = messages.toasts
    assert long.width() == short.width() == WIDTH
    assert long.height() > short.height() + 40


def test_fading_takes_no_time_when_motion_is_reduced(
    messages: Messages, themes: Themes, qtbot: QtBot
) -> None:
    messages.info("Moves")
    assert messages.toasts[0]._fade is not None
    themes.set_reduced_motion(True)
    messages.info("Stands")
    assert messages.toasts[1]._fade is None


def test_toasts_survive_a_change_of_theme_after_closing(
    messages: Messages, themes: Themes, qtbot: QtBot
) -> None:
    messages.info("Gone")
    toast = messages.toasts[0]
    with qtbot.waitSignal(toast.destroyed):
        toast.dismiss()
    themes.choose("dark")
    messages.info("Here")
    themes.set_scale(150)
    assert messages.toasts[0].width() == round(WIDTH * 1.5)


def test_yes_runs_after_the_dialog_has_closed(messages: Messages, qtbot: QtBot) -> None:
    said: list[str] = []
    messages.confirm(
        "Buy 36 keys?", "For <b>260 522 sats</b>.", yes="Buy", on_yes=lambda: said.append("yes")
    )
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, Confirmation)
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert said == ["yes"]
    assert messages.dialog is None


def test_focus_starts_on_the_safe_choice_and_escape_declines(
    messages: Messages, window: QWidget, qtbot: QtBot
) -> None:
    said: list[str] = []
    messages.confirm(
        "Remove the canister?",
        "It can't be undone.",
        yes="Remove",
        no="Keep it",
        on_yes=lambda: said.append("yes"),
        on_no=lambda: said.append("no"),
        danger=True,
    )
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, Confirmation)
    qtbot.waitUntil(dialog.no.hasFocus)
    assert dialog.no.text() == "Keep it"
    assert window.findChild(Scrim) is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert said == ["no"]


def test_a_name_must_be_typed_before_it_is_removed(messages: Messages, qtbot: QtBot) -> None:
    said: list[str] = []
    messages.confirm(
        "Reset the balance of wren?",
        "This removes 690 tokens.",
        yes="Reset balance",
        on_yes=lambda: said.append("yes"),
        danger=True,
        word="wren",
    )
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, Confirmation)
    assert dialog.typed is not None
    qtbot.waitUntil(dialog.typed.editor.hasFocus)
    QTest.keyClicks(dialog.typed.editor, "wre")
    assert not dialog.yes.isEnabled()
    QTest.keyClicks(dialog.typed.editor, "n")
    assert dialog.yes.isEnabled()
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert said == ["yes"]


def test_a_word_with_markup_stays_harmless(icons: Icons, qtbot: QtBot) -> None:
    dialog = Confirmation(
        icons, "Remove?", "Gone.", yes="Remove", on_yes=lambda: None, word="<b>x</b>"
    )
    qtbot.addWidget(dialog)
    assert dialog.typed is not None
    assert "&lt;b&gt;x" in dialog.typed.label.text()


def test_what_was_decided_may_ask_again(messages: Messages, qtbot: QtBot) -> None:
    def ask() -> None:
        messages.confirm("Second", "Sure?", yes="Yes", on_yes=lambda: None)

    messages.confirm("First", "Sure?", yes="Yes", on_yes=ask)
    first = opened(messages, qtbot)
    first.accept()
    second = opened(messages, qtbot)
    assert second.windowTitle() == "Second"
    second.reject()
    assert messages.dialog is None


def test_dialog_stands_in_the_middle_and_fits_its_text(
    messages: Messages, window: QWidget, qtbot: QtBot
) -> None:
    messages.confirm("Buy?", "A sentence that needs lines. " * 12, yes="Buy", on_yes=lambda: None)
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, Confirmation)
    text = dialog.findChild(RichLabel)
    assert text is not None
    assert text.height() == text.heightForWidth(text.width()) > 60
    bottom = dialog.yes.mapTo(dialog, dialog.yes.rect().bottomLeft()).y()
    assert bottom < dialog.height()
    assert abs(dialog.geometry().center().x() - window.geometry().center().x()) <= 1
    dialog.reject()


def test_scrim_goes_with_the_dialog(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    messages.confirm("Buy?", "Sure?", yes="Buy", on_yes=lambda: None)
    dialog = opened(messages, qtbot)
    scrim = window.findChild(Scrim)
    assert scrim is not None
    window.resize(640, 480)
    assert scrim.size() == window.size()
    assert not window.grab().isNull()
    with qtbot.waitSignal(scrim.destroyed):
        dialog.reject()


def test_a_reason_is_demanded(messages: Messages, qtbot: QtBot) -> None:
    reasons: list[str] = []
    messages.ask_reason(
        "Deny the refund?",
        "hana keeps nothing.",
        yes="Deny",
        on_yes=reasons.append,
        reasons=("Policy applies as stated", "Used up"),
        danger=True,
    )
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, ReasonDialog)
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.reason.state == "error"
    dialog.chips.chosen.emit("Used up")
    assert dialog.reason.text() == "Used up"
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert reasons == ["Used up"]


def test_a_reason_too_long_is_refused(messages: Messages, qtbot: QtBot) -> None:
    reasons: list[str] = []
    messages.ask_reason("Deny?", "Why?", yes="Deny", on_yes=reasons.append)
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.set_text("x" * 501)
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert reasons == []
    dialog.reject()


def test_error_offers_its_details_to_copy(messages: Messages, qtbot: QtBot) -> None:
    messages.error(FAULT)
    button = messages.toasts[0].action_button
    assert button is not None
    assert button.text() == "Details"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = opened(messages, qtbot)
    assert isinstance(dialog, ErrorDetails)
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == error_report(FAULT)
    assert dialog.copy.text() == "Copied"
    dialog.accept()


def test_report_of_an_error_names_code_field_and_facts() -> None:
    assert error_report(FAULT).splitlines() == [
        "u207: The price moved above your limit.",
        "field: limit",
        "limit: 263128",
        "total: 270001",
    ]
    assert error_report(UserError("No.")) == "REFUSED: No."


def test_a_new_window_takes_the_news_over(messages: Messages, qtbot: QtBot) -> None:
    messages.info("Old")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    messages.attach(other)
    messages.info("New")
    (toast,) = messages.toasts
    assert (toast.title, toast.parent()) == ("New", other)
