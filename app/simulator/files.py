"""The files that a run leaves: its trades, its figures, its comparison."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from typing import Any

from app.errors import InvalidInput, Unavailable
from app.exports import export, json_text
from app.fields import Field
from app.progress import NoProgress
from app.simulator.compare import Comparison
from app.simulator.comparison_files import write_points
from app.simulator.course import Fill
from app.simulator.outcome import Outcome
from app.simulator.scenario import Scenario
from app.simulator.terms import MarketTerms
from app.vending import curves

TRADES = "trades.csv"
SUMMARY = "summary.json"
COMPARISON = "compare.csv"


def _column(key: str, value: Callable[[Any], object]) -> Field[Any]:
    return Field[Any](key, key, value)


# Nothing here depends on the workspace: no row ids, no usernames.
_TRADE_COLUMNS: Sequence[Field[Fill]] = tuple(
    _column(name, attrgetter(name))
    for name in (
        "number", "step", "at", "name", "kind", "side", "keys", "gross", "creator_fee",
        "protocol_fee", "total", "price_after", "supply_after",
    )
)  # fmt: skip


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
