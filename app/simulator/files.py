"""The files that a run or a comparison leaves: trades, figures, ways."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import InvalidInput, Unavailable
from app.exports import Format, export, json_text
from app.fields import Field
from app.progress import NoProgress, Progress
from app.simulator.compare import ComparedState, Comparison
from app.simulator.course import Fill
from app.simulator.outcome import Outcome
from app.simulator.scenario import MarketTerms, Scenario
from app.vending import curves
from app.vending.curves import Curve
from app.vending.rules import Fees

TRADES = "trades.csv"
SUMMARY = "summary.json"
COMPARISON = "compare.csv"


class _Point(NamedTuple):
    curve: str
    state: ComparedState


class _Figures(NamedTuple):
    scenario: Scenario
    found: Comparison


def _column(name: str, value: Callable[[Any], object]) -> Field[Any]:
    return Field[Any](name, name, value)


def _named(*paths: str, of: str = "") -> Iterable[Field[Any]]:
    """A column for each attribute, called by the last part of its path."""
    return (_column(path.rpartition(".")[2], attrgetter(of + path)) for path in paths)


# Parts of an outcome that are no figure.
_LISTS = ("refused", "kinds", "agents")


def _parameters(curve: Curve) -> str:
    """As `tokendesk simulate --compare` takes them behind the family."""
    return ",".join(f"{name}={text}" for name, text in curves.typed_parameters(curve).items())


# Nothing here depends on the workspace: no row ids, no usernames.
_TRADE_COLUMNS: Sequence[Field[Fill]] = tuple(
    _named(
        "number", "step", "at", "name", "kind", "side", "keys", "gross", "creator_fee",
        "protocol_fee", "total", "price_after", "supply_after",
    )
)  # fmt: skip
_POINT_COLUMNS: Sequence[Field[_Point]] = (
    *_named("curve"),
    *_named(*(each.name for each in fields(ComparedState)), of="state."),
)
_FIGURE_COLUMNS: Sequence[Field[_Figures]] = (
    _column("curve", lambda row: row.found.label),
    _column("scenario", lambda row: row.scenario.name),
    *_named("seed", "agents", "market.quote", of="scenario."),
    *_named("curve.family", of="found.terms."),
    _column("parameters", lambda row: _parameters(row.found.terms.curve)),
    *_named("mode", *(f"fees.{each.name}" for each in fields(Fees)), of="found.terms."),
    *_named("rules.supply_cap", "opening", of="found.terms."),
    *_named(
        *(each.name for each in fields(Outcome) if each.name not in _LISTS), of="found.outcome."
    ),
    _column("refused", lambda row: row.found.outcome.refused_orders),
)


def folder_named(text: str) -> Path:
    """The folder of this name, made if it isn't there; raises InvalidInput (field `out`)."""
    if not text.strip():
        raise InvalidInput("Name a folder.", field="out")
    path = Path(text).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it can't be a folder's name"
        raise InvalidInput(f"This folder can't be used: {why}.", field="out") from None
    return path


def write_trades(folder: Path, fills: Iterable[Fill]) -> int:
    """Write the trades as they come; the file is there only when the last one came."""
    return export(folder / TRADES, "csv", _TRADE_COLUMNS, fills, None, NoProgress())


def write_comparison(folder: Path, found: Sequence[Comparison]) -> int:
    """Write the way of each compared market."""
    return write_points(folder / COMPARISON, "csv", found, NoProgress())


def write_points(path: Path, fmt: Format, found: Sequence[Comparison], progress: Progress) -> int:
    """Write the way of each market, a row a point; tells how many. Raises as `export` does."""
    rows = (_Point(one.label, point) for one in found for point in one.points)
    total = sum(len(one.points) for one in found)
    return export(path, fmt, _POINT_COLUMNS, rows, total, progress)


def write_figures(
    path: Path, fmt: Format, scenario: Scenario, found: Sequence[Comparison], progress: Progress
) -> int:
    """Write what was compared and what came of it, a row a market. Raises as `export` does."""
    rows = (_Figures(scenario, one) for one in found)
    return export(path, fmt, _FIGURE_COLUMNS, rows, len(found), progress)


def write_summary(folder: Path, summary: dict[str, object]) -> None:
    """Write the figures; raises Unavailable (field `out`)."""
    path = folder / SUMMARY
    part = folder / f".{SUMMARY}.part"
    try:
        part.write_text(json_text(summary, indent=2) + "\n", encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise Unavailable(
            f"{SUMMARY} couldn't be written: {error.strerror or error}.", field="out"
        ) from error


def summary_of(
    scenario: Scenario,
    quote: str,
    terms: MarketTerms,
    outcome: Outcome,
    compared: Sequence[Comparison] = (),
) -> dict[str, object]:
    """A run in figures, the same wherever it ran."""
    return {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "quote": quote,
        "market": _market(terms),
        **asdict(outcome),
        "compared": [
            {"label": one.label, "market": _market(one.terms), **asdict(one.outcome)}
            for one in compared
        ],
    }


def _market(terms: MarketTerms) -> dict[str, object]:
    return {
        "family": terms.curve.family,
        "parameters": curves.params_of(terms.curve),
        "fees": asdict(terms.fees),
        "fee_mode": terms.mode,
        "supply_cap": terms.rules.supply_cap,
        "opening_supply": terms.opening,
    }
