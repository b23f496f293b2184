"""A whole table for a page: rows, states, footer, copy, export, columns and saved views."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.errors import UserError
from app.kit.actions import DIVIDER, Action
from app.kit.buttons import Button
from app.kit.labels import escaped, stressed
from app.kit.layouts import in_column
from app.kit.menus import build_menu
from app.kit.notices import Banner
from app.kit.page import ViewContext
from app.kit.states import LOADING_PAUSE_MS, EmptyState, NoMatch
from app.kit.table.chooser import ColumnMenu, ColumnsButton
from app.kit.table.clipboard import TableClipboard
from app.kit.table.columns import AnyColumn
from app.kit.table.export_dialog import TableExport
from app.kit.table.footer import KeyWords, TableFooter
from app.kit.table.loading import LoadingLine
from app.kit.table.model import TableModel
from app.kit.table.paging import PagedTable
from app.kit.table.view import TableView
from app.kit.table.views import TableViews
from app.kit.table.views_menu import ViewsButton
from app.listing import Listing, RowSource


@dataclass(frozen=True)
class TableSpec:
    """What a page says about its table.

    name: begins the objectNames and names the table in settings and files, such as `rooms`.
    label: its name for people. describe: a number of rows in words ("128 rooms").
    row_height: 24 (zebra), 28, 32, 36 or 44 (two lines). several: whether rows can be
        selected together. flashes: whether rows that come in are lit for a moment.
    listing: what is shown at first.
    filters: names of the filters that are remembered and that saved views may hold; their
        values are texts, whole numbers, true, false, or tuples of these.
    keys: what the footer says about keys. footer: whether there is one.
    menu: entries of the context menu for the selected rows, above those for copying.
    no_match: what is said when nothing matches, as HTML, from the listing.
    """

    name: str
    label: str
    columns: tuple[AnyColumn, ...]
    describe: Callable[[int], str]
    row_height: int = 32
    several: bool = False
    flashes: bool = False
    listing: Listing = field(default_factory=Listing)
    filters: tuple[str, ...] = ()
    keys: tuple[KeyWords, ...] = ()
    footer: bool = True
    menu: Callable[[], Sequence[Action]] | None = None
    no_match: Callable[[Listing], str] | None = None


class TablePane(QWidget):
    """A table with everything around it that all tables have.

    The page connects `view.opened`, `view.dismissed`, `view.search_wanted` and
    `paged.selection.changed`, calls `start` once and `refresh` when something changed.
    listing_changed: another order, search or filter, also from a saved view.
    """

    listing_changed = Signal(object)

    def __init__(
        self,
        spec: TableSpec,
        source: RowSource,
        context: ViewContext,
        *,
        empty: EmptyState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self.context = context
        self.rows = TableModel(spec.columns, self)
        self.view = TableView(
            self.rows,
            context.icons,
            name=f"{spec.name}.table",
            label=spec.label,
            row_height=spec.row_height,
            several=spec.several,
            flashes=spec.flashes,
        )
        self.paged = PagedTable(self.view, source, context.tasks)
        self.clipboard = TableClipboard(self.paged, context.tasks)
        self.exporter = TableExport(
            self.paged, context.tasks, context.settings, name=spec.name, label=spec.label
        )
        self.views = TableViews(
            self.paged, context.settings, context.tasks, table=spec.name, filters=spec.filters
        )
        self.menu: QMenu | None = None
        self._read_at: datetime | None = None
        self._build(empty)
        self._connect()

    def _build(self, empty: EmptyState | None) -> None:
        name, icons = self.spec.name, self.context.icons
        self.banner = Banner(icons, name=f"{name}.banner")
        self.no_match = NoMatch(icons, name=f"{name}.no_match")
        self.empty = empty
        self.stack = QStackedWidget()
        for widget in (self.view, self.no_match, empty):
            if widget is not None:
                self.stack.addWidget(widget)
        self.line = LoadingLine(icons, self.stack)
        column = in_column(self.banner, (self.stack, 1), within=self, spacing=0)
        self.footer: TableFooter | None = None
        if self.spec.footer:
            self.footer = TableFooter(
                self.paged,
                self.context.themes,
                self.spec.describe,
                self.spec.keys,
                name=f"{name}.table",
            )
            column.addWidget(self.footer)
        self._pause = QTimer(self, singleShot=True, interval=LOADING_PAUSE_MS)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._on_pause_over)
        self.paged.loading.connect(self._on_loading)
        self.paged.loaded.connect(self._on_loaded)
        self.paged.failed.connect(self._on_source_failed)
        self.paged.listing_changed.connect(self._on_listing_changed)
        self.no_match.clear_requested.connect(self.paged.clear_filters)
        self.banner.retry_requested.connect(self.paged.refresh)
        self.banner.details_requested.connect(self.context.messages.details)
        self.view.menu_wanted.connect(self.open_menu)
        self.view.copy_wanted.connect(self.clipboard.copy_plain)
        self.view.header.arranged.connect(self._on_header_arranged)
        self.view.header.columns_wanted.connect(self._on_columns_wanted)
        self.clipboard.copied.connect(self._on_copied)
        for failing in (self.clipboard, self.exporter, self.views):
            failing.failed.connect(self.context.messages.error)
        self.exporter.done.connect(self._on_exported)
        self.views.exported.connect(self._on_view_exported)

    # What the page calls

    def start(self) -> None:
        """Show the table as it was left: columns and filters as remembered."""
        settings = self.context.settings
        self.view.header.arrange(settings.columns(self.spec.name))
        known = settings.filters(self.spec.name)
        filters = {name: known[name] for name in self.spec.filters if name in known}
        first = self.spec.listing
        merged = {**first.filters, **filters}
        self.paged.show(Listing(first.sort, first.descending, first.search, merged))

    @Slot()
    def refresh(self) -> None:
        """Look again, keeping selection and scroll; starts the table if it isn't yet."""
        if self.paged.started:
            self.paged.refresh()
        else:
            self.start()

    @Slot()
    def export(self) -> None:
        """Ask for a file and export the whole result to it."""
        self.exporter.ask(self.context.zone.now())

    def columns_button(self) -> ColumnsButton:
        """A button for the page's toolbar that opens the column chooser."""
        return ColumnsButton(
            self.view.header, self.context.icons, name=f"{self.spec.name}.table", parent=self
        )

    def views_button(self) -> ViewsButton:
        """A button for the page's toolbar with the saved views."""
        return ViewsButton(
            self.views,
            self.context.icons,
            self.context.messages,
            self.context.settings,
            name=f"{self.spec.name}.table",
            parent=self,
        )

    def export_button(self) -> Button:
        """A button for the page's toolbar that exports."""
        button = Button(
            self.tr("Export"),
            self.context.icons,
            name=f"{self.spec.name}.export",
            kind="ghost",
            icon="export",
            extent="small",
            tip=self.tr("Export the whole result"),
            parent=self,
        )
        button.clicked.connect(self.export)
        return button

    # What the person asks for

    @Slot(object)
    def open_menu(self, place: QPoint) -> None:
        """Show what can be done with the selected rows."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = build_menu(self._menu_items(), self.context.icons, self.view)
        self.menu.setObjectName(f"{self.spec.name}.table_menu")
        self.menu.popup(place)

    def _menu_items(self) -> list[Action]:
        items = list(self.spec.menu()) if self.spec.menu is not None else []
        if items:
            items.append(DIVIDER)
        copy = self.clipboard
        return [
            *items,
            Action(self.tr("Copy"), copy.copy_plain, "copy", "Ctrl+C"),
            Action(self.tr("Copy cell"), copy.copy_cell),
            Action(self.tr("Copy as CSV"), copy.copy_csv),
            Action(self.tr("Copy as Markdown"), copy.copy_markdown),
            Action(self.tr("Copy as JSON"), copy.copy_json),
        ]

    @Slot(QPoint, int)
    def _on_columns_wanted(self, place: QPoint, section: int) -> None:
        ColumnMenu(self.view.header, section, self.view).popup(place)

    @Slot()
    def _on_header_arranged(self) -> None:
        self.context.settings.set_columns(self.spec.name, self.view.header.states())

    @Slot(int)
    def _on_copied(self, count: int) -> None:
        self.context.messages.announce(
            self.tr("%1 copied").replace("%1", self.spec.describe(count))
        )

    @Slot(object, int)
    def _on_exported(self, path: Path, count: int) -> None:
        words = self.tr("%1 written to %2").replace("%1", self.spec.describe(count))
        self.context.messages.success(self.tr("Exported"), words.replace("%2", str(path)))

    @Slot(object)
    def _on_view_exported(self, path: Path) -> None:
        words = self.tr("Written to %1").replace("%1", str(path))
        self.context.messages.success(self.tr("View exported"), words)

    # States

    @Slot(object)
    def _on_listing_changed(self, listing: Listing) -> None:
        kept = {
            name: listing.filters[name] for name in self.spec.filters if name in listing.filters
        }
        self.context.settings.set_filters(self.spec.name, kept)
        self.listing_changed.emit(listing)

    @Slot(bool)
    def _on_loading(self, loading: bool) -> None:
        if not loading:
            self._pause.stop()
            self.line.end()
            self.view.set_waiting(False)
        elif not self._pause.isActive():
            self._pause.start()

    @Slot()
    def _on_pause_over(self) -> None:
        self.line.begin()
        self.view.set_waiting(not self.paged.started)

    @Slot()
    def _on_loaded(self) -> None:
        self._read_at = self.context.zone.now()
        self.banner.clear()
        self.view.set_dimmed(False)
        if self.rows.total:
            self.stack.setCurrentWidget(self.view)
        elif self.paged.listing.search or self.paged.listing.filters:
            self.no_match.show_filter(self._no_match_words())
            self.stack.setCurrentWidget(self.no_match)
        else:
            self.stack.setCurrentWidget(self.empty or self.view)

    @Slot(object)
    def _on_source_failed(self, error: UserError) -> None:
        read_at = self._read_at
        shown_from = self.context.zone.clock(read_at) if read_at is not None else ""
        self.banner.show_error(error, shown_from)
        self.view.set_dimmed(True)

    def _no_match_words(self) -> str:
        listing = self.paged.listing
        if self.spec.no_match is not None:
            return self.spec.no_match(listing)
        if listing.search:
            return escaped(self.tr("Nothing matches %1.")).replace("%1", stressed(listing.search))
        return escaped(self.tr("Nothing matches the filters."))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.line.stretch(self.width())
