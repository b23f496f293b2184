"""Screens of the operators slice."""
