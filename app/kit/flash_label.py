"""A value that shows once that it changed."""

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QPainter, QPaintEvent

from app.kit.labels import ElidedLabel
from app.kit.painting import paint_box
from app.kit.theme import Themes

_MILLISECONDS = 600


class FlashLabel(ElidedLabel):
    """A text at the right of a row, with a tint behind it that fades when it is told to."""

    def __init__(self, themes: Themes, role: str = "v") -> None:
        super().__init__("", role)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._themes = themes
        self._glow = 0.0
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.valueChanged.connect(self._on_fade_value_changed)

    @property
    def glowing(self) -> bool:
        """Whether the tint is to be seen."""
        return self._glow > 0

    def show_text(self, text: str, *, flash: bool) -> None:
        """Show a text; flash if it is another one than before."""
        changed = text != self.full_text()
        self.setText(text)
        duration = self._themes.duration(_MILLISECONDS)
        if changed and flash and duration:
            self._fade.stop()
            self._fade.setDuration(duration)
            self._fade.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._glow > 0:
            painter = QPainter(self)
            tint = self._themes.current.color("accent")
            tint.setAlphaF(0.30 * self._glow)
            width = min(self.sizeHint().width() + 8, self.width())
            box = QRectF(self.width() - width, 1, width, self.height() - 2)
            paint_box(painter, box, 3, fill=tint)
            painter.end()
        super().paintEvent(event)

    @Slot(object)
    def _on_fade_value_changed(self, glow: float) -> None:
        self._glow = glow
        self.update()
