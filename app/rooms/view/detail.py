"""The detail of one room: its name and status, and the tabs Setup, Holders, Trades, Events."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import NotFound, UserError
from app.kit.actions import Action
from app.kit.badges import Badge
from app.kit.buttons import IconButton
from app.kit.detail_pane import DetailPane, padded, scrolling
from app.kit.labels import ElidedLabel, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.menus import MoreButton
from app.kit.notices import Banner
from app.kit.page import ViewContext
from app.kit.steps import Timeline, TimelineEvent
from app.kit.tabs import Tabs
from app.operators.desk import Desk
from app.rooms.queries import RoomRow, TimelineRow
from app.rooms.rules import Status
from app.rooms.view.labels import ICONS, TONES, status_words, step_words
from app.rooms.view.panels import RoomPanel, RoomPanels
from app.rooms.view.reading import RoomDetail, read_detail
from app.rooms.view.room_actions import RoomActions
from app.rooms.view.setup_tab import SetupTab

SETUP, HOLDERS, TRADES, EVENTS = "setup", "holders", "trades", "events"


class RoomPane(DetailPane[RoomDetail]):
    """Shows the room it is told; the tab stays while one goes from room to room."""

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        panels: RoomPanels,
        actions: RoomActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context, partial(_reading, desk, panels), name="rooms.detail", parent=parent
        )
        self.setAccessibleName(self.tr("Room"))
        self._desk = desk
        self._panels = panels
        self._actions = actions
        self._looked_at: int | None = None
        self._steps: tuple[TimelineRow, ...] = ()
        self._into: TimelineRow | None = None
        self._parts: dict[object, QWidget] = {}
        self._build()

    def _build(self) -> None:
        context = self.context
        self.column.addLayout(self._head())
        self.tabs = Tabs(context.icons, name="rooms.tabs", label=self.tr("Parts of the room"))
        row = in_row(self.tabs, STRETCH, margins=(16, 0, 16, 0))
        self.column.addLayout(row)
        self.column.addWidget(Line())
        self.banner = Banner(context.icons, name="rooms.detail_banner")
        self.banner.retry_requested.connect(self.refresh)
        self.banner.details_requested.connect(context.messages.details)
        self.column.addWidget(self.banner)
        self.stack = QStackedWidget()
        self.column.addWidget(self.stack, 1)
        self.setup = SetupTab(context, self._desk, self._panels, self._actions)
        self.timeline = Timeline(context.icons, name="rooms.timeline")
        self._add_tab(SETUP, self.tr("Setup"), scrolling(self.setup, "rooms.setup_scroll"))
        if self._panels.holders is not None:
            self.tabs.add(HOLDERS, self.tr("Holders"))
        if self._panels.trades is not None:
            self.tabs.add(TRADES, self.tr("Trades"))
        events = padded(self.timeline)
        self._add_tab(EVENTS, self.tr("Events"), scrolling(events, "rooms.events_scroll"))
        self.tabs.chosen.connect(self._on_tab_chosen)

    def _head(self) -> QVBoxLayout:
        icons = self.context.icons
        self.title = ElidedLabel("", "h1")
        self.symbol = Badge("", icons)
        head = in_column(margins=(16, 12, 12, 4), spacing=8)
        first = in_row(self.title, self.symbol, STRETCH, spacing=8)
        self.more = MoreButton(self._menu, icons, name="rooms.more")
        self.close_button = IconButton(
            "close",
            self.tr("Close"),
            icons,
            name="rooms.detail_close",
            token="text",
            shortcut="Esc",
        )
        self.close_button.clicked.connect(self.close_wanted)
        first.addWidget(self.more)
        first.addWidget(self.close_button)
        head.addLayout(first)
        self.status = Badge("", icons)
        self.since = ElidedLabel("", "t2")
        second = in_row(self.status, (self.since, 1), spacing=8)
        head.addLayout(second)
        return head

    def _add_tab(self, key: str, text: str, part: QWidget) -> None:
        self._parts[key] = part
        self.stack.addWidget(part)
        self.tabs.add(key, text)

    @property
    def room(self) -> RoomRow | None:
        """The room that is shown, as it was read last."""
        return self.shown.room if self.shown is not None else None

    def choose_tab(self, key: str) -> None:
        """Go to a tab."""
        self.tabs.set_value(key)
        self._on_tab_chosen(key)

    def show_detail(self, detail: RoomDetail) -> None:
        self.banner.clear()
        self._show_head(detail)
        self.setup.show_detail(detail)
        self._show_events(detail.steps)
        self._show_panel()
        if detail.room.id != self._looked_at:
            self._looked_at = detail.room.id
            for part in self._parts.values():
                if isinstance(part, QScrollArea):
                    part.verticalScrollBar().setValue(0)

    def _on_failed(self, error: UserError) -> None:
        if isinstance(error, NotFound):
            self.shown = None
            self.forget()
            self.close_wanted.emit()
            return
        self.banner.show_error(error)

    def _show_events(self, steps: tuple[TimelineRow, ...]) -> None:
        # A busy market makes the room be read often; its steps are mostly the same.
        if steps != self._steps:
            self._steps = steps
            self.timeline.show_events(self._events(steps))
            self.tabs.set_count(EVENTS, len(steps))

    def _show_head(self, detail: RoomDetail) -> None:
        room = detail.room
        self.title.setText(room.name)
        self.symbol.show_text(room.symbol)
        self.setAccessibleName(room.name)
        tone = TONES.get(room.status, "info")
        self.status.show_text(status_words(room.status), tone, ICONS.get(room.status, ""))
        self._into = _step_into(room.status, detail.steps)
        self.show_age()

    @Slot()
    def show_age(self) -> None:
        """Say how long ago the room came into its status, as of now."""
        zone, step = self.context.zone, self._into
        words = self.tr("{ago} by {actor}")
        self.since.setText(
            words.format(ago=zone.ago(step.at), actor=step.actor) if step is not None else ""
        )
        self.status.setToolTip(zone.exact(step.at) if step is not None else "")

    def _events(self, steps: Sequence[TimelineRow]) -> list[TimelineEvent]:
        """What has happened, the latest first."""
        zone, by = self.context.zone, self.tr("by {actor}")
        return [
            TimelineEvent(
                zone.show(step.at),
                step_words(step.step),
                ". ".join(part for part in (by.format(actor=step.actor), step.note) if part),
                "accent" if number == 0 else "",
            )
            for number, step in enumerate(reversed(steps))
        ]

    def _menu(self) -> Sequence[Action]:
        if self.shown is None:
            return ()
        return self._actions.menu(self.shown.room, self.shown.network)

    @Slot(object)
    def _on_tab_chosen(self, key: object) -> None:
        self.stack.setCurrentWidget(self._part(key))
        self._show_panel()

    def _part(self, key: object) -> QWidget:
        """What a tab shows; tabs of another slice are made, and their code loaded, when chosen."""
        makers = {HOLDERS: self._panels.holders, TRADES: self._panels.trades}
        make = makers.get(str(key))
        if key not in self._parts and make is not None:
            self._parts[key] = make(self.context, self._desk)
            self.stack.addWidget(self._parts[key])
        return self._parts[key]

    def _show_panel(self) -> None:
        """Tell the tab of another slice which room it is; hidden ones hear it when chosen."""
        shown = self._part(self.tabs.value())
        if isinstance(shown, RoomPanel):
            shown.show_room(self.room)


def _reading(desk: Desk, panels: RoomPanels, row_id: int) -> RoomDetail:
    return desk.database.read(
        lambda connection: read_detail(connection, row_id, panels.facts, panels.calls),
        snapshot=True,
    )


def _step_into(status: Status, steps: Sequence[TimelineRow]) -> TimelineRow | None:
    """The step that brought the room into its status; later ones, such as edits, kept it there."""
    found: TimelineRow | None = None
    for step in reversed(steps):
        if step.status is not status:
            break
        found = step
    return found
