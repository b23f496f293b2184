"""What a run has come to: the market's time, its trades, its state, its way through the steps."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.kit.boxes import Glyph
from app.kit.fonts import CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import grouped
from app.kit.painting import Painted
from app.kit.theme import Themes
from app.kit.times import ZoneClock
from app.simulator.view.labels import state_name
from app.simulator.view.player import Player, State

_ICONS = {
    State.EMPTY: "file",
    State.READY: "dice",
    State.PREPARING: "door",
    State.RUNNING: "play",
    State.PAUSED: "pause",
    State.OVER: "check-circle",
}


class Readout(QWidget):
    """`Day 3, 14:32` and the state above the trades and the steps."""

    def __init__(self, icons: Icons, zone: ZoneClock) -> None:
        super().__init__()
        self._zone = zone
        self.setObjectName("simulator.readout")
        right = Qt.AlignmentFlag.AlignRight
        self.time = Label("", "vb", align=right)
        self.glyph = Glyph("dice", "text3", icons, size=12)
        self.state = Label("", "t3")
        self.count = Label("", "t3", align=right)
        in_column(
            STRETCH,
            in_row(STRETCH, self.time, self.glyph, self.state, spacing=6),
            self.count,
            STRETCH,
            within=self,
            spacing=1,
        )

    def hold(self, steps: int) -> None:
        """Be as wide as a run of so many steps needs, so that figures that grow move nothing."""
        last = self._counted(steps, steps, steps)
        words = (last, self.tr("Play opens a fresh demo room"))
        metrics = QFontMetricsF(ui_font(CAPTION))
        self.setMinimumWidth(round(max(metrics.horizontalAdvance(text) for text in words)) + 4)

    def show_player(self, player: Player) -> None:
        """Show how a player stands."""
        state = player.state
        self.glyph.set_look(_ICONS[state], "text3")
        self.state.setText(state_name(state))
        self.show_progress(player)

    def show_progress(self, player: Player) -> None:
        """Show how far it is."""
        self.time.setText(self._market_time(player))
        scenario = player.scenario
        if scenario is None:
            words = ""
        elif player.simulation is None:
            words = self.tr("Play opens a fresh demo room")
        else:
            words = self._counted(player.trades, player.step, scenario.steps)
        self.count.setText(words)
        self.count.setToolTip(self.tr("Trades so far, and steps of all steps"))
        told = (self.time.text(), self.state.text(), words)
        self.setAccessibleName(", ".join(part for part in told if part))

    def _counted(self, trades: int, step: int, steps: int) -> str:
        words = self.tr("{trades} trades · {step} / {steps}")
        return words.format(trades=grouped(trades), step=grouped(step), steps=grouped(steps))

    def _market_time(self, player: Player) -> str:
        if player.simulation is None or player.at is None:
            return ""
        begun, now = self._zone.local(player.simulation.begins_at), self._zone.local(player.at)
        day = (now.date() - begun.date()).days + 1
        return self.tr("Day {day}, {time}").format(day=day, time=f"{now:%H:%M}")


class ProgressLine(Painted):
    """Two pixels along the top of the bar: how many of the scenario's steps are taken."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
        self.setObjectName("simulator.progress")
        self.setFixedHeight(2)
        self.share = 0.0

    def set_share(self, share: float) -> None:
        """Show how much is done, 0 to 1."""
        if share != self.share:
            self.share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.themes.current
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("border"))
        painter.fillRect(QRectF(0, 0, self.width() * self.share, 2), theme.color("accent_fill"))
