"""Our icons: SVG drawings of one colour that follow the theme and the screen's pixel ratio."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.kit.resources import resource, resource_text
from app.kit.theme import Themes


@lru_cache(maxsize=256)
def svg_text(name: str) -> str:
    """Drawing of an icon with `currentColor` in it; FileNotFoundError for an unknown name."""
    return resource_text("icons", f"{name}.svg")


def names() -> tuple[str, ...]:
    """Every icon there is."""
    return tuple(sorted(path.stem for path in resource("icons").glob("*.svg")))


@lru_cache(maxsize=2_048)
def drawn(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Picture of an icon, `size` logical pixels wide, in a colour such as `#85A1FF`."""
    source = svg_text(name).replace("currentColor", color)
    side = max(1, round(size * ratio))
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class Icons:
    """Gives icons by name and colour token; an icon once given follows every change of theme."""

    def __init__(self, themes: Themes) -> None:
        self.themes = themes
        self._icons: dict[tuple[str, str], QIcon] = {}

    def icon(self, name: str, token: str = "text2") -> QIcon:
        """Icon in the colour of a theme token; disabled widgets show it in `disabled`."""
        known = self._icons.get((name, token))
        if known is None:
            svg_text(name)
            known = self._icons[(name, token)] = QIcon(_Engine(self.themes, name, token))
        return known

    def pixmap(self, name: str, size: int, token: str = "text2", ratio: float = 1.0) -> QPixmap:
        """Picture for a painter, `size` logical pixels wide, for a screen of pixel `ratio`."""
        return drawn(name, self.themes.current.hex(token), size, ratio)


class _Engine(QIconEngine):
    def __init__(self, themes: Themes, name: str, token: str) -> None:
        super().__init__()
        self._themes = themes
        self._name = name
        self._token = token
        _ENGINES.append(self)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        picture = self._picture(side, mode, painter.device().devicePixelRatio())
        left = rect.x() + (rect.width() - side) // 2
        painter.drawPixmap(left, rect.y() + (rect.height() - side) // 2, picture)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Since Qt 6.8 the size is in logical pixels, and `scale` is the ratio wanted.
        return self._picture(min(size.width(), size.height()), mode, scale)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._picture(min(size.width(), size.height()), mode, 1.0)

    def clone(self) -> QIconEngine:
        return _Engine(self._themes, self._name, self._token)

    def key(self) -> str:
        return "tokendesk"

    def _picture(self, size: int, mode: QIcon.Mode, ratio: float) -> QPixmap:
        token = "disabled" if mode == QIcon.Mode.Disabled else self._token
        return drawn(self._name, self._themes.current.hex(token), size, ratio)


# Qt owns an engine, and what clone() returns, for as long as some copy of the icon lives. Shiboken
# knows of neither: without this list Python would delete engines under Qt's feet.
_ENGINES: list[QIconEngine] = []
