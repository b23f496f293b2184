"""A frame over a part of the page that shows a past moment."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from app.kit.painting import Painted
from app.kit.theme import Themes

_WIDTH = 3


class PastFrame(Painted):
    """Lies over another widget without moving it, and lets mouse and keys through."""

    def __init__(self, themes: Themes, framed: QWidget) -> None:
        super().__init__(themes, framed)
        self._framed = framed
        self.setObjectName("scrubber.frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        framed.installEventFilter(self)
        self.hide()

    def set_shown(self, shown: bool) -> None:
        """Draw the frame, or take it away."""
        self._fit()
        self.setVisible(shown)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded):
            self._fit()
        return False

    def _fit(self) -> None:
        size = self._framed.size()
        self.setGeometry(QRect(0, 0, size.width(), size.height()))
        # Only the line itself is repainted with what lies below.
        whole, inner = QRegion(self.rect()), self.rect().adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH)
        self.setMask(whole.subtracted(QRegion(inner)))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.themes.current.color("warn"))
