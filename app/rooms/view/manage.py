"""What can be done to a room that is open: trade, pause, treasury, and the end."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.kit.buttons import Button
from app.kit.labels import Line
from app.kit.layouts import in_column, in_row
from app.kit.page import ViewContext
from app.rooms.queries import RoomRow
from app.rooms.rules import Status, Step
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_actions import RoomActions


class ManageRow(QWidget):
    """Buttons for an open room; hidden for a room on its way and for a deprecated one."""

    def __init__(
        self,
        context: ViewContext,
        actions: RoomActions,
        panels: RoomPanels,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._panels = panels
        self._room: RoomRow | None = None
        icons = context.icons
        self.trade = Button(
            self.tr("Open in Vending machine"),
            icons,
            name="rooms.trade",
            kind="primary",
            extent="small",
            icon="vending",
        )
        self.pause = Button(
            self.tr("Pause…"), icons, name="rooms.pause", extent="small", icon="pause"
        )
        self.treasury = Button(
            self.tr("Change treasury…"), icons, name="rooms.treasury", extent="small"
        )
        self.deprecate = Button(
            self.tr("Deprecate…"), icons, name="rooms.deprecate", kind="danger", extent="small"
        )
        self._build()
        self.trade.clicked.connect(self._on_trade_clicked)
        self.pause.clicked.connect(self._on_pause_clicked)
        self.treasury.clicked.connect(self._on_treasury_clicked)
        self.deprecate.clicked.connect(self._on_deprecate_clicked)

    def _build(self) -> None:
        column = in_column(within=self, margins=(0, 12, 0, 0), spacing=8)
        for widgets in ((self.trade, self.pause), (self.treasury, self.deprecate)):
            row = in_row(widgets[0], spacing=8)
            if widgets[1] is self.deprecate:
                row.addStretch(1)
            row.addWidget(widgets[1])
            if widgets[1] is self.pause:
                row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(Line())
        self.trade.setVisible(bool(self._panels.market))
        self.treasury.setVisible(self._panels.treasury is not None)

    def show_room(self, room: RoomRow) -> None:
        """Show what can be done to this room now."""
        self._room = room
        self.setVisible(room.is_open and room.status is not Status.DEPRECATED)
        for button, step in (
            (self.pause, Step.PAUSE),
            (self.treasury, Step.CHANGE_TREASURY),
            (self.deprecate, Step.DEPRECATE),
        ):
            button.set_denied(self._actions.denied(step, room))

    @Slot()
    def _on_trade_clicked(self) -> None:
        if self._room is not None:
            self._actions.trade(self._room)

    @Slot()
    def _on_pause_clicked(self) -> None:
        if self._room is not None:
            self._actions.pause(self._room)

    @Slot()
    def _on_treasury_clicked(self) -> None:
        if self._room is not None:
            self._actions.change_treasury(self._room)

    @Slot()
    def _on_deprecate_clicked(self) -> None:
        if self._room is not None:
            self._actions.deprecate(self._room)
