"""Runs the benchmarks and prints them as a table with ratios: `python -m tests.bench`."""

import json
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

HERE = Path(__file__).parent
MS = 1_000


def run(arguments: list[str]) -> tuple[int, list[dict[str, Any]]]:
    """Pytest's exit code and every benchmark's figures."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figures.json"
        code = pytest.main(
            [
                "-q", "-p", "no:cacheprovider", "-o", "python_files=bench_*.py",
                "--benchmark-json", str(target), "--benchmark-disable-gc",
                "--benchmark-quiet", *(arguments or [str(HERE)]),
            ]
        )  # fmt: skip
        text = target.read_text() if target.is_file() else ""
    return int(code), json.loads(text)["benchmarks"] if text else []


def lines(figures: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """What was measured, its median, its reference's median, the ratio, the goal."""
    rows = []
    references = {
        each["group"]: each for each in figures if each["extra_info"].get("role") == "reference"
    }
    for each in figures:
        if each["extra_info"].get("role") == "reference":
            continue
        reference = references.get(each["group"])
        rows.append(_line(each, reference))
    return rows


def _line(each: dict[str, Any], reference: dict[str, Any] | None) -> tuple[str, ...]:
    extra = each["extra_info"]
    name = each["group"] or each["name"].removeprefix("test_").replace("_", " ")
    goal = ""
    if "goal_ms" in extra:
        goal = f"≤ {extra['goal_ms']} ms"
    if "goal" in extra:
        goal = f"≥ {extra['goal']}×"
    if "about" in extra:
        goal = f"{extra['about']}×"
    if "most" in extra:
        goal = f"≤ {extra['most']}×"
    goal = extra.get("goal_text", goal)
    ratio = ""
    if reference is not None:
        ratio = f"{_value(each) / _value(reference):.2f}×"
    return name, _shown(each), _shown(reference) if reference else "", ratio, goal


def _value(each: dict[str, Any]) -> float:
    """Figures a second where the benchmark counts; a megabyte or a second otherwise."""
    extra = each["extra_info"]
    for figure in ("megabytes", "seconds"):
        if figure in extra:
            return float(extra[figure])
    median = float(each["stats"]["median"])
    return extra["count"] / median if "count" in extra else median


def _shown(each: dict[str, Any]) -> str:
    extra = each["extra_info"]
    if "megabytes" in extra:
        return f"{extra['megabytes']:.0f} MB"
    if "count" in extra:
        rate = f"{_value(each):,.0f} {extra['unit']}".replace(",", " ")
        return ", ".join(filter(None, (rate, extra.get("seen"))))
    return f"{_value(each) * MS:.3g} ms" if _value(each) < 1 else f"{_value(each):.2f} s"


def table(rows: list[tuple[str, ...]]) -> str:
    """The rows as Markdown, ready for the README."""
    head = ("measured", "Tokendesk", "reference", "ratio", "goal")
    memory = psutil.virtual_memory().total / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
    out = [f"{datetime.now(UTC):%Y-%m-%d}, {machine}", ""]
    out.append("| " + " | ".join(head) + " |")
    out.append("|---|--:|--:|--:|--:|")
    out += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(out)


def find_server() -> None:
    """Use a PostgreSQL server on this machine, where one answers and none is named."""
    url = "postgresql://postgres@127.0.0.1:5432/postgres"
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return
    os.environ.setdefault("TOKENDESK_TEST_POSTGRES", url)


def main() -> int:
    """Run and print; the exit code is pytest's."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    find_server()
    code, figures = run(sys.argv[1:])
    sys.stdout.write("\n" + table(lines(figures)) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
