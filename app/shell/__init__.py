"""The composition root: window, navigation, demo workspace and the workspace commands."""
