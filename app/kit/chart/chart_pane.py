"""What the pane of a chart has besides the chart: header, export, own window, table."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.actions import Action
from app.kit.chart.chart_view import ChartView
from app.kit.chart.export import export_chart
from app.kit.chart.pop_out import ChartWindow
from app.kit.chart.table_dialog import TableDialog
from app.kit.files import FileKind, ask_save_path, file_name
from app.kit.labels import ElidedLabel
from app.kit.menus import MoreButton
from app.kit.page import ViewContext
from app.kit.panels import Pane, PaneHeader

_LEAST = 300


class ChartPane(Pane):
    """A chart under its title, a readout, and what can be done with it.

    name: begins the objectNames.
    """

    def __init__(
        self,
        context: ViewContext,
        chart: ChartView,
        *,
        name: str,
        title: str,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.title = title
        self._chart = chart
        self._subject = ""
        self.window_open: ChartWindow | None = None
        self.dialog: TableDialog | None = None
        self.setObjectName(name)
        self.header = PaneHeader(title, context.icons, note=note)
        self.readout = ElidedLabel("", "t3")
        self.readout.setObjectName(f"{name}_readout")
        self.header.add(self.readout)
        self.more = MoreButton(self.menu_items, context.icons, name=f"{name}_more")
        self.column.addWidget(self.header)
        self.column.addWidget(chart, 1)

    def minimumSizeHint(self) -> QSize:
        # What the header has besides the title goes where room is short.
        return QSize(self.context.themes.px(_LEAST), super().minimumSizeHint().height())

    def set_subject(self, subject: str) -> None:
        """Whose chart it is, for names of files and windows."""
        self._subject = subject
        if self.window_open is not None:
            self.window_open.set_title(self._window_title())

    def menu_items(self) -> Sequence[Action]:
        """What the three dots offer."""
        return (
            Action(self.tr("Export as PNG, SVG or CSV…"), self.export, "export"),
            Action(self.tr("Show as table"), self.show_table, "table"),
            Action(self.tr("Open in its own window"), self.pop_out, "pop-out"),
        )

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the chart to it; its ending decides the format."""
        kinds = (
            FileKind("png", self.tr("Picture, PNG")),
            FileKind("svg", self.tr("Drawing, SVG")),
            FileKind("csv", self.tr("Points as CSV")),
        )
        ask_save_path(
            self, self.tr("Export the chart"), self.file_name(), kinds, self.context.settings,
            self._on_path_chosen,
        )  # fmt: skip

    def file_name(self) -> str:
        """What a file of the chart is called, without its ending."""
        return file_name(self._subject, self.title)

    @Slot()
    def pop_out(self) -> None:
        """Show the chart in its own window, for a projector."""
        if self.window_open is None:
            self.window_open = ChartWindow(self._chart, self._window_title(), self.context.themes)
            self.window_open.closed.connect(self._on_window_closed)
            self.window_open.show()
        else:
            self.window_open.raise_()
            self.window_open.activateWindow()

    def _window_title(self) -> str:
        return f"{self._subject} – {self.title}" if self._subject else self.title

    @Slot()
    def show_table(self) -> None:
        """Show the points as a table."""
        chart = self._chart
        self.dialog = TableDialog(
            self.title, chart.text_summary(), chart.series_csv(), self.window()
        )
        self.dialog.open()

    def _on_path_chosen(self, path: Path, _kind: FileKind) -> None:
        try:
            export_chart(self._chart, path)
        except UserError as error:
            self.context.messages.error(error)
        else:
            words = self.tr("Written to {0}").format(path)
            self.context.messages.success(self.tr("Chart exported"), words)

    @Slot()
    def _on_window_closed(self) -> None:
        self.window_open = None
