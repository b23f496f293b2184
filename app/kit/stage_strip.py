"""The strip that says where things wait and for whom; a click filters the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from app.kit.fonts import CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.layouts import in_row
from app.kit.numbers import grouped
from app.kit.painting import paint_box


@dataclass(frozen=True)
class StageCount:
    """A stage with how many are in it, and a few words on whom they wait for."""

    key: object
    title: str
    count: int
    note: str = ""


class StageStrip(QFrame):
    """Stages side by side; one can be chosen, and a second click takes the choice back."""

    chosen = Signal(object)
    """Key of the stage, or None."""

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._buttons: list[StageButton] = []
        self.setObjectName(name)
        self.setProperty("role", "strip")
        self._row = in_row(within=self, margins=(4, 0, 4, 0), spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_stages(self, stages: Sequence[StageCount]) -> None:
        """Show these stages in their order; the choice stays if its stage is still there."""
        if len(stages) != len(self._buttons):
            self._rebuild(len(stages))
        for button, stage in zip(self._buttons, stages, strict=True):
            button.show_stage(stage)
            button.setObjectName(f"{self.objectName()}_{stage.key}")

    def value(self) -> object:
        """Key of the chosen stage; None for none."""
        chosen = [button.stage.key for button in self._buttons if button.isChecked()]
        return chosen[0] if chosen else None

    def set_value(self, key: object) -> None:
        """Choose a stage without a signal; None takes the choice back."""
        for button in self._buttons:
            button.setChecked(key is not None and button.stage.key == key)

    def _rebuild(self, count: int) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for index in range(count):
            button = StageButton(self._icons, last=index == count - 1)
            button.clicked.connect(self._on_button_clicked)
            self._buttons.append(button)
            self._row.addWidget(button, 1)

    @Slot()
    def _on_button_clicked(self) -> None:
        sender = self.sender()
        for button in self._buttons:
            if button is not sender:
                button.setChecked(False)
        self.chosen.emit(self.value())


class StageButton(QAbstractButton):
    """Count, title and note of one stage, with an arrow to the next."""

    def __init__(self, icons: Icons, *, last: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._last = last
        self.stage = StageCount(None, "", 0)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        icons.themes.changed.connect(self._on_themes_changed)

    def show_stage(self, stage: StageCount) -> None:
        """Show another stage or count."""
        if stage != self.stage:
            self.stage = stage
            self.setAccessibleName(f"{stage.title}: {stage.count}")
            self.setAccessibleDescription(stage.note)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        px = self._icons.themes.px
        width = self._count_width() + self._words_width() + px(8 + 12 + 12)
        return QSize(width + (0 if self._last else px(20)), px(48))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        themes = self._icons.themes
        theme, px = themes.current, themes.px
        rect = QRectF(self.rect())
        if self.isChecked():
            painter.fillRect(rect, theme.color("selected"))
            painter.fillRect(
                QRectF(0, rect.height() - 2, rect.width(), 2), theme.color("chart_line")
            )
        elif self.underMouse():
            painter.fillRect(rect, theme.color("hover"))
        left = px(12)
        self._paint_words(painter, left)
        if not self._last:
            side = px(14)
            arrow = self._icons.pixmap("chevron-right", side, "text3", self.devicePixelRatioF())
            painter.drawPixmap(self.width() - side - 4, (self.height() - side) // 2, arrow)
        if self.hasFocus():
            paint_box(painter, rect.adjusted(1, 1, -1, -1), 4, line=theme.color("focus"), width=2)

    def _paint_words(self, painter: QPainter, left: int) -> None:
        theme, px = self._icons.themes.current, self._icons.themes.px
        painter.setPen(theme.color("text"))
        painter.setFont(ui_font(18, 600))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), middle, grouped(self.stage.count))
        left += self._count_width() + px(8)
        half = px(16)
        top = self.height() / 2 - half
        room = QRectF(left, top, self.width() - left - (0 if self._last else px(18)), half)
        painter.setFont(ui_font(SMALL, 500))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(
            room, middle, metrics.elidedText(self.stage.title, elide, int(room.width()))
        )
        painter.setFont(ui_font(CAPTION))
        painter.setPen(theme.color("text3"))
        note = painter.fontMetrics().elidedText(self.stage.note, elide, int(room.width()))
        painter.drawText(room.translated(0, half), middle, note)

    def _count_width(self) -> int:
        text = grouped(self.stage.count)
        return round(QFontMetricsF(ui_font(18, 600)).horizontalAdvance(text)) + 1

    def _words_width(self) -> int:
        title = QFontMetricsF(ui_font(SMALL, 500)).horizontalAdvance(self.stage.title)
        note = QFontMetricsF(ui_font(CAPTION)).horizontalAdvance(self.stage.note)
        return round(max(title, note)) + 2

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()
