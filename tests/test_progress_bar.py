"""How long commands show how far they are, and how they are stopped."""

import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminal import BAR_WIDTH, LONGEST_BAR_TEXT, ProgressBar, bar_text


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_bar_fills_with_what_is_done() -> None:
    assert bar_text(0, 10, "Copying") == f"[{'.' * 30}]   0 % Copying"
    assert bar_text(5, 10, "Copying") == f"[{'#' * 15}{'.' * 15}]  50 % Copying"
    assert bar_text(10, 10, "") == f"[{'#' * 30}] 100 %"


def test_without_a_total_it_counts() -> None:
    assert bar_text(0, None, "Verifying") == "Verifying"
    assert bar_text(12, None, "Verifying") == "Verifying 12"


@given(st.integers(0, 10**20), st.one_of(st.none(), st.integers(0, 10**20)), st.text())
def test_it_is_one_line_of_bounded_length(done: int, total: int | None, text: str) -> None:
    found = bar_text(done, total, text)
    assert found.count("\n") == found.count("\r") == 0
    assert len(found) <= BAR_WIDTH + LONGEST_BAR_TEXT + 30


def test_a_terminal_sees_the_line_and_gets_it_back_empty() -> None:
    stream = Terminal()
    with ProgressBar(stream) as progress:
        for done in range(1_000):
            progress.step(done, 1_000, "Copying")
    # Drawn at most ten times a second, so this loop draws it once or twice.
    assert 1 <= stream.getvalue().count("Copying") <= 3
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_file_gets_nothing() -> None:
    stream = io.StringIO()
    with ProgressBar(stream) as progress:
        progress.step(1, 2, "Copying")
    assert stream.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals.")
def test_ctrl_c_stops_the_work_in_one_line_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "demo", "--no-window", "--path", tmp_path / "demo.db"],
        stdout=subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    with process, open(ours, "rb", buffering=0) as terminal:
        shown = b""
        while not re.search(rb" [1-8]\d % ", shown):
            shown += terminal.read(1_000)
        process.send_signal(signal.SIGINT)
        try:
            while more := terminal.read(1_000):
                shown += more
        except OSError:
            # How Linux says that the other end of a pseudo terminal was closed.
            pass
        output = process.stdout.read() if process.stdout else b""
    assert process.returncode == 1
    assert output == b""
    assert b"error: CANCELLED: " in shown
    assert b"Traceback" not in shown
    assert list(tmp_path.iterdir()) == []
