"""Tests of vending/view/market."""
