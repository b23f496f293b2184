"""Legacy rooms in words."""

from PySide6.QtCore import QCoreApplication

from app.rooms.legacy_stages import Phase, Stage

translate = QCoreApplication.translate

STEPS = (Stage.SNAPSHOT, Stage.SWITCHED, Stage.OPENED, Stage.COVERED, Stage.DEPRECATED)
"""What is done one after the other, once a room is imported."""


def phase_words(phase: Phase) -> tuple[str, str]:
    """A phase's name, and what happens in it."""
    return {
        Phase.ALONGSIDE: (
            translate("Legacy", "1 Alongside"),
            translate("Legacy", "own tokens beside the shared one"),
        ),
        Phase.FRONT_END: (
            translate("Legacy", "2 Front end"),
            translate("Legacy", "the platform shows the own tokens"),
        ),
        Phase.MIGRATE: (
            translate("Legacy", "3 Migrate"),
            translate("Legacy", "keys and reserves move over"),
        ),
        Phase.DEPRECATE: (
            translate("Legacy", "4 Deprecate"),
            translate("Legacy", "the shared token ends"),
        ),
    }[phase]


def stage_words(stage: Stage) -> str:
    """What has been done for a room."""
    return {
        Stage.IMPORTED: translate("Legacy", "Imported"),
        Stage.SNAPSHOT: translate("Legacy", "Snapshot taken"),
        Stage.SWITCHED: translate("Legacy", "Platform switched"),
        Stage.OPENED: translate("Legacy", "Reserve short"),
        Stage.COVERED: translate("Legacy", "Reserve covered"),
        Stage.DEPRECATED: translate("Legacy", "Deprecated"),
    }[stage]


STAGE_TONES = {
    Stage.IMPORTED: "",
    Stage.SNAPSHOT: "info",
    Stage.SWITCHED: "info",
    Stage.OPENED: "warn",
    Stage.COVERED: "ok",
    Stage.DEPRECATED: "",
}


def step_words(stage: Stage) -> tuple[str, str]:
    """Title of the step that leads to a stage, and what it does."""
    return {
        Stage.SNAPSHOT: (
            translate("Legacy", "Take the snapshot"),
            translate("Legacy", "Fixes who holds what; no later import changes it."),
        ),
        Stage.SWITCHED: (
            translate("Legacy", "Switch the platform over"),
            translate(
                "Legacy",
                "Create the room's own token under the same room ID and initialise it. Then have "
                "the platform show the room by it, and confirm that here.",
            ),
        ),
        Stage.OPENED: (
            translate("Legacy", "Open the own token"),
            translate(
                "Legacy",
                "Gives the room its vending machine and each holder their keys. It stays shut "
                "until its reserve is whole.",
            ),
        ),
        Stage.COVERED: (
            translate("Legacy", "Fill the reserve"),
            translate(
                "Legacy",
                "First what the shared token's reserve holds for this room, then a top-up of "
                "what is missing.",
            ),
        ),
        Stage.DEPRECATED: (
            translate("Legacy", "Deprecate the legacy room"),
            translate("Legacy", "Nothing is left in the shared token for it."),
        ),
    }[stage]
