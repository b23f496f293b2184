"""Tests of the page that compares curves."""
