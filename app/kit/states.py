"""What stands in place of content: loading bars, nothing yet, nothing found."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from app.kit.actions import Action
from app.kit.boxes import Glyph
from app.kit.buttons import Button
from app.kit.icons import Icons
from app.kit.labels import Label, RichLabel
from app.kit.layouts import STRETCH, Spacer, in_column, in_row
from app.kit.painting import Painted, paint_box
from app.kit.throttle import Debounce

LOADING_PAUSE_MS = 300


class Skeleton(Painted):
    """Grey bars where rows will be; still, not shimmering.

    widths: of the bars of one row in parts of its column; below zero they stand at the right.
    """

    def __init__(
        self,
        icons: Icons,
        *,
        row_height: int = 32,
        widths: Sequence[float] = (0.5, 0.35, -0.3, -0.2),
        avatar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons.themes, parent)
        self._row_height = row_height
        self._widths = tuple(widths)
        self._avatar = avatar
        self.setAccessibleName(self.tr("Loading"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, step = self.themes.current, self.themes.px(self._row_height)
        bar, line = theme.color("skeleton"), theme.color("border")
        for row in range(self.height() // step + 1):
            top = row * step
            painter.fillRect(QRectF(0, top + step - 1, self.width(), 1), line)
            for box in self._bars(row, top, step):
                paint_box(painter, box, box.height() / 2 if box.height() > 12 else 3, bar)

    def _bars(self, row: int, top: int, step: int) -> list[QRectF]:
        px = self.themes.px
        column = (self.width() - px(32)) / len(self._widths)
        middle, bars = top + (step - 1) / 2, []
        left = px(16)
        if self._avatar:
            bars.append(QRectF(left, middle - px(10), px(20), px(20)))
        for index, share in enumerate(self._widths):
            # Rows differ a little, in a fixed way, so that they read as words.
            width = abs(share) * column * (1 - 0.13 * ((row * 3 + index) % 4))
            start = left + index * column
            if share < 0:
                start += column - width
            elif index == 0 and self._avatar:
                start += px(28)
            bars.append(QRectF(start, middle - px(4), width, px(8)))
        return bars


class _Tile(Painted):
    def __init__(self, icon: str, icons: Icons) -> None:
        super().__init__(icons.themes)
        self._icons = icons
        self._icon = icon
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(self.themes.px(48), self.themes.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), 8, self.themes.current.color("hover"))
        side = self.themes.px(24)
        picture = self._icons.pixmap(self._icon, side, "text2", self.devicePixelRatioF())
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)


class EmptyState(QWidget):
    """Says what would stand here and offers one way on, perhaps a second."""

    def __init__(
        self,
        icons: Icons,
        *,
        icon: str,
        title: str,
        text: str,
        primary: Action | None = None,
        secondary: Action | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        center = Qt.AlignmentFlag.AlignHCenter
        words = Label(text, "k", align=center, wrap=True)
        words.setFixedWidth(icons.themes.px(320))
        # In a row of its own: a column would give it the height that it has at full width.
        column = in_column(
            STRETCH,
            (_Tile(icon, icons), 0, center),
            Spacer(10),
            Label(title, "h1", align=center),
            Spacer(6),
            in_row(STRETCH, words, STRETCH),
            Spacer(14),
            within=self,
            margins=(24, 24, 24, 24),
            spacing=0,
        )
        row = in_row(STRETCH, spacing=8)
        for way, kind in ((primary, "primary"), (secondary, "secondary")):
            if way is not None:
                row.addWidget(way.button(icons, kind=kind))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.setAccessibleName(f"{title}. {text}")


class NoMatch(QWidget):
    """Repeats what was looked for and offers to clear the filters."""

    clear_requested = Signal()

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = RichLabel("", "k")
        column = in_column(within=self, margins=(16, 16, 16, 16))
        row = in_row(Glyph("search", "text2", icons), (self.words, 1), spacing=12)
        self.clear = Button(self.tr("Clear filters"), icons, name=f"{name}_clear", extent="tiny")
        self.clear.clicked.connect(self.clear_requested)
        row.addWidget(self.clear)
        column.addLayout(row)
        column.addStretch(1)

    def show_filter(self, html: str) -> None:
        """Say what found nothing: `No Gold member matches <b>sanna</b>`."""
        self.words.setText(html)
        self.setAccessibleName(html.replace("<b>", "").replace("</b>", ""))


class StateStack(QStackedWidget):
    """Content, or what stands in its place.

    Loading shows only after 300 ms, and never in place of content that is there already.
    """

    def __init__(
        self,
        content: QWidget,
        *,
        loading: QWidget | None = None,
        empty: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.content = content
        self.loading = loading
        self.empty = empty
        self._blank = QLabel()
        self._filled = False
        for widget in (self._blank, content, loading, empty):
            if widget is not None:
                self.addWidget(widget)
        self._pause = Debounce(self, LOADING_PAUSE_MS, self.show_loading_now)

    def show_loading(self) -> None:
        """Something was asked for; old content stays in place."""
        if not self._filled:
            self.setCurrentWidget(self._blank)
            self._pause.request()

    @Slot()
    def show_loading_now(self) -> None:
        """Show the grey bars."""
        self.setCurrentWidget(self.loading or self._blank)

    def show_content(self) -> None:
        """Content is there."""
        self._show(self.content, filled=True)

    def show_empty(self) -> None:
        """There is nothing yet."""
        self._show(self.empty or self.content, filled=False)

    def _show(self, widget: QWidget, *, filled: bool) -> None:
        self._pause.stop()
        self._filled = filled
        self.setCurrentWidget(widget)
