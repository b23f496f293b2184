"""The checks of a verdict, one below the other; the chosen one is explained and played."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from app.doctor.verdict import CheckStatus
from app.doctor.view.labels import SIGNS, sentence_of, status_word, title_of
from app.doctor.view.playing import Case
from app.kit.boxes import Glyph
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.painting import paint_focus_ring
from app.kit.panels import Pane, PaneHeader

_BAR = 3


class CheckRow(QAbstractButton):
    """One check: sign, name, how it ended, and what was found."""

    def __init__(self, case: Case, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case = case
        self._themes = icons.themes
        title, word, sentence = title_of(case), status_word(case.status), sentence_of(case)
        self.setObjectName(f"doctor.check_{case.key}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{title}: {word}. {sentence}")
        icon, token = SIGNS[case.status]
        row = in_row(
            (Glyph(icon, token, icons), 0, Qt.AlignmentFlag.AlignTop),
            within=self,
            margins=(16, 7, 14, 7),
            spacing=10,
        )
        words = in_column(spacing=1)
        head = in_row((Label(title, "vb"), 1))
        tone = "" if case.status is CheckStatus.NOTE else token
        head.addWidget(Label(word, "k", tone=tone))
        words.addLayout(head)
        words.addWidget(Label(sentence, "k", wrap=True))
        row.addLayout(words, 1)
        # The words are for the eye; a click on them is one on the row.
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._themes.current
        if self.isChecked():
            painter.fillRect(self.rect(), theme.color("selected"))
            painter.fillRect(0, 0, _BAR, self.height(), theme.color("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.color("hover"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
        if self.hasFocus():
            paint_focus_ring(painter, self._themes, QRectF(self.rect()), 0)


class CheckList(Pane):
    """All cases of a verdict.

    chosen: the Case on which the person went.
    """

    chosen = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._group: QButtonGroup | None = None
        self.rows: tuple[CheckRow, ...] = ()
        self.setObjectName("doctor.checks")
        self.header = PaneHeader(self.tr("Checks"), icons)
        self.column.addWidget(self.header)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self._scroll, 1)
        self.show_cases(())

    def show_cases(self, cases: Sequence[Case]) -> None:
        """Show these cases; the scroll bar stays where it was."""
        at = self._scroll.verticalScrollBar().value()
        page = QWidget()
        page.setProperty("role", "page")
        # The words wrap; a wide one must not make the rows wider than the list.
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = in_column(within=page, spacing=0)
        self._group = QButtonGroup(page)
        self.rows = tuple(CheckRow(case, self._icons) for case in cases)
        for row in self.rows:
            self._group.addButton(row)
            column.addWidget(row)
        column.addStretch(1)
        self._group.buttonToggled.connect(self._on_button_toggled)
        self._scroll.setWidget(page)
        self._scroll.verticalScrollBar().setValue(at)
        checks = [case for case in cases if case.check is not None]
        failed = sum(case.status is CheckStatus.BROKEN for case in checks)
        note = self.tr("{failed} of {all} failed").format(failed=failed, all=len(checks))
        self.header.set_note(note if cases else "")

    def choose(self, key: str) -> None:
        """Go to the case with this key."""
        for row in self.rows:
            if row.case.key == key:
                row.setChecked(True)
                self._scroll.ensureWidgetVisible(row, 0, 0)
                self._scroll.horizontalScrollBar().setValue(0)

    @Slot(QAbstractButton, bool)
    def _on_button_toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked and isinstance(button, CheckRow):
            self.chosen.emit(button.case)
