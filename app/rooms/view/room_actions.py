"""What an operator can do to one room: which of it is allowed now, the questions, the news."""

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.addresses import Network
from app.changes import Done
from app.errors import UserError
from app.kit.actions import DIVIDER, Action
from app.kit.labels import stressed
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.operators.view.denial import needs
from app.rooms import service
from app.rooms.queries import RoomRow
from app.rooms.rules import Status, Step
from app.rooms.view.contract_dialog import ContractDialog
from app.rooms.view.labels import denied, status_words
from app.rooms.view.panels import RoomPanels
from app.rooms.view.room_dialog import EditDialog, RoomDialog
from app.rooms.view.step_dialog import StepDialog, StepQuestion

BUYS_AND_SALES = "all"

Take = Callable[[str, object], Done[int]]


class RoomActions(QObject):
    """Asks, takes the step, and tells what came of it.

    created: row id of a room that was just made.
    """

    created = Signal(object)

    def __init__(
        self, context: ViewContext, desk: Desk, panels: RoomPanels, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._panels = panels
        self._window = parent

    def denied(self, step: Step, room: RoomRow) -> str:
        """Why a step of this room can't be taken now by this operator; empty if it can."""
        return denied(self._desk, step, room)

    def new(self) -> Action:
        """Making a room."""
        denied = needs(self._desk, service.PERMISSIONS[Step.CREATE])
        return Action(
            self.tr("New room token"), self.create, "plus", denied=denied, name="rooms.new"
        )

    def menu(self, room: RoomRow, network: Network) -> Sequence[Action]:
        """Everything that can be done to a room, whether or not it can be done now."""
        tr, deny = self.tr, partial(self._menu_denied, room)
        copy = partial(QGuiApplication.clipboard().setText, room.room_id)
        items = [
            Action(tr("Edit…"), partial(self.edit, room), "edit", "E", denied=deny(Step.EDIT)),
            Action(tr("Copy room ID"), copy, "copy"),
        ]
        if self._panels.market and room.is_open:
            items.append(
                Action(tr("Open in Vending machine"), partial(self.trade, room), "vending")
            )
        items.append(DIVIDER)
        if room.status is Status.DEPLOY_REQUESTED:
            report = partial(self.report_failure, room)
            items.append(
                Action(
                    tr("Report a failed deployment…"), report, "warn-triangle",
                    denied=deny(Step.REPORT_FAILURE),
                )
            )  # fmt: skip
        if room.status in (Status.CONTRACT_SET, Status.INITIALISED):
            replace = partial(self.replace_contract, room, network)
            items.append(
                Action(tr("Set another contract…"), replace, "link", denied=deny(Step.SET_CONTRACT))
            )
        if room.is_open and room.status is not Status.DEPRECATED:
            items += self._market_items(room)
        items.append(
            Action(
                tr("Deprecate…"), partial(self.deprecate, room), "stop", danger=True,
                denied=deny(Step.DEPRECATE),
            )
        )  # fmt: skip
        return items

    def _market_items(self, room: RoomRow) -> list[Action]:
        tr, deny = self.tr, partial(self._menu_denied, room)
        items = [Action(tr("Pause…"), partial(self.pause, room), "pause", denied=deny(Step.PAUSE))]
        if room.status is Status.PAUSED:
            items.append(
                Action(tr("Resume"), partial(self.resume, room), "play", denied=deny(Step.RESUME))
            )
        if self._panels.treasury is not None:
            items.append(
                Action(
                    tr("Change treasury…"), partial(self.change_treasury, room), "wallet",
                    denied=deny(Step.CHANGE_TREASURY),
                )
            )  # fmt: skip
        return items

    def _menu_denied(self, room: RoomRow, step: Step) -> str:
        reason = self.denied(step, room)
        return reason[:1].lower() + reason[1:]

    # Dialogs that hold a form

    def create(self) -> None:
        """Ask for a new room's metadata."""
        dialog = RoomDialog(self._context, self._desk, parent=self._window.window())
        dialog.submitted.connect(self.created)
        self._context.messages.show(dialog)

    def edit(self, room: RoomRow) -> None:
        """Ask for other metadata of a draft."""
        if reason := self.denied(Step.EDIT, room):
            self._context.messages.info(
                self.tr("{name} can't be edited").format(name=room.name), reason
            )
            return
        self._context.messages.show(
            EditDialog(self._context, self._desk, room, parent=self._window.window())
        )

    def replace_contract(self, room: RoomRow, network: Network) -> None:
        """Ask for another contract before the room trades."""
        self._context.messages.show(
            ContractDialog(self._context, self._desk, room, network, parent=self._window.window())
        )

    def change_treasury(self, room: RoomRow) -> None:
        """Ask for another treasury."""
        if self._panels.treasury is not None:
            window = self._window.window()
            self._context.messages.show(
                self._panels.treasury(self._context, self._desk, room, window)
            )

    def trade(self, room: RoomRow) -> None:
        """Show the room where it is traded."""
        self._context.open_record(self._panels.market, room.id)

    # Steps with a reason

    def pause(self, room: RoomRow) -> None:
        """Ask what to pause, and why."""
        text = self.tr("Members see that {name} is paused. Nothing they hold changes.")
        question = StepQuestion(
            title=self.tr("Pause {name}?").format(name=room.name),
            text=text.format(name=stressed(room.name)),
            yes=self.tr("Pause"),
            busy=self.tr("Pausing…"),
            icon="pause",
            choices=pause_choices(),
            choice_label=self.tr("What to pause"),
        )
        undo = Action(self.tr("Undo"), partial(self.resume, room))
        self._ask(
            question,
            lambda reason, what: service.pause(
                self._desk, room.id, sells=what == BUYS_AND_SALES, reason=reason
            ),
            self.tr("{name} is paused").format(name=room.name),
            undo if room.status is Status.TRADING else None,
        )

    def report_failure(self, room: RoomRow) -> None:
        """Ask why a deployment failed."""
        text = self.tr("{name} goes back to its creator, who can request the deployment again.")
        question = StepQuestion(
            title=self.tr("Report a failed deployment?"),
            text=text.format(name=stressed(room.name)),
            yes=self.tr("Report failure"),
            busy=self.tr("Reporting…"),
            icon="warn-triangle",
            reason_required=True,
        )
        self._ask(
            question,
            lambda reason, _: service.report_failure(self._desk, room.id, reason),
            self.tr("Failure of {name} reported").format(name=room.name),
        )

    def deprecate(self, room: RoomRow) -> None:
        """Ask why a room ends."""
        text = self.tr(
            "{name} ends for good: nobody can buy any more. Keys already sold can still be "
            "sold back. This can't be undone."
        )
        question = StepQuestion(
            title=self.tr("Deprecate {name}?").format(name=room.name),
            text=text.format(name=stressed(room.name)),
            yes=self.tr("Deprecate room"),
            busy=self.tr("Deprecating…"),
            icon="stop",
            danger=True,
            reason_required=True,
        )
        self._ask(
            question,
            lambda reason, _: service.deprecate(self._desk, room.id, reason),
            self.tr("{name} is deprecated").format(name=room.name),
        )

    def resume(self, room: RoomRow) -> None:
        """Open a paused room again; needs no question, since it can be paused again."""
        name = room.name
        self._context.tasks.change(
            partial(service.resume, self._desk, room.id),
            done=partial(self._on_resumed, name),
            failed=self._on_refused,
        )

    def _ask(
        self, question: StepQuestion, take: Take, news: str, undo: Action | None = None
    ) -> None:
        dialog = StepDialog(
            self._context,
            question,
            partial(self._start, take, news, undo),
            parent=self._window.window(),
        )
        self._context.messages.show(dialog)

    def _start(
        self,
        take: Take,
        news: str,
        undo: Action | None,
        dialog: StepDialog,
        reason: str,
        choice: object,
    ) -> None:
        self._context.tasks.change(
            partial(take, reason, choice),
            done=partial(self._on_taken, dialog, news, undo),
            failed=partial(self._on_step_refused, dialog),
        )

    def _on_taken(self, dialog: StepDialog, news: str, undo: Action | None, _row_id: int) -> None:
        if shiboken6.isValid(dialog):
            dialog.finish()
        self._context.messages.success(news, "", undo)

    def _on_step_refused(self, dialog: StepDialog, error: UserError) -> None:
        if shiboken6.isValid(dialog) and dialog.isVisible():
            dialog.refuse(error)
        else:
            self._on_refused(error)

    def _on_resumed(self, name: str, _row_id: int) -> None:
        self._context.messages.success(
            self.tr("{name} is {status} again").format(
                name=name, status=status_words(Status.TRADING).lower()
            )
        )

    def _on_refused(self, error: UserError) -> None:
        self._context.messages.error(error)


def pause_choices() -> tuple[tuple[object, str], ...]:
    """What can be paused: values and words."""
    translate = QCoreApplication.translate
    return (
        ("buys", translate("Rooms", "Buys only")),
        (BUYS_AND_SALES, translate("Rooms", "Buys and sales")),
    )
