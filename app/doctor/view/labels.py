"""The verdict in the words of the window: sentences, signs, and what is copied."""

import re
from typing import Final

from PySide6.QtCore import QCoreApplication

from app.doctor.subject import FamilySubject, PricePair, PriceSum, PriceTable, Subject
from app.doctor.trades import TrialTrade
from app.doctor.verdict import TITLES, Check, CheckStatus, Verdict
from app.doctor.view.playing import Case
from app.errors import UserError
from app.kit.numbers import MINUS, grouped
from app.kit.translation import said
from app.vending.rules import Side

SIGNS: Final = {
    CheckStatus.SOUND: ("check-circle", "ok"),
    CheckStatus.NOTE: ("info-circle", "accent"),
    CheckStatus.BROKEN: ("error-octagon", "error"),
}
"""Icon and colour of a status."""

_LONGEST_NUMBER: Final = 24
_SHOWN_DIGITS: Final = 6
_NUMBER: Final = re.compile(r"(?<![\w.])-?\d+(?!\w)")

translate = QCoreApplication.translate


def figure(number: int) -> str:
    """A number for a sentence: grouped, or in short form where it has very many digits."""
    digits = str(abs(number))
    if len(digits) <= _LONGEST_NUMBER:
        return grouped(number)
    shown = digits[:_SHOWN_DIGITS].rstrip("0")
    point = f"{shown[0]}.{shown[1:]}" if len(shown) > 1 else shown
    more = "…" if digits[len(shown) :].strip("0") else ""
    return f"{MINUS if number < 0 else ''}{point}{more}e{len(digits) - 1}"


def sentence_of(case: Case) -> str:
    """What was found, in the window's language, its numbers written as everywhere in it."""
    found = _NUMBER.sub(lambda digits: figure(int(digits.group())), said(case.sentence))
    return f"{found} {said(case.because)}" if case.because else found


def located(error: UserError) -> str:
    """A refusal that names a line or a column, in the window's language."""
    for name, text in (
        ("line", translate("Doctor", "Line {number}: {what}")),
        ("column", translate("Doctor", "Column {number}: {what}")),
    ):
        number = error.details.get(name)
        head = f"{name.title()} {number}: "
        if number is not None and error.message.startswith(head):
            return text.format(number=number, what=said(error.message.removeprefix(head)))
    return said(error.message)


def title_of(case: Case) -> str:
    """What was looked at."""
    if case.check is None:
        return translate("Doctor", "Your round trip")
    return said(TITLES[case.check])


def status_word(status: CheckStatus) -> str:
    """How a check ended, in a word."""
    return {
        CheckStatus.SOUND: translate("Doctor", "Passed"),
        CheckStatus.NOTE: translate("Doctor", "Note"),
        CheckStatus.BROKEN: translate("Doctor", "Failed"),
    }[status]


def amount_words(case: Case) -> str:
    """The amount of a counter-example with what it is; empty where it has none."""
    if case.example is None or not (case.example.amount or case.check is None):
        return ""
    words = {
        Check.AMOUNTS: translate("Doctor", "{amount} below zero"),
        Check.SPLIT: translate("Doctor", "{amount} apart"),
        Check.RESERVE: translate("Doctor", "{amount} missing"),
        Check.MONOTONY: translate("Doctor", "{amount} less"),
        Check.OVERFLOW_64: translate("Doctor", "{amount} too much"),
        Check.OVERFLOW_128: translate("Doctor", "{amount} too much"),
    }
    if case.check in words:
        return words[case.check].format(amount=figure(case.example.amount))
    return gain_words(case.example.amount)


def gain_words(gain: int) -> str:
    """`230 won`, `12 lost`, or that nothing is."""
    if not gain:
        return translate("Doctor", "Nothing won")
    won = translate("Doctor", "{amount} won")
    lost = translate("Doctor", "{amount} lost")
    return (won if gain > 0 else lost).format(amount=figure(abs(gain)))


def step_words(step: TrialTrade) -> str:
    """`Buy 10 for 1 220`."""
    buy = translate("Doctor", "Buy {keys} for {amount}")
    sell = translate("Doctor", "Sell {keys} for {amount}")
    text = buy if step.side is Side.BUY else sell
    return text.format(keys=figure(step.keys), amount=figure(step.total))


def headline(verdict: Verdict) -> str:
    """The verdict in a word, and in how many checks it failed."""
    if verdict.sound:
        return translate("Doctor", "Sound")
    broken = sum(one.status is CheckStatus.BROKEN for one in verdict.findings)
    text = translate("Doctor", "Broken in {count} of {all} checks")
    return text.format(count=broken, all=len(verdict.findings))


def subject_words(subject: Subject) -> str:
    """What was examined."""
    if isinstance(subject, FamilySubject):
        return f"{said(subject.curve.label)}: {subject.curve.formula}"
    if isinstance(subject, PriceTable):
        count = len(subject.rows)
        if count == 1:
            return translate("Doctor", "Table of one price")
        return translate("Doctor", "Table of {count} prices").format(count=figure(count))
    if isinstance(subject, PriceSum):
        return f"p(s) = {subject.price.text}"
    if isinstance(subject, PricePair):
        buying, selling = subject.buying.text, subject.selling.text
        return f"buy(s, n) = {buying}; sell(s, n) = {selling}"
    raise ValueError(f"Nobody knows what {subject!r} is")


def reach_words(verdict: Verdict) -> str:
    """How far the doctor looked, and what it was."""
    end = figure(verdict.supply_limit)
    if verdict.examined_to < verdict.supply_limit:
        text = translate("Doctor", "Orders tried up to supply {far}, of {end} asked for.")
        return text.format(far=figure(verdict.examined_to), end=end)
    return translate("Doctor", "Orders tried up to supply {end}.").format(end=end)


def as_lines(subject: Subject, verdict: Verdict, cases: tuple[Case, ...]) -> str:
    """The verdict as plain text."""
    lines = [f"{headline(verdict)}: {subject_words(subject)}", reach_words(verdict), ""]
    for case in cases:
        lines.append(f"{status_word(case.status)}  {title_of(case)}: {sentence_of(case)}")
        if case.status is CheckStatus.BROKEN:
            lines.extend(f"    {step_words(step)}" for step in case.steps)
    return "\n".join(lines) + "\n"


def as_markdown(subject: Subject, verdict: Verdict, cases: tuple[Case, ...]) -> str:
    """The verdict as a Markdown table, and the counter-examples as lists."""
    tr = translate
    lines = [f"**{headline(verdict)}**: `{subject_words(subject)}`", "", reach_words(verdict), ""]
    heads = (tr("Doctor", "Check"), tr("Doctor", "Result"), tr("Doctor", "What was found"))
    lines += ["| " + " | ".join(heads) + " |", "|---|---|---|"]
    for case in cases:
        cells = (title_of(case), status_word(case.status), sentence_of(case))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    for case in cases:
        if case.status is CheckStatus.BROKEN and case.steps:
            lines += ["", f"**{title_of(case)}**: {amount_words(case)}", ""]
            lines.extend(f"1. {step_words(step)}" for step in case.steps)
    return "\n".join(lines) + "\n"
