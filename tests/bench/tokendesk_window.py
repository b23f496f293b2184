"""The real window over the workspace that the command line names, opened on a page."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.db.clock import SystemClock
from app.db.location import Location
from app.kit.settings import ViewSettings
from app.kit.table.view import TableView
from app.shell.bootstrap import make_application, make_context, make_surroundings, make_window
from tests.bench.seen import report


def main() -> None:
    """Open the workspace, and say when its first rows were there."""
    workspace, page = Path(sys.argv[1]), sys.argv[2]
    clock = SystemClock()
    app = make_application()
    assert isinstance(app, QApplication)
    settings = ViewSettings(workspace.with_suffix(".ini"))
    settings.set_text("page", page)
    window = make_window(make_context(settings, clock), make_surroundings(clock))
    window.resize(1440, 900)
    window.show()
    window.open_location(Location(path=workspace))

    def usable() -> bool:
        bench = window.workbench
        if bench is None:
            return False
        tables = bench.page.findChildren(TableView)
        return any(model.rowCount() > 0 for table in tables if (model := table.model()))

    report(app, window, usable)
    window.close()


if __name__ == "__main__":
    main()
