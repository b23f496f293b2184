"""The fields of a curve: its family, the parameters of that family, and ready presets."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.amounts import MAX_AMOUNT
from app.errors import InvalidInput, UserError
from app.kit.choice import ChoiceField
from app.kit.field_errors import show_at_field, validate_all
from app.kit.fields import TextField
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.number_field import NumberField
from app.kit.options import Option, among
from app.kit.page import ViewContext
from app.kit.segments import ChipRow
from app.kit.translation import said
from app.vending import curves
from app.vending.curves import FAMILIES, PRESETS, Curve, Parameter, Preset, Unit

_UNITS = {Unit.KEYS: "keys", Unit.BASIS_POINTS: "bps", Unit.PERMILLE: "‰", Unit.NUMBER: ""}

ParameterField = NumberField | TextField


class CurveFields(QWidget):
    """What is typed for one family is still there after a look at another.

    area: begins the objectNames.
    edited: family or a parameter changed. preset_chosen: a `Preset`, after its values are in.
    """

    edited = Signal()
    preset_chosen = Signal(object)

    def __init__(
        self, context: ViewContext, *, area: str = "machine", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._area = area
        self._quote = ""
        self._family = next(iter(FAMILIES))
        self._typed: dict[str, dict[str, str]] = {}
        self._fields: dict[str, ParameterField] = {}
        self._page: QWidget | None = None
        self._build()
        self.family.chosen.connect(self._on_family_chosen)
        self.presets.chosen.connect(self._on_preset_chosen)
        self.choose_family(self._family)

    def _build(self) -> None:
        icons, area = self._context.icons, self._area
        self.presets = ChipRow(
            [(preset.key, said(preset.label)) for preset in PRESETS],
            icons,
            name=f"{area}.preset",
            label=self.tr("Presets"),
            choose=False,
        )
        self._column = in_column(self.presets, within=self, spacing=12)
        families = [Option(family.key, said(family.label)) for family in FAMILIES.values()]
        self.family = ChoiceField(
            self.tr("Curve"), icons, name=f"{area}.family", source=among(families)
        )
        self._column.addWidget(self.family)
        self.formula = Label("", "mono2", wrap=True)
        self._column.addWidget(self.formula)

    # What is typed

    def family_key(self) -> str:
        """Key of the chosen family."""
        return self._family

    def parameters(self) -> dict[str, str]:
        """The parameters as typed, by name."""
        return {name: field.text() for name, field in self._fields.items()}

    def curve(self) -> Curve:
        """The curve; InvalidInput naming the parameter for one that can't be."""
        return curves.curve_from(self.family_key(), self.parameters())

    def validate(self) -> bool:
        """Judge all parameters; the cursor goes to the first that is wrong."""
        return validate_all(self._fields)

    def show_error(self, error: UserError) -> bool:
        """Show a refusal at the parameter that caused it; tells whether there is one."""
        return show_at_field(self._fields, error)

    def field(self, name: str) -> ParameterField:
        """The field of a parameter; KeyError for one that the family hasn't."""
        return self._fields[name]

    # What is shown

    def set_quote(self, unit: str) -> None:
        """Write this unit behind amounts."""
        self._quote = unit
        for one in FAMILIES[self.family_key()].parameters:
            field = self._fields[one.name]
            if one.unit is Unit.AMOUNT:
                field.unit.setText(unit)
                field.unit.setVisible(bool(unit))

    def choose_family(self, key: str) -> None:
        """Show the parameters of a family, as they were typed last."""
        if key == self._family and self._fields:
            return
        self._keep()
        self._family = key
        family = FAMILIES[key]
        self.family.set_option(Option(family.key, said(family.label)))
        self.family.set_note(said(family.help))
        self.formula.setText(family.formula)
        self._show_parameters()

    def put(self, parameters: Mapping[str, str]) -> None:
        """Fill parameters by name; a blank one stays blank."""
        for name, text in parameters.items():
            if name in self._fields and text:
                fill(self._fields[name], text)

    def typed(self) -> dict[str, dict[str, str]]:
        """Everything that was typed, by family and parameter."""
        self._keep()
        return {family: dict(texts) for family, texts in self._typed.items()}

    def restore(self, typed: Mapping[str, Mapping[str, str]], family: str) -> None:
        """Put back what `typed` gave, with this family shown."""
        self._fields = {}
        self._typed = {key: dict(texts) for key, texts in typed.items()}
        self.choose_family(family)

    def _keep(self) -> None:
        if self._fields:
            self._typed[self.family_key()] = self.parameters()

    def _show_parameters(self) -> None:
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        self._page = QWidget()
        column = in_column(within=self._page, spacing=12)
        self._fields = {}
        known = self._typed.get(self.family_key(), {})
        for one in FAMILIES[self.family_key()].parameters:
            field = self._made(one)
            default = "" if one.default is None else str(one.default)
            text = known.get(one.name, default)
            if text:
                fill(field, text)
            field.edited.connect(self.edited)
            self._fields[one.name] = field
            column.addWidget(field)
        self._column.addWidget(self._page)
        self.updateGeometry()

    def _made(self, one: Parameter) -> ParameterField:
        icons, name = self._context.icons, f"{self._area}.{one.name}"
        field: ParameterField
        if one.unit is Unit.BANDS:
            field = TextField(
                said(one.label),
                icons,
                name=name,
                required=True,
                mono=True,
                placeholder="10:100,50:200",
                check=self._checked_bands,
                limit=40_000,
            )
        else:
            field = NumberField(
                said(one.label),
                icons,
                name=name,
                field=one.name,
                required=one.default is None,
                unit=said(_UNITS.get(one.unit, self._quote)),
                minimum=one.minimum,
                maximum=min(one.maximum, MAX_AMOUNT),
            )
        field.set_note(said(one.help))
        return field

    def _checked_bands(self) -> None:
        try:
            self.curve()
        except InvalidInput as error:
            if error.field == "bands":
                raise

    @Slot(object)
    def _on_family_chosen(self, option: Option) -> None:
        self.choose_family(str(option.value))
        self.edited.emit()

    @Slot(object)
    def _on_preset_chosen(self, key: object) -> None:
        preset = next(preset for preset in PRESETS if preset.key == key)
        self.choose_preset(preset)
        self.preset_chosen.emit(preset)

    def choose_preset(self, preset: Preset) -> None:
        """Take over the values of a preset."""
        self.choose_family(preset.family)
        self.put({name: str(value) for name, value in preset.params.items()})
        self.edited.emit()


def fill(field: ParameterField, text: str) -> None:
    """Put a text into a field as the program's own: a number is grouped, nothing is judged."""
    if isinstance(field, NumberField) and text.isascii() and text.isdigit():
        field.set_value(int(text))
    else:
        field.set_text(text)
        field.clear_message()
