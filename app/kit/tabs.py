"""Tabs of a detail pane or a list, some with a count."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from app.kit.badges import paint_count
from app.kit.fonts import CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.painting import paint_box

HEIGHT, GAP = 36, 16


class Tabs(QTabBar):
    """Underlined tabs, known by key; arrow keys move between them.

    chosen: the key, when the person picks another.
    """

    chosen = Signal(object)

    def __init__(
        self, icons: Icons, *, name: str, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes = icons.themes
        self._keys: list[object] = []
        self._counts: list[int] = []
        self._hovered = -1
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMouseTracking(True)
        self.setUsesScrollButtons(False)
        self.currentChanged.connect(self._on_current_changed)
        icons.themes.changed.connect(self._on_themes_changed)

    def add(self, key: object, text: str, count: int = 0) -> None:
        """A tab at the end; a count of 0 is not shown."""
        self._keys.append(key)
        self._counts.append(count)
        self.addTab(text)
        self._speak(len(self._keys) - 1)

    def set_count(self, key: object, count: int) -> None:
        """Change the count of a tab."""
        index = self._keys.index(key)
        if self._counts[index] != count:
            self._counts[index] = count
            self._speak(index)
            # A new text is what makes the bar measure its tabs again.
            self.setTabText(index, self.tabText(index))
            self.updateGeometry()
            self.update()

    def value(self) -> object:
        """Key of the current tab."""
        return self._keys[self.currentIndex()]

    def set_value(self, key: object) -> None:
        """Go to a tab, without a signal."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self._keys.index(key))
        self.blockSignals(blocked)
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        width = self._text_width(index) + self._count_room(index) + GAP
        return QSize(width, self._themes.px(HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hovered = self.tabAt(event.position().toPoint())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, px = self._themes.current, self._themes.px
        for index in range(self.count()):
            area = self.tabRect(index)
            current = index == self.currentIndex()
            width = self._text_width(index) + self._count_room(index)
            strong = current or index == self._hovered
            token = "text" if strong else "text2"
            painter.setPen(theme.color(token if self.isTabEnabled(index) else "disabled"))
            painter.setFont(ui_font(SMALL, 600 if current else 400))
            middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, middle, self.tabText(index))
            if self._counts[index]:
                left = area.left() + self._text_width(index) + px(6)
                paint_count(painter, self._themes, left, area, self._counts[index])
            if current:
                bottom = area.bottom() - 1
                painter.fillRect(area.left(), bottom, width, 2, theme.color("chart_line"))
                if self.hasFocus():
                    ring = area.adjusted(-2, 4, width - area.width() + 2, -4).toRectF()
                    paint_box(painter, ring, 4, line=theme.color("focus"), width=2)

    def _text_width(self, index: int) -> int:
        # The width of the bold text for all, so that choosing a tab moves none.
        font = ui_font(SMALL, 600)
        return round(QFontMetricsF(font).horizontalAdvance(self.tabText(index))) + 1

    def _count_room(self, index: int) -> int:
        if not self._counts[index]:
            return 0
        text = QFontMetricsF(ui_font(CAPTION)).horizontalAdvance(str(self._counts[index]))
        return round(text) + self._themes.px(6 + 14)

    def _speak(self, index: int) -> None:
        count = self._counts[index]
        name = f"{self.tabText(index)}, {count}" if count else self.tabText(index)
        self.setAccessibleTabName(index, name)

    @Slot(int)
    def _on_current_changed(self, index: int) -> None:
        if 0 <= index < len(self._keys):
            self.chosen.emit(self._keys[index])

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        for index in range(self.count()):
            self.setTabText(index, self.tabText(index))
        self.updateGeometry()
        self.update()
