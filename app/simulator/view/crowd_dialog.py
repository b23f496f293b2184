"""The dialog in which a scenario's crowd, its steps and its events are changed."""

import re

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.errors import InvalidInput
from app.kit.dialogs import Dialog
from app.kit.field_errors import validate_all
from app.kit.fields import TextField
from app.kit.labels import Label
from app.kit.layouts import STRETCH, in_column, in_row
from app.kit.number_field import NumberField
from app.kit.numbers import unit
from app.kit.page import ViewContext
from app.simulator.scenario import (
    MAX_AGENTS,
    MAX_SEED,
    MAX_STEPS,
    Scenario,
    check_scenario,
)
from app.simulator.view.event_rows import EventRows
from app.simulator.view.mix_table import MixTable

WIDTH = 680
LONGEST_STEP = 86_400
_AROUND = 190
_NAME = re.compile("[!-~]([ -~]{0,30}[!-~])?")


class CrowdDialog(Dialog):
    """Shows a scenario's crowd; what is wrong is said at the field that is wrong.

    submitted: the changed Scenario, after which the dialog is closed.
    """

    submitted = Signal(object)

    def __init__(
        self, context: ViewContext, scenario: Scenario, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.icons, "", icon="members", width=WIDTH, parent=parent)
        title = self.tr("Crowd and events")
        self.setWindowTitle(title)
        self.title.setText(title)
        self.setObjectName("simulator.crowd")
        self._scenario = scenario
        quote = unit(scenario.market.quote)
        self.mix = MixTable(scenario.mix, quote, context.icons)
        self.events = EventRows(scenario.events, quote, context.icons)
        self._build_head()
        self._inside = QWidget()
        self._inside.setProperty("role", "page")
        self._arrange()
        self._inside.installEventFilter(self)
        self._hold()

    def _build_head(self) -> None:
        icons, tr, scenario = self.icons, self.tr, self._scenario
        self.name = TextField(
            tr("Name"), icons, name="simulator.crowd_name", check=self._check_name, limit=100
        )
        self.name.set_text(scenario.name)
        self.numbers = {
            name: NumberField(
                label, icons, name=f"simulator.crowd_{name}", field=name, minimum=least,
                maximum=most, unit=suffix, show=str,
            )
            for name, label, suffix, least, most in (
                ("agents", tr("Agents"), "", 1, MAX_AGENTS),
                ("seed", tr("Seed"), "", 0, MAX_SEED),
                ("steps", tr("Steps"), "", 1, MAX_STEPS),
                ("step_seconds", tr("A step takes"), "s", 1, LONGEST_STEP),
            )
        }  # fmt: skip
        for name, field in self.numbers.items():
            field.set_value(getattr(scenario, name))

    def _arrange(self) -> None:
        tr = self.tr
        head = in_row(
            (self.name, 5, Qt.AlignmentFlag.AlignTop),
            *((field, 3, Qt.AlignmentFlag.AlignTop) for field in self.numbers.values()),
            spacing=12,
        )
        titles = Label(tr("Crowd"), "h2"), Label(tr("Events"), "h2")
        in_column(
            head, titles[0], self.mix, titles[1], self.events, STRETCH, within=self._inside,
            margins=(0, 0, 12, 0), spacing=12,
        )  # fmt: skip
        self.area = QScrollArea()
        self.area.setObjectName("simulator.crowd_area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._inside)
        words = tr("Budgets are in the smallest unit of the room's asset.")
        self.content.addWidget(Label(words, "body2", wrap=True))
        self.content.addSpacing(12)
        self.content.addWidget(self.area)
        self.add_problem("simulator.crowd_problem", gap=0)
        self.add_answers(tr("Use this crowd"), name="simulator.crowd_")
        self.yes.clicked.connect(self.submit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._hold()
        return super().eventFilter(watched, event)

    @Slot()
    def submit(self) -> None:
        """Check everything, and give the changed scenario."""
        self.problem.hide()
        right = [part.validate() for part in (self.mix, self.events)]
        if not validate_all({"name": self.name, **self.numbers}) or not all(right):
            return
        try:
            scenario = self._typed()
        except InvalidInput as error:
            if not (self.mix.show_error(error) or self.events.show_error(error)):
                self.say_problem(error)
            return
        self.accept()
        self.submitted.emit(scenario)

    def _typed(self) -> Scenario:
        numbers = {name: field.value() for name, field in self.numbers.items()}
        changed = msgspec.structs.replace(
            self._scenario,
            name=self.name.text(),
            mix=self.mix.shares(),
            events=self.events.events(),
            **numbers,
        )
        return check_scenario(changed)

    def _check_name(self) -> None:
        if not _NAME.fullmatch(self.name.text()):
            words = self.tr("A name has 1 to 32 letters, digits and signs without accents.")
            raise InvalidInput(words, field="name")

    def _hold(self) -> None:
        """As high as the content, or as the window has room for."""
        owner = self.parentWidget()
        room = owner.window().height() - self.icons.themes.px(_AROUND) if owner else 10_000
        wanted = self._inside.sizeHint().height()
        self.area.setFixedHeight(min(wanted, max(room, 200)))
