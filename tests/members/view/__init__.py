"""Tests of the members slice's screens."""
