"""The settings that everybody who opens the workspace shares."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.addresses import Network
from app.amounts import AmountOverflow, format_amount, parse_amount
from app.changes import Done
from app.errors import InvalidInput, UserError
from app.kit.boxes import Field
from app.kit.buttons import Button
from app.kit.choice import ChoiceField
from app.kit.field_errors import show_at_field, validate_all
from app.kit.fields import TextField
from app.kit.layouts import STRETCH, in_row
from app.kit.notices import Notice
from app.kit.number_field import NumberField
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.operators.desk import Desk
from app.operators.rules import Permission
from app.operators.settings import (
    MOST_LOCK_MINUTES,
    MOST_SLIPPAGE_BPS,
    WorkspaceSettings,
    check_settings,
    save_settings,
)
from app.operators.view.denial import needs
from app.operators.view.zone_list import ZoneList, zone_option

translate = QCoreApplication.translate

_PERCENT_DECIMALS = 2


def read_percent(text: str) -> int:
    """Percent as typed (`0.5`) in basis points; raises InvalidInput."""
    try:
        return parse_amount(text, _PERCENT_DECIMALS, field="default_slippage_bps")
    except AmountOverflow as error:
        raise InvalidInput(error.message, field=error.field) from error


def show_percent(bps: int) -> str:
    """Basis points as percent without zeros at the end."""
    return format_amount(bps, _PERCENT_DECIMALS).rstrip("0").rstrip(".")


class WorkspaceCard(Card):
    """A form over the settings; what others change meanwhile is taken in, what was typed stays.

    saved: the WorkspaceSettings as they are now.
    """

    saved = Signal(object)

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        icons = context.icons
        super().__init__(
            icons,
            translate("Settings", "Workspace"),
            note=translate("Settings", "for everybody who opens it"),
            parent=parent,
        )
        self._context = context
        self._desk = desk
        self._loaded: WorkspaceSettings | None = None
        self.setObjectName("settings.workspace")
        self._build_fields()
        self.problem = Notice(icons, "error", "", name="settings.problem")
        self.problem.hide()
        self.save = Button(
            self.tr("Save changes"), icons, name="settings.save", kind="primary", extent="small"
        )
        self.discard = Button(
            self.tr("Discard"), icons, name="settings.discard", kind="ghost", extent="small"
        )
        self._compose()
        self._follow_role()
        for field in self.fields.values():
            field.edited.connect(self._on_edited)
        self.save.clicked.connect(self.submit)
        self.discard.clicked.connect(self._on_discard)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields by the names of the settings."""
        return {
            "name": self.name,
            "network": self.network,
            "time_zone": self.time_zone,
            "auto_lock_minutes": self.auto_lock,
            "default_slippage_bps": self.slippage,
            "stacks_api": self.api,
        }

    def show_settings(self, settings: WorkspaceSettings) -> None:
        """Show what the workspace is set to now; a field that was typed into keeps its text."""
        before = self._loaded
        for name, field in self.fields.items():
            value = getattr(settings, name)
            if before is None or not self._is_edited(name):
                self._put(name, value)
            elif value != getattr(before, name):
                words = self.tr("Somebody set this to %1 meanwhile; saving replaces it.")
                field.show_warning(words.replace("%1", self._words(name, value)))
        self._loaded = settings
        self._show_buttons()

    def _build_fields(self) -> None:
        icons, tr = self._context.icons, self.tr
        self.name = TextField(tr("Name"), icons, name="settings.name", hint=tr("in the title bar"))
        self.name.set_check(
            lambda: check_settings(replace(WorkspaceSettings(), name=self.name.text()))
        )
        self.network = ChoiceField(
            tr("Stacks network"),
            icons,
            name="settings.network",
            source=among([_network_option(network) for network in Network]),
        )
        self.network.set_note(tr("Principals of this network are taken."))
        self._zones = ZoneList(self._context, self)
        self.time_zone = ChoiceField(
            tr("Time zone"), icons, name="settings.time_zone", source=self._zones.find
        )
        self.time_zone.set_note(tr("Times are shown in it; the books keep UTC."))
        self.auto_lock = NumberField(
            tr("Lock after"),
            icons,
            name="settings.auto_lock",
            field="auto_lock_minutes",
            hint=tr("0 is never"),
            unit=tr("idle minutes"),
            maximum=MOST_LOCK_MINUTES,
            steps=True,
        )
        self.slippage = NumberField(
            tr("Default slippage"),
            icons,
            name="settings.slippage",
            field="default_slippage_bps",
            hint=tr("0.5 is usual"),
            unit="%",
            maximum=MOST_SLIPPAGE_BPS,
            read=read_percent,
            show=show_percent,
        )
        self.api = TextField(
            tr("Stacks API"), icons, name="settings.api", hint=tr("empty asks nobody"),
        )  # fmt: skip
        self.api.set_check(
            lambda: check_settings(replace(WorkspaceSettings(), stacks_api=self.api.text()))
        )
        self.api.set_note(tr("Asked whether contracts are deployed as they were exported."))

    def _compose(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.addWidget(self.name, 0, 0, 1, 2)
        grid.addWidget(self.network, 1, 0)
        grid.addWidget(self.time_zone, 1, 1)
        grid.addWidget(self.auto_lock, 2, 0)
        grid.addWidget(self.slippage, 2, 1)
        grid.addWidget(self.api, 3, 0, 1, 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.column.addLayout(grid)
        self.column.addSpacing(12)
        self.column.addWidget(self.problem)
        row = in_row(self.save, self.discard, STRETCH, spacing=8)
        self.column.addSpacing(4)
        self.column.addLayout(row)

    def _follow_role(self) -> None:
        reason = needs(self._desk, Permission.CHANGE_SETTINGS)
        if not reason:
            return
        if self.header is not None:
            self.header.set_note(reason)
        for field in self.fields.values():
            field.setEnabled(False)
            field.setToolTip(reason)

    # What is typed

    def _value(self, name: str) -> object:
        """What the field holds; raises InvalidInput."""
        field = self.fields[name]
        if isinstance(field, NumberField):
            return field.value()
        if isinstance(field, ChoiceField):
            return field.value()
        return field.text() if isinstance(field, TextField) else None

    def _is_edited(self, name: str) -> bool:
        try:
            return bool(self._value(name) != getattr(self._loaded, name))
        except InvalidInput:
            return True

    def _put(self, name: str, value: object) -> None:
        field = self.fields[name]
        if isinstance(field, NumberField) and isinstance(value, int):
            field.set_value(value)
        elif field is self.network:
            self.network.set_option(_network_option(Network(str(value))))
        elif field is self.time_zone:
            self.time_zone.set_option(zone_option(str(value), self._context.zone.now()))
        elif isinstance(field, TextField) and field.text() != value:
            field.set_text(str(value))
        field.clear_message()

    def _words(self, name: str, value: object) -> str:
        if name == "default_slippage_bps" and isinstance(value, int):
            return show_percent(value)
        return _network_option(value).text if isinstance(value, Network) else str(value)

    @Slot()
    def _on_edited(self) -> None:
        self.problem.hide()
        self._show_buttons()

    @Slot()
    def _on_discard(self) -> None:
        if self._loaded is not None:
            for name in self.fields:
                self._put(name, getattr(self._loaded, name))
            self.problem.hide()
            self._show_buttons()

    def _show_buttons(self) -> None:
        edited = self._loaded is not None and any(map(self._is_edited, self.fields))
        reason = "" if edited else self.tr("Nothing has been changed")
        reason = needs(self._desk, Permission.CHANGE_SETTINGS) or reason
        self.save.set_denied(reason)
        self.discard.setVisible(edited and not reason)

    # Saving

    @Slot()
    def submit(self) -> None:
        """Save, after asking where the network changes."""
        if self.save.busy or self._loaded is None:
            return
        if not validate_all(self.fields):
            return
        values = {name: self._value(name) for name in self.fields}
        settings = replace(self._loaded, **values)  # type: ignore[arg-type]  # Each field gives its setting's type.
        if settings.network == self._loaded.network:
            self._write(settings)
            return
        option = _network_option(settings.network)
        self._context.messages.confirm(
            self.tr("Change the network to %1?").replace("%1", option.text),
            self.tr(
                "Principals that rooms, members and machines hold already aren't checked again. "
                "From now on only principals of the new network are taken."
            ),
            yes=self.tr("Change network"),
            on_yes=lambda: self._write(settings),
            icon="warn-triangle",
        )

    def _write(self, settings: WorkspaceSettings) -> None:
        self.save.set_busy(self.tr("Saving…"))
        desk = self._desk

        def work() -> Done[WorkspaceSettings]:
            return save_settings(desk, settings)

        self._context.tasks.change(work, done=self._on_saved, failed=self._on_refused)

    def _on_saved(self, settings: WorkspaceSettings) -> None:
        self.save.set_busy()
        self._loaded = settings
        self._on_discard()
        self._context.zone.choose(settings.time_zone)
        self._context.messages.success(self.tr("Settings saved"))
        self.saved.emit(settings)

    def _on_refused(self, error: UserError) -> None:
        self.save.set_busy()
        if show_at_field(self.fields, error):
            return
        self.problem.say("error", error.title, error.message)
        self.problem.show()


def _network_option(network: Network) -> Option:
    if network is Network.MAINNET:
        return Option(network, translate("Settings", "Mainnet"), "SP…")
    return Option(network, translate("Settings", "Testnet"), "ST…")
