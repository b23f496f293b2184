"""How the VM gets here, with stand-ins for Node and npm."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clarity.vm import HERE, INSTALLED

SCRIPT = HERE.parent.parent / "packaging" / "clarity-vm.sh"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="for systems with a POSIX shell")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as the script needs, and a folder `bin` of tools."""
    for folder in ("packaging", "tests/clarity", "bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(SCRIPT, tmp_path / "packaging")
    return tmp_path


def stand_in(checkout: Path, name: str, body: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    tools = ("sed", "dirname", "touch", "mkdir", "sh")
    for tool in tools:
        (checkout / "bin" / tool).symlink_to(shutil.which(tool) or "")
    return subprocess.run(
        ["sh", str(checkout / "packaging" / SCRIPT.name)],
        env={**os.environ, "PATH": str(checkout / "bin")},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def stamp(checkout: Path) -> Path:
    return checkout / "tests" / "clarity" / INSTALLED.relative_to(HERE)


def test_a_recent_node_installs_it_once_and_quietly(checkout: Path) -> None:
    stand_in(checkout, "node", "echo v20.20.2")
    stand_in(checkout, "npm", 'echo "$@" > called; mkdir node_modules')
    done = run(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert stamp(checkout).exists()
    called = (checkout / "tests" / "clarity" / "called").read_text().split()
    assert called[0] == "ci"
    assert "--ignore-scripts" in called


@pytest.mark.parametrize("version", ["", "v18.19.0", "v8.0.0"])
def test_no_node_or_an_old_one_is_no_failure(checkout: Path, version: str) -> None:
    if version:
        stand_in(checkout, "node", f"echo {version}")
    stand_in(checkout, "npm", "touch called")
    done = run(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not stamp(checkout).exists()
    assert not (checkout / "tests" / "clarity" / "called").exists()


def test_an_npm_that_fails_is_told_in_one_line(checkout: Path) -> None:
    stand_in(checkout, "node", "echo v22.1.0")
    stand_in(checkout, "npm", "exit 1")
    done = run(checkout)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "package-lock.json" in done.stderr
    assert not stamp(checkout).exists()


def test_the_lock_names_no_registry_and_has_a_hash_for_everything() -> None:
    text = (HERE / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert packages.pop("")["dependencies"] == wanted
    assert len(packages) > len(wanted)
    for name, said in packages.items():
        assert "resolved" not in said, name
        assert said["integrity"].startswith("sha512-"), name
