"""Makes frozen rows of selected columns, by the names of their fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, FromClause


class DataclassRow(Protocol):
    """A row that is a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T_co = TypeVar("T_co", bound=DataclassRow, covariant=True)


class Projection(Generic[T_co]):
    """The columns that make a dataclass, and its making; each field is the column of its name.

    table: has the columns that `columns` doesn't name.
    convert: by a field's name, what makes its value of the column's.
    """

    def __init__(
        self,
        made: type[T_co],
        table: FromClause,
        columns: Mapping[str, ColumnElement[Any]] | None = None,
        **convert: Callable[[Any], object],
    ) -> None:
        names = [field.name for field in fields(made)]
        given = columns or {}
        self.columns = tuple(
            given[name].label(name) if name in given else table.c[name] for name in names
        )
        self._made = made
        self._converted = tuple((names.index(name), made_of) for name, made_of in convert.items())

    def __call__(self, row: Sequence[Any]) -> T_co:
        """The dataclass of a row that was selected with `columns`."""
        values = list(row)
        for at, made_of in self._converted:
            values[at] = made_of(values[at])
        return self._made(*values)
