"""The band that says that the page shows a past moment, and moves it."""

from datetime import datetime, timedelta

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.kit.badges import Badge
from app.kit.boxes import FieldBox, Glyph
from app.kit.buttons import Button, IconButton
from app.kit.fields import LineEdit
from app.kit.labels import ElidedLabel
from app.kit.numbers import counted, grouped
from app.kit.page import ViewContext
from app.kit.painting import Painted
from app.kit.translation import said
from app.vending.view.scrubber.moments import TradeMoments
from app.vending.view.scrubber.slider import TradeSlider

HEIGHT = 48
_FIELD, _WORDS_LEAST = 118, 150
_DAY = timedelta(days=1)


class ScrubStrip(Painted):
    """`Past: trade 312 of 964`, its moment, a slider, steps, a field, and the way back.

    wanted: the number of the trade to show; 0 for before the first one.
    back_wanted: the person wants to be back in the present.
    """

    wanted = Signal(object)
    back_wanted = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context.themes, parent)
        self._context = context
        self._moments = TradeMoments()
        self._newer = 0
        self.setObjectName("scrubber.strip")
        self._build()
        self._arrange()
        self._connect()
        self.restyle()
        self.hide()

    def _build(self) -> None:
        icons, tr = self._context.icons, self.tr
        self.words = ElidedLabel("", "h2")
        self.words.setObjectName("scrubber.words")
        self.note = ElidedLabel("", "t2")
        self.note.setObjectName("scrubber.note")
        self.slider = TradeSlider(self.themes, self._context.zone.day)
        self.back_one = IconButton(
            "arrow-left", tr("One trade back"), icons, name="scrubber.back_one", shortcut="Left"
        )
        self.on_one = IconButton(
            "arrow-right", tr("One trade on"), icons, name="scrubber.on_one", shortcut="Right"
        )
        self.box = FieldBox(icons, height=28)
        self.field = LineEdit()
        self.field.setObjectName("scrubber.field")
        self.field.setMaxLength(40)
        self.field.setPlaceholderText(tr("No. or moment"))
        self.field.setAccessibleName(tr("Number or moment of the trade to show"))
        self.box.set_editor(self.field)
        self.newer = Badge("", icons, tone="info")
        self.newer.setObjectName("scrubber.newer")
        self.newer.hide()
        self.back = Button(
            tr("Back to now"), icons, name="scrubber.back", extent="small", key="Esc",
        )  # fmt: skip

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(10)
        row.addWidget(Glyph("clock", "warn", self._context.icons))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.words)
        texts.addWidget(self.note)
        texts.addStretch(1)
        row.addLayout(texts)
        row.addWidget(self.back_one)
        row.addWidget(self.slider, 1)
        for widget in (self.on_one, self.box, self.newer, self.back):
            row.addWidget(widget)
        self.setFocusProxy(self.slider)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.back_one.clicked.connect(self._on_back_one_clicked)
        self.on_one.clicked.connect(self._on_on_one_clicked)
        self.field.returnPressed.connect(self._on_field_returned)
        self.field.textEdited.connect(self._on_field_edited)
        self.back.clicked.connect(self.back_wanted)

    @property
    def number(self) -> int:
        """The trade that is chosen."""
        return self.slider.value()

    @property
    def trades(self) -> int:
        """How many trades it reaches over."""
        return len(self._moments)

    def show_trades(self, moments: TradeMoments, number: int) -> None:
        """Reach over these trades, at one of them."""
        self._moments = moments
        self.show_newer(0)
        self.slider.blockSignals(True)
        self.slider.show_moments(moments)
        self.slider.setValue(number)
        self.slider.blockSignals(False)
        self.field.clear()
        self._say()

    def go_to(self, number: int) -> None:
        """Choose a trade, as if the slider had been moved there."""
        self.slider.setValue(number)

    def show_newer(self, count: int) -> None:
        """Say how many trades have come in since the past is shown."""
        self._newer = count
        self.newer.show_text(self.tr("{0} new").format(grouped(count)), "info")
        self.newer.setToolTip(self.tr("Trades since then; they don't move this view"))
        self.newer.setVisible(count > 0)

    def restyle(self) -> None:
        px = self.themes.px
        self.setFixedHeight(px(HEIGHT))
        self.box.setFixedWidth(px(_FIELD))
        self.words.setMinimumWidth(px(_WORDS_LEAST))

    def _say(self) -> None:
        number, total = self.number, len(self._moments)
        moment = self._moments.of(number)
        read_only = self.tr("read only")
        if moment is None:
            self.words.setText(self.tr("Past: before the first trade"))
            count = counted(total, self.tr("trade"), self.tr("trades"))
            self.note.setText(f"{count} · {read_only}")
        else:
            words = self.tr("Past: trade {0} of {1}")
            self.words.setText(words.format(grouped(number), grouped(total)))
            self.note.setText(f"{self._dated(moment)} · {read_only}")
        self.note.setToolTip("" if moment is None else self._context.zone.exact(moment))
        self.back_one.setEnabled(number > 0)
        self.on_one.setEnabled(number < total)
        spoken = f"{self.words.full_text()}, {self.note.full_text()}"
        self.setAccessibleName(spoken)
        self.slider.setAccessibleDescription(spoken)

    def _dated(self, moment: datetime) -> str:
        zone = self._context.zone
        clock = zone.clock(moment)
        if abs(zone.now() - moment) < _DAY * 300:
            return f"{zone.day(moment)} {clock}"
        return f"{zone.day(moment)} {zone.local(moment).year} {clock}"

    # What the person does

    @Slot(int)
    def _on_slider_value_changed(self, number: int) -> None:
        self._say()
        self.wanted.emit(number)

    @Slot()
    def _on_back_one_clicked(self) -> None:
        self.go_to(self.number - 1)

    @Slot()
    def _on_on_one_clicked(self) -> None:
        self.go_to(self.number + 1)

    @Slot()
    def _on_field_returned(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        try:
            number = self._moments.number_of(text, self.number)
        except InvalidInput as error:
            self.box.set_state("error")
            self.field.setToolTip(said(error.message))
            self.field.setAccessibleDescription(said(error.message))
            self.note.setText(said(error.message))
            self.field.selectAll()
            return
        self._on_field_edited()
        self.field.selectAll()
        self.go_to(number)

    @Slot()
    def _on_field_edited(self) -> None:
        if self.box.state:
            self.box.set_state("")
            self.field.setToolTip("")
            self.field.setAccessibleDescription("")
            self._say()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.themes.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.themes.current
        band = QRectF(self.rect())
        painter.fillRect(band, theme.color("warn_tint"))
        painter.fillRect(QRectF(0, band.bottom() - 1, band.width(), 1), theme.color("warn_line"))
