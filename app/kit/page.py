"""What every screen of the window is built from: its context, its commands, its life."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.changes import ANY, Changed
from app.kit.actions import Action
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock

DeskT = TypeVar("DeskT")

PROOF = "proof"
"""Kind of record that stands for the page with the proof of the books."""


@dataclass(frozen=True)
class ViewContext:
    """What the composition root hands to every view.

    open_record: shows a record on its own page, by kind and id: `("room", 131)`; an id of 0 shows
    the page of the kind as it is.
    """

    themes: Themes
    icons: Icons
    tasks: Tasks
    messages: Messages
    settings: ViewSettings
    zone: ZoneClock
    open_record: Callable[[str, int], None]


@dataclass(frozen=True)
class Hit:
    """A record that a search found, as the palette shows it and `show_record` opens it."""

    kind: str
    id: int
    title: str
    hint: str = ""
    icon: str = "arrow-right"


@dataclass(frozen=True)
class PageSpec(Generic[DeskT]):
    """A page as the window needs to know it before it is built.

    group: entries of one number stand together in the rail.
    kinds: kinds of records that `show_record` of this page opens.
    count: how much work waits; runs on the worker; 0 shows no badge.
    find: records whose text matches, best first; runs on the worker.
    load: imports what the page needs, on a thread of the pool, and returns what builds it.
    """

    name: str
    title: str
    subtitle: str
    icon: str
    group: int
    load: Callable[[], "Build[DeskT]"]
    kinds: frozenset[str] = frozenset()
    count: Callable[[DeskT], int] | None = None
    find: Callable[[DeskT, str], Sequence[Hit]] | None = None

    def build(self, context: ViewContext, desk: DeskT) -> "Page":
        """The page, loaded and built at once."""
        return self.load()(context, desk)


Build: TypeAlias = Callable[[ViewContext, DeskT], "Page"]


class Page(QWidget):
    """A screen that reloads when something it shows has changed: now if seen, else when shown.

    A page hears of changes by itself; nobody needs to connect it.
    """

    kinds: frozenset[str] = frozenset()
    """Kinds of `Changed` that make this page reload."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._stale = True
        # Not on_changed itself: PySide keeps the connection of an overridden slot after deletion.
        context.tasks.changed.connect(self._on_tasks_changed)

    @property
    def stale(self) -> bool:
        """Whether the page will reload when it is shown next."""
        return self._stale

    @Slot(object)
    def _on_tasks_changed(self, changed: tuple[Changed, ...]) -> None:
        self.on_changed(changed)

    def on_changed(self, changed: tuple[Changed, ...]) -> None:
        """Reload, or remember to, if one of the changes concerns this page."""
        if not any(change.kind in self.kinds or change.kind == ANY for change in changed):
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.reload()

    def reload(self) -> None:
        """Ask for what the page shows, keeping selection and scroll."""

    def commands(self) -> tuple[Action, ...]:
        """Actions of this page for the command palette."""
        return ()

    def show_record(self, record_id: int) -> None:
        """Select and open a record."""

    def export_current(self) -> None:
        """Export what the page shows (Ctrl+E)."""

    def focus_search(self) -> None:
        """Put the cursor into the page's search field (/)."""
