"""A comparison as tables for files: the way of each market, and its end in figures."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from app.exports import Format, export
from app.fields import Field
from app.progress import Progress
from app.simulator.compare import ComparedState, Comparison
from app.simulator.outcome import Outcome
from app.simulator.scenario import Scenario
from app.vending import curves
from app.vending.curves import Curve, Stepped
from app.vending.rules import Fees

_Row = tuple[Scenario, Comparison]

# Parts of an outcome that are no figure.
_LISTS = ("refused", "kinds", "agents")


def _of_point(name: str) -> Field[tuple[str, ComparedState]]:
    read = attrgetter(name)
    return Field(name, name, lambda row: read(row[1]))


def _column(name: str, value: Callable[[_Row], object]) -> Field[_Row]:
    return Field(name, name, value)


def _of_outcome(name: str) -> Field[_Row]:
    read = attrgetter(name)
    return _column(name, lambda row: read(row[1].outcome))


def _of_terms(name: str) -> Field[_Row]:
    read = attrgetter(name)
    return _column(name.rpartition(".")[2], lambda row: read(row[1].terms))


def _parameters(curve: Curve) -> str:
    """As `tokendesk simulate --compare` takes them behind the family."""
    if isinstance(curve, Stepped):
        return f"bands={curves.bands_text(curve.bands)}"
    return ",".join(f"{name}={value}" for name, value in curves.params_of(curve).items())


_POINT_COLUMNS: Sequence[Field[tuple[str, ComparedState]]] = (
    Field("curve", "curve", lambda row: row[0]),
    *map(_of_point, (field.name for field in fields(ComparedState))),
)
_FIGURE_COLUMNS: Sequence[Field[_Row]] = (
    _column("curve", lambda row: row[1].label),
    _column("scenario", lambda row: row[0].name),
    _column("seed", lambda row: row[0].seed),
    _column("agents", lambda row: row[0].agents),
    _column("quote", lambda row: row[0].market.quote),
    _column("family", lambda row: row[1].terms.curve.family),
    _column("parameters", lambda row: _parameters(row[1].terms.curve)),
    *map(_of_terms, ("mode", *(f"fees.{each.name}" for each in fields(Fees)))),
    *map(_of_terms, ("rules.supply_cap", "opening")),
    *map(_of_outcome, (each.name for each in fields(Outcome) if each.name not in _LISTS)),
    _column("refused", lambda row: sum(row[1].outcome.refused.values())),
)


def write_points(path: Path, fmt: Format, found: Sequence[Comparison], progress: Progress) -> int:
    """Write the way of each market, a row a point; tells how many. Raises as `export` does."""
    rows = ((one.label, point) for one in found for point in one.points)
    total = sum(len(one.points) for one in found)
    return export(path, fmt, _POINT_COLUMNS, rows, total, progress)


def write_figures(
    path: Path, fmt: Format, scenario: Scenario, found: Sequence[Comparison], progress: Progress
) -> int:
    """Write what was compared and what came of it, a row a market. Raises as `export` does."""
    rows = ((scenario, one) for one in found)
    return export(path, fmt, _FIGURE_COLUMNS, rows, len(found), progress)
