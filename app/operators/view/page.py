"""The Settings page as the window knows it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.kit.page import Build, Hit, PageSpec
from app.operators.desk import Desk
from app.operators.keyring_store import KeyringStore
from app.operators.passwords import Argon2Hasher, Hasher
from app.operators.queries import list_operators
from app.operators.secrets import Secrets
from app.operators.view.setting_names import setting_id, setting_titles

translate = QCoreApplication.translate


def settings_page(secrets: Secrets, hasher: Hasher) -> PageSpec[Desk]:
    """The page over these secrets, hashing new passwords at this cost."""

    def load() -> Build[Desk]:
        from app.operators.view.settings_page import SettingsPage

        return lambda context, desk: SettingsPage(context, desk, secrets, hasher)

    return PageSpec(
        name="settings",
        title="Settings",
        subtitle="This computer, the workspace, operators",
        icon="settings",
        group=3,
        load=load,
        kinds=frozenset({"operator", "settings"}),
        find=find,
    )


def find(desk: Desk, text: str) -> Sequence[Hit]:
    """Settings and operators that hold every word typed."""
    words = text.casefold().split()

    def fits(*texts: str) -> bool:
        joined = " ".join(texts).casefold()
        return all(word in joined for word in words)

    settings = [
        Hit("settings", setting_id(name), title, translate("Settings", "Settings"), "settings")
        for name, title in setting_titles().items()
        if fits(title)
    ]
    operators = [
        Hit("operator", row.id, row.display_name, row.name, "user")
        for row in desk.database.read(list_operators)
        if fits(row.name, row.display_name)
    ]
    return [*settings, *operators]


PAGE: PageSpec[Desk] = settings_page(Secrets(KeyringStore()), Argon2Hasher())
