"""A small canvas on which a table of prices is drawn: points that are dragged."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.doctor.view.drawn_points import Rows, added, moved, removed
from app.doctor.view.picture import drawable
from app.kit.chart.pane import faded
from app.kit.chart.values import ValueFormat
from app.kit.fonts import CAPTION, ui_font
from app.kit.numbers import grouped
from app.kit.painting import Painted, paint_box, paint_focus_ring
from app.kit.theme import Theme, Themes

_HEIGHT = 148
_REACH = 10.0
_DOT, _CHOSEN_DOT = 3.5, 5.0
_STEPS = 50
_SMALLEST = (20, 10)


class PriceCanvas(Painted):
    """Points of a table; a click adds one, dragging moves it, Delete takes it away.

    drawn: the rows, when the person has changed them.
    """

    drawn = Signal(object)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self.rows: Rows = ()
        self.chosen = 0
        self._note = ""
        self._dragged = False
        # How far the axes reach; still while a point is dragged, or it would run away.
        self._ends = _SMALLEST
        self.setObjectName("doctor.canvas")
        self.setAccessibleName(self.tr("Draw the prices"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_rows(())

    def sizeHint(self) -> QSize:
        return QSize(240, self.themes.px(_HEIGHT))

    def show_rows(self, rows: Rows, note: str = "") -> None:
        """Show these rows; a note stands in their place where they can't be drawn."""
        if self._dragged:
            return
        self.rows, self._note = rows, note
        self.chosen = min(self.chosen, max(len(rows) - 1, 0))
        self._ends = (
            max(_SMALLEST[0], *(supply * 6 // 5 for supply, _ in rows), 0),
            max(_SMALLEST[1], *(price * 5 // 4 for _, price in rows), 0),
        )
        self._tell()

    def point_of(self, at: int) -> QPointF:
        """Where the point of a row lies."""
        supply, price = self.rows[at]
        return self._point(supply, price)

    # Places

    def _area(self) -> QRectF:
        line = self.themes.px(16)
        return QRectF(self.rect()).adjusted(10, line + 2, -10, -line)

    def _point(self, supply: int, price: int) -> QPointF:
        area, (wide, tall) = self._area(), self._ends
        x = drawable(supply) / drawable(wide)
        y = max(drawable(price), 0.0) / drawable(tall)
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())

    def _values(self, point: QPointF) -> tuple[int, int]:
        area, (wide, tall) = self._area(), self._ends
        x = min(max((point.x() - area.left()) / max(area.width(), 1.0), 0.0), 1.0)
        y = min(max((area.bottom() - point.y()) / max(area.height(), 1.0), 0.0), 1.0)
        return round(x * drawable(wide)), round(y * drawable(tall))

    def _near(self, point: QPointF) -> int | None:
        """The row whose point is within reach."""
        apart = [(self.point_of(at) - point).manhattanLength() for at in range(len(self.rows))]
        nearest = min(range(len(apart)), key=apart.__getitem__, default=None)
        return nearest if nearest is not None and apart[nearest] <= _REACH else None

    # The person

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._note:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        near = self._near(event.position())
        self._dragged = True
        if near is None:
            rows, self.chosen = added(self.rows, *self._values(event.position()))
            self._change(rows)
        else:
            self.chosen = near
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self._change(moved(self.rows, self.chosen, *self._values(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged:
            self._dragged = False
            self.show_rows(self.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        key = Qt.Key(event.key())
        if not self.rows or self._note:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self.chosen = min(max(self.chosen + step, 0), len(self.rows) - 1)
            self._tell()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            supply, price = self.rows[self.chosen]
            step = max(self._ends[1] // _STEPS, 1) * far
            price += step if key == Qt.Key.Key_Up else -step
            self._change(moved(self.rows, self.chosen, supply, price))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            rows, self.chosen = removed(self.rows, self.chosen), max(self.chosen - 1, 0)
            self._change(rows)
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self._insert()
        else:
            super().keyPressEvent(event)

    def _insert(self) -> None:
        """A point halfway to the next, or past the last."""
        supply, price = self.rows[self.chosen]
        last = self.chosen + 1 == len(self.rows)
        after = self._ends[0] if last else self.rows[self.chosen + 1][0]
        rows, self.chosen = added(self.rows, max((supply + after) // 2, supply + 1), price)
        self._change(rows)

    def _change(self, rows: Rows) -> None:
        if rows != self.rows:
            self.rows = rows
            self._tell()
            self.drawn.emit(rows)

    def _tell(self) -> None:
        if self.rows:
            supply, price = self.rows[self.chosen]
            text = self.tr("Point {at} of {all}: supply {supply}, price {price}").format(
                at=self.chosen + 1,
                all=len(self.rows),
                supply=grouped(supply),
                price=grouped(price),
            )
        else:
            text = self._note
        self.setAccessibleDescription(text)
        self.update()

    # Looks

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.themes.current
        frame = QRectF(self.rect())
        paint_box(painter, frame, 6, theme.color("field"), theme.color("field_border"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(ui_font(CAPTION))
        if self._note:
            painter.setPen(theme.color("text3"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(frame.adjusted(16, 8, -16, -8), flags, self._note)
        else:
            self._paint_ends(painter, theme, frame)
            self._paint_line(painter, theme)
        if self.hasFocus():
            paint_focus_ring(painter, self.themes, frame, 6)

    def _paint_ends(self, painter: QPainter, theme: Theme, frame: QRectF) -> None:
        form, inner = ValueFormat(), frame.adjusted(10, 3, -10, -3)
        area = self._area()
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(theme.color("text3"))
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        price, supply = form.short(drawable(self._ends[1])), form.short(drawable(self._ends[0]))
        painter.drawText(inner, top | left, f"{self.tr('Price')} {price}")
        painter.drawText(inner, bottom | left, "0")
        painter.drawText(inner, bottom | right, f"{self.tr('Keys')} {supply}")
        if self.rows and self.hasFocus():
            at, cost = self.rows[self.chosen]
            shown = f"{form.short(drawable(at))} : {form.short(drawable(cost))}"
            painter.setPen(theme.color("text"))
            painter.drawText(inner, top | right, shown)

    def _paint_line(self, painter: QPainter, theme: Theme) -> None:
        """A price holds until the next point, so the line goes in steps."""
        if not self.rows:
            return
        area, corners = self._area(), list[QPointF]()
        points = [self.point_of(at) for at in range(len(self.rows))]
        for point in points:
            if corners:
                corners.append(QPointF(point.x(), corners[-1].y()))
            corners.append(point)
        base = [QPointF(corners[-1].x(), area.bottom()), QPointF(corners[0].x(), area.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.color("chart_line"), 0.10))
        painter.drawPolygon(QPolygonF([*corners, *base]))
        painter.setPen(QPen(theme.color("chart_line"), 2))
        painter.drawPolyline(QPolygonF(corners))
        for at, point in enumerate(points):
            chosen = at == self.chosen and self.hasFocus()
            painter.setPen(QPen(theme.color("chart_line"), 2))
            painter.setBrush(theme.color("chart_line" if chosen else "field"))
            side = _CHOSEN_DOT if chosen else _DOT
            painter.drawEllipse(point, side, side)
