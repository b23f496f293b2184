"""Themed plots on pyqtgraph: panes, axes with tags, crosshair, export and pop-out."""
