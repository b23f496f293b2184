"""Contrast and distance of colours, as the accessibility rules define them."""

import math
from collections.abc import Sequence

# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
DEFICIENCIES: dict[str, Sequence[Sequence[float]]] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(color: str) -> list[float]:
    """Linear RGB of `#rrggbb`."""
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def distance(one: str, other: str, deficiency: str) -> float:
    """CIE 1976 distance of two colours as seen with a colour vision deficiency."""
    first, second = _lab(_seen(one, deficiency)), _lab(_seen(other, deficiency))
    return math.dist(first, second)


def _seen(color: str, deficiency: str) -> list[float]:
    rgb = linear(color)
    rows = DEFICIENCIES[deficiency]
    seen = [sum(f * part for f, part in zip(row, rgb, strict=True)) for row in rows]
    return [min(max(part, 0.0), 1.0) for part in seen]


def _lab(rgb: Sequence[float]) -> tuple[float, float, float]:
    red, green, blue = rgb
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (_root(part) for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
