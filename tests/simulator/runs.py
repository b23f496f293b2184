"""Short words for what the simulator's tests do and look at."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from app.db.clock import SetClock
from app.db.database import Database
from app.operators.desk import Desk
from app.operators.service import program_desk
from app.progress import NoProgress
from app.simulator.agents import AgentKind
from app.simulator.course import Fill
from app.simulator.engine import Simulation
from app.simulator.scenario import Scenario
from app.simulator.scenario_files import parse_scenario
from app.vending.curves import FAMILIES

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARKETS: dict[str, dict[str, Any]] = {
    "linear": {"base": 10_000, "slope": 250},
    "quadratic": {"unit": 10**6, "divisor": 16_000},
    "flat": {"price": 77_777},
    "exponential": {"base": 1_000, "rate_bps": 133},
    "sigmoid": {"max": 90_000, "steepness_permille": 40, "mid": 200},
    "constant_product": {"virtual_quote": 30_000_000, "virtual_keys": 300},
    "stepped": {"bands": [[50, 1_000], [170, 25_000], [300, 90_000]]},
}
assert MARKETS.keys() == FAMILIES.keys()


def facts(**changes: Any) -> dict[str, Any]:
    """A small scenario as its file says it: all kinds of agents and events in 400 steps."""
    percent = (30, 20, 10, 10, 10, 10, 10)
    return {
        "name": "Test",
        "seed": 7,
        "steps": 400,
        "agents": 20,
        "mix": [
            {"agent": kind.value, "percent": part, "budget": {"lowest": 10**6, "highest": 10**7}}
            for kind, part in zip(AgentKind, percent, strict=True)
        ],
        "market": {"family": "linear", "parameters": MARKETS["linear"]},
        "events": [
            {"step": 20, "kind": "rush", "lasts": 60},
            {"step": 120, "kind": "whale_enters", "lasts": 40, "budget": 5 * 10**7},
            {"step": 200, "kind": "whale_leaves", "lasts": 40},
            {"step": 250, "kind": "panic", "lasts": 80},
        ],
    } | changes


def scenario(**changes: Any) -> Scenario:
    """The small scenario, with other values where they are given."""
    return parse_scenario(msgspec.json.encode(facts(**changes)))


def on_market(family: str, **changes: Any) -> Scenario:
    """The small scenario on a curve of a family."""
    return scenario(market={"family": family, "parameters": MARKETS[family]} | changes)


def desk_at_noon(database: Database) -> Desk:
    """The desk of the program itself."""
    return program_desk(database, SetClock(NOON))


def play(simulation: Simulation, steps: int | None = None, *, batch: int = 100) -> list[Fill]:
    """All trades of the simulation's next steps."""
    batches = simulation.run(NoProgress(), steps=steps, batch=batch)
    return [fill for done in batches for fill in done.value.fills]
