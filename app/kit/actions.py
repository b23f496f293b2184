"""What can be done, said once: its button, its entry in a menu and in the palette, its key."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.kit.buttons import Button
from app.kit.icons import Icons


@dataclass(frozen=True)
class Action:
    """Something a person can do now, or is told why they can't.

    run: called on the GUI thread. shortcut: as in `Ctrl+E`, empty for none.
    denied: why it can't be done now; shown with it. ready: False where no reason needs saying.
    name: objectName of its button, `area.purpose`. short: the words on the button, where they
    are fewer.
    """

    text: str
    run: Callable[[], None]
    icon: str = ""
    shortcut: str = ""
    danger: bool = False
    denied: str = ""
    ready: bool = True
    name: str = ""
    short: str = ""

    @property
    def enabled(self) -> bool:
        """Whether it can be done now."""
        return self.ready and not self.denied

    def button(
        self,
        icons: Icons,
        *,
        kind: str = "secondary",
        extent: str = "small",
        parent: QWidget | None = None,
    ) -> Button:
        """A button that does it; `kind` and `extent` as in Button."""
        button = Button(
            self.short or self.text,
            icons,
            name=self.name,
            kind=kind,
            icon=self.icon,
            extent=extent,
            parent=parent,
        )
        # PySide keeps the callable alive as long as the connection.
        button.clicked.connect(self.run)
        if self.denied:
            button.set_denied(self.denied)
        return button


def _nothing() -> None:
    """What a line in a menu does."""


DIVIDER = Action("", _nothing)
"""Draws a line between the entries of a menu."""
