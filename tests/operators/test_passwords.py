"""Hashing passwords with Argon2id."""

import pytest

from app.errors import Unavailable
from app.operators.passwords import Argon2Hasher
from tests.operators.people import QUICK


def test_the_same_password_is_stored_as_another_text_each_time() -> None:
    first, second = QUICK.hash("correct horse"), QUICK.hash("correct horse")
    assert first != second
    assert QUICK.matches(first, "correct horse")
    assert not QUICK.matches(first, "correct house")


def test_the_usual_cost_is_owasps_minimum() -> None:
    stored = Argon2Hasher().hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_of_another_cost_still_matches_but_is_outdated() -> None:
    stored = QUICK.hash("correct horse")
    stronger = Argon2Hasher(memory_kib=16, passes=1)
    assert stronger.matches(stored, "correct horse")
    assert stronger.is_outdated(stored)
    assert not QUICK.is_outdated(stored)


def test_the_decoy_costs_the_same_and_matches_nothing() -> None:
    assert not QUICK.is_outdated(QUICK.decoy)
    assert not QUICK.matches(QUICK.decoy, "")


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$xx$yy"])
def test_a_damaged_hash_is_said_not_taken_for_a_wrong_password(stored: str) -> None:
    with pytest.raises(Unavailable) as refused:
        QUICK.matches(stored, "correct horse")
    assert refused.value.code == "PASSWORD_DAMAGED"
