"""A page around one table: the toolbar above it, the detail beside it, the keys that lead there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.kit.actions import Action
from app.kit.detail_pane import DetailPane
from app.kit.fields import SearchField
from app.kit.labels import Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.menus import MenuButton
from app.kit.page import Page, ViewContext
from app.kit.panels import Pane
from app.kit.splits import ListAndDetail
from app.kit.states import EmptyState
from app.kit.table.pane import TablePane, TableSpec
from app.listing import Listing, RowSource


@dataclass(frozen=True)
class ListFilter:
    """A button of the toolbar that narrows the list.

    key: name of the listing's filter. options: value and words each; the first one, with an empty
    text as its value, filters nothing.
    """

    key: str
    subject: str
    options: Sequence[tuple[object, str]]
    icon: str = ""


@dataclass(frozen=True)
class ListSpec:
    """What a page says about its list.

    name: begins the objectNames of the search field and the filters. search: what it looks at.
    search_width: of the search field in design pixels; 0 for all the room there is.
    add: stands at the right end. arranges: whether columns and saved views are offered.
    lined: whether a line divides toolbar and table.
    """

    name: str
    search: str
    table: TableSpec
    filters: tuple[ListFilter, ...] = ()
    search_width: int = 0
    add: Action | None = None
    arranges: bool = True
    lined: bool = True


class ListPane(Pane):
    """The table below a line with search, filters and what can be done."""

    def __init__(
        self,
        context: ViewContext,
        spec: ListSpec,
        source: RowSource,
        *,
        empty: EmptyState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        icons = context.icons
        self.table = TablePane(spec.table, source, context, empty=empty)
        self.search = SearchField(icons, name=f"{spec.name}.search", placeholder=spec.search)
        self.filters = {
            each.key: MenuButton(
                each.subject, each.options, icons, name=f"{spec.name}.{each.key}", icon=each.icon
            )
            for each in spec.filters
        }
        if spec.search_width:
            self.search.setFixedWidth(context.themes.px(spec.search_width))
        self._compose(spec)
        self._connect()

    def put_above(self, widget: QWidget) -> None:
        """Put a widget, and a line below it, between the toolbar and the table."""
        for each in (widget, Line()):
            self.column.insertWidget(self.column.count() - 1, each)

    @Slot()
    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus()

    def _compose(self, spec: ListSpec) -> None:
        search = (self.search, 0 if spec.search_width else 1)
        bar = in_row(search, *self.filters.values(), STRETCH, margins=(16, 8, 16, 8), spacing=8)
        if spec.arranges:
            bar.addWidget(self.table.views_button())
            bar.addWidget(self.table.columns_button())
        bar.addWidget(self.table.export_button())
        if spec.add is not None:
            bar.addWidget(spec.add.button(self.table.context.icons, kind="primary"))
        self.column.addLayout(bar)
        if spec.lined:
            self.column.addWidget(Line())
        self.column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.search.searched.connect(self.table.paged.search)
        self.search.left.connect(self.table.view.enter)
        self.table.view.search_wanted.connect(self.focus_search)
        self.table.listing_changed.connect(self._on_listing_changed)
        for key, button in self.filters.items():
            button.chosen.connect(partial(self._filter, key))

    def _filter(self, key: str, value: object) -> None:
        self.table.paged.filter(**{key: value or None})

    @Slot(object)
    def _on_listing_changed(self, listing: Listing) -> None:
        for key, button in self.filters.items():
            button.set_value(listing.filters.get(key) or "")


class ListPage(Page):
    """A list, and the detail of one of its rows beside it; Esc closes the detail."""

    def compose(self, rows: Pane, table: TablePane, detail: DetailPane[Any], *, name: str) -> None:
        """Put the list at the left, and the detail, whose width is remembered under `name`."""
        self._table = table
        self._detail = detail
        self.split = ListAndDetail(
            rows, detail, self.context.themes, self.context.settings, name=name
        )
        rows.setFocusProxy(table.view)
        in_column(self.split, within=self)
        detail.loaded.connect(self.split.open_detail)
        detail.close_wanted.connect(self.split.close_detail)
        self.split.closed.connect(detail.forget)

    def reload(self) -> None:
        self._table.refresh()
        self._detail.refresh()

    def show_record(self, record_id: int) -> None:
        self._table.paged.selection.select(record_id)
        self._detail.show_record(record_id)

    def export_current(self) -> None:
        self._table.export()
