"""What a page is given in a test, and how it is brought on screen."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.db.clock import Clock
from app.kit import fonts
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.messages import Messages
from app.kit.page import ViewContext
from app.kit.settings import ViewSettings
from app.kit.tasks import Tasks
from app.kit.theme import Themes
from app.kit.times import ZoneClock

TURNS = 5

Opened = list[tuple[str, int]]


@cache
def styled_themes() -> Themes:
    """The one Themes that is applied to the application of these tests."""
    themes = Themes()
    themes.choose("light")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themes.apply(app)
    return themes


def still_themes() -> Themes:
    """The same without motion, so that nothing has to be waited for."""
    themes = styled_themes()
    themes.set_reduced_motion(True)
    return themes


def plain_looks(themes: Themes) -> None:
    """Light, small and moving, as other tests expect the application."""
    themes.choose("light")
    themes.set_scale(100)
    themes.set_reduced_motion(False)
    themes.set_fast_playback(False)
    fonts.set_scale(1.0)


def view_context(folder: Path, clock: Clock, opened: Opened | None = None) -> ViewContext:
    """A context of its own for a test; records that a view wants opened come into `opened`."""
    seen = [] if opened is None else opened
    icons = Icons(styled_themes())
    return ViewContext(
        themes=icons.themes,
        icons=icons,
        tasks=Tasks(),
        messages=Messages(icons),
        settings=ViewSettings(folder / "window.ini"),
        zone=ZoneClock(now=clock.now),
        open_record=lambda kind, row_id: seen.append((kind, row_id)),
    )


def settle(context: ViewContext) -> None:
    """Let everything that was asked for be answered, and what it led to."""
    calm = 0
    for _ in range(50):
        assert context.tasks.wait_idle(20)
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        # What comes takes some turns of the event loop, such as a page that is built.
        calm = 0 if context.tasks.busy else calm + 1
        if calm > TURNS:
            return


def show_page(page: QWidget, context: ViewContext, qtbot: QtBot) -> None:
    """Bring a page on screen and let it read what it shows."""
    qtbot.addWidget(page)
    context.messages.attach(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(context)


def titles(context: ViewContext) -> list[str]:
    """What the toasts on screen are called."""
    return [toast.title for toast in context.messages.toasts]


def nameless(root: QWidget) -> list[str]:
    """What can be used and has no accessible name, or no object name."""
    found = []
    for kind in (QAbstractButton, QLineEdit, QPlainTextEdit):
        for widget in root.findChildren(kind):
            if widget.isHidden() or widget.objectName().startswith("qt_"):
                continue
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or text) or not widget.objectName():
                found.append(f"{type(widget).__name__} {widget.objectName()} {text}")
    return found


def cut_labels(root: QWidget) -> list[str]:
    """Labels on screen whose words don't fit."""
    return [
        label.text()
        for label in root.findChildren(Label)
        if label.isVisible()
        and label.textFormat() == Qt.TextFormat.PlainText
        and not label.wordWrap()
        and label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
    ]
