"""Tests of vending/view/explain."""
