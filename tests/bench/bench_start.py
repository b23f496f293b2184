"""Start to usable window, and its memory, against a bare window with the same libraries."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.assembly.demo.builder import build_demo_file
from app.progress import NoProgress

ROUNDS = 5
START = "start to usable window, against a bare window"
MEMORY = "memory of the open window, against a bare window"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo workspace, made once."""
    path = tmp_path_factory.mktemp("start") / "demo.db"
    build_demo_file(path, NoProgress())
    return path


def _started(module: str, *arguments: str) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *arguments],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return figures


def _measure(benchmark: BenchmarkFixture, role: str, module: str, *arguments: str) -> None:
    figures: list[dict[str, float]] = []
    benchmark.pedantic(
        lambda: figures.append(_started(module, *arguments)), rounds=ROUNDS, warmup_rounds=1
    )
    seconds = sorted(each["seconds"] for each in figures)
    benchmark.extra_info.update(role=role, most=1.5, seconds=seconds[len(seconds) // 2])


def _weigh(benchmark: BenchmarkFixture, role: str, module: str, *arguments: str) -> None:
    found: dict[str, Any] = benchmark.pedantic(lambda: _started(module, *arguments), rounds=1)
    benchmark.extra_info.update(role=role, most=1.5, megabytes=found["megabytes"])


@pytest.mark.benchmark(group=START)
@pytest.mark.parametrize("page", ["rooms"])
def test_start(benchmark: BenchmarkFixture, demo: Path, page: str) -> None:
    _measure(benchmark, "subject", "tokendesk_window", str(demo), page)


@pytest.mark.benchmark(group=START)
def test_start_of_a_bare_window(benchmark: BenchmarkFixture) -> None:
    _measure(benchmark, "reference", "bare_window")


@pytest.mark.benchmark(group=MEMORY)
def test_memory(benchmark: BenchmarkFixture, demo: Path) -> None:
    _weigh(benchmark, "subject", "tokendesk_window", str(demo), "vending")


@pytest.mark.benchmark(group=MEMORY)
def test_memory_of_a_bare_window(benchmark: BenchmarkFixture) -> None:
    _weigh(benchmark, "reference", "bare_window")
