"""Cells of the rooms table that only it has: the stage with its ways out, amounts with a unit."""

from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.kit.painting import SEGMENT_HEIGHT, SEGMENT_STEP, SEGMENT_WIDTH, paint_box, paint_stage
from app.kit.table.cells import GAP, CellDelegate
from app.kit.table.columns import STAGES, AnyColumn
from app.kit.table.inks import LEFT, RIGHT
from app.rooms.queries import RoomRow
from app.rooms.rules import Status
from app.rooms.view.labels import LEVELS

_WIDTH = (STAGES - 1) * SEGMENT_STEP + SEGMENT_WIDTH
_ASIDE = {Status.FAILED: "error", Status.PAUSED: "warn", Status.DEPRECATED: "border_strong"}
_UNIT_ROOM = "µSTX"


class StageCell(CellDelegate):
    """Five segments and the status: all green is for trading only, ways out have their colour."""

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        self._paint_segments(painter, rect, row)
        text = column.text(row)
        rest = rect.adjusted(self._room(), 0, 0, 0)
        self.inks.write(painter, rest, text, self.face(column), self.token(column, row, text))

    def content_width(self, column: AnyColumn, row: Any) -> int:
        return super().content_width(column, row) + self._room()

    def _paint_segments(self, painter: QPainter, rect: QRect, row: RoomRow) -> None:
        themes = self.inks.themes
        level, token = LEVELS[row.status], _ASIDE.get(row.status)
        if token is None:
            paint_stage(painter, themes, QRectF(rect), level, STAGES)
            return
        theme, px = themes.current, themes.px
        top = round(QRectF(rect).center().y() - px(SEGMENT_HEIGHT) / 2 + 0.01)
        for place in range(STAGES):
            color = theme.color(token if place < level else "border_strong")
            if place < level - 1 and row.status is Status.FAILED:
                color = theme.mixed("chart_line", "panel", 0.45)
            left = rect.left() + place * px(SEGMENT_STEP)
            box = QRectF(left, top, px(SEGMENT_WIDTH), px(SEGMENT_HEIGHT))
            paint_box(painter, box, 1, fill=color)

    def _room(self) -> int:
        return self.inks.px(_WIDTH + GAP)


class AmountCell(CellDelegate):
    """A figure with its unit in a slot of fixed width, so that figures stand below each other.

    Rooms have different assets, so that the unit can't be in the header.
    """

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        text = column.text(row)
        unit = column.secondary(row) if column.secondary is not None else ""
        slot = self._slot(unit)
        figure = rect.adjusted(0, 0, -slot - GAP // 2, 0)
        self.inks.write(
            painter, figure, text, self.face(column), self.token(column, row, text), RIGHT
        )
        place = QRect(rect.right() + 1 - slot, rect.top(), slot, rect.height())
        self.inks.write(painter, place, unit, self.inks.caption, "text3", LEFT)

    def content_width(self, column: AnyColumn, row: Any) -> int:
        unit = column.secondary(row) if column.secondary is not None else ""
        return self.face(column).width(column.text(row)) + GAP // 2 + self._slot(unit)

    def _slot(self, unit: str) -> int:
        return max(self.inks.caption.width(_UNIT_ROOM), self.inks.caption.width(unit))
