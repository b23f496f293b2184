"""What the first `make` does on a fresh system."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

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


def run(tools: Path, script: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A script of packaging/, with the stand-ins before the system's own tools."""
    environment = {**os.environ, "PATH": f"{tools}:/usr/bin:/bin", "PYTHON": "", **more}
    return subprocess.run(
        ["sh", str(ROOT / "packaging" / script), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def qt(tools: Path) -> subprocess.CompletedProcess[str]:
    """The search for what Qt's plugins lack."""
    return run(tools, "debian-libraries.sh", "qt", "/plugins")


@pytest.fixture
def system(tools: Path) -> Path:
    """A Debian with the fonts that lacks libEGL, a part of xcb and GLib; notes calls of apt-get."""
    stand_in(tools, "dpkg-query", "echo installed")
    lines = (
        "libEGL.so.1 => not found",
        "libxkbcommon-x11.so.0 => not found",
        "libxcb-cursor.so.0 => not found",
        "libglib-2.0.so.0 => not found",
        "libgthread-2.0.so.0 => not found",
        "libGL.so.1 => /usr/lib/libGL.so.1 (0x1)",
    )
    stand_in(tools, "ldd", "\n".join(f"echo '{line}'" for line in lines))
    stand_in(tools, "apt-cache", "exit 100")
    stand_in(tools, "apt-get", f'echo "$@" >> {tools}/called')
    stand_in(tools, "id", "echo 1000")
    return tools


def test_a_person_is_told_the_one_line_to_run(system: Path) -> None:
    done = qt(system)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].strip() == (
        "sudo apt-get install -y --no-install-recommends"
        " libegl1 libglib2.0-0 libxcb-cursor0 libxkbcommon-x11-0"
    )
    assert not (system / "called").exists()


def test_packages_are_named_as_the_system_names_them(system: Path) -> None:
    stand_in(system, "apt-cache", '[ "$2" = libglib2.0-0t64 ]')
    assert " libegl1 libglib2.0-0t64 libxcb-cursor0 " in qt(system).stderr


def test_root_gets_what_is_missing_and_nothing_else(system: Path) -> None:
    stand_in(system, "dpkg-query", '[ "$4" = fonts-inter ] && exit 1; echo installed')
    stand_in(system, "ldd", "echo 'libGL.so.1 => not found'")
    stand_in(system, "id", "echo 0")
    done = qt(system)
    assert done.returncode == 0, done.stderr
    calls = (system / "called").read_text().splitlines()
    assert calls == ["update -q", "install -y --no-install-recommends -q libgl1 fonts-inter"]


def test_nothing_is_done_twice(system: Path) -> None:
    stand_in(system, "ldd", "echo 'libGL.so.1 => /usr/lib/libGL.so.1 (0x1)'")
    done = qt(system)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (system / "called").exists()


def test_python_without_its_installer_is_told_what_brings_it(system: Path) -> None:
    stand_in(system, "python3.12", 'case "$2" in *ensurepip*) exit 1;; esac; echo python3.12-venv')
    done = run(system, "debian-libraries.sh", "venv", "python3.12")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].strip().endswith(" --no-install-recommends python3.12-venv")


def versions(tools: Path, **works: str) -> None:
    """Stand-ins for all interpreters; of those that aren't named each fails, as a shim does."""
    for minor in range(11, 15):
        stand_in(tools, f"python3.{minor}", works.get(f"v{minor}", "exit 127"))


WITHOUT_INSTALLER = 'case "$2" in *ensurepip*) exit 1;; esac'


@pytest.mark.parametrize(
    ("works", "found"),
    [
        ({"v11": "exit 0", "v13": "exit 0"}, "python3.13"),
        ({"v11": "exit 0", "v14": WITHOUT_INSTALLER}, "python3.11"),
        ({"v12": WITHOUT_INSTALLER}, "python3.12"),
    ],
)
def test_newest_interpreter_that_works_is_taken(
    tools: Path, works: dict[str, str], found: str
) -> None:
    versions(tools, **works)
    done = run(tools, "find-python.sh")
    assert (done.returncode, done.stdout.strip()) == (0, found)


def test_interpreter_that_is_named_is_taken(tools: Path) -> None:
    versions(tools, v14="exit 0")
    assert run(tools, "find-python.sh", PYTHON="python3.11").stdout == "python3.11\n"


def test_no_interpreter_is_said_in_one_line(tools: Path) -> None:
    versions(tools)
    done = run(tools, "find-python.sh")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "Tokendesk needs Python 3.11 to 3.14 and found none; name one: make PYTHON=/path/to/python"
    ]


def test_the_lock_names_no_index_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pins = [line for line in lines if line and line[0].isalnum()]
    assert pins
    assert all(line.rstrip().endswith("\\") for line in pins)
