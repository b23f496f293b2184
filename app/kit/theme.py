"""Colours of both themes and the one object that applies them to the application."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from app.kit import fonts
from app.kit.style_sheet import build_style_sheet, palette_of


@dataclass(frozen=True)
class Theme:
    """Every colour of one theme as `#rrggbb` (scrim and shadow as `#aarrggbb`)."""

    name: str
    window: str
    rail: str
    panel: str
    raised: str
    hover: str
    selected: str
    border: str
    border_strong: str
    field: str
    field_border: str
    text: str
    text2: str
    text3: str
    disabled: str
    accent: str
    focus: str
    accent_fill: str
    accent_hover: str
    accent_press: str
    accent_tint: str
    buy: str
    buy_fill: str
    buy_tint: str
    buy_line: str
    sell: str
    sell_fill: str
    sell_tint: str
    sell_line: str
    ok: str
    ok_tint: str
    ok_line: str
    warn: str
    warn_tint: str
    warn_line: str
    error: str
    error_fill: str
    error_tint: str
    error_line: str
    grid: str
    axis: str
    crosshair: str
    chart_line: str
    chart_muted: str
    cat1: str
    cat2: str
    cat3: str
    cat4: str
    cat5: str
    bar1: str
    bar4: str
    bronze: str
    silver: str
    gold: str
    platinum: str
    tag_ink: str
    skeleton: str
    on_fill: str
    floating: str
    scrim: str
    shadow: str

    def color(self, token: str) -> QColor:
        """Colour of a token, written `accent_tint` or `accent-tint`."""
        return QColor(self.hex(token))

    def mixed(self, token: str, ground: str, share: float) -> QColor:
        """Opaque colour of `token` laid over `ground` with an opacity of `share` (0 to 1)."""
        top, below = self.color(token), self.color(ground)

        def blend(over: int, under: int) -> int:
            return round(over * share + under * (1 - share))

        return QColor(
            blend(top.red(), below.red()),
            blend(top.green(), below.green()),
            blend(top.blue(), below.blue()),
        )

    def hex(self, token: str) -> str:
        """Text of a token's colour; KeyError for a token that no theme has."""
        return str(vars(self)[token.replace("-", "_")])


