"""The curves to be compared, one row each; the chosen one is shown in the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from app.kit.fonts import SMALL, ui_font
from app.kit.icons import Icons
from app.kit.layouts import in_column
from app.kit.painting import paint_box, paint_focus_ring
from app.simulator.view.compare.line_styles import SWATCH_WIDTH, paint_swatch

ROW_HEIGHT = 32


@dataclass(frozen=True)
class CandidateRow:
    """A row: the curve's slot and name, and what is wrong with it; empty for nothing."""

    slot: int
    name: str
    wrong: str = ""


class _Row(QAbstractButton):
    def __init__(self, icons: Icons, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._entry = CandidateRow(0, "")
        self.place = place
        self.setObjectName(f"compare.curve_{place + 1}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entry(self, entry: CandidateRow) -> None:
        self._entry = entry
        self.setText(entry.name)
        self.setAccessibleName(f"{entry.name}. {entry.wrong}" if entry.wrong else entry.name)
        self.setToolTip(f"{entry.name}\n{entry.wrong}" if entry.wrong else entry.name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._icons.themes.px(ROW_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, themes = QPainter(self), self._icons.themes
        theme, px = themes.current, themes.px
        area = QRectF(self.rect())
        if self.isChecked():
            paint_box(painter, area, 6, theme.color("selected"))
            paint_box(painter, QRectF(0, 0, 3, self.height()), 1, theme.color("chart_line"))
        elif self.underMouse():
            paint_box(painter, area, 6, theme.color("hover"))
        swatch = QRectF(px(12), 0, px(SWATCH_WIDTH), self.height())
        paint_swatch(painter, theme, swatch, self._entry.slot)
        right = area.right() - px(8)
        if self._entry.wrong:
            side = px(14)
            right -= side
            sign = self._icons.pixmap("error-octagon", side, "error", self.devicePixelRatioF())
            painter.drawPixmap(round(right), (self.height() - side) // 2, sign)
        font = ui_font(SMALL, 500 if self.isChecked() else 400)
        left = swatch.right() + px(10)
        text = QFontMetricsF(font).elidedText(
            self._entry.name, Qt.TextElideMode.ElideRight, right - left - px(4)
        )
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        spot = QRectF(left, 0, right - left, self.height())
        painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            paint_focus_ring(painter, themes, area, 6)


class CandidateRows(QWidget):
    """Arrow keys move between the rows.

    chosen: the place of the row that the person picks, from 0.
    """

    chosen = Signal(int)

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self.setObjectName("compare.curves")
        self.setAccessibleName(self.tr("Curves"))
        self._column = in_column(within=self, spacing=2)
        self._group = QButtonGroup(self)
        self._rows: list[_Row] = []
        self._group.buttonClicked.connect(self._on_button_clicked)
        icons.themes.changed.connect(self._on_themes_changed)

    def show_entries(self, entries: Sequence[CandidateRow], current: int) -> None:
        """Show these curves with one of them chosen."""
        while len(self._rows) < len(entries):
            row = _Row(self._icons, len(self._rows), self)
            self._rows.append(row)
            self._group.addButton(row)
            self._column.addWidget(row)
            row.show()
        while len(self._rows) > len(entries):
            row = self._rows.pop()
            self._group.removeButton(row)
            row.hide()
            row.deleteLater()
        for row, entry in zip(self._rows, entries, strict=True):
            row.show_entry(entry)
        self._rows[current].setChecked(True)

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _Row):
            self.chosen.emit(button.place)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        for row in self._rows:
            row.updateGeometry()
