"""Where the words of the curve chart stand, so that none overlaps or is cut off."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, permutations
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from app.kit.chart.labels import Taken
from app.kit.chart.pane import Pane
from app.kit.fonts import ui_font
from app.vending.view.curve.curve_picture import CurvePicture, CurveWords, Words

_Name = tuple[tuple[float, float], str, str]


class _Line(NamedTuple):
    text: str
    token: str
    px: int = 11
    weight: int = 400


_Leader = tuple[QPointF, QPointF] | None
_CostPlace = tuple[QRectF, float, _Leader]
_Places = Callable[[float, float], Iterator[_CostPlace]]

_LEGEND_TOP, _SWATCH = 12, 8
_DOT_ROOM = 6.0
_WORDS_GAP = 12.0
_STEP = 6.0
_LINE = 16.0
_WIDE_AREA = 60.0
_SLICES = 12
POLE = 16.0
"""How far the pole of the break-even flag reaches above the curve, in pixels."""


class CurveLayout:
    """Places the words of one picture in a pane.

    scale: of the texts, 1.0 to 1.5.
    """

    def __init__(self, picture: CurvePicture, pane: Pane, scale: float) -> None:
        self._picture = picture
        self._pane = pane
        self._scale = scale
        self._texts: list[Words] = []
        self._dots: list[QRectF] = []
        self._taken = Taken(
            # Words may reach into the padding of the pane.
            pane.rect().adjusted(-15, -4, 4, -1),
            line_x=pane.x_pixels(picture.x),
            line_y=pane.y_pixels(picture.y),
        )

    def words(self) -> CurveWords:
        """The places, or no place for what has no room."""
        if not len(self._picture.x) or self._pane.pixels_wide < 1:
            return CurveWords()
        swatch = self._legend()
        self._take_marks()
        self._name_dots()
        leader = self._cost() if self._picture.after is not None else None
        self._flag()
        self._hint()
        self._cap()
        return CurveWords(tuple(self._texts), swatch, leader)

    def _pixel(self, point: tuple[float, float]) -> QPointF:
        return QPointF(self._pane.x_pixel(point[0]), self._pane.y_pixel(point[1]))

    def _size(self, text: str, px: int, weight: int) -> tuple[float, float]:
        metrics = QFontMetricsF(ui_font(px, weight))
        return metrics.horizontalAdvance(text) + 1.0, metrics.height()

    def _legend(self) -> QRectF | None:
        for text in self._picture.legends:
            width, height = self._size(text, 11, 400)
            swatch = _SWATCH * self._scale
            top = _LEGEND_TOP * self._scale - height / 2
            box = QRectF(0, top, width + swatch * 1.5, height)
            if self._taken.is_free(box.adjusted(0, 0, 4, 2)):
                self._taken.add(box.adjusted(0, -4, 8, 4))
                words = box.adjusted(swatch * 1.5, 0, 0, 0)
                self._texts.append(Words(words, text, "text2", 11, 400))
                return QRectF(0, box.center().y() - swatch / 2, swatch, swatch)
        return None

    def _take_marks(self) -> None:
        """Keep clear of the dots, the dotted lines below them and those to the axis."""
        right, bottom = self._pane.pixels_wide, self._pane.pixels_tall
        for point in (self._picture.now, self._picture.after, self._picture.today):
            if point is not None:
                at = self._pixel(point)
                room = _DOT_ROOM
                self._dots.append(QRectF(at.x() - room, at.y() - room, 2 * room, 2 * room))
                self._taken.add(self._dots[-1])
                self._taken.add(QRectF(at.x(), at.y() - 1, max(right - at.x(), 0), 2))
                self._taken.add(QRectF(at.x() - 2, at.y(), 4, max(bottom - at.y(), 0)))
        if self._picture.cap is not None:
            x = self._pane.x_pixel(self._picture.cap)
            self._taken.add(QRectF(x - 2, 0, 4, bottom))
        if self._picture.flag is not None:
            at = self._pixel(self._picture.flag)
            self._taken.add(QRectF(at.x() - 3, at.y() - POLE, 13, bottom - at.y() + POLE))
        self._take_sliver()

    def _take_sliver(self) -> None:
        """Keep clear of the fees above the curve, or below it, in slices as steep as it is."""
        x, low, high = self._picture.sliver()
        if not len(x):
            return
        levels = np.concatenate((self._pane.y_pixels(low), self._pane.y_pixels(high)))
        places = np.tile(self._pane.x_pixels(x), 2)
        edges = np.linspace(places.min(), places.max(), _SLICES + 1)
        for left, right in pairwise(edges.tolist()):
            inside = levels[(places >= left) & (places <= right)]
            if len(inside):
                top = float(inside.min())
                self._taken.add(QRectF(left, top, right - left, float(inside.max()) - top))

    def _name_dots(self) -> None:
        """Name both dots, in the order that leaves both names nearest to their own."""
        picture = self._picture
        names = [(picture.now, picture.now_word, "text")]
        if picture.after is not None:
            names.append((picture.after, picture.after_word, picture.side))
        if picture.today is not None:
            names.append((picture.today, picture.today_word, "text2"))
        tries = [self._named(order) for order in permutations(names)]
        _, words = min(tries, key=lambda tried: tried[0])
        self._texts.extend(words)
        for word in words:
            self._taken.add(word.box)

    def _named(self, names: Sequence[_Name]) -> tuple[int, list[Words]]:
        """How far the names stand off, one after the other, and where."""
        distance, words = 0, []
        taken = replace(self._taken, boxes=list(self._taken.boxes))
        for point, word, token in names:
            boxes = self._boxes_around(point, word)
            box = taken.first_free(boxes)
            if box is None:
                distance += 2 * len(boxes)
            else:
                distance += boxes.index(box)
                words.append(Words(box, word, token, 11, 600))
        return distance, words

    def _boxes_around(self, point: tuple[float, float], word: str) -> list[QRectF]:
        width, height = self._size(word, 11, 600)
        at = self._pixel(point)
        x, y = at.x(), at.y()
        corners = (
            (x - 10 - width, y - 12 - height / 2),
            (x - width / 2, y - 9 - height),
            (x + 7, y - 8 - height),
            (x - 12 - width, y - height / 2),
            (x - 10 - width, y - 14 - height * 1.5),
            (x - width / 2, y - 12 - height * 2),
            (x + 7, y - 10 - height * 2),
            (x + 10, y + 5),
            (x - 10 - width, y + 7),
            (x + 10, y + 7 + height),
            (x - 10 - width, y + 9 + height),
        )
        boxes = (QRectF(left, top, width, height) for left, top in corners)
        return [box for box in boxes if not self._in_area(box)]

    def _cost(self) -> _Leader:
        """The cost beside its area; else above it, inside, on fewer lines, or not at all.

        The fees stand with it, or else at their sliver.
        """
        written: tuple[_Line, ...] = ()
        leader: _Leader = None
        for lines, places in self._cost_tries():
            found = self._first_clear(places(*self._block_size(lines)))
            if found is not None:
                box, align, leader = found
                self._taken.add(box)
                self._write(box, lines, align, backing=leader is None)
                self._take_leader(leader)
                written = lines
                break
        if self._picture.fees and all(line.text != self._picture.fees for line in written):
            self._name_fees()
        return leader

    def _take_leader(self, leader: _Leader) -> None:
        """Keep later words clear of the line from the cost to its area."""
        for point in _along(leader):
            self._taken.add(QRectF(point.x() - 2, point.y() - 2, 4, 4))

    def _cost_tries(self) -> Iterator[tuple[tuple[_Line, ...], _Places]]:
        picture = self._picture
        cost, note = _Line(picture.cost, "text", 12, 600), _Line(picture.cost_note, "text2")
        usual = (cost, note)
        full = (*usual, _Line(picture.fees, "cat4")) if picture.fees else usual
        for lines in (full, usual, (cost, *full[2:])):
            yield lines, self._places_beside
        for lines in (full, usual, (cost,)):
            yield lines, self._cost_places
            yield lines, self._boxes_inside

    def _first_clear(self, places: Iterator[_CostPlace]) -> _CostPlace | None:
        for box, align, leader in places:
            if self._taken.is_free(box) and not self._is_crossed(leader):
                return box, align, leader
        return None

    def _name_fees(self) -> None:
        """Name the sliver of the fees beside it."""
        x, _, high = self._picture.sliver()
        if not len(x):
            return
        line = _Line(self._picture.fees, "cat4")
        width, height = self._block_size((line,))
        at = self._pixel((float(x[0] + x[-1]) / 2, float(np.interp((x[0] + x[-1]) / 2, x, high))))
        left, centre, right = at.x() - width - 4, at.x() - width / 2, at.x() + 4
        tops = [at.y() - height - 2 - 6 * step for step in range(12)]
        box = self._taken.first_free(
            QRectF(start, top, width, height) for top in tops for start in (left, centre, right)
        )
        if box is not None:
            self._write(box, (line,), 1.0, backing=False)

    def _block_size(self, lines: Sequence[_Line]) -> tuple[float, float]:
        widest = max(self._size(line.text, line.px, line.weight)[0] for line in lines)
        return widest, _LINE * self._scale * len(lines)

    def _write(self, box: QRectF, lines: Sequence[_Line], align: float, *, backing: bool) -> None:
        """Write lines into a box, `align` of the free width before them."""
        top = box.top()
        for text, token, px, weight in lines:
            width, height = self._size(text, px, weight)[0], _LINE * self._scale
            line = QRectF(box.left() + (box.width() - width) * align, top, width, height)
            self._texts.append(Words(line, text, token, px, weight, backing))
            top += height

    def _area(self) -> tuple[float, float]:
        """Left and right edge of the order's area, in pixels."""
        after = self._picture.after or self._picture.now
        edges = sorted((self._pane.x_pixel(self._picture.now[0]), self._pane.x_pixel(after[0])))
        return edges[0], edges[1]

    def _in_area(self, box: QRectF) -> bool:
        left, right = self._area()
        if box.right() < left or box.left() > right:
            return False
        x = min(max(box.center().x(), left), right)
        return box.center().y() > self._top_of_area(x)

    def _top_of_area(self, x: float) -> float:
        return float(np.interp(x, self._taken.line_x, self._taken.line_y))

    def _cost_places(self, width: float, height: float) -> Iterator[_CostPlace]:
        """Boxes for the cost, best first, with the alignment of their lines and their leader."""
        yield from self._places_beside(width, height)
        yield from self._places_above(width, height)
        for offset in (_WORDS_GAP, _WORDS_GAP + 40):
            yield from self._places_aslant(width, height, offset)

    def _places_beside(self, width: float, height: float) -> Iterator[_CostPlace]:
        left, right = self._area()
        bottom, top = self._pane.pixels_tall - 2.0, self._top_of_area(left)
        middle = bottom - 0.45 * (bottom - top) - 8.0
        low = np.arange(middle, bottom - height + 1, _STEP).tolist()
        high = np.arange(middle, top, -_STEP).tolist()
        for x in (left - _WORDS_GAP - width, right + _WORDS_GAP):
            for y in (*low, *high):
                box = QRectF(x, y, width, height)
                start, target = self._leader(box)
                if start.y() == target.y():
                    yield box, float(x < left), (start, target)

    def _places_above(self, width: float, height: float) -> Iterator[_CostPlace]:
        left, right = self._area()
        for x in ((left + right) / 2, right - 7, left + 7):
            top = self._top_of_area(x)
            target = QPointF(x, min(top + 14, (top + self._pane.pixels_tall) / 2))
            for y in np.arange(top - 12 - height, -4.0, -_STEP).tolist():
                for align, start in ((1.0, x + 4 - width), (0.0, x - 4)):
                    yield (
                        QRectF(start, y, width, height),
                        align,
                        (QPointF(x, y + height + 2), target),
                    )

    def _places_aslant(self, width: float, height: float, gap: float) -> Iterator[_CostPlace]:
        left, right = self._area()
        for x in (left - gap - width, right + gap):
            for y in np.arange(self._pane.pixels_tall - 6 - height, 0.0, -_STEP).tolist():
                box = QRectF(x, y, width, height)
                yield box, float(x < left), self._leader(box)

    def _boxes_inside(self, width: float, height: float) -> Iterator[_CostPlace]:
        left, right = self._area()
        x = (left + right - width) / 2
        if x < left + 6:
            return
        top, bottom = self._top_of_area(x), self._pane.pixels_tall - height - 6.0
        for y in np.arange(bottom - (bottom - top) * 0.3, top, -_STEP).tolist():
            yield QRectF(x, y, width, height), 0.5, None
        for y in np.arange(bottom - (bottom - top) * 0.3, bottom, _STEP).tolist():
            yield QRectF(x, y, width, height), 0.5, None

    def _leader(self, box: QRectF) -> tuple[QPointF, QPointF]:
        """From the first line of the words to a point in the area."""
        left, right = self._area()
        x = (left + right) / 2
        on_left = box.center().x() < x
        if right - left > _WIDE_AREA:
            # A line to the middle of a wide area would cross half of it.
            x = left + 24 if on_left else right - 24
        level = box.top() + _LINE * self._scale / 2
        upper, lower = self._top_of_area(x) + 8, self._pane.pixels_tall - 5
        target = QPointF(x, min(max(level, upper), lower) if upper < lower else lower)
        return QPointF(box.right() + 5 if on_left else box.left() - 5, level), target

    def _is_crossed(self, leader: _Leader) -> bool:
        boxes = [text.box.adjusted(-2, -1, 2, 1) for text in self._texts]
        boxes += [dot.adjusted(1, 1, -1, -1) for dot in self._dots]
        return any(box.contains(point) for box in boxes for point in _along(leader))

    def _flag(self) -> None:
        """Say where the order breaks even: at its flag, else at the edge that it lies behind."""
        picture = self._picture
        for texts in picture.flag_words:
            first, *others = texts
            lines = (_Line(first, "cat4", 11, 600), *(_Line(each, "text2") for each in others))
            size = self._block_size(lines)
            for box, align in self._flag_places(*size):
                # Without a flag beside them the words stand apart from all others.
                apart = 0 if picture.flag is not None else 6
                if self._taken.is_free(box.adjusted(0, 0, 0, apart)):
                    self._taken.add(box)
                    self._write(box, lines, align, backing=False)
                    return

    def _flag_places(self, width: float, height: float) -> Iterator[tuple[QRectF, float]]:
        right, bottom = self._pane.pixels_wide, self._pane.pixels_tall
        if self._picture.flag is None:
            for x in np.arange(right - width - 2, 0.0, -4 * _STEP).tolist():
                for y in np.arange(0.0, bottom - height, _STEP).tolist():
                    yield QRectF(x, y, width, height), 1.0
            return
        at = self._pixel(self._picture.flag)
        for y in np.arange(at.y() + 8, bottom - height, _STEP).tolist():
            yield QRectF(at.x() + 13, y, width, height), 0.0
        for y in np.arange(at.y() - POLE - height - 2, -4.0, -_STEP).tolist():
            starts = ((at.x() - width / 2, 0.5), (at.x() - width + 4, 1.0), (at.x() + 12, 0.0))
            for x, align in starts:
                yield QRectF(x, y, width, height), align
        for y in np.arange(at.y(), bottom - height, _STEP).tolist():
            yield QRectF(at.x() - width - 6, y, width, height), 1.0

    def _hint(self) -> None:
        """What the pointer can do here, or why it can't go on, wherever there is room."""
        if not self._picture.hint:
            return
        line = _Line(self._picture.hint, "warn" if self._picture.hint_warns else "text2")
        width, height = self._block_size((line,))
        top, bottom = _LEGEND_TOP * self._scale, self._pane.pixels_tall - height
        levels = np.arange(top, bottom, _STEP).tolist()
        places = (0.0, (self._pane.pixels_wide - width) / 2, self._pane.pixels_wide - width - 2)
        box = self._taken.first_free(QRectF(x, y, width, height) for y in levels for x in places)
        if box is not None:
            self._write(box, (line,), 0.0, backing=False)

    def _cap(self) -> None:
        if self._picture.cap is None:
            return
        width, height = self._size(self._picture.cap_word, 11, 400)
        x = self._pane.x_pixel(self._picture.cap)
        levels = np.arange(4.0, self._pane.pixels_tall - height, _STEP).tolist()
        sides = (x - 6 - width, x + 6)
        boxes = (QRectF(left, y, width, height) for y in levels for left in sides)
        box = self._taken.first_free(boxes)
        if box is not None:
            self._texts.append(Words(box, self._picture.cap_word, "text3", 11, 400))


def _along(leader: _Leader) -> list[QPointF]:
    """Points of a line, nearer to each other than the room around the texts."""
    if leader is None:
        return []
    start, way = leader[0], leader[1] - leader[0]
    steps = int(QLineF(*leader).length() / 2) + 1
    return [start + way * (step / steps) for step in range(steps + 1)]
