"""The doctor's verdict as lines for people and as figures for scripts."""

from collections.abc import Iterable
from typing import Final

import click

from app import terminal
from app.doctor.trades import TrialTrade, gain_of
from app.doctor.verdict import Check, CheckStatus, CounterExample, Finding, Verdict
from app.vending.rules import Side

MOST_STEPS: Final = 12
"""Steps of a counter-example that are shown to people; the JSON holds all."""

_WORDS: Final = {CheckStatus.SOUND: "ok", CheckStatus.NOTE: "note", CheckStatus.BROKEN: "BROKEN"}

_AMOUNTS: Final = {
    Check.AMOUNTS: "below zero",
    Check.ROUND_TRIP: "won",
    Check.ROUND_TRIP_AFTER_FEES: "won",
    Check.SPLIT: "apart",
    Check.RESERVE: "missing",
    Check.ROUNDING: "won",
    Check.MONOTONY: "less",
    Check.OVERFLOW_64: "too much",
    Check.OVERFLOW_128: "too much",
}


def figures(verdict: Verdict, trial: tuple[TrialTrade, ...] | None = None) -> dict[str, object]:
    """The verdict as JSON can hold it; all amounts are integers in minor units.

    trial: a round trip that was asked for besides.
    """
    found: dict[str, object] = {
        "sound": verdict.sound,
        "subject": verdict.subject,
        "supply_limit": verdict.supply_limit,
        "examined_to": verdict.examined_to,
        "checks": [_finding(one) for one in verdict.findings],
    }
    if trial is not None:
        found["round_trip"] = {"profit": gain_of(trial), "steps": [_step(one) for one in trial]}
    return found


def print_verdict(verdict: Verdict, trial: tuple[TrialTrade, ...] | None = None) -> None:
    """Print the verdict: a line for it, one for each check, and the counter-examples."""
    broken = sum(one.status is CheckStatus.BROKEN for one in verdict.findings)
    word = "Sound" if verdict.sound else f"Broken in {broken} of {len(verdict.findings)} checks"
    click.echo(terminal.one_line(f"{word}: {verdict.subject}"))
    click.echo()
    terminal.print_columns((_WORDS[one.status], one.title, one.text) for one in verdict.findings)
    for one in verdict.findings:
        if one.status is CheckStatus.BROKEN and one.example is not None and one.example.steps:
            _print_example(one, one.example)
    if trial is not None:
        click.echo(f"\nRound trip as asked, with fees: {_gain(trial)}")
        _print_steps(trial)


def _print_example(finding: Finding, example: CounterExample) -> None:
    click.echo(f"\n{finding.title}: {grouped(example.amount)} {_AMOUNTS[finding.check]}")
    _print_steps(example.steps)
    if example.instead:
        click.echo("instead of")
        _print_steps(example.instead)


def _print_steps(steps: tuple[TrialTrade, ...]) -> None:
    rows = [["", "Supply", "Keys", "Amount", "Fees", "Paid", "Got"]]
    for step in steps[:MOST_STEPS]:
        numbers = (step.supply, step.keys, step.gross, step.fees)
        total = grouped(step.total)
        paid, got = (total, "") if step.side is Side.BUY else ("", total)
        rows.append([step.side.value, *map(grouped, numbers), paid, got])
    if not any(step.fees for step in steps):
        rows = [[*row[:3], *row[5:]] for row in rows]
    terminal.print_columns(rows, numeric=range(1, 7))
    if len(steps) > MOST_STEPS:
        click.echo(f"… and {len(steps) - MOST_STEPS} more")


def _gain(steps: Iterable[TrialTrade]) -> str:
    gain = gain_of(steps)
    return f"a profit of {grouped(gain)}" if gain > 0 else f"a loss of {grouped(-gain)}"


def grouped(number: int) -> str:
    """Digits in groups of three, with a true minus."""
    return f"{number:,}".replace(",", "\u202f").replace("-", "−")


def _finding(finding: Finding) -> dict[str, object]:
    example = finding.example
    return {
        "check": finding.check.value,
        "status": finding.status.value,
        "sentence": finding.text,
        "counter_example": None if example is None else _example(example),
    }


def _example(example: CounterExample) -> dict[str, object]:
    return {
        "supply": example.supply,
        "keys": example.keys,
        "amount": example.amount,
        "steps": [_step(one) for one in example.steps],
        "instead": [_step(one) for one in example.instead],
    }


def _step(step: TrialTrade) -> dict[str, object]:
    return {
        "side": step.side.value,
        "supply": step.supply,
        "keys": step.keys,
        "gross": step.gross,
        "fees": step.fees,
        "total": step.total,
        "supply_after": step.supply_after,
    }
