"""The Curve doctor page: asks by itself, shows the verdict, plays what it finds."""

import json
import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.doctor.subject import Subject, price_of, tutorial
from app.doctor.verdict import Check
from app.doctor.view.debounced_examination import DebouncedExamination
from app.doctor.view.doctor_page import DoctorPage
from app.doctor.view.expression_form import ExpressionKind
from app.doctor.view.playing import TRIAL
from app.doctor.view.question import Examination, ExaminationResult, ExaminationTerms
from app.doctor.view.subject_form import SubjectSource
from app.errors import UserError
from app.kit.numbers import THIN
from app.kit.page import ViewContext
from app.vending.curves import FAMILIES, PRESETS
from tests.doctor.view.conftest import Calm, result, said

SPEC = f"At supply 100, buying 10 pays 1{THIN}220 and selling them gets 1{THIN}450."


def press(page: DoctorPage, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton)
    assert button.isEnabled()
    button.click()


# The verdict


@pytest.mark.parametrize("family", FAMILIES)
def test_every_shipped_family_is_sound(page: DoctorPage, calm: Calm, family: str) -> None:
    page.form.family.choose(family)
    calm()
    assert said(page).startswith("Sound.")
    assert len(page.checks.rows) == len(Check)
    assert not [row for row in page.checks.rows if "Failed" in row.accessibleName()]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_sound(page: DoctorPage, calm: Calm, preset: object) -> None:
    page.form.family.curve.presets.chosen.emit(getattr(preset, "key", None))
    calm()
    assert said(page).startswith("Sound.")


def test_the_tutorials_curve_is_broken_as_the_specification_says(
    page: DoctorPage, calm: Calm
) -> None:
    press(page, "doctor.source_example")
    calm()
    assert said(page) == f"Broken in 4 of 9 checks. {SPEC}"
    assert result(page, TRIAL) == f"Your round trip: Failed. {SPEC}"
    assert result(page, "round_trip") == (
        "Round trip: Failed. At supply 0, buying 5 pays 10 and selling them gets 15."
    )
    assert result(page, "monotony").startswith("Rising price: Passed.")
    assert page.checks.header.note.full_text() == "4 of 9 failed"


