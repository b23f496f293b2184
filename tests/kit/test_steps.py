"""Checklists, timelines, the strip of stages."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.stage_strip import StageButton, StageCount, StageStrip
from app.kit.steps import Checklist, ChecklistStep, Timeline, TimelineEvent
from app.kit.theme import Themes
from tests.kit.test_buttons import put
from tests.kit.test_panels import words

STEPS = [
    ChecklistStep("Create room token", "done", "Creator", "2026-03-12 13:58"),
    ChecklistStep("Set the contract principal", "next", "Admin"),
    ChecklistStep("Initialise the key token", "later", "Creator", code="initialize-chat-room"),
]


@pytest.fixture
def checklist(icons: Icons, window: QWidget) -> Checklist:
    steps = Checklist(icons, name="room.steps")
    put(window, steps)
    return steps


def test_only_the_next_step_holds_the_form(checklist: Checklist, qtbot: QtBot) -> None:
    form = QLineEdit()
    checklist.show_steps(STEPS, form)
    qtbot.waitUntil(form.isVisible)
    row = form.parentWidget()
    assert row is not None
    assert row.accessibleName() == "2. Set the contract principal"
    assert "initialize-chat-room" in words(checklist)


def test_what_was_typed_stays_when_the_same_form_is_shown_again(
    checklist: Checklist, qtbot: QtBot
) -> None:
    form = QLineEdit()
    checklist.show_steps(STEPS, form)
    form.setText("ST3KZ9")
    checklist.show_steps(STEPS, form)
    qtbot.waitUntil(form.isVisible)
    assert form.text() == "ST3KZ9"


def test_a_form_no_longer_needed_goes(checklist: Checklist, qtbot: QtBot) -> None:
    form = QLineEdit()
    checklist.show_steps(STEPS, form)
    with qtbot.waitSignal(form.destroyed):
        checklist.show_steps([ChecklistStep("Create room token", "done")])
    assert words(checklist) == ["Create room token"]


def test_steps_paint_in_all_states(checklist: Checklist, themes: Themes) -> None:
    checklist.show_steps(STEPS)
    assert not checklist.grab().isNull()
    themes.choose("dark")
    assert not checklist.grab().isNull()


def test_events_stand_in_their_order(icons: Icons, window: QWidget, qtbot: QtBot) -> None:
    timeline = Timeline(icons, name="refund.timeline")
    put(window, timeline)
    timeline.show_events([TimelineEvent("09:20", "Purchased", "PIN confirmed")])
    timeline.show_events(
        [
            TimelineEvent("09:20", "Purchased", "PIN confirmed"),
            TimelineEvent("14:02", "Refund requested", kind="accent"),
            TimelineEvent("14:02", "Answer due tomorrow", "23 h 30 min left", kind="due"),
        ]
    )
    qtbot.waitUntil(lambda: words(timeline).count("Purchased") == 1)
    tops = [
        label.mapTo(timeline, label.rect().topLeft()).y()
        for title in ("Purchased", "Refund requested", "Answer due tomorrow")
        for label in timeline.findChildren(QLabel)
        if label.text() == title
    ]
    assert tops == sorted(tops)
    assert len(tops) == 3
    assert not timeline.grab().isNull()


STAGES = [
    StageCount("draft", "Draft", 12, "by creators"),
    StageCount("requested", "Deployment requested", 9, "waiting for an admin"),
    StageCount("trading", "Trading", 98_000, "open for buy and sell"),
]


@pytest.fixture
def strip(icons: Icons, window: QWidget) -> StageStrip:
    stages = StageStrip(icons, name="rooms.stages")
    put(window, stages)
    stages.show_stages(STAGES)
    return stages


def button(strip: StageStrip, key: str) -> StageButton:
    found = strip.findChild(StageButton, f"rooms.stages_{key}")
    assert isinstance(found, StageButton)
    return found


def test_a_click_filters_and_a_second_one_takes_it_back(strip: StageStrip) -> None:
    heard: list[object] = []
    strip.chosen.connect(heard.append)
    for key in ("draft", "requested", "requested"):
        QTest.mouseClick(button(strip, key), Qt.MouseButton.LeftButton)
    assert heard == ["draft", "requested", None]
    assert strip.value() is None


def test_stages_are_spoken_and_reached_by_key(strip: StageStrip) -> None:
    draft = button(strip, "draft")
    assert draft.accessibleName() == "Draft: 12"
    assert draft.accessibleDescription() == "by creators"
    draft.setFocus()
    QTest.keyClick(draft, Qt.Key.Key_Space)
    assert strip.value() == "draft"
    assert not strip.grab().isNull()


def test_new_counts_keep_the_choice(strip: StageStrip) -> None:
    strip.set_value("requested")
    strip.show_stages([StageCount(s.key, s.title, s.count + 1, s.note) for s in STAGES])
    assert strip.value() == "requested"
    assert button(strip, "draft").accessibleName() == "Draft: 13"
    strip.set_value(None)
    assert strip.value() is None


def test_fewer_stages_are_fewer_buttons(strip: StageStrip) -> None:
    strip.show_stages(STAGES[:1])
    assert button(strip, "draft").stage == STAGES[0]


def test_strip_is_48_high_and_grows(strip: StageStrip, themes: Themes) -> None:
    assert strip.sizeHint().height() == 48
    themes.set_scale(150)
    assert strip.sizeHint().height() == 72
