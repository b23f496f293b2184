"""Tests of the screen of legacy rooms."""
