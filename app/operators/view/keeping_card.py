"""Where the workspace is kept: its backup, and the place of its password."""

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.kit.buttons import Button, IconButton
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import STRETCH, in_row
from app.kit.page import ViewContext
from app.kit.panels import Card, KeyValues
from app.operators.desk import Desk
from app.operators.secrets import Secrets, StoreState, database_password
from app.operators.view.backing_up import BackingUp

translate = QCoreApplication.translate


class KeepingCard(Card):
    """Backs up, tells where a database password is kept, and forgets it."""

    def __init__(
        self, context: ViewContext, desk: Desk, secrets: Secrets, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.icons, translate("Settings", "Backup and secrets"), parent=parent)
        self._context = context
        self._desk = desk
        self._secrets = secrets
        self._asked = False
        self.setObjectName("settings.keeping")
        self.backing_up = BackingUp(context, desk, self)
        self._build()
        self.back_up.clicked.connect(self.backing_up.ask)
        self.forget.clicked.connect(self._on_forget)
        self.ask_again.clicked.connect(self.ask_keyring)
        self.back_up.set_denied(self.backing_up.denied)

    def _build(self) -> None:
        icons, tr = self._context.icons, self.tr
        location = self._desk.database.location
        self.back_up = Button(
            tr("Back up…"), icons, name="settings.backup", icon="save", extent="small"
        )
        self.ask_again = IconButton(
            "refresh", tr("Ask the keyring again"), icons, name="settings.keyring", extent="tiny"
        )
        self.forget = Button(
            tr("Forget the password…"),
            icons,
            name="settings.forget_password",
            kind="danger",
            extent="small",
        )
        self.facts = KeyValues(icons)
        self.facts.add("place", tr("Workspace"), str(location))
        self.facts.add("password", tr("Database password"))
        self.keyring = ElidedLabel(tr("not asked yet"))
        self.keyring.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.facts.add_widget("keyring", tr("System keyring"), self._keyring_row())
        self.forget.setVisible(not location.is_file)
        self._say_password(StoreState.NONE, asked=False)
        self._compose()

    def _keyring_row(self) -> QWidget:
        held = QWidget()
        in_row(self.keyring, self.ask_again, within=held, spacing=4)
        return held

    def _compose(self) -> None:
        tr = self.tr
        self.column.setSpacing(8)
        self.column.addWidget(
            Label(
                tr(
                    "A backup is one verified file that opens by itself, also from a server. "
                    "Others go on working while it is written."
                ),
                "body2",
                wrap=True,
            )
        )
        row = in_row(self.back_up, STRETCH)
        self.column.addLayout(row)
        restore = tr(
            "To restore, choose “Restore a backup…” in the menu of the workspace at the top: the "
            "backup is verified first, and the file that it replaces is kept beside it."
        )
        self.column.addWidget(Label(restore, "hint", wrap=True))
        self.column.addSpacing(4)
        self.column.addWidget(Line())
        self.column.addWidget(self.facts)
        buttons = in_row(STRETCH, self.forget)
        self.column.addLayout(buttons)

    def look(self) -> None:
        """Ask the keyring, the first time that this is seen."""
        if not self._asked:
            self.ask_keyring()

    @Slot()
    def ask_keyring(self) -> None:
        """Ask for the keyring's state; it may take seconds, or wait for the person to unlock it."""
        self._asked = True
        self._say_keyring(self.tr("asking…"))
        keyring = self._secrets.keyring
        self._context.tasks.query(
            keyring.state, done=self._on_state, key="settings.keyring", lane="pool"
        )

    def _on_state(self, state: StoreState) -> None:
        words, tone = {
            StoreState.AVAILABLE: (self.tr("available"), "ok"),
            StoreState.LOCKED: (self.tr("locked: unlock it and ask again"), "warn"),
            StoreState.NONE: (self.tr("none on this system"), ""),
        }[state]
        self._say_keyring(words, tone)
        self._say_password(state, asked=True)

    def _say_keyring(self, words: str, tone: str = "") -> None:
        self.keyring.setText(words)
        self.keyring.set_tone(tone)

    def _say_password(self, state: StoreState, *, asked: bool) -> None:
        if self._desk.database.location.is_file:
            words = self.tr("a file needs none")
        elif not asked:
            words = ""
        elif state is StoreState.AVAILABLE:
            words = self.tr("in the keyring, if you chose to keep it")
        else:
            words = self.tr("asked for each time, or TOKENDESK_DB_PASSWORD")
        self.facts.set("password", words)

    @Slot()
    def _on_forget(self) -> None:
        self._context.messages.confirm(
            self.tr("Forget the database password?"),
            self.tr("The next time this workspace is opened, the password is asked for."),
            yes=self.tr("Forget it"),
            on_yes=self._forget,
        )

    def _forget(self) -> None:
        secrets, name = self._secrets, database_password(self._desk.database.location)
        self._context.tasks.query(
            lambda: secrets.forget(name), done=self._on_forgotten, lane="pool"
        )

    def _on_forgotten(self, _: None) -> None:
        self._context.messages.success(self.tr("Password forgotten"))
