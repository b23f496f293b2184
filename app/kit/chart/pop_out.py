"""A chart in its own window, for a projector; the page gets it back when the window closes."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QWidget

from app.kit.layouts import STRETCH, in_column
from app.kit.theme import Theme, Themes

_SIZE = (1280, 720)


class ChartWindow(QWidget):
    """Takes a chart out of its page until it is closed.

    The chart keeps its connections. F11 fills the screen and leaves it, Esc closes.
    closed: the chart is back in its place.
    """

    closed = Signal()

    def __init__(self, chart: QWidget, title: str, themes: Themes) -> None:
        """chart: a widget in a layout or a splitter. title: of the window and above the chart."""
        super().__init__(chart.window(), Qt.WindowType.Window)
        self.setObjectName("chart.window")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._themes = themes
        self._chart = chart
        self._placeholder: QWidget | None = self._make_placeholder()
        self._heading = QLabel(title, self)
        self._heading.setProperty("role", "h1")
        _swap(chart, self._placeholder)
        self._placeholder.destroyed.connect(self._on_placeholder_destroyed)
        in_column(self._heading, (chart, 1), within=self, margins=None)
        chart.show()
        self._add_shortcuts()
        themes.dress(self)
        self.resize(*_SIZE)
        themes.changed.connect(self._on_theme_changed)
        self._on_theme_changed(themes.current)

    @property
    def chart(self) -> QWidget:
        """The chart that is shown."""
        return self._chart

    def set_title(self, title: str) -> None:
        """Change what stands above the chart and in the window's frame."""
        self.setWindowTitle(title)
        self._heading.setText(title)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._placeholder is not None:
            placeholder, self._placeholder = self._placeholder, None
            placeholder.destroyed.disconnect(self._on_placeholder_destroyed)
            _swap(placeholder, self._chart)
            self._chart.show()
            placeholder.deleteLater()
            self.closed.emit()
        super().closeEvent(event)

    def _make_placeholder(self) -> QWidget:
        placeholder = QWidget()
        placeholder.setObjectName("chart.placeholder")
        text = QLabel(self.tr("The chart is in its own window."), placeholder)
        text.setProperty("role", "t2")
        button = QPushButton(self.tr("Bring it back"), placeholder)
        button.setObjectName("chart.bring_back")
        button.setAccessibleName(self.tr("Bring the chart back"))
        button.clicked.connect(self.close)
        in_column(
            STRETCH,
            (text, 0, Qt.AlignmentFlag.AlignHCenter),
            (button, 0, Qt.AlignmentFlag.AlignHCenter),
            STRETCH,
            within=placeholder,
            margins=None,
        )
        return placeholder

    def _add_shortcuts(self) -> None:
        keys = ((Qt.Key.Key_F11, self.toggle_full_screen), (Qt.Key.Key_Escape, self.close))
        for key, action in keys:
            QShortcut(QKeySequence(key), self).activated.connect(action)

    def _on_placeholder_destroyed(self, _object: QObject | None = None) -> None:
        # The page is gone, so nobody is left to take the chart back.
        self._placeholder = None
        self.close()

    def _on_theme_changed(self, theme: Theme) -> None:
        # The window has no page behind it that would paint the colour of the pane.
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.color("panel"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)


def _swap(old: QWidget, new: QWidget) -> None:
    """Put `new` where `old` is; `old` is left without a parent."""
    parent = old.parentWidget()
    if isinstance(parent, QSplitter):
        sizes = parent.sizes()
        parent.replaceWidget(parent.indexOf(old), new)
        parent.setSizes(sizes)
    elif parent is not None and (layout := parent.layout()) is not None:
        layout.replaceWidget(old, new)
    else:
        raise ValueError("A chart can only be taken out of a layout or a splitter")
    new.show()
    old.setParent(None)
