"""What the doctor says of a subject: one finding a check, each with its counter-example (pure)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.doctor.trades import TrialTrade


class Check(StrEnum):
    """What is looked at, in the order of the report."""

    AMOUNTS = "amounts"
    ROUND_TRIP = "round_trip"
    ROUND_TRIP_AFTER_FEES = "round_trip_after_fees"
    SPLIT = "split"
    RESERVE = "reserve"
    ROUNDING = "rounding"
    MONOTONY = "monotony"
    OVERFLOW_64 = "overflow_64"
    OVERFLOW_128 = "overflow_128"


TITLES: Final = {
    Check.AMOUNTS: "Amounts",
    Check.ROUND_TRIP: "Round trip",
    Check.ROUND_TRIP_AFTER_FEES: "Round trip after fees",
    Check.SPLIT: "Split orders",
    Check.RESERVE: "Reserve",
    Check.ROUNDING: "Rounding",
    Check.MONOTONY: "Rising price",
    Check.OVERFLOW_64: "64-bit numbers",
    Check.OVERFLOW_128: "128-bit numbers",
}


class CheckStatus(StrEnum):
    """How a check ended. A note is worth knowing and harms nobody by itself."""

    SOUND = "sound"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class CounterExample:
    """The smallest trades found that show it.

    supply, keys: where it happens, least supply first, then least keys.
    amount: minor units that are won, missing, apart or too many, as the check has it.
    steps: the trades in turn. instead: other trades from the same place to compare with.
    """

    supply: int
    keys: int
    amount: int
    steps: tuple[TrialTrade, ...] = ()
    instead: tuple[TrialTrade, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The end of one check, in a sentence; `because` is a second one that explains it."""

    check: Check
    status: CheckStatus
    sentence: str
    example: CounterExample | None = None
    because: str = ""

    @property
    def text(self) -> str:
        """Both sentences."""
        return f"{self.sentence} {self.because}".rstrip()

    @property
    def title(self) -> str:
        """The check's name for people."""
        return TITLES[self.check]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings on a subject.

    supply_limit: how far the question went. examined_to: how far orders were tried; less where
    the numbers get longer than any chain's.
    """

    subject: str
    supply_limit: int
    examined_to: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether no check found it broken."""
        return all(one.status is not CheckStatus.BROKEN for one in self.findings)

    def finding(self, check: Check) -> Finding:
        """The finding of one check."""
        return next(one for one in self.findings if one.check is check)
