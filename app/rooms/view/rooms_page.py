"""The rooms page: the list at the left, the room that is looked at beside it."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut, Qt
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.actions import Action
from app.kit.list_page import ListPage
from app.kit.page import ViewContext
from app.kit.throttle import Throttle
from app.operators.desk import Desk
from app.rooms import queries
from app.rooms.queries import RoomFigures, RoomRow
from app.rooms.rules import Step
from app.rooms.view.detail import RoomPane
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_actions import RoomActions
from app.rooms.view.room_list import RoomList

RELOAD_PAUSE_MS = 150

Creators = tuple[tuple[int, str], ...]


class RoomsPage(ListPage):
    """Rooms on their way to trading, and what the next step of each is."""

    kinds = frozenset({"room", "trade", "member", "settings"})

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        panels: RoomPanels,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self._desk = desk
        self._panels = panels
        self._sought: int | None = None
        self.room_actions = RoomActions(context, desk, panels, self)
        self.list = RoomList(context, desk, self.room_actions, panels)
        self.detail = RoomPane(context, desk, panels, self.room_actions)
        self.compose(self.list, self.list.table, self.detail, name="rooms.split")
        # Trades of a busy market come faster than anybody reads figures.
        self._reloads = Throttle(self, self._read, RELOAD_PAUSE_MS)
        self._connect()

    def _connect(self) -> None:
        self.room_actions.created.connect(self._on_created)
        self.list.opened.connect(self._on_opened)
        self.list.table.paged.loaded.connect(self._on_loaded)
        self.list.moved.connect(self._on_moved)
        self.list.table.view.dismissed.connect(self._on_dismissed)
        self.list.aged.connect(self.detail.show_age)
        for owner in (self.list.table.view, self.detail.tabs):
            key = QShortcut(QKeySequence(Qt.Key.Key_E), owner)
            key.setContext(Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(self.edit_current)

    @property
    def reload_due(self) -> bool:
        """Whether a change came too soon after the last reload, and waits for its turn."""
        return self._reloads.waiting

    # What the window asks

    def reload(self) -> None:
        """Read everything that is shown anew; at once, then at most every 150 ms."""
        self._reloads.request()

    def _read(self) -> None:
        self.list.table.refresh()
        desk = self._desk
        self.context.tasks.query(
            lambda: desk.database.read(
                lambda connection: (
                    queries.figures(connection, desk.clock.now()),
                    queries.creators(connection),
                ),
                snapshot=True,
            ),
            done=self._on_figures_read,
            failed=self._on_figures_failed,
            key=("rooms.figures", id(self)),
        )
        self.detail.refresh()

    def commands(self) -> tuple[Action, ...]:
        """Actions of this page, and of the room that is open."""
        tr = self.tr
        found = [
            self.room_actions.new(),
            Action(tr("Show rooms waiting for an admin"), self.list.show_waiting, "clock"),
            Action(tr("Show all rooms"), self.list.table.paged.clear_filters, "rooms"),
            Action(tr("Export rooms…"), self.export_current, "export", "Ctrl+E"),
        ]
        if self._panels.legacy:
            found.append(Action(tr("Migrate legacy rooms…"), self.migrate_legacy, "import"))
        room = self.current_room()
        if room is not None:
            denied = self.room_actions.denied(Step.EDIT, room)
            edit = tr("Edit {name}").format(name=room.name)
            found.append(Action(edit, self.edit_current, "edit", "E", denied=denied))
        return tuple(found)

    def current_room(self) -> RoomRow | None:
        """The room in the detail, else the current row of the table."""
        if self.split.opened and self.detail.room is not None:
            return self.detail.room
        row = self.list.table.view.current_row()
        return row if isinstance(row, RoomRow) else None

    def show_record(self, record_id: int) -> None:
        """Select and open a room by its row id."""
        paged = self.list.table.paged
        self._sought = record_id
        if not self._go_to_sought():
            if paged.started:
                # The filters may hide it; without them it is where one expects it.
                paged.clear_filters()
            paged.selection.select(record_id)
        self.open_room(record_id)

    def open_room(self, row_id: int) -> None:
        """Show a room beside the list."""
        self.split.open_detail()
        self.detail.show_record(row_id)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.list.focus_search()

    @Slot()
    def migrate_legacy(self) -> None:
        """Go to the page of rooms of the old system."""
        self.context.open_record(self._panels.legacy, 0)

    @Slot()
    def edit_current(self) -> None:
        """Change the metadata of the room that is looked at."""
        room = self.current_room()
        if room is not None:
            self.room_actions.edit(room)

    def _go_to_sought(self) -> bool:
        """Go to the row of the record asked for last, once it is loaded."""
        for place, row in self.list.table.rows.loaded():
            if row.id == self._sought:
                self._sought = None
                self.list.table.view.go_to(place)
                return True
        return False

    # What happens

    @Slot()
    def _on_loaded(self) -> None:
        if self._sought is not None:
            self._go_to_sought()

    @Slot(object)
    def _on_created(self, row_id: int) -> None:
        self.show_record(row_id)

    @Slot(object)
    def _on_opened(self, row: RoomRow) -> None:
        self._sought = None
        self.open_room(row.id)

    @Slot(object)
    def _on_moved(self, row: RoomRow) -> None:
        if self.split.opened:
            self.detail.show_record(row.id)

    @Slot()
    def _on_dismissed(self) -> None:
        if self.split.opened:
            self.split.close_detail()
        else:
            self.list.table.paged.selection.clear()

    def _on_figures_read(self, read: tuple[RoomFigures, Creators]) -> None:
        figures, creators = read
        self.list.show_figures(figures)
        self.list.show_creators(creators)

    def _on_figures_failed(self, _error: UserError) -> None:
        # The table asks the same database at the same time, and shows its banner.
        return
