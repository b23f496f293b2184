"""Opens the window for commands, where there is a screen; Qt is imported only then."""

import os
import sys

from app.db.location import Location
from app.errors import InvalidInput

NO_DISPLAY = (
    "There is no display to open a window on; `tokendesk shots DIR` renders every view to "
    "pictures, and `tokendesk --help` lists the commands that need none."
)
# What each of Qt's platforms with a server needs to be told; others draw by themselves.
_DISPLAYS = {"": ["DISPLAY", "WAYLAND_DISPLAY"], "xcb": ["DISPLAY"], "wayland": ["WAYLAND_DISPLAY"]}


def require_display() -> None:
    """Refuse, with exit code 2, to open a window where there is no screen (NO_DISPLAY)."""
    if sys.platform in ("win32", "darwin"):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    needed = _DISPLAYS.get(platform)
    if needed is not None and not any(os.environ.get(name) for name in needed):
        raise InvalidInput(NO_DISPLAY, code="NO_DISPLAY")


def open_window(location: Location | None, *, demo: bool = False) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    location: a workspace to open at once. demo: the person's own demo instead, made in the
    window where it isn't there yet.
    Raises InvalidInput (NO_DISPLAY).
    """
    require_display()
    # Imported here: Qt takes longer than most commands run.
    from app.shell.bootstrap import run

    return run(location, demo=demo)
