"""Any text in every field of the wizard and the forms: a message at the field, nothing written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.addresses import AddressKind, check
from app.errors import InvalidInput
from app.kit.fields import TextField
from app.kit.options import Option
from app.operators.desk import Desk
from app.rooms import rules
from app.rooms.rules import Metadata
from app.rooms.view.page import find_rooms, rooms_page
from app.rooms.view.room_dialog import EditDialog, RoomDialog
from app.rooms.view.step_dialog import StepDialog
from app.rooms.view.step_forms import ContractForm
from app.shell.room_panels import vending_panels
from tests.examples import few_examples
from tests.factories import contract_of, principal_of
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of, written

# What QLineEdit takes over as it is: without the marks that it replaces or cuts at.
TEXTS = st.text(st.characters(codec="utf-16", exclude_characters="\0\r\n"), max_size=300)
ANY = st.one_of(
    TEXTS,
    st.text(st.characters(), max_size=20),
    st.sampled_from(["", " ", "A" * 33, "é", "\ud800", "'; DROP TABLE room; --", "<b>x", "%_"]),
)


@pytest.fixture
def page(bare: Screen, desk: Desk, street: Street) -> Screen:
    """The rooms page, whose dialogs are made anew for each text."""
    bare.show(rooms_page(vending_panels()).build(bare.context, desk))
    return bare


def refused_by_rules(field: str, text: str) -> bool:
    """Whether the rules refuse the text, apart from the widget."""
    try:
        if field == "room_id":
            rules.check_room_id(text)
        else:
            rules.check_metadata(Metadata(**{"name": "A", "symbol": "A", field: text}))
    except InvalidInput:
        return True
    return False


def filled(shown: Screen, street: Street) -> RoomDialog:
    """The wizard with what would make a room."""
    dialog = RoomDialog(shown.context, street.desk, parent=shown.window)
    dialog.metadata.room_id.set_text("900")
    dialog.metadata.name.set_text("Hall")
    dialog.metadata.symbol.set_text("HALL")
    dialog.creator.member.set_option(Option(street.members["fern"], "fern"))
    return dialog


@pytest.mark.parametrize("name", ["room_id", "name", "symbol", "uri"])
@few_examples
@given(text=ANY)
@example(text="x" * 257)
def test_wizard_takes_any_text_or_says_what_is_wrong(
    page: Screen, desk: Desk, street: Street, name: str, text: str
) -> None:
    dialog = filled(page, street)
    field: TextField = getattr(dialog.metadata, name)
    field.set_text(text)
    typed = field.text()
    refused = refused_by_rules(name, typed)
    taken = name == "room_id" and typed in page.shown()
    if not (refused or taken):
        # What would be written is for the other tests.
        assert field.problem() == ""
        dialog.reject()
        return
    before = written(desk)
    dialog.yes.click()
    page.settle()
    assert field.state == "error"
    assert field.message.text()
    assert field.text() == typed
    assert written(desk) == before
    dialog.reject()


@few_examples
@given(text=ANY)
@example(text=principal_of("guest")[:-1])
def test_creator_takes_a_principal_or_says_what_is_wrong(
    page: Screen, desk: Desk, street: Street, text: str
) -> None:
    dialog = filled(page, street)
    dialog.creator.kind.button("principal").click()
    dialog.creator.principal.set_text(text)
    typed = dialog.creator.principal.text()
    if check(typed, AddressKind.STACKS).valid:
        dialog.reject()
        return
    before = written(desk)
    dialog.yes.click()
    page.settle()
    assert dialog.creator.principal.state == "error"
    assert written(desk) == before
    dialog.reject()


@few_examples
@given(text=ANY)
def test_member_list_finds_something_or_nothing_for_any_text(
    page: Screen, street: Street, text: str
) -> None:
    dialog = filled(page, street)
    dialog.creator.member.popup.search.editor.setText(text)
    page.settle()
    dialog.reject()


@pytest.mark.parametrize("name", ["name", "symbol", "uri"])
@few_examples
@given(text=ANY)
def test_edit_takes_any_text_or_says_what_is_wrong(
    page: Screen, desk: Desk, street: Street, name: str, text: str
) -> None:
    dialog = EditDialog(page.context, desk, room_of(desk, "130"), parent=page.window)
    field: TextField = getattr(dialog.metadata, name)
    field.set_text(text)
    if not refused_by_rules(name, field.text()):
        dialog.reject()
        return
    before = room_of(desk, "130")
    dialog.yes.click()
    page.settle()
    assert field.state == "error"
    assert room_of(desk, "130") == before
    dialog.reject()


@few_examples
@given(text=ANY)
@example(text=contract_of("x").replace("ST", "SP", 1))
@example(text=f"{principal_of('x')}.1-name")
@example(text=f"{principal_of('x')}.{'n' * 41}")
def test_contract_form_takes_a_principal_or_says_what_is_wrong(
    page: Screen, desk: Desk, street: Street, text: str
) -> None:
    page.open("131")
    form = page.rooms.detail.setup.form
    assert isinstance(form, ContractForm)
    form.principal.set_text(text)
    if check(form.principal.text(), AddressKind.STACKS_CONTRACT).valid:
        return
    before = written(desk)
    page.press("rooms.set_contract")
    assert form.principal.state == "error"
    assert form.principal.message.text()
    assert written(desk) == before


@few_examples
@given(text=st.one_of(ANY, st.text("ab \n", min_size=495, max_size=510)))
def test_reason_takes_any_text_or_says_what_is_wrong(
    page: Screen, desk: Desk, street: Street, text: str
) -> None:
    page.rooms.room_actions.report_failure(room_of(desk, "131"))
    dialog = page.dialog(StepDialog)
    dialog.reason.set_text(text)
    typed = dialog.reason.text()
    if typed and len(typed) <= 500 and rules_take(typed):
        dialog.reject()
        return
    before = written(desk)
    dialog.yes.click()
    page.settle()
    assert dialog.reason.state == "error"
    assert dialog.reason.text() == typed
    assert written(desk) == before
    dialog.reject()


def rules_take(text: str) -> bool:
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)


@few_examples
@given(text=ANY)
def test_search_takes_any_text(page: Screen, desk: Desk, street: Street, text: str) -> None:
    page.rooms.list.toolbar.search.set_text(text)
    page.settle()
    find_rooms(desk, text)
    assert not page.rooms.list.table.banner.isVisible()
