"""What the rooms page says, apart from its widgets."""

from datetime import timedelta

import pytest

from app.db.clock import SetClock
from app.kit.numbers import THIN, unit
from app.kit.times import ZoneClock
from app.listing import Listing
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.view.denial import needs
from app.rooms import queries, service
from app.rooms.queries import QuoteTotals, RoomFigures, RoomRow
from app.rooms.rules import Metadata, Status, Step
from app.rooms.service import Creator
from app.rooms.view.checklist import DONE, list_steps, next_step
from app.rooms.view.columns import room_columns
from app.rooms.view.filters import activity_options, stage_options
from app.rooms.view.labels import (
    LEVELS,
    STAGES,
    denied,
    status_words,
    step_words,
    wait_words,
)
from app.rooms.view.reading import RoomDetail, read_detail
from app.rooms.view.source import ACTIVITIES, room_source
from app.rooms.view.summary import figure_cells, stages
from app.vending.view.machine.machine_labels import machine_facts
from tests.factories import desk_of, principal_of
from tests.rooms.view.houses import Street

FIGURES = RoomFigures(
    rooms=128,
    new_rooms=6,
    waiting=13,
    waiting_long=2,
    trading=98,
    traded_lately=71,
    median_to_trading=timedelta(days=1, hours=6, minutes=4),
    became_trading=41,
    by_status={Status.DRAFT: 12, Status.FAILED: 3, Status.TRADING: 98},
    totals=(QuoteTotals("sats", 48_214_000, 1_940_300), QuoteTotals("uSTX", 3 * 10**12, 7)),
)


def named(desk: Desk, room_id: str, symbol: str = "HALL") -> RoomRow:
    made = service.create_room_token(
        desk, room_id, Metadata("Hall", symbol), Creator(principal=principal_of("owner"))
    )
    return desk.database.read(lambda connection: queries.room_by_id(connection, made.value))


def detail_of(street: Street, room_id: str) -> RoomDetail:
    return street.desk.database.read(
        lambda connection: read_detail(connection, street.rooms[room_id], machine_facts)
    )


def test_figures_read_as_in_the_design() -> None:
    cells = figure_cells(FIGURES)
    assert [(cell.label, cell.value, cell.unit) for cell in cells] == [
        ("Rooms", "128", ""),
        ("Waiting for an admin", "13", ""),
        ("Median time to trading", "1 d 6 h", ""),
        ("Trading now", "71", "of 98"),
        ("Curve reserve", "48.21", "M sats"),
        ("Creator fees", "1.94", "M sats"),
    ]
    assert (cells[1].context, cells[1].tone) == ("2 older than 24 h", "warn")
    assert cells[4].context == f"and 3{THIN}T{THIN}µSTX"


def test_figures_of_an_empty_workspace_are_dashes() -> None:
    empty = RoomFigures(0, 0, 0, 0, 0, 0, None, 0, {}, ())
    cells = figure_cells(empty)
    assert [cell.value for cell in cells] == ["0", "0", "–", "0", "–", "–"]
    assert (cells[1].context, cells[1].tone) == ("none older than 24 h", "")


def test_huge_figures_keep_to_their_cell() -> None:
    huge = RoomFigures(10**9, 0, 0, 0, 0, 0, None, 0, {}, (QuoteTotals("sats", 2**63 - 1, 10**15),))
    cells = figure_cells(huge)
    assert all(len(cell.value) < 15 for cell in cells)
    assert cells[4].unit == "T sats"


def test_stages_count_rooms_and_name_failures() -> None:
    found = stages(FIGURES)
    assert [stage.count for stage in found] == [12, 0, 0, 0, 98]
    assert found[1].note == "waiting for an admin, 3 failed"


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_words_and_its_place(status: Status) -> None:
    assert status_words(status)
    assert 1 <= LEVELS[status] <= 5
    assert status in DONE
    assert (status.value, status_words(status)) in stage_options()
    step = next_step(status)
    assert step is None or status in {
        Status.DRAFT,
        Status.DEPLOY_REQUESTED,
        Status.FAILED,
        Status.CONTRACT_SET,
        Status.INITIALISED,
    }


