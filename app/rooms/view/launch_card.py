"""The launch card: five lamps, who must act next, the exact call to run, and the receipts."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from app.errors import UserError
from app.kit.buttons import Button, IconButton
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.operators.desk import Desk
from app.operators.view.denial import needs
from app.rooms.chain import HttpChain
from app.rooms.deployments import ReceiptRow
from app.rooms.queries import RoomRow
from app.rooms.receipts import ContractPart
from app.rooms.rules import Status, Step
from app.rooms.service import PERMISSIONS
from app.rooms.view.checklist import DONE, STEPS, next_step, step_title, turn_of
from app.rooms.view.lamps import BROKEN, DARK, LIT, NEXT, Lamp, Lamps
from app.rooms.view.panels import RoomPanels
from app.rooms.view.reading import RoomDetail
from app.rooms.view.receipt_dialog import part_words, receipt_dialog

translate = QCoreApplication.translate

LETTERS_A_LINE, MOST_LINES = 38, 6
EDGES = 20
"""Of the call: its frame and the room around the text, in pixels of the design."""
_WAITING = (Status.DEPLOY_REQUESTED, Status.CONTRACT_SET, Status.INITIALISED)


class LaunchCard(Card):
    """What brings the room nearer to its launch, at a glance."""

    def __init__(self, context: ViewContext, desk: Desk, panels: RoomPanels) -> None:
        super().__init__(context.icons, padding=12, raised=True)
        self._context = context
        self._desk = desk
        self._panels = panels
        self._detail: RoomDetail | None = None
        self.setObjectName("rooms.launch_card")
        self.setAccessibleName(self.tr("Launch"))
        self._build()

    def _build(self) -> None:
        icons = self._context.icons
        self.column.setSpacing(10)
        self.lamps = Lamps(icons, name="rooms.lamps")
        self.column.addWidget(self.lamps)
        self.turn = Label("", "h2", wrap=True)
        self.column.addWidget(self.turn)
        self._call = QWidget()
        row = in_row(within=self._call, spacing=6)
        self.call = QPlainTextEdit()
        self.call.setReadOnly(True)
        self.call.setObjectName("rooms.call")
        self.call.setAccessibleName(self.tr("The call to run next"))
        self.call.setProperty("role", "mono")
        # A room id may be one word of 256 letters.
        self.call.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.call.setTabChangesFocus(True)
        row.addWidget(self.call, 1)
        self.copy = IconButton(
            "copy", self.tr("Copy the call"), icons, name="rooms.copy_call", extent="tiny"
        )
        self.copy.clicked.connect(self._on_copy_clicked)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self._call)
        self._receipts = in_column(spacing=4)
        self.column.addLayout(self._receipts)
        self.column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        icons = self._context.icons
        self.paste = Button(
            self.tr("Paste receipt…"), icons, name="rooms.paste_receipt", extent="small"
        )
        self.export = Button(
            self.tr("Export contracts…"), icons, name="rooms.export_contracts", extent="small"
        )
        self.check = Button(
            self.tr("Check source"), icons, name="rooms.check_source", extent="small"
        )
        self.paste.clicked.connect(self._on_paste_clicked)
        self.export.clicked.connect(self._on_export_clicked)
        self.check.clicked.connect(self._on_check_clicked)
        return in_row(self.export, self.paste, self.check, STRETCH, spacing=8)

    def show_detail(self, detail: RoomDetail) -> None:
        """Show the room as it is now."""
        self._detail = detail
        room = detail.room
        self.setVisible(room.status is not Status.DEPRECATED)
        self.lamps.show_lamps(lamps_of(room.status))
        self.turn.setText(turn_words(room.status))
        calls = "\n".join(detail.calls)
        if self.call.toPlainText() != calls:
            self.call.setPlainText(calls)
        lines = sum(-(-len(each) // LETTERS_A_LINE) for each in detail.calls)
        self.call.ensurePolished()
        line = self.call.fontMetrics().lineSpacing()
        self.call.setFixedHeight(self._context.themes.px(EDGES) + line * min(lines, MOST_LINES))
        self._call.setVisible(bool(calls))
        self._show_receipts(detail)
        self.export.setVisible(self._panels.export is not None)
        self.paste.setVisible(self._next_part() is not None)
        self.paste.set_denied(needs(self._desk, PERMISSIONS[Step.SET_CONTRACT]))
        can_check = self._panels.check is not None and bool(detail.receipts)
        self.check.setVisible(can_check and bool(detail.stacks_api))

    def _next_part(self) -> ContractPart | None:
        """Which contract's receipt is still missing, where one can be pasted."""
        assert self._detail is not None
        receipts, status = self._detail.receipts, self._detail.room.status
        if ContractPart.TOKEN not in receipts and status in _WAITING:
            return ContractPart.TOKEN
        if ContractPart.MACHINE not in receipts and status in (
            *_WAITING,
            Status.TRADING,
            Status.PAUSED,
        ):
            return ContractPart.MACHINE
        return None

    def _show_receipts(self, detail: RoomDetail) -> None:
        while self._receipts.count():
            item = self._receipts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in ContractPart:
            if part in detail.receipts:
                self._receipts.addWidget(self._receipt(detail.receipts[part]))

    def _receipt(self, receipt: ReceiptRow) -> QWidget:
        words = self.tr("{part} deployed in block {height}")
        title = words.format(part=part_words(receipt.part), height=grouped(receipt.block_height))
        if receipt.source_hash:
            title = f"{title} · {self.tr('source agrees')}"
        box = QWidget()
        column = in_column(Label(title, "t2", tone="ok", wrap=True), within=box, spacing=0)
        for text in (receipt.contract, receipt.tx_id):
            column.addWidget(ElidedLabel(text, "mono2"))
        at = self._context.zone.show(receipt.at)
        box.setToolTip(self.tr("Recorded {at} by {actor}").format(at=at, actor=receipt.actor))
        box.setAccessibleName(title)
        return box

    @Slot()
    def _on_copy_clicked(self) -> None:
        if self._detail is not None:
            QGuiApplication.clipboard().setText("\n".join(self._detail.calls))
            self._context.messages.info(self.tr("Call copied"), self._detail.calls[0])

    @Slot()
    def _on_paste_clicked(self) -> None:
        part = self._next_part()
        if self._detail is None or part is None:
            return
        dialog = receipt_dialog(
            self._context, self._desk, self._detail.room, self._detail.network, part, self.window()
        )
        dialog.submitted.connect(self._on_receipt_kept)
        self._context.messages.show(dialog)

    @Slot(object)
    def _on_receipt_kept(self, receipt: ReceiptRow) -> None:
        self._context.messages.success(self.tr("Receipt kept"), receipt.contract)

    @Slot()
    def _on_export_clicked(self) -> None:
        if self._detail is not None and self._panels.export is not None:
            self._panels.export(self._context, self._desk, self._detail.room, self.window())

    @Slot()
    def _on_check_clicked(self) -> None:
        detail, check = self._detail, self._panels.check
        if detail is None or check is None or self.check.busy:
            return
        room, url, desk = detail.room, detail.stacks_api, self._desk
        parts = tuple(detail.receipts)
        self.check.set_busy(self.tr("Asking…"))
        # Not on the database's thread, which would wait for the chain.
        self._context.tasks.changes(
            lambda: (check(desk, room.id, part, HttpChain(url)) for part in parts),
            done=partial(self._on_checked, room),
            failed=self._on_not_checked,
            lane="pool",
            owner=self,
        )

    def _on_checked(self, room: RoomRow, _nothing: None) -> None:
        self.check.set_busy()
        self._context.messages.success(
            self.tr("The source agrees"),
            self.tr("What is deployed for {name} is what was exported.").format(name=room.name),
        )

    def _on_not_checked(self, error: UserError) -> None:
        self.check.set_busy()
        self._context.messages.error(error)


def lamps_of(status: Status) -> list[Lamp]:
    """One lamp for each deployment step."""
    captions = (
        translate("Rooms", "Created"),
        translate("Rooms", "Requested"),
        translate("Rooms", "Contract"),
        translate("Rooms", "Token"),
        translate("Rooms", "Machine"),
    )
    words = {
        LIT: translate("Rooms", "done"),
        NEXT: translate("Rooms", "next"),
        BROKEN: translate("Rooms", "failed"),
        DARK: translate("Rooms", "later"),
    }
    done, waiting = DONE[status], next_step(status)
    found = []
    for number, (step, caption) in enumerate(zip(STEPS, captions, strict=True)):
        state = LIT if number < done else NEXT if step is waiting else DARK
        if status is Status.FAILED and step is waiting:
            state = BROKEN
        found.append(Lamp(caption, state, words[state]))
    return found


def turn_words(status: Status) -> str:
    """Who must act next, and how."""
    step = next_step(status)
    if step is None:
        return translate("Rooms", "Launched: the room trades")
    words = translate("Rooms", "{who} next: {step}")
    return words.format(who=turn_of(step), step=step_title(step))
