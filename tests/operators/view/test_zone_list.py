"""Time zones to choose from."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from app.kit.options import Option
from app.kit.page import ViewContext
from app.operators.view.zone_list import ZoneList, offset_text, zone_option, zone_options
from tests.showing import settle

SUMMER = datetime(2026, 7, 1, tzinfo=UTC)
WINTER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "UTC"), (60, "UTC+1"), (330, "UTC+5:30"), (-210, "UTC−3:30"), (-600, "UTC−10")],
)
def test_distance_is_written_in_hours(minutes: int, text: str) -> None:
    assert offset_text(timedelta(minutes=minutes)) == text


def test_distance_is_that_of_the_season() -> None:
    assert zone_option("Europe/Madrid", WINTER).hint == "UTC+1"
    assert zone_option("Europe/Madrid", SUMMER).hint == "UTC+2"


def test_zone_that_this_computer_lacks_is_shown_all_the_same() -> None:
    assert zone_option("Moon/Tycho", WINTER) == Option("Moon/Tycho", "Moon/Tycho", "")


def test_utc_comes_first_and_no_zone_twice() -> None:
    values = [option.value for option in zone_options(WINTER)]
    assert values[0] == "UTC"
    assert len(values) == len(set(values)) > 300


def test_zones_are_found_by_the_words_of_their_names(context: ViewContext) -> None:
    zones, given = ZoneList(context), []

    def give(options: Sequence[Option]) -> None:
        given.append([option.value for option in options])

    zones.find("madr", give)
    assert given == []
    settle(context)
    assert given == [["Europe/Madrid"]]
    zones.find("new york", give)
    assert "America/New_York" in given[1]


def test_only_what_was_wanted_last_is_given_when_the_zones_have_been_read(
    context: ViewContext,
) -> None:
    zones = ZoneList(context)
    given: list[object] = []
    for text in ("m", "ma", "madrid"):
        zones.find(text, given.extend)
    settle(context)
    assert [option.value for option in given if isinstance(option, Option)] == ["Europe/Madrid"]
