"""The line above a table while its rows are awaited."""

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kit.icons import Icons
from app.kit.painting import Painted

HEIGHT = 2
_FRAME_MS = 40
_ROUND_MS = 1_400


class LoadingLine(Painted):
    """Two pixels with a part that moves, since nobody knows how long a source takes."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(icons.themes, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._clock = QElapsedTimer()
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self.update)
        self.hide()

    def begin(self) -> None:
        """Appear; the part stands still where motion is reduced."""
        self._clock.start()
        if not self.themes.reduced_motion:
            self._frames.start()
        self.show()
        self.raise_()

    def end(self) -> None:
        """Disappear."""
        self._frames.stop()
        self.hide()

    def stretch(self, width: int) -> None:
        """Lie across the upper edge of a widget of this width."""
        self.setGeometry(0, 0, width, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.themes.current
        painter.fillRect(self.rect(), theme.color("border"))
        part, left = self.width() / 3, 0.0
        if self._frames.isActive():
            share = (self._clock.elapsed() % _ROUND_MS) / _ROUND_MS
            left = share * (self.width() + part) - part
        painter.fillRect(QRectF(left, 0, part, HEIGHT), theme.color("accent_fill"))
