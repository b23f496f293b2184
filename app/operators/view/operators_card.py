"""Who works here: the table of operators and what can be done with them."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QPoint, Slot
from PySide6.QtWidgets import QMenu, QWidget

from app.changes import Done
from app.fields import Field
from app.kit.actions import DIVIDER, Action
from app.kit.buttons import Button
from app.kit.labels import Line
from app.kit.layouts import STRETCH, in_row
from app.kit.menus import build_menu
from app.kit.numbers import counted
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.kit.table.columns import Column, badge, moment, text
from app.kit.table.pane import TablePane, TableSpec
from app.kit.times import ZoneClock
from app.listing import Listing, Page
from app.operators import service
from app.operators.desk import Desk
from app.operators.passwords import Hasher
from app.operators.queries import OPERATOR_FIELDS, OperatorRow, list_operators
from app.operators.rules import Permission, Role
from app.operators.view.denial import needs
from app.operators.view.operator_forms import (
    new_operator_form,
    password_form,
    rename_form,
    role_form,
    role_words,
)

translate = QCoreApplication.translate

T = TypeVar("T")

MOST_ROWS = 8
HEADER = 28
"""Height of the table's header in design pixels."""

_SORTS: dict[str, Callable[[OperatorRow], object]] = {
    "name": lambda row: row.display_name.casefold(),
    "role": lambda row: tuple(Role).index(row.role),
    "state": lambda row: (row.active, row.tries.locked_until is None),
    "signed_in": lambda row: (row.signed_in_at is not None, row.signed_in_at),
}


