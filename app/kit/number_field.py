"""An input for whole numbers of any size, with its unit inside and minus and plus beside it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.amounts import parse_whole
from app.errors import InvalidInput
from app.kit.boxes import Field, Glyph
from app.kit.buttons import IconButton
from app.kit.fields import LineEdit
from app.kit.icons import Icons
from app.kit.labels import Label, Line
from app.kit.numbers import grouped

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class NumberField(Field):
    """A whole number; letters can't be typed, and any other text is told what is wrong with it.

    field: name for InvalidInput. unit: grey, behind the figure. steps: minus and plus buttons.
    read, show: for numbers not typed as they are kept (percent typed, basis points kept):
    text to number, raising InvalidInput, and number to text.
    minimum, maximum: inclusive; None leaves that side open. large: 15/600, at the left.
    blank_allowed: an empty field is no fault; `value` still refuses it.
    """

    def __init__(
        self,
        label: str,
        icons: Icons,
        *,
        name: str,
        field: str,
        hint: str = "",
        required: bool = False,
        accessible: str = "",
        unit: str = "",
        steps: bool = False,
        minimum: int | None = 0,
        maximum: int | None = None,
        read: Callable[[str], int] | None = None,
        show: Callable[[int], str] = grouped,
        large: bool = False,
        blank_allowed: bool = False,
        height: int = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            icons,
            name=name,
            hint=hint,
            required=required,
            accessible=accessible,
            check=self.value,
            height=height,
            parent=parent,
        )
        self.field = field
        self.minimum = minimum
        self.maximum = maximum
        self._read = read
        self._show = show
        self._blank_allowed = blank_allowed
        self._computed = False
        self._lock = Glyph("lock", "text3", icons, size=14)
        self._lock.hide()
        self.box.row.addWidget(self._lock)
        self.editor = LineEdit()
        self.editor.setMaxLength(120)
        if large:
            self.editor.setProperty("role", "amount")
        else:
            self.editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._adopt(self.editor)
        self.unit = Label(unit, "s3")
        self.box.row.addWidget(self.unit)
        self.unit.setVisible(bool(unit))
        if steps:
            self._add_steps()
        self.editor.textEdited.connect(self._on_text_edited)
        self.editor.returnPressed.connect(self._on_return_pressed)

    def _add_steps(self) -> None:
        row = self.box.row
        row.setContentsMargins(9, 2, 2, 2)
        self.minus = IconButton("minus", self.tr("One less"), self.icons)
        self.plus = IconButton("plus", self.tr("One more"), self.icons)
        self.minus.clicked.connect(self._on_minus_clicked)
        self.plus.clicked.connect(self._on_plus_clicked)
        for button, purpose in ((self.minus, "minus"), (self.plus, "plus")):
            button.setObjectName(f"{self._name}_{purpose}")
            button.setAutoRepeat(True)
            # The keyboard has Up and Down; the buttons stay out of the tab order.
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(Line(upright=True))
            row.addSpacing(-8)
            row.addWidget(button)
            row.addSpacing(-8)
        row.addSpacing(8)

    def value(self) -> int:
        """The number; InvalidInput, naming the field, for a text that is none or out of range."""
        text = self.editor.text()
        if self._read is None:
            return parse_whole(text, field=self.field, minimum=self.minimum, maximum=self.maximum)
        number = self._read(text)
        if self.minimum is not None and number < self.minimum:
            shown = self.tr("The smallest value is %1.").replace("%1", self._show(self.minimum))
            raise InvalidInput(shown, field=self.field)
        if self.maximum is not None and number > self.maximum:
            shown = self.tr("The largest value is %1.").replace("%1", self._show(self.maximum))
            raise InvalidInput(shown, field=self.field)
        return number

    def problem(self) -> str:
        if self._blank_allowed and not self.text():
            return ""
        return super().problem()

    def text(self) -> str:
        """What stands in the field, as typed or grouped."""
        return self.editor.text().strip()

    def set_value(self, number: int) -> None:
        """Put a number into the field; the person counts as not having typed."""
        self._put(number)
        self._typed = False
        self.clear_message()
        self.edited.emit()

    def empty(self) -> None:
        """Hold nothing, as at first: leaving it then is no error."""
        self.editor.clear()
        self._typed = False
        self.clear_message()

    def set_text(self, text: str) -> None:
        """Put any text into the field, as if typed."""
        self.editor.setText(text)
        self._on_text_edited(text)

    def set_range(self, minimum: int | None, maximum: int | None) -> None:
        """Change the bounds, inclusive."""
        self.minimum, self.maximum = minimum, maximum
        if self.state == "error":
            self.validate()

    @property
    def computed(self) -> bool:
        """Whether the program writes the number: until the person edits it."""
        return self._computed

    def set_computed(self, computed: bool) -> None:
        """Show the lock of a number that the program works out, or give it to the person."""
        self._computed = computed
        self._lock.setVisible(computed)

    def offer(self, number: int) -> None:
        """Put in a worked-out number, unless the person has taken the field over."""
        if self._computed:
            self._put(number)
            self.clear_message()

    def set_locked(self, locked: bool) -> None:
        """Show a lock and refuse typing."""
        self.editor.setReadOnly(locked)
        self.box.set_locked(locked)
        self._lock.setVisible(locked)

    def step(self, count: int) -> None:
        """Go `count` up or down, stopping at the bounds; from no number, to the nearest bound."""
        try:
            number = self._any_value() + count
        except InvalidInput:
            if self.text():
                self.validate()
                return
            number = max(self.minimum or 0, 1 if count > 0 else 0)
        if self.minimum is not None:
            number = max(number, self.minimum)
        if self.maximum is not None:
            number = min(number, self.maximum)
        self._put(number)
        self._on_text_edited(self.editor.text())
        self.editor.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event) or super().eventFilter(watched, event)
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            handled = super().eventFilter(watched, event)
            self._regroup(plain=kind == QEvent.Type.FocusIn)
            return handled
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if _is_letter(event):
            # No number has one; the letters that are keys of the page act outside of fields only.
            return True
        count = _STEPS.get(Qt.Key(event.key()), 0)
        if not count or self.editor.isReadOnly():
            return False
        shift = bool(event.modifiers() & _SHIFT)
        self.step(count * 10 if shift and abs(count) == 1 else count)
        return True

    def _any_value(self) -> int:
        text = self.editor.text()
        if self._read is not None:
            return self._read(text)
        return parse_whole(text, field=self.field, minimum=None, maximum=None)

    def _put(self, number: int) -> None:
        shown = self._show(number)
        self.editor.setText(_plain(shown) if self.editor.hasFocus() else shown)

    def _regroup(self, *, plain: bool) -> None:
        try:
            number = self._any_value()
        except InvalidInput:
            return
        self.editor.setText(_plain(self._show(number)) if plain else self._show(number))
        if plain:
            self.editor.selectAll()

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        if self._computed:
            self.set_computed(False)
        self._on_edited()

    @Slot()
    def _on_return_pressed(self) -> None:
        self.validate()
        self.committed.emit()

    @Slot()
    def _on_minus_clicked(self) -> None:
        self.step(-1)

    @Slot()
    def _on_plus_clicked(self) -> None:
        self.step(1)


def _is_letter(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
    return event.text().isalpha() and not held


def _plain(text: str) -> str:
    """Digits as they are typed: without grouping and with the minus of the keyboard."""
    return text.replace("\u202f", "").replace("\u2212", "-")
