"""Pictures of the page of legacy rooms: `python -m tests.migration.view.look FOLDER`."""

import sys
import tempfile
from pathlib import Path

from app.db.clock import SetClock
from app.db.database import in_memory
from app.db.migrate import upgrade
from app.kit.resources import resource
from app.migration.reserve import ReserveSource
from app.migration.view.legacy_page import LegacyPage
from app.operators.desk import Desk
from app.progress import NoProgress
from app.shell.bootstrap import make_application
from tests.factories import NOON, desk_of, make_member
from tests.migration.files import imported
from tests.migration.old_rooms import filled, make_switched, opened
from tests.rooms.view.screens import screen
from tests.showing import styled_themes


def _filled(desk: Desk) -> int:
    row_id = make_switched(desk)
    opened(desk, row_id)
    filled(desk, row_id, 13_775_000, ReserveSource.TRANSFERRED)
    for name in ("sana", "dario"):
        make_member(desk, name)
    imported(
        desk, *(f"room-{n},sana,{n * 17 % 90 + 1}" for n in range(1, 40)), "x" * 200 + ",dario,7"
    )
    return row_id


def main(folder: Path) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    for theme in ("light", "dark"):
        for size in ((1440, 900), (920, 640)):
            themes = styled_themes()
            themes.choose(theme)
            themes.apply(app)
            with (
                tempfile.TemporaryDirectory() as place,
                screen(themes, Path(place), SetClock(NOON)) as shown,
            ):
                database = in_memory()
                upgrade(database, NoProgress())
                desk = desk_of(database)
                shown.window.resize(*size)
                page = LegacyPage(shown.context, desk)
                shown.show(page)
                name = f"{theme}-{size[0]}"
                shown.window.grab().save(str(folder / f"empty-{name}.png"))
                page.importing.import_file(resource("examples", "legacy-rooms-with-faults.csv"))
                shown.settle()
                shown.window.grab().save(str(folder / f"faults-{name}.png"))
                row_id = _filled(desk)
                page.reload()
                page.show_record(row_id)
                shown.settle()
                shown.window.grab().save(str(folder / f"short-{name}.png"))
                database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
