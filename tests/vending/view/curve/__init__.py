"""Tests of vending/view/curve."""
