"""The forms of a legacy room's steps."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt

from app.changes import Done
from app.errors import Cancelled, Unavailable, UserError
from app.kit.fields import TextArea
from app.kit.layouts import in_column
from app.kit.number_field import NumberField
from app.kit.numbers import grouped, unit
from app.kit.page import ViewContext
from app.kit.segments import Segmented
from app.migration.reserve import ReserveSource, ReserveState, fill_reserve, open_legacy
from app.migration.view.reading import LegacyDetail
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs
from app.rooms.queries import RoomRow
from app.rooms.service import LONGEST_NOTE
from app.rooms.view.step_forms import ActForm, CardForm
from app.vending.machines import MachineTerms
from app.vending.view.machine.machine_form import MachineForm

Act = Callable[[str], Done[Any]]


class NoteForm(ActForm):
    """One button, and a note where the step keeps one."""

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        *,
        words: str,
        busy: str,
        name: str,
        permission: Permission,
        act: Act,
        note: str = "",
        note_required: bool = False,
    ) -> None:
        super().__init__(context, desk)
        self._step = act
        column = in_column(within=self, spacing=8)
        self.note: TextArea | None = None
        if note:
            self.note = TextArea(
                note, context.icons, name=f"{name}_note", required=note_required,
                limit=LONGEST_NOTE, lines=2,
            )  # fmt: skip
            column.addWidget(self.note)
        button = self.make_act(words, busy, name=name, denied=needs(desk, permission))
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def draft(self) -> object:
        return self.note.text() if self.note is not None else None

    def restore(self, draft: object) -> None:
        if self.note is not None and isinstance(draft, str):
            self.note.set_text(draft)

    def validate(self) -> bool:
        return self.note is None or self.note.validate()

    def work(self) -> Callable[[], Done[Any]]:
        return partial(self._step, self.note.text() if self.note is not None else "")


class FillForm(CardForm):
    """Brings money into the reserve, the whole shortfall unless less is typed."""

    def __init__(
        self, context: ViewContext, desk: Desk, room: RoomRow, detail: LegacyDetail
    ) -> None:
        super().__init__(context, desk, room)
        self._legacy = detail.row.id
        self._key = uuid4().hex
        reserve = detail.reserve
        missing = reserve.shortfall if reserve is not None else 0
        self.source = Segmented(
            [
                (ReserveSource.TRANSFERRED, self.tr("From the shared reserve")),
                (ReserveSource.TOPPED_UP, self.tr("Top-up")),
            ],
            context.icons,
            name="legacy.fill_source",
            label=self.tr("Where the money comes from"),
        )
        if reserve is not None and reserve.transferred:
            self.source.set_value(ReserveSource.TOPPED_UP)
        self.amount = NumberField(
            self.tr("Amount"),
            context.icons,
            name="legacy.fill_amount",
            field="amount",
            hint=self.tr("{missing} missing").format(missing=grouped(missing)),
            unit=unit(detail.quote),
            minimum=1,
            maximum=missing,
        )
        self.amount.set_value(missing)
        self.reason = TextArea(
            self.tr("Reason"), context.icons, name="legacy.fill_reason", limit=LONGEST_NOTE, lines=2
        )
        for part in (self.source, self.amount, self.reason):
            self.card.column.addWidget(part)
        self.fields |= {"amount": self.amount, "reason": self.reason}
        self.add_buttons(
            self.make_act(
                self.tr("Bring in"),
                self.tr("Booking…"),
                name="legacy.fill",
                denied=needs(desk, Permission.DEPOSIT),
            )
        )

    def validate(self) -> bool:
        return self.amount.validate()

    def work(self) -> Callable[[], Done[ReserveState]]:
        source = self.source.value()
        assert isinstance(source, ReserveSource)
        return partial(
            fill_reserve, self.desk, self._legacy, source, self.amount.value(), self._key,
            self.reason.text(),
        )  # fmt: skip

    def tell(self, value: ReserveState) -> None:
        if value.shortfall:
            words = self.tr("{missing} are still missing").format(missing=grouped(value.shortfall))
        else:
            words = self.tr("Nothing is missing; the room can be resumed.")
        self.context.messages.success(self.tr("Reserve filled"), words)

    def refuse(self, error: UserError) -> None:
        if not isinstance(error, Unavailable):
            # What is sent again after a refusal is another request; after no answer, nobody knows
            # whether it was booked, and the same key books it once.
            self._key = uuid4().hex
        super().refuse(error)


class OpenForm(MachineForm):
    """The terms of the room's machine; opens it with the snapshot's keys."""

    def __init__(
        self, context: ViewContext, desk: Desk, room: RoomRow, detail: LegacyDetail
    ) -> None:
        super().__init__(context, desk, room)
        self._legacy = detail.row
        self.mode.hide()
        self.initialise.setText(
            self.tr("Open with {keys} keys…").format(keys=grouped(detail.row.supply))
        )
        self.initialise.set_denied(needs(desk, Permission.INITIALISE))

    def question(self, terms: MachineTerms) -> tuple[str, str, str]:
        text = self.tr(
            "{holders} holders get their {keys} keys. The room stays shut until its reserve is "
            "whole. Curve and fees can't be changed afterwards."
        )
        row = self._legacy
        return (
            self.tr("Open {name} with its keys?").format(name=self.room.name),
            text.format(holders=grouped(row.holders), keys=grouped(row.supply)),
            self.tr("Open"),
        )

    def carry_out(self, terms: MachineTerms) -> None:
        self.initialise.set_busy(self.tr("Issuing the keys…"))
        desk, row_id = self.desk, self._legacy.id
        self.context.tasks.long(
            lambda work: open_legacy(desk, row_id, terms, work, work.announce),
            title=self.tr("Issuing the keys of {room}").format(room=self._legacy.room_id),
            done=self._on_opened,
            failed=self._on_stopped,
        )

    def _on_opened(self, state: ReserveState) -> None:
        self.initialise.set_busy()
        missing = grouped(state.shortfall)
        self.context.messages.success(
            self.tr("{name} has its keys").format(name=self.room.name),
            self.tr("{missing} are missing in its reserve.").format(missing=missing),
        )

    def _on_stopped(self, error: UserError) -> None:
        if isinstance(error, Cancelled):
            self.initialise.set_busy()
            self.trouble.say(
                "warn", self.tr("Stopped"), self.tr("Open it again to go on where it stopped.")
            )
            self.trouble.show()
            return
        self._on_refused(error)
