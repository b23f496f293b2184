"""Renders the Settings page to PNGs, for looking: `python -m tests.operators.view.look DIR`."""

import sys
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.db.clock import SetClock
from app.db.database import in_memory
from app.db.migrate import upgrade
from app.errors import UserError
from app.kit.settings import ViewSettings
from app.operators.desk import Desk
from app.operators.rules import Role
from app.operators.secrets import Secrets, SessionStore
from app.operators.service import set_active
from app.operators.signing_in import sign_in
from app.operators.view.settings_page import SettingsPage
from app.progress import NoProgress
from app.shell.bootstrap import make_context
from tests.factories import NOON
from tests.operators.people import PASSWORD, QUICK, desk_for, make_admin, make_operator


def main(folder: Path) -> None:
    """Both themes, three sizes, as an admin and as a viewer."""
    desk, viewer = _people()
    folder.mkdir(parents=True, exist_ok=True)
    for who, each in (("admin", desk), ("viewer", viewer)):
        context = make_context(ViewSettings(folder / "look.ini"), desk.clock)
        page = SettingsPage(context, each, Secrets(SessionStore()), QUICK)
        page.show()
        for theme in ("light", "dark"):
            context.themes.choose(theme)
            for width, height, scale in ((936, 648, 100), (1256, 1200, 100), (1064, 1500, 150)):
                context.themes.set_scale(scale)
                page.resize(width, height)
                for _ in range(20):
                    context.tasks.wait_idle()
                    QApplication.processEvents()
                page.grab().save(str(folder / f"{who}-{theme}-{width}-{scale}.png"))
        page.close()


def _people() -> tuple[Desk, Desk]:
    database, clock = in_memory(), SetClock(NOON)
    upgrade(database, NoProgress())
    desk = make_admin(database, clock)
    make_operator(desk, "grace", Role.SUPPORT)
    off = make_operator(desk, "linus")
    set_active(desk, off.id, False)
    viewer = desk_for(desk, "margaret-hamilton", Role.VIEWER)
    sign_in(database, clock, "ada", PASSWORD, hasher=QUICK)
    clock.advance(timedelta(hours=3))
    for _ in range(5):
        try:
            sign_in(database, clock, "grace", "wrong", hasher=QUICK)
        except UserError:
            continue
    return desk, viewer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
