"""What a column of a table is: text, order, looks and exact value, in one description (pure)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from app.exports import ExportColumn

Row = TypeVar("Row")

Align = Literal["left", "right", "center"]
Kind = Literal["text", "number", "delta", "side", "stage", "badge", "identifier", "share", "custom"]

_RIGHT: tuple[Kind, ...] = ("number", "delta", "share")

STAGES = 5
"""How many segments a stage has; its `level` counts from 1 to this."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column; a table is a tuple of them, and its rows have an `id`.

    key: its name in settings, saved views and JSON.
    title: header text, with the unit where the figures need one: "Price, sats".
    text: what the cell shows; an en dash where there is nothing.
    kind: how the cell is painted. `delta` and `side` take their arrow from the tone (buy is up,
        sell is down); `stage` and `share` draw their `level` before the text; `identifier` is
        shortened in the middle; `custom` is painted by a delegate that the page gives.
    align: numbers stand at the right and everything else at the left, unless it is given.
    tip: what the column says, for the header's tooltip.
    cell_tip: tooltip of a cell; an identifier shows its whole value without it.
    sort_key: name by which the source sorts; empty where it can't.
    width: pixels of the design at text scale 100 %; with `stretch` the least, and the column
        takes its part of what is left over.
    unit: spoken after the text: "sats".
    tone: colour token of the text or badge, such as `ok`, `warn`, `text3`; None for the usual.
    secondary: muted text behind the text, or below it in rows of two lines.
    level: for a stage the number of the step reached (1 to 5), for a share 0.0 to 1.0.
    plain: exact value for copy and export; the text without it.
    bold: for the one column that names the row.
    hideable: whether the person may hide it. shown: whether it is shown at first.
    yields: where figures would be cut off, the column with the highest number is left out
        first, until there is room again; 0 always stays.
    """

    key: str
    title: str
    text: Callable[[Row], str]
    kind: Kind = "text"
    align: Align | None = None
    tip: str = ""
    cell_tip: Callable[[Row], str] | None = None
    sort_key: str = ""
    width: int = 96
    stretch: bool = False
    unit: str = ""
    tone: Callable[[Row], str | None] | None = None
    secondary: Callable[[Row], str] | None = None
    level: Callable[[Row], float] | None = None
    plain: Callable[[Row], object] | None = None
    bold: bool = False
    hideable: bool = True
    shown: bool = True
    yields: int = 0

    @property
    def side(self) -> Align:
        """Where its texts stand."""
        return self.align or ("right" if self.kind in _RIGHT else "left")

    def value(self, row: Row) -> object:
        """The exact value, for copy and export."""
        return self.plain(row) if self.plain is not None else self.text(row)

    def tone_of(self, row: Row) -> str | None:
        """Colour token of a cell, None for the usual colour."""
        return self.tone(row) if self.tone is not None else None

    def exported(self) -> ExportColumn[Row]:
        """The column as a file holds it."""
        return ExportColumn(self.key, self.title, self.value)


AnyColumn: TypeAlias = Column[Any]
"""A column of rows whose type only the page knows."""


def exported(columns: Sequence[Column[Row]]) -> tuple[ExportColumn[Row], ...]:
    """Columns as a file holds them."""
    return tuple(column.exported() for column in columns)
