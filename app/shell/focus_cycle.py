"""Moves the focus from pane to pane (F6)."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.kit.panels import Card, Pane


def next_pane(*areas: QWidget) -> None:
    """Focus the pane behind the one that has the focus, round and round.

    areas: parts of the window in order, each one pane, or several where it holds panes or cards.
    """
    panes = [pane for area in areas for pane in _panes_of(area) if _first(pane) is not None]
    if not panes:
        return
    focus = QApplication.focusWidget()
    inside = [at for at, pane in enumerate(panes) if focus is not None and pane.isAncestorOf(focus)]
    following = panes[(inside[-1] + 1) % len(panes)] if inside else panes[0]
    target = _first(following)
    if target is not None:
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _panes_of(area: QWidget) -> list[QWidget]:
    """The panes in an area from left to right and top to bottom; itself if it holds none."""
    found = [child for child in area.findChildren(QWidget) if isinstance(child, (Pane, Card))]
    shown = [pane for pane in found if pane.isVisible()]
    outer = [
        pane
        for pane in shown
        if not any(other is not pane and other.isAncestorOf(pane) for other in shown)
    ]
    places = {pane: pane.mapTo(area, QPoint()) for pane in outer}
    outer.sort(key=lambda pane: (places[pane].x(), places[pane].y()))
    return [*outer] or [area]


def _first(pane: QWidget) -> QWidget | None:
    """The first thing in a pane that takes the focus, in the order of the tab key."""
    widget = pane
    for _ in range(10_000):
        following = widget.nextInFocusChain()
        if following is None or following is pane:
            return None
        widget = following
        if (
            pane.isAncestorOf(widget)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and widget.isEnabled()
        ):
            return widget
    return None
