"""The box around an input and the field around the box: label, hint, message, lock."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.errors import InvalidInput
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.painting import Painted, paint_box
from app.kit.translation import said

MESSAGE_ICONS = {"error": "error-octagon", "warn": "warn-triangle", "ok": "check-circle"}
_LINES = {"error": "error", "warn": "warn"}


class FieldBox(Painted):
    """Frame of an input: 1 px line, 2 px when focused, in the colour of the state.

    height: in design pixels; 0 leaves it to the content.
    """

    def __init__(self, icons: Icons, *, height: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(icons.themes, parent)
        self.icons = icons
        self.state = ""
        self.locked = False
        self._height = height
        self._editor: QWidget | None = None
        self.row = in_row(within=self, margins=(9, 2, 9, 2), spacing=8)
        self._fit()

    def set_editor(self, editor: QWidget) -> None:
        """The widget whose focus the box shows; it takes the room that is left."""
        self._editor = editor
        self.setFocusProxy(editor)
        editor.installEventFilter(self)
        self.row.addWidget(editor, 1)

    def set_state(self, state: str) -> None:
        """`error`, `warn` or empty."""
        self.state = state
        self.setProperty("state", state)
        self.update()

    def set_locked(self, locked: bool) -> None:
        """Show that the content is not to be edited."""
        self.locked = locked
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (
            QEvent.Type.FocusIn,
            QEvent.Type.FocusOut,
            QEvent.Type.EnabledChange,
        ):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._editor is not None:
            self._editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.themes.current
        focused = self._editor is not None and self._editor.hasFocus()
        calm = self.locked or not self.isEnabled()
        line = "border_strong" if calm else _LINES.get(self.state, "field_border")
        if focused and self.state not in _LINES:
            line = "focus"
        fill = theme.color("raised" if calm else "field")
        width = 2 if focused else 1
        paint_box(QPainter(self), QRectF(self.rect()), 6, fill, theme.color(line), width)

    def restyle(self) -> None:
        self._fit()

    def _fit(self) -> None:
        if self._height:
            self.setFixedHeight(self.themes.px(self._height))


class Glyph(QLabel):
    """An icon that stands as a label and follows theme and scale."""

    def __init__(
        self, icon: str, token: str, icons: Icons, *, size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._size = size
        self._look = (icon, token)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.themes.changed.connect(self._show)
        self._show()

    def set_look(self, icon: str, token: str) -> None:
        """Change icon and colour."""
        self._look = (icon, token)
        self._show()

    def _show(self) -> None:
        icon, token = self._look
        size = self._icons.themes.px(self._size)
        self.setPixmap(self._icons.pixmap(icon, size, token, self.devicePixelRatioF()))


class MessageLine(QWidget):
    """The line below an input: an icon for its tone, and words."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = ""
        self._glyph = Glyph("info-circle", "text3", icons, size=13)
        self._words = Label("", "hint", align=Qt.AlignmentFlag.AlignLeft, wrap=True)
        in_row(
            (self._glyph, 0, Qt.AlignmentFlag.AlignTop),
            (self._words, 1),
            within=self,
            margins=(0, 4, 0, 0),
            spacing=6,
        )
        self.hide()

    def text(self) -> str:
        """What the line says."""
        return self._words.text()

    def say(self, tone: str, text: str) -> None:
        """Say `text` in the tone `error`, `warn`, `ok` or empty for a note; empty text hides."""
        self.tone = tone
        self._words.setText(text)
        self._words.set_tone(tone)
        self._glyph.setVisible(bool(tone))
        if tone:
            self._glyph.set_look(MESSAGE_ICONS[tone], tone)
        self.setVisible(bool(text))


class Field(QWidget):
    """A labelled input that says what is wrong after it is left, never during first typing.

    label: stands above; may be empty if `accessible` names the input. hint: at the right of
    the label. check: called with nothing; raises InvalidInput for what the input can't hold.
    """

    edited = Signal()
    """The person, or the program, changed the content."""
    committed = Signal()
    """The input was left, or Enter pressed."""

    def __init__(
        self,
        label: str,
        icons: Icons,
        *,
        name: str,
        hint: str = "",
        required: bool = False,
        accessible: str = "",
        check: Callable[[], object] | None = None,
        height: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icons = icons
        self.required = required
        self._name = name
        self._spoken = accessible or label
        self._check = check
        self._note = ""
        self._typed = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._column = in_column(within=self, spacing=0)
        self.label = Label(label, "label")
        self.hint = Label(hint, "hint")
        self._build_head(label)
        self.box = FieldBox(icons, height=height)
        self._column.addWidget(self.box)
        self.message = MessageLine(icons)
        self._column.addWidget(self.message)

    def _build_head(self, label: str) -> None:
        head = in_row(self.label, margins=(0, 0, 0, 4), spacing=6)
        if self.required:
            head.addWidget(Label(self.tr("required"), "hint"))
        head.addStretch(1)
        head.addWidget(self.hint)
        if label or self.hint.text():
            self._column.addLayout(head)

    def _adopt(self, editor: QWidget) -> None:
        """Take the widget that is typed into."""
        editor.setObjectName(self._name)
        editor.setAccessibleName(self._spoken)
        editor.installEventFilter(self)
        self.label.setBuddy(editor)
        self.box.set_editor(editor)
        self.setFocusProxy(editor)

    @property
    def state(self) -> str:
        """`error`, `warn`, `ok` or empty."""
        return self.message.tone

    def set_hint(self, text: str) -> None:
        """Change what stands at the right of the label."""
        self.hint.setText(text)

    def set_check(self, check: Callable[[], object]) -> None:
        """Set what judges the content; it raises InvalidInput."""
        self._check = check

    def set_note(self, text: str) -> None:
        """A sentence below that shows whenever there is nothing to complain about."""
        self._note = text
        if not self.state:
            self.message.say("", text)

    def show_error(self, text: str) -> None:
        """Say what is wrong and how to put it right; sentences of the core may come in English."""
        self._say("error", said(text))

    def show_warning(self, text: str) -> None:
        """Say what to look at; it does not block."""
        self._say("warn", text)

    def show_ok(self, text: str) -> None:
        """Say that the content was checked."""
        self._say("ok", text)

    def clear_message(self) -> None:
        """Say nothing but the note."""
        self._say("", self._note)

    def validate(self) -> bool:
        """Judge the content now, as on submit; the message says what is wrong."""
        self._typed = True
        problem = self.problem()
        if problem:
            self.show_error(problem)
        elif self.state == "error":
            self.clear_message()
        return not problem

    def problem(self) -> str:
        """What is wrong with the content, without showing it; empty for nothing."""
        try:
            if self._check is not None:
                self._check()
        except InvalidInput as error:
            return error.message
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self._typed:
            self.validate()
            self.committed.emit()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_edited(self) -> None:
        self._typed = True
        # An error goes as soon as it is put right, but none appears while typing.
        if self.state == "error":
            self.validate()
        elif self.state == "ok":
            self.clear_message()
        self.edited.emit()

    def _say(self, tone: str, text: str) -> None:
        self.message.say(tone, text)
        self.box.set_state(tone if tone in _LINES else "")
        editor = self.focusProxy()
        if editor is not None:
            editor.setAccessibleDescription(text)
