"""Decisions and details that stand before the window: themed, never native, never nested."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QWidget,
)

from app.errors import InvalidInput, UserError
from app.kit.buttons import Button
from app.kit.fields import TextArea, TextField
from app.kit.icons import Icons
from app.kit.labels import Label, RichLabel, escaped, stressed
from app.kit.layouts import in_column, in_row
from app.kit.notices import Notice
from app.kit.painting import Painted, paint_box
from app.kit.round_window import round_window
from app.kit.segments import ChipRow


class Scrim(Painted):
    """Darkens the window behind a dialog."""

    def __init__(self, icons: Icons, window: QWidget) -> None:
        super().__init__(icons.themes, window)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.themes.current.color("scrim"))


class IconTile(Painted):
    """An icon on a tinted square, 32 by 32."""

    def __init__(self, icon: str, tone: str, icons: Icons) -> None:
        super().__init__(icons.themes)
        self._icons = icons
        self._icon = icon
        self._tone = tone

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(32), self.themes.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self.themes.px(32)
        fill = f"{self._tone}_tint" if self._tone != "neutral" else "hover"
        ink = self._tone if self._tone != "neutral" else "text2"
        paint_box(painter, QRectF(0, 0, side, side), 8, self.themes.current.color(fill))
        glyph = self.themes.px(16)
        picture = self._icons.pixmap(self._icon, glyph, ink, self.devicePixelRatioF())
        painter.drawPixmap((side - glyph) // 2, (side - glyph) // 2, picture)


class Dialog(QDialog):
    """A card in front of the darkened window: icon, title, content, buttons at the right.

    tone: accent, ok, warn or error; colours the icon tile.
    """

    def __init__(
        self,
        icons: Icons,
        title: str,
        *,
        icon: str = "",
        tone: str = "accent",
        width: int = 448,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icons = icons
        self._scrim: Scrim | None = None
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        round_window(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(icons.themes.px(width))
        self.card = QFrame()
        self.card.setProperty("card", "floating")
        in_column(self.card, within=self)
        columns = in_row(within=self.card, margins=(16, 16, 16, 16), spacing=12)
        if icon:
            columns.addWidget(IconTile(icon, tone, icons), 0, Qt.AlignmentFlag.AlignTop)
        self.content = in_column(spacing=0)
        columns.addLayout(self.content, 1)
        self.title = Label(title, "h1", wrap=True)
        self.content.addWidget(self.title)
        self.content.addSpacing(4)
        self.buttons = in_row(spacing=8)
        self.finished.connect(self._on_finished)

    def add_problem(self, name: str, *, gap: int) -> None:
        """Keep a place for what went wrong, so many pixels below what the content holds so far."""
        self.problem = Notice(self.icons, "error", "", name=name)
        self.problem.hide()
        self.content.addSpacing(gap)
        self.content.addWidget(self.problem)

    def say_problem(self, error: UserError, action: str = "") -> None:
        """Show an error that belongs to no field, with a button if there is a way out."""
        self.problem.say("error", error.title, error.message)
        self.problem.action.setText(action)
        self.problem.action.setVisible(bool(action))
        self.problem.show()
        self.adjustSize()

    def add_answers(
        self,
        yes: str,
        *,
        name: str,
        no: str = "",
        kind: str = "primary",
        extent: str = "small",
        others: Sequence[Button] = (),
    ) -> None:
        """Put the last row below: `others` at the left, then Cancel and `yes`.

        name: begins the objectNames, which end in `no` and `yes`.
        """
        self.no = Button(no or self.tr("Cancel"), self.icons, name=f"{name}no", extent=extent)
        self.yes = Button(yes, self.icons, name=f"{name}yes", kind=kind, extent=extent)
        for button in others:
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.no)
        self.buttons.addWidget(self.yes)
        self.add_buttons()
        self.no.clicked.connect(self.reject)

    def add_buttons(self) -> None:
        """Put the row of buttons below what the content holds so far."""
        self.content.addSpacing(16)
        self.content.addLayout(self.buttons)

    def setVisible(self, visible: bool) -> None:
        if visible:
            self.icons.themes.dress(self)
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        owner = self.parentWidget()
        if owner is not None and self._scrim is None:
            window = owner.window()
            self._scrim = Scrim(self.icons, window)
        self._fit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return handled

    def _fit(self) -> None:
        """As high as the wrapped text needs, in the middle of the window."""
        layout = self.layout()
        if layout is None:
            return
        self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        owner = self.parentWidget()
        if owner is not None:
            self.move(owner.window().frameGeometry().center() - self.rect().center())

    @Slot(int)
    def _on_finished(self, _result: int) -> None:
        if self._scrim is not None:
            self._scrim.deleteLater()
            self._scrim = None


class Confirmation(Dialog):
    """Asks before something is done; the safe choice has the focus.

    text: may hold `<b>`; foreign text in it must be escaped. on_yes: called once, after the
    dialog has closed. danger: the action destroys something.
    word: must be typed before the action is offered.
    """

    def __init__(
        self,
        icons: Icons,
        title: str,
        text: str,
        *,
        yes: str,
        on_yes: Callable[[], None],
        no: str = "",
        on_no: Callable[[], None] | None = None,
        danger: bool = False,
        word: str = "",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        tone = "error" if danger else "accent"
        shown = icon or ("warn-triangle" if danger else "help")
        super().__init__(icons, title, icon=shown, tone=tone, parent=parent)
        self.setObjectName("dialog.confirm")
        self._on_yes = on_yes
        self._on_no = on_no
        self._word = word
        self.content.addWidget(RichLabel(text, "body2"))
        self.typed: TextField | None = None
        if word:
            self.content.addSpacing(12)
            ask = self.tr("Type %1 to confirm")
            self.typed = TextField(ask.replace("%1", word), icons, name="dialog.word")
            self.typed.label.setTextFormat(Qt.TextFormat.RichText)
            self.typed.label.setText(escaped(ask).replace("%1", stressed(word)))
            self.typed.editor.textChanged.connect(self._on_text_changed)
            self.typed.submitted.connect(self._on_word_submitted)
            self.content.addWidget(self.typed)
        kind = "destroy" if danger else "primary"
        self.add_answers(yes, name="dialog.", no=no, kind=kind)
        self.yes.setEnabled(not word)
        self.yes.clicked.connect(self.accept)
        self.finished.connect(self._on_decided)
        (self.typed.editor if self.typed else self.no).setFocus()

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.yes.setEnabled(text.strip() == self._word)

    @Slot()
    def _on_word_submitted(self) -> None:
        if self.yes.isEnabled():
            self.accept()

    @Slot(int)
    def _on_decided(self, result: int) -> None:
        if result == QDialog.DialogCode.Accepted.value:
            self._on_yes()
        elif self._on_no is not None:
            self._on_no()


class ReasonDialog(Dialog):
    """Asks for the reason of something that goes into the audit trail.

    reasons: ready ones, as chips that fill the field. on_yes: called with the reason.
    """

    def __init__(
        self,
        icons: Icons,
        title: str,
        text: str,
        *,
        yes: str,
        on_yes: Callable[[str], None],
        reasons: Sequence[str] = (),
        danger: bool = False,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        tone = "error" if danger else "accent"
        super().__init__(icons, title, icon=icon or "edit", tone=tone, parent=parent)
        self.setObjectName("dialog.reason")
        self._on_yes = on_yes
        self.content.addWidget(RichLabel(text, "body2"))
        self.content.addSpacing(12)
        self.reason = TextArea(
            self.tr("Reason"), icons, name="dialog.reason_text", required=True, limit=500
        )
        self.reason.set_check(self._check_reason)
        self.content.addWidget(self.reason)
        if reasons:
            self.chips = ChipRow(
                [(reason, reason) for reason in reasons],
                icons,
                name="dialog.reasons",
                label=self.tr("Ready reasons"),
                choose=False,
            )
            self.chips.chosen.connect(self._on_reason_chosen)
            self.content.addSpacing(8)
            self.content.addWidget(self.chips)
        kind = "destroy" if danger else "primary"
        self.add_answers(yes, name="dialog.", kind=kind)
        self.yes.clicked.connect(self._on_yes_clicked)
        send = QShortcut(QKeySequence("Ctrl+Return"), self)
        send.activated.connect(self._on_yes_clicked)
        self.reason.editor.setFocus()

    @Slot(object)
    def _on_reason_chosen(self, reason: str) -> None:
        self.reason.set_text(reason)

    @Slot()
    def _on_yes_clicked(self) -> None:
        if self.reason.validate():
            self.accept()
            self._on_yes(self.reason.text())
        else:
            self.reason.editor.setFocus()

    def _check_reason(self) -> None:
        if not self.reason.text():
            raise InvalidInput(self.tr("Say why; it goes into the audit trail."), field="reason")
