"""The crowd's mix: for each kind of traders its percent of the crowd, and its budgets."""

import re
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.amounts import MAX_AMOUNT
from app.errors import InvalidInput
from app.kit.boxes import MessageLine
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.number_field import NumberField
from app.simulator.agents import AgentKind
from app.simulator.scenario import Budget, Share
from app.simulator.view.labels import kind_name

_PATH = re.compile(r"mix\[(\d+)\]\.(agent|percent|budget\.lowest|budget\.highest)")


class _Row(NamedTuple):
    """The fields of a kind, by the ends of the paths that errors name."""

    percent: NumberField
    lowest: NumberField
    highest: NumberField


class MixTable(QWidget):
    """A row for each kind, and the sum of the percentages below, which follows every keystroke.

    unit: what budgets are counted in.
    """

    def __init__(self, mix: tuple[Share, ...], unit: str, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        known = {share.agent: share for share in mix}
        spanning = Budget(
            min(share.budget.lowest for share in mix), max(share.budget.highest for share in mix)
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        self._add_heads(grid, unit)
        self.rows: dict[AgentKind, _Row] = {}
        for line, kind in enumerate(AgentKind, 1):
            share = known.get(kind, Share(kind, 0, spanning))
            row = self.rows[kind] = self._row(kind, share)
            grid.addWidget(Label(kind_name(kind), "body"), line, 0)
            for place, field in enumerate(row, 1):
                grid.addWidget(field, line, place, Qt.AlignmentFlag.AlignTop)
        for place, stretch in enumerate((4, 3, 5, 5)):
            grid.setColumnStretch(place, stretch)
        self.sum = MessageLine(icons)
        self.sum.setObjectName("simulator.crowd_sum")
        in_column(grid, self.sum, within=self, spacing=4)
        self._show_sum()

    def _add_heads(self, grid: QGridLayout, unit: str) -> None:
        tr, right = self.tr, Qt.AlignmentFlag.AlignRight
        heads = (
            tr("Traders"), tr("Share, %"), tr("Budget from, {0}").format(unit),
            tr("Budget to, {0}").format(unit),
        )  # fmt: skip
        for place, text in enumerate(heads):
            grid.addWidget(Label(text, "t3", align=right if place else None), 0, place)

    def _row(self, kind: AgentKind, share: Share) -> _Row:
        name = kind_name(kind)
        row = _Row(
            self._field(
                f"{kind.value}_percent", self.tr("{0}: share in percent").format(name), 100
            ),
            self._field(f"{kind.value}_lowest", self.tr("{0}: lowest budget").format(name)),
            self._field(f"{kind.value}_highest", self.tr("{0}: highest budget").format(name)),
        )
        numbers = (share.percent, share.budget.lowest, share.budget.highest)
        for field, number in zip(row, numbers, strict=True):
            field.set_value(number)
            field.edited.connect(self._show_sum)
        return row

    def _field(self, name: str, spoken: str, most: int = MAX_AMOUNT) -> NumberField:
        return NumberField(
            "", self._icons, name=f"simulator.crowd_{name}", field=name, accessible=spoken,
            maximum=most, height=28,
        )  # fmt: skip

    def validate(self) -> bool:
        """Judge every field; the cursor goes to the first that is wrong."""
        fields = [field for row in self.rows.values() for field in row]
        wrong = [field for field in fields if not field.validate()]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def shares(self) -> tuple[Share, ...]:
        """The kinds that come at all; InvalidInput where a field holds no number."""
        return tuple(self._share(kind) for kind in self._coming())

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal at the field whose path it names; tells whether there is one."""
        path = error.field or ""
        if path == "mix":
            self.sum.say("error", error.message)
            self.rows[AgentKind.RANDOM].percent.setFocus()
            return True
        found = _PATH.fullmatch(path)
        if found is None:
            return False
        row = self.rows[self._coming()[int(found[1])]]
        ends = {"budget.lowest": row.lowest, "budget.highest": row.highest}
        field = ends.get(found[2], row.percent)
        field.show_error(error.message)
        field.setFocus()
        return True

    def _coming(self) -> list[AgentKind]:
        return [kind for kind, row in self.rows.items() if row.percent.value() > 0]

    def _share(self, kind: AgentKind) -> Share:
        row = self.rows[kind]
        budget = Budget(row.lowest.value(), row.highest.value())
        return Share(kind, row.percent.value(), budget)

    @Slot()
    def _show_sum(self) -> None:
        percents = [row.percent for row in self.rows.values()]
        if any(field.problem() for field in percents):
            self.sum.say("warn", self.tr("The shares can't be added up yet"))
            return
        total = sum(field.value() for field in percents)
        if total == 100:
            self.sum.say("ok", self.tr("The shares sum to 100 %"))
        else:
            words = self.tr("The shares sum to {0} %, not to 100 %").format(total)
            self.sum.say("warn", words)
