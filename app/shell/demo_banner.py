"""The band that says that a workspace is a demo, and leads to one's own."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kit.boxes import Glyph
from app.kit.buttons import Button, IconButton
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel
from app.kit.layouts import in_row
from app.kit.painting import Painted

HEIGHT = 28


class DemoBanner(Painted):
    """Can be put away until the demo is opened the next time.

    fresh_wanted: make the demo anew. own_wanted: leave it for the welcome screen.
    """

    fresh_wanted = Signal()
    own_wanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(icons.themes, parent)
        self.setObjectName("demo")
        row = in_row(within=self, margins=(16, 0, 12, 0), spacing=8)
        words = self.tr("This is a demo with made-up data. Change whatever you like.")
        row.addWidget(Glyph("dice", "accent", icons))
        row.addWidget(ElidedLabel(words, "v"), 1)
        self.fresh = Button(
            self.tr("Start over…"), icons, name="demo.fresh", kind="link", extent="tiny"
        )
        self.own = Button(
            self.tr("Make a workspace of your own"),
            icons,
            name="demo.own",
            kind="link",
            extent="tiny",
        )
        self.away = IconButton(
            "close", self.tr("Put this away"), icons, name="demo.away", extent="tiny"
        )
        for button in (self.fresh, self.own, self.away):
            row.addWidget(button)
        self.fresh.clicked.connect(self.fresh_wanted)
        self.own.clicked.connect(self.own_wanted)
        self.away.clicked.connect(self._on_away)
        self.setAccessibleName(words)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(self.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.themes.current
        painter.fillRect(self.rect(), theme.color("accent_tint"))
        line = self.rect().adjusted(0, self.height() - 1, 0, 0)
        painter.fillRect(line, theme.color("border"))

    @Slot()
    def _on_away(self) -> None:
        self.hide()
