"""Crowds of made-up traders for demo rooms, the same on every run of a seed."""
