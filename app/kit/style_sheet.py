"""Builds the application's palette and style sheet from a theme."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from app.kit import fonts
from app.kit.resources import resource_text

if TYPE_CHECKING:
    from app.kit.theme import Theme

_SCALED = re.compile(r"\b(\d+(?:\.\d+)?)sp(?:-(\d+))?\b")
_GLYPH = re.compile(r"@glyph\(([a-z-]+), *([a-z0-9_]+)\)")

# Roles of the palette and the tokens they take.
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "panel",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "selected",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Accent: "accent_fill",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "border",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "border_strong",
    QPalette.ColorRole.Dark: "field_border",
    QPalette.ColorRole.Shadow: "border_strong",
}
_GREYED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.PlaceholderText,
    QPalette.ColorRole.Link,
)


def palette_of(theme: "Theme") -> QPalette:
    """Palette of the whole application in a theme's colours."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, QColor(theme.hex(token)))
    for role in _GREYED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    return palette


def build_style_sheet(theme: "Theme", scale: float, glyph_folder: str) -> str:
    """Style sheet of the application.

    theme: gives the value of each `@token`.
    scale: factor for lengths written in `sp`; `32sp-2` is less 2 px; lengths in `px` stay.
    glyph_folder: where the coloured images named by `@glyph(icon, token)` are written.
    """
    text = _GLYPH.sub(
        lambda match: _glyph(theme, match[1], match[2], Path(glyph_folder)),
        resource_text("themes", "tokendesk.qss"),
    )
    values = {token: value for token, value in vars(theme).items() if token != "name"}
    values["ui_families"] = _family_list(fonts.ui_families())
    values["mono_families"] = _family_list(fonts.mono_families())
    # Longest first, so that @text does not eat the beginning of @text2.
    for token in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{token}", values[token])
    return _SCALED.sub(lambda match: f"{_length(match[1], match[2], scale)}px", text)


def repolish(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the style sheet looks at, and restyle if one is new."""
    # To the style sheet an empty property is as good as none.
    before = {name: widget.property(name) for name in properties}
    known = {name: "" if value is None else value for name, value in before.items()}
    fresh = {name: value for name, value in properties.items() if known[name] != value}
    for name, value in fresh.items():
        widget.setProperty(name, value)
    if fresh:
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()


def _length(size: str, less: str | None, scale: float) -> int:
    return round(float(size) * scale) - int(less or 0)


def _glyph(theme: "Theme", icon: str, token: str, folder: Path) -> str:
    path = folder / f"{theme.name}-{icon}-{token}.svg"
    if not path.exists():
        source = resource_text("icons", f"{icon}.svg").replace("currentColor", theme.hex(token))
        path.write_text(source, encoding="utf-8")
    return f'url("{path.as_posix()}")'


def _family_list(families: list[str]) -> str:
    return ", ".join(f'"{family}"' for family in families)
