"""Screens of the contracts for the real chain."""
