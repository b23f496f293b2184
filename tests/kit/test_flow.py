"""Widgets that flow like words."""

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QFrame, QWidget
from pytestqt.qtbot import QtBot

from app.kit.flow import FlowLayout


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def boxes(owner: QWidget, count: int) -> tuple[list[QFrame], FlowLayout]:
    layout = FlowLayout(owner, gap=10)
    frames = [QFrame() for _ in range(count)]
    for frame in frames:
        frame.setFixedSize(100, 20)
        layout.addWidget(frame)
    return frames, layout


def test_rows_break_where_the_width_ends(owner: QWidget) -> None:
    frames, layout = boxes(owner, 3)
    layout.setGeometry(QRect(0, 0, 215, 100))
    assert [frame.pos().toTuple() for frame in frames] == [(0, 0), (110, 0), (0, 30)]


def test_height_follows_width(owner: QWidget) -> None:
    _frames, layout = boxes(owner, 3)
    assert layout.hasHeightForWidth()
    assert [layout.heightForWidth(width) for width in (320, 215, 100)] == [20, 50, 80]
    assert layout.sizeHint() == QSize(320, 20)
    assert layout.minimumSize() == QSize(100, 20)


def test_hidden_widgets_take_no_room(owner: QWidget) -> None:
    frames, layout = boxes(owner, 2)
    frames[0].hide()
    assert layout.sizeHint() == QSize(100, 20)


def test_items_can_be_taken_out(owner: QWidget) -> None:
    _frames, layout = boxes(owner, 2)
    assert layout.takeAt(0) is not None
    assert layout.count() == 1
    assert layout.itemAt(5) is None
    assert layout.takeAt(-1) is None


def test_nothing_needs_no_room(owner: QWidget) -> None:
    _frames, layout = boxes(owner, 0)
    assert layout.heightForWidth(100) == 0
    assert layout.sizeHint() == QSize(0, 0)
