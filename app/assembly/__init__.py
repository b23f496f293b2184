"""Gathers what the slices offer into one list each, without Qt."""