class OperatorSource:
    """The operators for their table; there are few, so they are sorted here."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(self, listing: Listing, offset: int, limit: int) -> Page:
        rows = list(self._desk.database.read(list_operators))
        if listing.sort:
            rows.sort(key=_SORTS[listing.sort], reverse=listing.descending)  # type: ignore[arg-type]  # Each key's values compare with each other.
        return Page(offset, tuple(rows[offset : offset + limit]), len(rows))

    def stream(self, listing: Listing, work: Callable[[Iterator[OperatorRow]], T]) -> T:
        return work(iter(self.page(listing, 0, sys.maxsize).rows))


class OperatorsCard(Card):
    """The table; below it what an admin does with the chosen operator, and one's own password."""

    def __init__(
        self, context: ViewContext, desk: Desk, hasher: Hasher, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.icons, translate("Settings", "Operators"), parent=parent)
        self._context = context
        self._desk = desk
        self._hasher = hasher
        self._is_demo = False
        self.setObjectName("settings.operators")
        icons = context.icons
        self.own_password = Button(
            self.tr("My password…"),
            icons,
            name="settings.own_password",
            icon="key",
            extent="small",
        )
        self.add = Button(
            self.tr("Add operator…"), icons, name="settings.add_operator", icon="plus",
            kind="primary", extent="small",
        )  # fmt: skip
        self.change = Button(
            self.tr("Actions"), icons, name="settings.operator_actions", trailing="chevron-down",
            extent="small", tip=self.tr("What can be done with the chosen operator"),
        )  # fmt: skip
        self._opened_menu: QMenu | None = None
        self.table = TablePane(self._spec(), OperatorSource(desk), context)
        self._compose()
        self.own_password.clicked.connect(self.change_own_password)
        self.change.clicked.connect(self.open_menu)
        self.add.clicked.connect(self.open_new)
        self.table.paged.selection.changed.connect(self._on_selection_changed)
        self.table.paged.loaded.connect(self._on_loaded)
        self.table.view.opened.connect(self._on_opened)
        context.themes.changed.connect(self._on_themes_changed)
        self._follow_role()
        self._on_selection_changed()

    def reload(self) -> None:
        """Read the operators anew."""
        self.table.refresh()

    def show_demo(self, is_demo: bool) -> None:
        """In a demo nobody has signed in with a password of their own."""
        self._is_demo = is_demo
        reason = self.tr("The demo opens without a password") if is_demo else ""
        self.own_password.set_denied(reason)

    def select(self, operator_id: int) -> None:
        """Choose an operator in the table."""
        self.table.paged.selection.select(operator_id)
        self.table.view.setFocus()

    @property
    def row(self) -> OperatorRow | None:
        """The operator that is chosen."""
        ids = self.table.paged.selection.ids()
        rows = (row for _, row in self.table.rows.loaded())
        return next((row for row in rows if row.id in ids), None)

    # What can be done

    @Slot()
    def open_menu(self) -> None:
        """Show what can be done with the operator that is chosen."""
        if self._opened_menu is not None:
            self._opened_menu.deleteLater()
        self._opened_menu = build_menu(self._menu(), self._context.icons, self.change)
        self._opened_menu.setObjectName("settings.operator_menu")
        self._opened_menu.popup(self.change.mapToGlobal(QPoint(0, self.change.height() + 4)))

    @Slot()
    def open_new(self) -> None:
        """Ask for a further operator."""
        form = new_operator_form(self._context, self._desk, self._hasher, self)
        form.submitted.connect(self._on_added)
        self._context.messages.show(form)

    @Slot()
    def change_own_password(self) -> None:
        """Ask for the old password and a new one."""
        own = self._desk.operator
        if own.id is not None:
            database, operator_id = self._desk.database, own.id
            self._context.tasks.query(
                lambda: next(row for row in database.read(list_operators) if row.id == operator_id),
                done=self._ask_password,
            )

    def _ask_password(self, row: OperatorRow) -> None:
        form = password_form(self._context, self._desk, row, self._hasher, self)
        form.submitted.connect(self._on_password_set)
        self._context.messages.show(form)

    def _ask_role(self, row: OperatorRow) -> None:
        form = role_form(self._context, self._desk, row, self)
        form.submitted.connect(self._on_role_changed)
        self._context.messages.show(form)

    def _ask_name(self, row: OperatorRow) -> None:
        self._context.messages.show(rename_form(self._context, self._desk, row, self))

    def _ask_active(self, row: OperatorRow, *, active: bool) -> None:
        name = row.display_name
        if active:
            title, yes = self.tr("Switch %1 on again?"), self.tr("Switch on")
            text = self.tr("They can sign in again with the password they had.")
        else:
            title, yes = self.tr("Switch %1 off?"), self.tr("Switch off")
            text = self.tr("They can't sign in any more; what they did stays in the trail.")
        self._context.messages.ask_reason(
            title.replace("%1", name),
            text,
            yes=yes,
            on_yes=partial(self._set_active, row, active),
            danger=not active,
        )

    def _set_active(self, row: OperatorRow, active: bool, reason: str) -> None:
        desk = self._desk

        def work() -> Done[OperatorRow]:
            return service.set_active(desk, row.id, active, version=row.version, reason=reason)

        self._context.tasks.change(work)

    def _menu(self) -> list[Action]:
        row, denied = self.row, self._denied()
        if row is None:
            return []
        locked = row.tries.wait(self._context.zone.now()) is not None
        turned_on = row.active and not locked
        words = self.tr("Switch off…") if turned_on else self.tr("Switch on…")
        if row.active and locked:
            words = self.tr("End the lock-out…")
        return [
            Action(self.tr("Change role…"), partial(self._ask_role, row), "shield", denied=denied),
            Action(self.tr("Rename…"), partial(self._ask_name, row), "edit", denied=denied),
            Action(
                self.tr("Reset password…"),
                partial(self._ask_password, row),
                "key",
                denied=denied or self._denied_password(row),
            ),
            DIVIDER,
            Action(
                words,
                partial(self._ask_active, row, active=not turned_on),
                "stop" if turned_on else "play",
                danger=turned_on,
                denied=denied,
            ),
        ]

    def _denied(self) -> str:
        return needs(self._desk, Permission.MANAGE_OPERATORS)

    def _denied_password(self, row: OperatorRow) -> str:
        own = row.id == self._desk.operator.id
        return self.tr("The demo opens without a password") if own and self._is_demo else ""

    # What happened

    @Slot(object)
    def _on_added(self, row: OperatorRow) -> None:
        words = self.tr("%1 can sign in now").replace("%1", row.display_name)
        self._context.messages.success(words, role_words(row.role))
        self.select(row.id)

    @Slot(object)
    def _on_role_changed(self, row: OperatorRow) -> None:
        words = self.tr("%1 is now: %2").replace("%2", role_words(row.role))
        self._context.messages.success(words.replace("%1", row.display_name))

    @Slot(object)
    def _on_password_set(self, row: OperatorRow) -> None:
        words = self.tr("New password set for %1").replace("%1", row.display_name)
        self._context.messages.success(words)

    @Slot()
    def _on_selection_changed(self) -> None:
        reason = self._denied() or ("" if self.row else self.tr("Choose an operator first"))
        self.change.set_denied(reason)

    @Slot(object)
    def _on_opened(self, _row: OperatorRow) -> None:
        if self.change.isEnabled():
            self.open_menu()

    @Slot()
    def _on_loaded(self) -> None:
        self._fit()
        self._on_selection_changed()

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """As high as the rows need; more than eight scroll."""
        rows = min(max(self.table.rows.total, 1), MOST_ROWS)
        header = self._context.themes.px(HEADER)
        self.table.setFixedHeight(header + rows * self.table.view.row_pixels)

    def _follow_role(self) -> None:
        self.add.set_denied(self._denied())
        if self._desk.operator.id is None:
            self.own_password.hide()

    def _compose(self) -> None:
        margins = self.column.contentsMargins()
        if self.header is not None:
            self.header.add(self.own_password)
        self.column.setContentsMargins(0, 8, 0, margins.bottom())
        self.column.addWidget(Line())
        self.column.addWidget(self.table)
        row = in_row(
            self.add,
            self.change,
            STRETCH,
            margins=(margins.left(), 12, margins.right(), 0),
            spacing=8,
        )
        self.column.addLayout(row)
        self._fit()

    def _spec(self) -> TableSpec:
        return TableSpec(
            name="operators",
            label=self.tr("Operators"),
            columns=_columns(self._context.zone),
            describe=lambda count: counted(count, self.tr("operator"), self.tr("operators")),
            listing=Listing(sort="name"),
            footer=False,
            menu=self._menu,
        )


