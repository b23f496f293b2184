"""Cells that aren't plain text: changes, sides, stages, badges, identifiers, shares."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from app.kit.badges import SIGNS, badge_width, paint_badge
from app.kit.numbers import DASH, short_id
from app.kit.painting import paint_share, paint_stage, paint_triangle
from app.kit.table.cells import GAP, CellDelegate
from app.kit.table.columns import STAGES, AnyColumn, Kind
from app.kit.table.inks import LEFT, RIGHT, Face

if TYPE_CHECKING:
    from app.kit.table.view import TableView

_SIGN = 8
_STAGE_WIDTH = 58
_SHARE_WIDTH = 48
_BADGE_HEIGHT = 20


class SignDelegate(CellDelegate):
    """A triangle for the direction, then the text, both in the colour of the direction."""

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        text = column.text(row)
        tone = column.tone_of(row)
        token = self.token(column, row, text)
        if column.side == "right":
            used = self.inks.write(painter, rect, text, self.face(column), token, RIGHT)
            left = rect.right() - used - self._room() + 1
        else:
            left = rect.left()
            rest = rect.adjusted(self._room(), 0, 0, 0)
            self.inks.write(painter, rest, text, self.face(column), token, LEFT)
        if tone in ("buy", "sell") and text != DASH:
            side = self.inks.px(_SIGN)
            box = QRectF(left, rect.center().y() - side / 2 + 1, side, side)
            paint_triangle(painter, box, tone == "buy", self.inks.color(token))

    def content_width(self, column: AnyColumn, row: Any) -> int:
        return super().content_width(column, row) + self._room()

    def _room(self) -> int:
        return self.inks.px(_SIGN + 4)


class StageDelegate(CellDelegate):
    """Five segments up to the step reached, and the step's name."""

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        reached = int(column.level(row)) if column.level is not None else 0
        paint_stage(painter, self.inks.themes, QRectF(rect), reached, STAGES)
        text = column.text(row)
        rest = rect.adjusted(self._room(), 0, 0, 0)
        self.inks.write(painter, rest, text, self.face(column), self.token(column, row, text))

    def content_width(self, column: AnyColumn, row: Any) -> int:
        return super().content_width(column, row) + self._room()

    def _room(self) -> int:
        return self.inks.px(_STAGE_WIDTH + GAP)


class ShareDelegate(CellDelegate):
    """A bar as long as the share, and its value at the right."""

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        text = column.text(row)
        token = self.token(column, row, text)
        used = self.inks.write(painter, rect, text, self.face(column), token, RIGHT)
        share = float(column.level(row)) if column.level is not None else 0.0
        # The figures take the room of "100.0", so that all bars begin at one line.
        figures = max(used, self.inks.cell.width("100.0"))
        length = min(self.inks.px(_SHARE_WIDTH), rect.width() - figures - GAP)
        if length > GAP:
            left = rect.right() + 1 - figures - GAP - length
            box = QRectF(left, rect.top(), length, rect.height())
            paint_share(painter, self.inks.themes, box, share)

    def content_width(self, column: AnyColumn, row: Any) -> int:
        figures = max(super().content_width(column, row), self.inks.cell.width("100.0"))
        return figures + GAP + self.inks.px(_SHARE_WIDTH)


class IdentifierDelegate(CellDelegate):
    """First and last characters in the monospaced font; words instead where there is none."""

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        missing = column.value(row) is None
        text = column.text(row) if missing else short_id(column.text(row))
        face = self.inks.cell if missing else self.inks.mono
        token = "text3" if missing else self.token(column, row, text)
        self.inks.write(painter, rect, text, face, token)

    def face(self, column: AnyColumn) -> Face:
        return self.inks.mono

    def content_width(self, column: AnyColumn, row: Any) -> int:
        return self.inks.mono.width(short_id(column.text(row)))


class BadgeDelegate(CellDelegate):
    """The text in a tinted box, with the sign of its tone: ok, warn, error, info, buy, sell."""

    def paint_content(self, painter: QPainter, rect: QRect, column: AnyColumn, row: Any) -> None:
        text = column.text(row)
        if text in ("", DASH):
            super().paint_content(painter, rect, column, row)
            return
        tone = "" if self.view.dimmed else self._tone(column, row)
        width = min(self.content_width(column, row), rect.width())
        height = min(self.inks.px(_BADGE_HEIGHT), rect.height() - 2)
        left = rect.right() + 1 - width if column.side == "right" else rect.left()
        box = QRectF(left, rect.top() + (rect.height() - height) // 2, width, height)
        sign, ratio = SIGNS.get(tone, ""), self.view.devicePixelRatioF()
        paint_badge(painter, self.view.icons, box, text, tone, sign, ratio)

    def content_width(self, column: AnyColumn, row: Any) -> int:
        sign = SIGNS.get(self._tone(column, row), "")
        return badge_width(self.view.icons, column.text(row), sign)

    def _tone(self, column: AnyColumn, row: Any) -> str:
        tone = column.tone_of(row) or ""
        return tone if tone in SIGNS else ""


_DELEGATES: dict[Kind, type[CellDelegate]] = {
    "text": CellDelegate,
    "number": CellDelegate,
    "delta": SignDelegate,
    "side": SignDelegate,
    "stage": StageDelegate,
    "share": ShareDelegate,
    "identifier": IdentifierDelegate,
    "badge": BadgeDelegate,
    "custom": CellDelegate,
}


def delegate_for(kind: Kind, view: "TableView") -> CellDelegate:
    """The delegate that paints columns of a kind."""
    return _DELEGATES[kind](view)
