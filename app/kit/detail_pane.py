"""The detail of one record: read on the worker, shown when it is there, read anew on demand."""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.errors import UserError
from app.kit.layouts import STRETCH, in_column
from app.kit.page import ViewContext
from app.kit.panels import Pane

T = TypeVar("T")


class DetailPane(Pane, Generic[T]):
    """Shows the record it is told; what comes too late for it is dropped.

    read: the record by its row id; runs on the worker. loaded: what is shown is the record asked
    for last. close_wanted: the cross was pressed, or the record is gone.
    """

    loaded = Signal()
    close_wanted = Signal()

    def __init__(
        self,
        context: ViewContext,
        read: Callable[[int], T],
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.wanted: int | None = None
        self.shown: T | None = None
        self._read = read
        self.setObjectName(name)

    def show_record(self, row_id: int) -> None:
        """Read a record and show it."""
        self.wanted = row_id
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the record again, keeping what is typed and how far one has scrolled."""
        if self.wanted is None:
            return
        self.context.tasks.query(
            partial(self._read, self.wanted),
            done=partial(self._on_read, self.wanted),
            failed=self._on_failed,
            key=("detail", id(self)),
            owner=self,
        )

    def forget(self) -> None:
        """Show nothing of what is still being read."""
        self.wanted = None

    def show_detail(self, detail: T) -> None:
        """Show what was read."""
        raise NotImplementedError

    def _on_read(self, row_id: int, detail: T) -> None:
        if row_id == self.wanted:
            self.shown = detail
            self.show_detail(detail)
            self.loaded.emit()

    def _on_failed(self, error: UserError) -> None:
        self.context.messages.error(error)


class ColumnScroll(QScrollArea):
    """Keeps the scroll bar's place free while there is nothing to scroll, so that nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._on_range_changed(0, 0)

    @Slot(int, int)
    def _on_range_changed(self, _least: int, most: int) -> None:
        bar = self.verticalScrollBar().sizeHint().width()
        self.setViewportMargins(0, 0, 0 if most else bar, 0)


def scrolling(content: QWidget, name: str) -> QScrollArea:
    """A column that scrolls up and down, never sideways."""
    area = ColumnScroll()
    area.setObjectName(name)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def padded(content: QWidget) -> QWidget:
    """The content with the padding of a pane around it."""
    page = QWidget()
    page.setProperty("role", "page")
    in_column(content, STRETCH, within=page, margins=(16, 14, 6, 16))
    return page
