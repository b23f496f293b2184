"""The two typefaces at the sizes of the design, multiplied by the text scale."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from app.kit.resources import ROOT

UI_FAMILIES = ("Inter", "Noto Sans")
MONO_FAMILIES = ("JetBrains Mono", "Noto Sans Mono")

CAPTION, SMALL, BODY, TITLE, VALUE, HERO = 11, 12, 13, 15, 20, 28

_scale = 1.0


def set_scale(scale: float) -> None:
    """Factor for all fonts made from now on; the theme sets it before it announces a change."""
    global _scale
    _scale = scale


def ui_font(px: float, weight: int = 400) -> QFont:
    """Text font of `px` design pixels, weight 100 to 900, with figures of equal width."""
    return QFont(_font(round(px * _scale), weight, False))


def mono_font(px: float, weight: int = 400) -> QFont:
    """Font for identifiers and contract names, `px` in design pixels."""
    return QFont(_font(round(px * _scale), weight, True))


@lru_cache(maxsize=256)
def _font(px: int, weight: int, mono: bool) -> QFont:
    font = QFont()
    font.setFamilies(mono_families() if mono else ui_families())
    font.setPixelSize(px)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    # Unhinted advances keep the letter spacing of the design at 11 to 13 pixels.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def ui_families() -> list[str]:
    """Families of the text font, first choice first."""
    return [*UI_FAMILIES, QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()]


def mono_families() -> list[str]:
    """Families of the identifier font, first choice first."""
    return [*MONO_FAMILIES, QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()]


@lru_cache(maxsize=1)
def load_bundled() -> int:
    """Add the font files that a frozen program carries in `resources/fonts`; how many there are."""
    files = [path for path in sorted((ROOT / "fonts").glob("*")) if path.suffix in (".otf", ".ttf")]
    return sum(QFontDatabase.addApplicationFont(str(path)) >= 0 for path in files)
