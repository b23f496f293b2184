"""Inputs for text: one line, passwords, search, and several lines."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from app.kit.boxes import Field, FieldBox, Glyph
from app.kit.buttons import IconButton
from app.kit.icons import Icons
from app.kit.labels import KeyCap, Label
from app.kit.throttle import Debounce

SEARCH_PAUSE_MS = 150


class LineEdit(QLineEdit):
    """A line without a frame of its own, to stand in a FieldBox."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bare")
        self.setFrame(False)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())


class TextField(Field):
    """One line of text.

    mono: for identifiers. clearable, copyable: small buttons at the right end.
    unit: stands in grey behind the text. placeholder: an example, not the label.
    """

    submitted = Signal()
    """Enter was pressed."""

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
        placeholder: str = "",
        mono: bool = False,
        clearable: bool = False,
        copyable: bool = False,
        unit: str = "",
        limit: int = 1_000,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            icons,
            name=name,
            hint=hint,
            required=required,
            accessible=accessible,
            check=check,
            parent=parent,
        )
        self.editor = LineEdit()
        self.editor.setPlaceholderText(placeholder)
        self.editor.setMaxLength(limit)
        if mono:
            self.editor.setProperty("role", "mono")
        self._lock = Glyph("lock", "text3", icons, size=14)
        self._lock.hide()
        self._adopt(self.editor)
        self.unit = Label(unit, "s3")
        self.box.row.addWidget(self.unit)
        self.unit.setVisible(bool(unit))
        self._add_buttons(clearable, copyable)
        self.box.row.addWidget(self._lock)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.returnPressed.connect(self._on_return_pressed)

    def _add_buttons(self, clearable: bool, copyable: bool) -> None:
        self._clear = IconButton("close", self.tr("Clear"), self.icons, extent="tiny")
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self._on_clear_clicked)
        self._clearable = clearable
        self._clear.hide()
        self._copy = IconButton("copy", self.tr("Copy"), self.icons, extent="tiny")
        self._copy.clicked.connect(self._on_copy_clicked)
        for button, purpose in ((self._clear, "clear"), (self._copy, "copy")):
            button.setObjectName(f"{self._name}_{purpose}")
            self.box.row.addWidget(button)
        self._copy.setVisible(copyable)
        if clearable or copyable:
            margins = self.box.row.contentsMargins()
            margins.setRight(4)
            self.box.row.setContentsMargins(margins)

    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.editor.text().strip()

    def set_text(self, text: str) -> None:
        """Put text into the field, from its beginning."""
        self.editor.setText(text)
        self.editor.setCursorPosition(0)

    def set_locked(self, locked: bool) -> None:
        """Show a lock and refuse typing; the text can still be marked and copied."""
        self.editor.setReadOnly(locked)
        self.box.set_locked(locked)
        self._lock.setVisible(locked)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(self._clearable and bool(text))
        self._on_edited()

    @Slot()
    def _on_return_pressed(self) -> None:
        self.committed.emit()
        self.submitted.emit()

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.editor.clear()
        self.editor.setFocus()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text())


class PasswordField(TextField):
    """A password, hidden until the eye is pressed; spaces around it belong to it."""

    def __init__(
        self,
        label: str,
        icons: Icons,
        *,
        name: str,
        hint: str = "",
        required: bool = False,
        check: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            icons,
            name=name,
            hint=hint,
            required=required,
            check=check,
            parent=parent,
        )
        self.editor.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = IconButton(
            "eye", self.tr("Show password"), icons, name=f"{name}_eye", extent="tiny"
        )
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._on_eye_toggled)
        self.box.row.addWidget(self.eye)
        self.box.row.setContentsMargins(9, 2, 4, 2)

    def text(self) -> str:
        return self.editor.text()

    @Slot(bool)
    def _on_eye_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.editor.setEchoMode(mode)
        label = self.tr("Hide password") if shown else self.tr("Show password")
        self.eye.set_look("eye-off" if shown else "eye", label)


class SearchField(FieldBox):
    """Search without a label: magnifier, clear button, and the key that leads here.

    searched: the text, a moment after the last keystroke, or at once on Enter and on clearing.
    left: the person wants to go on in the list: Down, Enter, or Esc with nothing to clear.
    """

    searched = Signal(str)
    left = Signal()

    def __init__(
        self,
        icons: Icons,
        *,
        name: str,
        placeholder: str,
        label: str = "",
        key: str = "/",
        height: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons, height=height, parent=parent)
        self._sent = ""
        self._pause = Debounce(self, SEARCH_PAUSE_MS, self._send)
        self.row.setContentsMargins(9, 2, 6, 2)
        self.row.addWidget(Glyph("search", "text2", icons, size=14))
        self.editor = LineEdit()
        self.editor.setObjectName(name)
        self.editor.setPlaceholderText(placeholder)
        self.editor.setAccessibleName(label or placeholder)
        self.editor.setMaxLength(200)
        self.set_editor(self.editor)
        self.cap = KeyCap(key, icons.themes)
        self.row.addWidget(self.cap)
        self.cap.setVisible(bool(key))
        self._clear = IconButton(
            "close", self.tr("Clear search"), icons, name=f"{name}_clear", extent="tiny"
        )
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.row.addWidget(self._clear)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.returnPressed.connect(self._send)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(140)

    def text(self) -> str:
        """What is searched for, without spaces around it."""
        return self.editor.text().strip()

    def set_text(self, text: str) -> None:
        """Search for `text` at once."""
        self.editor.setText(text)
        self._send()

    @Slot()
    def clear(self) -> None:
        """Search for nothing at once."""
        self.editor.clear()
        self._send()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.editor.text():
                self.clear()
                return True
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self.cap.setVisible(bool(self.cap.key) and not text)
        self._pause.request()

    @Slot()
    def _send(self) -> None:
        self._pause.stop()
        if self.text() != self._sent:
            self._sent = self.text()
            self.searched.emit(self._sent)


class TextArea(Field):
    """Several lines of text with a count at the right of the label.

    limit: most characters; more are refused with a message, not cut. lines: height in lines.
    """

    def __init__(
        self,
        label: str,
        icons: Icons,
        *,
        name: str,
        required: bool = False,
        limit: int = 500,
        lines: int = 3,
        check: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            icons,
            name=name,
            hint=" ",
            required=required,
            check=check,
            height=12 + 20 * lines,
            parent=parent,
        )
        self.limit = limit
        self.editor = QPlainTextEdit()
        self.editor.setProperty("kind", "bare")
        self.editor.setTabChangesFocus(True)
        self.box.row.setContentsMargins(5, 3, 3, 3)
        self._adopt(self.editor)
        self.editor.textChanged.connect(self._on_text_changed)
        self._count()

    def text(self) -> str:
        """What is typed, without spaces around it."""
        return self.editor.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Put text into the field."""
        self.editor.setPlainText(text)

    def problem(self) -> str:
        if len(self.text()) > self.limit:
            return self.tr("%n characters too many.", "", len(self.text()) - self.limit)
        return super().problem()

    @Slot()
    def _on_text_changed(self) -> None:
        self._count()
        self._on_edited()

    def _count(self) -> None:
        text = self.tr("%1 of %2").replace("%1", str(len(self.text())))
        self.set_hint(text.replace("%2", str(self.limit)))
