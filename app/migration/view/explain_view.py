"""Why the old design fails, with the room's own numbers and a small chart."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.fonts import CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label, RichLabel, stressed
from app.kit.layouts import in_column
from app.kit.numbers import compact, grouped, percent, unit
from app.kit.painting import Painted
from app.migration.explain import Gap
from app.migration.view.reading import LegacyDetail

HEIGHT, FOOT, HEAD = 132, 18, 6


class GapChart(Painted):
    """What the curve requires and what a reserve holds whose fees came out of the cost."""

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icons.themes, parent)
        self.gaps: Sequence[Gap] = ()
        self._unit = ""
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_gaps(self, gaps: Sequence[Gap], quote: str) -> None:
        """Show these supplies, the last one at the right edge."""
        self.gaps = tuple(gaps)
        self._unit = unit(quote)
        last = self.gaps[-1] if self.gaps else None
        words = self.tr("At {supply} keys {required} are required and {held} are held.")
        self.setAccessibleName(
            words.format(
                supply=grouped(last.supply),
                required=grouped(last.required),
                held=grouped(last.held),
            )
            if last is not None
            else ""
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.themes.px(260), self.themes.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self.gaps) < 2 or not self.gaps[-1].required:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self.themes.current, self.themes.px
        box = QRectF(0, px(HEAD), self.width(), self.height() - px(HEAD + FOOT))
        required = self._line([gap.required for gap in self.gaps], box)
        held = self._line([gap.held for gap in self.gaps], box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("error_tint"))
        painter.drawPolygon(QPolygonF(required + held[::-1]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("chart_line"), 1.5))
        painter.drawPolyline(QPolygonF(required))
        painter.setPen(QPen(theme.color("error"), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(held))
        painter.setPen(QPen(theme.color("border_strong"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._paint_words(painter, box)

    def _line(self, values: Sequence[int], box: QRectF) -> list[QPointF]:
        last, top = self.gaps[-1].supply, self.gaps[-1].required
        return [
            QPointF(
                box.left() + box.width() * gap.supply / last,
                box.bottom() - box.height() * (value / top),
            )
            for gap, value in zip(self.gaps, values, strict=True)
        ]

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(ui_font(CAPTION))
        painter.setPen(self.themes.current.color("text2"))
        foot = QRectF(0, box.bottom() + 2, self.width(), self.themes.px(FOOT))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(foot, left, self.tr("0 keys"))
        painter.drawText(
            foot, right, self.tr("{keys} keys").format(keys=grouped(self.gaps[-1].supply))
        )
        legend = box.adjusted(self.themes.px(8), 0, 0, 0)
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        last = self.gaps[-1]
        words = self.tr("━ required {required}\n╌ held {held} {unit}")
        painter.drawText(
            legend,
            top,
            words.format(required=compact(last.required), held=compact(last.held), unit=self._unit),
        )


class ExplanationView(QWidget):
    """Two failures, each in a sentence with numbers, and the chart of the second."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("legacy.why")
        self.shared = RichLabel()
        self.inside = RichLabel()
        self.chart = GapChart(icons, name="legacy.gap_chart")
        self.note = Label("", "t3", wrap=True)
        in_column(
            Label(self.tr("Why the old design fails"), "h2"),
            self.shared,
            self.inside,
            self.chart,
            self.note,
            within=self,
            spacing=6,
        )

    def show_detail(self, detail: LegacyDetail) -> None:
        """Reckon with this room's numbers."""
        why, money = detail.why, unit(detail.quote)
        self.chart.setVisible(bool(why and why.required))
        self.inside.setVisible(why is not None)
        if why is None:
            self.shared.setText(self.tr("So many keys are beyond what this curve can price."))
            self.note.setText("")
            return
        words = self.tr(
            "One token for all rooms: the next key costs {shared} {unit} at the {all} keys of "
            "all rooms together, not {own} {unit} at this room's {keys}."
        )
        self.shared.setText(
            words.format(
                shared=stressed(grouped(why.shared_price)),
                own=stressed(grouped(why.own_price)),
                unit=money,
                all=grouped(why.shared),
                keys=grouped(why.supply),
            )
        )
        words = self.tr(
            "Fees out of the cost: the reserve holds {held} of the {required} {unit} required "
            "({share}). Missing: {short} {unit}. Keys that can't be sold back: {stranded}."
        )
        share = percent(100 * why.held / why.required) if why.required else percent(100)
        self.inside.setText(
            words.format(
                held=grouped(why.held),
                required=grouped(why.required),
                unit=money,
                share=share,
                short=stressed(grouped(why.shortfall)),
                stranded=stressed(grouped(why.stranded)),
            )
        )
        self.chart.show_gaps(detail.gaps, detail.quote)
        guess = self.tr("Reckoned with the old machines' µSTX curve; the room has none yet.")
        own = self.tr("Reckoned with the room's own curve, had all keys been bought on it.")
        self.note.setText(guess if detail.is_guess else own)
