"""Badges, signed labels and the small painted marks."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.kit.badges import SIGNS, Badge, SignedLabel, badge_width, paint_badge
from app.kit.icons import Icons
from app.kit.marks import Avatar, ShareBar, Sparkline
from app.kit.painting import paint_share, paint_sparkline, paint_stage
from app.kit.theme import DARK, LIGHT, Themes


def colours(widget: QWidget) -> set[str]:
    return inks(widget.grab().toImage())


def inks(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }


@pytest.mark.parametrize("tone", ["ok", "warn", "error", "info", "buy", "sell"])
def test_no_tone_stands_without_its_sign(icons: Icons, qtbot: QtBot, tone: str) -> None:
    plain, toned = Badge("Healthy", icons), Badge("Healthy", icons, tone=tone)
    for badge in (plain, toned):
        qtbot.addWidget(badge)
    assert toned.sizeHint().width() > plain.sizeHint().width()
    assert tone in SIGNS
    tint = "accent_tint" if tone == "info" else f"{tone}_tint"
    toned.resize(toned.sizeHint())
    assert LIGHT.hex(tint) in colours(toned)


def test_badge_is_spoken_and_can_change(icons: Icons, qtbot: QtBot) -> None:
    badge = Badge("Healthy", icons, tone="ok")
    qtbot.addWidget(badge)
    assert badge.accessibleName() == "Healthy"
    badge.show_text("Paused", "error")
    assert (badge.accessibleName(), badge.tone) == ("Paused", "error")
    badge.resize(badge.sizeHint())
    assert LIGHT.error_tint in colours(badge)


def test_badges_grow_with_the_text(icons: Icons, themes: Themes, qtbot: QtBot) -> None:
    badge = Badge("Healthy", icons, tone="ok")
    qtbot.addWidget(badge)
    before = badge.sizeHint()
    assert before.height() == 20
    themes.set_scale(150)
    assert badge.sizeHint().height() == 30
    assert badge.sizeHint().width() > before.width() * 1.4


def test_table_cells_paint_the_same_badge(icons: Icons) -> None:
    width = badge_width(icons, "Daily cap", "warn-triangle")
    image = QImage(width, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_badge(painter, icons, QRectF(0, 0, width, 20), "Daily cap", "warn", "warn-triangle")
    painter.end()
    assert image.pixelColor(4, 10) == LIGHT.color("warn_tint")
    assert image.pixelColor(width - 1, 10) == LIGHT.color("warn_line")


@pytest.mark.parametrize(
    ("change", "text", "spoken", "token"),
    [
        (22.0, "22.0\u202f%", "+22.0\u202f%", "buy"),
        (-4.1, "4.1\u202f%", "−4.1\u202f%", "sell"),
        (0.0, "0.0\u202f%", "0.0\u202f%", "text3"),
    ],
)
def test_direction_has_a_sign_and_a_colour(
    themes: Themes, qtbot: QtBot, change: float, text: str, spoken: str, token: str
) -> None:
    label = SignedLabel(themes)
    qtbot.addWidget(label)
    label.show_change(change)
    assert label.text == text
    assert label.accessibleName() == spoken
    label.resize(label.sizeHint())
    if change:
        assert LIGHT.hex(token) in colours(label)


def stages(themes: Themes, current: int) -> set[str]:
    image = QImage(58, 12, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_stage(painter, themes, QRectF(image.rect()), current)
    painter.end()
    return inks(image)


def test_the_last_stage_is_all_green(themes: Themes) -> None:
    assert {LIGHT.chart_line, LIGHT.border_strong} <= stages(themes, 4)
    assert LIGHT.ok in stages(themes, 5)
    assert LIGHT.chart_line not in stages(themes, 5)


def test_marks_follow_the_theme(themes: Themes, qtbot: QtBot) -> None:
    bar = ShareBar(themes, 1.0)
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint())
    assert LIGHT.chart_line in colours(bar)
    themes.choose("dark")
    assert DARK.chart_line in colours(bar)


def test_share_bars_stay_inside(themes: Themes, qtbot: QtBot) -> None:
    bar = ShareBar(themes, 7.5)
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint())
    assert bar.share == 1.0
    assert bar.accessibleName() == "100.0\u202f%"
    bar.set_share(0.0)
    assert LIGHT.chart_line not in colours(bar)
    bar.set_share(0.001)
    assert not bar.grab().isNull()


def test_sparklines_take_any_values(themes: Themes, qtbot: QtBot) -> None:
    line = Sparkline(themes, "Price over a day")
    qtbot.addWidget(line)
    line.resize(line.sizeHint())
    for values in ((), (1.0,), (3.0, 3.0), (1.0, 5.0, -2.0)):
        line.set_values(values)
        assert (LIGHT.chart_line in colours(line)) == (len(values) > 1)
    assert line.accessibleName() == "Price over a day"


def test_avatar_is_spoken(themes: Themes, qtbot: QtBot) -> None:
    avatar = Avatar(themes, "mirela")
    qtbot.addWidget(avatar)
    assert not avatar.grab().isNull()
    avatar.set_name("hana")
    assert avatar.accessibleName() == "hana"


def test_painters_say_how_wide_they_were(themes: Themes) -> None:
    canvas = QPixmap(200, 40)
    painter = QPainter(canvas)
    area = QRectF(0, 0, 200, 40)
    assert paint_stage(painter, themes, area, 2) == 58
    paint_share(painter, themes, area, 0.4)
    paint_sparkline(painter, themes, area, [1, 2, 1])
    painter.end()
