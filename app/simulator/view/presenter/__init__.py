"""Presenter mode: a scenario told scene by scene in a window for a projector."""
