"""News inside the page: a notice with a tint, and the banner above content that failed."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.boxes import Glyph
from app.kit.buttons import Button
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.painting import Painted, paint_box
from app.kit.translation import said

_SIGNS = {
    "info": ("info-circle", "accent", "accent_tint", "border_strong"),
    "ok": ("check-circle", "ok", "ok_tint", "ok_line"),
    "warn": ("warn-triangle", "warn", "warn_tint", "warn_line"),
    "error": ("error-octagon", "error", "error_tint", "error_line"),
}
RETRY_SECONDS = (2, 4, 8, 15)


class Notice(Painted):
    """A tinted box: sign, title, a sentence, and perhaps a button.

    tone: info, ok, warn or error.
    """

    acted = Signal()
    """The button was pressed."""

    def __init__(
        self,
        icons: Icons,
        tone: str,
        title: str,
        text: str = "",
        *,
        action: str = "",
        name: str = "notice",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons.themes, parent)
        self.icons = icons
        self.setObjectName(name)
        self._glyph = Glyph("info-circle", "accent", icons)
        self.title = Label("", "h2", wrap=True)
        self.text = Label("", "t2", wrap=True)
        self.row = in_row(
            self._glyph,
            (in_column(self.title, self.text, spacing=0), 1),
            within=self,
            margins=(14, 8, 14, 8),
            spacing=12,
        )
        self.action = Button(action, icons, name=f"{name}.action", extent="small")
        self.action.clicked.connect(self.acted)
        self.row.addWidget(self.action)
        self.action.setVisible(bool(action))
        self.say(tone, title, text)

    def say(self, tone: str, title: str, text: str = "") -> None:
        """Change tone and words; an error's may be those of the core, in English."""
        if tone == "error":
            title, text = said(title), said(text)
        self.tone = tone
        icon, token, *_ = _SIGNS[tone]
        self._glyph.set_look(icon, token)
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(f"{title}. {text}" if text else title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.themes.current
        _icon, _token, fill, line = _SIGNS[self.tone]
        paint_box(QPainter(self), QRectF(self.rect()), 6, theme.color(fill), theme.color(line))


class Banner(Painted):
    """The band above content whose source failed: cause, age of what is shown, Retry, Details.

    Retries by itself after 2, 4, 8 and then every 15 s, and counts down where one can see it.
    rounded: for the top of a card.
    """

    retry_requested = Signal()
    details_requested = Signal(object)

    def __init__(
        self, icons: Icons, *, name: str, rounded: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(icons.themes, parent)
        self.setObjectName(name)
        self.icons = icons
        self._rounded = rounded
        self.attempt = 0
        self.seconds_left = 0
        self._error: UserError | None = None
        self._second = QTimer(self, interval=1_000)
        self._second.timeout.connect(self.count_down)
        self.title = Label("", "h2", wrap=True)
        self.text = Label("", "t2", wrap=True)
        self.countdown = Label("", "t3")
        self.retry = Button(
            self.tr("Retry"), icons, name=f"{name}_retry", icon="refresh", extent="small"
        )
        self.details = Button(
            self.tr("Details"), icons, name=f"{name}_details", kind="ghost", extent="small"
        )
        in_row(
            Glyph("error-octagon", "error", icons),
            (in_column(self.title, self.text, self.countdown, spacing=0), 1),
            (self.retry, 0, Qt.AlignmentFlag.AlignVCenter),
            (self.details, 0, Qt.AlignmentFlag.AlignVCenter),
            within=self,
            margins=(16, 10, 16, 10),
            spacing=12,
        )
        self.retry.clicked.connect(self._on_retry_clicked)
        self.details.clicked.connect(self._on_details_clicked)
        self.hide()

    def show_error(self, error: UserError, shown_from: str = "", *, again: bool = True) -> None:
        """Say what failed.

        shown_from: time of the figures on the page, in words. again: retry by itself.
        """
        self._error = error
        title = said(error.title)
        self.title.setText(title)
        dated = self.tr("Figures are from %1.").replace("%1", shown_from) if shown_from else ""
        self.text.setText(f"{said(error.message)} {dated}".strip())
        self.setAccessibleName(f"{title}. {self.text.text()}")
        if again:
            self.seconds_left = RETRY_SECONDS[min(self.attempt, len(RETRY_SECONDS) - 1)]
            self.attempt += 1
            self._second.start()
        self._show_countdown()
        self.show()

    def clear(self) -> None:
        """The source answers again."""
        self._second.stop()
        self.attempt = self.seconds_left = 0
        self._error = None
        self.hide()

    @Slot()
    def count_down(self) -> None:
        """A second has passed."""
        self.seconds_left -= 1
        if self.seconds_left <= 0:
            self._on_retry_clicked()
        self._show_countdown()

    @Slot()
    def _on_retry_clicked(self) -> None:
        self._second.stop()
        self.seconds_left = 0
        self.retry_requested.emit()

    @Slot()
    def _on_details_clicked(self) -> None:
        self.details_requested.emit(self._error)

    def _show_countdown(self) -> None:
        text = self.tr("Next try in %1 s").replace("%1", str(self.seconds_left))
        self.countdown.setText(text if self.seconds_left > 0 else self.tr("Trying again"))
        self.countdown.setVisible(self.attempt > 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.themes.current
        band = QRectF(self.rect())
        if self._rounded:
            # Reaches below its own bottom, so that only the upper corners come out round.
            painter.setClipRect(band)
            paint_box(painter, band.adjusted(0, 0, 0, 8), 7, theme.color("error_tint"))
        else:
            painter.fillRect(band, theme.color("error_tint"))
        painter.fillRect(QRectF(0, band.bottom() - 1, band.width(), 1), theme.color("error_line"))
