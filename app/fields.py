"""What is known of a row, said once for its table, its list, its JSON and its files (pure)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Field(Generic[Row]):
    """One thing that is known of a row.

    key: its name in JSON, settings and exports. title: its name in a file's header line.
    value: the exact value of a row: None, bool, int, Decimal, float, str, date, Enum, or a
        datetime that knows its time zone.
    """

    key: str
    title: str
    value: Callable[[Row], object]

    def named(self, key: str) -> "Field[Row]":
        """The same value under another name."""
        return replace(self, key=key)


Fields: TypeAlias = dict[str, Field[Row]]
"""Fields by their keys, in their order."""


def fields_of(*paths: str) -> Fields[Any]:
    """Fields by the paths of their values in a row, `name` or `key=path.to.value`."""
    found = {}
    for path in paths:
        key, _, value = path.partition("=")
        found[key] = Field[Any](key, _title(key), attrgetter(value or key))
    return found


def extend(fields: Fields[Row], **values: Callable[[Row], object]) -> Fields[Row]:
    """The fields with further ones, or others of the same keys, by functions of the row."""
    further = {key: Field(key, _title(key), value) for key, value in values.items()}
    return fields | further


def pick(fields: Fields[Row], *keys: str) -> Fields[Row]:
    """Some of the fields, in this order."""
    return {key: fields[key] for key in keys}


def record(fields: Fields[Row], row: Row) -> dict[str, object]:
    """The row's exact values by their keys."""
    return {key: field.value(row) for key, field in fields.items()}


def _title(key: str) -> str:
    return key.replace("_", " ").capitalize()
