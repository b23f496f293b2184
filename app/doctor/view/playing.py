"""A counter-example as something to play: its trades in turn, and what they come to (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.doctor.trades import TrialTrade, gain_of
from app.doctor.verdict import Check, CheckStatus, CounterExample, Verdict
from app.vending.rules import Side

TRIAL = "trial"


@dataclass(frozen=True)
class Case:
    """One row of the verdict: a check that was made, or the round trip that was asked for.

    key: of the check, or `TRIAL`. sentence, because: in English, as the doctor says it.
    """

    key: str
    status: CheckStatus
    sentence: str
    example: CounterExample | None
    because: str = ""

    @property
    def check(self) -> Check | None:
        """The check; None for the round trip that was asked for."""
        return None if self.key == TRIAL else Check(self.key)

    @property
    def steps(self) -> tuple[TrialTrade, ...]:
        """The trades that can be played."""
        return self.example.steps if self.example is not None else ()


@dataclass(frozen=True)
class TrialTally:
    """What the trader has paid and got after some steps, in minor units; the supply then."""

    paid: int
    got: int
    supply: int

    @property
    def gain(self) -> int:
        """What the trader has more than before; below zero for a loss."""
        return self.got - self.paid


def tally_of(steps: Sequence[TrialTrade], count: int) -> TrialTally:
    """What the first `count` steps come to; there is at least one step."""
    played = steps[:count]
    paid = sum(step.total for step in played if step.side is Side.BUY)
    got = sum(step.total for step in played if step.side is Side.SELL)
    return TrialTally(paid, got, played[-1].supply_after if played else steps[0].supply)


def cases_of(verdict: Verdict, trial: tuple[TrialTrade, ...]) -> tuple[Case, ...]:
    """The rows of a verdict, that of the trial first if there is one."""
    checks = tuple(
        Case(one.check.value, one.status, one.sentence, one.example, one.because)
        for one in verdict.findings
    )
    return (_trial_case(trial), *checks) if trial else checks


def first_to_show(cases: Sequence[Case]) -> Case:
    """A broken case that can be played, else a broken one, else one that can be played."""

    def worth(case: Case) -> tuple[bool, bool]:
        return case.status is not CheckStatus.BROKEN, not case.steps

    return min(cases, key=worth)


def _trial_case(steps: tuple[TrialTrade, ...]) -> Case:
    bought, sold = steps
    gain = gain_of(steps)
    sentence = (
        f"At supply {bought.supply}, buying {bought.keys} pays {bought.total} and selling them "
        f"gets {sold.total}."
    )
    status = CheckStatus.BROKEN if gain > 0 else CheckStatus.SOUND
    return Case(TRIAL, status, sentence, CounterExample(bought.supply, bought.keys, gain, steps))
