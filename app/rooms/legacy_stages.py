"""How a room of the old system comes to a token of its own, stage by stage (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256

from app.errors import Conflict
from app.ledger.rules import canonical


class MigrationStage(StrEnum):
    """What has been done for a legacy room."""

    IMPORTED = "imported"
    SNAPSHOT = "snapshot"
    SWITCHED = "switched"
    OPENED = "opened"
    COVERED = "covered"
    DEPRECATED = "deprecated"


class MigrationPhase(StrEnum):
    """Where a legacy room is in the migration; the four phases of the old system's plan."""

    ALONGSIDE = "alongside"
    FRONT_END = "front_end"
    MIGRATE = "migrate"
    DEPRECATE = "deprecate"


PHASE_OF: Mapping[MigrationStage, MigrationPhase] = {
    # Its own token is being deployed beside the shared one.
    MigrationStage.IMPORTED: MigrationPhase.ALONGSIDE,
    # The platform is to show the room by its own token.
    MigrationStage.SNAPSHOT: MigrationPhase.FRONT_END,
    # Keys and reserve move over.
    MigrationStage.SWITCHED: MigrationPhase.MIGRATE,
    MigrationStage.OPENED: MigrationPhase.MIGRATE,
    # Nothing is left in the shared token but its end.
    MigrationStage.COVERED: MigrationPhase.DEPRECATE,
    MigrationStage.DEPRECATED: MigrationPhase.DEPRECATE,
}

STAGE_WORDS: Mapping[MigrationStage, str] = {
    MigrationStage.IMPORTED: "imported",
    MigrationStage.SNAPSHOT: "waiting for the platform to be switched over",
    MigrationStage.SWITCHED: "waiting for its own token to be opened",
    MigrationStage.OPENED: "waiting for its reserve",
    MigrationStage.COVERED: "covered",
    MigrationStage.DEPRECATED: "deprecated",
}

STEP_WORDS: Mapping[MigrationStage, str] = {
    MigrationStage.SNAPSHOT: "switch the platform over",
    MigrationStage.SWITCHED: "open its own token",
    MigrationStage.OPENED: "fill its reserve",
    MigrationStage.COVERED: "deprecate it",
}
"""The step that begins at a stage."""

_ORDER = tuple(MigrationStage)


class WrongStage(Conflict):
    """The legacy room is not yet, or no longer, where this can be done."""

    title = "Not now"
    default_code = "LEGACY_STAGE"


def is_past(stage: MigrationStage, other: MigrationStage) -> bool:
    """Whether a room in `stage` has `other` behind it, or is just there."""
    return _ORDER.index(stage) >= _ORDER.index(other)


def check_stage(room_id: str, stage: MigrationStage, needed: MigrationStage) -> None:
    """Raise WrongStage unless the room is just in the stage that a step begins at."""
    if stage is not needed:
        raise WrongStage(
            f"The legacy room {room_id} is {STAGE_WORDS[stage]}: "
            f"it's not the moment to {STEP_WORDS[needed]}.",
            details={"stage": stage.value, "needed": needed.value},
        )


def snapshot_hash(room_id: str, rows: Iterable[Sequence[object]]) -> bytes:
    """SHA-256 over a room's holders in their order.

    rows: number, member's row id, the holder as the file says, keys.
    """
    hashed = sha256(canonical(["legacy", room_id]))
    for row in rows:
        hashed.update(canonical(list(row)))
    return hashed.digest()
