"""Tests of the rooms slice's screens."""
