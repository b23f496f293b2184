"""Gives a widget a height that its style sheet doesn't take away again."""

from PySide6.QtWidgets import QWidget

from app.kit.layouts import in_column


def held(widget: QWidget, height: int) -> QWidget:
    """A box of this height in pixels around the widget.

    Inputs have a least height in the style sheet, which undoes `setFixedHeight` on themselves.
    """
    box = QWidget()
    box.setFixedHeight(height)
    in_column(widget, within=box)
    return box
