"""The detail of a member: who they are, what they hold, and how it came to that."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from sqlalchemy import Connection

from app.kit.actions import DIVIDER, Action
from app.kit.badges import Badge
from app.kit.buttons import Button, IconButton
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.marks import Avatar
from app.kit.menus import MoreButton
from app.kit.numbers import DASH, grouped, short_id, signed
from app.kit.page import ViewContext
from app.kit.panels import KeyValues, Pane, PaneHeader
from app.kit.steps import Timeline, TimelineEvent
from app.ledger.assets import AssetRow, list_assets
from app.ledger.queries import HistoryRow, account_history
from app.ledger.rules import AccountRef, AssetKind
from app.members.queries import BalanceRow, MemberRow, member_balances, member_by_id
from app.members.rules import MemberStatus
from app.members.view.columns import TONES, status_words
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs

HISTORY = 30


@dataclass(frozen=True)
class MemberSheet:
    """Everything the detail shows, read in one transaction."""

    member: MemberRow
    balances: tuple[BalanceRow, ...]
    quotes: tuple[AssetRow, ...]
    history: tuple[tuple[AssetRow, HistoryRow], ...]


def read_sheet(desk: Desk, member_id: int) -> MemberSheet:
    """The member's sheet; raises NotFound."""

    def work(connection: Connection) -> MemberSheet:
        quotes = list_assets(connection, AssetKind.QUOTE)
        rows = [
            (asset, row)
            for asset in quotes
            for row in account_history(
                connection, AccountRef(asset.id, "member", member_id), limit=HISTORY
            )
        ]
        rows.sort(key=lambda each: (each[1].entry, each[1].position), reverse=True)
        return MemberSheet(
            member_by_id(connection, member_id),
            member_balances(connection, member_id),
            quotes,
            tuple(rows[:HISTORY]),
        )

    return desk.database.read(work)


