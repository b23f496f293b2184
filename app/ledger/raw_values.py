"""Reads what a hand may have put into a row, whatever its type, without failing over it."""

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SpoiltText:
    """Bytes that a hand marked as a text and that are none in UTF-8; equal to nothing stored."""

    raw: bytes


@contextmanager
def tolerant_texts(connection: Connection) -> Iterator[None]:
    """Have SQLite hand over a SpoiltText where it would otherwise raise."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.text_factory = _text
    try:
        yield
    finally:
        driver.text_factory = str


def _text(raw: bytes) -> str | SpoiltText:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return SpoiltText(raw)


def whole(value: object) -> int:
    """The value itself where it is a whole number; anything else counts as nothing."""
    return value if isinstance(value, int) else 0


def in_hex(value: object) -> object:
    """A stored hash as the hashes cover it; what isn't one comes out as no hash ever does."""
    return value.hex() if isinstance(value, bytes) else ["not bytes", repr(value)]


def as_hashed(values: Sequence[object]) -> list[object]:
    """Whole numbers, texts and nothing as they are; what no column holds as nothing else does.

    JSON would write a blob like some text, and infinity like nothing.
    """
    return [
        value
        if value is None or isinstance(value, int | str)
        else [type(value).__name__, repr(value)]
        for value in values
    ]


def comes_before(value: object, number: int) -> bool:
    """Whether SQL sorts a value before a number: nothing, then numbers, then texts, then blobs."""
    if value is None:
        return True
    return isinstance(value, int | float) and not math.isnan(value) and value < number
