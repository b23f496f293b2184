"""A label that is chosen: what a field below it asks for."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.kit.fonts import SMALL, ui_font
from app.kit.icons import Icons
from app.kit.painting import paint_focus_ring


class ModeButton(QAbstractButton):
    """Reads like a field's label while it is chosen, and like a link while it isn't."""

    def __init__(
        self, text: str, icons: Icons, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes = icons.themes
        self.setText(text)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.themes.changed.connect(self._on_themes_changed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(ui_font(SMALL))
        return QSize(round(metrics.horizontalAdvance(self.text())) + 2, self._themes.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._themes.current
        font = ui_font(SMALL)
        font.setUnderline(self.isEnabled() and self.underMouse() and not self.isChecked())
        painter.setFont(font)
        ink = "text2" if self.isChecked() else "accent"
        painter.setPen(theme.color(ink if self.isEnabled() else "disabled"))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, self._themes, QRectF(self.rect()), 2)

    def _on_themes_changed(self, _theme: object) -> None:
        self.updateGeometry()
        self.update()
