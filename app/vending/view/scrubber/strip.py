"""The band that says that the page shows a past moment, and moves it."""

from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.errors import InvalidInput
from app.kit.badges import SIGNS, Badge, badge_width
from app.kit.boxes import FieldBox, Glyph
from app.kit.buttons import Button, IconButton
from app.kit.fields import LineEdit
from app.kit.fonts import BODY, SMALL, ui_font
from app.kit.labels import ElidedLabel
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import counted, grouped
from app.kit.page import ViewContext
from app.kit.painting import Painted
from app.kit.translation import said
from app.vending.view.scrubber.moments import TradeMoments
from app.vending.view.scrubber.slider import TradeSlider

HEIGHT = 48
_FIELD = 118
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
        # Its room is kept, or the slider would move under the pointer as soon as somebody trades.
        policy = self.newer.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.newer.setSizePolicy(policy)
        self.back = Button(
            tr("Back to now"), icons, name="scrubber.back", extent="small", key="Esc",
        )  # fmt: skip

    def _arrange(self) -> None:
        in_row(
            Glyph("clock", "warn", self._context.icons),
            in_column(STRETCH, self.words, self.note, STRETCH, spacing=0),
            self.back_one,
            (self.slider, 1),
            self.on_one,
            self.box,
            self.newer,
            self.back,
            within=self,
            margins=(16, 0, 16, 1),
            spacing=10,
        )
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
        self._empty_field()
        self._fit_words()
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
        self._fit_words()

    def _fit_words(self) -> None:
        """As wide as the longest words there can be, so that the slider stays where it is."""
        total = grouped(len(self._moments))
        long = self.tr("Past: trade {0} of {1}").format(total, total)
        large, small = QFontMetricsF(ui_font(BODY, 600)), QFontMetricsF(ui_font(SMALL))
        texts = (long, self.tr("Past: before the first trade"))
        widths = [large.horizontalAdvance(text) for text in texts]
        dates = [self._noted(self._moments.of(number)) for number in (1, len(self._moments))]
        widths += [small.horizontalAdvance(text) for text in dates]
        for label in (self.words, self.note):
            label.setFixedWidth(round(max(widths)) + 6)
        many = self.tr("{0} new").format(grouped(999))
        self.newer.setMinimumWidth(badge_width(self._context.icons, many, SIGNS["info"]))

    def _say(self) -> None:
        number, total = self.number, len(self._moments)
        moment = self._moments.of(number)
        if moment is None:
            self.words.setText(self.tr("Past: before the first trade"))
        else:
            words = self.tr("Past: trade {0} of {1}")
            self.words.setText(words.format(grouped(number), grouped(total)))
        self.note.setText(self._noted(moment))
        self.note.setToolTip("" if moment is None else self._context.zone.exact(moment))
        self.back_one.setEnabled(number > 0)
        self.on_one.setEnabled(number < total)
        spoken = f"{self.words.full_text()}, {self.note.full_text()}"
        self.setAccessibleName(spoken)
        self.slider.setAccessibleDescription(spoken)

    def _noted(self, moment: datetime | None) -> str:
        if moment is None:
            when = counted(len(self._moments), self.tr("trade"), self.tr("trades"))
        else:
            when = self._dated(moment)
        return f"{when} · {self.tr('read only')}"

    def _dated(self, moment: datetime) -> str:
        zone = self._context.zone
        clock = zone.clock(moment)
        if abs(zone.now() - moment) < _DAY * 300:
            return f"{zone.day(moment)} {clock}"
        return f"{zone.day(moment)} {zone.local(moment).year} {clock}"

    # What the person does

    @Slot(int)
    def _on_slider_value_changed(self, number: int) -> None:
        self._empty_field()
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
            self._complain(said(error.message))
            self.field.selectAll()
            return
        self._empty_field()
        self.go_to(number)

    def _complain(self, message: str) -> None:
        self.box.set_state("error" if message else "")
        self.field.setToolTip(message)
        self.field.setAccessibleDescription(message)
        # There is no room for a line below the field.
        QToolTip.showText(self.field.mapToGlobal(QPoint(0, self.box.height())), message, self.field)
        if message:
            self._context.messages.announce(message)

    @Slot()
    def _on_field_edited(self) -> None:
        if self.box.state:
            self._complain("")

    def _empty_field(self) -> None:
        self._on_field_edited()
        self.field.clear()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.themes.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.themes.current
        band = QRectF(self.rect())
        painter.fillRect(band, theme.color("warn_tint"))
        painter.fillRect(QRectF(0, band.bottom() - 1, band.width(), 1), theme.color("warn_line"))
