"""What one window tells the others."""

from hypothesis import given
from hypothesis import strategies as st

from app.changes import ANY, Changed
from app.db.notices import LONGEST_NOTICE, decoded, encoded

changes = st.lists(
    st.builds(
        Changed, st.text(), st.lists(st.integers(-(2**63), 2**63 - 1), max_size=5).map(tuple)
    ),
    max_size=5,
).map(tuple)


@given(st.text(), changes)
def test_notice_arrives_as_it_was_sent(origin: str, changed: tuple[Changed, ...]) -> None:
    assert decoded(encoded(origin, changed)) == (origin, changed)


def test_too_many_rows_become_any_row_of_their_kind() -> None:
    many = (Changed("trade", tuple(range(10_000))), Changed("trade", (1,)), Changed("room", (1,)))
    payload = encoded("me", many)
    assert len(payload) <= LONGEST_NOTICE
    assert decoded(payload) == ("me", (Changed("trade"), Changed("room")))


def test_too_many_kinds_become_anything() -> None:
    many = tuple(Changed(f"kind {number}") for number in range(5_000))
    assert decoded(encoded("me", many)) == ("me", (Changed(ANY),))


@given(st.text())
def test_any_other_payload_means_that_anything_changed(payload: str) -> None:
    origin, changed = decoded(payload)
    assert (origin, changed) == ("", (Changed(ANY),))
