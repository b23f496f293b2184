"""The strip above the page: which room, and its figures of now and of the last day."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.kit.badges import Badge, SignedLabel
from app.kit.buttons import Button
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.numbers import DASH, compact, grouped, short_id, unit
from app.vending.view.market.room_list import MarketList
from app.vending.view.market.solvency_badge import SolvencyBadge
from app.vending.view.reading import RoomReading

HEIGHT = 56
_GAP = 28
_NAME_ROOM, _LEAST, _ROOM_FOR_PAST = 300, 320, 1150


class HeaderFigure(QWidget):
    """A caption above a bold value and its unit, at the right edge."""

    def __init__(self, key: str, title: str, icons: Icons) -> None:
        super().__init__()
        self.setObjectName(f"vending.figure_{key}")
        self.title = title
        right = Qt.AlignmentFlag.AlignRight
        column = in_column(Label(title, "t3", align=right), within=self, spacing=2)
        line = in_row(STRETCH, spacing=5)
        self.value, self.unit = Label("", "h3"), Label("", "t3")
        self.change = SignedLabel(icons.themes, weight=600, px=13)
        self.change.hide()
        for widget in (self.change, self.value, self.unit):
            line.addWidget(widget)
        column.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_value(self, text: str, unit: str = "", tip: str = "") -> None:
        """Show a value."""
        self.value.setText(text)
        self.unit.setText(unit)
        self.unit.setVisible(bool(unit))
        self.value.setVisible(True)
        self.change.hide()
        self.setToolTip(tip)
        self.setAccessibleName(f"{self.title}: {tip or text} {unit}".strip())

    def show_change(self, change: float) -> None:
        """Show a change in percent."""
        self.value.hide()
        self.unit.hide()
        self.change.show_change(change)
        self.change.show()
        self.setAccessibleName(f"{self.title}: {self.change.accessibleName()}")


class HeaderStrip(QFrame):
    """Name, symbol, creator and solvency at the left, figures at the right.

    Where room is short the figures that matter least stay away.
    """

    rooms_wanted = Signal()
    past_wanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.reading: RoomReading | None = None
        self.setProperty("pane", "true")
        self.setObjectName("vending.header")
        self._build()
        self.fit()

    def _build(self) -> None:
        icons, tr = self._icons, self.tr
        self.name = ElidedLabel("", "h1")
        self.name.setObjectName("vending.room_name")
        self.rooms = Button(
            tr("Rooms"), icons, name="vending.rooms_button", extent="small",
            trailing="chevron-down", tip=tr("Choose another room"),
        )  # fmt: skip
        self.rooms.hide()
        self.rooms.clicked.connect(self.rooms_wanted)
        self.symbol = Badge("", icons)
        self.demo = Badge(tr("Demo"), icons, tone="info")
        self.past = Badge(tr("Past"), icons, tone="warn", icon="clock")
        self.past.setObjectName("vending.past_badge")
        self.past.hide()
        self.to_past = Button(
            tr("Past"), icons, name="vending.past", kind="ghost", extent="tiny", icon="clock",
            tip=tr("Show the room as of a past trade (P)"),
        )  # fmt: skip
        self.to_past.setAccessibleName(self.to_past.text())
        self.to_past.clicked.connect(self.past_wanted)
        self.solvency = SolvencyBadge(icons)
        self.creator = ElidedLabel("", "t3")
        self.creator.setObjectName("vending.creator")
        self.figures = {
            key: HeaderFigure(key, title, icons)
            for key, title in (
                ("price", tr("Price")), ("day", tr("24 h")), ("supply", tr("Supply")),
                ("reserve", tr("Curve reserve")), ("volume", tr("24 h volume")),
                ("fees", tr("Creator fees 24 h")), ("holders", tr("Holders")),
            )
        }  # fmt: skip
        title = in_row(
            self.name,
            self.past,
            self.symbol,
            self.demo,
            self.solvency,
            self.to_past,
            STRETCH,
            spacing=8,
        )
        in_row(
            self.rooms,
            (in_column(STRETCH, title, self.creator, STRETCH, spacing=2), 1),
            self._in_a_row(),
            within=self,
            margins=(16, 0, 16, 0),
            spacing=_GAP,
        )
        self.symbol.hide()
        self.demo.hide()

    def _in_a_row(self) -> QWidget:
        """The figures as one part that takes the focus."""
        self.strip = QWidget()
        self.strip.setObjectName("vending.figures")
        in_row(*self.figures.values(), within=self.strip, spacing=_GAP)
        return self.strip

    def show_reading(self, reading: RoomReading) -> None:
        """Show a room's figures."""
        machine, day = reading.machine, reading.figures
        self.reading = reading
        name = unit(machine.quote)
        self.name.setText(machine.name)
        self.symbol.show_text(machine.symbol)
        self.symbol.setVisible(bool(machine.symbol))
        self.demo.setVisible(machine.is_demo)
        self.solvency.show_solvency(reading.solvency, machine.supply, name, machine.fee_mode)
        creator = reading.creator if " " in reading.creator else short_id(reading.creator, 12, 4)
        self.creator.setText(self.tr("Room #{0} · by {1}").format(machine.room_id, creator))
        self._amount("price", machine.price, name)
        if day.price_before:
            change = 100 * (machine.price - day.price_before) / day.price_before
            self.figures["day"].show_change(change)
        else:
            self.figures["day"].show_value(DASH)
        self._amount("supply", machine.supply, self.tr("keys"))
        self._amount("reserve", machine.reserve, name)
        self._amount("volume", day.volume, name)
        self._amount("fees", day.creator_fees, name)
        self._amount("holders", day.holders, "")
        untraded = "" if machine.trades else self.tr("Nothing has been traded in this room yet.")
        self.to_past.set_denied(untraded)
        self._fit_figures()

    def show_missing(self, name: str) -> None:
        """Show only a name, for a room without a machine."""
        self.reading = None
        self.name.setText(name)
        self.creator.setText("")
        for widget in (self.symbol, self.demo, self.solvency):
            widget.hide()
        for figure in self.figures.values():
            figure.show_value(DASH)
        self.to_past.set_denied(self.tr("Nothing has been traded in this room yet."))

    def set_past(self, past: bool) -> None:
        """Say that the figures are those of a past moment."""
        self.past.setVisible(past)
        self.to_past.setVisible(not past)
        self._fit_figures()

    def set_narrow(self, narrow: bool) -> None:
        """Offer the rooms in a drop-down, because their list has no room."""
        self.rooms.setVisible(narrow)

    def fit(self) -> None:
        """Follow the text scale."""
        self.setFixedHeight(self._icons.themes.px(HEIGHT))

    def _amount(self, key: str, amount: int, unit: str) -> None:
        text = grouped(amount)
        is_long = amount >= 10**12
        self.figures[key].show_value(
            compact(amount) if is_long else text, unit, text if is_long else ""
        )

    def minimumSizeHint(self) -> QSize:
        # Figures go where room is short, so they must not keep the window wide.
        return QSize(self._icons.themes.px(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_figures()

    def _fit_figures(self) -> None:
        taken = 32 + min(self._icons.themes.px(_NAME_ROOM), self.width() // 3)
        taken += 0 if self.rooms.isHidden() else self.rooms.sizeHint().width() + _GAP
        # Where room is short the clock says it alone.
        roomy = self.width() >= self._icons.themes.px(_ROOM_FOR_PAST)
        self.to_past.setText(self.to_past.accessibleName() if roomy else "")
        for key in ("price", "day", "supply", "reserve", "volume", "holders", "fees"):
            figure = self.figures[key]
            taken += figure.sizeHint().width() + _GAP
            figure.setVisible(taken <= self.width())


class RoomPopup(QFrame):
    """The room list as a drop-down below the strip."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._icons = icons
        self.setProperty("card", "floating")
        self.setObjectName("vending.rooms_popup")
        self._column = in_column(within=self, margins=(1, 1, 1, 1))

    def take(self, rooms: MarketList) -> None:
        """Hold the list from now on."""
        self._column.addWidget(rooms)
        rooms.show()
        rooms.chosen.connect(self._on_chosen, Qt.ConnectionType.UniqueConnection)

    def open_below(self, button: QWidget) -> None:
        """Show the list below the button."""
        self.resize(self._icons.themes.px(280), self._icons.themes.px(480))
        self.move(button.mapToGlobal(QPoint(0, button.height() + 4)))
        self.show()

    @Slot(object)
    def _on_chosen(self, _room: int) -> None:
        self.hide()
