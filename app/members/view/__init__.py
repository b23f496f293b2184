"""Screens of the members slice."""
