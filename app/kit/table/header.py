"""The header of a table: titles, sort arrow, widths and order as the person left them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget

from app.kit.painting import Painted, paint_triangle
from app.kit.saved_views import ColumnState
from app.kit.table.columns import AnyColumn
from app.kit.table.inks import SIDES, Inks
from app.kit.throttle import Debounce

EDGE, INSIDE = 16, 8
SMALLEST = 32
_ARROW = 7
_ARROW_GAP = 4
_KEEP_PAUSE_MS = 250


class HeaderCap(Painted):
    """The end of the header's band, above the scroll bar."""

    def __init__(self, header: "TableHeader") -> None:
        super().__init__(header.inks.themes)
        self._header = header
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self._header.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_band(QPainter(self), self._header.inks, self.rect())


class TableHeader(QHeaderView):
    """Columns of a table: what they are called, how wide they are, and in which order.

    sort_chosen: name by which the source sorts, and whether descending.
    arranged: the person changed widths, order or visibility; a moment after the last change.
    columns_wanted: the person asks for the column chooser, at this place of the screen, for
        the column with this number (-1 for none).
    """

    sort_chosen = Signal(str, bool)
    arranged = Signal()
    columns_wanted = Signal(QPoint, int)

    def __init__(
        self,
        columns: Sequence[AnyColumn],
        inks: Inks,
        *,
        height: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.columns = tuple(columns)
        self.inks = inks
        self.sort_key = ""
        self.descending = False
        self._height = height
        self._own_widths: dict[int, float] = {}
        self._figures: dict[int, int] = {}
        self._left_out: set[int] = set()
        self._room = 0
        self._edge = EDGE
        self._fitting = False
        self._first = self._last = 0
        self._kept = Debounce(self, _KEEP_PAUSE_MS, self.arranged.emit)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFirstSectionMovable(True)
        self.setMinimumSectionSize(SMALLEST)
        self.setMouseTracking(True)
        self.sectionClicked.connect(self._on_section_clicked)
        self.sectionResized.connect(self._on_section_resized)
        self.sectionMoved.connect(self._on_section_moved)

    # How columns stand

    def start(self) -> None:
        """Bring the columns into their first order; once the model is set."""
        self.arrange(())

    def arrange(self, states: Sequence[ColumnState]) -> None:
        """Bring the columns into an order; those that the states don't name follow behind."""
        known = {column.key: number for number, column in enumerate(self.columns)}
        wanted = {known[state.key]: state for state in states if state.key in known}
        self._own_widths = {number: state.width for number, state in wanted.items() if state.width}
        self._fitting = True
        order = [*wanted, *(number for number in known.values() if number not in wanted)]
        for place, number in enumerate(order):
            self.moveSection(self.visualIndex(number), place)
        for number, column in enumerate(self.columns):
            shown = wanted[number].shown if number in wanted else column.shown
            self.setSectionHidden(number, column.hideable and not shown)
        self._left_out.clear()
        self._fitting = False
        self.fit(self._room)

    @Slot()
    def put_back(self) -> None:
        """Bring the columns into their first order and widths again."""
        self.arrange(())
        self._kept.request()

    def states(self) -> tuple[ColumnState, ...]:
        """How the columns stand now, in their order; width 0 where the person chose none."""
        order = [self.logicalIndex(place) for place in range(self.count())]
        return tuple(
            ColumnState(
                self.columns[number].key,
                round(self._own_widths.get(number, 0)),
                self.is_chosen(number),
            )
            for number in order
        )

    def is_chosen(self, number: int) -> bool:
        """Whether a column is to be shown, even if there is no room for it now."""
        return number in self._left_out or not self.isSectionHidden(number)

    def keep_figures(self, widths: Mapping[int, int]) -> None:
        """Never give these columns less than so many pixels, unless the person does."""
        if widths != self._figures:
            self._figures = dict(widths)
            self.fit(self._room)

    def show_column(self, number: int, shown: bool) -> None:
        """Show or hide a column; the last one and those that must stay are not hidden."""
        if not shown and not self.can_hide(number):
            return
        self._left_out.discard(number)
        self._fitting = True
        self.setSectionHidden(number, not shown)
        self._fitting = False
        self._change()

    def can_hide(self, number: int) -> bool:
        """Whether a column may be hidden."""
        return self.columns[number].hideable and self.hiddenSectionCount() < self.count() - 1

    def move_column(self, number: int, step: int) -> None:
        """Move a column past its next shown neighbour: -1 to the left, 1 to the right."""
        place = self.visualIndex(number) + step
        while 0 <= place < self.count() and self.isSectionHidden(self.logicalIndex(place)):
            place += step
        if 0 <= place < self.count():
            self.moveSection(self.visualIndex(number), place)

    def set_width(self, number: int, width: int) -> None:
        """Give a column a width in pixels, as if the person had dragged it."""
        self._own_widths[number] = width / self.inks.themes.scale
        self._change()

    def fit(self, room: int, edge: int | None = None) -> None:
        """Give each column its width; what is left of `room` goes to titles, then to stretching.

        edge: empty pixels at the right end, where a scroll bar doesn't keep the distance.
        """
        self._room = room
        self._edge = self._edge if edge is None else edge
        self._leave_out()
        shown = self._shown()
        self._first, self._last = shown[0], shown[-1]
        widths = {number: self._wanted_width(number) for number in shown}
        # A column that the person has set doesn't stretch any more.
        takers = [
            number
            for number in shown
            if self.columns[number].stretch and number not in self._own_widths
        ] or [self._last]
        rest = max(0, room - sum(widths.values()))
        for number in shown:
            # Widths are meant for English; titles of other languages may need more.
            more = min(max(self._title_room(number) - widths[number], 0), rest)
            if number not in self._own_widths:
                widths[number] += more
                rest -= more
        for place, number in enumerate(takers):
            share = rest // (len(takers) - place)
            widths[number] += share
            rest -= share
        self._fitting = True
        for number, width in widths.items():
            self.resizeSection(number, width)
        self._fitting = False
        self.viewport().update()

    def padding(self, number: int) -> tuple[int, int]:
        """Empty pixels at the left and right of a column's cells."""
        left = EDGE if number == self._first else INSIDE
        return left, self._edge if number == self._last else INSIDE

    def is_first(self, number: int) -> bool:
        """Whether a column stands at the left edge."""
        return number == self._first

    # Looks

    def set_inks(self, inks: Inks) -> None:
        """Take colours and sizes of another theme or scale."""
        self.inks = inks
        # A width that Qt corrects is none that the person chose.
        self._fitting = True
        self.setMinimumSectionSize(inks.px(SMALLEST))
        self._fitting = False
        self.updateGeometry()
        self.fit(self._room)

    def set_sort(self, key: str, descending: bool) -> None:
        """Show by what the rows are sorted."""
        self.sort_key, self.descending = key, descending
        self.viewport().update()

    def title_width(self, number: int) -> int:
        """Pixels that a title takes, with its arrow."""
        text = self.inks.sorted.width(self.columns[number].title)
        return text + sum(self.padding(number)) + self.inks.px(_ARROW + _ARROW_GAP)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.inks.px(self._height))

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        column, inks = self.columns[number], self.inks
        paint_band(painter, inks, rect)
        left, right = self.padding(number)
        inner = rect.adjusted(left, 0, -right, 0)
        is_sorted = bool(column.sort_key) and column.sort_key == self.sort_key
        hovered = rect.contains(self.viewport().mapFromGlobal(self.cursor().pos()))
        bright = is_sorted or (hovered and bool(column.sort_key))
        face = inks.sorted if is_sorted else inks.heading
        token = "text" if bright else "text2"
        if not is_sorted:
            inks.write(painter, inner, column.title, face, token, SIDES[column.side])
            return
        arrow, gap = inks.px(_ARROW), inks.px(_ARROW_GAP)
        room = inner.adjusted(0, 0, -arrow - gap, 0)
        used = inks.write(painter, room, column.title, face, token, SIDES[column.side])
        start = room.right() + 1 if column.side == "right" else room.left() + used
        box = QRectF(start + gap, rect.center().y() - arrow / 2 + 1, arrow, arrow)
        paint_triangle(painter, box, not self.descending, inks.color("accent"))

    def paintEvent(self, event: QPaintEvent) -> None:
        # The band goes on behind the last column.
        painter = QPainter(self.viewport())
        paint_band(painter, self.inks, self.viewport().rect())
        painter.end()
        super().paintEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.columns_wanted.emit(event.globalPos(), self.logicalIndexAt(event.pos()))

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        super().mouseReleaseEvent(e)
        # A dragged edge makes the stretching columns follow only once it is let go.
        self.fit(self._room)

    def _shown(self) -> list[int]:
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [number for number in order if not self.isSectionHidden(number)] or [0]

    def _wanted_width(self, number: int) -> int:
        if number in self._own_widths:
            least = self.inks.px(self._own_widths[number])
        else:
            least = max(self.inks.px(self.columns[number].width), self._figures.get(number, 0))
        return max(least, self.minimumSectionSize())

    def _leave_out(self) -> None:
        """Hide what yields where the figures of the others would not fit; show it again else."""
        chosen = [number for number in range(self.count()) if self.is_chosen(number)]
        lacking = sum(map(self._wanted_width, chosen)) - self._room if self._room > 0 else 0
        out = set()
        for number in sorted(chosen, key=lambda each: -self.columns[each].yields):
            if lacking <= 0 or not self.columns[number].yields:
                break
            lacking -= self._wanted_width(number)
            out.add(number)
        self._fitting = True
        for number in out ^ self._left_out:
            self.setSectionHidden(number, number in out)
        self._fitting = False
        self._left_out = out

    def _title_room(self, number: int) -> int:
        return self.inks.heading.width(self.columns[number].title) + sum(self.padding(number))

    def _change(self) -> None:
        self.fit(self._room)
        self._kept.request()

    @Slot(int)
    def _on_section_clicked(self, number: int) -> None:
        column = self.columns[number]
        if not column.sort_key:
            return
        # Who sorts figures mostly wants the largest; who sorts names begins with A.
        first = column.side == "right"
        descending = not self.descending if column.sort_key == self.sort_key else first
        self.set_sort(column.sort_key, descending)
        self.sort_chosen.emit(column.sort_key, descending)

    @Slot(int, int, int)
    def _on_section_resized(self, number: int, _old: int, new: int) -> None:
        if not self._fitting and new:
            self._own_widths[number] = new / self.inks.themes.scale
            self._kept.request()

    @Slot(int, int, int)
    def _on_section_moved(self, _number: int, _old: int, _new: int) -> None:
        if not self._fitting:
            self._change()


def paint_band(painter: QPainter, inks: Inks, rect: QRect) -> None:
    """The ground of the header with the line below it."""
    painter.fillRect(rect, inks.color("raised"))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), inks.color("border"))
