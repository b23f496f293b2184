"""The Settings page: cards in one column."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.errors import UserError
from app.kit.actions import Action
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.notices import Banner
from app.kit.page import Page, ViewContext
from app.operators.desk import Desk
from app.operators.passwords import Hasher
from app.operators.rules import Permission
from app.operators.secrets import Secrets
from app.operators.settings import WorkspaceSettings, load_settings
from app.operators.view.denial import needs
from app.operators.view.keeping_card import KeepingCard
from app.operators.view.looks_card import LooksCard
from app.operators.view.operators_card import OperatorsCard
from app.operators.view.setting_names import setting_of
from app.operators.view.workspace_card import WorkspaceCard

WIDTH = 640
SIDES = 100
"""Stretch of the column against 1 for each side: it takes all there is, up to its width."""


class SettingsPage(Page):
    """This computer, the workspace, its operators, its backup.

    Records: operators by their ids; a setting by what `setting_id` gives, below zero.
    """

    kinds = frozenset({"operator", "settings"})

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        secrets: Secrets,
        hasher: Hasher,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self._desk = desk
        self.setObjectName("settings")
        self.banner = Banner(context.icons, name="settings.banner")
        self.looks = LooksCard(context)
        self.workspace = WorkspaceCard(context, desk)
        self.operators = OperatorsCard(context, desk, hasher)
        self.keeping = KeepingCard(context, desk, secrets)
        self._cards = (self.looks, self.workspace, self.operators, self.keeping)
        self._column = QWidget()
        self._scroll = QScrollArea(self)
        self._compose()
        self.banner.retry_requested.connect(self.reload)
        self.banner.details_requested.connect(context.messages.details)
        context.themes.changed.connect(self._on_scale_changed)

    def reload(self) -> None:
        database = self._desk.database
        self.context.tasks.query(
            lambda: database.read(load_settings),
            done=self._on_read,
            failed=self._on_failed,
            key="settings.read",
        )
        self.operators.reload()

    def commands(self) -> tuple[Action, ...]:
        own = self.operators.own_password.isEnabled()
        return (
            Action(
                self.tr("Add operator…"), self.operators.open_new, "plus",
                denied=needs(self._desk, Permission.MANAGE_OPERATORS),
            ),
            Action(
                self.tr("Change my password…"), self.operators.change_own_password, "key", ready=own
            ),
        )  # fmt: skip

    def show_record(self, record_id: int) -> None:
        if record_id > 0:
            self.operators.select(record_id)
            self._scroll.ensureWidgetVisible(self.operators)
            return
        place = self._place_of(setting_of(record_id))
        self._scroll.ensureWidgetVisible(place)
        for widget in (place.focusProxy() or place, *place.findChildren(QWidget)):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _place_of(self, name: str) -> QWidget:
        """Where a setting is."""
        looks, workspace = self.looks, self.workspace
        places: dict[str, QWidget] = {
            "theme": looks.theme,
            "scale": looks.scale,
            "language": looks.language,
            "motion": looks.motion,
            "letter_keys": looks.keys,
            "name": workspace.name,
            "network": workspace.network,
            "time_zone": workspace.time_zone,
            "auto_lock": workspace.auto_lock,
            "slippage": workspace.slippage,
            "api": workspace.api,
            "operators": self.operators.table.view,
            "own_password": self.operators.own_password,
            "backup": self.keeping.back_up,
            "keyring": self.keeping.ask_again,
        }
        return places[name]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keeping.look()

    def _compose(self) -> None:
        body = QWidget()
        body.setProperty("role", "page")
        in_column(*self._cards, STRETCH, within=self._column, margins=(0, 16, 0, 16), spacing=12)
        in_row(STRETCH, (self._column, SIDES), STRETCH, within=body, margins=(16, 0, 16, 0))
        self._scroll.setObjectName("settings.scroll")
        self._scroll.setWidgetResizable(True)
        # No stop of its own between the controls.
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        in_column(self.banner, (self._scroll, 1), within=self, spacing=0)
        self._on_scale_changed(None)

    def _on_read(self, settings: WorkspaceSettings) -> None:
        self.banner.clear()
        self.workspace.show_settings(settings)
        self.operators.show_demo(settings.is_demo)

    def _on_failed(self, error: UserError) -> None:
        self.banner.show_error(error)

    @Slot(object)
    def _on_scale_changed(self, _theme: object) -> None:
        self._column.setMaximumWidth(self.context.themes.px(WIDTH))
