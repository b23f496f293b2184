"""`tokendesk simulate`: a crowd in a demo room, or in a workspace that lives for one run."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import click

from app import terminal
from app.amounts import parse_whole
from app.db.clock import SetClock
from app.db.database import in_memory
from app.errors import InvalidInput
from app.operators.cli_desk import chosen as chosen_option
from app.operators.cli_desk import open_desk, operator_option, workspace_option
from app.operators.desk import Desk
from app.operators.service import program_desk
from app.progress import NoProgress, Progress
from app.rooms.queries import room_by_room_id
from app.simulator import engine, files
from app.simulator.compare import MOST_CURVES, ComparedMarket, Comparison, compare
from app.simulator.course import Fill
from app.simulator.engine import Simulation
from app.simulator.outcome import Outcome
from app.simulator.scenario import MAX_SEED, MAX_STEPS, MarketTerms, Scenario, chosen
from app.simulator.scenario_files import SHIPPED, load_scenario
from app.vending import curves
from app.vending.rules import FeeMode

OWN = "scenario"
_FEE_MODE = "fee_mode"


@dataclass(frozen=True, slots=True)
class SimulateOptions:
    """What was typed."""

    scenario: str
    out: str
    steps: str | None
    seed: str | None
    room: str | None
    compare: tuple[str, ...]
    workspace: str | None
    operator: str | None
    as_json: bool


@click.command("simulate", cls=terminal.Command)
@click.option(
    "--scenario", required=True, metavar="NAME_OR_FILE",
    help=f"{', '.join(SHIPPED)}, or a JSON file.",
)  # fmt: skip
@click.option("--out", required=True, metavar="DIR", help="The folder for the files.")
@click.option("--steps", metavar="N", help="How many steps; else the scenario's.")
@click.option("--seed", metavar="S", help="What decides all chance; else the scenario's.")
@click.option("--room", metavar="ROOM", help="A demo room's id; else a fresh room.")
@click.option(
    "--compare", multiple=True, metavar="FAMILY:NAME=VALUE,…",
    help="A curve to let the same crowd trade on, besides; fee_mode=inside is taken too. "
    "Up to four; fewer are compared with the run's own curve.",
)  # fmt: skip
@workspace_option
@operator_option
@terminal.json_option
def simulate(**typed: object) -> None:
    """Let a crowd of made-up traders loose: trades.csv, summary.json, compare.csv.

    Without a workspace it runs in one that is forgotten afterwards. The same scenario, seed
    and steps give the same files on every machine and database.
    """
    _simulate(SimulateOptions(**typed))  # type: ignore[arg-type]  # click gives each option's type.


def _simulate(asked: SimulateOptions) -> None:
    if asked.room is not None and not chosen_option("workspace", asked.workspace).strip():
        raise click.UsageError("A room is in a workspace: name it with --workspace.")
    scenario = chosen(
        load_scenario(asked.scenario),
        steps=_number(asked.steps, "steps", 1, MAX_STEPS),
        seed=_number(asked.seed, "seed", 0, MAX_SEED),
    )
    _candidates(asked.compare, scenario.market.terms())
    folder = files.folder_named(asked.out)
    with _desk(asked, scenario) as desk, terminal.ProgressBar() as progress:
        simulation = _begin(desk, scenario, asked.room)
        candidates = _candidates(asked.compare, simulation.terms)
        files.write_trades(folder, _fills(simulation, progress))
        outcome = simulation.outcome()
        compared = compare(scenario, candidates, progress) if candidates else ()
    summary = files.summary_of(scenario, simulation.quote, simulation.terms, outcome, compared)
    files.write_summary(folder, summary)
    if compared:
        files.write_comparison(folder, compared)
    place = {"room_id": simulation.room_id, "run": simulation.run_id, "out": str(folder)}
    if asked.as_json:
        terminal.print_json(place | summary)
    else:
        _print(place, outcome, compared)


def _number(text: str | None, field: str, minimum: int, maximum: int) -> int | None:
    if text is None:
        return None
    return parse_whole(text, field=field, minimum=minimum, maximum=maximum)


@contextmanager
def _desk(asked: SimulateOptions, scenario: Scenario) -> Iterator[Desk]:
    workspace = chosen_option("workspace", asked.workspace)
    if workspace.strip():
        with open_desk(workspace, chosen_option("operator", asked.operator)) as desk:
            yield desk
        return
    # Imported here: who names a workspace doesn't wait for what makes one.
    from app.db.migrate import upgrade

    database = in_memory()
    try:
        upgrade(database, NoProgress())
        yield program_desk(database, SetClock(scenario.begins_at))
    finally:
        database.close()


def _begin(desk: Desk, scenario: Scenario, room_id: str | None) -> Simulation:
    if room_id is None:
        return engine.begin(desk, scenario)
    row = desk.database.read(lambda connection: room_by_room_id(connection, room_id))
    return engine.begin(desk, scenario, room=row.id)


def _fills(simulation: Simulation, progress: Progress) -> Iterator[Fill]:
    for done in simulation.run(progress):
        yield from done.value.fills


def _candidates(texts: Sequence[str], own: MarketTerms) -> tuple[ComparedMarket, ...]:
    """The curves to be compared, the run's own first while there is room for it."""
    if len(texts) > MOST_CURVES:
        raise InvalidInput(f"Compare at most {MOST_CURVES} curves.", field="compare")
    first = [ComparedMarket(OWN, own)] if 0 < len(texts) < MOST_CURVES else []
    return (*first, *(_candidate(text, own) for text in texts))


