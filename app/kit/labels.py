"""Words on the page: labels with a role of the type scale, elided text, key caps, thin lines."""

import html

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.kit.fonts import CAPTION, ui_font
from app.kit.layouts import in_row
from app.kit.numbers import ELLIPSIS
from app.kit.painting import Painted, paint_key_cap
from app.kit.style_sheet import repolish
from app.kit.theme import Themes


def escaped(text: str) -> str:
    """Foreign text, such as a room's name, made harmless for a rich text."""
    return html.escape(text)


def stressed(text: str) -> str:
    """Foreign text made harmless and bold, for a rich text."""
    return f"<b>{html.escape(text)}</b>"


class Label(QLabel):
    """Text in a role of the type scale.

    role: h1 (page title), h2 (pane title), h3 (card title), body, body2, k, v, vb, t2, t3, s3,
        label, hint, mono, mono2, value, value18, total, hero.
    tone: accent, buy, sell, ok, warn, error, stale, or empty for the colour of the role.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "v",
        *,
        tone: str = "",
        align: Qt.AlignmentFlag | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        if align is not None:
            self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setWordWrap(wrap)

    def set_tone(self, tone: str) -> None:
        """Change the colour; empty for the colour of the role."""
        repolish(self, tone=tone)

    def set_role(self, role: str) -> None:
        """Change the role."""
        repolish(self, role=role)


class RichLabel(Label):
    """A wrapped text that may hold `<b>`; foreign text in it must be `escaped` or `stressed`."""

    def __init__(self, text: str = "", role: str = "body2", parent: QWidget | None = None) -> None:
        super().__init__(text, role, wrap=True, parent=parent)
        self.setTextFormat(Qt.TextFormat.RichText)


class ElidedLabel(Label):
    """One line that ends in an ellipsis where room is short, and says all in its tooltip."""

    def __init__(self, text: str = "", role: str = "v", *, tone: str = "") -> None:
        super().__init__("", role, tone=tone)
        self._full = text
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(24)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._full = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def full_text(self) -> str:
        """The whole text."""
        return self._full

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        width = QFontMetricsF(self.font()).horizontalAdvance(self._full)
        return QSize(int(width) + 3, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._elide()

    def _elide(self) -> None:
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        self.setToolTip(self._full if ELLIPSIS in shown and shown != self._full else "")


class KeyCap(Painted):
    """A key as it is drawn beside what it does."""

    def __init__(self, key: str, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(themes, parent)
        self.key = key
        self.setAccessibleName(key)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        height = self.themes.px(17)
        text = QFontMetricsF(ui_font(CAPTION)).horizontalAdvance(self.key)
        return QSize(max(height, round(text) + self.themes.px(9)), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key_cap(QPainter(self), self.themes, QRectF(self.rect()), self.key)


class KeyHint(QWidget):
    """Key caps with the words for what they do: `J K move`."""

    def __init__(
        self, keys: tuple[str, ...], text: str, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = in_row(within=self, spacing=2)
        for key in keys:
            row.addWidget(KeyCap(key, themes))
        row.addSpacing(2)
        row.addWidget(Label(text, "hint"))
        self.setAccessibleName(f"{' '.join(keys)}: {text}")


class Line(QFrame):
    """A divider of one pixel, lying or standing."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
