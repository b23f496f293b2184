"""Few choices that stay in sight: segments of one bar, and chips."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.kit.buttons import Button
from app.kit.flow import FlowLayout
from app.kit.icons import Icons
from app.kit.layouts import in_row
from app.kit.style_sheet import repolish


class Segmented(QWidget):
    """One of a few, side by side in one bar.

    options: value and text each. chosen: the value, when the person picks another.
    tones: `buy` or `sell` by value, for the side of an order. keys: key cap by value.
    """

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str]],
        icons: Icons,
        *,
        name: str,
        label: str,
        extent: str = "",
        glyphs: dict[object, str] | None = None,
        tones: dict[object, str] | None = None,
        keys: dict[object, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        self._values: dict[QAbstractButton, object] = {}
        row = in_row(within=self, spacing=0)
        for index, (value, text) in enumerate(options):
            button = Button(
                text,
                icons,
                name=f"{name}_{value}",
                kind="seg",
                extent=extent,
                icon=(glyphs or {}).get(value, ""),
                key=(keys or {}).get(value, ""),
            )
            button.setCheckable(True)
            button.setChecked(index == 0)
            button.setAccessibleName(f"{label}: {text}")
            button.set_tone((tones or {}).get(value, ""))
            repolish(button, part=_position(index, len(options)))
            self._group.addButton(button)
            self._values[button] = value
            row.addWidget(button, 1)
        self._group.buttonToggled.connect(self._on_button_toggled)
        self._lead_tab_to_choice()
        self._group.buttonClicked.connect(self._on_button_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def value(self) -> object:
        """What is chosen."""
        return next(value for button, value in self._values.items() if button.isChecked())

    def set_value(self, value: object) -> None:
        """Choose, without a signal; a value that is no option changes nothing."""
        for button, known in self._values.items():
            if known == value:
                button.setChecked(True)

    def button(self, value: object) -> Button:
        """The button of an option, to disable it or give it a tooltip."""
        for button, known in self._values.items():
            if known == value and isinstance(button, Button):
                return button
        raise KeyError(value)

    @Slot(QAbstractButton, bool)
    def _on_button_toggled(self, _button: QAbstractButton, on: bool) -> None:
        if on:
            self._lead_tab_to_choice()

    def _lead_tab_to_choice(self) -> None:
        # Qt does so only once one of the buttons has had the focus.
        for button in self._values:
            focus = Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(self._values[button])


class ChipRow(QWidget):
    """Chips: filters of which one is chosen, or quick values that are only pressed.

    options: value and text each. choose: one stays chosen; else a chip acts and forgets.
    fill: chips share the width, as under an amount; else they flow like words.
    """

    chosen = Signal(object)

    def __init__(
        self,
        options: Sequence[tuple[object, str]],
        icons: Icons,
        *,
        name: str,
        label: str,
        choose: bool = True,
        fill: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._choose = choose
        self._group = QButtonGroup(self)
        self._group.setExclusive(choose)
        self._values: dict[QAbstractButton, object] = {}
        layout = _filled_row(self) if fill else FlowLayout(self, gap=6)
        for index, (value, text) in enumerate(options):
            chip = Button(text, icons, name=f"{name}_{value}", kind="chip")
            chip.setCheckable(True)
            chip.setChecked(choose and index == 0)
            chip.setAccessibleName(f"{label}: {text}")
            self._group.addButton(chip)
            self._values[chip] = value
            layout.addWidget(chip)
        self._group.buttonClicked.connect(self._on_chip_clicked)
        policy = self.sizePolicy()
        # Fixed would hold flowing chips at the height of one row.
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed if fill else QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(not fill)
        self.setSizePolicy(policy)

    def value(self) -> object:
        """What is chosen; None when no chip is lit."""
        button = self._group.checkedButton()
        return self._values[button] if button is not None else None

    def set_value(self, value: object) -> None:
        """Light the chip of `value`, without a signal; quick values: none if none fits."""
        for chip, known in self._values.items():
            if known == value:
                chip.setChecked(True)
            elif not self._choose:
                chip.setChecked(False)

    @Slot(QAbstractButton)
    def _on_chip_clicked(self, chip: QAbstractButton) -> None:
        value = self._values[chip]
        if not self._choose:
            self.set_value(value)
        self.chosen.emit(value)


def _filled_row(owner: QWidget) -> QHBoxLayout:
    return in_row(within=owner, spacing=6)


def _position(index: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "mid"