def _candidate(text: str, own: MarketTerms) -> ComparedMarket:
    """A curve as it is typed, `linear:base=100,slope=7`, with the fees of the run's own."""
    family, _, rest = text.partition(":")
    params: dict[str, object] = {}
    # Bands hold commas too, so only one before a name divides.
    for part in filter(None, re.split(r",(?=\s*[a-z_]+\s*=)", rest)):
        name, equals, value = part.partition("=")
        if not equals or name.strip() in params:
            raise InvalidInput("Write FAMILY:NAME=VALUE,NAME=VALUE.", field="compare")
        params[name.strip()] = value.strip()
    mode = _fee_mode(params.pop(_FEE_MODE, own.mode))
    curve = curves.curve_from(family.strip(), params)
    curves.check_against_ledger(curve, None)
    terms = replace(own, curve=curve, mode=mode)
    terms.opening_total()
    return ComparedMarket(text, terms)


def _fee_mode(value: object) -> FeeMode:
    try:
        return FeeMode(str(value))
    except ValueError:
        raise InvalidInput(f"A fee mode is one of {', '.join(FeeMode)}.", field=_FEE_MODE) from None


def _print(place: dict[str, str], outcome: Outcome, compared: Sequence[Comparison]) -> None:
    facts = [
        ("room", place["room_id"]),
        ("run", place["run"]),
        ("steps", str(outcome.steps)),
        ("trades", str(outcome.trades)),
        ("refused", str(outcome.refused_orders)),
        ("supply", str(outcome.supply)),
        ("price", str(outcome.price_last)),
        ("reserve", str(outcome.reserve)),
        ("shortfall", str(outcome.shortfall)),
        ("fees", str(outcome.fees)),
        ("winners", str(outcome.winners)),
        ("losers", str(outcome.losers)),
        ("files", place["out"]),
    ]
    terminal.print_columns(facts)
    if compared:
        click.echo()
        terminal.print_columns(_table(compared), numeric=range(1, 9))


def _table(compared: Sequence[Comparison]) -> Iterator[Sequence[str]]:
    yield (
        "curve", "trades", "price", "supply", "reserve", "fees", "stranded", "winners", "gini ‰",
    )  # fmt: skip
    for one in compared:
        end = one.outcome
        figures = (
            end.trades, end.price_last, end.supply, end.reserve, end.fees, end.stranded_keys,
            end.winners, end.gini_permille,
        )  # fmt: skip
        yield (one.label, *map(str, figures))
