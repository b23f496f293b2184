"""Below the chart: play, step and back, and what the trader has paid and got so far."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.doctor.view.labels import figure
from app.doctor.view.player import TrialPlayer
from app.doctor.view.playing import tally_of
from app.kit.buttons import Button, IconButton
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import STRETCH, in_row
from app.kit.page import ViewContext

_HEIGHT = 44


class PlayBar(QWidget):
    """Buttons of a player with its tally."""

    def __init__(
        self, context: ViewContext, player: TrialPlayer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        icons = context.icons
        self._themes = context.themes
        self._player = player
        self._end = ""
        self.setObjectName("doctor.play_bar")
        self.play = Button(
            self.tr("Play it"),
            icons,
            name="doctor.play",
            kind="primary",
            extent="small",
            icon="play",
        )
        self.next = IconButton(
            "arrow-right", self.tr("Next trade"), icons, name="doctor.next", extent="tiny"
        )
        self.back = IconButton(
            "undo", self.tr("Back to the start"), icons, name="doctor.back", extent="tiny"
        )
        self.place = Label("", "t3")
        self.place.setObjectName("doctor.place")
        self.paid, self.got = ElidedLabel("", "vb"), ElidedLabel("", "vb")
        self.result = ElidedLabel("", "vb")
        for label, name in ((self.paid, "paid"), (self.got, "got"), (self.result, "result")):
            label.setObjectName(f"doctor.{name}")
        self._words = (Label(self.tr("Paid"), "k"), Label(self.tr("Got"), "k"))
        self._arrange()
        self.play.clicked.connect(self._on_play_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.back.clicked.connect(player.rewind)
        player.moved.connect(self.refresh)
        context.themes.changed.connect(self._fit)
        self._fit()
        self.refresh()

    def _arrange(self) -> None:
        row = in_row(
            self.play,
            self.next,
            self.back,
            self.place,
            STRETCH,
            within=self,
            margins=(16, 0, 16, 0),
            spacing=8,
        )
        for word, value in zip(self._words, (self.paid, self.got), strict=True):
            row.addWidget(word)
            row.addWidget(value)
            row.addSpacing(8)
        row.addWidget(self.result)

    def set_end(self, words: str) -> None:
        """What is said once all trades have been played."""
        self._end = words

    @Slot()
    def refresh(self) -> None:
        """Show where the player is."""
        player, steps = self._player, self._player.steps
        played = player.played
        self.play.setEnabled(bool(steps))
        running = player.running
        self.play.setText(self.tr("Pause") if running else self._play_word())
        self.play.set_icon("pause" if running else "play")
        self.next.setEnabled(bool(steps) and not player.ended)
        self.back.setEnabled(played > 0)
        where = self.tr("Trade {at} of {all}").format(at=played, all=len(steps))
        self.place.setText(where if steps else "")
        for part in (*self._words, self.paid, self.got, self.result):
            part.setVisible(bool(steps))
        if steps:
            tally = tally_of(steps, played)
            self.paid.setText(figure(tally.paid))
            self.got.setText(figure(tally.got))
            self.result.setText(self._end if player.ended else "")

    def _play_word(self) -> str:
        again = self._player.ended and bool(self._player.steps)
        return self.tr("Play again") if again else self.tr("Play it")

    @Slot()
    def _on_play_clicked(self) -> None:
        if self._player.running:
            self._player.stop()
        else:
            self._player.play()

    @Slot()
    def _on_next_clicked(self) -> None:
        self._player.stop()
        self._player.step()

    def _fit(self) -> None:
        self.setFixedHeight(self._themes.px(_HEIGHT))
