"""The page of legacy rooms takes a room from its file to its end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from app.changes import Changed, Done
from app.db.clock import SetClock
from app.db.database import Database
from app.errors import Unavailable
from app.kit.buttons import Button
from app.kit.dialogs import Confirmation
from app.kit.resources import resource
from app.kit.theme import Themes
from app.migration import reserve
from app.migration.reserve import ReserveSource, ReserveState, fill_reserve
from app.migration.view import forms
from app.migration.view.forms import FillForm, OpenForm
from app.migration.view.legacy_page import LegacyPage
from app.operators.desk import Desk
from app.operators.rules import Role
from app.rooms.legacy_stages import MigrationStage
from app.rooms.rules import Status
from app.vending.quotes import open_quotes
from tests.factories import desk_of, linear_terms, make_member, principal_of
from tests.migration.files import text_of
from tests.migration.old_rooms import (
    KEYS,
    REQUIRED,
    ROOM,
    filled,
    legacy_of,
    make_imported,
    make_own_token,
    make_switched,
    opened,
    own_of,
)
from tests.rooms.view.screens import Screen, screen
from tests.showing import nameless, plain_looks, still_themes, styled_themes


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    yield still_themes()
    plain_looks(styled_themes())


@pytest.fixture
def desk(sqlite_database: Database, clock: SetClock) -> Desk:
    return desk_of(sqlite_database, clock=clock)


@pytest.fixture
def shown(themes: Themes, tmp_path: Path, clock: SetClock) -> Iterator[Screen]:
    with screen(themes, tmp_path, clock) as found:
        found.window.resize(1440, 900)
        yield found


def page_of(shown: Screen, desk: Desk) -> LegacyPage:
    page = LegacyPage(shown.context, desk)
    shown.show(page)
    return page


def written(folder: Path, *lines: str) -> Path:
    path = folder / "holders.csv"
    path.write_bytes(text_of(*lines))
    return path


def test_good_file_is_imported_and_counted(shown: Screen, desk: Desk, tmp_path: Path) -> None:
    make_member(desk, "ana")
    page = page_of(shown, desk)
    page.importing.import_file(written(tmp_path, "lobby,ana,5", "design,ana,2"))
    shown.settle()
    assert page.importing.notice.tone == "ok"
    assert page.importing.notice.title.text() == "2 rooms imported"
    assert page.table.rows.total == 2
    assert [button.stage.count for button in page.strip._buttons] == [2, 0, 0, 0]


def test_faults_are_listed_with_their_lines(shown: Screen, desk: Desk) -> None:
    page = page_of(shown, desk)
    page.importing.import_file(resource("examples", "legacy-rooms-with-faults.csv"))
    shown.settle()
    assert page.importing.notice.tone == "error"
    assert page.importing.faults.count() == 16
    first = page.importing.faults.item(0)
    assert first is not None
    assert first.text() == "Line 2 · holder\nThere is no member 'mirela'."
    assert page.table.rows.total == 0


def test_import_can_be_stopped(shown: Screen, desk: Desk, tmp_path: Path) -> None:
    page = page_of(shown, desk)
    lines = [f"lobby,{principal_of(str(number))},1" for number in range(3_000)]
    page.importing.import_file(written(tmp_path, *lines))
    page.importing.notice.acted.emit()
    shown.settle()
    assert page.importing.notice.tone == "warn"
    assert page.table.rows.total == 0


def test_import_is_announced_also_when_the_page_has_gone(
    shown: Screen, desk: Desk, tmp_path: Path
) -> None:
    page = page_of(shown, desk)
    heard: list[Changed] = []
    shown.context.tasks.changed.connect(heard.extend)
    page.importing.import_file(written(tmp_path, f"lobby,{principal_of('ana')},5"))
    shiboken6.delete(page)
    assert shown.context.tasks.wait_idle()
    assert Changed("legacy_room", (legacy_of(desk.database).id,)) in heard


def test_keys_are_announced_also_when_the_form_has_gone(
    shown: Screen, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserve, "IN_A_BATCH", 1)
    row_id = make_switched(desk)
    page = page_of(shown, desk)
    page.show_record(row_id)
    shown.settle()
    form = page.detail.form
    assert isinstance(form, OpenForm)
    heard: list[Changed] = []
    shown.context.tasks.changed.connect(heard.extend)
    form.carry_out(linear_terms())
    shiboken6.delete(page)
    assert shown.context.tasks.wait_idle()
    assert legacy_of(desk.database).issued == len(KEYS)
    assert Changed("room", (own_of(desk.database).id,)) in heard
    assert Changed("member") in heard


def test_file_that_is_none_is_said_so(shown: Screen, desk: Desk, tmp_path: Path) -> None:
    page = page_of(shown, desk)
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    page.importing.import_file(path)
    shown.settle()
    assert page.importing.notice.text.text() == "The file is empty."


def test_room_is_taken_through_all_its_steps(shown: Screen, desk: Desk) -> None:
    row_id = make_imported(desk)
    page = page_of(shown, desk)
    page.show_record(row_id)
    shown.settle()
    shown.press("legacy.take_snapshot")
    assert legacy_of(desk.database).stage is MigrationStage.SNAPSHOT
    make_own_token(desk)
    desk.database.write(open_quotes)
    shown.press("legacy.switch")
    assert legacy_of(desk.database).stage is MigrationStage.SWITCHED

    form = page.detail.form
    assert isinstance(form, OpenForm)
    assert form.initialise.text() == "Open with 10 keys…"
    form.quote.set_option(form._assets[-1])
    form.curve.field("base").set_text("1 000 000")
    form.curve.field("slope").set_text("100 000")
    form.treasury.set_text(principal_of("treasury"))
    shown.press("machine.initialise")
    shown.dialog(Confirmation).yes.click()
    shown.settle()
    assert own_of(desk.database).supply == 10
    assert page.detail.reserve.figures[3].text() == "14 500 000 µSTX".replace(" ", "\u202f", 2)

    fill = page.detail.form
    assert isinstance(fill, FillForm)
    fill.amount.set_value(13_775_000)
    shown.press("legacy.fill")
    fill = page.detail.form
    assert isinstance(fill, FillForm)
    assert fill.source.value() is ReserveSource.TOPPED_UP
    shown.press("legacy.fill")
    assert legacy_of(desk.database).stage is MigrationStage.OPENED
    fill.reason.set_text("Fees that the old pot kept")
    shown.press("legacy.fill")
    assert legacy_of(desk.database).stage is MigrationStage.COVERED

    form_now = page.detail.form
    assert form_now is not None
    form_now.restore("Moved")
    shown.press("legacy.deprecate")
    assert legacy_of(desk.database).stage is MigrationStage.DEPRECATED
    assert page.detail.form is None
    assert own_of(desk.database).status is Status.PAUSED


def test_money_without_an_answer_is_booked_once(
    shown: Screen, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = make_switched(desk)
    opened(desk, row_id)
    page = page_of(shown, desk)
    page.show_record(row_id)
    shown.settle()
    fill = page.detail.form
    assert isinstance(fill, FillForm)

    def booked_unheard(*given: Any) -> Done[ReserveState]:
        fill_reserve(*given)
        raise Unavailable("The connection broke.")

    monkeypatch.setattr(forms, "fill_reserve", booked_unheard)
    fill.amount.set_value(1_000_000)
    shown.press("legacy.fill")
    monkeypatch.setattr(forms, "fill_reserve", fill_reserve)
    shown.press("legacy.fill")
    assert own_of(desk.database).reserve == 1_000_000
    assert legacy_of(desk.database).transferred == 1_000_000


def test_why_is_reckoned_with_the_rooms_own_numbers(shown: Screen, desk: Desk) -> None:
    row_id = make_switched(desk)
    opened(desk, row_id)
    filled(desk, row_id, REQUIRED)
    page = page_of(shown, desk)
    page.show_record(row_id)
    shown.settle()
    words = page.detail.why.inside.text().replace("\u202f", " ")
    assert "13 775 000" in words
    assert "<b>725 000</b>" in words
    assert page.detail.why.chart.gaps[-1].required == REQUIRED
    assert "own curve" in page.detail.why.note.text()


def test_phase_filters_the_rooms(shown: Screen, desk: Desk) -> None:
    make_imported(desk)
    page = page_of(shown, desk)
    page.strip.chosen.emit("migrate")
    shown.settle()
    assert page.table.rows.total == 0
    page.strip.chosen.emit("alongside")
    shown.settle()
    assert page.table.rows.total == 1


def test_own_token_is_opened_on_its_page(shown: Screen, desk: Desk) -> None:
    row_id = make_switched(desk)
    page = page_of(shown, desk)
    page.show_record(row_id)
    shown.settle()
    shown.press("legacy.to_room")
    assert shown.opened.records == [("room", own_of(desk.database, ROOM).id)]


def test_viewer_looks_and_changes_nothing(shown: Screen, desk: Desk) -> None:
    row_id = make_imported(desk)
    page = page_of(shown, desk_of(desk.database, role=Role.VIEWER))
    page.show_record(row_id)
    shown.settle()
    button = page.findChild(Button, "legacy.import")
    assert button is not None
    assert not button.isEnabled()
    form = page.detail.form
    assert form is not None
    assert not form.findChildren(Button)[0].isEnabled()


def test_every_control_has_a_name(shown: Screen, desk: Desk) -> None:
    row_id = make_switched(desk)
    page = page_of(shown, desk)
    page.show_record(row_id)
    shown.settle()
    assert nameless(page) == []
