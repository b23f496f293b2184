"""The declarative root of every table, with named constraints and the column vocabulary."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar

import sqlalchemy
from sqlalchemy import BigInteger, Dialect, Identity, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def to_microseconds(at: datetime) -> int:
    """Microseconds since 1970 in UTC; `at` must be aware of its zone."""
    return (at - EPOCH) // MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The moment, in UTC, that `to_microseconds` made a number of."""
    return EPOCH + timedelta(microseconds=value)


class UtcMicroseconds(TypeDecorator[datetime]):
    """A moment, kept as whole microseconds since 1970 so that both databases agree to the digit."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_microseconds(value)


# SQLite gives row ids only to a column that is exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")

RowId = Annotated[int, mapped_column(RowNumber, Identity(), primary_key=True)]
Ref = Annotated[int, mapped_column(RowNumber)]
MinorUnits = Annotated[int, mapped_column(BigInteger)]
Whole = Annotated[int, mapped_column(BigInteger)]
UtcTime = Annotated[datetime, mapped_column(UtcMicroseconds)]
LongText = Annotated[str, mapped_column(Text)]
Digest = Annotated[bytes, mapped_column(LargeBinary(32))]


class Table(DeclarativeBase):
    """Every table descends from this; all of them share one metadata."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: BigInteger,
        datetime: UtcMicroseconds,
    }


def table_of(model: type[Table]) -> sqlalchemy.Table:
    """The Core table that a model describes; statements are built on it."""
    table = model.__table__
    assert isinstance(table, sqlalchemy.Table)
    return table
