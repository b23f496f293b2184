"""Charts as files: PNG at twice the size, SVG, and CSV of the points."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPicture
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput
from app.kit.chart.chart_view import ChartView
from app.kit.chart.plot import Plot
from app.kit.files import write_file

PNG_SCALE = 2
FORMATS = ("png", "svg", "csv")


def export_chart(chart: ChartView, path: Path) -> None:
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

    def paint(image: QImage) -> None:
        image.fill(widget.palette().window().color())
        # A graphics view hides the method of QWidget that draws into any paint device.
        QWidget.render(widget, image)

    return painted_png(widget.size(), paint)


def painted_png(size: QSize, paint: Callable[[QImage], None]) -> bytes:
    """What is painted on an image of that size, with twice as many pixels each way."""
    image = QImage(size * PNG_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PNG_SCALE)
    paint(image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def svg_bytes(chart: ChartView) -> bytes:
    """The plot as lines and texts, with its summary as description."""
    plot = chart.plot
    size = QSize(plot.viewport().size())

    def paint(painter: QPainter) -> None:
        area = QRect(QPoint(), size)
        painter.fillRect(area, plot.backgroundBrush())
        plot.render(painter, QRectF(area), area)

    # Without a resolution the texts would be as large as on paper at 90 dots per inch.
    title, dots = plot.accessibleName(), plot.logicalDpiX()
    return painted_svg(size, paint, title, chart.text_summary(), dots)


def painted_svg(
    size: QSize, paint: Callable[[QPainter], None], title: str, about: str = "", dots: int = 96
) -> bytes:
    """What is painted, as lines and texts. about: in sentences. dots: per inch, for the texts."""
    buffer = QBuffer()
    # Only version 1.1 can cut lines off at the edge of the plot.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setDescription(about)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setResolution(dots)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def record_plot(plot: Plot, width: float, height: float) -> QPicture:
    """The plot as lines and texts of this size, to be painted later, on any thread."""
    picture = QPicture()
    painter = QPainter(picture)
    plot.render(painter, QRectF(0, 0, width, height), plot.viewport().rect())
    painter.end()
    return picture


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as UTF-8 with commas and CRLF, as RFC 4180 has it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")