def test_the_examples_round_trip_goes_with_it(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    page.form.choose(SubjectSource.FAMILY)
    calm()
    assert TRIAL not in [row.case.key for row in page.checks.rows]


def test_a_round_trip_of_ones_own_stays(page: DoctorPage, calm: Calm) -> None:
    page.form.terms.keys.set_text("3")
    page.form.choose(SubjectSource.EXPRESSION)
    calm()
    assert result(page, TRIAL).startswith("Your round trip: Passed. At supply 0, buying 3 pays")
    assert page.example.amount.full_text() == "Nothing won"


def test_a_round_trip_past_the_end_is_refused_at_its_field(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.PRICES)
    page.form.terms.keys.set_text("500")
    calm()
    assert page.form.terms.keys.message.text() == "This curve ends at 101 keys."
    assert said(page) == "This can't be examined yet. This curve ends at 101 keys."
    assert not page.checks.rows
    assert not page.head.copy.isEnabled()


def test_a_number_that_is_none_is_refused_at_its_field(page: DoctorPage, calm: Calm) -> None:
    page.form.terms.limit.set_text("far")
    calm()
    assert page.form.terms.limit.state == "error"
    assert said(page).startswith("This can't be examined yet.")
    page.form.terms.limit.set_text("1000")
    calm()
    assert page.form.terms.limit.state == ""
    assert said(page) == f"Sound. Orders tried up to supply 1{THIN}000."


def test_fees_inside_the_cost_leave_the_reserve_short(page: DoctorPage, calm: Calm) -> None:
    press(page, "doctor.fee_mode_inside")
    calm()
    assert "Failed" in result(page, "reserve")


def test_a_family_without_its_parameters_isnt_examined(page: DoctorPage, ask: Calm) -> None:
    page.form.family.curve.field("base").set_text("")
    ask()
    assert said(page).startswith("This can't be examined yet.")
    assert page.form.family.curve.field("base").state == ""
    page.form.family.curve.field("slope").editor.setFocus()
    page.form.family.curve.field("base").set_text("-3")
    ask()
    assert page.form.family.curve.field("base").state == "error"
    assert QApplication.focusWidget() is page.form.family.curve.field("slope").editor


# Asking


def test_it_asks_by_itself_after_the_last_keystroke(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXPRESSION)
    editor = page.form.expression.fields["price"].editor
    editor.selectAll()
    QTest.keyClicks(editor, "1000-s")
    assert page.examination.due
    calm()
    assert result(page, "monotony").startswith("Rising price: Failed.")


def test_ctrl_enter_asks_now(page: DoctorPage, qtbot: QtBot) -> None:
    page.form.choose(SubjectSource.EXPRESSION)
    editor = page.form.expression.fields["price"].editor
    editor.setFocus()
    QTest.keyClicks(editor, " ")
    with qtbot.waitSignal(page.examination.begun):
        QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not page.examination.due


class Slow:
    """Makes a subject once it is let; what the worker waits for is in the hands of the test."""

    def __init__(self) -> None:
        self.let = threading.Event()

    def make(self) -> Subject:
        assert self.let.wait(10)
        return tutorial()


def test_an_older_answer_is_dropped(context: ViewContext, qtbot: QtBot) -> None:
    slow = Slow()
    questions = [
        Examination(slow.make, ExaminationTerms()),
        Examination(partial(price_of, "5"), ExaminationTerms()),
    ]
    examination = DebouncedExamination(context.tasks, partial(questions.pop, 0))
    answers: list[ExaminationResult] = []
    examination.answered.connect(answers.append)
    examination.ask_now()
    with qtbot.waitSignal(examination.answered):
        examination.ask_now()
    slow.let.set()
    assert context.tasks.wait_idle()
    assert [one.subject.title for one in answers] == ["p(s) = 5"]
    examination.deleteLater()


def test_an_answer_is_old_once_something_more_is_typed(context: ViewContext) -> None:
    slow = Slow()
    examination = DebouncedExamination(
        context.tasks, lambda: Examination(slow.make, ExaminationTerms())
    )
    answers: list[ExaminationResult] = []
    examination.answered.connect(answers.append)
    examination.ask_now()
    examination.ask_soon()
    slow.let.set()
    assert context.tasks.wait_idle()
    assert not answers
    examination.deleteLater()


def test_an_older_refusal_is_dropped(context: ViewContext) -> None:
    examination = DebouncedExamination(
        context.tasks, lambda: Examination(partial(price_of, "s +"), ExaminationTerms())
    )
    refused: list[UserError] = []
    examination.refused.connect(refused.append)
    examination.ask_now()
    examination.ask_soon()
    assert context.tasks.wait_idle()
    assert not refused
    examination.deleteLater()


# Playing


def test_playing_steps_through_and_ends_with_the_numbers(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    bar = page.chart.bar
    assert (bar.place.text(), bar.paid.full_text()) == ("Trade 0 of 2", "0")
    press(page, "doctor.play")
    assert (bar.place.text(), bar.paid.full_text()) == ("Trade 1 of 2", f"1{THIN}220")
    assert (bar.got.full_text(), bar.result.full_text()) == ("0", "")
    press(page, "doctor.next")
    assert bar.place.text() == "Trade 2 of 2"
    assert (bar.got.full_text(), bar.result.full_text()) == (f"1{THIN}450", "230 won")
    assert page.chart.chart.supply == 100
    assert not bar.next.isEnabled()
    assert page.example.table.currentIndex().row() == 1
    press(page, "doctor.back")
    assert bar.place.text() == "Trade 0 of 2"


def test_without_reduced_motion_it_plays_by_itself(
    page: DoctorPage, calm: Calm, qtbot: QtBot
) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    page.context.themes.set_reduced_motion(False)
    press(page, "doctor.play")
    assert page.chart.bar.play.text() == "Pause"
    qtbot.waitUntil(lambda: page.chart.player.ended, timeout=10_000)
    assert page.chart.bar.play.text() == "Play again"
    press(page, "doctor.play")
    assert page.chart.player.played == 1
    press(page, "doctor.play")
    assert page.chart.bar.play.text() == "Play it"
    page.context.themes.set_reduced_motion(True)


def test_every_case_with_trades_can_be_played(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    for row in page.checks.rows:
        row.click()
        calm()
        steps = row.case.steps
        assert page.chart.bar.play.isEnabled() is bool(steps)
        assert page.example.table.isVisible() is bool(steps)
        page.play_to_the_end()
        assert len([one for one in page.chart.chart.blocks.blocks if not one.ghost]) == len(steps)


def test_a_split_order_is_shown_beside_the_one_it_saves(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    page.checks.choose("split")
    calm()
    page.play_to_the_end()
    words = [(one.words, one.ghost) for one in page.chart.chart.blocks.blocks]
    assert words == [("Buy 1 for 10", False), ("Buy 1 for 10", False), ("Buy 2 for 10", True)]
    assert page.chart.bar.result.full_text() == "10 apart"


def test_a_trade_of_the_table_is_played_to(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    page.example.table.opened.emit(page.example.rows.peek(0))
    assert page.chart.player.played == 1


def test_the_case_that_is_looked_at_stays_while_it_stays_the_same(
    page: DoctorPage, calm: Calm
) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    page.checks.choose("reserve")
    page.form.terms.limit.set_text("5000")
    calm()
    assert page.chart.case is not None
    assert page.chart.case.key == "reserve"


def test_arrow_keys_go_from_check_to_check(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    first, second = page.checks.rows[:2]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    calm()
    assert second.isChecked()
    assert page.chart.case == second.case


# Taking it along


def test_the_verdict_is_copied_as_text(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    page.head.copy_as("text")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Broken in 4 of 9 checks: buy(s, n) = 10 + floor")
    assert f"Failed  Your round trip: {SPEC}" in lines
    assert f"    Sell 10 for 1{THIN}450" in lines


def test_the_verdict_is_copied_as_markdown(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    text = page.head.text_as("markdown")
    assert "| Check | Result | What was found |\n|---|---|---|\n" in text
    assert f"| Your round trip | Failed | {SPEC} |" in text


def test_the_verdict_is_copied_as_json(page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    found = json.loads(page.head.text_as("json"))
    assert found["sound"] is False
    assert found["round_trip"]["profit"] == 230


def test_nothing_is_copied_while_there_is_no_verdict(page: DoctorPage, ask: Calm) -> None:
    page.form.choose(SubjectSource.EXPRESSION)
    page.form.expression.fields["price"].set_text("")
    ask()
    assert page.head.text_as("text") == ""
    assert {one.text: one.enabled for one in page.commands()}["Copy the verdict as text"] is False


def test_commands_do_what_they_say(page: DoctorPage, calm: Calm) -> None:
    commands = {one.text: one for one in page.commands()}
    commands["Examine the tutorial's broken curve"].run()
    calm()
    assert said(page).startswith("Broken")
    {one.text: one for one in page.commands()}["Play the counter-example"].run()
    assert page.chart.player.played == 1


def test_it_speaks_spanish(spanish: object, page: DoctorPage, calm: Calm) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    calm()
    assert said(page) == (
        "Rota en 4 de 9 comprobaciones. "
        f"Con suministro 100, comprar 10 cuesta 1{THIN}220 y venderlas da 1{THIN}450."
    )
    page.form.choose(SubjectSource.EXPRESSION)
    page.form.expression.choose_kind(ExpressionKind.PAIR)
    page.form.expression.fields["buy"].set_text("n/s")
    calm()
    assert result(page, "amounts") == (
        "Importes: Fallada. No hay precio para comprar 1 con suministro 0. "
        "Columna 2: se divide entre cero con s = 0, n = 1."
    )
    page.form.expression.fields["buy"].set_text("n + $")
    calm()
    assert page.form.expression.fields["buy"].message.text() == (
        "Columna 5: «$» no significa nada aquí."
    )
