"""The launch card: lamps, whose turn it is, the exact call, receipts and the chain's answer."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication

from app.changes import Changed, Done
from app.contracts.calls import next_calls
from app.contracts.export import spec_of
from app.contracts.sources import room_sources
from app.contracts.view import contract_export
from app.errors import Conflict
from app.kit.forms import FormDialog
from app.operators.desk import Desk
from app.operators.settings import load_settings, save_settings
from app.rooms.chain import Chain
from app.rooms.deployments import receipts_of, record_receipt
from app.rooms.queries import room_by_id
from app.rooms.receipts import ContractPart, DeploymentReceipt
from app.rooms.rules import Status
from app.rooms.view.launch_card import LaunchCard, lamps_of
from tests.factories import contract_of
from tests.rooms.api_server import api_server
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of

TX = "0x" + "ab12" * 16
WAITING, SET, READY, TRADING = "131", "127", "129", "123"


def card(shown: Screen, street: Street, room_id: str) -> LaunchCard:
    shown.rooms.show_record(street.rooms[room_id])
    shown.settle()
    return shown.rooms.detail.setup.launch


def states(status: Status) -> list[str]:
    return [lamp.state for lamp in lamps_of(status)]


@pytest.mark.parametrize(
    ("status", "lamps"),
    [
        (Status.DRAFT, "lit next dark dark dark"),
        (Status.DEPLOY_REQUESTED, "lit lit next dark dark"),
        (Status.FAILED, "lit broken dark dark dark"),
        (Status.CONTRACT_SET, "lit lit lit next dark"),
        (Status.INITIALISED, "lit lit lit lit next"),
        (Status.TRADING, "lit lit lit lit lit"),
        (Status.PAUSED, "lit lit lit lit lit"),
    ],
)
def test_lamps_follow_the_status(status: Status, lamps: str) -> None:
    assert states(status) == lamps.split()


def test_card_says_whose_turn_it_is_and_what_to_run(shown: Screen, street: Street) -> None:
    found = card(shown, street, WAITING)
    assert found.turn.text() == "Admin next: Set the contract principal"
    assert found.call.toPlainText() == "clarinet deployments apply --testnet"
    shown.press("rooms.copy_call")
    assert QGuiApplication.clipboard().text() == found.call.toPlainText()
    assert found.lamps.accessibleName().startswith("Created: done, Requested: done, Contract: next")


def test_calls_name_the_rooms_own_contracts(desk: Desk, street: Street) -> None:
    def calls(room_id: str) -> tuple[str, ...]:
        return desk.database.read(lambda c: next_calls(c, street.rooms[room_id]))

    first, second = calls(SET)
    room = room_of(desk, SET)
    assert first.startswith(f"(contract-call? '{room.contract_principal} initialize-chat-room ")
    assert first.endswith(f"'{room.creator_principal})")
    assert second == (
        f'(contract-call? .Factory set-chat-room-token u"{SET}" \'{room.contract_principal})'
    )
    assert calls(READY) == ()
    [opening] = calls(TRADING)
    assert opening.startswith("(contract-call? .KeyVendingMachine-")


def test_pasted_receipt_is_kept_and_sets_the_contract(
    shown: Screen, desk: Desk, street: Street
) -> None:
    found = card(shown, street, WAITING)
    shown.press("rooms.paste_receipt")
    dialog = shown.dialog(FormDialog)
    dialog.fields["receipt"].set_text("nothing")  # type: ignore[attr-defined]  # A TextArea.
    dialog.submit()
    assert dialog.isVisible()
    dialog.fields["receipt"].set_text(f"{contract_of('new')}\n{TX}\n41")  # type: ignore[attr-defined]
    dialog.submit()
    shown.settle()
    assert room_of(desk, WAITING).contract_principal == contract_of("new")
    assert states(room_of(desk, WAITING).status) == states(Status.CONTRACT_SET)
    receipts = desk.database.read(lambda c: receipts_of(c, street.rooms[WAITING]))
    assert receipts[ContractPart.TOKEN].block_height == 41
    assert found._receipts.count() == 1


def test_viewer_sees_the_card_and_pastes_nothing(seen_by_viewer: Screen, street: Street) -> None:
    assert not card(seen_by_viewer, street, WAITING).paste.isEnabled()


def test_chain_is_asked_only_where_an_api_is_set(shown: Screen, desk: Desk, street: Street) -> None:
    room = street.rooms[TRADING]
    receipt = DeploymentReceipt(contract_of("machine"), TX, 7)
    record_receipt(desk, room, ContractPart.MACHINE, receipt)
    found = card(shown, street, TRADING)
    assert not found.check.isVisible()

    def source() -> str:
        settings = desk.database.read(load_settings)
        spec = desk.database.read(lambda c: spec_of(c, room_by_id(c, room), settings.network))
        return room_sources(spec)[spec.machine_contract]

    with api_server() as api:
        settings = desk.database.read(load_settings)
        save_settings(desk, replace(settings, stacks_api=api.url))
        shown.rooms.detail.refresh()
        shown.settle()
        api.body = json.dumps({"source": source()}).encode()
        shown.press("rooms.check_source")
        shown.settle()
        assert len(api.asked) == 1
    receipts = desk.database.read(lambda c: receipts_of(c, room))
    assert receipts[ContractPart.MACHINE].source_hash


def test_first_source_is_announced_where_the_second_differs_and_the_page_has_gone(
    shown: Screen, desk: Desk, street: Street
) -> None:
    found = card(shown, street, TRADING)
    heard: list[Changed] = []
    gone = threading.Event()
    shown.context.tasks.changed.connect(heard.extend)

    def check(_desk: Desk, room: int, part: ContractPart, _chain: Chain) -> Done[bytes]:
        assert gone.wait(10)
        if part is ContractPart.MACHINE:
            raise Conflict("The source differs.", code="SOURCE_DIFFERS")
        return Done(b"", (Changed("room", (room,)),))

    assert found._detail is not None
    receipts = dict.fromkeys(ContractPart)
    found._detail = replace(
        found._detail,
        receipts=receipts,  # type: ignore[arg-type]  # Only their parts count.
        stacks_api="http://127.0.0.1:1",
    )
    found._panels = replace(found._panels, check=check)
    found._on_check_clicked()
    shiboken6.delete(shown.rooms)
    gone.set()
    assert shown.context.tasks.wait_idle()
    assert heard == [Changed("room", (street.rooms[TRADING],))]


def test_contracts_are_exported_into_a_folder_of_their_own(
    shown: Screen, desk: Desk, street: Street, tmp_path: Path
) -> None:
    row = room_of(desk, WAITING)
    contract_export._export(shown.context, desk, row, tmp_path)
    shown.settle()
    [folder] = [path for path in tmp_path.iterdir() if path.name.endswith("-contracts")]
    assert folder.name == f"{row.symbol.lower()}-{row.id}-contracts"
    assert (folder / "contracts" / f"KeyToken-{row.symbol}.clar").is_file()


def test_rooms_lead_to_the_rooms_of_the_old_system(shown: Screen, street: Street) -> None:
    [command] = [each for each in shown.rooms.commands() if each.text == "Migrate legacy rooms…"]
    command.run()
    assert shown.opened.records == [("legacy_room", 0)]
