"""What the page asks the doctor, and what comes back; worked out on a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from app.doctor.examination import DEFAULT_SUPPLY_LIMIT, examine
from app.doctor.subject import Subject
from app.doctor.trades import TrialTrade
from app.doctor.trial import tried
from app.doctor.verdict import Verdict
from app.vending.rules import FeeMode, Fees


@dataclass(frozen=True)
class Trial:
    """A round trip to try besides: buy `keys` keys at a supply, and sell them back."""

    supply: int
    keys: int


@dataclass(frozen=True)
class ExaminationTerms:
    """How a subject is examined; see `examine`."""

    supply_limit: int = DEFAULT_SUPPLY_LIMIT
    fees: Fees = field(default_factory=Fees)
    mode: FeeMode = FeeMode.ON_TOP
    trial: Trial | None = None


@dataclass(frozen=True)
class Examination:
    """A subject, made on the worker since a long table takes time to read, and the terms."""

    make: Callable[[], Subject]
    terms: ExaminationTerms


@dataclass(frozen=True)
class ExaminationResult:
    """The verdict, and the steps of the trial that was asked for.

    lock: a subject remembers prices, so it is asked by one thread at a time.
    """

    subject: Subject
    verdict: Verdict
    trial: tuple[TrialTrade, ...]
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)


def answer(question: Examination) -> ExaminationResult:
    """Examine what is asked about.

    Errors: InvalidInput where it can't be read, or the trial has no price.
    """
    subject, terms = question.make(), question.terms
    trial = terms.trial
    steps = tried(subject, trial.supply, trial.keys) if trial is not None else ()
    verdict = examine(subject, supply_limit=terms.supply_limit, fees=terms.fees, mode=terms.mode)
    return ExaminationResult(subject, verdict, steps)
