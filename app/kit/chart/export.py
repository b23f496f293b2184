"""Charts as files: PNG at twice the size, SVG, and CSV of the points."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput
from app.kit.chart.plot import Plot
from app.kit.files import write_file

PNG_SCALE = 2
FORMATS = ("png", "svg", "csv")


class Chart(Protocol):
    """What a chart offers for export, for "Show as table" and to assistive tools."""

    @property
    def plot(self) -> Plot:
        """The plot that is drawn."""

    def series_csv(self) -> Sequence[tuple[str, ...]]:
        """The points as rows, the header first."""

    def text_summary(self) -> str:
        """What the chart shows, in sentences."""


def export_chart(chart: Chart, path: Path) -> None:
    """Write the chart to a file; the ending of its name (.png, .svg, .csv) chooses the format.

    Errors: InvalidInput for another ending, Unavailable when the file can't be written; an
    existing file then stays as it was.
    """
    match path.suffix.lower():
        case ".png":
            content = png_bytes(chart.plot)
        case ".svg":
            content = svg_bytes(chart)
        case ".csv":
            content = csv_bytes(chart.series_csv())
        case _:
            raise InvalidInput("Charts are saved as .png, .svg or .csv.", field="path")
    write_file(path, content)


def png_bytes(widget: QWidget) -> bytes:
    """The widget as it looks now, with twice as many pixels each way."""
    image = QImage(widget.size() * PNG_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PNG_SCALE)
    image.fill(widget.palette().window().color())
    # A graphics view hides the method of QWidget that draws into any paint device.
    QWidget.render(widget, image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def svg_bytes(chart: Chart) -> bytes:
    """The plot as lines and texts, with its summary as description."""
    plot = chart.plot
    buffer = QBuffer()
    # Only version 1.1 can cut lines off at the edge of the plot.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setTitle(plot.accessibleName())
    generator.setDescription(chart.text_summary())
    size = QSize(plot.viewport().size())
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    # Without a resolution the texts would be as large as on paper at 90 dots per inch.
    generator.setResolution(plot.logicalDpiX())
    painter = QPainter(generator)
    area = QRectF(0, 0, size.width(), size.height())
    painter.fillRect(area, plot.backgroundBrush())
    plot.render(painter, area, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return bytes(buffer.data().data())


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as UTF-8 with commas and CRLF, as RFC 4180 has it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")
