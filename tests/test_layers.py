"""Everything but the window runs without Qt."""

import subprocess
import sys
from pathlib import Path

import app

ROOT = Path(app.__file__).parent
IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    loaded = [module for module in ("PySide6", "pyqtgraph", "numpy") if module in sys.modules]
    if loaded:
        sys.exit(f"{name} loads {', '.join(loaded)}")
"""


def without_qt() -> list[str]:
    """Names of the modules that lie outside kit, shell and the slices' views."""
    names = []
    for file in sorted(ROOT.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[0] in ("kit", "shell") or "view" in parts or "versions" in parts:
            continue
        names.append(".".join(("app", *parts)).removesuffix(".__init__"))
    return names


def test_modules_outside_the_window_load_no_qt() -> None:
    names = without_qt()
    assert {"app.errors", "app.db.workspace", "app.ledger.posting"} <= set(names)
    found = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, *names], capture_output=True, text=True, check=False
    )
    assert found.stderr == ""
    assert found.returncode == 0


def test_packages_say_what_they_are_and_import_nothing() -> None:
    for file in sorted(ROOT.rglob("__init__.py")):
        source = file.read_text()
        assert source.startswith('"""'), file
        assert "import" not in source.partition('"""\n')[2], file
