"""The filters above the rooms table: stage, creator, activity."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.kit.buttons import Button
from app.kit.choice import ChoicePopup
from app.kit.icons import Icons
from app.kit.options import Give, Option, among
from app.rooms.queries import WAITING
from app.rooms.rules import Status
from app.rooms.view.labels import status_words

translate = QCoreApplication.translate

WAITING_VALUES = tuple(status.value for status in WAITING)


def stage_options() -> list[tuple[object, str]]:
    """Values and words of the stage filter; the first filters nothing."""
    return [
        ("", translate("Rooms", "all")),
        (WAITING_VALUES, translate("Rooms", "Waiting for an admin")),
        *((status.value, status_words(status)) for status in Status),
    ]


def activity_options() -> list[tuple[object, str]]:
    """Values and words of the activity filter."""
    return [
        ("", translate("Rooms", "any")),
        ("traded_1d", translate("Rooms", "Traded in 24 h")),
        ("traded_7d", translate("Rooms", "Traded in 7 days")),
        ("idle_7d", translate("Rooms", "No trade for 7 days")),
        ("idle_30d", translate("Rooms", "No trade for 30 days")),
    ]


class CreatorButton(Button):
    """The filter by creator: a list with search, since there can be hundreds of them."""

    chosen = Signal(object)
    """Row id of the member, or None."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(
            "",
            icons,
            name="rooms.creator",
            extent="small",
            trailing="chevron-down",
            parent=parent,
        )
        self._options: tuple[Option, ...] = ()
        self._value: int | None = None
        self.popup = ChoicePopup(icons, self._find, "rooms.creator", self.tr("Creator"), self)
        self.popup.picked.connect(self._on_picked)
        self.clicked.connect(self._on_clicked)
        self.set_creators(())

    def set_creators(self, creators: Sequence[tuple[int, str]]) -> None:
        """Offer these members, by row id and name."""
        everyone = Option(0, self.tr("Everyone"))
        self._options = (everyone, *(Option(row, name, avatar=True) for row, name in creators))
        self._show_choice()

    def value(self) -> int | None:
        """Row id of the chosen member; None for everyone."""
        return self._value

    def set_value(self, value: object) -> None:
        """Choose, without a signal."""
        self._value = value if isinstance(value, int) and value else None
        self._show_choice()

    def _find(self, text: str, give: Give) -> None:
        among(self._options)(text, give)

    @Slot()
    def _on_clicked(self) -> None:
        self.popup.open_below(self, "", self._value or 0)

    @Slot(object)
    def _on_picked(self, option: Option) -> None:
        self.set_value(option.value)
        self.chosen.emit(self._value)

    def _show_choice(self) -> None:
        names = {option.value: option.text for option in self._options}
        subject = self.tr("Creator")
        name = names.get(self._value, "…") if self._value else ""
        self.setText(f"{subject}: {name}" if name else subject)
        self.set_active(bool(self._value))
