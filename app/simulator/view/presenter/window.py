"""The presenter's window: its keys, its place on the projector, what covers the stage."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, UserError
from app.kit.actions import DIVIDER, Action
from app.kit.dialogs import Dialog
from app.kit.files import FileKind, ask_save_path
from app.kit.menus import build_menu
from app.kit.notices import Notice
from app.kit.page import ViewContext
from app.kit.throttle import Debounce
from app.kit.translation import said
from app.operators.desk import Desk
from app.operators.view.looks_card import LETTER_KEYS
from app.simulator.scenario import MarketTerms, Scenario
from app.simulator.view.presenter.parts import BlackScreen, KeysOverlay
from app.simulator.view.presenter.presentation import Presentation, ScenePhase
from app.simulator.view.presenter.script import ShownScene
from app.simulator.view.presenter.stage import PresenterStage
from app.simulator.view.presenter.storyboard import Storyboard, board_name
from app.simulator.view.presenter.terms_dialog import TermsDialog

GEOMETRY = "presenter"
_FIRST = (1280, 720)
_LEAST = (640, 400)
POINTER_MS = 2_000

Key = Qt.Key
_PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class PresenterWindow(QWidget):
    """A scenario before an audience, in a demo room of its own.

    closed: it has closed, and its crowd stands still.
    """

    closed = Signal()

    def __init__(
        self,
        context: ViewContext,
        desk: Desk,
        scenario: Scenario,
        *,
        shipped: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """shipped: the scenario comes with the program. Raises InvalidInput for its market."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("presenter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._announced: tuple[ShownScene, ScenePhase] | None = None
        self.dialog: Dialog | None = None
        self.presentation = Presentation(context, desk, scenario, shipped=shipped, parent=self)
        name = said(scenario.name) if shipped else scenario.name
        self.setWindowTitle(self.tr("Presenting: {name}").format(name=name))
        self.setMinimumSize(*_LEAST)
        self.stage = PresenterStage(context, self.presentation, self)
        self.problem = self._notice("error", self.tr("Close"), "presenter.problem")
        self.problem.acted.connect(self.problem.hide)
        self.board: Storyboard | None = None
        self.saving = self._notice("info", self.tr("Cancel"), "presenter.saving")
        self.saving.acted.connect(self._on_saving_acted)
        self.keys = KeysOverlay(context.icons, self)
        self.black = BlackScreen(self)
        self._rest = Debounce(self, POINTER_MS, self._on_pointer_rested)
        for each in (self, *self.findChildren(QWidget)):
            each.setMouseTracking(True)
        context.themes.dress(self)
        self._actions = self._bound()
        for keys in ("Ctrl+P", "Ctrl+E"):
            QShortcut(QKeySequence(keys), self, self.ask_storyboard)
        self.presentation.changed.connect(self._on_changed)
        self.presentation.failed.connect(self._on_failed)
        self._restore()
        self.presentation.open()

    def _notice(self, tone: str, action: str, name: str) -> Notice:
        notice = Notice(self._context.icons, tone, "", action=action, name=name, parent=self)
        notice.hide()
        return notice

    def _bound(self) -> dict[Key, Callable[[], None]]:
        run = self.presentation
        bound: dict[tuple[Key, ...], Callable[[], None]] = {
            (Key.Key_Space, Key.Key_PageDown, Key.Key_Right): run.next,
            (Key.Key_PageUp, Key.Key_Left): run.back,
            (Key.Key_End,): run.finish,
            (Key.Key_R,): run.again,
            (Key.Key_C,): self.ask_terms,
            (Key.Key_Plus, Key.Key_Equal): run.faster,
            (Key.Key_Minus,): run.slower,
            (Key.Key_B, Key.Key_Period): self.toggle_black,
            (Key.Key_F11, Key.Key_F5): self.toggle_full_screen,
            (Key.Key_H, Key.Key_Question, Key.Key_F1): self.toggle_keys,
            (Key.Key_Escape,): self.leave,
        }
        return {key: action for keys, action in bound.items() for key in keys}

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Key(event.key())
        if event.modifiers() & ~_PLAIN or key not in self._actions or self._is_off(event):
            super().keyPressEvent(event)
            return
        if event.isAutoRepeat():
            return
        if self.black.isVisible() and key not in (Key.Key_F11, Key.Key_F5):
            # Whatever is pressed first only brings the picture back.
            self.black.hide()
            return
        self._actions[key]()

    def _is_off(self, event: QKeyEvent) -> bool:
        """Whether it is a letter, and letters are switched off as keys on this computer."""
        return event.text().isalpha() and not self._context.settings.flag(LETTER_KEYS, True)

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    @Slot()
    def toggle_black(self) -> None:
        """Show nothing but black, or the stage again; the crowd stands still meanwhile."""
        self.presentation.pause()
        self.black.setVisible(not self.black.isVisible())
        self.black.raise_()

    @Slot()
    def toggle_keys(self) -> None:
        """Show the keys, or hide them."""
        self.keys.setVisible(not self.keys.isVisible())
        self.keys.raise_()

    @Slot()
    def leave(self) -> None:
        """Put the keys away, else leave the full screen, else close."""
        if self.keys.isVisible():
            self.keys.hide()
        elif self.isFullScreen():
            self.showNormal()
        else:
            self.close()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = build_menu(self.menu_items(), self._context.icons, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_items(self) -> tuple[Action, ...]:
        """What the right mouse button offers."""
        run, tr = self.presentation, self.tr
        return (
            Action(tr("Next"), run.next, "play", "Space"),
            Action(tr("Back"), run.back, "undo", "PgUp"),
            Action(tr("To the scene's end"), run.finish, "arrow-right", "End"),
            DIVIDER,
            Action(tr("Run again"), run.again, "refresh", "R"),
            Action(tr("Change the curve…"), self.ask_terms, "vending", "C"),
            Action(tr("Storyboard as PDF…"), self.ask_storyboard, "file", "Ctrl+P"),
            DIVIDER,
            Action(tr("Full screen"), self.toggle_full_screen, "pop-out", "F11"),
            Action(tr("Black screen"), self.toggle_black, "eye-off", "B"),
            Action(tr("Keys to press"), self.toggle_keys, "help", "H"),
            DIVIDER,
            Action(tr("Close"), self._on_close_chosen, "close"),
        )

    @Slot()
    def ask_terms(self) -> None:
        """Ask on which curve the same crowd shall trade again."""
        run = self.presentation
        run.pause()
        dialog = TermsDialog(self._context, run.terms, run.scenario.market.quote, self)
        dialog.submitted.connect(self._on_terms_chosen)
        self._open(dialog)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    @Slot(int)
    def _on_dialog_finished(self, _result: int) -> None:
        self.dialog = None

    @Slot(object)
    def _on_terms_chosen(self, terms: MarketTerms) -> None:
        self.problem.hide()
        self.presentation.change_terms(terms)

    @Slot()
    def ask_storyboard(self) -> None:
        """Ask where the storyboard of this run goes, then make it while one presents on."""
        self.presentation.pause()
        name = board_name(self.presentation.scenario.name)
        kinds, settings = [FileKind("pdf", "PDF")], self._context.settings
        title = self.tr("Save the storyboard")
        ask_save_path(self, title, name, kinds, settings, self._on_path_chosen)

    def _on_path_chosen(self, path: Path, _kind: FileKind) -> None:
        run = self.presentation
        if self.board is not None:
            self.board.cancel()
        self.board = Storyboard(
            self._context, run.scenario, run.terms, shipped=run.shipped, parent=self
        )
        self.board.progressed.connect(self._on_board_progressed)
        self.board.finished.connect(self._on_board_finished)
        self.board.failed.connect(self._on_board_failed)
        self._say_saving(self.tr("Making the storyboard"), self.tr("Playing the scenes"))
        self.board.start(path)

    def _say_saving(self, title: str, text: str, tone: str = "info") -> None:
        self.saving.say(tone, title, text)
        self.saving.action.setText(self.tr("Cancel") if self.board else self.tr("Close"))
        self.saving.show()
        self.saving.raise_()
        self._lay_out()

    @Slot(int, int)
    def _on_board_progressed(self, done: int, count: int) -> None:
        words = self.tr("Scene {number} of {count}").format(number=done, count=count)
        self._say_saving(self.tr("Making the storyboard"), words)

    @Slot(object)
    def _on_board_finished(self, path: Path) -> None:
        self.board = None
        words = self.tr("Written to {0}").format(path)
        self._say_saving(self.tr("Storyboard saved"), words, "ok")

    @Slot(object)
    def _on_board_failed(self, error: UserError) -> None:
        self.board = None
        self.saving.hide()
        if not isinstance(error, Cancelled):
            self._on_failed(error)

    @Slot()
    def _on_saving_acted(self) -> None:
        if self.board is not None:
            self.board.cancel()
        else:
            self.saving.hide()

    @Slot()
    def _on_close_chosen(self) -> None:
        self.close()

    # What happens

    @Slot()
    def _on_changed(self) -> None:
        run = self.presentation
        shown = (run.scene, run.phase)
        if shown != self._announced:
            self._announced = shown
            text = f"{run.scene.title}. {self.stage.foot.state}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self.problem.say("error", error.title, error.message)
        self.problem.show()
        self.problem.raise_()
        self._lay_out()

    # Where it is

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        for cover in (self.stage, self.keys, self.black):
            cover.setGeometry(self.rect())
        width, top = min(720, self.width() - 32), 16
        for notice in (self.problem, self.saving):
            height = max(notice.heightForWidth(width), notice.sizeHint().height())
            notice.setGeometry((self.width() - width) // 2, top, width, height)
            top += 0 if notice.isHidden() else height + 8

    def _restore(self) -> None:
        if not self.restoreGeometry(self._context.settings.geometry(GEOMETRY)):
            self.resize(*_FIRST)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._show_pointer()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._show_pointer()

    def _show_pointer(self) -> None:
        """A pointer that rests on the picture is in the way: it goes, and comes when moved."""
        self.unsetCursor()
        if self.isFullScreen():
            self._rest.request()
        else:
            self._rest.stop()

    @Slot()
    def _on_pointer_rested(self) -> None:
        self.setCursor(Qt.CursorShape.BlankCursor)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A locked window shows nobody what goes on.
        self.presentation.pause()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._context.settings.set_geometry(GEOMETRY, self.saveGeometry())
        self.presentation.stop()
        if self.board is not None:
            self.board.cancel()
        super().closeEvent(event)
        self.closed.emit()
