"""Choosing one of the shipped families, with parameters to begin with."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.doctor.subject import FamilySubject, Subject
from app.errors import InvalidInput
from app.kit.layouts import in_column
from app.kit.page import ViewContext
from app.vending.curves import PRESETS
from app.vending.view.machine.curve_fields import CurveFields

BEGINNINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "quadratic": {"unit": "1000000000000000000"},
    "flat": {"price": "1000000"},
    "exponential": {"base": "1000000", "rate_bps": "50"},
    "sigmoid": {"max": "10000000", "steepness_permille": "10", "mid": "500"},
    "constant_product": {"virtual_quote": "30000000000", "virtual_keys": "1073000"},
    "stepped": {"bands": "100:1000000,500:2000000,10000:5000000"},
}
"""What stands in the fields of a family that is chosen for the first time; linear has presets."""


class FamilyForm(QWidget):
    """The fields of a curve.

    edited: family or a parameter changed.
    """

    edited = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve = CurveFields(context, area="doctor")
        self._begun: set[str] = set()
        in_column(self.curve, within=self)
        self.curve.choose_preset(PRESETS[1])
        self.curve.edited.connect(self._on_edited)

    def choose(self, family: str) -> None:
        """Show a family, with parameters to begin with."""
        self.curve.choose_family(family)
        self._on_edited()

    def maker(self) -> Callable[[], Subject]:
        """Makes a subject of the curve; InvalidInput names the parameter that can't be."""
        return partial(FamilySubject, self.curve.curve())

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal at its parameter, unless that is empty; the cursor stays where it is."""
        name = error.field or ""
        if name not in self.curve.parameters():
            return False
        if self.curve.parameters()[name]:
            self.curve.field(name).show_error(error.message)
        return True

    @Slot()
    def _on_edited(self) -> None:
        family = self.curve.family_key()
        if family not in self._begun:
            self._begun.add(family)
            blank = {name for name, text in self.curve.parameters().items() if not text}
            first = BEGINNINGS.get(family, {})
            self.curve.put({name: text for name, text in first.items() if name in blank})
        self.edited.emit()
