"""What the charts' lines are: a piece of each line with the name of its curve."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.badges import HEIGHT as BADGE_HEIGHT
from app.kit.badges import Badge
from app.kit.flow import FlowLayout
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel
from app.kit.layouts import in_row
from app.simulator.compare import Comparison
from app.simulator.view.compare.labels import is_legacy
from app.simulator.view.compare.line_styles import Swatch
from app.simulator.view.compare.results import Result


class Legend(QWidget):
    """Names beside each other, going on in the next row where there is no room."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._names: list[QWidget] = []
        self.setObjectName("compare.legend")
        self._flow = FlowLayout(self, gap=4)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_result(self, result: Result) -> None:
        """Name the curves of a comparison."""
        for name in self._names:
            self._flow.removeWidget(name)
            name.hide()
            name.deleteLater()
        named = zip(result.request.slots, result.found, strict=True)
        self._names = [self._name(slot, one) for slot, one in named]
        for name in self._names:
            self._flow.addWidget(name)
            name.show()
        self.setAccessibleName(", ".join(one.label for one in result.found))

    def _name(self, slot: int, one: Comparison) -> QWidget:
        name = QWidget(self)
        row = in_row(within=name, margins=(0, 0, 8, 0), spacing=8)
        # As high as one with a badge, so that all names stand on one line.
        name.setMinimumHeight(self._icons.themes.px(BADGE_HEIGHT))
        row.addWidget(Swatch(self._icons.themes, slot), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(ElidedLabel(one.label, "v"))
        if is_legacy(one.terms):
            badge = Badge(self.tr("insolvent by design"), self._icons, tone="warn")
            badge.setToolTip(
                self.tr(
                    "Legacy fee mode: fees come out of the cost, so the reserve gets less than "
                    "the curve demands."
                )
            )
            row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        return name
