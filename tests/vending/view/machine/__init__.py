"""Tests of vending/view/machine."""
