"""Screens of the rooms slice."""
