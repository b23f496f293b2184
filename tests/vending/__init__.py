"""Tests of the vending slice."""
