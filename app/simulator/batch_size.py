"""How many steps a transaction takes, so that it keeps others waiting for a moment only (pure)."""

from typing import Final

BATCH_SECONDS: Final = 0.05
"""What a transaction should take, so that whoever else writes gets a turn."""

FIRST_BATCH: Final = 20
LARGEST_BATCH: Final = 2_000


class BatchSize:
    """How many steps a transaction takes at most, by what the last ones took."""

    def __init__(self) -> None:
        self.steps = FIRST_BATCH

    def measured(self, steps: int, seconds: float) -> None:
        """Note what a transaction took; only a full one tells how much more it could hold."""
        fitting = int(steps * BATCH_SECONDS / max(seconds, 1e-6))
        if steps >= self.steps or fitting < self.steps:
            self.steps = min(max(fitting, self.steps // 2, 1), 2 * self.steps, LARGEST_BATCH)