def test_every_step_and_stage_has_words() -> None:
    assert all(step_words(step) for step in Step)
    assert all(wait_words(status) for status in STAGES)


def test_activities_offered_are_those_that_the_source_knows() -> None:
    assert {value for value, _words in activity_options()} == {"", *ACTIVITIES}


@pytest.mark.parametrize(("code", "shown"), [("sats", "sats"), ("uSTX", "µSTX"), ("", "")])
def test_unit_of_an_asset(code: str, shown: str) -> None:
    assert unit(code) == shown


def test_reason_names_the_role_before_the_status(desk: Desk) -> None:
    room = named(desk, "131")
    viewer = desk_of(desk.database, role=Role.VIEWER)
    assert denied(viewer, Step.SET_CONTRACT, room) == "Needs platform admin"
    assert denied(viewer, Step.REQUEST_DEPLOYMENT, room) == "Needs support staff"
    assert denied(desk, Step.SET_CONTRACT, room) == "Not while the room is draft"
    assert denied(desk, Step.REQUEST_DEPLOYMENT, room) == ""
    assert needs(desk, service.PERMISSIONS[Step.PAUSE]) == ""


def test_checklist_opens_only_the_next_step(street: Street) -> None:
    zone = ZoneClock(now=street.desk.clock.now)
    for room_id, done in (("130", 1), ("131", 2), ("113", 1), ("127", 3), ("129", 4), ("123", 5)):
        states = [step.state for step in list_steps(detail_of(street, room_id), zone)]
        assert states[:done] == ["done"] * done
        assert states[done : done + 1] == ["next"] * (done < 5)
        assert set(states[done + 1 :]) <= {"later"}


def test_checklist_of_a_deprecated_room_waits_for_nothing(street: Street) -> None:
    service.deprecate(street.desk, street.rooms["131"], "Gone")
    zone = ZoneClock(now=street.desk.clock.now)
    states = [step.state for step in list_steps(detail_of(street, "131"), zone)]
    assert states == ["done", "done", "later", "later", "later"]


def test_detail_knows_when_a_step_was_taken_last(street: Street, clock: SetClock) -> None:
    clock.advance(timedelta(hours=1))
    service.resume(street.desk, street.rooms["119"])
    service.pause(street.desk, street.rooms["119"], reason="Once more")
    detail = detail_of(street, "119")
    paused = detail.last(Step.PAUSE)
    assert paused is not None
    assert (paused.note, paused.at) == ("Once more", clock.now())
    assert detail.last(Step.REPORT_FAILURE) is None


def test_columns_show_dashes_where_there_is_nothing(street: Street) -> None:
    columns = {column.key: column for column in room_columns(ZoneClock(now=street.desk.clock.now))}
    draft, open_room = detail_of(street, "130").room, detail_of(street, "117").room
    assert columns["price"].text(draft) == "–"
    assert columns["supply"].text(draft) == "–"
    assert columns["contract"].text(draft) == "Not set"
    assert columns["contract"].value(draft) is None
    assert columns["price"].text(open_room) == "16\u202f700\u202f000"
    assert columns["price"].value(open_room) == 16_700_000
    assert columns["supply"].text(detail_of(street, "129").room) == "0"
    assert str(columns["contract"].value(open_room)).endswith(".key-token")


def test_source_streams_what_it_pages(street: Street) -> None:
    source = room_source(street.desk)
    listing = Listing(sort="name", filters={"status": "trading", "activity": "traded_7d"})
    paged = source.page(listing, 0, 100)
    assert source.stream(listing, tuple) == paged.rows
    assert paged.total == 8
    assert source.page(Listing(filters={"status": ("draft", "none")}), 0, 9).total == 2
    assert source.stream(Listing(search="\ud800"), list) == []
