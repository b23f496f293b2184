"""The curves to be compared: a row each, and the fields of the one that is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from app.amounts import MAX_AMOUNT
from app.errors import UserError
from app.kit.field_errors import show_at_field
from app.kit.fields import TextField
from app.kit.fonts import SMALL, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.notices import Notice
from app.kit.number_field import NumberField
from app.kit.page import ViewContext
from app.kit.painting import paint_box, paint_focus_ring
from app.kit.segments import Segmented
from app.simulator.view.compare.candidate_drafts import LONGEST_LABEL, Draft
from app.simulator.view.compare.line_styles import SWATCH_WIDTH, paint_swatch
from app.vending.rules import FeeMode
from app.vending.view.machine.curve_fields import CurveFields
from app.vending.view.machine.fee_fields import FeeFields

ROW_HEIGHT = 32


@dataclass(frozen=True)
class CandidateRow:
    """A row: the curve's slot and name, and what is wrong with it; empty for nothing."""

    slot: int
    name: str
    wrong: str = ""


class _Row(QAbstractButton):
    def __init__(self, icons: Icons, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._entry = CandidateRow(0, "")
        self.place = place
        self.setObjectName(f"compare.curve_{place + 1}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entry(self, entry: CandidateRow) -> None:
        self._entry = entry
        self.setText(entry.name)
        self.setAccessibleName(f"{entry.name}. {entry.wrong}" if entry.wrong else entry.name)
        self.setToolTip(f"{entry.name}\n{entry.wrong}" if entry.wrong else entry.name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._icons.themes.px(ROW_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, themes = QPainter(self), self._icons.themes
        theme, px = themes.current, themes.px
        area = QRectF(self.rect())
        if self.isChecked():
            paint_box(painter, area, 6, theme.color("selected"))
            paint_box(painter, QRectF(0, 0, 3, self.height()), 1, theme.color("chart_line"))
        elif self.underMouse():
            paint_box(painter, area, 6, theme.color("hover"))
        swatch = QRectF(px(12), 0, px(SWATCH_WIDTH), self.height())
        paint_swatch(painter, theme, swatch, self._entry.slot)
        right = area.right() - px(8)
        if self._entry.wrong:
            side = px(14)
            right -= side
            sign = self._icons.pixmap("error-octagon", side, "error", self.devicePixelRatioF())
            painter.drawPixmap(round(right), (self.height() - side) // 2, sign)
        font = ui_font(SMALL, 500 if self.isChecked() else 400)
        left = swatch.right() + px(10)
        text = QFontMetricsF(font).elidedText(
            self._entry.name, Qt.TextElideMode.ElideRight, right - left - px(4)
        )
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        spot = QRectF(left, 0, right - left, self.height())
        painter.drawText(spot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            paint_focus_ring(painter, themes, area, 6)


class CandidateRows(QWidget):
    """Arrow keys move between the rows.

    chosen: the place of the row that the person picks, from 0.
    """

    chosen = Signal(int)

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self.setObjectName("compare.curves")
        self.setAccessibleName(self.tr("Curves"))
        self._column = in_column(within=self, spacing=2)
        self._group = QButtonGroup(self)
        self._rows: list[_Row] = []
        self._group.buttonClicked.connect(self._on_button_clicked)
        icons.themes.changed.connect(self._on_themes_changed)

    def show_entries(self, entries: Sequence[CandidateRow], current: int) -> None:
        """Show these curves with one of them chosen."""
        while len(self._rows) < len(entries):
            row = _Row(self._icons, len(self._rows), self)
            self._rows.append(row)
            self._group.addButton(row)
            self._column.addWidget(row)
            row.show()
        while len(self._rows) > len(entries):
            row = self._rows.pop()
            self._group.removeButton(row)
            row.hide()
            row.deleteLater()
        for row, entry in zip(self._rows, entries, strict=True):
            row.show_entry(entry)
        self._rows[current].setChecked(True)

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, _Row):
            self.chosen.emit(button.place)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        for row in self._rows:
            row.updateGeometry()


class CandidateForm(QWidget):
    """Shows one draft at a time; what is typed is asked for with `draft`.

    edited: the person changed something.
    """

    edited = Signal()

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self._context = context
        self._draft = Draft(0, "", "linear")
        self._loading = False
        self._build()
        for part in (self.label, self.curve, self.fees, self.cap):
            part.edited.connect(self._on_edited)
        self.mode.chosen.connect(self._on_mode_chosen)

    def _build(self) -> None:
        icons, tr = self._context.icons, self.tr
        column = in_column(within=self, spacing=12)
        self.label = TextField(
            tr("Label"), icons, name="compare.label", hint=tr("optional"), limit=LONGEST_LABEL
        )
        self.curve = CurveFields(self._context)
        # Assets are the scenario's: the ready values of real rooms would be far off.
        self.curve.presets.hide()
        self.mode = Segmented(
            [(FeeMode.ON_TOP, tr("On top")), (FeeMode.INSIDE, tr("Inside the cost"))],
            icons,
            name="compare.fee_mode",
            label=tr("Fees"),
        )
        self.inside = Notice(
            icons,
            "warn",
            tr("Insolvent by design"),
            tr("As in the historic contracts, the reserve gets the cost less the fees."),
            name="compare.inside",
        )
        self.fees = FeeFields(self._context)
        self.cap = NumberField(
            tr("Supply cap"),
            icons,
            name="compare.supply_cap",
            field="supply_cap",
            hint=tr("optional"),
            unit=tr("keys"),
            minimum=1,
            maximum=MAX_AMOUNT,
            blank_allowed=True,
        )
        parts = (self.label, self.curve, Label(tr("Fees"), "h2"), self.mode, self.inside)
        for part in (*parts, self.fees, self.cap):
            column.addWidget(part)
        self.inside.hide()

    def set_quote(self, unit: str) -> None:
        """Write this unit behind amounts."""
        self.curve.set_quote(unit)

    def draft(self) -> Draft:
        """What is typed."""
        return replace(
            self._draft,
            label=self.label.text(),
            family=self.curve.family_key(),
            parameters=self.curve.typed(),
            fees=self.fees.typed(),
            mode=FeeMode(str(self.mode.value())),
            cap=self.cap.text(),
        )

    def show_draft(self, draft: Draft, hint: str) -> None:
        """Put a draft into the fields; hint: what it is called without a label."""
        self._loading = True
        self._draft = draft
        self.label.set_text(draft.label)
        self.curve.restore(
            {name: dict(each) for name, each in draft.parameters.items()}, draft.family
        )
        self.fees.put(dict(draft.fees))
        self.mode.set_value(draft.mode)
        self.cap.set_text(draft.cap)
        self.label.clear_message()
        self.cap.clear_message()
        self._loading = False
        self.set_hint(hint)
        self.inside.setVisible(draft.mode is FeeMode.INSIDE)

    def set_hint(self, hint: str) -> None:
        """What stands in the label's field as long as nothing is typed there."""
        self.label.editor.setPlaceholderText(hint)

    def show_error(self, error: UserError) -> bool:
        """Show a refusal at the field that caused it; tells whether there is one."""
        if self.curve.show_error(error) or self.fees.show_error(error):
            return True
        return show_at_field({"label": self.label, "supply_cap": self.cap}, error)

    @Slot()
    def _on_edited(self) -> None:
        if not self._loading:
            self.edited.emit()

    @Slot(object)
    def _on_mode_chosen(self, mode: object) -> None:
        self.inside.setVisible(mode is FeeMode.INSIDE)
        self.edited.emit()
