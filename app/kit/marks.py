"""Small painted widgets: share bars, sparklines, initials."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.numbers import percent
from app.kit.painting import Painted, paint_avatar, paint_share, paint_sparkline
from app.kit.theme import Themes


class Mark(Painted):
    """A small painted widget of a size in design pixels."""

    def __init__(
        self, themes: Themes, width: int, height: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(themes, parent)
        self._size = (width, height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width, height = self._size
        return QSize(self.themes.px(width), self.themes.px(height))


class ShareBar(Mark):
    """A bar filled to a share; spoken as a percentage."""

    def __init__(
        self, themes: Themes, share: float = 0.0, *, width: int = 96, token: str = "chart_line"
    ) -> None:
        super().__init__(themes, width, 8)
        self._token = token
        self.set_share(share)

    def set_share(self, share: float) -> None:
        """Fill to `share`, 0 to 1."""
        self.share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(percent(100 * self.share))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_share(QPainter(self), self.themes, QRectF(self.rect()), self.share, self._token)


class Sparkline(Mark):
    """A line of 96 by 28 without axes; `label` says in words what it shows."""

    def __init__(
        self,
        themes: Themes,
        label: str,
        values: Sequence[float] = (),
        *,
        token: str = "chart_line",
    ) -> None:
        super().__init__(themes, 96, 28)
        self._token = token
        self.setAccessibleName(label)
        self.values: tuple[float, ...] = tuple(values)

    def set_values(self, values: Sequence[float]) -> None:
        """Show other values, the newest last."""
        self.values = tuple(values)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sparkline(QPainter(self), self.themes, QRectF(self.rect()), self.values, self._token)


class Avatar(Mark):
    """Initials in a circle; side in design pixels."""

    def __init__(self, themes: Themes, name: str, side: int = 24) -> None:
        super().__init__(themes, side, side)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show another person."""
        self.name = name
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_avatar(QPainter(self), self.themes, QRectF(self.rect()), self.name)
