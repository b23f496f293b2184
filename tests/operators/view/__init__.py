"""Tests of the operators slice's screens."""
