"""A window with a table and nothing else, which has imported what Tokendesk imports."""

import sys

import alembic  # noqa: F401 - imported for its cost
import numpy  # noqa: F401 - as above
import pyqtgraph  # noqa: F401 - as above
import sqlalchemy  # noqa: F401 - as above
from PySide6.QtSvg import QSvgRenderer  # noqa: F401 - as above
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget

from tests.bench.seen import report


def main() -> None:
    """Show the window, and say when it could be used."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QTableWidget(40, 8))
    window.resize(1440, 900)
    window.show()
    report(app, window, lambda: window.isVisible())


if __name__ == "__main__":
    main()
