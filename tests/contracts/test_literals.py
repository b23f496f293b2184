"""Whatever a text contains, its literal is one string of plain ASCII."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.literals import ascii_literal, optional_utf8, utf8_literal
from app.errors import InvalidInput
from tests.factories import refusal_of

UTF8 = re.compile(r'u"(?:[ !#-\[\]-~]|\\["\\]|\\u\{[0-9A-F]{1,6}\})*"')
ASCII = re.compile(r'"(?:[ !#-\[\]-~]|\\["\\])*"')
ESCAPE = re.compile(r'\\(?:u\{([0-9A-F]+)\}|(["\\]))')
PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)


def read_back(literal: str) -> str:
    """The text of a literal, as Clarity's grammar reads it."""
    body = literal.removeprefix("u")[1:-1]
    return ESCAPE.sub(lambda one: chr(int(one[1], 16)) if one[1] else one[2], body)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=256))
def test_any_text_comes_back_from_its_literal(text: str) -> None:
    literal = utf8_literal(text, field="room_id", longest=256)
    assert UTF8.fullmatch(literal)
    assert read_back(literal) == text


@given(st.text(PRINTABLE, max_size=32))
def test_any_plain_text_comes_back_from_its_literal(text: str) -> None:
    literal = ascii_literal(text, field="name", longest=32)
    assert ASCII.fullmatch(literal)
    assert read_back(literal) == text


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("", 'u""'),
        ("room 1", 'u"room 1"'),
        ('") (steal)', 'u"\\") (steal)"'),
        ("\\u{41}", 'u"\\\\u{41}"'),
        ("a\nb", 'u"a\\u{A}b"'),
        ("é😀", 'u"\\u{E9}\\u{1F600}"'),
        ("\x7f", 'u"\\u{7F}"'),
    ],
)
def test_what_could_end_a_string_is_escaped(text: str, literal: str) -> None:
    assert utf8_literal(text, field="room_id", longest=256) == literal


@pytest.mark.parametrize("text", ["é", "\n", "\x00", "\x7f", "x" * 33])
def test_ascii_literal_refuses_what_its_type_cannot_hold(text: str) -> None:
    error = refusal_of(lambda: ascii_literal(text, field="name", longest=32))
    assert isinstance(error, InvalidInput)
    assert error.field == "name"


@pytest.mark.parametrize("text", ["\ud800", "x" * 257])
def test_utf8_literal_refuses_what_its_type_cannot_hold(text: str) -> None:
    error = refusal_of(lambda: utf8_literal(text, field="room_id", longest=256))
    assert isinstance(error, InvalidInput)
    assert error.field == "room_id"


def test_length_counts_characters_not_bytes() -> None:
    assert utf8_literal("😀" * 256, field="room_id", longest=256).count("\\u{1F600}") == 256


def test_an_empty_uri_is_none() -> None:
    assert optional_utf8("", field="uri", longest=256) == "none"
    assert optional_utf8("ipfs://x", field="uri", longest=256) == '(some u"ipfs://x")'
