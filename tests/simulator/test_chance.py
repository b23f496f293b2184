"""Chance falls as its source says, on every machine."""

from hypothesis import given
from hypothesis import strategies as st

from app.simulator.chance import Chance

# https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
OF_1234567 = (
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
)


def test_numbers_are_those_of_splitmix64() -> None:
    chance = Chance(1_234_567)
    assert tuple(chance.next() for _ in OF_1234567) == OF_1234567


def test_a_seed_and_a_name_begin_a_sequence_of_their_own() -> None:
    first = [Chance.of(7, step).next() for step in range(100)]
    assert first == [Chance.of(7, step).next() for step in range(100)]
    assert len({*first, *(Chance.of(8, step).next() for step in range(100))}) == 200


@given(st.integers(), st.integers(1, 10**9))
def test_numbers_stay_below_the_count(state: int, count: int) -> None:
    chance = Chance(state)
    assert all(0 <= chance.below(count) < count for _ in range(20))


@given(st.integers(), st.integers(-100, 100), st.integers(0, 100))
def test_numbers_stay_between_the_bounds(state: int, lowest: int, more: int) -> None:
    assert lowest <= Chance(state).between(lowest, lowest + more) <= lowest + more


def test_chances_come_about_as_often_as_they_say() -> None:
    chance = Chance.of(1, "dice")
    assert 270 < sum(chance.chance(300) for _ in range(1_000)) < 330
    assert not any(chance.chance(0) for _ in range(100))
    assert all(chance.chance(1_000) for _ in range(100))
    assert {chance.pick("abc") for _ in range(100)} == set("abc")
