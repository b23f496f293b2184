"""What an audience is shown one after the other: a scenario's scenes, or quarters of its steps."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.kit.translation import said
from app.simulator.scenario import Scenario

QUARTERS = 4

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ShownScene:
    """A scene as it is shown.

    number: from 1. begins, ends: the steps from the one up to, not including, the other.
    """

    number: int
    begins: int
    ends: int
    title: str
    text: str


def script_of(scenario: Scenario, *, shipped: bool = False) -> tuple[ShownScene, ...]:
    """The scenes of a scenario, within its steps; at least one.

    shipped: the scenario comes with the program, so that its words are in the catalogue.
    A scenario without scenes is shown in quarters of its steps, which say so.
    """
    scenes: list[ShownScene] = []
    begins = 0
    for scene in scenario.scenes:
        ends = min(scene.step, scenario.steps)
        # A run that is shorter than its scenes has the last one cut, and none after it.
        if scenes and ends <= begins:
            break
        words = (said(scene.title), said(scene.text)) if shipped else (scene.title, scene.text)
        scenes.append(ShownScene(len(scenes) + 1, begins, ends, *words))
        begins = ends
    return tuple(scenes) or _quarters(scenario.steps)


def _quarters(steps: int) -> tuple[ShownScene, ...]:
    parts = min(QUARTERS, steps)
    ends = [steps * part // parts for part in range(parts + 1)]
    title = translate("Presenter", "Part {number} of {count}")
    text = translate(
        "Presenter", "This scenario has no scenes of its own, so its steps are shown in parts."
    )
    return tuple(
        ShownScene(part + 1, ends[part], ends[part + 1], title.format(number=part + 1, count=parts),
                   text)
        for part in range(parts)
    )  # fmt: skip
