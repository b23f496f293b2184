"""What is chosen in the bar, as the scenario that comes of it; how fast it is played."""

from dataclasses import replace

import pytest

from app.simulator.agents import AgentKind
from app.simulator.scenario import Budget, Share
from app.simulator.view.setup import Setup
from app.simulator.view.speed import Beat, Speed
from tests.simulator.runs import scenario
from tests.simulator.view.conftest import Watch


class TestSetup:
    def test_nothing_chosen_is_the_scenario_itself(self) -> None:
        assert Setup.of(scenario()).scenario() == scenario()

    def test_agents_and_seed_replace_the_scenarios(self) -> None:
        chosen = replace(Setup.of(scenario()), agents=3, seed=9).scenario()
        assert (chosen.agents, chosen.seed, chosen.mix) == (3, 9, scenario().mix)

    def test_a_kind_of_the_mix_keeps_its_budget(self) -> None:
        chosen = replace(Setup.of(scenario()), only=AgentKind.WHALE).scenario()
        assert chosen.mix == (Share(AgentKind.WHALE, 100, Budget(10**6, 10**7)),)

    def test_a_kind_that_the_mix_lacks_gets_a_budget_that_spans_all(self) -> None:
        mix = [
            {"agent": "random", "percent": 50, "budget": {"lowest": 5, "highest": 70}},
            {"agent": "holder", "percent": 50, "budget": {"lowest": 2, "highest": 30}},
        ]
        chosen = replace(Setup.of(scenario(mix=mix)), only=AgentKind.SNIPER).scenario()
        assert chosen.mix == (Share(AgentKind.SNIPER, 100, Budget(2, 70)),)

    def test_the_mix_can_be_had_back(self) -> None:
        only = replace(Setup.of(scenario()), only=AgentKind.WHALE)
        assert replace(only, only=None).scenario() == scenario()


class TestBeat:
    @pytest.mark.parametrize("speed", [Speed.X1, Speed.X4, Speed.X16, Speed.X60])
    def test_the_first_step_is_due_at_once_and_then_so_many_a_second(
        self, watch: Watch, speed: Speed
    ) -> None:
        beat = Beat(watch)
        beat.start(speed)
        assert beat.due() == 1
        beat.took(1)
        assert beat.due() == 0
        watch.seconds = 1.0
        assert beat.due() == speed.value
        watch.seconds = 1.5 / speed.value
        assert beat.due() == 1

    def test_after_a_long_time_one_step_is_due(self, watch: Watch) -> None:
        beat = Beat(watch)
        beat.start(Speed.X16)
        watch.seconds = 60.0
        assert beat.due() == 1

    def test_at_full_speed_any_number_is(self, watch: Watch) -> None:
        beat = Beat(watch)
        beat.start(Speed.MAX)
        assert beat.due() is None
