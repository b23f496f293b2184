"""The dialogs and forms of the rooms page in their details."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.addresses import Network
from app.changes import Done
from app.errors import Conflict, InvalidInput, Unavailable, UserError
from app.kit.options import Option
from app.kit.segments import Segmented
from app.operators.desk import Desk
from app.rooms import service
from app.rooms.rules import Status
from app.rooms.view.contract_dialog import ContractDialog
from app.rooms.view.room_actions import pause_choices
from app.rooms.view.room_dialog import EditDialog, RoomDialog
from app.rooms.view.step_dialog import StepDialog, StepQuestion
from app.rooms.view.step_forms import ContractForm, RequestForm, TokenForm
from tests.factories import contract_of, principal_of
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of, written

QUESTION = StepQuestion(
    title="Pause?",
    text="Nothing changes.",
    yes="Pause",
    busy="Pausing…",
    icon="pause",
    choices=pause_choices(),
    choice_label="What to pause",
)


class Taken:
    """Notes what a dialog was told, and lets the test answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    def __call__(self, _dialog: StepDialog, reason: str, choice: object) -> None:
        self.asked.append((reason, choice))


def opened(shown: Screen, question: StepQuestion, taken: Taken) -> StepDialog:
    dialog = StepDialog(shown.context, question, taken, parent=shown.window)
    shown.context.messages.show(dialog)
    shown.settle()
    return dialog


