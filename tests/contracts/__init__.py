"""Tests of the contracts for the real chain, as far as they need no chain."""
