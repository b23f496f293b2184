"""Screens of the vending slice."""
