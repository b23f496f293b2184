"""The verdict in a word and a sentence, above everything that explains it."""

import json
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.doctor import report
from app.doctor.verdict import CheckStatus
from app.doctor.view.labels import (
    as_lines,
    as_markdown,
    headline,
    located,
    reach_words,
    sentence_of,
    subject_words,
)
from app.doctor.view.playing import Case
from app.doctor.view.question import ExaminationResult
from app.errors import UserError
from app.kit.actions import Action
from app.kit.boxes import Glyph
from app.kit.buttons import Button
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.menus import build_menu
from app.kit.page import ViewContext
from app.kit.throttle import Debounce

_HEIGHT = 72
_QUIET_MS = 300


class VerdictHead(QWidget):
    """Sign, verdict, the first thing that is wrong, and the verdict to copy."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._answer: ExaminationResult | None = None
        self._cases: tuple[Case, ...] = ()
        self._menu: QMenu | None = None
        icons = context.icons
        self.setObjectName("doctor.verdict")
        self.sign = Glyph("info-circle", "text3", icons, size=28)
        self.title = Label("", "h1")
        self.title.setObjectName("doctor.headline")
        self.subject = ElidedLabel("", "mono2")
        self.sentence = ElidedLabel("", "t2")
        self.busy = Label("", "t3")
        self.copy = Button(
            self.tr("Copy verdict"),
            icons,
            name="doctor.copy",
            icon="copy",
            extent="small",
            trailing="chevron-down",
        )
        self._slow = Debounce(self, _QUIET_MS, self._on_slow)
        self._arrange()
        self.copy.clicked.connect(self.open_menu)
        context.themes.changed.connect(self._fit)
        self._fit()
        self.show_refusal(None)

    def _arrange(self) -> None:
        in_row(
            self.sign,
            (
                in_column(
                    STRETCH,
                    in_row(self.title, (self.subject, 1), spacing=12),
                    self.sentence,
                    STRETCH,
                    spacing=2,
                ),
                1,
            ),
            self.busy,
            self.copy,
            within=self,
            margins=(16, 0, 16, 0),
            spacing=14,
        )

    @property
    def answer(self) -> ExaminationResult | None:
        """What is shown; None while nothing is."""
        return self._answer

    def show_busy(self) -> None:
        """A question is on its way; what is shown stays, and after a moment it says so."""
        self._slow.request()

    def show_answer(self, found: ExaminationResult, cases: tuple[Case, ...]) -> None:
        """Show a verdict."""
        self._rest()
        self._answer, self._cases = found, cases
        sound = found.verdict.sound
        self.sign.set_look(*(("check-circle", "ok") if sound else ("error-octagon", "error")))
        self._say(headline(found.verdict), subject_words(found.subject), self._reason(found))

    def show_refusal(self, error: UserError | None) -> None:
        """Show that there is no verdict, and why."""
        self._rest()
        self._answer, self._cases = None, ()
        if error is None:
            self.sign.set_look("info-circle", "text3")
            self._say(self.tr("Nothing examined yet"), "", "")
        else:
            self.sign.set_look("warn-triangle", "warn")
            self._say(self.tr("This can't be examined yet"), "", located(error))

    def text_as(self, form: str) -> str:
        """The verdict as `text`, `markdown` or `json`; empty while there is none."""
        if self._answer is None:
            return ""
        found = self._answer
        if form == "json":
            figures = report.figures(found.verdict, found.trial or None)
            return json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
        write = as_lines if form == "text" else as_markdown
        return write(found.subject, found.verdict, self._cases)

    def menu_items(self) -> Sequence[Action]:
        """The ways to copy."""
        return (
            Action(self.tr("As text"), partial(self.copy_as, "text"), "copy"),
            Action(self.tr("As Markdown"), partial(self.copy_as, "markdown"), "copy"),
            Action(self.tr("As JSON"), partial(self.copy_as, "json"), "copy"),
        )

    def copy_as(self, form: str) -> None:
        """Put the verdict on the clipboard."""
        QGuiApplication.clipboard().setText(self.text_as(form))
        self._context.messages.success(self.tr("Verdict copied"), "")

    @Slot()
    def open_menu(self) -> None:
        """Show the ways to copy below the button."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = build_menu(self.menu_items(), self._context.icons, self)
        corner = self.copy.mapToGlobal(QPoint(self.copy.width(), self.copy.height() + 4))
        self._menu.popup(corner - QPoint(self._menu.sizeHint().width(), 0))

    def _reason(self, found: ExaminationResult) -> str:
        broken = [case for case in self._cases if case.status is CheckStatus.BROKEN]
        return sentence_of(broken[0]) if broken else reach_words(found.verdict)

    def _say(self, title: str, subject: str, sentence: str) -> None:
        self.title.setText(title)
        self.subject.setText(subject)
        self.sentence.setText(sentence)
        self.copy.setEnabled(self._answer is not None)
        self.setAccessibleName(f"{title}. {sentence}")

    def _rest(self) -> None:
        self._slow.stop()
        self.busy.setText("")

    @Slot()
    def _on_slow(self) -> None:
        self.busy.setText(self.tr("Examining…"))

    def _fit(self) -> None:
        self.setFixedHeight(self._context.themes.px(_HEIGHT))
