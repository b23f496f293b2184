"""The real window over a workspace: how long its GUI thread is held by pages and themes."""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot

from app.db.clock import SystemClock
from app.db.location import Location
from app.kit.settings import ViewSettings
from app.shell.bootstrap import make_application, make_context, make_surroundings, make_window

FIRST = "rooms"
REST_MS = 300
SETTLE_MS = 1_500
SWITCHES = 5


class Heart(QObject):
    """Beats as often as the GUI thread lets it, and keeps its longest pause in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        beat = QTimer(self, interval=0)
        beat.timeout.connect(self._on_beat)
        beat.start()

    @Slot()
    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def during(self, action: Callable[[], object]) -> float:
        """The longest pause from an action until all that it led to is over."""
        wait(REST_MS)
        self.longest = 0.0
        action()
        wait(SETTLE_MS)
        return self.longest


def wait(milliseconds: int) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def main() -> None:
    """Open every page once, then change the theme; print the longest turns as JSON."""
    clock, workspace = SystemClock(), Path(sys.argv[1])
    make_application()
    settings = ViewSettings(workspace.with_suffix(".ini"))
    settings.set_text("page", FIRST)
    context = make_context(settings, clock)
    window = make_window(context, make_surroundings(clock))
    window.resize(1440, 900)
    window.show()
    window.open_location(Location(path=workspace))
    while window.workbench is None:
        wait(50)
    bench = window.workbench
    wait(2 * SETTLE_MS)
    context.tasks.settle_memory()
    heart = Heart()
    others = [name for name in bench.page_names() if name != FIRST]
    opened = {name: heart.during(partial(bench.show_page, name)) for name in others}
    bench.show_page("vending")
    switches = sorted(heart.during(bench.toggle_theme) for _ in range(SWITCHES))
    figures = {"opening": opened, "theme": switches[SWITCHES // 2]}
    sys.stdout.write(json.dumps(figures) + "\n")
    window.close()


if __name__ == "__main__":
    main()
