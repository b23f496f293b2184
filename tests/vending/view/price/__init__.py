"""Tests of vending/view/price."""
