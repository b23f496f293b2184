"""What can be done to a room that is open: trade, pause, treasury, and the end."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.kit.actions import Action
from app.kit.buttons import Button
from app.kit.labels import Line
from app.kit.layouts import in_column, in_row
from app.kit.page import ViewContext
from app.rooms.queries import RoomRow
from app.rooms.rules import Status, Step
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_actions import RoomActions

Act = Callable[[RoomRow], None]


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
        tr = self.tr

        def button(
            name: str, text: str, run: Act, icon: str = "", kind: str = "secondary"
        ) -> Button:
            act = Action(text, partial(self._do, run), icon, name=name)
            return act.button(context.icons, kind=kind)

        words = tr("Open in Vending machine")
        self.trade = button("rooms.trade", words, actions.trade, "vending", "primary")
        self.pause = button("rooms.pause", tr("Pause…"), actions.pause, "pause")
        self.treasury = button("rooms.treasury", tr("Change treasury…"), actions.change_treasury)
        self.deprecate = button(
            "rooms.deprecate", tr("Deprecate…"), actions.deprecate, kind="danger"
        )
        self._build()

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

    def _do(self, run: Act) -> None:
        if self._room is not None:
            run(self._room)
