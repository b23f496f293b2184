"""Rows and columns of widgets, each in one statement."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Spacer:
    """Room between two parts in pixels; 0 takes whatever is free."""

    pixels: int = 0


STRETCH: Final = Spacer()

Placed = QWidget | QLayout
Part = Placed | Spacer | tuple[Placed, int] | tuple[Placed, int, Qt.AlignmentFlag]
"""A widget or a layout, with its share of what is free, and where it stands in its place."""


def in_row(
    *parts: Part,
    within: QWidget | None = None,
    margins: Margins | None = (0, 0, 0, 0),
    spacing: int | None = None,
) -> QHBoxLayout:
    """Parts beside each other.

    within: whose layout it is; None for a part of another layout. margins: left, top, right and
    bottom; None, and no spacing, leave it to the style.
    """
    layout = QHBoxLayout() if within is None else QHBoxLayout(within)
    _fill(layout, parts, margins, spacing)
    return layout


def in_column(
    *parts: Part,
    within: QWidget | None = None,
    margins: Margins | None = (0, 0, 0, 0),
    spacing: int | None = None,
) -> QVBoxLayout:
    """Parts below each other; as `in_row`."""
    layout = QVBoxLayout() if within is None else QVBoxLayout(within)
    _fill(layout, parts, margins, spacing)
    return layout


def _fill(
    layout: QBoxLayout, parts: tuple[Part, ...], margins: Margins | None, spacing: int | None
) -> None:
    if margins is not None:
        layout.setContentsMargins(*margins)
    if spacing is not None:
        layout.setSpacing(spacing)
    for part in parts:
        if isinstance(part, Spacer):
            if part.pixels:
                layout.addSpacing(part.pixels)
            else:
                layout.addStretch(1)
            continue
        placed, stretch, *side = part if isinstance(part, tuple) else (part, 0)
        if isinstance(placed, QLayout):
            layout.addLayout(placed, stretch)
        else:
            layout.addWidget(placed, stretch, *side)
