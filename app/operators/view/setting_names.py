"""The settings by name: what each is called, and the record that leads to it."""

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate

SETTINGS = (
    "theme", "scale", "language", "motion", "letter_keys", "name", "network", "time_zone",
    "auto_lock", "slippage", "api", "operators", "own_password", "backup", "keyring",
)  # fmt: skip
"""Names of the settings, as they stand on the page from the top."""


def setting_id(name: str) -> int:
    """What `show_record` is given for a setting; below zero, because operators are above."""
    return -1 - SETTINGS.index(name)


def setting_of(record_id: int) -> str:
    """The setting that a record leads to."""
    return SETTINGS[-1 - record_id]


def setting_titles() -> dict[str, str]:
    """What each setting is called where it is searched for."""
    titles = (
        translate("Settings", "Theme"),
        translate("Settings", "Text size"),
        translate("Settings", "Language"),
        translate("Settings", "Reduced motion"),
        translate("Settings", "Single-letter keys"),
        translate("Settings", "Workspace name"),
        translate("Settings", "Network"),
        translate("Settings", "Time zone"),
        translate("Settings", "Auto-lock"),
        translate("Settings", "Default slippage"),
        translate("Settings", "Stacks API"),
        translate("Settings", "Operators and roles"),
        translate("Settings", "My password"),
        translate("Settings", "Backup"),
        translate("Settings", "Keyring and database password"),
    )
    return dict(zip(SETTINGS, titles, strict=True))
