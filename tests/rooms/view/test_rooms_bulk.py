"""Steps of several rooms at once."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication

from app.changes import Announce, Changed, Done
from app.errors import Cancelled, Unavailable
from app.kit.actions import Action
from app.kit.dialogs import Confirmation
from app.operators.desk import Desk
from app.progress import NoProgress
from app.rooms import service
from app.rooms.rules import Status
from app.rooms.view.bulk import refusal_lines, run_bulk
from app.rooms.view.bulk_actions import MOST, BulkDialog
from app.rooms.view.step_dialog import StepDialog
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen, room_of

T = TypeVar("T")


def status_of(desk: Desk, *room_ids: str) -> list[Status]:
    return [room_of(desk, room_id).status for room_id in room_ids]


def entry(items: Sequence[Action], text: str) -> Action:
    return next(item for item in items if item.text == text)


class StoppedAfter:
    """A progress whose person presses Stop after so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def step(self, done: int, total: int | None, text: str = "") -> None:
        self._left -= 1
        if self._left < 0:
            raise Cancelled("Stopped.")


def telling(told: list[Changed]) -> Announce:
    def announce(done: Done[T]) -> T:
        told.extend(done.changed)
        return done.value

    return announce


def test_actions_appear_when_several_rooms_are_selected(shown: Screen) -> None:
    toolbar = shown.rooms.list.toolbar
    shown.select("131")
    assert not toolbar.act.isVisible()
    shown.select("131", "130", "113")
    assert toolbar.act.isVisible()
    assert toolbar.selected.text() == "3 selected"
    assert not toolbar.new.isVisible()
    shown.press("rooms.deselect")
    assert toolbar.new.isVisible()


def test_requesting_many_tells_what_was_refused(shown: Screen, desk: Desk) -> None:
    shown.select("131", "130", "113")
    shown.rooms.list.bulk.request()
    shown.dialog(Confirmation).yes.click()
    shown.settle()
    dialog = shown.dialog(BulkDialog)
    assert dialog.title.text() == "2 deployments requested"
    assert dialog.lines.toPlainText().startswith("Proof Party: This room is waiting for its")
    assert status_of(desk, "130", "113") == [Status.DEPLOY_REQUESTED] * 2
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().startswith("Proof Party: ")


def test_pausing_many_asks_once_for_what_and_why(shown: Screen, desk: Desk) -> None:
    shown.select("123", "126")
    shown.rooms.list.bulk.pause()
    dialog = shown.dialog(StepDialog)
    assert dialog.title.text() == "Pause 2 rooms?"
    assert dialog.choice is not None
    dialog.choice.set_value("all")
    dialog.reason.set_text("Fire drill")
    dialog.yes.click()
    shown.settle()
    assert status_of(desk, "123", "126") == [Status.PAUSED] * 2
    assert room_of(desk, "123").sells_paused
    assert shown.news()[-1] == "2 rooms paused"


def test_resuming_many_shows_their_new_stage(shown: Screen, desk: Desk) -> None:
    shown.select("119", "121")
    shown.rooms.list.bulk.resume()
    shown.settle()
    shown.dialog(BulkDialog).close_button.click()
    assert status_of(desk, "119", "121") == [Status.TRADING] * 2
    row = shown.rooms.list.table.rows.peek(shown.place("119"))
    assert row is not None
    assert row.status is Status.TRADING


def test_contracts_of_many_are_one_project_and_the_rest_is_named(
    shown: Screen, desk: Desk, tmp_path: Path
) -> None:
    shown.select("131", "123")
    assert "Export contracts…" in [item.text for item in shown.rooms.list.bulk.menu()]
    shown.rooms.list.bulk.export_contracts_to(tmp_path)
    shown.settle()
    written = sorted(path.name for path in (tmp_path / "room-contracts" / "contracts").iterdir())
    assert {"Factory.clar", "KeyToken-PROOF.clar"} <= set(written)
    assert shown.news()[-1] == "2 rooms exported"


def test_a_folder_with_other_files_is_left_alone(shown: Screen, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "room-contracts").mkdir()
    (tmp_path / "room-contracts" / "diary.txt").write_text("mine")
    shown.select("131")
    shown.rooms.list.bulk.export_contracts_to(tmp_path)
    shown.settle()
    assert [path.name for path in (tmp_path / "room-contracts").iterdir()] == ["diary.txt"]
    assert "2 rooms exported" not in shown.news()


def test_too_many_rooms_are_refused_before_anything_is_done(
    shown: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.rooms.view.bulk_actions.MOST", 2)
    shown.select("119", "121", "123")
    shown.rooms.list.bulk.resume()
    shown.settle()
    assert MOST == 5_000
    assert shown.context.messages.toasts[-1].text == "At most 2 rooms at once."


def test_menu_says_which_role_is_needed(seen_by_viewer: Screen) -> None:
    items = seen_by_viewer.rooms.list.bulk.menu()
    assert entry(items, "Request deployment").denied == "needs support staff"
    assert entry(items, "Pause…").denied == "needs platform admin"
    assert entry(items, "Copy as CSV").denied == ""


def test_rooms_that_are_not_loaded_are_looked_up_on_the_worker(
    shown: Screen, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.rooms.list.table.view.selectAll()
    selection = shown.rooms.list.table.paged.selection
    monkeypatch.setattr(selection, "ids", lambda: ())
    ids = shown.rooms.list.bulk._selected()
    assert len(ids()) == 20


def test_stopped_work_keeps_what_is_done(desk: Desk, street: Street) -> None:
    ids = [street.rooms[room_id] for room_id in ("125", "130", "113")]
    take = partial(service.request_deployment, desk)
    told: list[Changed] = []
    result = run_bulk(desk, lambda: ids, take, StoppedAfter(1), telling(told))
    assert (result.done, result.stopped) == ((ids[0],), 2)
    assert Changed("room", (ids[0],)) in told


def test_rooms_done_are_announced_also_when_the_page_has_gone(
    shown: Screen, desk: Desk, street: Street
) -> None:
    heard: list[Changed] = []
    shown.context.tasks.changed.connect(heard.extend)
    shown.select("125", "130")
    shown.rooms.list.bulk._run(partial(service.request_deployment, desk), "requested")
    shiboken6.delete(shown.rooms)
    assert shown.context.tasks.wait_idle()
    done = {row_id for each in heard if each.kind == "room" for row_id in each.ids}
    assert done == {street.rooms["125"], street.rooms["130"]}


def test_lost_database_ends_the_work(desk: Desk) -> None:
    tried: list[int] = []

    def take(row_id: int) -> Done[int]:
        tried.append(row_id)
        raise Unavailable("The database is gone.")

    result = run_bulk(desk, lambda: [7, 8, 9], take, NoProgress())
    assert tried == [7]
    assert refusal_lines(result.refused) == "\n".join(
        f"#{row_id}: The database is gone." for row_id in (7, 8, 9)
    )


def test_room_that_is_gone_is_named_by_its_number(desk: Desk) -> None:
    resume: Callable[[int], Done[int]] = partial(service.resume, desk)
    told: list[Changed] = []
    result = run_bulk(desk, lambda: [404], resume, NoProgress(), telling(told))
    assert [each.name for each in result.refused] == ["#404"]
    assert told == []
