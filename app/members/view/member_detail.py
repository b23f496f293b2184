"""The detail of a member: who they are, what they hold, and how it came to that."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from sqlalchemy import Connection

from app.kit.actions import DIVIDER, Action
from app.kit.badges import Badge
from app.kit.buttons import IconButton
from app.kit.detail_pane import DetailPane
from app.kit.forms import FormDialog
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.marks import Avatar
from app.kit.menus import MoreButton
from app.kit.numbers import DASH, grouped, short_id, signed
from app.kit.page import ViewContext
from app.kit.panels import KeyValues, PaneHeader
from app.kit.steps import Timeline, TimelineEvent
from app.ledger.assets import AssetRow, list_assets
from app.ledger.queries import HistoryRow, account_history
from app.ledger.rules import AccountRef, AssetKind
from app.members import service
from app.members.queries import BalanceRow, MemberRow, member_balances, member_by_id
from app.members.rules import MemberStatus
from app.members.view.columns import TONES, status_words
from app.members.view.member_forms import edit_member_form, money_form, principal_form
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs

MemberForm = Callable[[ViewContext, Desk, MemberRow, QWidget], FormDialog]

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


class MemberDetail(DetailPane[MemberSheet]):
    """Header, balances and history, and what can be done for the member."""

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context, partial(read_sheet, desk), name="member", parent=parent)
        self._desk = desk
        icons, tr = context.icons, self.tr
        denied = needs(desk, Permission.DEPOSIT)
        self._avatar = Avatar(context.themes, "", 32)
        self._name = ElidedLabel("", "h1")
        self._display_name = ElidedLabel("", "t3")
        self._badge = Badge("", icons)
        self._more = MoreButton(self._menu, icons, name="member.more")
        self._close = IconButton("close", tr("Close"), icons, name="member.close")
        self._close.clicked.connect(self.close_wanted)
        self.deposit = Action(
            tr("Deposit…"), partial(self._ask_money, True), "arrow-down", denied=denied,
            name="member.deposit",
        ).button(icons, kind="primary")  # fmt: skip
        self.withdraw = Action(
            tr("Withdraw…"), partial(self._ask_money, False), "arrow-up", denied=denied,
            name="member.withdraw",
        ).button(icons)  # fmt: skip
        self._facts = KeyValues(icons)
        self._balances = in_column()
        self._history = in_column()
        self._compose()

    def show_detail(self, detail: MemberSheet) -> None:
        row, zone = detail.member, self.context.zone
        self._avatar.set_name(row.display_name or row.username)
        self._name.setText(row.username)
        self._display_name.setText(row.display_name)
        self._display_name.setVisible(bool(row.display_name))
        self._badge.show_text(status_words(row.status), TONES[row.status])
        self._facts.set("id", grouped(row.id))
        self._facts.set("principal", short_id(row.principal) if row.principal else DASH)
        self._facts.widget("principal").setToolTip(row.principal)
        self._facts.set("joined", zone.show(row.created_at))
        self._show_balances(detail)
        self._show_history(detail)

    def _compose(self) -> None:
        head = in_row(
            self._avatar,
            (in_column(self._name, self._display_name, spacing=0), 1),
            self._badge,
            self._more,
            self._close,
            margins=(16, 12, 12, 12),
            spacing=10,
        )
        self.column.addLayout(head)
        buttons = in_row(self.deposit, self.withdraw, STRETCH, margins=(16, 0, 16, 12), spacing=8)
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
        icons = self.context.icons
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

    def _menu(self) -> list[Action]:
        if self.shown is None:
            return []
        row, tr = self.shown.member, self.tr
        denied = needs(self._desk, Permission.MANAGE_MEMBERS)

        def action(
            text: str, run: Callable[[], None], icon: str, *, danger: bool = False
        ) -> Action:
            return Action(text, run, icon, danger=danger, denied=denied)

        edit = partial(self._ask, edit_member_form, row)
        principal = partial(self._ask, principal_form, row)
        suspend = partial(self._ask_status, row, MemberStatus.SUSPENDED)
        reinstate = partial(self._ask_status, row, MemberStatus.ACTIVE)
        ban = partial(self._ask_status, row, MemberStatus.BANNED)
        items = [
            action(tr("Edit…"), edit, "edit"),
            action(tr("Set the principal…"), principal, "key"),
            DIVIDER,
        ]
        if row.status is MemberStatus.ACTIVE:
            items.append(action(tr("Suspend…"), suspend, "pause", danger=True))
        else:
            items.append(action(tr("Make active again…"), reinstate, "play"))
        if row.status is not MemberStatus.BANNED:
            items.append(action(tr("Ban…"), ban, "stop", danger=True))
        return items

    def _ask(self, form: MemberForm, row: MemberRow) -> None:
        self.context.messages.show(form(self.context, self._desk, row, self.window()))

    def _ask_money(self, is_deposit: bool) -> None:
        if self.shown is not None:
            sheet = self.shown
            self.context.messages.show(
                money_form(
                    self.context, self._desk, sheet.member, sheet.quotes, self.window(),
                    is_deposit=is_deposit,
                )
            )  # fmt: skip

    def _ask_status(self, row: MemberRow, status: MemberStatus) -> None:
        title, text = {
            MemberStatus.SUSPENDED: (
                self.tr("Suspend %1?"),
                self.tr("They keep everything and can't trade until they are active again."),
            ),
            MemberStatus.BANNED: (
                self.tr("Ban %1?"),
                self.tr("They keep everything and can't trade any more."),
            ),
            MemberStatus.ACTIVE: (
                self.tr("Make %1 active again?"),
                self.tr("They can trade again at once."),
            ),
        }[status]
        title = title.replace("%1", row.username)
        self.context.messages.ask_reason(
            title,
            text,
            yes=title.strip("¿?"),
            on_yes=partial(self._set_status, row, status),
            danger=status is not MemberStatus.ACTIVE,
        )

    def _set_status(self, row: MemberRow, status: MemberStatus, reason: str) -> None:
        desk, version = self._desk, row.version
        self.context.tasks.change(
            lambda: service.set_status(desk, row.id, status, reason=reason, version=version)
        )

    def _show_balances(self, sheet: MemberSheet) -> None:
        _clear(self._balances)
        rows = KeyValues(self.context.icons)
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
        zone = self.context.zone
        events = [
            TimelineEvent(
                zone.queue(row.at),
                f"{signed(row.change)} {asset.code}",
                f"{kind_words(row.kind)} · {grouped(row.balance_before)} → "
                f"{grouped(row.balance_after)}",
            )
            for asset, row in sheet.history
        ]
        timeline = Timeline(self.context.icons, name="member.history")
        timeline.show_events(events)
        self._history.addWidget(timeline)


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
