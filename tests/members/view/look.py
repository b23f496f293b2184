"""Renders the members page to PNGs, for looking: `python -m tests.members.view.look DIR`."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.db.clock import SystemClock
from app.db.database import in_memory
from app.db.migrate import upgrade
from app.kit.settings import ViewSettings
from app.members.view.members_page import MembersPage
from app.progress import NoProgress
from app.shell.bootstrap import make_context
from tests.factories import desk_of, give, make_member


def main(folder: Path) -> None:
    """Both themes, with the detail open."""
    database = in_memory()
    upgrade(database, NoProgress())
    desk = desk_of(database)
    for number in range(60):
        status = "suspended" if number == 7 else "active"
        member = make_member(desk, f"member-{number}", status=status)
        give(desk, member, 1_000_000 * (number + 1))
    give(desk, 3, 9 * 10**17)
    folder.mkdir(parents=True, exist_ok=True)
    context = make_context(ViewSettings(folder / "look.ini"), SystemClock())
    page = MembersPage(context, desk)
    page.resize(1256, 828)
    page.show()
    context.tasks.wait_idle()
    page.show_record(3)
    for theme in ("light", "dark"):
        context.themes.choose(theme)
        for _ in range(20):
            context.tasks.wait_idle()
            QApplication.processEvents()
        page.grab().save(str(folder / f"members-{theme}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
