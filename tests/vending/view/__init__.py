"""Tests of the vending slice's screens."""
