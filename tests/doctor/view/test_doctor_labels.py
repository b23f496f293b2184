"""The doctor's sentences in the window."""

import pytest

from app.doctor.examination import examine
from app.doctor.price_file import read_table
from app.doctor.subject import FamilySubject, Subject, pair_of, price_of, tutorial
from app.doctor.verdict import Check, CheckStatus, CounterExample
from app.doctor.view.labels import (
    amount_words,
    figure,
    located,
    sentence_of,
    subject_words,
)
from app.doctor.view.playing import Case, cases_of, first_to_show
from app.errors import InvalidInput
from app.kit.numbers import MINUS, THIN
from app.vending.curves import curve_from

SUBJECTS: tuple[Subject, ...] = (
    tutorial(),
    pair_of("n/s", "n"),
    pair_of("ceil(((s+n)**3-s**3)/7)", "floor((s**3-(s-n)**3)/7)"),
    pair_of("n*3//2", "(n*3+1)//2"),
    price_of("0-s"),
    price_of("10**9*s"),
    read_table("0,5\n1,3"),
    FamilySubject(curve_from("quadratic", {"unit": 10**18})),
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1_220, f"1{THIN}220"),
        (-5, f"{MINUS}5"),
        (10**30, "1e30"),
        (-6_099_999 * 10**25, f"{MINUS}6.09999…e31"),
        (10**23 + 1, f"100{THIN}" + f"000{THIN}" * 6 + "001"),
        (123 * 10**300, "1.23e302"),
    ],
)
def test_a_figure_is_grouped_or_shortened(number: int, text: str) -> None:
    assert figure(number) == text


def test_numbers_of_a_sentence_are_written_as_everywhere() -> None:
    sentence = "To buy 1 at supply 40000 has an amount below zero: -1234."
    case = Case("amounts", CheckStatus.BROKEN, sentence, None)
    assert sentence_of(case).endswith(
        f"supply 40{THIN}000 has an amount below zero: {MINUS}1{THIN}234."
    )


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.title)
def test_every_sentence_has_a_spanish_one(spanish: object, subject: Subject) -> None:
    verdict = examine(subject)
    for case in cases_of(verdict, ()):
        words = sentence_of(case)
        assert not [word for word in words.split() if word in ENGLISH], words
        assert not [word for word in amount_words(case).split() if word in ENGLISH]


ENGLISH = {"the", "The", "supply", "at", "At", "key", "keys", "is", "of", "and", "below", "That",
           "rounding", "to", "price", "numbers", "won", "missing"}  # fmt: skip


def test_the_place_of_an_error_is_said_in_spanish(spanish: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        price_of("s s")
    assert located(refused.value) == "Columna 3: «s» no puede ir aquí."
    with pytest.raises(InvalidInput) as refused:
        read_table("0,1\n0,2")
    assert located(refused.value) == (
        "Línea 2: los suministros deben subir, y 0 viene después de 0."
    )


def test_a_subject_is_named() -> None:
    names = [subject_words(subject) for subject in (read_table("0,1"), *SUBJECTS[4:])]
    assert names == [
        "Table of one price",
        "p(s) = 0-s",
        "p(s) = 10**9*s",
        "Table of 2 prices",
        "Quadratic (friend.tech): price = unit·s²/divisor",
    ]


def test_what_is_broken_and_can_be_played_is_shown_first() -> None:
    def case(check: Check, status: CheckStatus, *, plays: bool) -> Case:
        steps = examine(tutorial()).finding(Check.ROUND_TRIP).example
        assert steps is not None
        example = steps if plays else CounterExample(0, 1, 0)
        return Case(check.value, status, "", example)

    note = case(Check.OVERFLOW_64, CheckStatus.NOTE, plays=True)
    mute = case(Check.AMOUNTS, CheckStatus.BROKEN, plays=False)
    broken = case(Check.SPLIT, CheckStatus.BROKEN, plays=True)
    assert first_to_show([note, mute, broken]) == broken
    assert first_to_show([note, mute]) == mute
    assert first_to_show([mute]) == mute
    sound = Case("rounding", CheckStatus.SOUND, "", None)
    assert first_to_show([sound, note]) == note
