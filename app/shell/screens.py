"""A screen with one card in the middle: welcome, opening and sign-in are made of it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from app.kit.boxes import Field, Glyph
from app.kit.labels import Label
from app.kit.layouts import STRETCH, Spacer, in_column, in_row
from app.kit.notices import Notice
from app.kit.page import ViewContext

CARD_WIDTH = 448


class CardScreen(QWidget):
    """Brand above, one card of fixed width below it, both centred; small windows scroll."""

    def __init__(
        self,
        context: ViewContext,
        name: str,
        *,
        width: int = CARD_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self._width = width
        self.setObjectName(name)
        self.card = QFrame()
        self.card.setProperty("card", "true")
        body = QWidget()
        body.setProperty("role", "page")
        self.column = in_column(within=self.card, margins=(24, 24, 24, 24), spacing=12)
        middle = in_column(
            STRETCH,
            self._brand(),
            Spacer(16),
            (self.card, 0, Qt.AlignmentFlag.AlignHCenter),
            within=body,
            margins=None,
        )
        middle.addStretch(2)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        in_column(scroll, within=self)
        context.themes.changed.connect(self._on_themes_changed)
        self._on_themes_changed(None)

    def _brand(self) -> QHBoxLayout:
        return in_row(
            STRETCH,
            Glyph("logo", "accent_fill", self.context.icons, size=28),
            Label("Tokendesk", "value18"),
            STRETCH,
            spacing=10,
        )

    def add_pairs(self, *pairs: tuple[Field, Field]) -> None:
        """Put fields side by side, two a row."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for row, pair in enumerate(pairs):
            for column, field in enumerate(pair):
                grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.column.addLayout(grid)

    def add_problem(self) -> Notice:
        """A hidden notice for what no field caused."""
        problem = Notice(
            self.context.icons, "error", "", name=f"{self.objectName()}.problem", parent=self.card
        )
        problem.hide()
        self.column.addWidget(problem)
        return problem

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.card.setFixedWidth(self.context.themes.px(self._width))
