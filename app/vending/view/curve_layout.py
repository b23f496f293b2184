"""Where the words of the curve chart stand, so that none overlaps or is cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Literal

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from app.kit.chart.labels import Taken
from app.kit.chart.pane import Floats, Pane
from app.kit.fonts import ui_font

Side = Literal["buy", "sell"]
_Name = tuple[tuple[float, float], str, str]
_CostPlace = tuple[QRectF, float, tuple[QPointF, QPointF]]

_LEGEND_TOP, _SWATCH = 12, 8
_DOT_ROOM = 6.0
_WORDS_GAP = 12.0
_STEP = 6.0
_LINE = 16.0
_WIDE_AREA = 60.0


@dataclass(frozen=True)
class CurvePicture:
    """What the chart shows at this moment, prices and supplies as floats.

    x, y: the curve. now, after: supply and price of the dots; `after` only with an order.
    cost, cost_note: the two lines beside the order's area. legends: the texts at the top, the
    fullest first. cap: the largest supply, with its words.
    """

    x: Floats = field(default_factory=lambda: np.empty(0))
    y: Floats = field(default_factory=lambda: np.empty(0))
    now: tuple[float, float] = (0.0, 0.0)
    now_word: str = ""
    after: tuple[float, float] | None = None
    after_word: str = ""
    side: Side = "buy"
    cost: str = ""
    cost_note: str = ""
    legends: tuple[str, ...] = ()
    cap: float | None = None
    cap_word: str = ""

    def between(self, low: float, high: float) -> tuple[Floats, Floats]:
        """The part of the curve between two supplies, both ends included."""
        low, high = max(low, float(self.x[0])), min(high, float(self.x[-1]))
        inner = (self.x > low) & (self.x < high)
        x = np.concatenate(([low], self.x[inner], [high]))
        ends = np.interp((low, high), self.x, self.y)
        return x, np.concatenate((ends[:1], self.y[inner], ends[1:]))


@dataclass(frozen=True)
class Words:
    """A text with its place, and how it is drawn; with a backing it stands on other things."""

    box: QRectF
    text: str
    token: str
    px: int
    weight: int
    backing: bool = False


@dataclass(frozen=True)
class CurveWords:
    """All texts of the chart, the swatch of the legend, and the line from the cost to its area."""

    texts: tuple[Words, ...] = ()
    swatch: QRectF | None = None
    leader: tuple[QPointF, QPointF] | None = None


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
        for point in (self._picture.now, self._picture.after):
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

    def _name_dots(self) -> None:
        """Name both dots, in the order that leaves both names nearest to their own."""
        picture = self._picture
        names = [(picture.now, picture.now_word, "text")]
        if picture.after is not None:
            names.append((picture.after, picture.after_word, picture.side))
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

    def _cost(self) -> tuple[QPointF, QPointF] | None:
        """The cost beside or above its area; else on one line, or inside, or not at all."""
        for note in (self._picture.cost_note, ""):
            size = self._cost_size(note)
            for box, align, leader in self._cost_places(*size):
                if self._taken.is_free(box) and not self._is_crossed(leader):
                    self._taken.add(box)
                    self._write_cost(box, note, align, False)
                    return leader
            box_inside = self._taken.first_free(self._boxes_inside(*size))
            if box_inside is not None:
                self._write_cost(box_inside, note, 0.5, True)
                return None
        return None

    def _cost_size(self, note: str) -> tuple[float, float]:
        first = self._size(self._picture.cost, 12, 600)[0]
        second = self._size(note, 11, 400)[0] if note else 0.0
        return max(first, second), _LINE * self._scale * (2 if note else 1)

    def _write_cost(self, box: QRectF, note: str, align: float, backing: bool) -> None:
        """Write one or two lines into a box, `align` of the free width before them."""
        lines = [(self._picture.cost, "text", 12, 600)]
        if note:
            lines.append((note, "text2", 11, 400))
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
        bottom, top = self._pane.pixels_tall - 6.0, self._top_of_area(left)
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

    def _boxes_inside(self, width: float, height: float) -> Iterator[QRectF]:
        left, right = self._area()
        x = (left + right - width) / 2
        if x < left + 6:
            return
        top, bottom = self._top_of_area(x), self._pane.pixels_tall - height - 6.0
        for y in np.arange(bottom - (bottom - top) * 0.3, top, -_STEP).tolist():
            yield QRectF(x, y, width, height)
        for y in np.arange(bottom - (bottom - top) * 0.3, bottom, _STEP).tolist():
            yield QRectF(x, y, width, height)

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

    def _is_crossed(self, line: tuple[QPointF, QPointF]) -> bool:
        start, way = line[0], line[1] - line[0]
        # A step is shorter than the room around the texts, so that no corner is missed.
        steps = int(QLineF(*line).length() / 2) + 1
        points = [start + way * (step / steps) for step in range(steps + 1)]
        boxes = [text.box.adjusted(-2, -1, 2, 1) for text in self._texts]
        boxes += [dot.adjusted(1, 1, -1, -1) for dot in self._dots]
        return any(box.contains(point) for box in boxes for point in points)

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