# Token, dark, light.
_TOKENS: dict[str, tuple[str, str]] = {
    "window": ("#0E1116", "#F4F5F8"),
    "rail": ("#0B0D11", "#ECEEF2"),
    "panel": ("#141820", "#FFFFFF"),
    "raised": ("#1B202A", "#F7F8FA"),
    "hover": ("#202632", "#F0F2F6"),
    "selected": ("#1B2748", "#E5ECFF"),
    "border": ("#262D38", "#DFE3EA"),
    "border_strong": ("#353E4C", "#C9D0DA"),
    "field": ("#0F131A", "#FFFFFF"),
    "field_border": ("#667284", "#838C9C"),
    "text": ("#E8EBF1", "#141922"),
    "text2": ("#AEB7C4", "#465061"),
    "text3": ("#8B95A5", "#5F6979"),
    "disabled": ("#5C6676", "#98A1AF"),
    "accent": ("#85A1FF", "#2B50CC"),
    "focus": ("#85A1FF", "#3157DB"),
    "accent_fill": ("#3D63E0", "#3157DB"),
    "accent_hover": ("#466BE8", "#284AC2"),
    "accent_press": ("#3454C4", "#213FA8"),
    "accent_tint": ("#1A2440", "#EAEFFE"),
    "buy": ("#34C9B3", "#0A7468"),
    "buy_fill": ("#0C7B6D", "#0A7468"),
    "buy_tint": ("#0F2B29", "#E0F3F0"),
    "buy_line": ("#1E5C54", "#9FD3CB"),
    "sell": ("#FF9166", "#B2400C"),
    "sell_fill": ("#B8481A", "#B2400C"),
    "sell_tint": ("#33201A", "#FCECE3"),
    "sell_line": ("#70402D", "#EDBFA6"),
    "ok": ("#6FDCA8", "#0F7345"),
    "ok_tint": ("#142B22", "#E2F4EA"),
    "ok_line": ("#2B5E47", "#A3D6BB"),
    "warn": ("#EBB94A", "#7A5900"),
    "warn_tint": ("#2D2515", "#FCF1DA"),
    "warn_line": ("#665224", "#E6CB8C"),
    "error": ("#FF6F88", "#B5163B"),
    "error_fill": ("#C22C44", "#B5163B"),
    "error_tint": ("#351B22", "#FDEAED"),
    "error_line": ("#7A3542", "#EFB3BD"),
    "grid": ("#1E242E", "#EAEDF2"),
    "axis": ("#8B95A5", "#5F6979"),
    "crosshair": ("#AEB7C4", "#465061"),
    "chart_line": ("#85A1FF", "#3157DB"),
    "chart_muted": ("#3A4352", "#C3CAD5"),
    "cat1": ("#85A1FF", "#3157DB"),
    "cat2": ("#34C9B3", "#0F8F80"),
    "cat3": ("#EBB94A", "#B97700"),
    "cat4": ("#D58AE0", "#9A3FA8"),
    "cat5": ("#8B95A5", "#6E7888"),
    "bar1": ("#5576E6", "#3157DB"),
    "bar4": ("#A765B4", "#9A3FA8"),
    "bronze": ("#D79A6B", "#8A5220"),
    "silver": ("#B4BECB", "#556172"),
    "gold": ("#E3BC52", "#7A5C00"),
    "platinum": ("#8FD0E8", "#0F6688"),
    "tag_ink": ("#0B0D11", "#FFFFFF"),
    "skeleton": ("#222935", "#E6E9EF"),
    # Two names for what the design says in words: ink on fills, and panels that float.
    "on_fill": ("#FFFFFF", "#FFFFFF"),
    "floating": ("#1B202A", "#FFFFFF"),
    "scrim": ("#9E000000", "#61141922"),
    "shadow": ("#8C000000", "#38141922"),
}

# Buy and sell for whom teal and orange are too close; orange stays as it is.
_MARKET_TOKENS: dict[str, tuple[str, str]] = {
    "buy": ("#56B4F0", "#0B5F99"),
    "buy_fill": ("#1469A3", "#0B5F99"),
    "buy_tint": ("#0E2738", "#E1F0FA"),
    "buy_line": ("#1F5479", "#9FCAE6"),
}

TOKENS = tuple(_TOKENS)
DARK = Theme("dark", **{token: colors[0] for token, colors in _TOKENS.items()})
LIGHT = Theme("light", **{token: colors[1] for token, colors in _TOKENS.items()})
DARK_MARKET = replace(DARK, **{token: colors[0] for token, colors in _MARKET_TOKENS.items()})
LIGHT_MARKET = replace(LIGHT, **{token: colors[1] for token, colors in _MARKET_TOKENS.items()})

CHOICES = ("system", "light", "dark")
SMALLEST_SCALE, LARGEST_SCALE = 100, 150


