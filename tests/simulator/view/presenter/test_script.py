"""The scenes that are shown: the scenario's own, cut to its steps, or parts of its steps."""

import pytest

from app.simulator.scenario import chosen
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.simulator.view.presenter.script import ShownScene, script_of
from tests.simulator.runs import scenario
from tests.simulator.view.presenter.shows import told


def test_each_scene_begins_where_the_one_before_ended() -> None:
    assert script_of(told()) == (
        ShownScene(1, 0, 60, "Quiet", "Nothing much."),
        ShownScene(2, 60, 200, "A whale", "It comes,\nand buys."),
        ShownScene(3, 200, 400, "Panic", ""),
    )


@pytest.mark.parametrize(("steps", "ends"), [(400, [100, 200, 300, 400]), (10, [2, 5, 7, 10])])
def test_a_scenario_without_scenes_is_shown_in_quarters_that_say_so(
    steps: int, ends: list[int]
) -> None:
    scenes = script_of(scenario(steps=steps))
    assert [scene.ends for scene in scenes] == ends
    assert [scene.title for scene in scenes] == [f"Part {part} of 4" for part in (1, 2, 3, 4)]
    assert "no scenes of its own" in scenes[0].text


def test_fewer_steps_than_parts_give_a_part_each() -> None:
    assert [scene.ends for scene in script_of(scenario(steps=2))] == [1, 2]


@pytest.mark.parametrize(
    ("steps", "ends"), [(60, [60]), (61, [60, 61]), (150, [60, 150]), (500, [60, 200, 400])]
)
def test_scenes_past_the_last_step_are_cut(steps: int, ends: list[int]) -> None:
    assert [scene.ends for scene in script_of(chosen(told(), steps=steps))] == ends


def test_a_scene_may_end_before_anything_happens() -> None:
    scenes = script_of(told(scenes=[{"step": 0, "title": "Look"}, {"step": 9, "title": "Go"}]))
    assert [(scene.begins, scene.ends) for scene in scenes] == [(0, 0), (0, 9)]


@pytest.mark.usefixtures("_spanish")
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenes_are_said_in_the_language_of_the_window(name: str) -> None:
    english = load_scenario(name).scenes
    for scene, own in zip(script_of(load_scenario(name), shipped=True), english, strict=True):
        assert scene.title != own.title
        assert scene.text != own.text
        assert scene.text.count("\n") == own.text.count("\n")


@pytest.mark.usefixtures("_spanish")
def test_words_of_a_persons_own_file_stay_as_they_are() -> None:
    own = told(scenes=[{"step": 400, "title": "Reserve", "text": "The end"}])
    assert [(scene.title, scene.text) for scene in script_of(own)] == [("Reserve", "The end")]
