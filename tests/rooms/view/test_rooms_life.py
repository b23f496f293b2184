"""A room's whole life through the widgets, and the steps that are refused on the way."""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from app.kit.dialogs import Confirmation
from app.kit.options import Option
from app.operators.desk import Desk
from app.operators.rules import Role
from app.rooms import service
from app.rooms.rules import Metadata, Status
from app.rooms.view.page import rooms_page
from app.rooms.view.panels import StepForm
from app.rooms.view.room_dialog import EditDialog, RoomDialog
from app.rooms.view.step_dialog import StepDialog
from app.rooms.view.step_forms import ContractForm, RequestForm
from app.shell.room_panels import vending_panels
from app.vending.machines import read_machine
from app.vending.view.machine.machine_form import MachineForm
from app.vending.view.machine.treasury_dialog import TreasuryDialog
from app.vending.view.page import MARKET
from tests.factories import contract_of, principal_of
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of, written

F = TypeVar("F", bound=StepForm)

LONG_NAME = "M" * 32


def create(shown: Screen, street: Street, room_id: str, name: str, symbol: str) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.metadata.room_id.set_text(room_id)
    dialog.metadata.name.set_text(name)
    dialog.metadata.symbol.set_text(symbol)
    dialog.metadata.uri.set_text("ipfs://bafy/lobby.json")
    dialog.creator.member.set_option(Option(street.members["fern"], "fern"))
    dialog.yes.click()
    shown.settle()


def form(shown: Screen, kind: type[F]) -> F:
    found = shown.rooms.detail.setup.form
    assert isinstance(found, kind)
    return found


def test_a_room_goes_from_nothing_to_trading(shown: Screen, desk: Desk, street: Street) -> None:
    create(shown, street, "200", "Lobby", "LOBBY")
    assert room_of(desk, "200").status is Status.DRAFT
    assert shown.shown()[0] == "200"
    assert shown.rooms.detail.title.full_text() == "Lobby"

    shown.press("rooms.request")
    assert room_of(desk, "200").status is Status.DEPLOY_REQUESTED

    contract = form(shown, ContractForm)
    contract.principal.set_text(contract_of("lobby"))
    shown.press("rooms.set_contract")
    assert room_of(desk, "200").contract_principal == contract_of("lobby")

    shown.press("rooms.initialise_token")
    assert room_of(desk, "200").status is Status.INITIALISED

    machine = form(shown, MachineForm)
    machine.curve.choose_family("exponential")
    machine.curve.field("base").set_text("400")
    machine.curve.field("rate_bps").set_text("15")
    machine.cap.set_text("1 000")
    machine.fees.field("creator_sell_bps").set_text("1.25")
    shown.find(QCheckBox, "machine.last_key").setChecked(True)
    machine.treasury.set_text(principal_of("treasury"))
    shown.press("machine.initialise")
    question = shown.dialog(Confirmation)
    question.yes.click()
    shown.settle()

    room = room_of(desk, "200")
    assert (room.status, room.price, room.quote) == (Status.TRADING, 400, "sats")
    terms = desk.database.read(lambda connection: read_machine(connection, room.id))
    assert terms.rules.supply_cap == 1_000
    assert terms.rules.last_key_kept
    assert terms.fees.creator_sell_bps == 125
    assert terms.treasury == principal_of("treasury")
    assert shown.rooms.detail.setup.progress.text() == "5 of 5 done"
    assert shown.news()[-1] == "Lobby is open for trading"


