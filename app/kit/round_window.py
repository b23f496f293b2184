"""Windows with round corners: dialogs, menus and lists that open below a field."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainterPath, QRegion
from PySide6.QtWidgets import QWidget

RADIUS = 8


class _CutCorners(QObject):
    """Cuts the corners off at each new size."""

    def __init__(self, window: QWidget, radius: int) -> None:
        super().__init__(window)
        self._radius = radius
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            path = QPainterPath()
            path.addRoundedRect(QRectF(watched.rect()), self._radius, self._radius)
            watched.setMask(QRegion(path.toFillPolygon().toPolygon()))
        return False


def round_window(window: QWidget, radius: int = RADIUS) -> None:
    """Let what lies behind show through at the corners; call it before the window is shown."""
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    # X11 without a compositor paints what is translucent black, so there the corners are cut.
    if QGuiApplication.platformName() == "xcb":
        _CutCorners(window, radius)
