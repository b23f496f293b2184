"""Roles, names, passwords and lock-out, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, NotAllowed
from app.operators import rules
from app.operators.rules import ALLOWED, LOCK_OUT, Permission, Role, Tries, may, wait_text
from app.operators.text_rules import check_line, check_note, is_encodable, storable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_viewers_look_export_and_audit_only() -> None:
    assert ALLOWED[Role.VIEWER] == {Permission.VIEW, Permission.EXPORT, Permission.AUDIT}


@pytest.mark.parametrize(
    "permission",
    [
        Permission.TRADE,
        Permission.CREATE_ROOM,
        Permission.REQUEST_DEPLOYMENT,
        Permission.MANAGE_MEMBERS,
    ],
)
def test_support_also_trades_and_cares_for_rooms_and_members(permission: Permission) -> None:
    assert may(Role.SUPPORT, permission)
    assert not may(Role.VIEWER, permission)


@pytest.mark.parametrize("permission", list(Permission))
def test_admins_may_everything(permission: Permission) -> None:
    assert may(Role.ADMIN, permission)


def test_each_role_may_all_that_the_one_before_it_may() -> None:
    assert ALLOWED[Role.VIEWER] < ALLOWED[Role.SUPPORT] < ALLOWED[Role.ADMIN]


@pytest.mark.parametrize(
    ("permission", "sentence"),
    [
        (Permission.SET_CONTRACT, "Needs platform admin."),
        (Permission.TRADE, "Needs support staff."),
    ],
)
def test_a_refusal_names_the_smallest_role_that_would_do(
    permission: Permission, sentence: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        rules.check_may(Role.VIEWER, permission)
    assert refused.value.code == "NEEDS_ROLE"
    assert refused.value.message == sentence


@pytest.mark.parametrize(
    "name",
    ["", " ", "two words", " ada", "ada ", "a\tb", "a\nb", "a\0b", "x" * 65, "a\u200bb"],
)
def test_names_that_nobody_could_type_again_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules.check_name(name)
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["ada", "Ада", "ada@example.org", "x" * 64])
def test_names_of_any_script_are_taken(name: str) -> None:
    rules.check_name(name)


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("short", "at least"),
        ("x" * 257, "at most"),
        ("abababababab", "repeats"),
        ("Ada-Lovelace", "name"),
        ("with a \ud800 half", "stored"),
    ],
)
def test_weak_passwords_are_refused_at_their_field(password: str, part: str) -> None:
    with pytest.raises(InvalidInput, match=part) as refused:
        rules.check_password(password, name="ada-lovelace")
    assert refused.value.field == "password"


def test_a_long_plain_password_needs_no_signs_or_digits() -> None:
    rules.check_password("only small letters", name="ada")


def test_a_password_typed_with_combining_accents_is_the_same() -> None:
    assert rules.as_hashed("cafe\u0301") == rules.as_hashed("caf\u00e9")


def test_the_fifth_wrong_password_locks_for_fifteen_minutes() -> None:
    tries = Tries()
    for _ in range(4):
        tries = tries.after_wrong(NOW)
        assert tries.wait(NOW) is None
    tries = tries.after_wrong(NOW)
    assert tries.wait(NOW) == timedelta(minutes=15)
    assert tries.wait(NOW + LOCK_OUT) is None


def test_after_a_lock_has_run_out_the_count_starts_anew() -> None:
    later = NOW + LOCK_OUT
    tries = Tries(5, later).after_wrong(later)
    assert tries == Tries(1)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (900, "15 minutes"),
        (841, "15 minutes"),
        (60, "1 minute"),
        (59.2, "1 minute"),
        (40, "40 seconds"),
        (0.2, "1 second"),
    ],
)
def test_waits_are_told_rounded_up(seconds: float, text: str) -> None:
    assert wait_text(timedelta(seconds=seconds)) == text


def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="viewer, support, admin"):
        rules.parse_role("root")


@given(st.text())
def test_storable_text_survives_both_databases_encodings(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    kept.encode()
    assert (kept == text) == is_encodable(text)


@given(st.text(max_size=40))
def test_a_line_is_taken_as_it_is_or_refused_at_its_field(text: str) -> None:
    try:
        check_line(text, field="name", what="A name", longest=20)
    except InvalidInput as error:
        found = error.field
    else:
        found = "name"
        assert text.isprintable()
        assert 1 <= len(text) <= 20
        assert text == text.strip()
    assert found == "name"


def test_an_optional_line_may_be_empty_but_not_blank() -> None:
    check_line("", field="name", what="A name", longest=20, shortest=0)
    with pytest.raises(InvalidInput):
        check_line("  ", field="name", what="A name", longest=20, shortest=0)


def test_a_required_note_may_break_lines_but_not_be_blank() -> None:
    check_note("first\nsecond", field="reason", what="A reason", longest=20, required=True)
    with pytest.raises(InvalidInput, match="empty"):
        check_note(" \n", field="reason", what="A reason", longest=20, required=True)