def test_a_failed_deployment_is_reported_and_requested_again(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.open("131")
    shown.rooms.room_actions.report_failure(room_of(desk, "131"))
    dialog = shown.dialog(StepDialog)
    dialog.yes.click()
    assert dialog.reason.message.text() == "Say why; it goes onto the timeline."
    dialog.reason.set_text("Out of gas")
    dialog.yes.click()
    shown.settle()
    notice = shown.rooms.detail.setup.notice
    assert (notice.tone, notice.text.text()) == ("error", "Out of gas")
    again = form(shown, RequestForm)
    assert again.act.text() == "Request again"
    shown.press("rooms.request")
    assert room_of(desk, "131").status is Status.DEPLOY_REQUESTED
    assert not notice.isVisible()


def test_pausing_says_what_is_closed_and_can_be_undone(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.open("123")
    shown.press("rooms.pause")
    dialog = shown.dialog(StepDialog)
    assert dialog.choice is not None
    dialog.choice.set_value("all")
    dialog.reason.set_text("Under review")
    dialog.yes.click()
    shown.settle()
    room = room_of(desk, "123")
    assert (room.status, room.sells_paused) == (Status.PAUSED, True)
    notice = shown.rooms.detail.setup.notice
    assert notice.title.text() == "Buys and sales are paused"
    assert notice.text.text() == "Under review"
    toast = shown.context.messages.toasts[-1]
    assert toast.action_button is not None
    assert toast.action_button.text() == "Undo"
    toast.action_button.click()
    shown.settle()
    assert room_of(desk, "123").status is Status.TRADING


def test_a_paused_room_is_resumed_from_its_notice(shown: Screen, desk: Desk) -> None:
    shown.open("119")
    assert shown.rooms.detail.setup.notice.title.text() == "Buys are paused; sales stay open"
    shown.press("rooms.notice.action")
    assert room_of(desk, "119").status is Status.TRADING


def test_deprecating_needs_a_reason_and_ends_the_checklist(shown: Screen, desk: Desk) -> None:
    shown.open("125")
    shown.rooms.room_actions.deprecate(room_of(desk, "125"))
    dialog = shown.dialog(StepDialog)
    dialog.reason.set_text("Nobody came")
    dialog.yes.click()
    shown.settle()
    assert room_of(desk, "125").status is Status.DEPRECATED
    assert shown.rooms.detail.setup.form is None
    assert shown.rooms.detail.setup.progress.text() == "1 of 5 done"
    assert shown.rooms.detail.setup.notice.text.text() == "Nobody came"


def test_a_step_refused_meanwhile_keeps_what_was_typed(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.open("123")
    shown.press("rooms.pause")
    dialog = shown.dialog(StepDialog)
    dialog.reason.set_text("Under review")
    service.deprecate(desk, street.rooms["123"], "Gone")
    dialog.yes.click()
    shown.settle()
    assert dialog.isVisible()
    assert dialog.problem.title.text() == "Not now"
    assert dialog.reason.text() == "Under review"


def test_treasury_is_changed_after_its_checksum_agrees(shown: Screen, desk: Desk) -> None:
    shown.open("123")
    shown.press("rooms.treasury")
    dialog = shown.dialog(TreasuryDialog)
    assert dialog.now.text() == principal_of("treasury")
    dialog.treasury.set_text(principal_of("other")[:-1])
    dialog.yes.click()
    assert dialog.treasury.state == "error"
    dialog.treasury.set_text(principal_of("other"))
    dialog.yes.click()
    shown.settle()
    room = room_of(desk, "123")
    terms = desk.database.read(lambda connection: read_machine(connection, room.id))
    assert terms.treasury == principal_of("other")


def test_contract_of_another_room_is_refused_before_it_is_set(shown: Screen, desk: Desk) -> None:
    shown.open("131")
    contract = form(shown, ContractForm)
    contract.principal.editor.setFocus()
    contract.principal.set_text(contract_of("127"))
    shown.rooms.detail.tabs.setFocus()
    shown.settle()
    assert contract.principal.message.text() == "This contract is the token of room 127."
    shown.press("rooms.set_contract")
    assert contract.principal.state == "error"
    assert room_of(desk, "131").contract_principal is None


def test_principal_is_judged_while_typing_once_the_field_was_left(shown: Screen) -> None:
    shown.open("131")
    contract = form(shown, ContractForm)
    contract.principal.editor.setFocus()
    contract.principal.set_text("ST3KZ9B7WQ4M0T2XHR6PY8C5VD.key")
    assert contract.principal.state == ""
    shown.rooms.detail.tabs.setFocus()
    assert (
        contract.principal.message.text() == "26 of 41 characters. Copy the whole principal again."
    )
    contract.principal.set_text(contract_of("fresh"))
    shown.settle()
    assert contract.principal.state == "ok"
    assert "contract key-token" in contract.principal.message.text()
    contract.principal.set_text(contract_of("fresh").replace("ST", "SP", 1))
    assert contract.principal.state == "error"


def test_principal_of_the_other_network_is_named(shown: Screen) -> None:
    shown.open("131")
    contract = form(shown, ContractForm)
    contract.principal.set_text("SP000000000000000000002Q6VF78.token")
    shown.press("rooms.set_contract")
    assert "the workspace is on testnet" in contract.principal.message.text()


def test_what_is_typed_outlives_a_look_at_another_room(shown: Screen) -> None:
    shown.open("131")
    contract = form(shown, ContractForm)
    contract.principal.set_text("ST3KZ9B7")
    shown.open("129")
    machine = form(shown, MachineForm)
    machine.treasury.set_text("ST1")
    machine.curve.choose_family("stepped")
    machine.curve.field("bands").set_text("10:5")
    shown.open("131")
    kept = form(shown, ContractForm)
    assert kept.principal.text() == "ST3KZ9B7"
    shown.open("129")
    again = form(shown, MachineForm)
    assert again.treasury.text() == "ST1"
    assert again.curve.parameters() == {"bands": "10:5"}


def test_a_refresh_leaves_the_form_and_its_cursor_alone(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.open("131")
    before = form(shown, ContractForm)
    before.principal.editor.setFocus()
    before.principal.set_text("ST3K")
    done = service.request_deployment(desk, street.rooms["130"])
    shown.context.tasks.changed.emit(done.changed)
    shown.settle()
    assert form(shown, ContractForm) is before
    assert before.principal.text() == "ST3K"
    assert before.principal.editor.hasFocus()


def test_edit_key_opens_a_draft_and_saves_it(shown: Screen, desk: Desk) -> None:
    shown.open("130")
    shown.rooms.list.table.view.setFocus()
    shown.key(Qt.Key.Key_E)
    dialog = shown.dialog(EditDialog)
    assert dialog.metadata.room_id.editor.isReadOnly()
    dialog.metadata.name.set_text(LONG_NAME)
    dialog.yes.click()
    shown.settle()
    assert room_of(desk, "130").name == LONG_NAME
    assert shown.rooms.detail.title.full_text() == LONG_NAME


def test_edit_of_a_room_under_way_says_why_not(shown: Screen) -> None:
    shown.open("131")
    shown.rooms.edit_current()
    assert shown.news() == ["Proof Party can't be edited"]
    assert shown.context.messages.dialog is None


def test_edit_says_when_somebody_was_faster_and_keeps_both(
    shown: Screen, desk: Desk, street: Street
) -> None:
    shown.open("130")
    shown.rooms.edit_current()
    dialog = shown.dialog(EditDialog)
    dialog.metadata.name.set_text("My name")
    room = room_of(desk, "130")
    theirs = replace(Metadata(room.name, room.symbol, room.uri), name="Their name", symbol="THEIR")
    service.edit_room_token(desk, room.id, room.version, theirs)
    dialog.yes.click()
    shown.settle()
    assert dialog.problem.isVisible()
    assert "Somebody changed this room meanwhile" in dialog.problem.text.text()
    dialog.problem.action.click()
    shown.settle()
    assert dialog.metadata.name.text() == "My name"
    assert dialog.metadata.name.message.text() == "Somebody else wrote: Their name"
    assert dialog.metadata.symbol.text() == "THEIR"
    dialog.yes.click()
    shown.settle()
    assert room_of(desk, "130").name == "My name"
    assert room_of(desk, "130").symbol == "THEIR"


def test_taken_room_id_is_said_at_its_field_and_nothing_is_lost(
    shown: Screen, desk: Desk, street: Street
) -> None:
    before = written(desk)
    create(shown, street, "131", "Second Party", "SECOND")
    dialog = shown.dialog(RoomDialog)
    assert dialog.metadata.room_id.message.text() == "The room 131 has a token already."
    assert dialog.metadata.name.text() == "Second Party"
    assert written(desk) == before


def test_symbol_says_whether_it_is_free(shown: Screen) -> None:
    shown.press("rooms.new")
    symbol = shown.dialog(RoomDialog).metadata.symbol
    symbol.set_text("PROOF")
    shown.settle()
    assert (symbol.state, symbol.message.text()) == ("warn", "Another room uses it")
    symbol.set_text("FREE1")
    shown.settle()
    assert (symbol.state, symbol.message.text()) == ("ok", "Free to use")


def test_symbol_is_written_in_capitals_while_typing(shown: Screen) -> None:
    shown.press("rooms.new")
    symbol = shown.dialog(RoomDialog).metadata.symbol
    symbol.editor.setFocus()
    symbol.editor.insert("lob")
    symbol.editor.textEdited.emit(symbol.editor.text())
    assert symbol.text() == "LOB"


def test_creator_can_be_a_principal(shown: Screen, desk: Desk) -> None:
    shown.press("rooms.new")
    dialog = shown.dialog(RoomDialog)
    dialog.metadata.room_id.set_text("300")
    dialog.metadata.name.set_text("Guests")
    dialog.metadata.symbol.set_text("GUEST")
    dialog.yes.click()
    assert dialog.creator.member.message.text() == "Choose a member, or give a principal."
    dialog.creator.kind.button("principal").click()
    dialog.creator.principal.set_text(principal_of("guest"))
    dialog.yes.click()
    shown.settle()
    room = room_of(desk, "300")
    assert (room.creator_member_id, room.creator_principal) == (None, principal_of("guest"))


def test_members_are_found_by_typing(shown: Screen) -> None:
    shown.press("rooms.new")
    member = shown.dialog(RoomDialog).creator.member
    member.popup.open_below(member.box, "ad", None)
    shown.settle()
    found = [option.text for option in member.popup.model.options]
    member.popup.hide()
    assert found == ["ada.l"]


def test_viewer_sees_every_control_with_the_reason_it_is_disabled(
    seen_by_viewer: Screen,
) -> None:
    shown = seen_by_viewer
    new = shown.button("rooms.new")
    assert (new.isEnabled(), new.toolTip()) == (False, "Needs support staff")
    for room_id, names in (
        ("131", ("rooms.set_contract",)),
        ("130", ("rooms.request", "rooms.edit")),
        ("127", ("rooms.initialise_token",)),
        ("129", ("machine.initialise",)),
        ("123", ("rooms.pause", "rooms.treasury", "rooms.deprecate")),
        ("119", ("rooms.notice.action",)),
    ):
        shown.open(room_id)
        for name in names:
            button = shown.button(name)
            assert not button.isEnabled(), name
            assert button.toolTip().startswith("Needs "), name


def test_support_needs_an_admin_for_the_contract(bare: Screen, desk: Desk, street: Street) -> None:
    support = replace(desk, operator=replace(desk.operator, role=Role.SUPPORT))
    bare.show(rooms_page(vending_panels()).build(bare.context, support))
    assert bare.button("rooms.new").isEnabled()
    bare.open("131")
    assert bare.button("rooms.set_contract").toolTip() == "Needs platform admin"
    bare.open("130")
    bare.press("rooms.request")
    assert room_of(desk, "130").status is Status.DEPLOY_REQUESTED


def test_open_room_leads_to_its_market(shown: Screen, street: Street) -> None:
    shown.open("123")
    shown.press("rooms.trade")
    assert shown.opened.records == [(MARKET, street.rooms["123"])]
