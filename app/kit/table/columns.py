"""What a column of a table is: a field, its text, order and looks, in one description (pure)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypedDict, Unpack

from app.fields import Field, Row
from app.kit.numbers import DASH, grouped, unit

if TYPE_CHECKING:
    from app.kit.times import ZoneClock

Align = Literal["left", "right", "center"]
Kind = Literal["text", "number", "delta", "side", "stage", "badge", "identifier", "share", "custom"]

_RIGHT: tuple[Kind, ...] = ("number", "delta", "share")

STAGES = 5
"""How many segments a stage has; its `level` counts from 1 to this."""


@dataclass(frozen=True)
class Column(Field[Row]):
    """One column; a table is a tuple of them, and its rows have an `id`.

    key: its name in settings, saved views and JSON, too.
    title: header text, with the unit where the figures need one: "Price, sats".
    value: the exact value, for copy and export.
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
    bold: for the one column that names the row.
    hideable: whether the person may hide it. shown: whether it is shown at first.
    yields: where figures would be cut off, the column with the highest number is left out
        first, until there is room again; 0 always stays.
    """

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
    bold: bool = False
    hideable: bool = True
    shown: bool = True
    yields: int = 0

    @property
    def side(self) -> Align:
        """Where its texts stand."""
        return self.align or ("right" if self.kind in _RIGHT else "left")

    def tone_of(self, row: Row) -> str | None:
        """Colour token of a cell, None for the usual colour."""
        return self.tone(row) if self.tone is not None else None


AnyColumn: TypeAlias = Column[Any]
"""A column of rows whose type only the page knows."""


class Looks(TypedDict, Generic[Row], total=False):
    """What may be said of any column beside its field, title and text; see `Column`."""

    align: Align
    tip: str
    cell_tip: Callable[[Row], str] | None
    sort_key: str
    width: int
    stretch: bool
    unit: str
    tone: Callable[[Row], str | None]
    secondary: Callable[[Row], str]
    level: Callable[[Row], float]
    bold: bool
    hideable: bool
    shown: bool
    yields: int


def text(field: Field[Row], title: str, **looks: Unpack[Looks[Row]]) -> Column[Row]:
    """A text as it is; an en dash for none."""
    return Column(field.key, title, field.value, lambda row: str(field.value(row) or DASH), **looks)


def number(field: Field[Row], title: str, **looks: Unpack[Looks[Row]]) -> Column[Row]:
    """A whole number in groups of digits."""
    return Column(
        field.key, title, field.value, lambda row: _figure(field.value(row)), "number", **looks
    )


def amount(
    field: Field[Row], title: str, quote: Callable[[Row], str], **looks: Unpack[Looks[Row]]
) -> Column[Row]:
    """Minor units with the asset of each row behind them; painted by a delegate of the page."""
    looks.setdefault("align", "right")
    looks.setdefault("secondary", lambda row: unit(quote(row)))
    return Column(
        field.key, title, field.value, lambda row: _figure(field.value(row)), "custom", **looks
    )


def moment(
    field: Field[Row],
    title: str,
    zone: "ZoneClock",
    written: Callable[[datetime], str] | None = None,
    **looks: Unpack[Looks[Row]],
) -> Column[Row]:
    """A time in the person's zone, exact in the tooltip.

    written: how it is shown, a method of `zone`; else as in records.
    """
    write = written or zone.show

    def said(row: Row, write: Callable[[datetime], str], nothing: str) -> str:
        at = field.value(row)
        return write(at) if isinstance(at, datetime) else nothing

    looks.setdefault("cell_tip", lambda row: said(row, zone.exact, ""))
    return Column(field.key, title, field.value, lambda row: said(row, write, DASH), **looks)


def badge(
    field: Field[Row], title: str, words: Callable[[Row], str], **looks: Unpack[Looks[Row]]
) -> Column[Row]:
    """Words in a box of the tone."""
    return Column(field.key, title, field.value, words, "badge", **looks)


def identifier(
    field: Field[Row],
    title: str,
    words: Callable[[Row], str] | None = None,
    **looks: Unpack[Looks[Row]],
) -> Column[Row]:
    """An address or a hash, shortened in the middle; words: instead of the value."""
    said = words or (lambda row: str(field.value(row) or DASH))
    return Column(field.key, title, field.value, said, "identifier", **looks)


def _figure(value: object) -> str:
    return grouped(value) if isinstance(value, int) else DASH
