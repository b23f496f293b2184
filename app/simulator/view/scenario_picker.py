"""The scenarios at hand: those that come with the program, and files used lately."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.files import FileKind, ask_open_path, ask_save_path
from app.kit.page import ViewContext
from app.simulator.scenario import Scenario
from app.simulator.scenario_files import SHIPPED, load_scenario, save_scenario
from app.simulator.view.labels import shipped_name

MOST_RECENT = 5
_CHOSEN, _RECENT = "simulator.scenario", "simulator.recent"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario and where it came from: a shipped one's key, or a file's path."""

    source: str
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class RefusedScenario:
    """A file that can't be used, and why."""

    source: str
    error: UserError


class ScenarioPicker(QObject):
    """Loads and saves scenarios beside the GUI thread, and remembers which.

    loaded: a `Loaded`, which a scenario that was saved is too. refused: a `RefusedScenario`.
    """

    loaded = Signal(object)
    refused = Signal(object)

    def __init__(self, context: ViewContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context

    @property
    def recent(self) -> tuple[str, ...]:
        """Paths of the files used lately, the last one first."""
        try:
            known = json.loads(self._context.settings.text(_RECENT, "[]"))
        except ValueError:
            known = []
        usable = isinstance(known, list) and all(isinstance(each, str) for each in known)
        return tuple(known[:MOST_RECENT]) if usable else ()

    def load_last(self) -> None:
        """Load what was chosen last; what can't be used now gives way to the first shipped one."""
        source = self._context.settings.text(_CHOSEN, SHIPPED[0])
        self._run(partial(_load, source), self._on_last_refused)

    def load(self, source: str) -> None:
        """Load a shipped scenario by its key, or a file by its path."""
        self._run(partial(_load, source), partial(self._on_refused, source))

    def ask_load(self, parent: QWidget) -> None:
        """Ask for a file to load."""
        title = self.tr("Load a scenario")
        ask_open_path(parent, title, [self._kind()], self._context.settings, self._on_load_path)

    def ask_save(self, parent: QWidget, scenario: Scenario) -> None:
        """Ask where to save a scenario."""
        name = scenario.name.lower().replace(" ", "-").replace("/", "-")
        ask_save_path(
            parent, self.tr("Save the scenario"), name, [self._kind()], self._context.settings,
            partial(self._on_save_path, scenario),
        )  # fmt: skip

    def _kind(self) -> FileKind:
        return FileKind("json", self.tr("Scenarios"))

    def _run(self, work: Callable[[], Loaded], failed: Callable[[UserError], None]) -> None:
        self._context.tasks.query(
            work, done=self._on_loaded, failed=failed, key=("simulator.scenario_picker", id(self)),
            lane="pool",
        )  # fmt: skip

    def _on_load_path(self, path: Path, _kind: FileKind) -> None:
        self.load(str(path))

    def _on_save_path(self, scenario: Scenario, path: Path, _kind: FileKind) -> None:
        self._run(partial(_save, scenario, path), partial(self._on_refused, str(path)))

    def _on_loaded(self, loaded: Loaded) -> None:
        settings = self._context.settings
        settings.set_text(_CHOSEN, loaded.source)
        if loaded.source not in SHIPPED:
            others = [path for path in self.recent if path != loaded.source]
            settings.set_text(_RECENT, json.dumps([loaded.source, *others][:MOST_RECENT]))
        self.loaded.emit(loaded)

    def _on_last_refused(self, _error: UserError) -> None:
        self.load(SHIPPED[0])

    def _on_refused(self, source: str, error: UserError) -> None:
        self.refused.emit(RefusedScenario(source, error))


def source_name(source: str) -> str:
    """What a source is called: a shipped scenario's title, or a file's name."""
    return shipped_name(source) if source in SHIPPED else Path(source).name


def _load(source: str) -> Loaded:
    return Loaded(source, load_scenario(source))


def _save(scenario: Scenario, path: Path) -> Loaded:
    save_scenario(path, scenario)
    return Loaded(str(path), scenario)
