"""What happens to the market from outside: a line for each event, to be added and taken away."""

import re
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.amounts import MAX_AMOUNT, format_amount, parse_amount
from app.errors import InvalidInput
from app.kit.buttons import Button, IconButton
from app.kit.choice import ChoiceField
from app.kit.field_errors import validate_all
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.number_field import NumberField
from app.kit.options import Option, among
from app.simulator.scenario import MAX_STEPS, Event, EventKind
from app.simulator.view.labels import event_name

MOST = 50
_PATH = re.compile(r"events\[(\d+)\]\.(\w+)")
_STRETCH = {"step": 3, "lasts": 3, "strength_permille": 3, "budget": 5}


class EventFields(QWidget):
    """The fields of one event; only a whale that enters has a budget.

    number: its place, for the names of its parts. gone: it shall be taken away.
    """

    gone = Signal(object)

    def __init__(
        self,
        event: Event,
        number: int,
        unit: str,
        icons: Icons,
    ) -> None:
        super().__init__()
        self._icons = icons
        self._name = f"simulator.event{number}"
        kinds = [Option(kind, event_name(kind)) for kind in EventKind]
        self.kind = ChoiceField(
            "", icons, name=f"{self._name}_kind", source=among(kinds), accessible=self.tr("Event"),
            height=28,
        )  # fmt: skip
        self.kind.set_option(next(each for each in kinds if each.value is event.kind))
        self.fields = {
            "step": self._field("step", self.tr("First step"), most=MAX_STEPS),
            "lasts": self._field("lasts", self.tr("Steps that it lasts"), 1, MAX_STEPS),
            "strength_permille": self._strength(),
            "budget": self._field("budget", self.tr("Budget, {0}").format(unit), 1, MAX_AMOUNT),
        }
        self.remove = IconButton(
            "trash", self.tr("Remove this event"), icons, name=f"{self._name}_remove"
        )
        row = in_row((self.kind, 5, Qt.AlignmentFlag.AlignTop), within=self, spacing=8)
        for name, field in self.fields.items():
            row.addWidget(field, _STRETCH[name], Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        for name, field in self.fields.items():
            value = getattr(event, name)
            if value is not None:
                field.set_value(value)
        self.kind.chosen.connect(self._fit_kind)
        self.remove.clicked.connect(partial(self.gone.emit, self))
        self._fit_kind()

    def _field(self, name: str, spoken: str, least: int = 0, most: int = 0) -> NumberField:
        return NumberField(
            "", self._icons, name=f"{self._name}_{name}", field=name, accessible=spoken,
            minimum=least, maximum=most, height=28,
        )  # fmt: skip

    def _strength(self) -> NumberField:
        return NumberField(
            "", self._icons, name=f"{self._name}_strength", field="strength_permille",
            accessible=self.tr("Strength in percent"), maximum=1_000, height=28,
            read=partial(parse_amount, decimals=1, field="strength_permille"),
            show=partial(format_amount, decimals=1),
        )  # fmt: skip

    def event_kind(self) -> EventKind:
        """Which kind is chosen."""
        return EventKind(str(self.kind.value()))

    def validate(self) -> bool:
        """Judge the fields that count."""
        shown = {name: field for name, field in self.fields.items() if field.isEnabled()}
        return validate_all(shown)

    def event_typed(self) -> Event:
        """The event; InvalidInput where a field holds no number."""
        kind = self.event_kind()
        enters = kind is EventKind.WHALE_ENTERS
        return Event(
            self.fields["step"].value(),
            kind,
            self.fields["lasts"].value(),
            self.fields["strength_permille"].value(),
            self.fields["budget"].value() if enters else None,
        )

    @Slot(object)
    def _fit_kind(self, _option: Option | None = None) -> None:
        enters = self.event_kind() is EventKind.WHALE_ENTERS
        budget = self.fields["budget"]
        budget.setEnabled(enters)
        if not enters:
            budget.empty()


class EventRows(QWidget):
    """All events of a scenario, in the order of the file."""

    def __init__(
        self,
        events: tuple[Event, ...],
        unit: str,
        icons: Icons,
    ) -> None:
        super().__init__()
        self._icons = icons
        self._unit = unit
        self._made = 0
        self.rows: list[EventFields] = []
        self.heads = self._heads()
        self._column = in_column(spacing=6)
        self.more = Button(
            self.tr("Add an event"), icons, name="simulator.event_add", icon="plus", extent="small"
        )
        self.more.clicked.connect(self._on_more_clicked)
        line = in_row(self.more, STRETCH)
        in_column(self.heads, self._column, line, within=self, spacing=6)
        for event in events:
            self._add(event)
        self._fit()

    def _heads(self) -> QWidget:
        heads, tr = QWidget(), self.tr
        row = in_row((Label(tr("Event"), "t3"), 5), within=heads, margins=(0, 0, 28, 0), spacing=8)
        texts = (
            tr("First step"), tr("Lasts, steps"), tr("Strength, %"),
            tr("Budget, {0}").format(self._unit),
        )  # fmt: skip
        for text, stretch in zip(texts, _STRETCH.values(), strict=True):
            row.addWidget(Label(text, "t3", align=Qt.AlignmentFlag.AlignRight), stretch)
        return heads

    def validate(self) -> bool:
        """Judge every field; the cursor goes to the first that is wrong."""
        wrong = [row for row in self.rows if not row.validate()]
        return not wrong

    def events(self) -> tuple[Event, ...]:
        """The events; InvalidInput where a field holds no number."""
        return tuple(row.event_typed() for row in self.rows)

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal at the field whose path it names; tells whether there is one."""
        found = _PATH.fullmatch(error.field or "")
        if found is None or int(found[1]) >= len(self.rows):
            return False
        row = self.rows[int(found[1])]
        field = row.fields.get(found[2], row.fields["step"])
        field.show_error(error.message)
        field.setFocus()
        return True

    def _add(self, event: Event) -> EventFields:
        self._made += 1
        row = EventFields(event, self._made, self._unit, self._icons)
        row.gone.connect(self._on_gone)
        self.rows.append(row)
        self._column.addWidget(row)
        return row

    def _on_more_clicked(self) -> None:
        row = self._add(Event(0, EventKind.RUSH))
        self._fit()
        row.fields["step"].setFocus()

    def _on_gone(self, row: EventFields) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self._fit()
        self.more.setFocus()

    def _fit(self) -> None:
        self.heads.setVisible(bool(self.rows))
        self.more.setEnabled(len(self.rows) < MOST)
