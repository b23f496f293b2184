"""Legacy rooms in words."""

from PySide6.QtCore import QCoreApplication

from app.rooms.legacy_stages import MigrationPhase, MigrationStage

translate = QCoreApplication.translate

STEPS = (
    MigrationStage.SNAPSHOT,
    MigrationStage.SWITCHED,
    MigrationStage.OPENED,
    MigrationStage.COVERED,
    MigrationStage.DEPRECATED,
)
"""What is done one after the other, once a room is imported."""


def phase_words(phase: MigrationPhase) -> tuple[str, str]:
    """A phase's name, and what happens in it."""
    return {
        MigrationPhase.ALONGSIDE: (
            translate("Legacy", "1 Alongside"),
            translate("Legacy", "own tokens beside the shared one"),
        ),
        MigrationPhase.FRONT_END: (
            translate("Legacy", "2 Front end"),
            translate("Legacy", "the platform shows the own tokens"),
        ),
        MigrationPhase.MIGRATE: (
            translate("Legacy", "3 Migrate"),
            translate("Legacy", "keys and reserves move over"),
        ),
        MigrationPhase.DEPRECATE: (
            translate("Legacy", "4 Deprecate"),
            translate("Legacy", "the shared token ends"),
        ),
    }[phase]


def stage_words(stage: MigrationStage) -> str:
    """What has been done for a room."""
    return {
        MigrationStage.IMPORTED: translate("Legacy", "Imported"),
        MigrationStage.SNAPSHOT: translate("Legacy", "Snapshot taken"),
        MigrationStage.SWITCHED: translate("Legacy", "Platform switched"),
        MigrationStage.OPENED: translate("Legacy", "Reserve short"),
        MigrationStage.COVERED: translate("Legacy", "Reserve covered"),
        MigrationStage.DEPRECATED: translate("Legacy", "Deprecated"),
    }[stage]


STAGE_TONES = {
    MigrationStage.IMPORTED: "",
    MigrationStage.SNAPSHOT: "info",
    MigrationStage.SWITCHED: "info",
    MigrationStage.OPENED: "warn",
    MigrationStage.COVERED: "ok",
    MigrationStage.DEPRECATED: "",
}


def step_words(stage: MigrationStage) -> tuple[str, str]:
    """Title of the step that leads to a stage, and what it does."""
    return {
        MigrationStage.SNAPSHOT: (
            translate("Legacy", "Take the snapshot"),
            translate("Legacy", "Fixes who holds what; no later import changes it."),
        ),
        MigrationStage.SWITCHED: (
            translate("Legacy", "Switch the platform over"),
            translate(
                "Legacy",
                "Create the room's own token under the same room ID and initialise it. Then have "
                "the platform show the room by it, and confirm that here.",
            ),
        ),
        MigrationStage.OPENED: (
            translate("Legacy", "Open the own token"),
            translate(
                "Legacy",
                "Gives the room its vending machine and each holder their keys. It stays shut "
                "until its reserve is whole.",
            ),
        ),
        MigrationStage.COVERED: (
            translate("Legacy", "Fill the reserve"),
            translate(
                "Legacy",
                "First what the shared token's reserve holds for this room, then a top-up of "
                "what is missing.",
            ),
        ),
        MigrationStage.DEPRECATED: (
            translate("Legacy", "Deprecate the legacy room"),
            translate("Legacy", "Nothing is left in the shared token for it."),
        ),
    }[stage]
