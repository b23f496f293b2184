"""What the first `make` does on a fresh system."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "packaging" / "debian-libraries.sh"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="for Debian and its like only")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of stand-ins for the system's tools."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def stand_in(folder: Path, name: str, body: str) -> None:
    """A tool that does what `body` says."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(tools: Path) -> subprocess.CompletedProcess[str]:
    """The script, with the stand-ins before the system's own tools."""
    environment = {**os.environ, "PATH": f"{tools}:/usr/bin:/bin", "PYTHON": sys.executable}
    return subprocess.run(
        ["sh", str(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_a_person_is_told_the_one_line_to_run(tools: Path) -> None:
    stand_in(tools, "dpkg-query", "exit 1")
    stand_in(tools, "id", "echo 1000")
    stand_in(tools, "apt-get", f"touch {tools}/called")
    done = run(tools)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[-1].strip().startswith("sudo apt-get install -y --no-install-recommends libegl1 ")
    assert "libxcb-cursor0" in lines[-1]
    assert not (tools / "called").exists()


def test_root_gets_what_is_missing_and_nothing_else(tools: Path) -> None:
    stand_in(tools, "dpkg-query", '[ "$4" = libgl1 ] && exit 1; echo installed')
    stand_in(tools, "id", "echo 0")
    stand_in(tools, "apt-get", f'echo "$@" >> {tools}/called')
    done = run(tools)
    assert done.returncode == 0, done.stderr
    calls = (tools / "called").read_text().splitlines()
    assert calls == ["update -q", "install -y --no-install-recommends libgl1 -q"]


def test_nothing_is_done_twice(tools: Path) -> None:
    stand_in(tools, "dpkg-query", "echo installed")
    stand_in(tools, "apt-get", f"touch {tools}/called")
    done = run(tools)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tools / "called").exists()


def test_the_lock_names_no_index_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pins = [line for line in lines if line and line[0].isalnum()]
    assert pins
    assert all(line.rstrip().endswith("\\") for line in pins)
