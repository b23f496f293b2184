"""The broken example: a tutorial's curve, told and shown."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.doctor.subject import TUTORIAL_FORMULA, Subject, tutorial
from app.doctor.trial import tried
from app.doctor.view.question import Trial
from app.errors import InvalidInput
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.numbers import grouped

TRIAL: Final = Trial(supply=100, keys=10)


def _figures() -> dict[str, str]:
    bought, sold = tried(tutorial(), TRIAL.supply, TRIAL.keys)
    return {
        "supply": grouped(bought.supply),
        "keys": grouped(bought.keys),
        "paid": grouped(bought.total),
        "got": grouped(sold.total),
    }


class ExampleForm(QWidget):
    """Nothing to type: what the tutorial's mistake is.

    edited: never; what every form has.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = in_column(
            Label(self.tr("A well-known tutorial's curve"), "h2"),
            Label(TUTORIAL_FORMULA, "mono", wrap=True),
            within=self,
            spacing=8,
        )
        words = self.tr(
            "It prices both sides at the supply after a buy, s + n. A sale ends at s − n, yet is "
            "paid at s + n: too much. At supply {supply}, buying {keys} pays {paid} and selling "
            "them gets {got}."
        )
        column.addWidget(Label(words.format(**_figures()), "k", wrap=True))

    def maker(self) -> Callable[[], Subject]:
        """Makes the tutorial's curve."""
        return tutorial

    def show_error(self, _error: InvalidInput) -> bool:
        """There is no field to show it at."""
        return False