def state_words(row: OperatorRow, zone: ZoneClock) -> str:
    """Whether the operator may sign in, and if not yet, from when."""
    if not row.active:
        return translate("Settings", "Switched off")
    until = row.tries.locked_until
    if until is None or row.tries.wait(zone.now()) is None:
        return translate("Settings", "Active")
    return translate("Settings", "Locked until %1").replace("%1", zone.clock(until)[:5])


def state_tone(row: OperatorRow, zone: ZoneClock) -> str | None:
    """The badge's tone."""
    if not row.active:
        return None
    return "warn" if row.tries.wait(zone.now()) is not None else "ok"


def _columns(zone: ZoneClock) -> tuple[Column[OperatorRow], ...]:
    field = OPERATOR_FIELDS
    state = Field[OperatorRow]("state", "State", lambda row: state_words(row, zone))
    return (
        text(field["display_name"].named("name"), translate("Settings", "Operator"),
             sort_key="name", width=144, stretch=True, bold=True, hideable=False,
             secondary=lambda row: row.name),
        badge(field["role"], translate("Settings", "Role"), lambda row: role_words(row.role),
              sort_key="role", width=128),
        badge(state, translate("Settings", "State"), lambda row: state_words(row, zone),
              sort_key="state", width=152, tone=lambda row: state_tone(row, zone)),
        moment(field["signed_in_at"].named("signed_in"), translate("Settings", "Last sign-in"),
               zone, align="right", cell_tip=None, sort_key="signed_in", width=136),
    )  # fmt: skip
