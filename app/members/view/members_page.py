"""The Members page: a list with search, and the detail of one member."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.db.paging import QuerySource
from app.kit.actions import Action
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.fields import SearchField
from app.kit.labels import Line, escaped, stressed
from app.kit.layouts import STRETCH, in_row
from app.kit.menus import MenuButton
from app.kit.numbers import counted, grouped
from app.kit.page import Page, ViewContext
from app.kit.panels import Pane
from app.kit.splits import ListAndDetail
from app.kit.states import EmptyState
from app.kit.table.pane import TablePane, TableSpec
from app.listing import Listing
from app.members import service
from app.members.money import Moved
from app.members.queries import MemberRow, member_page, stream_members
from app.members.rules import MemberStatus
from app.members.view.columns import member_columns, status_words
from app.members.view.member_detail import MemberDetail, MemberSheet, read_sheet
from app.members.view.member_forms import (
    edit_member_form,
    money_form,
    new_member_form,
    principal_form,
)
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs


class MembersPage(Page):
    """Finds members, makes them, books money for them."""

    kinds = frozenset({"member", "entry", "trade"})

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = desk
        self._shown_id: int | None = None
        self.setObjectName("members")
        icons = context.icons
        self.search = SearchField(
            icons, name="members.search", placeholder=self.tr("Name, ID or principal")
        )
        statuses = [(status.value, status_words(status)) for status in MemberStatus]
        self.status = MenuButton(
            self.tr("Status"), [("", self.tr("all")), *statuses], icons, name="members.status",
            icon="filter",
        )  # fmt: skip
        self.new = Button(
            self.tr("New member"), icons, name="members.new", kind="primary", icon="plus",
            extent="small",
        )  # fmt: skip
        self.new.set_denied(needs(desk, Permission.MANAGE_MEMBERS))
        empty = EmptyState(
            icons,
            icon="members",
            title=self.tr("No members yet"),
            text=self.tr("Members trade keys. Make the first one, then book a deposit."),
            primary=Action(self.tr("New member"), self.open_new, "plus", name="members.first"),
        )
        self.table = TablePane(
            self._spec(),
            QuerySource(desk.database, member_page, stream_members),
            context,
            empty=empty,
        )
        self.detail = MemberDetail(context, desk)
        self.split = ListAndDetail(
            self._list(), self.detail, context.themes, context.settings, name="members.split"
        )
        in_row(self.split, within=self)
        self._connect()

    def reload(self) -> None:
        self.table.refresh()
        if self._shown_id is not None:
            self._read(self._shown_id)

    def commands(self) -> tuple[Action, ...]:
        denied = needs(self._desk, Permission.MANAGE_MEMBERS)
        return (
            Action(self.tr("New member…"), self.open_new, "plus", denied=denied),
            Action(self.tr("Export members…"), self.export_current, "export", "Ctrl+E"),
        )

    def show_record(self, record_id: int) -> None:
        self.table.paged.selection.select(record_id)
        self._open(record_id)

    def export_current(self) -> None:
        self.table.export()

    @Slot()
    def focus_search(self) -> None:
        self.search.setFocus()

    @Slot()
    def open_new(self) -> None:
        """Ask for a new member."""
        form = new_member_form(self.context, self._desk, self)
        form.submitted.connect(self._on_member_made)
        self._ask(form)

    def _list(self) -> QWidget:
        pane = Pane(self)
        self.search.setFixedWidth(self.context.themes.px(256))
        bar = in_row(
            self.search,
            self.status,
            STRETCH,
            self.table.views_button(),
            self.table.columns_button(),
            self.table.export_button(),
            self.new,
            margins=(16, 8, 16, 8),
            spacing=8,
        )
        pane.column.addLayout(bar)
        pane.column.addWidget(Line())
        pane.column.addWidget(self.table, 1)
        return pane

    def _spec(self) -> TableSpec:
        tr = self.tr

        def no_match(listing: Listing) -> str:
            if listing.search:
                words = escaped(tr("No member matches %1."))
                return words.replace("%1", stressed(listing.search))
            return escaped(tr("No member matches the filters."))

        return TableSpec(
            name="members",
            label=tr("Members"),
            columns=member_columns(self.context.zone),
            describe=lambda count: counted(count, tr("member"), tr("members")),
            several=True,
            filters=("status",),
            keys=((("J", "K"), tr("move")), (("Enter",), tr("open"))),
            no_match=no_match,
        )

    def _connect(self) -> None:
        self.search.searched.connect(self.table.paged.search)
        self.status.chosen.connect(self._on_status_chosen)
        self.new.clicked.connect(self.open_new)
        self.table.view.opened.connect(self._on_opened)
        self.table.view.dismissed.connect(self.split.close_detail)
        self.table.view.search_wanted.connect(self.focus_search)
        self.search.left.connect(self.table.view.enter)
        self.table.view.clicked.connect(self._on_clicked)
        self.table.listing_changed.connect(self._on_listing_changed)
        self.detail.close_wanted.connect(self.split.close_detail)
        self.detail.wished.connect(self._on_wished)
        self.split.closed.connect(self._on_closed)

    @Slot(object)
    def _on_status_chosen(self, value: object) -> None:
        self.table.paged.filter(status=value or None)

    @Slot(object)
    def _on_listing_changed(self, listing: Listing) -> None:
        self.status.set_value(listing.filters.get("status") or "")

    @Slot(object)
    def _on_opened(self, row: MemberRow) -> None:
        self._open(row.id)

    @Slot()
    def _on_clicked(self) -> None:
        row = self.table.view.current_row()
        if row is not None:
            self._open(row.id)

    @Slot()
    def _on_closed(self) -> None:
        self._shown_id = None

    def _open(self, member_id: int) -> None:
        self._shown_id = member_id
        self._read(member_id)

    def _read(self, member_id: int) -> None:
        desk = self._desk
        self.context.tasks.query(
            lambda: read_sheet(desk, member_id), done=self._on_sheet, key="members.sheet"
        )

    def _on_sheet(self, sheet: MemberSheet) -> None:
        if sheet.member.id == self._shown_id:
            self.detail.show_sheet(sheet)
            self.split.open_detail()

    @Slot(str)
    def _on_wished(self, wish: str) -> None:
        sheet = self.detail.sheet
        if sheet is None:
            return
        context, desk, row = self.context, self._desk, sheet.member
        if wish in ("deposit", "withdraw"):
            form = money_form(context, desk, row, sheet.quotes, self, is_deposit=wish == "deposit")
            form.submitted.connect(self._on_money_moved)
            self._ask(form)
        elif wish == "edit":
            self._ask(edit_member_form(context, desk, row, self))
        elif wish == "principal":
            self._ask(principal_form(context, desk, row, self))
        else:
            self._ask_status(wish, row)

    def _ask(self, dialog: Dialog) -> None:
        self.context.messages.show(dialog)

    def _ask_status(self, wish: str, row: MemberRow) -> None:
        titles = {
            "suspend": self.tr("Suspend %1?"),
            "ban": self.tr("Ban %1?"),
            "reinstate": self.tr("Make %1 active again?"),
        }
        texts = {
            "suspend": self.tr("They keep everything and can't trade until they are active again."),
            "ban": self.tr("They keep everything and can't trade any more."),
            "reinstate": self.tr("They can trade again at once."),
        }
        statuses = {
            "suspend": MemberStatus.SUSPENDED,
            "ban": MemberStatus.BANNED,
            "reinstate": MemberStatus.ACTIVE,
        }
        self.context.messages.ask_reason(
            titles[wish].replace("%1", row.username),
            texts[wish],
            yes=titles[wish].replace("%1", row.username).strip("¿?"),
            on_yes=self._sets(row, statuses[wish]),
            danger=wish != "reinstate",
        )

    def _sets(self, row: MemberRow, status: MemberStatus) -> Callable[[str], None]:
        desk = self._desk

        def change(reason: str) -> None:
            def work() -> Done[MemberRow]:
                return service.set_status(desk, row.id, status, reason=reason, version=row.version)

            self.context.tasks.change(work)

        return change

    @Slot(object)
    def _on_member_made(self, row: MemberRow) -> None:
        self.context.messages.success(self.tr("%1 is a member").replace("%1", row.username))
        self.show_record(row.id)

    @Slot(object)
    def _on_money_moved(self, moved: Moved) -> None:
        text = self.tr("%1 %2, balance now %3")
        for mark, value in (
            ("%1", grouped(moved.amount)),
            ("%2", moved.asset_code),
            ("%3", grouped(moved.balance)),
        ):
            text = text.replace(mark, value)
        self.context.messages.success(self.tr("Booked"), text)
