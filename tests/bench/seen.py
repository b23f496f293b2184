"""Says from inside a process when its window could be used, and how much memory it holds."""

import json
import sys
import time
from collections.abc import Callable

import psutil
from PySide6.QtWidgets import QApplication, QWidget

SETTLE_SECONDS = 1.0


def report(app: QApplication, window: QWidget, usable: Callable[[], bool]) -> None:
    """Run until `usable`, print seconds since the process began and its megabytes as JSON."""
    process = psutil.Process()
    while not usable():
        app.processEvents()
    window.grab()
    seconds = time.time() - process.create_time()
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.01)
    megabytes = process.memory_info().rss / 2**20
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": megabytes}) + "\n")
    sys.stdout.flush()
