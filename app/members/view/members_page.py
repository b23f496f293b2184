"""The Members page: a list with search, and the detail of one member."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.db.paging import QuerySource
from app.kit.actions import Action
from app.kit.labels import escaped, stressed
from app.kit.list_page import ListFilter, ListPage, ListPane, ListSpec
from app.kit.numbers import counted
from app.kit.page import ViewContext
from app.kit.states import EmptyState
from app.kit.table.pane import TableSpec
from app.listing import Listing
from app.members.queries import MemberRow, member_page, stream_members
from app.members.rules import MemberStatus
from app.members.view.columns import member_columns, status_words
from app.members.view.member_detail import MemberDetail
from app.members.view.member_forms import new_member_form
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.view.denial import needs


class MembersPage(ListPage):
    """Finds members, makes them, books money for them."""

    kinds = frozenset({"member", "entry", "trade"})

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = desk
        self.setObjectName("members")
        tr = self.tr
        self._new = Action(
            tr("New member…"), self.open_new, "plus", name="members.new", short=tr("New member"),
            denied=needs(desk, Permission.MANAGE_MEMBERS),
        )  # fmt: skip
        statuses = [(status.value, status_words(status)) for status in MemberStatus]
        spec = ListSpec(
            name="members",
            search=tr("Name, ID or principal"),
            table=self._spec(),
            filters=(ListFilter("status", tr("Status"), [("", tr("all")), *statuses], "filter"),),
            search_width=256,
            add=self._new,
        )
        empty = EmptyState(
            context.icons,
            icon="members",
            title=tr("No members yet"),
            text=tr("Members trade keys. Make the first one, then book a deposit."),
            primary=Action(tr("New member"), self.open_new, "plus", name="members.first"),
        )
        source = QuerySource(desk.database, member_page, stream_members)
        self.list = ListPane(context, spec, source, empty=empty)
        self.table = self.list.table
        self.detail = MemberDetail(context, desk)
        self.compose(self.list, self.table, self.detail, name="members.split")
        view = self.table.view
        view.opened.connect(self._on_opened)
        view.clicked.connect(self._on_clicked)
        view.dismissed.connect(self.split.close_detail)

    def commands(self) -> tuple[Action, ...]:
        export = Action(self.tr("Export members…"), self.export_current, "export", "Ctrl+E")
        return self._new, export

    def focus_search(self) -> None:
        self.list.focus_search()

    @Slot()
    def open_new(self) -> None:
        """Ask for a new member."""
        self.context.messages.show(
            new_member_form(self.context, self._desk, self, self._on_member_made)
        )

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

    @Slot(object)
    def _on_opened(self, row: MemberRow) -> None:
        self.detail.show_record(row.id)

    @Slot()
    def _on_clicked(self) -> None:
        row = self.table.view.current_row()
        if row is not None:
            self.detail.show_record(row.id)

    def _on_member_made(self, row: MemberRow) -> None:
        self.context.messages.success(self.tr("%1 is a member").replace("%1", row.username))
        self.show_record(row.id)
