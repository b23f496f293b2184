"""Rows and columns in one statement."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.kit.layouts import STRETCH, Spacer, in_column, in_row


def item_of(layout: QLayout, at: int) -> QLayoutItem:
    item = layout.itemAt(at)
    assert item is not None
    return item


def test_parts_stand_in_their_order_with_their_shares(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    first, second, third = QLabel("1"), QLabel("2"), QLabel("3")
    inner = in_row(second, STRETCH, (third, 0, Qt.AlignmentFlag.AlignTop), spacing=3)
    outer = in_column((first, 2), Spacer(7), (inner, 1), within=page, spacing=5)
    assert isinstance(outer, QVBoxLayout)
    assert isinstance(inner, QHBoxLayout)
    assert page.layout() is outer
    assert [outer.stretch(at) for at in range(outer.count())] == [2, 0, 1]
    assert item_of(outer, 1).sizeHint().height() == 7
    assert item_of(inner, 2).alignment() == Qt.AlignmentFlag.AlignTop
    assert inner.stretch(1) == 1
    assert (outer.spacing(), inner.spacing()) == (5, 3)
    assert all(label.parentWidget() is page for label in (first, second, third))


def test_a_layout_has_no_margins_unless_the_style_is_to_say(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    plain, styled, own = (QWidget(page) for _ in range(3))
    assert in_row(within=plain).contentsMargins().isNull()
    assert not in_row(within=styled, margins=None).contentsMargins().isNull()
    assert in_row(within=own, margins=(1, 2, 3, 4)).contentsMargins().bottom() == 4
