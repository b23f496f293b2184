"""What the shipped scenarios tell an audience is what happens in them."""

from dataclasses import replace
from itertools import pairwise

import pytest

from app.simulator.agents import AgentKind
from app.simulator.memory_market import begin_in_memory
from app.simulator.outcome import Outcome, outcome_of
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.vending.rules import FeeMode

MOST_LETTERS = 80
"""Of a line, so that it can be read from the back of a room."""


def ends(name: str, mode: FeeMode = FeeMode.ON_TOP) -> dict[str, Outcome]:
    """How each scene ends, by its title."""
    scenario = load_scenario(name)
    terms = replace(scenario.market.terms(), mode=mode)
    course, market = begin_in_memory(scenario, terms)
    found = {}
    for scene in scenario.scenes:
        for _ in course.advance(scene.step - course.step, market.fill):
            pass
        found[scene.title] = outcome_of(course, terms)
    return found


@pytest.mark.parametrize("name", SHIPPED)
def test_there_are_four_to_seven_scenes_of_few_short_lines(name: str) -> None:
    scenes = load_scenario(name).scenes
    assert 4 <= len(scenes) <= 7
    for scene in scenes:
        lines = scene.text.splitlines()
        assert len(lines) == 2
        assert max(map(len, lines)) <= MOST_LETTERS
        assert scene.text.endswith(".")
        assert len(scene.title) <= 30


@pytest.mark.parametrize("name", SHIPPED)
def test_every_key_can_be_bought_back_at_any_scenes_end(name: str) -> None:
    assert [end.shortfall for end in ends(name).values()] == [0] * len(load_scenario(name).scenes)


def test_launch_rises_falls_back_and_is_lifted_by_a_whale() -> None:
    told = ends("launch")
    rush, profits = told["Everybody comes"], told["The first profits"]
    level, whale = told["A level is found"], told["A whale"]
    assert rush.price_last > 4 * told["The first minutes"].price_last
    assert profits.price_last < rush.price_last
    assert whale.price_last > level.price_last
    assert min(told["What is left"].winners, told["What is left"].losers) > 10


def test_early_ones_gain_in_a_launch() -> None:
    last = ends("launch")["What is left"]
    snipers = next(kind for kind in last.kinds if kind.kind is AgentKind.SNIPER)
    assert snipers.winners == snipers.agents


def test_the_pumper_gains_what_many_lose() -> None:
    told = ends("pump-and-dump")
    for before, after in pairwise(("A quiet market", "The pump", "The crowd follows")):
        assert told[after].price_last > 1.2 * told[before].price_last
    for before, after in pairwise(("The crowd follows", "The dump", "Everybody out")):
        assert told[after].price_last < 0.5 * told[before].price_last
    last = told["Afterwards"]
    whale = next(kind for kind in last.kinds if kind.kind is AgentKind.WHALE)
    assert (whale.winners, whale.keys) == (1, 0)
    assert whale.result > 0
    assert last.losers > 2 * last.winners


def test_a_run_halves_the_price_and_every_sale_is_paid() -> None:
    told = ends("bank-run")
    calm, run = told["Business as usual"], told["The run begins"]
    assert run.price_last < 0.55 * calm.price_last
    assert told["The last ones out"].refused == {}


def test_fees_out_of_the_reserve_leave_the_last_ones_with_nothing() -> None:
    last = ends("bank-run", FeeMode.INSIDE)["The last ones out"]
    assert last.stranded_keys == last.supply > 0
    assert sum(last.refused.values()) > 0


def test_growth_levels_off_while_the_room_grows_on() -> None:
    told = ends("slow-growth")
    flat, steep = told["The first believers"], told["The steep part"]
    stay, wave, level = told["Holders stay"], told["A wave of newcomers"], told["A level"]
    assert steep.price_last > 4 * flat.price_last
    assert stay.sells < stay.trades / 4
    assert wave.supply > 1.05 * stay.supply
    assert wave.price_last < 1.05 * stay.price_last
    assert level.supply > 1.2 * wave.supply
    assert level.price_last < 1.05 * wave.price_last
