"""The pages of the workbench, each put together when somebody first goes there."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kit.page import Build, Page, PageSpec, ViewContext
from app.operators.desk import Desk

PREPARE_AFTER_MS = 600


class PageStack(QStackedWidget):
    """Shows one page at a time.

    A page is loaded, built, dressed and shown in turns of its own, so that the window answers in
    between; meanwhile an empty page stands there.
    """

    def __init__(
        self,
        specs: Sequence[PageSpec[Desk]],
        context: ViewContext,
        desk: Desk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._specs = {spec.name: spec for spec in specs}
        self._context = context
        self._desk = desk
        self._builds: dict[str, Build[Desk]] = {}
        self._pages: dict[str, Page] = {}
        self._begun: set[str] = set()
        self._wanted: tuple[str, int] = ("", 0)
        self._blank = Page(context)
        self.addWidget(self._blank)
        QTimer.singleShot(PREPARE_AFTER_MS, self, self._prepare)

    @property
    def page(self) -> Page:
        """The page that is shown; an empty one until it is there."""
        page = self.currentWidget()
        assert isinstance(page, Page)
        return page

    @property
    def building(self) -> bool:
        """Whether the page that was asked for isn't there yet."""
        return self.currentWidget() is self._blank

    def show_page(self, name: str, record_id: int = 0) -> None:
        """Show the page of this name, and the record with this row id on it; 0 is none."""
        self._wanted = name, record_id
        if name in self._pages:
            self._arrive(name)
            return
        self.setCurrentWidget(self._blank)
        if name not in self._begun:
            self._begun.add(name)
            self._load(self._specs[name], self._on_loaded)

    def _load(self, spec: PageSpec[Desk], then: Callable[[str, Build[Desk]], None]) -> None:
        """Get what builds the page; its libraries are loaded beside the window."""
        if spec.name in self._builds:
            then(spec.name, self._builds[spec.name])
        else:
            self._context.tasks.query(spec.load, done=partial(then, spec.name), lane="pool")

    def _prepare(self) -> None:
        """Load what pages need that weren't shown yet, so that going there doesn't wait for it."""
        for name, spec in self._specs.items():
            if name not in self._begun:
                self._load(spec, self._builds.__setitem__)

    def _on_loaded(self, name: str, build: Build[Desk]) -> None:
        self._next(partial(self._build, name, build))

    def _build(self, name: str, build: Build[Desk]) -> None:
        self._next(partial(self._dress, name, build(self._context, self._desk)))

    def _dress(self, name: str, page: Page) -> None:
        self.addWidget(page)
        self._context.themes.dress(page)
        self._next(partial(self._take_in, name, page))

    def _take_in(self, name: str, page: Page) -> None:
        self._pages[name] = page
        if self._wanted[0] == name:
            self._arrive(name)

    def _arrive(self, name: str) -> None:
        page, record_id = self._pages[name], self._wanted[1]
        is_first = self.building
        self.setCurrentWidget(page)
        if is_first:
            # Else the focus comes to whatever part of the page is there first.
            page.setFocus()
        if record_id:
            page.show_record(record_id)

    def _next(self, step: Callable[[], None]) -> None:
        QTimer.singleShot(0, self, step)
