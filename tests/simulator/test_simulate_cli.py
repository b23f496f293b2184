"""`tokendesk simulate` leaves the same files wherever it runs."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.assembly.demo.builder import DEMO_UNTIL
from app.assembly.demo.rooms import ROOMS
from app.assembly.demo.telling import Settings, tell
from app.db.database import Database, connect
from app.db.location import parse_location
from app.progress import NoProgress
from app.simulator.scenario_files import SHIPPED, save_scenario
from tests.command_line import printed, refused, run
from tests.factories import desk_of, make_room
from tests.simulator.runs import facts, scenario
from tests.vending.exchange import assert_clean

LAUNCH = ("simulate", "--scenario", "launch", "--steps", 300, "--seed", 7)


def small_demo(database: Database) -> None:
    """Make the workspace a demo with a single room."""
    story = Settings(42, 1, DEMO_UNTIL, rooms=ROOMS[:1])
    database.write(lambda connection: tell(connection, database, NoProgress(), story))


def content(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_scenario_runs_without_a_workspace(name: str, tmp_path: Path) -> None:
    result = run("simulate", "--scenario", name, "--out", tmp_path / "out", "--json")
    facts = printed(result)
    files = content(tmp_path / "out")
    assert set(files) == {"trades.csv", "summary.json"}
    rows = list(csv.DictReader(files["trades.csv"].decode().splitlines()))
    assert len(rows) == facts["trades"] > 800
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["supply_after"] == str(facts["supply"])
    assert json.loads(files["summary.json"]).items() <= facts.items()
    assert facts["shortfall"] == 0
    assert facts["winners"] > 0 < facts["losers"]


def test_files_are_the_same_bytes_on_every_database(
    tmp_path: Path, demo_copy: Path, postgres_database: Database
) -> None:
    small_demo(postgres_database)
    compare = ("--compare", "quadratic:unit=1000000", "--compare", "flat:price=50000")
    found = []
    for index, workspace in enumerate((None, demo_copy, demo_copy, postgres_database.location)):
        out = tmp_path / str(index)
        printed(run(*LAUNCH, "--out", out, *compare, "--json", workspace=workspace))
        found.append(content(out))
    assert set(found[0]) == {"trades.csv", "summary.json", "compare.csv"}
    assert all(files == found[0] for files in found)
    assert_clean(postgres_database)


def test_another_seed_is_another_run(tmp_path: Path) -> None:
    for seed in (7, 8):
        run(*LAUNCH, "--seed", seed, "--out", tmp_path / str(seed))
    first, second = (content(tmp_path / str(seed))["trades.csv"] for seed in (7, 8))
    assert first != second


def test_a_demo_room_can_be_simulated_in(tmp_path: Path, demo_copy: Path) -> None:
    words = (*LAUNCH, "--room", "115", "--out", tmp_path / "out", "--json")
    facts = printed(run(*words, workspace=demo_copy))
    assert (facts["room_id"], facts["quote"]) == ("115", "sats")
    assert facts["trades"] > 100
    database = connect(parse_location(str(demo_copy)))
    assert_clean(database)
    database.close()


def test_a_real_room_is_refused(tmp_path: Path, demo_copy: Path) -> None:
    database = connect(parse_location(str(demo_copy)))
    make_room(desk_of(database), "real-1")
    database.close()
    sentence = refused(
        run(*LAUNCH, "--room", "real-1", "--out", tmp_path / "out", workspace=demo_copy),
        "REAL_ROOM",
    )
    assert sentence.startswith("room: ")
    assert content(tmp_path / "out") == {}


def test_the_figures_and_the_comparison_are_shown_as_tables(tmp_path: Path) -> None:
    result = run(
        *LAUNCH, "--out", tmp_path,
        "--compare", "linear:base=10000,slope=250,fee_mode=inside",
        "--compare", "stepped:bands=10:100,900:20000",
    )  # fmt: skip
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "shortfall  0" in lines
    assert [line.split()[0] for line in lines[-3:]] == [
        "scenario", "linear:base=10000,slope=250,fee_mode=inside", "stepped:bands=10:100,900:20000",
    ]  # fmt: skip
    compared = json.loads((tmp_path / "summary.json").read_text())["compared"]
    assert [one["shortfall"] > 0 for one in compared] == [False, True, False]
    assert compared[1]["stranded_keys"] > 0
    points = list(
        csv.DictReader((tmp_path / "compare.csv").read_text(encoding="utf-8").splitlines())
    )
    assert {row["curve"] for row in points} == {one["label"] for one in compared}
    assert [row["step"] for row in points if row["curve"] == "scenario"] == [
        str(step) for step in range(301)
    ]


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        (["--steps", 10**9], "INVALID_INPUT", "steps"),
        (["--steps", "x"], "INVALID_INPUT", "steps"),
        (["--seed", "-1"], "INVALID_INPUT", "seed"),
        (["--seed", 2**63], "INVALID_INPUT", "seed"),
        (["--out", " "], "INVALID_INPUT", "out"),
        (["--out", "/dev/null/x"], "INVALID_INPUT", "out"),
        (["--compare", "linear:base=1"], "INVALID_INPUT", "slope"),
        (["--compare", "cubic:base=1"], "INVALID_INPUT", "family"),
        (["--compare", "flat:price=1,fee_mode=free"], "INVALID_INPUT", "fee_mode"),
        (["--compare", "flat:price"], "INVALID_INPUT", "compare"),
        (["--compare", "flat:price=1"] * 5, "INVALID_INPUT", "compare"),
        (["--room", "x"], "USAGE", "A room is in a workspace"),
    ],
    ids=str,
)
def test_wrong_words_are_named_and_nothing_runs(
    words: list[object], code: str, field: str, tmp_path: Path
) -> None:
    typed = [word if isinstance(word, int) else str(word) for word in words]
    sentence = refused(run(*LAUNCH, "--out", tmp_path / "out", *typed), code, exit_code=2)
    assert sentence.startswith(field)
    assert not (tmp_path / "out").exists()


def test_a_wrong_scenario_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    mix = [{"agent": "random", "percent": 100, "budget": {"lowest": -1, "highest": 5}}]
    path.write_text(json.dumps(facts(mix=mix), indent=1))
    result = run("simulate", "--scenario", path, "--out", tmp_path / "out")
    sentence = refused(result, "INVALID_INPUT", exit_code=2)
    assert sentence.startswith("mix[0].budget.lowest: ")
    assert "(line " in sentence
    assert not (tmp_path / "out").exists()
    refused(run("simulate", "--scenario", "none", "--out", tmp_path / "out"), "SCENARIO_NOT_FOUND")


def test_a_saved_scenario_runs(tmp_path: Path) -> None:
    save_scenario(tmp_path / "mine.json", scenario())
    words = ("simulate", "--scenario", tmp_path / "mine.json", "--out", tmp_path / "out")
    found = printed(run(*words, "--json"))
    assert (found["scenario"], found["steps"]) == ("Test", 400)


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_run_that_is_killed_leaves_whole_batches_and_clean_books(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = "file_database" if kind == "file" else "postgres_database"
    database: Database = request.getfixturevalue(name)
    small_demo(database)
    before = trades(database)
    words = ("simulate", "--scenario", "launch", "--steps", "1000000", "--out", tmp_path / "out")
    command = [sys.executable, "-m", "app", *map(str, words)]
    location = database.location
    workspace = str(location.path) if location.path else location.url
    environment = os.environ | {"TOKENDESK_WORKSPACE": workspace}
    if location.password:
        environment["TOKENDESK_DB_PASSWORD"] = location.password
    running = subprocess.Popen(command, env=environment)
    until = time.monotonic() + 60
    while trades(database) < before + 500 and time.monotonic() < until:
        assert running.poll() is None
    running.kill()
    running.wait(30)
    assert trades(database) >= before + 500
    assert not (tmp_path / "out" / "trades.csv").exists()
    assert_clean(database)


def trades(database: Database) -> int:
    query = "SELECT count(*) FROM vending_trade"
    return database.read(lambda one: int(one.exec_driver_sql(query).scalar_one()))