class MemberDetail(Pane):
    """Header, balances and history; what can be done are wishes that the page carries out.

    wished: one of deposit, withdraw, edit, principal, suspend, ban, reinstate.
    """

    wished = Signal(str)
    close_wanted = Signal()

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._desk = desk
        self._sheet: MemberSheet | None = None
        self.setObjectName("member")
        icons = context.icons
        self._avatar = Avatar(context.themes, "", 32)
        self._name = ElidedLabel("", "h1")
        self._shown = ElidedLabel("", "t3")
        self._badge = Badge("", icons)
        self._more = MoreButton(self._menu, icons, name="member.more")
        self._close = IconButton("close", self.tr("Close"), icons, name="member.close")
        self._deposit = self._button("deposit", self.tr("Deposit…"), "arrow-down", "primary")
        self._withdraw = self._button("withdraw", self.tr("Withdraw…"), "arrow-up", "secondary")
        self._facts = KeyValues(icons)
        self._balances = in_column()
        self._history = in_column()
        self._compose()
        self._close.clicked.connect(self.close_wanted)

    @property
    def sheet(self) -> MemberSheet | None:
        """What is shown."""
        return self._sheet

    def show_sheet(self, sheet: MemberSheet) -> None:
        """Show a member."""
        self._sheet = sheet
        row, zone = sheet.member, self._context.zone
        self._avatar.set_name(row.display_name or row.username)
        self._name.setText(row.username)
        self._shown.setText(row.display_name)
        self._shown.setVisible(bool(row.display_name))
        self._badge.show_text(status_words(row.status), TONES[row.status])
        self._facts.set("id", grouped(row.id))
        self._facts.set("principal", short_id(row.principal) if row.principal else DASH)
        self._facts.widget("principal").setToolTip(row.principal)
        self._facts.set("joined", zone.show(row.created_at))
        self._show_balances(sheet)
        self._show_history(sheet)

    def _compose(self) -> None:
        head = in_row(
            self._avatar,
            (in_column(self._name, self._shown, spacing=0), 1),
            self._badge,
            self._more,
            self._close,
            margins=(16, 12, 12, 12),
            spacing=10,
        )
        self.column.addLayout(head)
        buttons = in_row(self._deposit, self._withdraw, STRETCH, margins=(16, 0, 16, 12), spacing=8)
        self.column.addLayout(buttons)
        self.column.addWidget(Line())
        body = QWidget()
        body.setProperty("role", "page")
        column = in_column(within=body, margins=(16, 12, 16, 16), spacing=8)
        for key, title in (
            ("id", self.tr("Member ID")),
            ("principal", self.tr("Principal")),
            ("joined", self.tr("Joined")),
        ):
            self._facts.add(key, title)
        column.addWidget(self._facts)
        icons = self._context.icons
        for title, layout in (
            (self.tr("Balances"), self._balances),
            (self.tr("Money history"), self._history),
        ):
            column.addWidget(PaneHeader(title, icons, padding=0))
            column.addLayout(layout)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addWidget(scroll, 1)

    def _button(self, wish: str, text: str, icon: str, kind: str) -> Button:
        button = Button(
            text, self._context.icons, name=f"member.{wish}", kind=kind, icon=icon, extent="small"
        )
        button.clicked.connect(lambda: self.wished.emit(wish))
        button.set_denied(needs(self._desk, Permission.DEPOSIT))
        return button

    def _menu(self) -> list[Action]:
        denied = needs(self._desk, Permission.MANAGE_MEMBERS)
        status = self._sheet.member.status if self._sheet else MemberStatus.ACTIVE

        def item(wish: str, text: str, icon: str, *, danger: bool = False) -> Action:
            return Action(text, self._wishes(wish), icon=icon, danger=danger, denied=denied)

        items = [
            item("edit", self.tr("Edit…"), "edit"),
            item("principal", self.tr("Set the principal…"), "key"),
            DIVIDER,
        ]
        if status is MemberStatus.ACTIVE:
            items.append(item("suspend", self.tr("Suspend…"), "pause", danger=True))
        else:
            items.append(item("reinstate", self.tr("Make active again…"), "play"))
        if status is not MemberStatus.BANNED:
            items.append(item("ban", self.tr("Ban…"), "stop", danger=True))
        return items

    def _wishes(self, wish: str) -> Callable[[], None]:
        return lambda: self.wished.emit(wish)

    def _show_balances(self, sheet: MemberSheet) -> None:
        _clear(self._balances)
        rows = KeyValues(self._context.icons)
        for row in sheet.balances:
            if row.balance or not row.asset_code.startswith("key:"):
                rows.add(row.asset_code, row.asset_code, grouped(row.balance), role="vb")
        if not sheet.balances:
            self._balances.addWidget(Label(self.tr("Nothing yet."), "t3"))
        self._balances.addWidget(rows)

    def _show_history(self, sheet: MemberSheet) -> None:
        _clear(self._history)
        if not sheet.history:
            self._history.addWidget(Label(self.tr("No entries yet."), "t3"))
            return
        zone = self._context.zone
        events = [
            TimelineEvent(
                zone.queue(row.at),
                f"{signed(row.change)} {asset.code}",
                f"{kind_words(row.kind)} · {grouped(row.balance_before)} → "
                f"{grouped(row.balance_after)}",
            )
            for asset, row in sheet.history
        ]
        timeline = Timeline(self._context.icons, name="member.history")
        timeline.show_events(events)
        self._history.addWidget(timeline)

    @Slot()
    def focus_first(self) -> None:
        """Put the focus on the first thing that can be done."""
        self._deposit.setFocus()


def kind_words(kind: str) -> str:
    """What an entry was, in words."""
    tr = QCoreApplication.translate
    words = {
        "deposit": tr("Members", "Deposit"),
        "withdrawal": tr("Members", "Withdrawal"),
        "trade": tr("Members", "Trade"),
        "key_transfer": tr("Members", "Keys passed on"),
    }
    return words.get(kind, kind)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
