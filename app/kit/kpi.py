"""Key figures in one strip: label, value, one line of context."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.kit.badges import SIGNS, SignedLabel
from app.kit.boxes import Glyph
from app.kit.icons import Icons
from app.kit.labels import Label, Line
from app.kit.layouts import in_column, in_row
from app.kit.marks import Sparkline


@dataclass(frozen=True)
class Kpi:
    """One figure.

    tone: of the context line; ok, warn, error, or buy and sell for a change up or down.
    trend: values for a sparkline, only where it says something that the change does not.
    """

    label: str
    value: str
    unit: str = ""
    context: str = ""
    tone: str = ""
    trend: Sequence[float] = field(default=())


class KpiStrip(QFrame):
    """Up to six figures that share one surface, with lines between them.

    card: with a border all around; else a band of the page with a line below.
    """

    def __init__(
        self, icons: Icons, *, name: str, card: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName(name)
        self.setProperty("card" if card else "pane", "true")
        self._row = QHBoxLayout(self)
        edge = 1 if card else 0
        self._row.setContentsMargins(edge, edge, edge, edge)
        self._row.setSpacing(0)
        self._shown: tuple[Kpi, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[Kpi]) -> None:
        """Show these figures, at most six; the same ones again change nothing."""
        if tuple(figures) == self._shown:
            return
        self._shown = tuple(figures)
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, figure in enumerate(self._shown[:6]):
            if index:
                self._row.addWidget(Line(upright=True))
            cell = _Cell(figure, self._icons)
            self._row.addWidget(cell)
            # Its width is known where it is dressed.
            self._row.setStretchFactor(cell, max(1, cell.sizeHint().width()))


class _Cell(QWidget):
    def __init__(self, figure: Kpi, icons: Icons) -> None:
        super().__init__()
        column = in_column(spacing=1)
        outer = in_row((column, 1), within=self, margins=(16, 10, 16, 8), spacing=12)
        column.addWidget(Label(figure.label, "t3"))
        column.addLayout(_figure_row(figure))
        column.addLayout(_context_row(figure, icons))
        # Cells of different height begin on one line.
        column.addStretch(1)
        if len(figure.trend) > 1:
            line = Sparkline(icons.themes, f"{figure.label}: {figure.context}", figure.trend)
            outer.addWidget(line, 0, Qt.AlignmentFlag.AlignVCenter)
        parts = (figure.label, figure.value, figure.unit, figure.context)
        self.setAccessibleName(" ".join(part for part in parts if part))


def _figure_row(figure: Kpi) -> QHBoxLayout:
    row = in_row(Label(figure.value, "value18"), spacing=5)
    if figure.unit:
        unit = Label(figure.unit, "k")
        unit.setContentsMargins(0, 0, 0, 3)
        row.addWidget(unit, 0, Qt.AlignmentFlag.AlignBottom)
    row.addStretch(1)
    return row


def _context_row(figure: Kpi, icons: Icons) -> QHBoxLayout:
    row = in_row(spacing=5)
    if figure.tone in ("buy", "sell"):
        direction = 1 if figure.tone == "buy" else -1
        row.addWidget(SignedLabel(icons.themes, figure.context, direction, px=11))
    else:
        if figure.tone in SIGNS:
            row.addWidget(Glyph(SIGNS[figure.tone], figure.tone, icons, size=12))
        row.addWidget(Label(figure.context, "t3", tone=figure.tone))
    row.addStretch(1)
    return row
