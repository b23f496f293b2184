"""Cycles are collected on the GUI thread, and Python collects again afterwards."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.kit.garbage import GarbageTurns


class Knot:
    """Something that only cycle collection frees, and that notes where that happened."""

    freed_on: list[int]

    def __init__(self, freed_on: list[int]) -> None:
        self.freed_on = freed_on
        self.itself = self

    def __del__(self) -> None:
        self.freed_on.append(threading.get_ident())


@pytest.fixture
def collecting() -> Iterator[None]:
    """Python collects by itself, as in a program."""
    gc.enable()
    yield
    gc.disable()


@pytest.fixture
def turns(qapp: QObject) -> Iterator[GarbageTurns]:
    turns = GarbageTurns()
    yield turns
    turns.close()


def allocate_much() -> None:
    kept = [[number] for number in range(20_000)]
    assert len(kept) == 20_000


def test_a_worker_thread_that_allocates_collects_nothing(turns: GarbageTurns) -> None:
    freed_on: list[int] = []
    Knot(freed_on)
    worker = threading.Thread(target=allocate_much)
    worker.start()
    worker.join()
    assert freed_on == []
    gc.collect()
    assert freed_on == [threading.get_ident()]


def test_turns_collect_what_has_come_together(qtbot: QtBot, turns: GarbageTurns) -> None:
    gc.collect()
    freed_on: list[int] = []
    Knot(freed_on)
    kept = [[number] for number in range(20_000)]
    qtbot.waitUntil(lambda: bool(freed_on), timeout=2_000)
    assert freed_on == [threading.get_ident()]
    assert kept


@pytest.mark.usefixtures("collecting")
def test_python_collects_by_itself_after_the_last_one_is_closed(qapp: QObject) -> None:
    first, second = GarbageTurns(), GarbageTurns()
    first.close()
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()


def test_collecting_that_was_off_before_stays_off(qapp: QObject) -> None:
    GarbageTurns().close()
    assert not gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_python_collects_again_when_one_is_deleted_without_being_closed(qapp: QObject) -> None:
    turns = GarbageTurns()
    assert not gc.isenabled()
    shiboken6.delete(turns)
    assert gc.isenabled()


def test_settling_leaves_what_is_there_out_of_later_turns(turns: GarbageTurns) -> None:
    try:
        turns.settle()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


def test_nothing_is_collected_when_little_was_allocated(turns: GarbageTurns) -> None:
    gc.collect()
    knot = Knot([])
    seen = weakref.ref(knot)
    del knot
    turns.take_turn()
    assert seen() is not None
    gc.collect()