class Themes(QObject):
    """Which theme and text scale are in use; passed to whoever paints.

    `changed` carries the Theme after a new theme, scale or motion setting has been applied.
    """

    changed = Signal(object)
    _sheet_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app: QApplication | None = None
        self._choice = "system"
        self._scale = 1.0
        self._reduced_motion = False
        self._racing = False
        self._market_colors = False
        self._current = self._resolved()
        # Qt Style Sheets take images only from files, so the coloured glyphs are written here.
        self._glyphs = QTemporaryDir()
        self._sheet = ""

    @property
    def current(self) -> Theme:
        """The theme in use."""
        return self._current

    @property
    def choice(self) -> str:
        """What the person chose: `system`, `light` or `dark`."""
        return self._choice

    @property
    def scale(self) -> float:
        """Factor of text and row sizes, 1.0 to 1.5."""
        return self._scale

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing should move."""
        return self._reduced_motion

    @property
    def market_colors(self) -> bool:
        """Whether buy and sell are blue and orange."""
        return self._market_colors

    def px(self, size: float) -> int:
        """A size in pixels of the design, at the current text scale."""
        return round(size * self._scale)

    def duration(self, milliseconds: int) -> int:
        """Length of an animation: 0 when motion is reduced, or figures race anyway."""
        return 0 if self._reduced_motion or self._racing else milliseconds

    def choose(self, name: str) -> None:
        """Take `light`, `dark` or what the `system` says; anything else counts as `system`."""
        self._choice = name if name in CHOICES else "system"
        self._retheme()

    def set_scale(self, percent: float) -> None:
        """Set the text scale in percent; values outside 100 to 150 are brought inside."""
        scale = min(max(float(percent), SMALLEST_SCALE), LARGEST_SCALE) / 100
        if scale != self._scale:
            self._scale = scale
            self._announce()

    def set_fast_playback(self, racing: bool) -> None:
        """Animate nothing while what is shown changes faster than an animation lasts."""
        self._racing = racing

    def set_reduced_motion(self, reduced: bool) -> None:
        """Switch animations off or on."""
        if reduced != self._reduced_motion:
            self._reduced_motion = reduced
            self.changed.emit(self._current)

    def set_market_colors(self, on: bool) -> None:
        """Show buy and sell in blue and orange, or in teal and orange."""
        self._market_colors = on
        self._retheme()

    def for_paper(self, parent: QObject) -> "Themes":
        """The light theme at the same text scale, for pictures that nothing moves in."""
        paper = Themes(parent)
        # The scale first: what is announced with a theme sets the size of all fonts.
        paper.set_scale(self.scale * 100)
        paper.set_reduced_motion(True)
        paper.choose("light")
        return paper

    def apply(self, app: QApplication) -> None:
        """Give the application its style, palette and font, now and after changes."""
        self._app = app
        fonts.load_bundled()
        app.setStyle(QStyleFactory.create("Fusion"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)
        self._current = self._resolved()
        self._announce()

    def dress(self, part: QWidget) -> None:
        """Give a part of a window, and all in it, the style sheet, now and after changes.

        Best once it is put together: what comes into a dressed part is styled piece by piece.
        Parts are dressed rather than the application, because a sheet of the application would
        restyle what nobody sees: a page that is hidden waits until it is shown.
        """
        if part.findChild(_Dress, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
            self._sheet_changed.connect(_Dress(part, self._sheet).take)

    def _resolved(self) -> Theme:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        if self._market_colors:
            return DARK_MARKET if dark else LIGHT_MARKET
        return DARK if dark else LIGHT

    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._retheme()

    def _retheme(self) -> None:
        theme = self._resolved()
        if theme is not self._current:
            self._current = theme
            self._announce()

    def _announce(self) -> None:
        fonts.set_scale(self._scale)
        if self._app is not None:
            self._app.setPalette(palette_of(self._current))
            self._app.setFont(fonts.ui_font(13))
            self._sheet = build_style_sheet(self._current, self._scale, self._glyphs.path())
            self._sheet_changed.emit(self._sheet)
        self.changed.emit(self._current)


class _Dress(QObject):
    """The style sheet of a part; one that came while the part was hidden is put on when shown."""

    def __init__(self, part: QWidget, sheet: str) -> None:
        super().__init__(part)
        self._part = part
        self._waiting = ""
        part.setStyleSheet(sheet)
        part.installEventFilter(self)

    @Slot(str)
    def take(self, sheet: str) -> None:
        """Put this sheet on, now or when the part is seen."""
        if self._part.isVisible():
            self._part.setStyleSheet(sheet)
        else:
            self._waiting = sheet

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._waiting and event.type() == QEvent.Type.Show:
            sheet, self._waiting = self._waiting, ""
            self._part.setStyleSheet(sheet)
            # Sizes follow before anything is painted.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return False
