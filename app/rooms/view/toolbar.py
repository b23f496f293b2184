"""The toolbar of the rooms page: search, filters, views; at the right what can be done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.actions import Action
from app.kit.buttons import Button, IconButton
from app.kit.fields import SearchField
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_row
from app.kit.menus import MenuButton, build_menu
from app.kit.numbers import grouped
from app.kit.painting import Painted
from app.kit.table.pane import TablePane
from app.listing import Listing
from app.rooms.view.filters import CreatorButton, activity_options, stage_options

HEIGHT, MARGIN, GAP = 48, 16, 8
SEARCH_LEAST, SEARCH_MOST = 210, 300


class Toolbar(Painted):
    """One line that always fits: where room is short, buttons lose their words, not the filters.

    new: makes a room. cleared: nothing shall be selected any more.
    actions: what can be done with the selected rows, asked at each opening.
    """

    cleared = Signal()

    def __init__(
        self,
        table: TablePane,
        icons: Icons,
        new: Action,
        actions: Callable[[], Sequence[Action]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons.themes, parent)
        self._icons = icons
        self._table = table
        self._paged = table.paged
        self._searched = ""
        self.new = new.button(icons, kind="primary")
        self._actions = actions
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._build()
        self._connect()
        self.show_selected(0)
        self.restyle()

    def _build(self) -> None:
        icons, table = self._icons, self._table
        self.search = SearchField(
            icons, name="rooms.search", placeholder=self.tr("Name, symbol, ID or principal")
        )
        self.stage = MenuButton(
            self.tr("Stage"), stage_options(), icons, name="rooms.stage", icon="filter"
        )
        self.creator = CreatorButton(icons)
        self.activity = MenuButton(
            self.tr("Activity"), activity_options(), icons, name="rooms.activity"
        )
        self.views = table.views_button()
        self.columns = table.columns_button()
        self.export = table.export_button()
        self.selected = Label("", "k")
        self.act = Button(
            self.tr("Actions"),
            icons,
            name="rooms.actions",
            extent="small",
            trailing="chevron-down",
        )
        self.clear = IconButton("close", self.tr("Clear selection"), icons, name="rooms.deselect")
        in_row(
            (self.search, 100),
            self.stage,
            self.creator,
            self.activity,
            self.views,
            STRETCH,
            self.selected,
            self.act,
            self.clear,
            self.columns,
            self.export,
            self.new,
            within=self,
            margins=(MARGIN, 0, MARGIN, 0),
            spacing=GAP,
        )

    def _connect(self) -> None:
        self.search.searched.connect(self._paged.search)
        self.stage.chosen.connect(self._on_stage_chosen)
        self.creator.chosen.connect(self._on_creator_chosen)
        self.activity.chosen.connect(self._on_activity_chosen)
        self.act.clicked.connect(self.open_actions)
        self.clear.clicked.connect(self.cleared)
        self._table.views.changed.connect(self._fit)

    def show_listing(self, listing: Listing) -> None:
        """Show what the table is filtered by."""
        # Only another search replaces what is being typed.
        if listing.search != self._searched and listing.search != self.search.text():
            self.search.set_text(listing.search)
        self._searched = listing.search
        self.stage.set_value(listing.filters.get("status", ""))
        self.creator.set_value(listing.filters.get("creator"))
        self.activity.set_value(listing.filters.get("activity", ""))
        self._fit()

    def show_selected(self, count: int) -> None:
        """Offer what can be done with several selected rows."""
        several = count > 1
        self.selected.setText(self.tr("{count} selected").format(count=grouped(count)))
        for widget in (self.selected, self.act, self.clear):
            widget.setVisible(several)
        for widget in (self.columns, self.export, self.new):
            widget.setVisible(not several)
        self._fit()

    @Slot()
    def open_actions(self) -> None:
        """Show what can be done with the selected rows below the button."""
        menu = build_menu(self._actions(), self._icons, self.act)
        menu.setObjectName("rooms.actions_menu")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.act.mapToGlobal(self.act.rect().bottomLeft()))

    def sizeHint(self) -> QSize:
        return QSize(400, self.themes.px(HEIGHT))

    def restyle(self) -> None:
        self.setFixedHeight(self.themes.px(HEIGHT))
        self.search.setMaximumWidth(self.themes.px(SEARCH_MOST))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Take words away from the right until everything fits."""
        words = [
            (self.views, self._table.views.current or self.tr("Views")),
            (self.export, self.tr("Export")),
            (self.new, self.tr("New room token")),
        ]
        if not self.activity.value():
            self.activity.setText(self.tr("Activity"))
        for button, text in words:
            button.setText(text)
        for button, text in words:
            if self._wanted_width() <= self.width():
                break
            button.setText("")
            button.setToolTip(button.toolTip() or text)
            button.setAccessibleName(text)

    def _wanted_width(self) -> int:
        row = self.layout()
        items = [row.itemAt(at) for at in range(row.count())] if row is not None else []
        widgets = [item.widget() for item in items if item is not None]
        shown = [each for each in widgets if each is not None and not each.isHidden()]
        widths = [each.sizeHint().width() for each in shown if each is not self.search]
        return sum(widths) + SEARCH_LEAST + GAP * len(shown) + 2 * MARGIN

    @Slot(object)
    def _on_stage_chosen(self, value: object) -> None:
        self._paged.filter(status=value or None)

    @Slot(object)
    def _on_creator_chosen(self, value: object) -> None:
        self._paged.filter(creator=value)

    @Slot(object)
    def _on_activity_chosen(self, value: object) -> None:
        self._paged.filter(activity=value or None)
