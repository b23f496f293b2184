"""The dialog of the crowd: its sum, its errors at their fields, what comes of it."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.options import Option
from app.kit.page import ViewContext
from app.simulator.agents import AgentKind
from app.simulator.scenario import EventKind, Scenario
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.simulator.view.crowd_dialog import CrowdDialog
from tests.simulator.runs import scenario


@pytest.fixture
def decided() -> list[Scenario]:
    """What the dialog gave."""
    return []


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """The window in front of which it stands."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1_120, 720)
    window.show()
    return window


def opened(
    context: ViewContext, window: QWidget, decided: list[Scenario], chosen: Scenario
) -> CrowdDialog:
    dialog = CrowdDialog(context, chosen, window)
    dialog.submitted.connect(decided.append)
    dialog.open()
    return dialog


@pytest.fixture
def dialog(context: ViewContext, window: QWidget, decided: list[Scenario]) -> CrowdDialog:
    """The dialog with the small scenario: all kinds of traders and events."""
    return opened(context, window, decided, scenario())


def use(dialog: CrowdDialog) -> None:
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", SHIPPED)
def test_what_isnt_touched_comes_back_as_it_was(
    context: ViewContext, window: QWidget, decided: list[Scenario], key: str
) -> None:
    chosen = load_scenario(key)
    use(opened(context, window, decided, chosen))
    ordered = sorted(chosen.mix, key=lambda share: list(AgentKind).index(share.agent))
    assert decided == [msgspec.structs.replace(chosen, mix=tuple(ordered))]


def test_everything_can_be_changed(dialog: CrowdDialog, decided: list[Scenario]) -> None:
    dialog.name.set_text("Mine")
    for name, number in (("agents", 12), ("seed", 5), ("steps", 300), ("step_seconds", 60)):
        dialog.numbers[name].set_text(str(number))
    dialog.mix.rows[AgentKind.RANDOM].percent.set_text("40")
    dialog.mix.rows[AgentKind.WHALE].percent.set_text("0")
    dialog.mix.rows[AgentKind.HOLDER].highest.set_text("20000000")
    dialog.events.rows[0].fields["strength_permille"].set_text("62.5")
    use(dialog)
    (given,) = decided
    assert (given.name, given.agents, given.seed) == ("Mine", 12, 5)
    assert (given.steps, given.step_seconds) == (300, 60)
    assert sum(share.percent for share in given.mix) == 100
    assert AgentKind.WHALE not in {share.agent for share in given.mix}
    assert next(s for s in given.mix if s.agent is AgentKind.HOLDER).budget.highest == 2 * 10**7
    assert given.events[0].strength_permille == 625
    assert given.market == scenario().market


def test_the_sum_follows_every_keystroke(dialog: CrowdDialog, decided: list[Scenario]) -> None:
    total = dialog.mix.sum
    assert (total.tone, total.text()) == ("ok", "The shares sum to 100 %")
    field = dialog.mix.rows[AgentKind.RANDOM].percent
    field.editor.setFocus()
    field.editor.selectAll()
    QTest.keyClicks(field.editor, "2")
    assert (total.tone, total.text()) == ("warn", "The shares sum to 72 %, not to 100 %")
    field.set_text("2x")
    assert total.text() == "The shares can't be added up yet"
    field.set_text("25")
    use(dialog)
    assert (total.tone, total.text()) == ("error", "The mix sums to 95 %, not to 100 %.")
    assert not decided
    assert dialog.isVisible()


def test_budgets_the_wrong_way_round_are_said_at_their_field(
    dialog: CrowdDialog, decided: list[Scenario]
) -> None:
    dialog.mix.rows[AgentKind.RANDOM].percent.set_text("0")
    dialog.mix.rows[AgentKind.HOLDER].percent.set_text("40")
    row = dialog.mix.rows[AgentKind.SNIPER]
    row.highest.set_text("5")
    use(dialog)
    assert row.highest.message.text() == "The highest budget is below the lowest."
    assert not decided


@pytest.mark.parametrize(
    ("name", "text"), [("agents", "0"), ("agents", "1001"), ("steps", "ten"), ("step_seconds", "")]
)
def test_numbers_out_of_range_are_said_at_their_field(
    dialog: CrowdDialog, decided: list[Scenario], name: str, text: str
) -> None:
    dialog.numbers[name].set_text(text)
    use(dialog)
    assert dialog.numbers[name].state == "error"
    assert not decided


@pytest.mark.parametrize("name", ["", "é", "x" * 33, "a\tb"])
def test_a_name_that_no_file_takes_is_refused(
    dialog: CrowdDialog, decided: list[Scenario], name: str
) -> None:
    dialog.name.set_text(name)
    use(dialog)
    assert dialog.name.state == "error"
    assert not decided


def test_only_a_whale_that_enters_has_a_budget(
    dialog: CrowdDialog, decided: list[Scenario]
) -> None:
    row = dialog.events.rows[1]
    assert row.event_kind() is EventKind.WHALE_ENTERS
    row.fields["budget"].set_text("")
    use(dialog)
    assert row.fields["budget"].state == "error"
    panic = Option(EventKind.PANIC, "Panic")
    row.kind.set_option(panic)
    row.kind.chosen.emit(panic)
    assert not row.fields["budget"].isEnabled()
    use(dialog)
    assert (decided[0].events[1].kind, decided[0].events[1].budget) == (EventKind.PANIC, None)


def test_events_are_added_and_removed(dialog: CrowdDialog, decided: list[Scenario]) -> None:
    QTest.mouseClick(dialog.events.rows[0].remove, Qt.MouseButton.LeftButton)
    QTest.mouseClick(dialog.events.more, Qt.MouseButton.LeftButton)
    fields = dialog.events.rows[-1].fields
    fields["step"].set_text("321")
    fields["lasts"].set_text("9")
    use(dialog)
    events = decided[0].events
    assert [event.step for event in events] == [120, 200, 250, 321]
    assert (events[-1].kind, events[-1].lasts) == (EventKind.RUSH, 9)


def test_many_events_scroll_inside_the_window(
    dialog: CrowdDialog, window: QWidget, qtbot: QtBot
) -> None:
    for _ in range(60):
        dialog.events.more.click()
    qtbot.wait(20)
    assert len(dialog.events.rows) == 50
    assert not dialog.events.more.isEnabled()
    assert dialog.height() <= window.height()
