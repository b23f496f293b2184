"""The composition root: window, navigation and the workspace commands."""
