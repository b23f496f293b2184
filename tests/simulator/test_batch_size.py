"""How many steps a transaction takes: what fits into a twentieth of a second."""

from app.simulator.batch_size import BATCH_SECONDS, LARGEST_BATCH, BatchSize


def test_it_comes_to_what_takes_a_twentieth_of_a_second() -> None:
    size = BatchSize()
    for _ in range(20):
        size.measured(size.steps, size.steps * 0.000_25)
    assert size.steps == int(BATCH_SECONDS / 0.000_25)


def test_it_shrinks_by_half_at_most_and_stays_above_nothing() -> None:
    size = BatchSize()
    first = size.steps
    size.measured(first, 3.0)
    assert size.steps == first // 2
    for _ in range(20):
        size.measured(size.steps, 3.0)
    assert size.steps == 1


def test_it_has_a_bound() -> None:
    size = BatchSize()
    for _ in range(40):
        size.measured(size.steps, 1e-9)
    assert size.steps == LARGEST_BATCH


def test_a_part_of_a_batch_says_nothing_of_a_larger_one() -> None:
    size = BatchSize()
    first = size.steps
    size.measured(1, 0.000_001)
    assert size.steps == first
