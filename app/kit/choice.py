"""A choice among many: a field that opens a list with search as you type."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QListView, QWidget

from app.kit.boxes import Field
from app.kit.fields import SearchField
from app.kit.fonts import BODY, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.options import (
    ROW_HEIGHT,
    Option,
    OptionDelegate,
    OptionModel,
    Source,
    paint_option,
)
from app.kit.painting import paint_box
from app.kit.round_window import round_window

ROWS_SHOWN = 8


class ChoicePopup(QFrame):
    """The list below a choice, with its search field."""

    picked = Signal(object)

    def __init__(self, icons: Icons, source: Source, name: str, label: str, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self._icons = icons
        self._source = source
        self._asked = 0
        self._wanted: object = None
        self._field: QWidget | None = None
        self._above = False
        round_window(self)
        self.setObjectName(f"{name}_popup")
        column = in_column(within=self, margins=(6, 6, 6, 6), spacing=4)
        self.search = SearchField(
            icons, name=f"{name}_search", placeholder=self.tr("Type to find"), label=label, key=""
        )
        self.search.editor.textChanged.connect(self._ask)
        self.search.editor.installEventFilter(self)
        column.addWidget(self.search)
        self.model = OptionModel(self)
        self.list = QListView()
        self.list.setObjectName(f"{name}_list")
        self.list.setAccessibleName(label)
        self.list.setProperty("role", "choices")
        self.list.setModel(self.model)
        self.list.setItemDelegate(OptionDelegate(icons, self))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._on_clicked)
        column.addWidget(self.list)
        self.empty = Label(self.tr("Nothing matches"), "s3")
        self.empty.setContentsMargins(8, 4, 8, 8)
        column.addWidget(self.empty)

    def open_below(self, field: QWidget, text: str, wanted: object) -> None:
        """Show the list under `field`, filtered by `text`, with the row of `wanted` current."""
        self._wanted = wanted
        self.search.editor.setText(text)
        self._ask(text)
        self.setFixedWidth(max(field.width(), self._icons.themes.px(220)))
        self._field = field
        self._above = self._lacks_room_below(field)
        self._fit()
        self.show()
        self.search.editor.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._icons.themes.current
        fill, line = theme.color("floating"), theme.color("border_strong")
        paint_box(QPainter(self), QRectF(self.rect()), 8, fill, line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: ROWS_SHOWN,
            Qt.Key.Key_PageUp: -ROWS_SHOWN,
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in steps:
            last = len(self.model.options) - 1
            row = self.list.currentIndex().row() + steps[Qt.Key(key)]
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), last)))
        else:
            return False
        return True

    @Slot(str)
    def _ask(self, text: str) -> None:
        self._asked += 1
        asked = self._asked

        def give(options: Sequence[Option]) -> None:
            # An answer that comes after the next keystroke is no longer wanted.
            if asked == self._asked:
                self._show_options(options)

        self._source(text, give)

    def _show_options(self, options: Sequence[Option]) -> None:
        self.model.show(options)
        values = [option.value for option in options]
        row = values.index(self._wanted) if self._wanted in values else 0
        self.list.setCurrentIndex(self.model.index(row))
        self.list.scrollTo(self.model.index(row))
        self._fit()

    def _fit(self) -> None:
        rows = min(len(self.model.options), ROWS_SHOWN)
        self.list.setFixedHeight(rows * self._icons.themes.px(ROW_HEIGHT) + 10)
        self.list.setVisible(rows > 0)
        self.empty.setVisible(rows == 0)
        self.adjustSize()
        if self._field is not None:
            # A list that shrinks while somebody types stays at its field.
            gap = -self.height() - 4 if self._above else self._field.height() + 4
            self.move(self._field.mapToGlobal(QPoint(0, gap)))

    def _lacks_room_below(self, field: QWidget) -> bool:
        """Whether the longest list would not fit between the field and the screen's end."""
        below = field.mapToGlobal(QPoint(0, field.height() + 4)).y()
        most = self._icons.themes.px(ROW_HEIGHT) * ROWS_SHOWN + self.search.height() + 30
        return below + most > field.screen().availableGeometry().bottom()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._pick(index)

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.hide()
            self.picked.emit(self.model.options[index.row()])


class ChoiceButton(QAbstractButton):
    """The closed state of a choice; typing opens the list with what was typed."""

    opened = Signal(str)

    def __init__(self, icons: Icons, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._placeholder = placeholder
        self.option: Option | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:
        return QSize(120, self._icons.themes.px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        opens = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_F4)
        if event.key() in opens and event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self.opened.emit("")
        elif text.strip() and text.isprintable():
            self.opened.emit(text)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        themes = self._icons.themes
        side = themes.px(16)
        rect = QRectF(self.rect()).adjusted(0, 0, -side - 4, 0)
        greyed = not self.isEnabled()
        if self.option is not None:
            paint_option(painter, self._icons, rect, self.option, greyed=greyed)
        else:
            painter.setFont(ui_font(BODY))
            painter.setPen(themes.current.color("disabled" if greyed else "text3"))
            painter.drawText(
                rect,
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                self._placeholder,
            )
        token = "disabled" if greyed else "text2"
        arrow = self._icons.pixmap("chevron-down", side, token, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - side, (self.height() - side) // 2, arrow)

    @Slot()
    def _on_clicked(self) -> None:
        self.opened.emit("")


class ChoiceField(Field):
    """A labelled choice among many.

    source: finds the options for a text; `among(...)` for a fixed list.
    chosen: the Option, when the person picks one.
    """

    chosen = Signal(object)

    def __init__(
        self,
        label: str,
        icons: Icons,
        *,
        name: str,
        source: Source,
        hint: str = "",
        required: bool = False,
        accessible: str = "",
        placeholder: str = "",
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
            height=height,
            parent=parent,
        )
        self.button = ChoiceButton(icons, placeholder or self.tr("Choose"))
        self.button.opened.connect(self._on_opened)
        self._adopt(self.button)
        self._source = source
        self._popup: ChoicePopup | None = None

    @property
    def popup(self) -> ChoicePopup:
        """The list; made when it is first wanted, since most forms are sent without it."""
        if self._popup is None:
            self._popup = ChoicePopup(self.icons, self._source, self._name, self._spoken, self)
            self._popup.picked.connect(self._on_picked)
        return self._popup

    def option(self) -> Option | None:
        """What is chosen; None while nothing is."""
        return self.button.option

    def value(self) -> object:
        """Value of what is chosen; None while nothing is."""
        return self.button.option.value if self.button.option else None

    def set_option(self, option: Option | None) -> None:
        """Choose, without a signal."""
        self.button.option = option
        spoken = option.text if option else self.tr("nothing chosen")
        self.button.setAccessibleName(f"{self._spoken}: {spoken}")
        self.button.update()

    def problem(self) -> str:
        if self.required and self.button.option is None:
            return self.tr("Choose one.")
        return super().problem()

    @Slot(str)
    def _on_opened(self, text: str) -> None:
        self.popup.open_below(self.box, text, self.value())

    @Slot(object)
    def _on_picked(self, option: Option) -> None:
        self.set_option(option)
        self._on_edited()
        self.button.setFocus()
        self.chosen.emit(option)
