"""Things in their order: the checklist of a deployment, the timeline of a purchase."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.kit.fonts import CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.painting import Painted, paint_box


@dataclass(frozen=True)
class ChecklistStep:
    """A step of a checklist.

    state: done, next or later. who: whose turn it is. text: a sentence; code: in mono below.
    """

    title: str
    state: str
    who: str = ""
    text: str = ""
    code: str = ""


@dataclass(frozen=True)
class TimelineEvent:
    """An event of a timeline; kind: empty, accent (the request) or due (hollow, warn)."""

    time: str
    title: str
    text: str = ""
    kind: str = ""


class _StepMark(Painted):
    """Number circle with the line to the next step below it."""

    def __init__(self, number: int, state: str, last: bool, icons: Icons) -> None:
        super().__init__(icons.themes)
        self._icons = icons
        self._number, self._state, self._last = number, state, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(20), self.themes.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, side = self.themes.current, self.themes.px(20)
        circle = QRectF(0, 0, side, side)
        if not self._last:
            line = QRectF(side / 2 - 0.5, side + 4, 1, self.height() - side - 4)
            painter.fillRect(line, theme.color("border_strong"))
        if self._state == "done":
            paint_box(painter, circle, side / 2, theme.color("ok_tint"), theme.color("ok_line"))
            tick = self.themes.px(12)
            picture = self._icons.pixmap("check", tick, "ok", self.devicePixelRatioF())
            painter.drawPixmap((side - tick) // 2, (side - tick) // 2, picture)
            return
        if self._state == "next":
            paint_box(painter, circle, side / 2, theme.color("accent_fill"))
            painter.setPen(theme.color("on_fill"))
        else:
            paint_box(painter, circle, side / 2, line=theme.color("field_border"))
            painter.setPen(theme.color("text2"))
        painter.setFont(ui_font(CAPTION, 600))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))


class Checklist(QWidget):
    """Steps one below the other; only the next one is open and holds its form."""

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName(name)
        self._column = in_column(within=self, spacing=4)
        self._form: QWidget | None = None

    def show_steps(self, steps: Sequence[ChecklistStep], form: QWidget | None = None) -> None:
        """Show these steps; `form` goes below the next one.

        A form shown before is deleted, unless it is given again and then keeps what was typed.
        """
        if self._form is not None:
            if self._form is form:
                self._form.setParent(self)
                self._form.hide()
            else:
                self._form.deleteLater()
        self._form = form
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, step in enumerate(steps):
            body = form if step.state == "next" else None
            last = index == len(steps) - 1
            self._column.addWidget(_StepRow(index + 1, step, last, self._icons, body))


class _StepRow(QWidget):
    def __init__(
        self, number: int, step: ChecklistStep, last: bool, icons: Icons, form: QWidget | None
    ) -> None:
        super().__init__()
        column = in_column(margins=(0, 1, 0, 10), spacing=2)
        in_row(_StepMark(number, step.state, last, icons), (column, 1), within=self, spacing=12)
        head = in_row(
            (Label(step.title, "t2" if step.state == "later" else "h2"), 1), Label(step.who, "t3")
        )
        column.addLayout(head)
        if step.text:
            column.addWidget(Label(step.text, "t3", wrap=True))
        if step.code:
            column.addWidget(Label(step.code, "mono2"))
        if form is not None:
            column.addSpacing(8)
            column.addWidget(form)
            form.show()
        self.setAccessibleName(f"{number}. {step.title}")
        states = {"done": self.tr("done"), "next": self.tr("next"), "later": self.tr("later")}
        self.setAccessibleDescription(states[step.state])


class _EventMark(Painted):
    def __init__(self, kind: str, last: bool, icons: Icons) -> None:
        super().__init__(icons.themes)
        self._kind, self._last = kind, last
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(10), self.themes.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, side = self.themes.current, self.themes.px(8)
        top = self.themes.px(5)
        middle = self.width() / 2
        if not self._last:
            line = QRectF(middle - 0.5, top + side, 1, self.height() - side)
            painter.fillRect(line, theme.color("border_strong"))
        dot = QRectF(middle - side / 2, top, side, side)
        if self._kind == "due":
            painter.setPen(QPen(theme.color("warn"), 1.5))
            painter.setBrush(theme.color("panel"))
            painter.drawEllipse(dot.adjusted(0.75, 0.75, -0.75, -0.75))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("chart_line" if self._kind == "accent" else "text3"))
        painter.drawEllipse(dot)


class Timeline(QWidget):
    """Events one below the other: dot, time, what happened, detail."""

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)

    def show_events(self, events: Sequence[TimelineEvent]) -> None:
        """Show these events, the first at the top."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, event in enumerate(events):
            last = row == len(events) - 1
            self._grid.addWidget(_EventMark(event.kind, last, self._icons), row, 0)
            self._grid.addWidget(Label(event.time, "t2"), row, 1, top)
            words = QWidget()
            column = in_column(
                Label(event.title, "h2", wrap=True), within=words, margins=(0, 0, 0, 12), spacing=0
            )
            if event.text:
                column.addWidget(Label(event.text, "t3", wrap=True))
            words.setAccessibleName(f"{event.time} {event.title}. {event.text}")
            self._grid.addWidget(words, row, 2, top)