def press_everywhere(dialog: StepDialog) -> None:
    """Ctrl+Return as the window hears it."""
    QTest.keyClick(dialog.reason.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


# Questions before a step


def test_question_passes_reason_and_choice_on(bare: Screen) -> None:
    taken = Taken()
    dialog = opened(bare, QUESTION, taken)
    dialog.reason.set_text("  Under review ")
    assert isinstance(dialog.choice, Segmented)
    dialog.choice.set_value("all")
    dialog.yes.click()
    assert taken.asked == [("Under review", "all")]
    assert dialog.yes.busy


def test_question_may_go_without_a_reason(bare: Screen) -> None:
    taken = Taken()
    opened(bare, QUESTION, taken).yes.click()
    assert taken.asked == [("", "buys")]


def test_busy_question_takes_no_second_click(bare: Screen) -> None:
    taken = Taken()
    dialog = opened(bare, QUESTION, taken)
    dialog.yes.click()
    dialog.yes.click()
    assert len(taken.asked) == 1


def test_reason_that_is_too_long_is_counted(bare: Screen) -> None:
    taken = Taken()
    dialog = opened(bare, QUESTION, taken)
    dialog.reason.set_text("x" * 507)
    dialog.yes.click()
    assert taken.asked == []
    assert dialog.reason.message.text() == "7 characters too many."


def test_refusal_at_the_reason_is_shown_there(bare: Screen) -> None:
    dialog = opened(bare, QUESTION, Taken())
    dialog.yes.click()
    dialog.refuse(InvalidInput("A reason holds a character.", field="reason"))
    assert dialog.reason.message.text() == "A reason holds a character."
    assert not dialog.problem.isVisible()
    assert not dialog.yes.busy


def test_other_refusal_stands_above_the_buttons_until_the_next_try(bare: Screen) -> None:
    dialog = opened(bare, QUESTION, Taken())
    dialog.yes.click()
    dialog.refuse(Unavailable("The database is busy."))
    assert dialog.problem.text.text() == "The database is busy."
    dialog.yes.click()
    assert not dialog.problem.isVisible()


def test_question_without_choice_has_none(bare: Screen) -> None:
    question = StepQuestion("Why?", "Say it.", "Do", "Doing…", "edit", reason_required=True)
    taken = Taken()
    dialog = opened(bare, question, taken)
    dialog.reason.set_text("Because")
    press_everywhere(dialog)
    assert taken.asked == [("Because", None)]
    assert dialog.reason.text() == "Because"


def test_dialog_closed_meanwhile_leaves_the_news_to_a_message(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.rooms.room_actions.pause(room_of(desk, "123"))
    dialog = shown.dialog(StepDialog)
    service.deprecate(desk, street.rooms["123"], "Gone")
    dialog.yes.click()
    dialog.reject()
    shown.settle()
    assert shown.news() == ["Not now"]


# The wizard and the editor


def test_enter_in_a_field_creates(shown: Screen, desk: Desk, street: Street) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.metadata.room_id.set_text("901")
    dialog.metadata.name.set_text("Hall")
    dialog.metadata.symbol.set_text("HALL")
    dialog.creator.member.set_option(Option(street.members["fern"], "fern"))
    QTest.keyClick(dialog.metadata.uri.editor, Qt.Key.Key_Return)
    shown.settle()
    assert room_of(desk, "901").status is Status.DRAFT


def test_first_wrong_field_gets_the_cursor(shown: Screen) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.metadata.room_id.set_text("902")
    dialog.yes.click()
    assert QApplication.focusWidget() is dialog.metadata.name.editor
    messages = [dialog.metadata.name, dialog.metadata.symbol]
    assert [field.state for field in messages] == ["error", "error"]
    assert dialog.metadata.uri.state == ""


def test_what_is_in_the_other_kind_of_creator_stays(shown: Screen, street: Street) -> None:
    shown.press("rooms.new")
    creator = shown.dialog(RoomDialog).creator
    creator.member.set_option(Option(street.members["fern"], "fern"))
    creator.kind.button("principal").click()
    creator.principal.set_text(principal_of("guest"))
    assert creator.creator() == service.Creator(principal=principal_of("guest"))
    creator.kind.button("member").click()
    assert creator.creator() == service.Creator(street.members["fern"])
    creator.kind.button("principal").click()
    assert creator.principal.text() == principal_of("guest")


def test_creator_of_another_network_is_refused_at_its_field(shown: Screen, desk: Desk) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.creator.kind.button("principal").click()
    dialog.creator.principal.set_text("SP000000000000000000002Q6VF78")
    before = written(desk)
    dialog.yes.click()
    assert "the workspace is on testnet" in dialog.creator.principal.message.text()
    assert written(desk) == before


def test_error_of_the_service_at_the_creator_is_shown_there(shown: Screen) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.refuse(InvalidInput("There is no such member.", field="creator"))
    assert dialog.creator.member.message.text() == "There is no such member."


@pytest.mark.parametrize("error", [Unavailable("Gone."), Conflict("Busy.", field="other")])
def test_error_without_a_field_stands_above_the_buttons(shown: Screen, error: UserError) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.refuse(error)
    assert dialog.problem.text.text() == error.message
    assert not dialog.problem.action.isVisible()


def test_edit_without_a_change_writes_nothing(shown: Screen, desk: Desk) -> None:
    shown.open("130")
    before = written(desk)
    shown.rooms.edit_current()
    dialog = shown.dialog(EditDialog)
    dialog.yes.click()
    shown.settle()
    assert shown.context.messages.dialog is None
    assert written(desk) == before


def test_own_symbol_is_not_called_taken(shown: Screen) -> None:
    shown.open("130")
    shown.rooms.edit_current()
    symbol = shown.dialog(EditDialog).metadata.symbol
    symbol.set_text("FRNT")
    symbol.set_text("FRNTC")
    shown.settle()
    assert symbol.state == ""


def test_room_gone_under_way_says_so_in_the_editor(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.open("130")
    shown.rooms.edit_current()
    dialog = shown.dialog(EditDialog)
    dialog.metadata.name.set_text("Late")
    service.request_deployment(desk, street.rooms["130"])
    dialog.yes.click()
    shown.settle()
    assert dialog.problem.title.text() == "Not now"
    assert dialog.metadata.name.text() == "Late"


# The forms of the steps


def test_other_contract_is_set_in_a_dialog(shown: Screen, desk: Desk) -> None:
    shown.open("129")
    room = room_of(desk, "129")
    shown.rooms.room_actions.replace_contract(room, Network.TESTNET)
    dialog = shown.dialog(ContractDialog)
    dialog.form.principal.set_text(contract_of("second"))
    dialog.form.act.click()
    shown.settle()
    assert shown.context.messages.dialog is None
    after = room_of(desk, "129")
    assert (after.status, after.contract_principal) == (
        Status.CONTRACT_SET,
        contract_of("second"),
    )


def test_cleared_principal_is_no_error(shown: Screen) -> None:
    shown.open("131")
    form = shown.rooms.detail.setup.form
    assert isinstance(form, ContractForm)
    form.principal.set_text("SX")
    form.principal.committed.emit()
    assert form.principal.state == "error"
    form.principal.editor.clear()
    assert form.principal.state == ""


def test_enter_in_the_principal_sets_it(shown: Screen, desk: Desk) -> None:
    shown.open("131")
    form = shown.rooms.detail.setup.form
    assert isinstance(form, ContractForm)
    form.principal.set_text(contract_of("131"))
    QTest.keyClick(form.principal.editor, Qt.Key.Key_Return)
    shown.settle()
    assert room_of(desk, "131").status is Status.CONTRACT_SET


def test_form_is_sent_by_control_and_enter(shown: Screen, desk: Desk) -> None:
    shown.open("130")
    form = shown.rooms.detail.setup.form
    assert isinstance(form, RequestForm)
    form.edit.setFocus()
    QTest.keySequence(form.edit, QKeySequence("Ctrl+Return"))
    shown.settle()
    assert room_of(desk, "130").status is Status.DEPLOY_REQUESTED


def test_refused_steps_are_said_and_leave_the_buttons_usable(
    bare: Screen, desk: Desk, street: Street
) -> None:
    room = room_of(desk, "123")
    request = RequestForm(bare.context, desk, room, again=False)
    token = TokenForm(bare.context, desk, room)
    for form, button in ((request, request.act), (token, token.act)):
        bare.show(form)
        button.set_denied("")
        form.submit()
        bare.settle()
        assert not button.busy
    assert bare.news() == ["Not now", "Not now"]


def test_denied_form_does_nothing_on_enter(bare: Screen, desk: Desk, street: Street) -> None:
    room = room_of(desk, "123")
    form = ContractForm(bare.context, desk, room, Network.TESTNET)
    bare.show(form)
    form.principal.set_text(contract_of("x"))
    form.submit()
    form.principal.submitted.emit()
    bare.settle()
    assert room_of(desk, "123").contract_principal == contract_of("123")
    assert bare.news() == []


def test_database_that_fails_while_setting_is_said(
    shown: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Done[int]:
        raise Unavailable("The disk is full.")

    shown.open("131")
    form = shown.rooms.detail.setup.form
    assert isinstance(form, ContractForm)
    form.principal.set_text(contract_of("131"))
    shown.settle()
    monkeypatch.setattr(service, "set_contract", fail)
    shown.press("rooms.set_contract")
    assert shown.context.messages.toasts[-1].text == "The disk is full."
    assert form.principal.text() == contract_of("131")
    assert not form.act.busy
