"""The longest turn of the GUI thread: where a page is opened first, and where the theme changes.

Every page has been opened when the theme changes, and the Vending machine's is shown.
"""

import json
import subprocess
import sys
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.assembly.demo.builder import build_demo_file
from app.progress import NoProgress

GOAL_MS = 100


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Seconds, measured in a program of its own."""
    path = tmp_path_factory.mktemp("turns") / "demo.db"
    build_demo_file(path, NoProgress())
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.turns_window", str(path)],
        capture_output=True, text=True, check=True, timeout=90,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def _note(benchmark: BenchmarkFixture, seconds: float) -> None:
    benchmark.pedantic(lambda: None, rounds=1)
    benchmark.extra_info.update(seconds=seconds, goal_ms=GOAL_MS)


@pytest.mark.benchmark(group="longest turn of a theme switch, all pages opened")
def test_theme_switch(benchmark: BenchmarkFixture, turns: dict[str, Any]) -> None:
    _note(benchmark, turns["theme"])


@pytest.mark.benchmark(group="longest turn of opening a page first")
def test_opening_a_page(benchmark: BenchmarkFixture, turns: dict[str, Any]) -> None:
    _note(benchmark, max(turns["opening"].values()))
