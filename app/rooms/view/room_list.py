"""The left part of the rooms page: toolbar, figures, stages and the table."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent, Qt
from PySide6.QtWidgets import QWidget

from app.kit.kpi import Kpi, KpiStrip
from app.kit.labels import Line, escaped, stressed
from app.kit.numbers import counted
from app.kit.page import ViewContext
from app.kit.panels import Pane
from app.kit.stage_strip import StageStrip
from app.kit.states import LOADING_PAUSE_MS, EmptyState
from app.kit.table.pane import TablePane, TableSpec
from app.listing import Listing
from app.operators.desk import Desk
from app.rooms.queries import RoomFigures, RoomRow
from app.rooms.rules import Status
from app.rooms.view.bulk_actions import BulkActions
from app.rooms.view.cells import AmountCell, StageCell
from app.rooms.view.columns import room_columns
from app.rooms.view.filters import WAITING_VALUES
from app.rooms.view.labels import STAGES, status_words
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_actions import RoomActions
from app.rooms.view.source import FILTERS, room_source
from app.rooms.view.summary import blank_cells, figure_cells, stages
from app.rooms.view.toolbar import Toolbar

AGES_MS = 20_000


class RoomList(Pane):
    """Rooms with what waits and for whom.

    opened: the row that is to be shown beside the list. moved: the current row is another.
    aged: time has passed, so that "12 min ago" is to be written anew.
    """

    opened = Signal(object)
    moved = Signal(object)
    aged = Signal()

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        actions: RoomActions,
        panels: RoomPanels,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rooms.list")
        self._context = context
        self._actions = actions
        self._panels = panels
        self._cells: tuple[Kpi, ...] = ()
        self._widths: list[int] = []
        self._build(desk)
        self._connect()

    def _build(self, desk: Desk) -> None:
        context = self._context
        self.table = TablePane(
            self._spec(), room_source(desk), context, empty=self._empty_state(), parent=self
        )
        self.bulk = BulkActions(context, desk, self.table, self._panels)
        view = self.table.view
        view.set_delegate("status", StageCell(view))
        for key in ("price", "reserve"):
            view.set_delegate(key, AmountCell(view))
        self.toolbar = Toolbar(self.table, context.icons, self._actions.new(), self.bulk.menu)
        self.figures = KpiStrip(context.icons, name="rooms.figures")
        self.stages = StageStrip(context.icons, name="rooms.stages")
        self._heads: list[QWidget] = []
        for head in (self.toolbar, self.figures, self.stages):
            line = Line()
            self._heads += [head, line]
            self.column.addWidget(head)
            self.column.addWidget(line)
            head.hide()
            line.hide()
        self.column.addWidget(self.table, 1)
        # "12 min ago" becomes 13 without anything having changed.
        self._ages = QTimer(self, interval=AGES_MS)
        # Nobody sees an empty head for a moment; whoever has to wait sees the real one.
        self._patience = QTimer(self, singleShot=True, interval=LOADING_PAUSE_MS)
        self._patience.start()

    def _connect(self) -> None:
        table, view = self.table, self.table.view
        self.toolbar.cleared.connect(table.paged.selection.clear)
        self.stages.chosen.connect(self._on_stage_chosen)
        table.listing_changed.connect(self._on_listing_changed)
        table.paged.loaded.connect(self._on_loaded)
        table.paged.selection.changed.connect(self._on_selection_changed)
        view.opened.connect(self.opened)
        view.clicked.connect(self._on_clicked)
        view.search_wanted.connect(self.focus_search)
        self.toolbar.search.left.connect(view.enter)
        view.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self._ages.timeout.connect(view.viewport().update)
        self._ages.timeout.connect(self.aged)
        self._context.themes.changed.connect(self._on_themes_changed)
        self._ages.start()
        self._patience.timeout.connect(self._on_patience_over)

    def _spec(self) -> TableSpec:
        tr = self.tr
        return TableSpec(
            name="rooms",
            label=tr("Rooms"),
            columns=room_columns(self._context.zone),
            describe=lambda count: counted(count, tr("room"), tr("rooms")),
            several=True,
            listing=Listing(sort="id", descending=True),
            filters=FILTERS,
            keys=((("J", "K"), tr("move")), (("Enter",), tr("open")), (("E",), tr("edit"))),
            menu=lambda: self.bulk.menu(),
            no_match=self._no_match_words,
        )

    def _empty_state(self) -> EmptyState:
        new = self._actions.new()
        text = self.tr("A room token gives one chat room its own keys and its own price.")
        return EmptyState(
            self._context.icons,
            icon="rooms",
            title=self.tr("No rooms yet"),
            text=f"{text} {new.denied or self.tr('Create the first one.')}",
            primary=replace(new, name="rooms.create_first") if new.enabled else None,
        )

    # What it is told

    def show_figures(self, figures: RoomFigures) -> None:
        """Show figures and stages."""
        self._cells = figure_cells(figures)
        self._fit_figures(measured=False)
        self.stages.show_stages(stages(figures))
        self.stages.set_value(self._stage())

    def show_creators(self, creators: Sequence[tuple[int, str]]) -> None:
        """Offer these creators as a filter."""
        self.toolbar.creator.set_creators(creators)

    def filter_status(self, status: object) -> None:
        """Show rooms of a status, or of several; None shows all."""
        self.table.paged.filter(status=status)

    def show_waiting(self) -> None:
        """Show the rooms that wait for an admin."""
        self.filter_status(WAITING_VALUES)

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.toolbar.search.editor.setFocus()
        self.toolbar.search.editor.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_figures()

    def _fit_figures(self, *, measured: bool = True) -> None:
        """Show as many figures as there is room for, the most important first."""
        if not measured:
            self.figures.show_figures(self._cells)
            row = self.figures.layout()
            items = [row.itemAt(at) for at in range(row.count())] if row is not None else []
            widgets = [item.widget() for item in items if item is not None]
            for part in self.figures.findChildren(QWidget):
                # What was never shown has no font yet, and would be measured too small.
                part.ensurePolished()
            # Between two figures there is a line.
            self._widths = [cell.sizeHint().width() for cell in widgets[::2] if cell is not None]
        shown, left = 0, self.width() - len(self._cells)
        for width in self._widths:
            left -= width
            shown += left >= 0
        self.figures.show_figures(self._cells[: max(shown, 2)])

    # What the person does

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._fit_figures(measured=False)

    @Slot(object)
    def _on_stage_chosen(self, stage: object) -> None:
        self.filter_status(stage)

    @Slot(object)
    def _on_listing_changed(self, listing: Listing) -> None:
        self.toolbar.show_listing(listing)
        self.stages.set_value(self._stage())

    @Slot()
    def _on_loaded(self) -> None:
        listing = self.table.paged.listing
        filtered = bool(listing.search or listing.filters)
        shown = bool(self.table.rows.total) or filtered
        for head in self._heads:
            head.setVisible(shown)
        if self.table.footer is not None:
            self.table.footer.setVisible(shown)

    @Slot()
    def _on_patience_over(self) -> None:
        if not self.table.paged.started:
            self._cells = blank_cells()
            self._fit_figures(measured=False)
            for head in self._heads:
                head.show()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.toolbar.show_selected(self.table.paged.selection.count())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        row = self.table.rows.peek(index.row())
        plain = QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        if row is not None and plain:
            self.opened.emit(row)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        row: RoomRow | None = self.table.rows.peek(current.row()) if current.isValid() else None
        if row is not None:
            self.moved.emit(row)

    def _stage(self) -> object:
        status = self.table.paged.listing.filters.get("status")
        return status if status in [each.value for each in STAGES] else None

    def _no_match_words(self, listing: Listing) -> str:
        """`No Trading room matches sanna`."""
        status = listing.filters.get("status")
        stage = "".join(f"{status_words(each)} " for each in Status if each.value == status)
        if listing.search:
            words = escaped(self.tr("No {stage}room matches {text}"))
            return words.format(stage=escaped(stage), text=stressed(listing.search))
        words = escaped(self.tr("No {stage}room fits the filters"))
        return words.format(stage=escaped(stage))
