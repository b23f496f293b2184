"""Panes side by side whose sizes are remembered, and the detail that opens beside a list."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QWidget

from app.kit.painting import Painted
from app.kit.settings import ViewSettings
from app.kit.theme import Themes

NARROWEST, WIDEST = 396, 568
COVERS_BELOW = 1360 - 184
"""Width of the content in a window of 1360, where the detail begins to cover the list."""


class Split(QSplitter):
    """Panes with a line of one pixel between them; Qt takes the mouse a little beside it, too.

    name: under which the sizes are remembered. first: sizes until the person moves the line.
    """

    def __init__(
        self,
        orientation: Qt.Orientation,
        settings: ViewSettings,
        *,
        name: str,
        first: tuple[int, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._settings = settings
        self._first = first
        self._laid_out = False
        self.setObjectName(name)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_splitter_moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._laid_out and self.count() > 1:
            self._laid_out = True
            known = self._settings.sizes(self.objectName())
            sizes = known if len(known) == self.count() else list(self._first)
            if sizes:
                self.setSizes(sizes)

    @Slot()
    def _on_splitter_moved(self) -> None:
        self._settings.set_sizes(self.objectName(), self.sizes())


class ListAndDetail(QWidget):
    """A list with a detail at its right; in a narrow window the detail covers the list.

    The detail is closed with Esc, and its width is remembered under `name`.
    """

    closed = Signal()
    """The detail was closed by the person."""

    def __init__(
        self,
        rows: QWidget,
        detail: QWidget,
        themes: Themes,
        settings: ViewSettings,
        *,
        name: str,
        width: int = NARROWEST,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._themes = themes
        self.setObjectName(name)
        self.rows = rows
        self.detail = detail
        self._handle = _Handle(self, themes)
        rows.setParent(self)
        detail.setParent(self)
        detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        known = settings.sizes(name)
        self._width = known[0] if known else width
        detail.hide()
        self._handle.hide()
        themes.changed.connect(self._arrange)

    @property
    def opened(self) -> bool:
        """Whether the detail is open."""
        return not self.detail.isHidden()

    @property
    def covers(self) -> bool:
        """Whether the detail lies over the list, because there is no room beside it."""
        return self.width() < COVERS_BELOW * self._themes.scale

    def open_detail(self) -> None:
        """Show the detail; the focus stays where it is."""
        self.detail.show()
        self.detail.raise_()
        self._handle.show()
        self._handle.raise_()
        self._arrange()

    def close_detail(self) -> None:
        """Hide the detail and go back to the list."""
        if self.opened:
            inside = self.detail.isAncestorOf(self.focusWidget() or self)
            self.detail.hide()
            self._handle.hide()
            self._arrange()
            if inside:
                self.rows.setFocus()
            self.closed.emit()

    def set_detail_width(self, width: int) -> None:
        """Make the detail so many pixels wide, as far as the design allows."""
        scale = self._themes.scale
        self._width = round(min(max(width, NARROWEST * scale), WIDEST * scale))
        self._arrange()
        self._settings.set_sizes(self.objectName(), [self._width])

    def detail_width(self) -> int:
        """Width of the detail in pixels."""
        smallest = self._themes.px(NARROWEST)
        return min(max(self._width, smallest), self._themes.px(WIDEST), self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.opened:
            self.close_detail()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = self.detail_width() if self.opened else 0
        left = self.width() - width
        beside = width and not self.covers
        self.rows.setGeometry(0, 0, left - 1 if beside else self.width(), self.height())
        self.detail.setGeometry(left, 0, width, self.height())
        self._handle.setGeometry(left - 4, 0, 8, self.height())


class _Handle(Painted):
    """Eight pixels to take hold of, around a line of one."""

    def __init__(self, owner: ListAndDetail, themes: Themes) -> None:
        super().__init__(themes, owner)
        self._owner = owner
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Without this the press would go to the owner, and the moves with it.
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        edge = self._owner.mapFromGlobal(event.globalPosition().toPoint()).x()
        self._owner.set_detail_width(self._owner.width() - edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(3, 0, 1, self.height(), self.themes.current.color("border"))
