"""The column at the right: ticket and position, which scroll where the window is low."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from app.kit.labels import Line
from app.kit.panels import Pane
from app.kit.theme import Themes

WIDTH = 308


class SideColumn(QScrollArea):
    """As wide as the design says; extra width goes to the charts."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setObjectName("vending.side")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = Pane()
        # However wide a figure is, the column keeps its width and elides the figure.
        self._content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWidget(self._content)
        themes.changed.connect(self._on_themes_changed)
        self._fit()

    def hold(self, ticket: QWidget, position: QWidget) -> None:
        """Take the ticket, and the position below it."""
        column = self._content.column
        for part in (ticket, Line(), position):
            column.addWidget(part)
        column.addStretch(1)

    def _fit(self) -> None:
        self.setFixedWidth(self._themes.px(WIDTH))

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._fit()
