"""What the charts' lines are: a piece of each line with the name of its curve."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kit.badges import Badge
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel
from app.vending.view.compare.looks import Swatch
from app.vending.view.compare.results import Result
from app.vending.view.compare.words import is_legacy


class Legend(QWidget):
    """One row; names that have no room are cut and stand in full in the tooltip."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName("compare.legend")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)

    def show_result(self, result: Result) -> None:
        """Name the curves of a comparison."""
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        parts: list[QWidget] = []
        for slot, one in zip(result.request.slots, result.found, strict=True):
            name = ElidedLabel(one.label, "v")
            parts += [Swatch(self._icons.themes, slot), name]
            if is_legacy(one.terms):
                badge = Badge(self.tr("insolvent by design"), self._icons, tone="warn")
                badge.setToolTip(
                    self.tr(
                        "Legacy fee mode: fees come out of the cost, so the reserve gets less "
                        "than the curve demands."
                    )
                )
                parts.append(badge)
        for place, part in enumerate(parts):
            self._row.insertWidget(place, part, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(", ".join(one.label for one in result.found))
