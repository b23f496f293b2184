"""Tests of vending/view/ticket."""
