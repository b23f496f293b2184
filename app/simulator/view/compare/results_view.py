"""What a comparison found: names, charts, bars and figures, in one column that scrolls."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.kit.buttons import Button
from app.kit.detail_pane import scrolling
from app.kit.labels import ElidedLabel, Label, Line
from app.kit.layouts import in_column, in_row
from app.kit.menus import build_menu
from app.kit.numbers import grouped
from app.kit.page import ViewContext
from app.kit.panels import Pane, PaneHeader
from app.simulator.view.compare.bars import Bars, gini_words, paint_gini, paint_spread, spread_words
from app.simulator.view.compare.charts import Charts
from app.simulator.view.compare.exporting import Exports
from app.simulator.view.compare.figures_table import BEST, FiguresTable
from app.simulator.view.compare.line_styles import Legend
from app.simulator.view.compare.picture import bar_titles
from app.simulator.view.compare.results import Result

_BARS_HEIGHT = 176


class ResultsView(Pane):
    """Stays as it is until the next comparison is shown."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__()
        self.context = context
        self.result: Result | None = None
        self.exports = Exports(context, self)
        self._build()
        self.export.clicked.connect(self._on_export_clicked)
        context.themes.changed.connect(self._on_themes_changed)

    def _build(self) -> None:
        icons, themes, tr = self.context.icons, self.context.themes, self.tr
        self.legend = Legend(icons)
        self.about = ElidedLabel("", "t3")
        self.about.setObjectName("compare.about")
        self.stale = Label(tr("The setup was changed since"), "t3", tone="stale")
        self.stale.hide()
        self.export = Button(
            tr("Export"), icons, name="compare.export", icon="export", extent="small",
            trailing="chevron-down",
        )  # fmt: skip
        self.charts = Charts(self.context)
        self.spread = Bars(themes, "compare.spread", paint_spread, spread_words)
        self.gini = Bars(themes, "compare.gini", paint_gini, gini_words)
        self.table = FiguresTable(themes)
        content = QWidget()
        content.setProperty("role", "page")
        column = in_column(
            (self.charts, 1), Line(), self._bars(), Line(), within=content, spacing=0
        )
        note = tr("{star} the best of its row, where one is; the tooltip says how it comes about")
        column.addWidget(PaneHeader(tr("Figures"), icons, note=note.format(star=BEST)))
        column.addWidget(self.table)
        self.area = scrolling(content, "compare.results")
        for part in (self._head(), Line(), self.area):
            self.column.addWidget(part, int(part is self.area))

    def _head(self) -> QWidget:
        head = QWidget()
        in_row(
            (in_column(self.legend, in_row((self.about, 1), self.stale, spacing=8), spacing=0), 1),
            (self.export, 0, Qt.AlignmentFlag.AlignVCenter),
            within=head,
            margins=(16, 8, 16, 8),
            spacing=12,
        )
        return head

    def _bars(self) -> QHBoxLayout:
        row = in_row(spacing=0)
        titles = bar_titles()
        for bars, (title, note), share in zip(
            (self.spread, self.gini), titles, (2, 1), strict=True
        ):
            pane = Pane()
            pane.column.addWidget(PaneHeader(title, self.context.icons, note=note))
            pane.column.addWidget(bars, 1)
            bars.setAccessibleName(title)
            bars.setMinimumHeight(self.context.themes.px(_BARS_HEIGHT))
            row.addWidget(pane, share)
            if share > 1:
                row.addWidget(Line(upright=True))
        return row

    def show_result(self, result: Result) -> None:
        """Show a comparison in place of the one before."""
        self.result = result
        for part in (self.legend, self.charts, self.spread, self.gini, self.table, self.exports):
            part.show_result(result)
        scenario = result.request.scenario
        text = self.tr("{source}, seed {seed}, {steps} steps, {agents} agents")
        self.about.setText(
            text.format(
                source=result.request.source,
                seed=scenario.seed,
                steps=grouped(scenario.steps),
                agents=grouped(scenario.agents),
            )
        )
        self.set_stale(False)

    def set_stale(self, stale: bool) -> None:
        """Say that what is set up by now is not what is shown."""
        self.stale.setVisible(stale and self.result is not None)

    @Slot()
    def _on_export_clicked(self) -> None:
        menu = build_menu(self.exports.menu_items(), self.context.icons, self.export)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        for bars in (self.spread, self.gini):
            bars.setMinimumHeight(self.context.themes.px(_BARS_HEIGHT))
