"""Tests of the rooms slice."""
